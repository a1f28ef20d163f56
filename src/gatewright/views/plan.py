"""What a run will do, and what it will not: steps, who, checks, conditions, failure rules."""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.content.path_sets import by_name, shown
from gatewright.core.content.watched import sets_in
from gatewright.core.facts.facts import undecided
from gatewright.core.state.run_state import RunState, Skipped
from gatewright.core.text.expressions import evaluate
from gatewright.core.text.known_facts import conditions_know
from gatewright.model.declaring import Declared
from gatewright.model.facts import FactRule, FactValue
from gatewright.model.feature import Facts
from gatewright.model.path_sets import REGION
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.model.workflow import StepDefinition, WorkerKind, Workflow
from gatewright.views.moves import rule_words
from gatewright.views.quoting import plain
from gatewright.views.risk import risk_words
from gatewright.views.voices import who_decides
from gatewright.views.waiting import needs_words, short_words

SCHEMA = "gatewright.plan/1"
LINES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step that will run."""

    number: int
    path: str
    title: str
    who: str  # "scripted", "YOU", "program"
    checks: tuple[str, ...]
    asks: str  # the question at the end; "" where nobody is asked
    items: tuple[str, ...]
    needs: tuple[str, ...]
    for_each: str
    attempts_max: int
    attempt_s_max: int  # how long one attempt may take; 0 where nobody attempts anything
    if_it_fails: tuple[str, ...]
    waits: str = ""  # "after 2 of back, front, help"; "" where it waits for all that it needs


@dataclass(frozen=True, slots=True)
class OutView:
    """One step that does not apply, and why."""

    path: str
    because: str
    source: str  # how the fact is known


@dataclass(frozen=True, slots=True)
class PlanView:
    """All of a plan."""

    schema: str
    run_id: str  # "" for a run that was not started
    slug: str
    workflow: str
    because: str
    origin: str
    agent: str
    steps: tuple[PlanStep, ...]
    does_not_apply: tuple[OutView, ...]
    stops: tuple[str, ...]  # steps at which a person is asked
    wall_s_max: int
    questions: tuple[tuple[str, str], ...] = ()  # for facts that conditions need: who, and what
    notes: tuple[str, ...] = ()  # what a person should know before it starts
    params: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str, str], ...] = ()  # the name of each, its path, where from
    declared: tuple[str, ...] = ()  # what was said for it to start: by whom, and line by line
    risk: str = ""  # the class of the feature, and why it; "" where none is known
    paths: tuple[tuple[str, str], ...] = ()  # path sets that are named: in short, and all globs


def foreseen_view(state: RunState, notes: Sequence[str] = ()) -> PlanView:
    """Return the plan of a run that would start: it has no number yet."""
    return replace(plan_view(state), run_id="", notes=tuple(plain(note) for note in notes))


def plan_view(state: RunState) -> PlanView:
    """Return the plan of a run: its steps as they are now."""
    started = state.started
    there = [each.definition for each in state.steps.values() if not each.is_template]
    definitions = [step for each in there for step in _with_inside(each)]
    out = {
        path: each.state for path, each in state.steps.items() if isinstance(each.state, Skipped)
    }
    missed = {each.path: each for each in _out_by_facts(definitions, state.facts, started.facts)}
    left = [each for each in definitions if each.path not in out and each.path not in missed]
    skipped = [
        OutView(plain(path), plain(why.because), "")
        for path, why in out.items()
        if path not in missed
    ]
    is_solo = started.people.is_solo
    return PlanView(
        schema=SCHEMA,
        run_id=started.feature.run_id,
        slug=plain(started.feature.slug),
        workflow=plain(f"{started.workflow.name} {started.workflow.version}"),
        because=plain(started.because),
        origin=plain(f"{started.origin.branch}@{started.origin.commit[:7]}"),
        agent=plain(started.agent),
        steps=tuple(
            _step(number, each, started.agent, is_solo=is_solo)
            for number, each in enumerate(left, start=1)
        ),
        does_not_apply=(*skipped, *missed.values()),
        stops=tuple(plain(each.path) for each in left if each.gate.approvals),
        wall_s_max=started.bounds.wall_s_max,
        inputs=tuple(
            (plain(each.name), plain(each.path), plain(f"{each.source} {each.digest[:12]}"))
            for each in started.inputs
        ),
        params=tuple((plain(name), plain(value)) for name, value in started.workflow.params),
        paths=tuple(_paths(started.workflow)),
        risk=risk_words(state),
        declared=tuple(_declared(started.declared)),
        questions=tuple(
            ("YOU" if is_solo or not rule.role else plain(rule.role), plain(rule.question))
            for rule in _to_ask(state, left)
        ),
    )


def _declared(declared: Declared | None) -> Iterator[str]:
    """Yield what was said for a run to start: by whom, unsigned, and its first lines."""
    if declared is None:
        return
    yield plain(f"{declared.form} by {declared.person}, unsigned, {declared.digest[:12]}")
    lines = declared.text.splitlines()
    yield from (plain(line) for line in lines[:LINES_SHOWN])
    if len(lines) > LINES_SHOWN:
        yield f"and {len(lines) - LINES_SHOWN} more lines"


def _paths(workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Yield the path sets that steps name, as people read them, and what they mean in this run."""
    known = by_name(workflow.paths)
    for name in sets_in(workflow.every_step):
        if name in known:
            short = shown(f"{REGION}{name}", workflow.paths)
            yield plain(short), plain(" ".join(known[name].globs))


def _with_inside(definition: StepDefinition) -> Iterator[StepDefinition]:
    """Yield the steps of a procedure that is used for each item of a list, and the one using it."""
    yield from (replace(inner, for_each=definition.for_each) for inner in definition.group)
    yield definition


def _to_ask(state: RunState, steps: Sequence[StepDefinition]) -> tuple[FactRule, ...]:
    """Return the facts that somebody will be asked for."""
    workflow = state.started.workflow
    wanted = (
        rule
        for each in steps
        for rule in undecided(workflow, state.facts, each.when, each.gate.facts)
    )
    return tuple({rule.name: rule for rule in wanted}.values())


def _out_by_facts(
    steps: Sequence[StepDefinition], known: Mapping[str, FactValue], facts: Facts
) -> Iterator[OutView]:
    """Yield the steps whose condition is false already; one that cannot be decided stays in."""
    sources = dict(facts.sources)
    for each in steps:
        if not each.when:
            continue
        answer = evaluate(each.when, conditions_know(known))
        if isinstance(answer, Trouble) or answer:
            continue
        named = [source for name, source in sources.items() if name in each.when]
        yield OutView(plain(each.path), plain(each.when), plain(", ".join(dict.fromkeys(named))))


def _step(number: int, definition: StepDefinition, agent: str, *, is_solo: bool) -> PlanStep:
    rules = definition.gate.approvals
    return PlanStep(
        number=number,
        path=plain(definition.path),
        title=plain(definition.title),
        who=_who(definition, agent, is_solo=is_solo),
        checks=tuple(plain(each) for each in definition.gate.checks),
        asks=" ".join(plain(rule.question) for rule in rules),
        items=tuple(plain(each) for rule in rules for each in rule.items),
        needs=tuple(plain(each) for each in definition.needs),
        for_each=plain(definition.for_each),
        attempts_max=definition.attempts_max,
        attempt_s_max=0 if definition.doer.kind is WorkerKind.NOBODY else definition.time_limit_s,
        if_it_fails=tuple(rule_words(each, definition) for each in definition.no_go),
        waits="; ".join(needs_words(definition)) if short_words(definition) else "",
    )


def _who(definition: StepDefinition, agent: str, *, is_solo: bool) -> str:
    """Return who acts on a step."""
    rules = definition.gate.approvals
    match definition.doer.kind:
        case WorkerKind.AGENT:
            kind = agent.partition(":")[0]
            return "agent" if kind in ("", "command") else plain(kind)
        case WorkerKind.COMMAND:
            return "Gatewright" if definition.action else "command"
        case WorkerKind.PERSON:
            return "YOU" if is_solo else plain(definition.doer.role)
        case WorkerKind.NOBODY if rules:
            return "YOU" if is_solo else "; ".join(who_decides(rule) for rule in rules)
        case WorkerKind.NOBODY:
            return "program"
