"""Events of change requests in one clause: asked, turned down, a definition replaced."""

from typing import assert_type

from gatewright.core.facts.facts import in_words
from gatewright.model.changing import ChangeAsked, ChangeTurnedDown, DefinitionReplaced
from gatewright.model.ids import StepPath
from gatewright.views.entries import cut, who
from gatewright.views.quoting import plain

NAMED_MAX = 5


def change_says(event: ChangeAsked | ChangeTurnedDown | DefinitionReplaced) -> str:
    """Return what happened, in one clause."""
    match event:
        case ChangeAsked(impact=impact, because=because, person=person, by=by):
            name = who(person) if person else by or "what is there"
            moved = ", ".join(impact) or "nothing"
            return f'{name} asks {_wanted(event)}: "{cut(because)}"; at stake: {moved}'
        case ChangeTurnedDown(_, because):
            return f'nothing is changed: "{cut(because)}"'
        case _:
            assert_type(event, DefinitionReplaced)
            return f"the run goes on by version {plain(event.version)}; {moves_in_words(event)}"


def moves_in_words(event: DefinitionReplaced) -> str:
    """Return what becomes of the steps, in words."""
    kinds = (
        ("made again", event.made_again),
        ("judged again", event.judged_again),
        ("new", event.added),
        ("no longer there", event.retired),
    )
    said = [f"{what}: {_named(steps)}" for what, steps in kinds if steps]
    return "; ".join((*said, "all else stays as it is"))


def _named(steps: tuple[StepPath, ...]) -> str:
    """Return the first of `steps`, and how many there are besides."""
    more = len(steps) - NAMED_MAX
    rest = (f"{more} more",) if more > 0 else ()
    return ", ".join((*map(plain, steps[:NAMED_MAX]), *rest))


def _wanted(event: ChangeAsked) -> str:
    """Return what is asked for."""
    if event.definition is not None:
        workflow = event.definition.workflow
        return f"to go on by {plain(workflow.name)} {plain(workflow.version)}"
    facts = " and ".join(f"{name} be {in_words(value)}" for name, value in event.facts)
    return f"that {facts}" if facts else f"to change {' and '.join(event.artifacts)}"
