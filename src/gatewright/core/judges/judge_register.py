"""Judge a register at a crossing: enough entries, of every kind that must occur, young enough.

What is on record does not age with the tree: once its gate was crossed, a verdict is history.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.judging.demand_words import each_wanted, entries_wanted
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.expressions import evaluate
from gatewright.core.text.instants import seconds_between
from gatewright.model.register_rules import OnRecord, RegisterRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "register"
VALUES_SHOWN_MAX = 10
HOW = "write to the file that $GATEWRIGHT_RECORD names, or: gatewright record"
NO_RUN = Trouble(
    "register.no-run",
    "a run, whose registers there are",
    "this is judged outside of any run",
    "let the gate of a workflow ask for it",
)
Entry = Mapping[str, object]


def judge_register(
    name: str, rule: RegisterRule, known: OnRecord | None, subject: Subject
) -> Verdict:
    """Return the verdict on a register."""
    evidence = evidence_of(subject, JUDGE_VERSION)
    if known is None:
        return judge_trouble(name, KIND, NO_RUN, unit="entries", evidence=evidence)
    counted = _counted(rule, known)
    if isinstance(counted, Trouble):
        return judge_trouble(name, KIND, counted, unit="entries", evidence=evidence)
    reasons = tuple(_reasons(rule, known, counted))
    many = f"{len(counted)} {'entry' if len(counted) == 1 else 'entries'}"
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else f"{many} in {rule.register}",
        examined=Examined(len(counted), "entries", rule.min),
        evidence=evidence,
        reasons=reasons,
    )


def _counted(rule: RegisterRule, known: OnRecord) -> list[Entry] | Trouble:
    """Return the entries that count, or why that cannot be told."""
    found: list[Entry] = list(known.registers.get(rule.register, ()))
    if rule.of_step:
        found = [each for each in found if _is_within(str(each["step"]), known.step)]
    if not rule.where:
        return found
    counted: list[Entry] = []
    for each in found:
        answer = evaluate(rule.where, {"e": each})
        if isinstance(answer, Trouble):
            return answer
        if answer:
            counted.append(each)
    return counted


def _is_within(step: str, place: str) -> bool:
    """Return whether `step` is the one at `place`, or stands within it."""
    return step == place or step.startswith(f"{place}/")


def _reasons(rule: RegisterRule, known: OnRecord, counted: Sequence[Entry]) -> Iterator[Reason]:
    """Yield what is missing."""
    of = " of this step" if rule.of_step else ""
    if len(counted) < rule.min:
        yield Reason(
            "register.few",
            f"{len(counted)} of {rule.min} entries in {rule.register}{of}",
            entries_wanted(rule.register, rule.min, rule.where, of_step=rule.of_step),
            str(len(counted)),
            way_out=HOW,
        )
    yield from _unfit(rule, known, counted)
    for field, values in rule.cover:
        yield from _uncovered(rule, field, values, counted)
    if rule.max_age_s is not None and counted:
        yield from _old(rule, rule.max_age_s, known, counted)


def _unfit(rule: RegisterRule, known: OnRecord, counted: Sequence[Entry]) -> Iterator[Reason]:
    """Yield entries that lack what their schema requires."""
    schema = known.schemas.get(rule.schema)
    required = [each.name for each in schema.fields if each.is_required] if schema else []
    lacking = [
        f"{each['key']} says no {name}"
        for each in counted
        for name in required
        if each.get(name) in (None, "", [])
    ]
    if lacking:
        yield Reason(
            "register.unfit",
            f"entries of {rule.register} lack something: {lacking[0]}",
            f"entries as {rule.schema}: {', '.join(required)}",
            "; ".join(lacking[:VALUES_SHOWN_MAX]),
            way_out=HOW,
        )


def _uncovered(
    rule: RegisterRule, field: str, values: Sequence[str], counted: Sequence[Entry]
) -> Iterator[Reason]:
    """Yield that some value of a field does not occur."""
    there = {each for entry in counted for each in _words(entry.get(field))}
    missing = [value for value in values if value not in there]
    if missing:
        yield Reason(
            "register.uncovered",
            f"no entry of {rule.register} has {field} {', '.join(missing)}",
            each_wanted(field, values),
            ", ".join(sorted(there)[:VALUES_SHOWN_MAX]) or "none",
            way_out=HOW,
        )


def _words(value: object) -> Sequence[str]:
    """Return what a field says, as words."""
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _old(
    rule: RegisterRule, max_age_s: int, known: OnRecord, counted: Sequence[Entry]
) -> Iterator[Reason]:
    """Yield that the youngest entry is too old."""
    youngest = max(str(each["at"]) for each in counted)
    if youngest and seconds_between(youngest, known.at) > max_age_s:
        yield Reason(
            "register.old",
            f"the last entry of {rule.register} is of {youngest}",
            f"one that is at most {max_age_s} s old",
            youngest,
            way_out=HOW,
        )
