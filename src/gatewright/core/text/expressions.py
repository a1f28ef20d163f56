"""Evaluate conditions written in CEL: true, false, or the trouble that kept them from either.

Nothing here raises. What is too long, too deep or too repetitive is refused before it runs,
because the language bounds neither its own nesting nor its loops. Only `true` and `false` are
answers: text that "looks true" is trouble.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

from gatewright.model.late_pattern import late_pattern
from gatewright.model.trouble import Trouble

EXPRESSION_CHARS_MAX = 4000
DEPTH_MAX = 50
PREFIX_RUN_MAX = 50  # "!!!!x": each one is a level of the parser's stack
LOOPS_MAX = 3
LOOP_STEPS_MAX = 1_000_000
FOUND_CHARS_MAX = 500
KEPT_MAX = 500  # a run asks the same few again and again

_TEXT_LITERAL = late_pattern(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|//[^\n]*",
    re.DOTALL,
)
_LOOP = late_pattern(r"\b(all|exists|exists_one|existsOne|map|filter)\s*\(")
_PREFIX_RUN = late_pattern(rf"(?:[!-]\s*){{{PREFIX_RUN_MAX},}}")
_POSITION = late_pattern(r"<input>:(\d+):(\d+): (?:Syntax error: )?([^\n]*)")


@lru_cache(KEPT_MAX)
def check_expression(text: str) -> str | None:
    """Return what is wrong with `text` as a condition, with its column, or None."""
    bound = _bound_problem(text)
    if bound is not None:
        return bound
    problem = _problem_of(lambda: _compiled(text))
    return None if problem is None else _syntax_words(str(problem))


def evaluate(text: str, facts: Mapping[str, object]) -> bool | Trouble:
    """Return whether `text` holds for `facts`. Raises: nothing.

    Shape: `facts` is plain data: text, whole numbers, booleans, lists and mappings.
    """
    answer = value_of(text, facts)
    return answer if isinstance(answer, Trouble) else _as_condition(answer)


def value_of(text: str, facts: Mapping[str, object]) -> object | Trouble:
    """Return what `text` comes to for `facts`, whatever that is. Raises: nothing."""
    problem = check_expression(text)
    if problem is None:
        problem = _loop_problem(text, facts)
    return _value(text, facts) if problem is None else _trouble(problem)


def evaluate_plain(text: str, facts: Mapping[str, object]) -> bool | Trouble:
    """Return what `text`, an expression of our own or a checked one, comes to."""
    answer = _value(text, facts)
    return answer if isinstance(answer, Trouble) else _as_condition(answer)


def _value(text: str, facts: Mapping[str, object]) -> object | Trouble:
    """Return what the engine makes of `text`."""
    answers: list[object] = []
    problem = _problem_of(lambda: answers.append(_compiled(text).execute(dict(facts))))
    return answers[0] if problem is None else _trouble(_said_of(problem))


def _as_condition(answer: object) -> bool | Trouble:
    """Return an answer that is true or false; the trouble of any other."""
    if isinstance(answer, bool):
        return answer
    return _trouble(f"it comes to {answer!r}, which is neither true nor false")


@lru_cache(KEPT_MAX)
def _compiled(text: str) -> Any:
    """Return `text` as a program of the engine. Raises: whatever the engine does."""
    return _engine().compile(text)


def _problem_of(question: Callable[[], object]) -> BaseException | None:
    """Return what asking the engine raised, or None. A person's interrupt goes on its way."""
    try:
        question()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as problem:  # noqa: BLE001 -- a panic of the engine is no Exception
        return problem
    return None


def _said_of(problem: BaseException) -> str:
    """Return what the engine's problem is, in words of a person."""
    if isinstance(problem, KeyError) and problem.args:
        return f'nothing is known of "{problem.args[0]}"'
    return f"{type(problem).__name__}: {problem}"


def _engine() -> ModuleType:
    """Return the CEL engine, imported on first use: it is the slowest import there is here."""
    import cel  # noqa: PLC0415

    module: ModuleType = cel
    return module


def _trouble(found: str) -> Trouble:
    """Return the trouble of a condition that cannot be decided."""
    return Trouble(
        code="assert.undecided",
        wanted="a condition that is true or false for the facts of this change",
        found=found[:FOUND_CHARS_MAX],
        way_out="gatewright explain assert.undecided    the facts there are, and the syntax",
    )


def _bound_problem(text: str) -> str | None:
    """Return which bound `text` passes, or None."""
    if not text.strip():
        return "column 1: there is no condition"
    if len(text) > EXPRESSION_CHARS_MAX:
        return f"column {EXPRESSION_CHARS_MAX}: longer than {EXPRESSION_CHARS_MAX} characters"
    bare = without_literals(text)
    deep = _too_deep_at(bare)
    if deep is not None:
        return f"column {deep + 1}: nested deeper than {DEPTH_MAX}"
    run = _PREFIX_RUN.search(bare)
    if run is not None:
        return f"column {run.start() + 1}: more than {PREFIX_RUN_MAX} signs in a row"
    if len(_LOOP.findall(bare)) > LOOPS_MAX:
        return f"column 1: more than {LOOPS_MAX} loops over lists"
    return None


def without_literals(text: str) -> str:
    """Return `text` with quoted text and comments blanked; every column stays where it is."""
    return _TEXT_LITERAL.sub(lambda match: " " * len(match[0]), text)


def _too_deep_at(bare: str) -> int | None:
    """Return where brackets nest too deep, or None."""
    depth = 0
    for index, char in enumerate(bare):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        if depth > DEPTH_MAX:
            return index
    return None


def _loop_problem(text: str, facts: Mapping[str, object]) -> str | None:
    """Return why the loops of `text` would take too long over `facts`, or None."""
    loops = _LOOP.findall(without_literals(text))
    # The engine copies its list at each turn of `map`: that is one loop more.
    power = len(loops) + loops.count("map")
    longest = max(_longest(facts), text.count(",") + 1)
    if loops and longest**power > LOOP_STEPS_MAX:
        return f"its loops over {longest} items would take too long"
    return None


def _longest(plain: object) -> int:
    """Return the length of the longest list or mapping anywhere in `plain`."""
    match plain:
        case Mapping():
            return max(len(plain), *(_longest(value) for value in plain.values()), 0)
        case list() | tuple():
            return max(len(plain), *(_longest(value) for value in plain), 0)
        case _:
            return 0


def _syntax_words(said: str) -> str:
    """Return the first complaint of the engine as "column n: what"."""
    match = _POSITION.search(said)
    if match is None:
        return "column 1: " + said.splitlines()[0][:FOUND_CHARS_MAX] if said else "column 1"
    line, column, what = match.groups()
    where = f"column {column}" if line == "1" else f"line {line}, column {column}"
    return f"{where}: {what.split(' expecting ')[0]}"
