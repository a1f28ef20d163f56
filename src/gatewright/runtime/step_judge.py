"""Judge the gate of one step on one tree: what every step must hold, then what its gate names.

The same judges, tools and checkouts as `check`; nothing a worker said is looked at.
"""

from collections.abc import Callable, Iterator, Sequence

from gatewright.core.admit.admit_judgement import holds_well
from gatewright.core.content.watched import watched_in
from gatewright.core.course.merge_queue import settled_before
from gatewright.core.judging.implicit_checks import Terms, judge_work
from gatewright.core.judging.subject import Subject
from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.core.projects.choose_workflow import outgrown
from gatewright.core.registers.form_lines import line_of_form
from gatewright.core.state.run_state import RunState
from gatewright.core.state.waivers import fingerprints_of, with_waivers
from gatewright.definitions.procedures import USUAL_SETS, Library
from gatewright.definitions.risk_rules import under_classes
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.events import StepJudged, VerdictLine, WorkflowOutgrown
from gatewright.model.intake import JudgingDone
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.told import RunTold
from gatewright.model.verdicts import Status, Verdict
from gatewright.model.workflow import Workflow
from gatewright.runtime.documents import cut_to, to_document
from gatewright.runtime.fact_finding import seen_facts
from gatewright.runtime.gate_judge import judge_gate
from gatewright.runtime.products import items_of_products, judge_products
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.step_content import Looked, digests_of, look, reasons_in, regions_in

PLACES_KEPT = 5
CODES_KEPT = 20
HEADLINE_CHARS_MAX = 300
WORD_BYTES_MAX = 100  # of each headline, code and title where all of them are too much
OF_CROSSING = ("register", "git")  # history once a gate held: no later content alters it
EVENT_BYTES_MAX = 12_000  # the journal takes 16 KiB; the rest is in the evidence


def judge_step(
    run: RunEdges, state: RunState, effect: JudgeStep, tell: Callable[[RunTold], None]
) -> JudgingDone:
    """Return the verdicts on a step."""
    record = state.record(effect.step)
    definition = record.definition
    looked = look(run.edges.trees, record, effect)
    verdicts = [*_implicit(run, state, effect, looked)]
    stands: tuple[VerdictLine, ...] = ()
    if all(verdict.may_open for verdict in verdicts):
        stands = settled_before(state, effect.step)
        verdicts.extend(judge_gate(run, state, effect, tell, [line.check for line in stands]))
    lines = (*(line_of(run, verdict) for verdict in verdicts), *stands)
    artifacts = digests_of(looked, state, effect.tree, run.edges.trees, run.edges.evidence)
    judged = StepJudged(
        step=effect.step,
        number=effect.number,
        tree=effect.tree,
        verdicts=lines,
        artifacts=artifacts,
        items=items_of_products(state, definition, looked.produced),
    )
    judged = with_waivers(state, judged, run.now())
    holds = holds_well(judged)
    if holds:
        judged = replace(judged, facts=seen_facts(run, state, effect))
    # What does not hold is refused first: another workflow must not begin from it.
    entered = (line_of_form(one.product, one.content) for one in looked.files)
    outgrown_by = _outgrown(run, state, effect) if holds else None
    lines_of_forms = tuple(line for line in entered if line)
    return JudgingDone(fitting(judged), outgrown_by, lines_of_forms, record.edition)


# What every step must hold


def _implicit(
    run: RunEdges, state: RunState, effect: JudgeStep, looked: Looked
) -> Iterator[Verdict]:
    """Yield the verdicts that need no gate."""
    record = state.record(effect.step)
    definition = record.definition
    subject = Subject(
        effect.tree, effect.from_tree, digest_of([definition.path, *definition.writes])
    )
    found = tuple(reasons_in(looked, state, record, run.edges.evidence))
    terms = Terms(record.changed_reads, state.started.workflow.paths, found)
    yield from judge_work(definition, looked.change, looked.produced, subject, terms)
    yield from judge_products(state, definition, looked.whole, subject)


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
    said = replace(judged, items=tuple(replace(one, fields=()) for one in judged.items))
    if len(to_document(said)) <= EVENT_BYTES_MAX:
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
    larger = named_workflow(run, workflow.outgrown, workflow.paths or USUAL_SETS)
    if larger is None:
        return None
    larger = under_classes(larger, workflow.risk_classes)
    whole = resolve_workflow(larger, state.started.feature)
    trees, watched = run.edges.trees, watched_in(whole.every_step)
    contents = regions_in(trees, effect.tree, origin.tree, whole.paths, watched)
    return WorkflowOutgrown(whole, because, effect.tree, contents)


def named_workflow(
    run: RunEdges, name: str, paths: Sequence[PathSet] = USUAL_SETS
) -> Workflow | None:
    """Return a workflow by name; None where there is none of that name that can be read.

    Shape: `paths` are the path sets that the run began with: they do not move meanwhile.
    """
    found = run.read_workflow(name)
    if found is None:
        return None
    parsed = parse_workflow(*found, library=Library(paths=tuple(paths)))
    return parsed if isinstance(parsed, Workflow) else None
