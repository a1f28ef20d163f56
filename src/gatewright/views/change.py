"""What a change of something would put at stake, before anybody is asked."""

from gatewright.core.approval.changes import asked_change, asked_facts, changeable
from gatewright.core.content.content_names import any_meets
from gatewright.core.facts.facts import facts_of, in_words
from gatewright.core.state.run_state import Accepted, RunState, StepRecord
from gatewright.model.facts import FACTS, FactValue
from gatewright.model.records import dataclass
from gatewright.views.quoting import plain

SCHEMA = "gatewright.change/1"


@dataclass(frozen=True, slots=True)
class AtStake:
    """One step that may not hold any more."""

    step: str
    why: str  # "makes plan", "reads plan", "judges what is there"
    holds: bool  # now


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What a change comes to: who decides, and what may have to be done again."""

    schema: str
    run: str
    artifacts: tuple[str, ...]
    changeable: tuple[str, ...]  # of which somebody decided what they are
    roles: tuple[str, ...]  # who decides
    stakes: tuple[AtStake, ...]
    approvals: int  # that are asked again if what they bind is another
    work: int  # steps that hold and would be made again
    facts: tuple[tuple[str, str], ...] = ()  # what would be known instead
    procedure: str = ""  # the title of the workflow that decides; "" where people are asked at once


def change_view(
    state: RunState,
    artifacts: tuple[str, ...],
    person: str,
    facts: tuple[tuple[str, FactValue], ...] = (),
) -> ChangeView:
    """Return what a change of `artifacts`, or of `facts`, puts at stake."""
    asked = asked_change(state, artifacts, "", person)
    if facts:
        asked, artifacts = asked_facts(state, facts, "", person), (FACTS,)
    records = [state.record(step) for step in asked.impact]
    stakes = tuple(_stake(record, artifacts) for record in records)
    held = [record for record in records if isinstance(record.state, Accepted)]
    return ChangeView(
        schema=SCHEMA,
        run=str(state.started.feature.run_id),
        artifacts=tuple(plain(name) for name in artifacts),
        facts=tuple((plain(name), plain(in_words(value))) for name, value in facts),
        changeable=tuple(plain(name) for name in changeable(state)),
        roles=tuple(plain(role) for role in asked.roles),
        stakes=stakes,
        approvals=sum(len(record.definition.gate.approvals) for record in held),
        procedure=_procedure(state),
        work=sum(record.has_worker and not record.is_template for record in held),
    )


def _procedure(state: RunState) -> str:
    """Return the title of the workflow that decides what is to be otherwise; "" for none."""
    changes = state.started.workflow.changes
    return plain(changes.title) if changes is not None else ""


def _stake(record: StepRecord, artifacts: tuple[str, ...]) -> AtStake:
    """Return why a step is at stake."""
    definition = record.definition
    made = [one.name for one in definition.produces if any_meets([one.name], artifacts)]
    read = [
        name for name in (*definition.reads, definition.for_each) if any_meets([name], artifacts)
    ]
    if FACTS in artifacts and facts_of(definition.when):
        why = f"applies where {definition.when}"
    elif made:
        why = f"makes {', '.join(made)}"
    elif read:
        why = f"reads {', '.join(read)}"
    elif record.item is not None:
        why = "is made for an item of it"
    else:
        why = "reads what is made from it" if record.has_worker else "judges what is there"
    return AtStake(plain(definition.path), plain(why), record.is_settled)
