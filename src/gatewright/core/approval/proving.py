"""Whether a statement with its signature proves that a person said it, here and now.

The mathematics is done elsewhere, and its answer handed in. Each way in which it may not be so has
its own words: what helps differs.
"""

from collections.abc import Collection, Iterator

from gatewright.core.approval.grades import grade_of
from gatewright.core.approval.statements import name_of_person
from gatewright.core.text.allowed_signers import SignerLine, keys_of, line_of
from gatewright.core.text.instants import seconds_between
from gatewright.core.text.ssh_signatures import NAMESPACE, SshSignature
from gatewright.model.ids import CommitId, Digest
from gatewright.model.intake import Refusal
from gatewright.model.records import dataclass
from gatewright.model.signing import Grade
from gatewright.model.statement import Place, Statement

SIGNERS_PATH = ".gatewright/allowed_signers"
AHEAD_S_MAX = 300  # two clocks are rarely the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """Who may sign, where the result of the run is to land."""

    branch: str
    commit: CommitId
    text: str  # as it is written there
    lines: tuple[SignerLine, ...]
    in_work: tuple[SignerLine, ...] = ()  # those that the content says which is decided on


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a statement is held to."""

    place: Place
    heads: Collection[Digest]  # of every entry of the run
    signers: Signers
    now: str  # RFC 3339, UTC


def why_not_of_here(statement: Statement, ground: Ground) -> Refusal | None:
    """Return why a statement is for something else; None where it is for this run."""
    said, here = statement.place, ground.place
    what = "this decision was signed for"
    if said.repository != here.repository:
        wanted, found = f"a repository with {here.repository[:12]}", said.repository[:12]
        return Refusal("signature.repository", f"{what} another repository", wanted, found)
    if (said.run, said.record) != (here.run, here.record):
        wanted = f"run {here.run}, which began with {here.record[:12]}"
        found = f"run {said.run}, which began with {said.record[:12]}"
        return Refusal("signature.run", f"{what} another run", wanted, found)
    if statement.head not in ground.heads:
        wanted = "a head that the record of the run has"
        return Refusal("signature.head", f"{what} another record", wanted, statement.head[:12])
    if seconds_between(ground.now, statement.at) > AHEAD_S_MAX:
        wanted = f"by {ground.now}"
        return Refusal("signature.ahead", "this was signed in time to come", wanted, statement.at)
    return None


def why_unproved(
    statement: Statement, signature: SshSignature, ground: Ground, trouble: str
) -> Refusal | None:
    """Return why a signature does not prove the statement; None where it does.

    Shape: `trouble` is what checking the signature itself came to, "" where it is good.
    """
    for refusal in _refusals(statement, signature, ground, trouble):
        return refusal
    return None


def proved_grade(signature: SshSignature, signers: Signers, now: str) -> Grade:
    """Return what a person had to do for a signature that proves something."""
    line = line_of(signers.lines, signature.blob, now)
    assert line is not None, "BUG: proved by a key of nobody"
    return grade_of(signature, line)


def _refusals(
    statement: Statement, signature: SshSignature, ground: Ground, trouble: str
) -> Iterator[Refusal]:
    if signature.namespace != NAMESPACE:
        wanted, found = f'the namespace "{NAMESPACE}"', signature.namespace[:60]
        yield Refusal("signature.namespace", "this was signed for something else", wanted, found)
    if signature.key != statement.key:
        wanted = f"by {statement.key}, as it says itself"
        what = "another key signed than the statement names"
        yield Refusal("signature.other-key", what, wanted, signature.key)
    line = line_of(ground.signers.lines, signature.blob, ground.now)
    if line is None or name_of_person(statement.person) not in line.names:
        yield _wrong_key(statement, signature, ground.signers, line)
    if line is not None and not line.is_valid_at(ground.now):
        yield _not_valid(statement, line, ground)
    if trouble:
        wanted = f"a signature of this text by {statement.key}"
        yield Refusal("signature.bad", "the signature is not of this text", wanted, trouble)


def _wrong_key(
    statement: Statement, signature: SshSignature, signers: Signers, line: SignerLine | None
) -> Refusal:
    """Return that the key is not one of this person; and where else it was found."""
    name, where = name_of_person(statement.person), f"{SIGNERS_PATH} on {signers.branch}"
    if line is None and any(each.blob == signature.blob for each in signers.in_work):
        return Refusal(
            "signature.branch-only",
            "the key is on the list of what is judged, and not where it counts",
            f"a key of {name} in {where}",
            f"{signature.key} in the work alone",
            "whoever may write to the branch adds it there first",
        )
    keys = ", ".join(each.key for each in keys_of(signers.lines, name)) or "none"
    found = f"{signature.key}, of {' and '.join(line.names)}" if line else f"{signature.key}"
    return Refusal(
        "signature.key",
        f"this is no key of {name}",
        f"one in {where}: {keys}",
        found,
        f"gatewright people add {name} --key FILE",
    )


def _not_valid(statement: Statement, line: SignerLine, ground: Ground) -> Refusal:
    """Return that the key does not count any more, or not yet."""
    ended = line.valid_before and not _is_before(ground.now, line.valid_before)
    word = f"until {line.valid_before}" if ended else f"from {line.valid_after} on"
    what = "does not count any more" if ended else "does not count yet"
    return Refusal(
        "signature.revoked" if ended else "signature.early",
        f"this key of {name_of_person(statement.person)} {what}",
        f"a key that counts at {ground.now[:19]}",
        f"{line.key} counts {word} (UTC), by {SIGNERS_PATH} on {ground.signers.branch}",
    )


def _is_before(instant: str, digits: str) -> bool:
    return "".join(each for each in instant[:19] if each.isdigit()) < digits
