"""Decisions with a signature: made with a person's key, and taken only for what they prove.

A statement is heard in one way, whoever brings it: from a key beside this program, or from another
machine. Crash: statement and signature are kept as evidence before the decision is an event.
"""

import base64
import binascii
from collections.abc import Callable, Sequence

from gatewright.core.approval.proving import (
    SIGNERS_PATH,
    Ground,
    Signers,
    proved_grade,
    why_not_of_here,
    why_unproved,
)
from gatewright.core.approval.statements import (
    name_of_person,
    parse_statement,
    statement_text,
)
from gatewright.core.state.run_state import Deciding
from gatewright.core.text.allowed_signers import (
    LIST_BYTES_MAX,
    BadLine,
    SignerLine,
    line_of,
    parse_signers,
)
from gatewright.core.text.ssh_signatures import fingerprint, parse_signature
from gatewright.model.events import RunStarted
from gatewright.model.ids import PERSON, TreeId
from gatewright.model.intake import Decide, Refusal
from gatewright.model.signing import Signed
from gatewright.model.statement import Place, Statement
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Entry
from gatewright.ports.signer import Signer
from gatewright.ports.workspace import Trees
from gatewright.runtime.desk_words import Loaded
from gatewright.runtime.role_map import target_of
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import mistake_of

Tell = Callable[[str], None]


def person_of(run: RunEdges, loaded: Loaded, key: str) -> str:
    """Return whose key the one at the path `key` is, as a principal. Raises: Mistake.

    Shape: where nobody has it, who sits here: that is found out when it has signed.
    """
    signers = signers_of(run, loaded, None)
    line = line_of(signers.lines, blob_of(_signer(run).public_key(key)), run.now())
    if line is None or name_of_person(run.person) in line.names:
        return run.person
    return f"{PERSON}{line.names[0]}"


def signed(
    run: RunEdges, loaded: Loaded, decide: Decide, tree: TreeId, key: str, tell: Tell
) -> Decide:
    """Return `decide` signed by the key at the path `key`, and checked. Raises: Mistake."""
    text, signature = sign(run, place_of(loaded.entries), decide, tree, key, tell)
    return heard(run, loaded, text, signature)


def sign(
    run: RunEdges, place: Place, decide: Decide, tree: TreeId, key: str, tell: Tell
) -> tuple[bytes, str]:
    """Return the statement of `decide` as text, and its signature. Raises: Mistake."""
    statement = Statement(
        place=place,
        step=decide.step,
        nonce=decide.nonce,
        bound=decide.bound,
        tree=tree,
        shown=decide.shown,
        head=decide.head,
        choice=decide.choice,
        answers=decide.answers,
        because=decide.because,
        person=decide.person,
        key=fingerprint(blob_of(_signer(run).public_key(key))),
        at=run.now(),
    )
    text = statement_text(statement)
    return text, _signer(run).sign(text, key, tell)


def heard(run: RunEdges, loaded: Loaded, text: bytes, signature: str) -> Decide:
    """Return what a person said by a signed statement, proved here and now.

    Raises: Mistake `signature.*`: each way in which it may not be so has its own.
    """
    statement = parse_statement(text)
    if isinstance(statement, str):
        raise Mistake("signature.form", "This is no signed decision.", found=statement)
    ground = ground_of(run, loaded, statement.tree)
    _refuse(why_not_of_here(statement, ground) or _why_other_content(loaded, statement))
    proof = prove(run, statement, text, signature, ground)
    return Decide(
        step=statement.step,
        nonce=statement.nonce,
        bound=statement.bound,
        choice=statement.choice,
        person=statement.person,
        answers=statement.answers,
        because=statement.because,
        shown=statement.shown,
        head=statement.head,
        signed=proof,
    )


def prove(
    run: RunEdges, statement: Statement, text: bytes, signature: str, ground: Ground
) -> Signed:
    """Return what a signature proves, which is kept. Raises: Mistake `signature.*`."""
    parsed = parse_signature(signature)
    if isinstance(parsed, str):
        raise Mistake("signature.form", "This is no signature of a decision.", found=parsed)
    name = name_of_person(statement.person)
    trouble = _signer(run).verify(text, signature, ground.signers.text, name, ground.now)
    _refuse(why_unproved(statement, parsed, ground, trouble))
    return Signed(
        statement=run.edges.evidence.put(text),
        signature=run.edges.evidence.put(signature.encode("ascii")),
        key=parsed.key,
        kind=parsed.kind,
        grade=proved_grade(parsed, ground.signers, ground.now),
        signers=ground.signers.commit,
    )


def ground_of(run: RunEdges, loaded: Loaded, work: TreeId) -> Ground:
    """Return what a statement on `work` is held to, as of now. Raises: Mistake `signers.*`."""
    return Ground(
        place=place_of(loaded.entries),
        heads={entry.digest for entry in loaded.entries},
        signers=signers_of(run, loaded, work),
        now=run.now(),
    )


def place_of(entries: Sequence[Entry]) -> Place:
    """Return what a run is told from all others by."""
    first = entries[0]
    assert isinstance(first.event, RunStarted), "BUG: a run begins with its start"
    return Place(
        repository=first.event.origin.commit,
        run=first.event.feature.run_id,
        record=first.digest,
    )


def signers_of(run: RunEdges, loaded: Loaded, work: TreeId | None) -> Signers:
    """Return who may sign, as it is said where the result is to land. Raises: Mistake."""
    commit, tree = target_of(run, loaded.state)
    branch = loaded.state.started.origin.branch
    text = signers_text(run.edges.trees, tree)
    if not text.strip():
        raise Mistake(
            "signers.none",
            "Nobody is known by a key here, so no signature counts.",
            found=f"no {SIGNERS_PATH} on {branch} at {commit[:12]}",
            hints=("gatewright people add NAME --key FILE", f"it counts once {branch} has it"),
        )
    in_work = () if work is None else _lines_in_work(run.edges.trees, work)
    return Signers(
        branch=branch,
        commit=commit,
        text=text,
        lines=parsed_signers(text, f"{branch} at {commit[:12]}"),
        in_work=in_work,
    )


def signers_text(trees: Trees, tree: TreeId) -> str:
    """Return the list of signers that a tree holds; "" where it has none. Raises: Mistake."""
    content = trees.read(tree, [SIGNERS_PATH]).get(SIGNERS_PATH, b"")
    if len(content) > LIST_BYTES_MAX:
        found = f"{len(content)} bytes, at most {LIST_BYTES_MAX}"
        raise Mistake("signers.form", f"{SIGNERS_PATH} cannot be read.", found=found)
    return content.decode("utf-8", "replace")


def parsed_signers(text: str, where: str) -> tuple[SignerLine, ...]:
    """Return the keys of a list. Raises: Mistake `signers.form` with the line."""
    lines = parse_signers(text)
    if isinstance(lines, BadLine):
        raise Mistake(
            "signers.form",
            f"{SIGNERS_PATH} of {where} cannot be read.",
            found=f"{SIGNERS_PATH}:{lines.number}: {lines.because}",
        )
    return lines


def _lines_in_work(trees: Trees, work: TreeId) -> tuple[SignerLine, ...]:
    """Return the keys that the content says which is judged: they count for nothing."""
    try:
        lines = parse_signers(signers_text(trees, work))
    except Mistake:  # a tree that is not here, or a list that is too long
        return ()
    return () if isinstance(lines, BadLine) else lines


def _why_other_content(loaded: Loaded, statement: Statement) -> Refusal | None:
    """Return that a statement is on other content than is asked on; None where nothing is asked."""
    record = loaded.state.steps.get(statement.step)
    asked = record.state if record is not None else None
    if not isinstance(asked, Deciding):
        return None
    request = next((each for each in asked.requests if each.nonce == statement.nonce), None)
    if request is None or (request.bound, asked.tree) == (statement.bound, statement.tree):
        return None
    wanted = f"content {request.bound[:12]}, tree {asked.tree[:12]}"
    found = f"content {statement.bound[:12]}, tree {statement.tree[:12]}"
    return Refusal("signature.content", "this was signed on other content", wanted, found)


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise mistake_of(refusal)


def _signer(run: RunEdges) -> Signer:
    if run.signer is None:
        raise Mistake("signing.missing", "Nothing can be signed or checked here.")
    return run.signer


def blob_of(public: str) -> bytes:
    """Return the bytes of a public key as one line. Raises: Mistake `signing.key`."""
    try:
        return base64.b64decode(public.split()[1], validate=True)
    except (binascii.Error, IndexError, ValueError) as error:
        raise Mistake("signing.key", "This is no public key.", found=public[:100]) from error
