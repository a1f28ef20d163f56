"""A statement, who may sign it, and the ground it is held to, for tests."""

from gatewright.core.approval.proving import Ground, Signers
from gatewright.core.text.allowed_signers import SignerLine, parse_signers
from gatewright.core.text.ssh_signatures import SshSignature, parse_signature
from gatewright.model.events import Answer, Choice
from gatewright.model.ids import CommitId, Digest, Nonce, RunId, StepPath, TreeId
from gatewright.model.statement import Place, Statement
from tests.security_key import SecurityKey

ADA, EVE = SecurityKey(b"ada" * 11), SecurityKey(b"eve" * 11)
NOW = "2026-01-02T03:04:05.000+00:00"
HEAD = Digest("e" * 64)
PLACE = Place(repository=CommitId("c" * 40), run=RunId("12"), record=Digest("d" * 64))


def listed(text: str) -> tuple[SignerLine, ...]:
    """Return the keys of a list that can be read."""
    lines = parse_signers(text)
    assert isinstance(lines, tuple), lines
    return lines


LIST = f"ada {ADA.public}\n"
SIGNERS = Signers(branch="main", commit=CommitId("b" * 40), text=LIST, lines=listed(LIST))
GROUND = Ground(place=PLACE, heads={HEAD}, signers=SIGNERS, now=NOW)
STATEMENT = Statement(
    place=PLACE,
    step=StepPath("may-merge"),
    nonce=Nonce("a" * 32),
    bound=Digest("1" * 64),
    tree=TreeId("2" * 40),
    shown=Digest("3" * 64),
    head=HEAD,
    choice=Choice.APPROVE,
    answers=(Answer("Is it right?", is_yes=True), Answer("Is it short?", False, "öfter")),
    because="so",
    person="person:ada",
    key=SshSignature("", ADA.blob, "", was_touched=False).key,
    at=NOW,
)


def signature_of(key: SecurityKey, **how: object) -> SshSignature:
    """Return the signature of a text, taken apart."""
    signature = parse_signature(key.sign(b"text", **how))  # type: ignore[arg-type]
    assert isinstance(signature, SshSignature), signature
    return signature
