"""What other clones ask of a person, in their inbox; fetched where that is wanted."""

from typing import TYPE_CHECKING, Protocol

from gatewright.cli.door import RunDoor
from gatewright.views.inbox import InboxRowView, InboxView, with_rows_before

if TYPE_CHECKING:
    from gatewright.cli.arguments import Typed
    from gatewright.runtime.answering import AnsweringDesk, Question


class InboxDoor(RunDoor, Protocol):
    """The way to runs, and to what other clones ask."""

    def has_letters(self, start: str) -> bool:
        """Return whether anybody ever looked for what other clones ask. Raises: Mistake."""
        ...

    def answering_desk(self, start: str) -> "AnsweringDesk":
        """Return what somebody here is asked by other clones. Raises: Mistake."""
        ...


def open_inbox_door() -> InboxDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap


def with_asked_elsewhere(
    view: InboxView, door: "InboxDoor", start: str, typed: "Typed"
) -> InboxView:
    """Return the inbox with what other clones ask of this person. Raises: Mistake `exchange.*`.

    Shape: where nobody ever looked for that, nothing is read.
    """
    if not typed.has("--fetch") and not door.has_letters(start):
        return view
    desk = door.answering_desk(start)
    if typed.has("--fetch"):
        desk.fetch()
    rows = tuple(_row(each) for each in _mine(desk, view.person))
    return with_rows_before(view, rows)


def _mine(desk: "AnsweringDesk", person: str) -> "list[Question]":
    return [each for each in desk.asked() if each.asked.person == person]


def _row(question: "Question") -> InboxRowView:
    asked = question.asked
    count = len(asked.items)
    return InboxRowView(
        run=question.handle,
        slug=asked.slug,
        since=asked.at,
        kind="decide",
        step=asked.step,
        question=asked.question,
        role=asked.role,
        size=f"{count} item{'' if count == 1 else 's'}" if count else "",
        command=("approve", question.handle, "--sign-with", "KEY"),
    )
