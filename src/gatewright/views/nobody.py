"""What a run asks that nobody could answer as people have roles now, and where that is said.

Nothing passes for want of somebody: it is asked until the file names people.
"""

from collections.abc import Iterator

from gatewright.core.approval.approvals import counted_for, open_requests
from gatewright.core.approval.quorum import why_unmeetable
from gatewright.core.facts.facts import rule_of
from gatewright.core.state.run_state import Choosing, Deciding, Held, RunState, StepRecord
from gatewright.model.feature import People
from gatewright.views.quoting import plain

WHERE = "people in .gatewright/config.yaml on {branch}"


def nobody_words(state: RunState, record: StepRecord) -> tuple[str, ...]:
    """Return for what at a step there is nobody, each with the file that could name somebody."""
    where = WHERE.format(branch=state.started.origin.branch)
    return tuple(plain(f"{because}: {where}") for because in _lacking(state, record))


def _lacking(state: RunState, record: StepRecord) -> Iterator[str]:
    """Yield why nobody can answer what is asked at a step."""
    people = state.started.people
    match record.state:
        case Deciding():
            for each in open_requests(record.state, people):
                counted = counted_for(each, people)
                yield from filter(None, (why_unmeetable(each.rule, counted, state.by_hand),))
        case Choosing(rule=index):
            yield from _unheld(people, record.definition.no_go[index].role)
        case Held(_, questions):
            rules = (rule_of(state.started.workflow, each) for each in questions)
            for role in dict.fromkeys(rule.role for rule in rules if rule is not None):
                yield from _unheld(people, role)
        case _:
            pass


def _unheld(people: People, role: str) -> Iterator[str]:
    """Yield that nobody holds `role`, where that is so."""
    if role and not people.is_solo and not dict(people.roles).get(role):
        yield f"nobody holds the role {role}"
