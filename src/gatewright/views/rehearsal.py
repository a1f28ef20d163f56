"""What the rehearsal of a workflow showed: how each play ends, what is wrong, what to know."""

from collections.abc import Iterator, Sequence

from gatewright.core.facts.facts import facts_of
from gatewright.core.rehearse.played_endings import Ending
from gatewright.core.rehearse.rehearsal import Played
from gatewright.model.events import Exit, RunStarted
from gatewright.model.records import dataclass
from gatewright.model.workflow import StepDefinition
from gatewright.views.quoting import plain
from gatewright.views.spans_of_time import span

SCHEMA = "gatewright.rehearsal/1"


@dataclass(frozen=True, slots=True)
class PlayView:
    """One play."""

    name: str
    ending: str
    because: str
    attempts: int
    asked: int  # how often a person acts
    work_s_max: int


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """All plays of a workflow."""

    schema: str
    workflow: str
    plays: tuple[PlayView, ...]
    problems: tuple[str, ...]  # what no workflow should have
    remarks: tuple[str, ...]  # what a person should know


def rehearsal_view(started: RunStarted, plays: Sequence[Played]) -> RehearsalView:
    """Return what `plays` of the workflow of `started` come to."""
    return RehearsalView(
        schema=SCHEMA,
        workflow=plain(f"{started.workflow.name} {started.workflow.version}"),
        plays=tuple(_play(each) for each in plays),
        problems=tuple(_problems(started, plays)),
        remarks=tuple(_remarks(started, plays)),
    )


def _play(played: Played) -> PlayView:
    return PlayView(
        name=plain(played.script.name),
        ending=played.ending.value,
        because=plain(played.because),
        attempts=played.attempts,
        asked=played.asked,
        work_s_max=played.work_s_max,
    )


def _problems(started: RunStarted, plays: Sequence[Played]) -> Iterator[str]:
    """Yield dead ends, plays without an end, and steps that no play reaches."""
    for each in plays:
        if each.ending is Ending.STUCK:
            yield plain(f"dead end: {each.script.name}, and nothing follows at {each.because}")
        elif each.ending is Ending.ENDLESS:
            yield plain(f"no end: {each.script.name}, {each.because}")
        elif each.script.exit is Exit.ABORTED and each.script.bad is None:
            yield from _unclean(each)
    best = plays[0]
    if best.ending is not Ending.COMPLETED:
        yield plain(f"it never completes: {best.ending} {best.because}".rstrip())
    for step in _never_begun(started, plays):
        if not _is_settled(started, step):
            why = f", as its condition is not met: {step.when}" if step.when else ""
            yield plain(f"never begun: {step.path}{why}")


def _unclean(each: Played) -> Iterator[str]:
    """Yield that an abort does not come to its end though all that it does is good."""
    if each.ending is not Ending.ABORTED:
        yield plain(f"an abort comes to no end: {each.ending} {each.because}".rstrip())


def _never_begun(started: RunStarted, plays: Sequence[Played]) -> list[StepDefinition]:
    """Return the steps that no play reaches."""
    begun = frozenset[str]().union(*(each.begun for each in plays))
    return [step for step in started.workflow.all_steps if step.path not in begun]


def _is_settled(started: RunStarted, step: StepDefinition) -> bool:
    """Return whether what was said at the start decides on a step."""
    known = dict(started.facts.known)
    return any(fact in known for fact in facts_of(step.when))


def _remarks(started: RunStarted, plays: Sequence[Played]) -> Iterator[str]:
    """Yield how long it may take, and where it waits for ever."""
    best, longest = plays[0], max(plays, key=lambda each: each.work_s_max)
    yield f"if all is good, its attempts take at most {span(best.work_s_max)}"
    told = f"at its longest {span(longest.work_s_max)}: {longest.script.name}"
    bound_s = started.bounds.wall_s_max
    over = f"; a run asks a person after {span(bound_s)}" if longest.work_s_max > bound_s else ""
    yield plain(told + over)
    for each in plays:
        if each.ending is Ending.WAITS:
            yield plain(f"where nobody answers, it waits at {each.because} until somebody does")
    for step in started.workflow.all_steps:
        if step.no_go and step.no_go[-1].remedies:
            name, at = step.no_go[-1].remedies[-1].rpartition("/")[2], step.path
            yield plain(f"where {name} does not help, no rule follows at {at}: it stops and asks")
    for step in _never_begun(started, plays):
        if _is_settled(started, step):
            yield plain(f"left out by what was said at the start: {step.path}, {step.when}")
