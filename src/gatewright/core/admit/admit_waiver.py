"""Whether a waiver is taken: of what a check found, by a person who may, with a reason."""

from collections.abc import Iterator
from datetime import datetime

from gatewright.core.judging.implicit_checks import IMPLICIT
from gatewright.core.state.run_state import Blocked, Choosing, GivenUp, Ready, RunState, StepRecord
from gatewright.core.state.waivers import failing_line, roles_of_check
from gatewright.model.events import DecisionLapsed, Event, RunResumed, StepReopened, VerdictLine
from gatewright.model.ids import PERSON
from gatewright.model.intake import Refusal, Waive
from gatewright.model.verdicts import Status
from gatewright.model.waivers import JudgedAnew, Waived

Admitted = tuple[Event, ...]


def admit_waiver(state: RunState, intake: Waive, at: str) -> Admitted | Refusal:
    """Return the waiver, and that the work it is about is judged once more."""
    record = _meant(state, intake)
    line = failing_line(record.judged.verdicts, intake.check) if record and record.judged else None
    if record is None or line is None:
        return _nothing(state, record, intake)
    role = _role_of(state, record, line, intake.person)
    for refusal in _refusals(state, record, line, intake, role, at):
        return refusal
    assert role is not None, "BUG: waived in no role"
    waived = Waived(
        step=record.definition.path,
        check=line.check,
        fingerprints=line.fingerprints,
        verdict=line.verdict,
        person=intake.person,
        role=role,
        because=intake.because,
        until=intake.until,
        is_self=intake.person == state.started.requester,
    )
    return (waived, *_judged_anew(state, record, intake))


def waiving_roles(state: RunState, record: StepRecord, line: VerdictLine) -> tuple[str, ...]:
    """Return who may waive: as the check says, or its workflow; else the roles that approve."""
    own = roles_of_check(record, line.check)
    if own is not None:
        return own
    workflow = state.started.workflow
    if workflow.waive is not None:
        return workflow.waive
    rules = [rule for step in workflow.every_step for rule in step.gate.approvals]
    roles = dict.fromkeys(role for rule in rules for role in rule.roles)
    return tuple(roles) or workflow.roles


def _meant(state: RunState, intake: Waive) -> StepRecord | None:
    """Return the step a person means: the named one, or the one that is stuck."""
    if intake.step is not None:
        return state.steps.get(intake.step)
    if isinstance(state.phase, Blocked) and state.phase.step is not None:
        return state.steps.get(state.phase.step)
    refused = [
        record
        for record in state.steps.values()
        if record.judged is not None and not record.is_settled and record.refusals
    ]
    return refused[0] if len(refused) == 1 else None


def _nothing(state: RunState, record: StepRecord | None, intake: Waive) -> Refusal:
    """Return that there is nothing of that name to waive."""
    run_id = state.started.feature.run_id
    lines = record.judged.verdicts if record is not None and record.judged is not None else ()
    failing = [line.check for line in lines if not line.status.is_settled_well]
    return Refusal(
        "waive.nothing",
        f"nothing that {intake.check} found stands in the way",
        "a check that failed at the step",
        ", ".join(failing) or "none failed",
        f"gatewright why {run_id}",
    )


def _refusals(
    state: RunState,
    record: StepRecord,
    line: VerdictLine,
    intake: Waive,
    role: str | None,
    at: str,
) -> Iterator[Refusal]:
    """Yield why a waiver cannot be taken."""
    run_id = state.started.feature.run_id
    if line.status is not Status.FAIL:
        wanted, found = "something that was found", f"{line.check}: {line.status}"
        way_out = f"gatewright show {line.verdict[:12]}"
        yield Refusal("waive.unjudged", "it could not be judged", wanted, found, way_out)
    laws = {*IMPLICIT, *(product.name for product in record.definition.produces)}
    if line.check in laws or not line.fingerprints:
        wanted = "a check that the gate names"
        way_out = f'gatewright retry {run_id} -m "..."'
        yield Refusal("waive.law", "every step must hold this", wanted, line.check, way_out)
    if role is None:
        able = ", ".join(waiving_roles(state, record, line)) or "nobody: there are no waivers"
        name = intake.person.removeprefix(PERSON)
        yield Refusal("waive.role", f"{name} cannot waive this", able, "another role")
    alone = state.started.people.is_solo
    if not alone and intake.person in record.authors | state.by_hand:
        wanted, name = "somebody who wrote none of it", intake.person.removeprefix(PERSON)
        yield Refusal("waive.author", f"{name} wrote part of it", wanted, intake.person)
    if not intake.because.strip():
        wanted, way_out = "a sentence that others can judge", '-m "..."'
        yield Refusal("waive.reason", "a waiver needs a reason", wanted, "none", way_out)
    if intake.until and datetime.fromisoformat(intake.until) <= datetime.fromisoformat(at):
        yield Refusal("waive.over", "it would have run out already", "a later day", intake.until)


def _role_of(state: RunState, record: StepRecord, line: VerdictLine, person: str) -> str | None:
    """Return the role in which `person` waives; alone, a person holds every role."""
    able = waiving_roles(state, record, line)
    if state.started.people.is_solo:
        return next(iter(able), None)
    held = {role for role, people in state.started.people.roles if person in people}
    return next((role for role in able if role in held), None)


def _judged_anew(state: RunState, record: StepRecord, intake: Waive) -> Iterator[Event]:
    """Yield what sets the step free: its work is judged as it is, where it still fits."""
    step = record.definition.path
    resumed = RunResumed(intake.person, f"{intake.check} is waived: {intake.because}")
    is_blocking = isinstance(state.phase, Blocked) and state.phase.step == step
    if is_blocking:
        yield resumed
    is_open = isinstance(record.state, GivenUp | Ready | Choosing)
    if not is_open or state.unmet[step]:
        return
    work = record.handed_in
    is_on_head = work is not None and work.from_tree == state.tree and record.leaves is None
    if work is not None and record.has_worker and is_on_head:
        if isinstance(record.state, Choosing):
            yield DecisionLapsed(step, record.state.nonce, f"{intake.check} is waived")
        yield JudgedAnew(step, work.number, work.tree, f"{intake.check} is waived")
    elif not isinstance(record.state, Ready):
        yield StepReopened(step, f"{intake.check} is waived: {intake.because}")
