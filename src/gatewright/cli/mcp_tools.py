"""What an agent in an editor may call. Each answer is a view, as the terminal shows it.

Nothing here approves, answers, chooses, waives, changes, lands or aborts: those are people's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.cli.json_document import as_document
from gatewright.cli.mcp_door import Here, McpDoor
from gatewright.cli.runs_door import listed, step_named, told_of
from gatewright.cli.said import said_in
from gatewright.core.course.decide import is_at_rest
from gatewright.model.context import CONTEXT
from gatewright.model.events import AttemptFinished
from gatewright.model.ids import RunId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.run_log import stream_of
from gatewright.views.agent_answers import Standing, idle_view, submitted_view, work_view
from gatewright.views.context import context_view
from gatewright.views.run import run_view
from gatewright.views.run_log import log_view
from gatewright.views.runs import status_view
from gatewright.views.why import why_view

LOOK_S = 0.2
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AgentTools:
    """The tools of one agent in one checkout."""

    door: McpDoor
    start_folder: str
    name: str  # of the agent, as it calls itself
    wait_s: float = 45.0  # for a judgement; agents give up on an answer that takes longer

    # Work

    def start(
        self, idea: str, workflow: str, facts: Mapping[str, str], context: Sequence[str]
    ) -> Document:
        """Begin a feature in this checkout, and return the first step of it. Raises: Mistake."""
        request = StartRequest(
            start=self.start_folder,
            idea=idea,
            workflow=workflow,
            facts=tuple(facts.items()),
            context=tuple(context),
        )
        here, desk = self._here(), self.door.desk(self.start_folder)
        return self.next(here.start(desk, request))

    def next(self, feature: str | None) -> Document:
        """Return the step that is worked on here, or why there is none. Raises: Mistake."""
        run_id = self._find(feature)
        self._settle(run_id)
        found = self._here().begin(run_id)
        standing = self._standing(run_id)
        if found is None:
            return as_document(idle_view(standing))
        return as_document(work_view(standing, found.step, found.brief, found.elsewhere))

    def submit(self, feature: str | None, said: str) -> Document:
        """Hand in this checkout as it is, and return what became of it. Raises: Mistake."""
        return self._hand_in(feature, said, ())

    def ask(self, feature: str | None, question: str) -> Document:
        """Ask the person; the step waits for the answer. Raises: Mistake."""
        return self._hand_in(feature, "", (one_line(question),))

    def _hand_in(self, feature: str | None, said: str, questions: Sequence[str]) -> Document:
        run_id = self._find(feature)
        before = len(self.door.reader(self.start_folder).load(run_id).entries)
        events = self._here().submit(run_id, said_in(said), questions)
        step = next(each.step for each in events if isinstance(each, AttemptFinished))
        self._settle(run_id)
        return as_document(submitted_view(self._standing(run_id), step, before))

    def _settle(self, run_id: RunId) -> None:
        """Have the run driven until it rests, for as long as anybody waits for an answer."""
        waited_s = 0.0
        reader = self.door.reader(self.start_folder)
        if not is_at_rest(reader.load(run_id).state) and not reader.load(run_id).is_driven:
            self.door.detach(self.start_folder, run_id)
        while waited_s < self.wait_s and not is_at_rest(reader.load(run_id).state):
            self.door.pause(LOOK_S)
            waited_s += LOOK_S

    # What is put on record

    def record(self, feature: str | None, register: str, fields: Mapping[str, object]) -> Document:
        """Put something on record. Raises: Mistake."""
        run_id = self._find(feature)
        given = tuple((name, said_in(as_typed(value))) for name, value in fields.items())
        self._here().note(run_id, register, given)
        return {"run_id": run_id, "register": register, "recorded": dict(given)}

    def add_context(self, feature: str | None, fields: Mapping[str, object]) -> Document:
        """Note something for whoever works next. Raises: Mistake."""
        return self.record(feature, CONTEXT, {key: each for key, each in fields.items() if each})

    def context(self, feature: str | None, search: str) -> Document:
        """Return what is known of a feature, or where all of the words occur. Raises: Mistake."""
        notes = self.door.context(self.start_folder)
        if search.strip():
            return as_document(context_view(notes.search(search.split()), "", search))
        run_id = self._find(feature)
        return as_document(context_view(notes.notes(stream_of(run_id)), run_id))

    # How it stands

    def status(self, feature: str | None) -> Document:
        """Return how one feature stands, or all of them. Raises: Mistake."""
        if feature:
            standing = self._standing(self._find(feature))
            return as_document(run_view(standing.state, standing.told, standing.now))
        rows = self.door.journal(self.start_folder).rows()
        name = self.door.name_of_repository(self.start_folder)
        return as_document(status_view(name, listed(rows, self.door.person())))

    def why(self, feature: str | None, step: str) -> Document:
        """Return what stops a feature, or a step of it. Raises: Mistake."""
        standing = self._standing(self._find(feature))
        path = step_named(standing.state, step) if step else None
        told, is_driven = standing.told, standing.is_driven
        return as_document(why_view(standing.state, told, path, is_driven=is_driven))

    def log(self, feature: str | None, last: int) -> Document:
        """Return the last of what happened, oldest first. Raises: Mistake."""
        standing = self._standing(self._find(feature))
        slug = standing.state.started.feature.slug
        document = as_document(log_view(slug, standing.told))
        document["left_out"] = max(0, len(document["events"]) - last)
        document["events"] = document["events"][-last:]
        return document

    def _here(self) -> Here:
        return self.door.here(self.start_folder, self.name)

    def _find(self, feature: str | None) -> RunId:
        return self.door.reader(self.start_folder).find(feature or None)

    def _standing(self, run_id: RunId) -> Standing:
        loaded = self.door.reader(self.start_folder).load(run_id)
        told = told_of(run_id, loaded.entries)
        now = self.door.now().isoformat()
        return Standing(loaded.state, told, now, is_driven=loaded.is_driven)


def as_typed(value: object) -> str:
    """Return a value as a person would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(as_typed, value))
    return str(value)


def one_line(text: str) -> str:
    """Return words on one line. Raises: Mistake `arguments.missing` where there are none."""
    words = " ".join(said_in(text).split())
    if not words:
        raise Mistake("arguments.missing", "Nothing was asked.", hints=("ask it in a sentence",))
    return words
