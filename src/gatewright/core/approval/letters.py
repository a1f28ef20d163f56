"""What is asked of somebody who sits at another clone, as text, and back; and what it is called.

It need not be believed: who decides signs the text that was read, and the run takes only what was
decided on a text that it wrote itself.
"""

import json
import re
from typing import Any

from gatewright.core.approval.statements import (
    DIGEST,
    HEX,
    INSTANT,
    NONCE,
    NUMBER,
    PERSON_FORM,
    STEP,
    WORDS,
    name_of_person,
)
from gatewright.model.asking import AskedElsewhere
from gatewright.model.ids import CommitId, Digest, Nonce, RunId, StepPath, TreeId
from gatewright.model.statement import Place, Statement

FORM = "gatewright request 1"
REQUEST_BYTES_MAX = 64 * 1024
ITEMS_MAX = 20
WORDS_CHARS_MAX = 10_000
REQUESTS = "refs/gatewright/requests/"
DECISIONS = "refs/gatewright/decisions/"
RECORD_CHARS = 16
FIELDS = {
    "form": re.compile(re.escape(FORM)),
    "repository": HEX,
    "run": NUMBER,
    "record": DIGEST,
    "slug": re.compile(r"[a-z0-9][a-z0-9-]{0,99}"),
    "step": STEP,
    "question": WORDS,
    "role": WORDS,
    "request": NONCE,
    "content": DIGEST,
    "tree": HEX,
    "shown": DIGEST,
    "head": DIGEST,
    "person": PERSON_FORM,
    "at": INSTANT,
}


def request_name(asked: AskedElsewhere) -> str:
    """Return what the letter is called that asks."""
    return f"{requests_of(asked.place)}{asked.nonce}/{name_of_person(asked.person)}"


def requests_of(place: Place) -> str:
    """Return how all letters begin that ask for a run."""
    return f"{REQUESTS}{place.record[:RECORD_CHARS]}/"


def decisions_of(place: Place) -> str:
    """Return how all letters begin by which people decide on a run."""
    return f"{DECISIONS}{place.record[:RECORD_CHARS]}/"


def decision_name(statement: Statement, digest: Digest) -> str:
    """Return what the letter is called that brings a decision."""
    return f"{decisions_of(statement.place)}{statement.nonce}/{digest[:RECORD_CHARS]}"


def request_text(asked: AskedElsewhere) -> bytes:
    """Return what is asked as text."""
    plain = {
        "form": FORM,
        "repository": asked.place.repository,
        "run": asked.place.run,
        "record": asked.place.record,
        "slug": asked.slug,
        "step": asked.step,
        "question": asked.question,
        "role": asked.role,
        "request": asked.nonce,
        "content": asked.bound,
        "tree": asked.tree,
        "shown": asked.shown,
        "head": asked.head,
        "person": asked.person,
        "at": asked.at,
        "items": list(asked.items),
    }
    return (json.dumps(plain, indent=1, sort_keys=True) + "\n").encode("ascii")


def parse_request(text: bytes) -> AskedElsewhere | str:
    """Return what is asked; why it is no request, in words."""
    if len(text) > REQUEST_BYTES_MAX:
        return f"longer than {REQUEST_BYTES_MAX} bytes"
    try:
        plain = json.loads(text.decode("ascii"))
    except (ValueError, RecursionError):
        return "no JSON in ASCII"
    odd = _odd(plain)
    if odd:
        return odd
    asked = _asked(plain)
    return asked if request_text(asked) == text else "not written as it is sent"


def _odd(plain: Any) -> str:
    if not isinstance(plain, dict) or plain.keys() != {*FIELDS, "items"}:
        return "other fields than a request has"
    for name, form in FIELDS.items():
        value = plain[name]
        is_one = isinstance(value, str) and len(value) <= WORDS_CHARS_MAX
        if not is_one or not form.fullmatch(value):
            return f"{name} cannot be meant"
    items = plain["items"]
    if not isinstance(items, list) or len(items) > ITEMS_MAX:
        return "items cannot be meant"
    is_all_text = all(isinstance(each, str) and len(each) <= WORDS_CHARS_MAX for each in items)
    return "" if is_all_text else "items cannot be meant"


def _asked(plain: dict[str, Any]) -> AskedElsewhere:
    return AskedElsewhere(
        place=Place(
            repository=CommitId(plain["repository"]),
            run=RunId(plain["run"]),
            record=Digest(plain["record"]),
        ),
        slug=plain["slug"],
        step=StepPath(plain["step"]),
        question=plain["question"],
        role=plain["role"],
        items=tuple(plain["items"]),
        nonce=Nonce(plain["request"]),
        bound=Digest(plain["content"]),
        tree=TreeId(plain["tree"]),
        shown=Digest(plain["shown"]),
        head=Digest(plain["head"]),
        person=plain["person"],
        at=plain["at"],
    )
