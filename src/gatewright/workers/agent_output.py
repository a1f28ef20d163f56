"""What the JSON lines of an agent tell: a session, what it used, its last words, its trouble.

All of it is hostile. A line that cannot be read is passed over, and so is what nobody expects; none
of it is ever fatal, and nothing of it says that work was done.
"""

import json
import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Any

from gatewright.model.agent_profile import AgentOutput, Spot
from gatewright.model.records import dataclass

TEXT_CHARS_MAX = 2000
DENIED_MAX = 5
AMOUNT_MAX = Decimal(10**12)
_LINE_BYTES_MAX = 1024 * 1024
_SESSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", re.ASCII)
_INDEX = re.compile("0|[1-9][0-9]{0,3}", re.ASCII)
_LEFT_OUT = re.compile(rb"^\[\.\.\. [0-9]+ bytes left out \.\.\.\]$", re.MULTILINE)
_SHUT_OUT = re.compile(
    r"\b40[13]\b|unauthori[sz]ed|authentication|not logged in|log ?in again"
    r"|(?:invalid|incorrect|missing)[^.\n]{0,30}api.?key",
    re.IGNORECASE,
)
_BUSY = re.compile(
    r"\b(?:429|5\d\d)\b|rate.?limit|overloaded|ECONNREFUSED|ENOTFOUND|ETIMEDOUT|fetch failed"
    r"|connection (?:error|refused|reset)|quota",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What an agent's output tells. None and "": it does not say."""

    session: str = ""
    tokens: int | None = None
    money: int | None = None  # in hundredths, rounded up
    said: str = ""
    denied: tuple[str, ...] = ()  # what it was not allowed to do
    trouble: str = ""  # why its model did not answer, where nothing came after it
    has_worked: bool = False  # its model answered at least once


def hear(output: AgentOutput, content: bytes) -> Heard:
    """Return what `content` tells, by where `output` says it stands.

    Shape: where a part of `content` was left out, sums over lines are not known.
    """
    lines = list(_lines(content))
    is_whole = _LEFT_OUT.search(content) is None
    money = _amount(output.money, lines, is_whole)
    session = _text(output.session, lines)
    tokens = _rounded(_amount(output.tokens, lines, is_whole))
    return Heard(
        session=session if _SESSION.fullmatch(session) else "",
        tokens=tokens,
        money=_rounded(money * 100) if money else None,  # nothing for something is no price
        said=_text(output.said, lines),
        denied=_denied(output.denied, lines),
        trouble=_trouble(output, lines),
        has_worked=bool(tokens) or any(_is_told(output.works, line) for line in lines),
    )


def line_said(output: AgentOutput, line: str) -> str:
    """Return the words of one line; "" where it has none for people."""
    return _text(output.said, list(_lines(line.encode("utf-8", "replace"))))


def is_shut_out(trouble: str) -> bool:
    """Return whether a trouble is that a key or a login is not accepted."""
    return _SHUT_OUT.search(trouble) is not None


def trouble_in(words: str) -> str:
    """Return the words that tell of a service that does not answer or let in; "" for none."""
    found = _SHUT_OUT.search(words) or _BUSY.search(words)
    return words[max(0, found.start() - 80) : found.end() + 80] if found else ""


def _lines(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield the lines that are JSON objects."""
    for line in content.split(b"\n"):
        if line.lstrip()[:1] != b"{" or len(line) > _LINE_BYTES_MAX:
            continue
        try:
            read = json.loads(line.decode("utf-8", "replace"), parse_float=Decimal)
        except (ValueError, RecursionError, ArithmeticError):
            continue
        if isinstance(read, dict):
            yield read


def _spotted(spot: Spot | None, line: dict[str, Any]) -> Iterator[object]:
    """Yield what stands at the places of `spot` in a line that it means."""
    if spot is None or (spot.of and line.get("type") not in spot.of):
        return
    for pointer in spot.at:
        found = _follow(line, pointer)
        if found is not None:
            yield found


def _follow(value: object, pointer: str) -> object:
    """Return what a JSON pointer leads to; None where it leads nowhere."""
    for word in pointer.split("/")[1:]:
        step = word.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _is_told(spot: Spot | None, line: dict[str, Any]) -> bool:
    return next(_spotted(spot, line), None) is not None


def _text(spot: Spot | None, lines: list[dict[str, Any]]) -> str:
    """Return the text that stands there last."""
    for line in reversed(lines):
        for found in _spotted(spot, line):
            if isinstance(found, str) and found.strip():
                return found.strip()[-TEXT_CHARS_MAX:]
    return ""


def _amount(spot: Spot | None, lines: list[dict[str, Any]], is_whole: bool) -> Decimal | None:
    """Return the number that stands there: of the last line, or of all of them together."""
    if spot is None or (spot.each and not is_whole):
        return None
    of_lines = [numbers for line in lines if (numbers := list(_numbers(spot, line)))]
    counted = of_lines if spot.each else of_lines[-1:]
    total = sum((sum(numbers, Decimal(0)) for numbers in counted), Decimal(0))
    return total if counted and total <= AMOUNT_MAX else None


def _numbers(spot: Spot, line: dict[str, Any]) -> Iterator[Decimal]:
    """Yield the numbers that can be amounts."""
    for found in _spotted(spot, line):
        if isinstance(found, int | Decimal) and not isinstance(found, bool):
            number = Decimal(found)
            if number.is_finite() and 0 <= number <= AMOUNT_MAX:
                yield number


def _rounded(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount.to_integral_value(ROUND_CEILING))


def _denied(spot: Spot | None, lines: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return the names of what was denied, as far as the agent has them."""
    names: dict[str, None] = {}
    for line in lines:
        for found in _spotted(spot, line):
            for each in found if isinstance(found, list) else [found]:
                name = each.get("tool_name") if isinstance(each, dict) else each
                if isinstance(name, str) and name:
                    names[name[:80]] = None
    return tuple(names)[:DENIED_MAX]


def _trouble(output: AgentOutput, lines: list[dict[str, Any]]) -> str:
    """Return the last trouble; "" where the model answered after it."""
    last = ""
    for line in lines:
        told = " ".join(_words(each) for each in _spotted(output.trouble, line)).strip()
        if told:
            last = told[:TEXT_CHARS_MAX]
        elif _is_told(output.works, line):
            last = ""
    return last


def _words(found: object) -> str:
    """Return a text, or a status such as 429, as it is said; "" for anything else."""
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
