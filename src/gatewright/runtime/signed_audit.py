"""Every signed decision of a record, proved once more: by its text, its signature, and the list of
signers that counted when it was taken.
"""

from collections.abc import Callable, Iterator, Sequence

from gatewright.core.approval.proving import Ground, Signers, why_not_of_here, why_unproved
from gatewright.core.approval.statements import name_of_person, parse_statement
from gatewright.core.text.allowed_signers import BadLine, parse_signers
from gatewright.core.text.ssh_signatures import parse_signature
from gatewright.model.events import Decided, DecisionAsked
from gatewright.model.ids import CommitId
from gatewright.model.records import dataclass
from gatewright.model.signing import Signed
from gatewright.model.statement import Statement
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Entry, Fault, Journal
from gatewright.ports.signer import Signer
from gatewright.ports.store import EvidenceStore
from gatewright.runtime.signed_decisions import place_of

RUN = "run/"


@dataclass(frozen=True, slots=True)
class SignatureAudit:
    """How many decisions of people there are, how many of them are signed, and what is not so."""

    decided: int = 0
    signed: int = 0
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What signatures are checked with."""

    evidence: EvidenceStore
    signer: Signer
    list_at: Callable[[CommitId], str]  # the list of signers of a commit. Raises: Mistake


def audit_signatures(journal: Journal, archive: Archive, stream: str = "") -> SignatureAudit:
    """Return what became of every signature; of one stream, where it is named.

    Shape: a stream that cannot be read has none: that is a fault of the journal, and told there.
    """
    found = SignatureAudit()
    for name in (stream,) if stream else journal.names():
        entries = _readable(journal, name) if name.startswith(RUN) else ()
        said = [entry for entry in entries if isinstance(entry.event, Decided)]
        faults = [fault for entry in said for fault in _faults(entry, entries, archive)]
        found = SignatureAudit(
            found.decided + len(said),
            found.signed + sum(_signed(entry) is not None for entry in said),
            (*found.faults, *faults),
        )
    return found


def _readable(journal: Journal, name: str) -> Sequence[Entry]:
    try:
        return journal.read(name)
    except Mistake:
        return ()


def _signed(entry: Entry) -> Signed | None:
    return entry.event.signed if isinstance(entry.event, Decided) else None


def _faults(entry: Entry, entries: Sequence[Entry], archive: Archive) -> Iterator[Fault]:
    """Yield why a signed decision is not proved, if it is not."""
    signed = _signed(entry)
    if signed is not None:
        why = _why_unproved(entry, entries, signed, archive)
        if why:
            yield Fault(entry.stream, entry.seq, f"is not proved by its signature: {why}")


def _why_unproved(entry: Entry, entries: Sequence[Entry], signed: Signed, archive: Archive) -> str:
    text = archive.evidence.get(signed.statement)
    armoured = archive.evidence.get(signed.signature)
    if text is None or armoured is None:
        return "what was signed is gone, or altered"
    statement = parse_statement(text)
    signature = parse_signature(armoured.decode("ascii", "replace"))
    if isinstance(statement, str) or isinstance(signature, str):
        return f"{statement if isinstance(statement, str) else signature}"
    if not _says(statement, entry, entries):
        return "the statement says something else than the record"
    try:
        listed = archive.list_at(signed.signers)
    except Mistake as mistake:
        return f"who might sign then cannot be read: {mistake.what}"
    lines = parse_signers(listed)
    if isinstance(lines, BadLine):
        return f"who might sign then cannot be read: line {lines.number}: {lines.because}"
    ground = Ground(
        place=place_of(entries),
        heads={each.digest for each in entries if each.seq < entry.seq},
        signers=Signers(branch="", commit=signed.signers, text=listed, lines=lines),
        now=entry.at,
    )
    name = name_of_person(statement.person)
    trouble = archive.signer.verify(text, armoured.decode("ascii"), listed, name, entry.at)
    refusal = why_not_of_here(statement, ground)
    refusal = refusal or why_unproved(statement, signature, ground, trouble)
    return refusal.what if refusal is not None else ""


def _says(statement: Statement, entry: Entry, entries: Sequence[Entry]) -> bool:
    """Return whether a statement says what stands in the record, word for word."""
    event = entry.event
    assert isinstance(event, Decided), "BUG: no decision"
    asked = [each.event for each in entries if isinstance(each.event, DecisionAsked)]
    trees = {each.tree for each in asked if each.nonce == event.nonce}
    said = (statement.step, statement.nonce, statement.bound, statement.choice, statement.person)
    more = (statement.answers, statement.because, statement.shown, statement.head)
    return (
        said == (event.step, event.nonce, event.bound, event.choice, event.person)
        and more == (event.answers, event.because, event.shown, event.head)
        and statement.tree in trees
        and event.signed is not None
        and statement.key == event.signed.key
    )
