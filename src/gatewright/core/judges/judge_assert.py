"""Judge an assertion: a CEL expression over facts and the verdicts of the other checks."""

import re
from collections.abc import Mapping

from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.expressions import evaluate
from gatewright.model.rules import AssertRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Figure, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "assert"
FACTS_SHOWN_MAX = 10
VALUE_CHARS_MAX = 80
_PATH = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


def judge_assert(
    name: str, rule: AssertRule, facts: Mapping[str, object], subject: Subject
) -> Verdict:
    """Return the verdict on one assertion. Shape: `facts` is plain data."""
    evidence = evidence_of(subject, JUDGE_VERSION)
    answer = evaluate(rule.expression, facts)
    if isinstance(answer, Trouble):
        return judge_trouble(name, KIND, answer, unit="expressions", evidence=evidence)
    used = used_facts(rule.expression, facts)
    said = ", ".join(f"{path} is {value}" for path, value in used) or "no fact is named"
    reason = Reason(
        code="assert.false",
        headline=f"it does not hold: {said}",
        wanted=rule.expression,
        found=said,
        way_out="change what it speaks of; the expression itself is the project's word",
    )
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.PASS if answer else Status.FAIL,
        headline=f"it holds: {said}" if answer else reason.headline,
        examined=Examined(1, "expressions"),
        evidence=evidence,
        reasons=() if answer else (reason,),
        figures=tuple(Figure(path, value, "") for path, value in used),
    )


def used_facts(expression: str, facts: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the facts that `expression` names, with their values in words, each once."""
    paths = dict.fromkeys(_PATH.findall(expression))
    found = [(path, _value(path, facts)) for path in paths]
    return tuple((path, text) for path, text in found if text is not None)[:FACTS_SHOWN_MAX]


def _value(path: str, facts: Mapping[str, object]) -> str | None:
    """Return the fact at `path` in words; None for what is no fact, or a whole family of them."""
    here: object = facts
    for part in path.split("."):
        if not isinstance(here, Mapping) or part not in here:
            return None
        here = here[part]
    if isinstance(here, Mapping):
        return None
    text = str(here).lower() if isinstance(here, bool) else str(here)
    return text if len(text) <= VALUE_CHARS_MAX else text[:VALUE_CHARS_MAX] + "..."
