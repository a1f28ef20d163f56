"""Search lines for regular expressions in time that grows with the text only.

The engine is the one of CEL: no look-around, no back-references, and so no pattern that never
ends, whatever the output of a hostile program looks like.
"""

from collections.abc import Sequence

from gatewright.core.text.expressions import evaluate_plain
from gatewright.model.trouble import Trouble

PATTERN_CHARS_MAX = 1000
MATCHES_MAX = 50
WORDS_AT_ONCE = 256
WHOLE_TEXT_ANCHORS = ("\\A", "\\z", "(?-")


def pattern_problem(pattern: str) -> str | None:
    """Return why `pattern` cannot be searched for, or None."""
    if not pattern or len(pattern) > PATTERN_CHARS_MAX:
        return f"a pattern has 1 to {PATTERN_CHARS_MAX} characters"
    if any(anchor in pattern for anchor in WHOLE_TEXT_ANCHORS):
        return "lines are searched one by one: write ^ and $ for their ends"
    answer = _search(pattern, "")
    if isinstance(answer, Trouble):
        return _engine_words(answer.found)
    if answer:
        return "this pattern matches every line, the empty one too"
    return None


def matching_lines(pattern: str, lines: Sequence[str]) -> list[int] | Trouble:
    """Return the numbers of the lines that `pattern` is found in, from 1.

    Bounds: the first MATCHES_MAX.
    """
    found: list[int] = []
    spans = [(0, len(lines))]
    while spans and len(found) < MATCHES_MAX:
        start, end = spans.pop()
        answer = _search(pattern, "\n".join(lines[start:end]))
        if isinstance(answer, Trouble):
            return answer
        if not answer:
            continue
        if end - start == 1:
            found.append(end)
        else:
            middle = (start + end) // 2
            spans += [(middle, end), (start, middle)]
    return found


def matching_words(pattern: str, words: Sequence[str]) -> frozenset[str] | Trouble:
    """Return those of `words` that `pattern` is found in, from end to end. Shape: one line each."""
    found: set[str] = set()
    whole = f"^(?:{pattern})$"
    spans = [(start, start + WORDS_AT_ONCE) for start in range(0, len(words), WORDS_AT_ONCE)]
    while spans:
        start, end = spans.pop()
        some = words[start:end]
        answer = _search(whole, "\n".join(some))
        if isinstance(answer, Trouble):
            return answer
        if answer and len(some) == 1:
            found.update(some)
        elif answer:
            middle = start + len(some) // 2
            spans += [(start, middle), (middle, start + len(some))]
    return frozenset(found)


def _search(pattern: str, text: str) -> bool | Trouble:
    """Return whether `pattern` is found in `text`; a line end is the end of a line."""
    return evaluate_plain(
        "text.matches(pattern)",
        {"text": printable(text), "pattern": "(?m)" + pattern},
    )


def printable(text: str) -> str:
    """Return `text` without the lone surrogates that no UTF-8 text can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _engine_words(found: str) -> str:
    """Return the one clause of the engine's message that says what is wrong."""
    lines = [line.strip() for line in found.splitlines()]
    errors = [line for line in lines if line.startswith("error: ")]
    said = errors[0].removeprefix("error: ") if errors else lines[-1]
    return said.removesuffix(" Check function arguments and their types.").rstrip(".")
