"""Judge a step of a run again, as its record says that it was: same rules, same tree, no cache."""

from collections.abc import Callable

from gatewright.core.course.decide import decide
from gatewright.core.evolve.evolve import begin, fold
from gatewright.core.state.run_state import RunState
from gatewright.model.effects import JudgeStep
from gatewright.model.events import RunStarted
from gatewright.model.judgement import Doing, OfRun, Progress, Reproduction, StoredVerdict
from gatewright.model.records import replace
from gatewright.model.told import Busy, RunTold
from gatewright.model.verdicts import Verdict
from gatewright.runtime.documents import from_document
from gatewright.runtime.front_door import not_again, reaches_out, stability_of
from gatewright.runtime.matter import read_configuration
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.run_log import stream_of
from gatewright.runtime.step_judge import judge_step


def reproduce_step(
    run: RunEdges, of_run: OfRun, before: StoredVerdict, tell: Callable[[Progress], None]
) -> Reproduction:
    """Judge again the step that a verdict is of, and compare that verdict. The run is as before.

    Shape: what is seen is kept beside what was seen, so that an unsteady check stays known for one.

    Raises: Mistake `verdict.not-again` where this program judges no such thing any more.
    """
    state = _state_before(run, of_run)
    wanted = [
        each for each in decide(state) if isinstance(each, JudgeStep) and each.step == of_run.step
    ]
    if not wanted:
        raise not_again(of_run.check)

    def hear(told: RunTold) -> None:
        if isinstance(told, Busy):
            tell(Doing(told.what))

    judged = judge_step(replace(run, use_cache=False), state, wanted[0], hear).judged
    for line in judged.verdicts:
        document = run.edges.evidence.get(line.verdict) if line.check == of_run.check else None
        after = from_document(document, Verdict) if document is not None else None
        if after is not None:
            rules = read_configuration(run.edges.trees, state.started.origin.tree)
            is_live = reaches_out(after, rules)
            return Reproduction(before, after, stability_of(before.verdict, after, is_live=is_live))
    raise not_again(of_run.check)


def _state_before(run: RunEdges, of_run: OfRun) -> RunState:
    """Return the run as it was when the step was to be judged."""
    entries = run.journal.read(stream_of(of_run.run_id))[: of_run.seq - 1]
    first, *others = entries
    assert isinstance(first.event, RunStarted), "BUG: a run begins with its start"
    return fold(begin(first.event, first.at), (entry.event for entry in others))
