"""Whether a run may go on by another definition: of the same workflow, with room for the run."""

from collections.abc import Iterator

from gatewright.core.approval.quorum import why_unmeetable
from gatewright.core.content.content_names import artifact_of, is_region, set_of
from gatewright.core.content.watched import versioned_in, watched_in
from gatewright.core.course.upgrades import asked_upgrade
from gatewright.core.facts.facts import fits, in_words
from gatewright.core.layout.definition_differences import moved_between
from gatewright.core.state.run_state import RunState
from gatewright.model.changing import ChangeAsked, NewDefinition
from gatewright.model.ids import StepPath
from gatewright.model.intake import AskChange, Refusal
from gatewright.model.workflow import ASKED_STEP, WorkerKind, Workflow

UNFIT = "upgrade.unfit"
Problem = tuple[str, str, str, str]  # code, what, wanted, found


def admit_upgrade(state: RunState, intake: AskChange, words: str) -> ChangeAsked | Refusal:
    """Return the request, with what it moves; or why the run can never go on by that."""
    new = intake.definition
    assert new is not None, "BUG: no definition to go on by"
    problem = next(_problems(state, intake, new), None)
    if problem is not None:
        code, what, wanted, found = problem
        run_id = state.started.feature.run_id
        way_out = f"gatewright change {run_id} --workflow FILE --impact"
        return Refusal(code, what, wanted, found[:200], way_out)
    return asked_upgrade(state, new, words, intake.person)


def _problems(state: RunState, intake: AskChange, new: NewDefinition) -> Iterator[Problem]:
    """Yield each reason why a definition is not taken."""
    before, now = state.started.workflow, new.workflow
    if intake.artifacts or intake.facts:
        yield UNFIT, "this asks for two things", "a definition alone", "artifacts or facts as well"
    if now.name != before.name:
        wanted = f"another version of {before.name}"
        yield "upgrade.other", "a run goes on by its own workflow", wanted, now.name[:100]
    if now == before:
        what = "this is the definition that the run goes by"
        yield "upgrade.same", what, "one that is another", f"{now.name} {now.version}"
    if not state.agent and any(s.doer.kind is WorkerKind.AGENT for s in now.all_steps):
        yield UNFIT, "it wants an agent, and the run has none", "steps for people", now.name
    yield from _lacking_facts(state, now)
    yield from _lacking_roles(state, now)
    yield from _inputs(state, now)
    yield from _unmeetable(state, now)
    yield from _unlooked(state, intake, new)


def _lacking_facts(state: RunState, now: Workflow) -> Iterator[Problem]:
    """Yield each fact that is settled, and is none of the definition, or cannot be so."""
    before = {rule.name for rule in state.started.workflow.facts}
    rules = {rule.name: rule for rule in now.facts}
    for name, value in state.facts.items():
        rule = rules.get(name)
        if name in before and (rule is None or not fits(rule, value)):
            wanted = f"a definition in which {name} may be {in_words(value)}"
            found = f"{name} is {'a fact of another kind' if rule else 'no fact of it'}"
            yield UNFIT, "it has no room for what is known", wanted, found


def _lacking_roles(state: RunState, now: Workflow) -> Iterator[Problem]:
    """Yield each role in which somebody waived something, and that it does not know."""
    for waiver in state.waivers:
        if waiver.role and now.roles and waiver.role not in now.roles:
            wanted = f"a definition with the role {waiver.role}"
            found = f"a waiver of {waiver.check} was given in it"
            yield UNFIT, "it lacks a role in which somebody spoke", wanted, found


def _inputs(state: RunState, now: Workflow) -> Iterator[Problem]:
    """Yield each input that the run has and it lacks, and each that only it has."""
    names = {rule.name for rule in now.inputs}
    given = {each.name for each in state.started.inputs}
    for name in sorted(given - names):
        yield UNFIT, "it lacks an input that the run was given", name, ", ".join(sorted(names))
    asked = {step.path for step in now.steps}
    before = {rule.name for rule in state.started.workflow.inputs}
    for rule in now.inputs:
        is_asked = StepPath(f"{ASKED_STEP}/{rule.name}") in asked
        if not (rule.name in given | before or rule.is_optional or is_asked):
            what, wanted = "it wants an input that the run was not given", "optional: true, or ask"
            yield UNFIT, what, wanted, rule.name


def _unmeetable(state: RunState, now: Workflow) -> Iterator[Problem]:
    """Yield each decision that nobody could ever take."""
    for step in now.all_steps:
        for rule in step.gate.approvals:
            because = why_unmeetable(rule, state.started.people)
            if because:
                what = f"{step.path} could never be approved"
                yield UNFIT, what, "people for each role, as the run has them", because


def _unlooked(state: RunState, intake: AskChange, new: NewDefinition) -> Iterator[Problem]:
    """Yield what it names and nobody looked at: content of the head, an older version."""
    told = {name for name, _ in new.contents}
    moved = moved_between(state.started.workflow, new.workflow).sets
    known = {name for name in state.watched if set_of(name) not in moved}
    lacking = set(watched_in(new.workflow.all_steps)) - known - told
    there = {name for name in lacking if artifact_of(name) in state.artifacts or is_region(name)}
    for name in sorted(there):
        yield UNFIT, "it names content that nobody looked at", f"the digest of {name}", "none"
    if told and intake.tree != state.tree:
        yield (
            "upgrade.moved",
            "the head has just moved",
            "the request once more",
            "content of another tree",
        )
    for name in set(versioned_in(new.workflow.all_steps)) - set(state.versioned):
        if name in state.artifacts:
            what = f"it names a version of {name}"
            yield UNFIT, what, "a version that was kept", f"{name} was accepted before"
