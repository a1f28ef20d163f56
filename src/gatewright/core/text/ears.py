"""Say whether a sentence is a requirement in one of the five forms called EARS.

ubiquitous  The <system> shall <response>
event       When <trigger>, the <system> shall <response>
state       While <state>, the <system> shall <response>
unwanted    If <condition>, then the <system> shall <response>
optional    Where <feature>, the <system> shall <response>

Clauses may stand before each other: While ..., when ..., the <system> shall ... .
"""

import re
from collections.abc import Sequence

SENTENCE_CHARS_MAX = 2000
FORMS = ("when", "while", "if", "where")
_NAME = re.compile(
    r"^[A-Za-z][A-Za-z_-]{0,15}[-_ ]?[0-9][0-9.]{0,15}\s*(?:[:.)]|-|\u2013|\u2014)?\s+"
)
_WORD_EDGE = re.compile(r"[\w-]")


def ears_problem(sentence: str, vague: Sequence[str]) -> str | None:
    """Return why `sentence` is no requirement, or None. Shape: a name, as "R1:", may lead it."""
    text = _NAME.sub("", sentence[:SENTENCE_CHARS_MAX].strip())
    lower = " ".join(text.split()).casefold()
    before, shall, response = f" {lower} ".partition(" shall ")
    if not shall:
        return 'it has no "shall"'
    if " shall " in response:
        return 'it has more than one "shall": write two'
    if not any(char.isalnum() for char in response):
        return "it says not what shall happen"
    return _form_problem(before.strip()) or vague_problem(lower, vague)


def _form_problem(before: str) -> str | None:
    """Return what is wrong with what stands before "shall"."""
    clauses = [clause.strip() for clause in before.split(",")]
    words = clauses[0].split(" ", 1)[0]
    if words not in FORMS:
        return (
            None if _names_system(before) else "it begins with none of The, When, While, If, Where"
        )
    if len(clauses) < 2:
        return f'a comma must end the clause after "{words}"'
    system = clauses[-1]
    if words == "if" or any(clause.startswith("if ") for clause in clauses[:-1]):
        if not system.startswith("then "):
            return '"If ..." goes on with "then"'
        system = system.removeprefix("then ")
    empty = [clause for clause in clauses[:-1] if " " not in clause and clause in FORMS]
    if empty:
        return f'nothing stands after "{empty[0]}"'
    return None if _names_system(system) else 'the part before "shall" names no system: "the ..."'


def _names_system(text: str) -> bool:
    """Return whether `text` is "the <system>"."""
    article, _, system = text.partition(" ")
    return article in ("the", "a", "an", "each", "every") and bool(system.strip())


def vague_problem(lower: str, vague: Sequence[str]) -> str | None:
    """Return the vague word that `lower` holds."""
    found = next((word for word in vague if _holds(lower, word.casefold())), None)
    return f'"{found}" is vague: no test can be written for it' if found else None


def _holds(text: str, word: str) -> bool:
    """Return whether `text` holds `word` with its edges."""
    start = text.find(word)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(word) :][:1]
        if not (_WORD_EDGE.match(before) or _WORD_EDGE.match(after)):
            return True
        start = text.find(word, start + 1)
    return False
