"""What travels between clones and is signed by strangers."""

from gatewright.core.approval.letters import parse_request, request_text
from gatewright.core.approval.statements import parse_statement, statement_text
from gatewright.core.text.allowed_signers import parse_signers
from gatewright.core.text.ssh_signatures import parse_signature
from gatewright.model.asking import AskedElsewhere
from tests.fuzz.reading import Reading
from tests.statements import ADA, EVE, LIST, PLACE, STATEMENT

ASKED = AskedElsewhere(
    place=PLACE,
    slug="alias",
    step=STATEMENT.step,
    question="May it?",
    role="lead",
    items=("Is it right?",),
    nonce=STATEMENT.nonce,
    bound=STATEMENT.bound,
    tree=STATEMENT.tree,
    shown=STATEMENT.shown,
    head=STATEMENT.head,
    person="person:ada",
    at=STATEMENT.at,
)
SIGNERS = f'# keys\n{LIST}bo,cy namespaces="git,gatewright",valid-before="20270101" {EVE.public}\n'
DEEP = b"[" * 60_000
LONG = b"a," * 120_000 + b" ssh-ed25519 AAAA\n"


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


READINGS = (
    Reading("statement", parse_statement, (statement_text(STATEMENT),), hostile={"deep": DEEP}),
    Reading("request", parse_request, (request_text(ASKED),), hostile={"deep": DEEP}),
    Reading(
        "signature",
        lambda content: parse_signature(_text(content)),
        (ADA.sign(b"text").encode(), EVE.sign(b"text", is_touched=False).encode()),
    ),
    Reading(
        "signers",
        lambda content: parse_signers(_text(content)),
        (SIGNERS.encode(),),
        hostile={"long": LONG, "blanks": b"ada " + b" \t" * 100_000 + b"x"},
    ),
)
