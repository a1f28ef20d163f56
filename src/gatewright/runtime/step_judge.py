"""Judge the gate of one step on one tree: what every step must hold, then what its gate names.

The same judges, tools and checkouts as `check`; nothing a worker said is looked at.
"""

from collections.abc import Callable, Iterator

from gatewright.core.admit_judgement import holds_well
from gatewright.core.choose_workflow import outgrown
from gatewright.core.implicit_checks import judge_work
from gatewright.core.judge_plan import judge_plan
from gatewright.core.merge_queue import settled_before
from gatewright.core.plan_document import read_plan_items
from gatewright.core.resolve_workflow import resolve_workflow
from gatewright.core.run_state import RunState, StepRecord
from gatewright.core.subject import Subject
from gatewright.core.waivers import fingerprints_of, with_waivers
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.change import Change
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.effects import JudgeStep
from gatewright.model.events import StepJudged, VerdictLine, WorkflowOutgrown
from gatewright.model.ids import Digest
from gatewright.model.intake import JudgingDone
from gatewright.model.records import dataclass, replace
from gatewright.model.told import RunTold
from gatewright.model.verdicts import Status, Verdict
from gatewright.model.workflow import Item, StepDefinition, Workflow
from gatewright.runtime.documents import cut_to, to_document
from gatewright.runtime.gate_judge import judge_gate
from gatewright.runtime.run_edges import RunEdges

PLAN = "plan"
PLACES_KEPT = 5
CODES_KEPT = 20
HEADLINE_CHARS_MAX = 300
WORD_BYTES_MAX = 100  # of each headline, code and title where all of them are too much
OF_CROSSING = ("register", "git")  # history once a gate held: no later content alters it
EVENT_BYTES_MAX = 12_000  # the journal takes 16 KiB; the rest is in the evidence


@dataclass(frozen=True, slots=True)
class Looked:
    """What a step's tree holds of what the step makes."""

    change: Change  # what the step changed
    produced: dict[str, bytes | None]  # by artifact name


def judge_step(
    run: RunEdges, state: RunState, effect: JudgeStep, tell: Callable[[RunTold], None]
) -> JudgingDone:
    """Return the verdicts on a step."""
    record = state.record(effect.step)
    definition = record.definition
    looked = _look(run, definition, effect)
    verdicts = [*_implicit(record, effect, looked)]
    stands: tuple[VerdictLine, ...] = ()
    if all(verdict.may_open for verdict in verdicts):
        stands = settled_before(state, effect.step)
        verdicts.extend(judge_gate(run, state, effect, tell, [line.check for line in stands]))
    lines = (*(line_of(run, verdict) for verdict in verdicts), *stands)
    artifacts = _artifacts(looked)
    judged = StepJudged(
        step=effect.step,
        number=effect.number,
        tree=effect.tree,
        verdicts=lines,
        artifacts=artifacts,
        items=_items(definition, looked),
    )
    judged = with_waivers(state, judged, run.now())
    holds = holds_well(judged)
    # What does not hold is refused first: another workflow must not begin from it.
    return JudgingDone(fitting(judged), _outgrown(run, state, effect) if holds else None)


def _look(run: RunEdges, definition: StepDefinition, effect: JudgeStep) -> Looked:
    """Return what the step changed and made."""
    trees = run.edges.trees
    found = trees.read(effect.tree, [product.path for product in definition.produces])
    return Looked(
        trees.compare(effect.from_tree, effect.tree),
        {product.name: found.get(product.path) for product in definition.produces},
    )


# What every step must hold


def _implicit(record: StepRecord, effect: JudgeStep, looked: Looked) -> Iterator[Verdict]:
    """Yield the verdicts that need no gate."""
    definition = record.definition
    subject = Subject(
        effect.tree, effect.from_tree, digest_of([definition.path, *definition.writes])
    )
    changed = record.changed_reads
    yield from judge_work(definition, looked.change, looked.produced, subject, changed)
    for product in definition.produces:
        if product.schema == PLAN:
            yield judge_plan(product.name, product.path, looked.produced[product.name], subject)


def _artifacts(looked: Looked) -> tuple[tuple[str, Digest], ...]:
    """Return the digest of each artifact that is there."""
    return tuple(
        (name, digest_of_bytes(content))
        for name, content in looked.produced.items()
        if content is not None
    )


def _items(definition: StepDefinition, looked: Looked) -> tuple[Item, ...]:
    """Return the items of a plan that the step made."""
    for product in definition.produces:
        content = looked.produced[product.name]
        if product.schema == PLAN and content is not None:
            return read_plan_items(content)
    return ()


# What is recorded


def line_of(run: RunEdges, verdict: Verdict) -> VerdictLine:
    """Return a verdict as the journal keeps it; the whole of it goes into the evidence.

    Shape: what only advises is waived by the team's word where it does not hold.
    """
    is_waived = verdict.is_advisory and not verdict.status.is_settled_well
    status = Status.WAIVED if is_waived else verdict.status
    places = tuple(place for reason in verdict.reasons for place in reason.places)
    return VerdictLine(
        check=verdict.check,
        status=status,
        headline=verdict.headline[:HEADLINE_CHARS_MAX],
        verdict=run.edges.evidence.put(to_document(verdict)),
        codes=tuple(reason.code for reason in verdict.reasons[:CODES_KEPT]),
        places=places[:PLACES_KEPT],
        fingerprints=fingerprints_of(verdict) if status is Status.FAIL else (),
        is_advisory=verdict.is_advisory,
        is_of_change=verdict.kind in OF_CROSSING,
    )


def fitting(judged: StepJudged) -> StepJudged:
    """Return `judged` small enough for the journal: the whole verdicts are evidence anyway."""
    if len(to_document(judged)) <= EVENT_BYTES_MAX:
        return judged
    short = tuple(
        replace(
            line,
            places=(),
            codes=tuple(cut_to(code, WORD_BYTES_MAX) for code in line.codes[:3]),
            headline=cut_to(line.headline, WORD_BYTES_MAX),
        )
        for line in judged.verdicts
    )
    titles = tuple(replace(one, title=cut_to(one.title, WORD_BYTES_MAX)) for one in judged.items)
    return replace(judged, verdicts=short, items=titles)


# Whether the workflow still fits


def _outgrown(run: RunEdges, state: RunState, effect: JudgeStep) -> WorkflowOutgrown | None:
    """Return the workflow that goes on, where the diff is more than this one is for."""
    workflow = state.started.workflow
    origin = state.started.origin
    because = outgrown(run.edges.trees.compare(origin.tree, effect.tree), workflow)
    if because is None:
        return None
    larger = named_workflow(run, workflow.outgrown)
    if larger is None:
        return None
    return WorkflowOutgrown(resolve_workflow(larger, state.started.feature), because, effect.tree)


def named_workflow(run: RunEdges, name: str) -> Workflow | None:
    """Return a workflow by name; None where there is none of that name that can be read."""
    found = run.read_workflow(name)
    if found is None:
        return None
    parsed = parse_workflow(*found)
    return parsed if isinstance(parsed, Workflow) else None
