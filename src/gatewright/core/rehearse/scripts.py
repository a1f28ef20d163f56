"""What is made up in the plays of a workflow: each by itself, and what must go wrong before it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from gatewright.model.events import Exit
from gatewright.model.facts import FactRule
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass, replace
from gatewright.model.risk import RISK
from gatewright.model.workflow import APPROVAL_CHECK, NoGo, StepDefinition, WorkerKind, Workflow

ALWAYS = 2_000  # more than a play has moves


@dataclass(frozen=True, slots=True)
class Cause:
    """A refusal that has a remedy laid in: it comes until something of the remedy is begun."""

    step: StepPath  # that is refused
    remedy: StepPath  # as the workflow has it
    check: str  # that fails; "" for whichever is first
    by_people: bool


@dataclass(frozen=True, slots=True)
class Script:
    """What is made up in a play: all is good, but for one step, and what leads there."""

    name: str
    bad: StepPath | None = None
    times: int = 0  # that its gate refuses, or that people send it back
    by_people: bool = False
    is_answered: bool = True  # where people are asked
    no: str = ""  # the fact that is not so
    exit: Exit | None = None  # that a person asks for, as soon as that may be
    causes: tuple[Cause, ...] = ()  # for a step of a remedy, outermost first
    risk: str = ""  # the class that each diff shows
    is_changed: bool = False  # a person asks for a change of something, as soon as that may be


def scripts_of(steps: Sequence[StepDefinition], facts: Sequence[FactRule] = ()) -> Iterator[Script]:
    """Yield all plays of a workflow: all good, each fact not so, each gate bad, nobody there."""
    yield Script("all is good")
    classes = (each for fact in facts if fact.name == RISK for each in fact.values[1:])
    yield from (Script(f"the diff is of {each} risk", risk=each) for each in classes)
    asked = (fact for fact in facts if not fact.is_derived)
    yield from (Script(f"{fact.name} is not so", no=fact.name) for fact in asked)
    causes = _causes_of(steps)
    for step in steps:
        led = causes.get(step.path, ())
        if step.gate.checks or step.doer.kind is not WorkerKind.NOBODY:
            yield Script(f"{step.path} is refused once", step.path, 1, causes=led)
            yield Script(f"{step.path} is always refused", step.path, ALWAYS, causes=led)
        if step.gate.approvals:
            once, always = f"{step.path} is sent back once", f"{step.path} is always sent back"
            yield Script(once, step.path, 1, by_people=True, causes=led)
            yield Script(always, step.path, ALWAYS, by_people=True, causes=led)
    yield Script("nobody answers", is_answered=False)


def scripts_of_exits(workflow: Workflow) -> Iterator[Script]:
    """Yield the plays in which somebody ends a run: what an abort does, good and bad; in part."""
    if workflow.partly is not None:
        yield Script("it is to end with what holds", exit=Exit.PARTIAL)
    if not workflow.clean_up:
        return
    steps = tuple(each for step in workflow.clean_up for each in step.whole)
    bad = (each for each in scripts_of(steps) if each.bad is not None)
    for each in (Script("it is aborted"), *bad):
        yield replace(each, exit=Exit.ABORTED)


def scripts_of_changes(workflow: Workflow) -> Iterator[Script]:
    """Yield the plays in which a procedure decides a change: good, and bad."""
    if workflow.changes is None:
        return
    bad = (each for each in scripts_of(workflow.changes.whole) if each.bad is not None)
    for each in (Script("a change is asked for"), *bad):
        yield replace(each, is_changed=True)


def cause_at(
    script: Script, step: StepPath, begun: Collection[StepPath], *, by_people: bool
) -> Cause | None:
    """Return for which remedy a step is refused here, of which nothing is begun yet."""
    for cause in script.causes:
        is_meant = step == cause.step and cause.by_people is by_people
        if is_meant and not any(each.startswith(f"{cause.remedy}/") for each in begun):
            return cause
    return None


def offer_wanted(script: Script, rule: NoGo, turn: int) -> int:
    """Return which offer a person takes: the remedy that is wanted, else each in its turn."""
    wanted = {cause.remedy for cause in script.causes}
    leads = [not wanted.isdisjoint(offer.remedies) for offer in rule.offers]
    return leads.index(True) if any(leads) else turn % len(rule.offers)


def _causes_of(steps: Sequence[StepDefinition]) -> Mapping[StepPath, tuple[Cause, ...]]:
    """Return what leads to each step of a remedy. Shape: a step stands before its remedies."""
    causes: dict[StepPath, tuple[Cause, ...]] = {}
    for step in steps:
        for laid in step.remedies:
            led = (*causes.get(step.path, ()), _cause(step, laid.path))
            causes |= {each.path: led for each in laid.whole}
    return causes


def _cause(step: StepDefinition, remedy: StepPath) -> Cause:
    """Return the refusal of `step` for which a remedy is laid in."""
    index, rule = next(pair for pair in enumerate(step.no_go) if remedy in _named(pair[1]))
    taken = {check for before in step.no_go[:index] for check in before.checks}
    free = (check for check in step.gate.checks if check not in taken)
    check = (*rule.checks, *free, "")[0]
    is_asked = bool(step.gate.approvals) and not (step.gate.checks or step.works)
    return Cause(step.path, remedy, check, check == APPROVAL_CHECK or is_asked)


def _named(rule: NoGo) -> tuple[StepPath, ...]:
    """Return the remedies of a rule, and of what it offers."""
    return (*rule.remedies, *(each for offer in rule.offers for each in offer.remedies))
