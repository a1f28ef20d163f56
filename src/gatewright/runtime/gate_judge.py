"""Judge what the gate of a step names: the checks of `check`, and an answer for each of them.

Invariants: each name of the gate comes to a verdict; what nobody looked at is one, too. The rules
are those of the run's base, whatever the step is compared with. Nothing that a worker leaves in its
tree ends the driver.
"""

from collections.abc import Callable, Iterator, Sequence

from gatewright.core.facts.facts import literal_of
from gatewright.core.judging.asked import OF_TESTS, RESTS_ON_TESTS
from gatewright.core.judging.subject import Subject
from gatewright.core.judging.unchecked import (
    explain_silence,
    names_of_gate,
    unanswered,
    verdict_of_project,
    verdict_of_refused_content,
    verdict_of_silence,
    verdict_of_unchecked,
)
from gatewright.core.layout.resolve_workflow import literals_of, words_of
from gatewright.core.registers.on_record import on_record, with_words
from gatewright.core.state.artifact_places import documents_of_gate
from gatewright.core.state.run_state import RunState
from gatewright.core.state.task_kinds import task_kind_of
from gatewright.model import judgement as judging
from gatewright.model.change import Base, Repository, Snapshot
from gatewright.model.digest import digest_of
from gatewright.model.document_rules import TraceRule
from gatewright.model.effects import JudgeStep
from gatewright.model.ids import TreeId
from gatewright.model.judgement import CheckRequest, Judgement, Progress
from gatewright.model.path_sets import PathSet
from gatewright.model.records import replace
from gatewright.model.reported_rules import ReportedFindingsRule
from gatewright.model.risk import RISK
from gatewright.model.rules import CheckDefinition, GitRule
from gatewright.model.told import Busy, RunTold
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Verdict
from gatewright.model.workflow import PROJECT_CHECKS, Against, StepDefinition
from gatewright.runtime.committing import branch_of
from gatewright.runtime.front_door import hear
from gatewright.runtime.matter import Matter, matter_of
from gatewright.runtime.run_edges import RunEdges


def judge_gate(
    run: RunEdges,
    state: RunState,
    effect: JudgeStep,
    tell: Callable[[RunTold], None],
    settled: Sequence[str] = (),
) -> Iterator[Verdict]:
    """Yield the verdicts of the checks that the gate of a step names, but for those `settled`."""
    definition = state.record(effect.step).definition
    checks = definition.gate.checks
    if not checks:
        return
    matter = _matter(run, state, definition, effect)
    if isinstance(matter, Verdict):
        yield matter
        return
    own = own_checks(matter)
    matter = with_defined(matter, state, definition, run.now())
    names = unanswered(names_of_gate(checks, own), settled)
    heard: list[Verdict] = []
    if names:
        task = task_kind_of(state, effect.step) if _asks_of_tests(names) else None
        is_revision = bool(state.record(effect.step).changed_reads)
        request = replace(matter.request, only=names, task=task, is_revision=is_revision)
        judgement = hear(run.edges, replace(matter, request=request), _telling(effect, tell))
        heard = list(answers(judgement, matter, names))
    yield from heard
    if PROJECT_CHECKS in checks:
        yield verdict_of_project(own, subject_of(matter, PROJECT_CHECKS))


def with_defined(matter: Matter, state: RunState, definition: StepDefinition, at: str) -> Matter:
    """Return `matter` with the checks that the workflow defines for this gate, and for no other."""
    gate = definition.gate
    if not gate.defined:
        return matter
    from gatewright.definitions.inline_checks import check_of_gate  # noqa: PLC0415 -- few need it

    item = state.record(definition.path).item
    literals = literals_of(definition.item_name, item) if item is not None else {}
    said = words_of(definition.item_name, item) if item is not None else {}
    literals |= {f"facts.{name}": literal_of(value) for name, value in state.facts.items()}
    literals |= {f"feature.{RISK}": literal_of(state.facts[RISK])} if RISK in state.facts else {}
    configuration = matter.configuration
    checks = {each.name: each for each in configuration.checks}
    for each in gate.defined:
        check = check_of_gate(each, literals, configuration, said)
        checks[each.name] = with_sets(with_words(check, state), state.started.workflow.paths)
    told = replace(configuration, checks=tuple(checks.values()))
    return replace(
        matter,
        configuration=told,
        on_record=on_record(state, definition.path, at),
        artifacts=documents_of_gate(state, definition),
    )


def with_sets(check: CheckDefinition, sets: tuple[PathSet, ...]) -> CheckDefinition:
    """Return a check that knows what the path sets of the run mean, where it names any."""
    match check.rule:
        case GitRule() as rule:
            return replace(check, rule=replace(rule, sets=sets))
        case TraceRule(wanted, covering) as rule:
            sides = replace(wanted, sets=sets), replace(covering, sets=sets)
            return replace(check, rule=replace(rule, wanted=sides[0], covering=sides[1]))
        case ReportedFindingsRule() as rule:
            return replace(check, rule=replace(rule, sets=sets if rule.over else ()))
        case _:
            return check


def _asks_of_tests(names: Sequence[str]) -> bool:
    """Return whether the kind of a task matters: telling it looks at every step of the run."""
    return not (OF_TESTS | RESTS_ON_TESTS).isdisjoint(name.split(" ")[0] for name in names)


def own_checks(matter: Matter) -> tuple[str, ...]:
    """Return the names of all checks that the project configured, as they hold here."""
    return tuple(check.name for check in matter.configuration.checks)


def answers(judgement: Judgement, matter: Matter, names: Sequence[str]) -> Iterator[Verdict]:
    """Yield what a gate makes of a judgement: a verdict for each of `names`, whatever was said."""
    yield from judgement.verdicts
    said = [verdict.check for verdict in judgement.verdicts]
    for unchecked in judgement.not_checked:
        if unchecked.name.split(" ")[0] in names:
            said.append(unchecked.name)
            yield verdict_of_unchecked(unchecked, subject_of(matter, unchecked.name))
    paths = [file.path for file in (*matter.base_files, *matter.head_files)]
    for name in unanswered(names, said):
        known = explain_silence(name, matter.configuration, paths)
        subject = subject_of(matter, name)
        yield verdict_of_unchecked(known, subject) if known else verdict_of_silence(name, subject)


def subject_of(matter: Matter, name: str) -> Subject:
    """Return the subject of something that no judge looked at."""
    return Subject(matter.snapshot.tree, matter.base_tree, digest_of(name))


def _matter(
    run: RunEdges, state: RunState, definition: StepDefinition, effect: JudgeStep
) -> Matter | Verdict:
    """Return what is judged; a verdict where the content is such that nothing of it can be."""
    origin = state.started.origin
    against = effect.from_tree if definition.gate.against is Against.STEP else origin.tree
    try:
        return _matter_of(run, state, effect.tree, against)
    except Mistake as mistake:
        is_old = _is_refused(run, state, origin.tree)
        subject = Subject(effect.tree, against, digest_of(mistake.code))
        return verdict_of_refused_content(mistake, subject, is_old=is_old)


def _matter_of(run: RunEdges, state: RunState, tree: TreeId, against: TreeId) -> Matter:
    """Return the matter of `tree`. Raises: Mistake for content that cannot be judged."""
    origin = state.started.origin
    return matter_of(
        run.edges.trees,
        _on_its_branch(run.repository, state),
        CheckRequest(start=run.repository.root, use_cache=run.use_cache),
        Base(origin.commit, against, origin.branch, "the run"),
        Snapshot(tree, None, tuple(unit.step for unit in state.to_commit)),
        origin=origin.tree,
    )


def _is_refused(run: RunEdges, state: RunState, tree: TreeId) -> bool:
    """Return whether `tree`, from which the run began, cannot be judged even by itself."""
    try:
        _matter_of(run, state, tree, tree)
    except Mistake:
        return True
    return False


def _on_its_branch(repository: Repository, state: RunState) -> Repository:
    """Return `repository` as the run has it: on its own branch, with its own commits.

    What a person has checked out meanwhile is not what is judged.
    """
    head = state.commits[-1] if state.commits else state.started.origin.commit
    branch = state.started.workflow.branch or branch_of(state)
    return replace(repository, branch=branch, head=head)


def _telling(effect: JudgeStep, tell: Callable[[RunTold], None]) -> Callable[[Progress], None]:
    """Return a listener that passes on what takes a while."""

    def hear_progress(progress: Progress) -> None:
        match progress:
            case judging.Doing(what, is_chatter=False):
                tell(Busy(effect.step, what))
            case judging.Judged(verdict):
                tell(Busy(effect.step, f"{verdict.check}: {verdict.status}"))
            case _:
                pass

    return hear_progress
