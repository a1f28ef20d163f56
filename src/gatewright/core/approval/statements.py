"""What a person signs as text, and back. One statement has one text, and nothing else is taken.

Any machine and any person can read it: canonical JSON in ASCII, one field a line.
"""

import json
import re
from datetime import datetime
from typing import Any

from gatewright.model.events import Answer, Choice
from gatewright.model.ids import PERSON, CommitId, Digest, Nonce, RunId, StepPath, TreeId
from gatewright.model.statement import Place, Statement

FORM = "gatewright decision 1"
STATEMENT_BYTES_MAX = 64 * 1024
WORDS_CHARS_MAX = 10_000
ANSWERS_MAX = 20
HEX = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
DIGEST = re.compile(r"[0-9a-f]{64}")
NONCE = re.compile(r"[0-9a-f]{32}")
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\+00:00")
_KEY = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
PERSON_FORM = re.compile(r"person:[A-Za-z0-9._@+-]{1,100}")
WORDS = re.compile(r"[^\0]*", re.DOTALL)
STEP = re.compile(r"[^\0\n]{1,500}")
FIELDS = {
    "form": re.compile(re.escape(FORM)),
    "repository": HEX,
    "run": NUMBER,
    "record": DIGEST,
    "head": DIGEST,
    "step": STEP,
    "request": NONCE,
    "content": DIGEST,
    "tree": HEX,
    "shown": DIGEST,
    "decision": re.compile("|".join(Choice)),
    "because": WORDS,
    "person": PERSON_FORM,
    "key": _KEY,
    "at": INSTANT,
}


def statement_text(statement: Statement) -> bytes:
    """Return the text that is signed."""
    place = statement.place
    plain = {
        "form": FORM,
        "repository": place.repository,
        "run": place.run,
        "record": place.record,
        "head": statement.head,
        "step": statement.step,
        "request": statement.nonce,
        "content": statement.bound,
        "tree": statement.tree,
        "shown": statement.shown,
        "decision": statement.choice.value,
        "because": statement.because,
        "person": statement.person,
        "key": statement.key,
        "at": statement.at,
        "answers": [[each.item, each.is_yes, each.because] for each in statement.answers],
    }
    return (json.dumps(plain, indent=1, sort_keys=True) + "\n").encode("ascii")


def parse_statement(text: bytes) -> Statement | str:
    """Return what was signed; why it is no statement, in words."""
    if len(text) > STATEMENT_BYTES_MAX:
        return f"longer than {STATEMENT_BYTES_MAX} bytes"
    try:
        plain = json.loads(text.decode("ascii"))
    except (ValueError, RecursionError):
        return "no JSON in ASCII"
    odd = _odd(plain)
    if odd:
        return odd
    statement = _statement(plain)
    return statement if statement_text(statement) == text else "not written as it is signed"


def _odd(plain: Any) -> str:
    """Return what is not as it should be; "" where all is."""
    if not isinstance(plain, dict) or plain.keys() != {*FIELDS, "answers"}:
        return "other fields than a decision has"
    for name, form in FIELDS.items():
        value = plain[name]
        is_one = isinstance(value, str) and len(value) <= WORDS_CHARS_MAX
        if not is_one or not form.fullmatch(value):
            return f"{name} cannot be meant"
    if not _is_instant(plain["at"]):
        return "at cannot be meant"
    answers = plain["answers"]
    if not isinstance(answers, list) or len(answers) > ANSWERS_MAX:
        return "answers cannot be meant"
    return "" if all(_is_answer(each) for each in answers) else "answers cannot be meant"


def _is_instant(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_answer(plain: Any) -> bool:
    if not isinstance(plain, list) or [type(each) for each in plain] != [str, bool, str]:
        return False
    return max(len(plain[0]), len(plain[2])) <= WORDS_CHARS_MAX


def _statement(plain: dict[str, Any]) -> Statement:
    return Statement(
        place=Place(
            repository=CommitId(plain["repository"]),
            run=RunId(plain["run"]),
            record=Digest(plain["record"]),
        ),
        head=Digest(plain["head"]),
        step=StepPath(plain["step"]),
        nonce=Nonce(plain["request"]),
        bound=Digest(plain["content"]),
        tree=TreeId(plain["tree"]),
        shown=Digest(plain["shown"]),
        choice=Choice(plain["decision"]),
        because=plain["because"],
        person=plain["person"],
        key=plain["key"],
        at=plain["at"],
        answers=tuple(Answer(*each) for each in plain["answers"]),
    )


def name_of_person(principal: str) -> str:
    """Return a person as the list of signers has it."""
    return principal.removeprefix(PERSON)
