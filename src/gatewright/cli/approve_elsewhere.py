"""Deciding on what is asked by another clone: shown, answered, signed, and sent.

It is known by its handle, `r-` and a few digits. There is no unsigned one: whoever takes it in
could not tell whose it is.
"""

import sys
from typing import Protocol

from gatewright.cli.arguments import Typed
from gatewright.cli.decision_items import (
    LATER,
    Answers,
    ask_items,
    parse_items,
    refuse_missing,
    refuse_noes,
)
from gatewright.cli.decision_rows import change_rows
from gatewright.cli.said import ask, ask_words, required_words, said_in
from gatewright.cli.screen import labelled, line, print_lines
from gatewright.cli.signing_key import signing_key
from gatewright.cli.start_folder import start_folder
from gatewright.model.change import Change
from gatewright.model.events import Choice
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.runtime.answering import START, AnsweringDesk, Question
from gatewright.views.decision import SCHEMA, ContentView, DecisionView, ItemView, file_view
from gatewright.views.decision_text import size_of
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal

CONTENT_CHARS = 7


class AnsweringDoor(Protocol):
    """The way to what is asked by others. `start` is an absolute folder inside a repository."""

    def terminal(self) -> Terminal:
        """Return where the answer goes."""
        ...

    def answering_desk(self, start: str) -> AnsweringDesk:
        """Return what somebody at the clone around `start` is asked by others."""
        ...


def open_answering_door() -> AnsweringDoor:
    """Return bootstrap, imported now and not before."""
    from gatewright import bootstrap

    return bootstrap


def is_elsewhere(typed: Typed) -> bool:
    """Return whether what was named is asked by another clone."""
    return bool(typed.operands) and typed.operands[0].startswith(START)


def decide_elsewhere(typed: Typed, door: AnsweringDoor, choice: Choice) -> int:
    """Decide through `door`; return the exit code. Raises: Mistake."""
    desk, key = door.answering_desk(start_folder(typed)), _key(typed)
    question = desk.find(typed.operands[0], key)
    sitting = Sitting(desk, question, desk.change(question), key, door.terminal())
    given = parse_items(typed.values("--item"), question.asked.items)
    sitting.show()
    _refuse_other_content(typed, question)
    because = said_in(typed.value("--message") or "")
    if choice is Choice.SEND_BACK:
        wanted = "In a sentence, what should change:"
        because = required_words(typed, wanted, "approval.reason", sitting.terminal)
        sitting.send(choice, {}, because)
    elif sitting.terminal.can_ask and not typed.has("--on"):
        sitting.ask(given, because)
    else:
        refuse_missing(given, sitting.view)
        refuse_noes(given, because, question.handle)
        _refuse_unnamed(typed, question)
        sitting.send(Choice.APPROVE, given, because)
    return Exit.SETTLED


@dataclass(frozen=True, slots=True)
class Sitting:
    """A question of another clone, and the person it is put to."""

    desk: AnsweringDesk
    question: Question
    change: Change  # as it is seen here
    key: str  # path of the one that signs
    terminal: Terminal

    @property
    def view(self) -> DecisionView:
        """Return what is asked, for the faces of decisions."""
        return _view(self.question, self.change)

    def show(self) -> None:
        """Print the text that the decision will be bound to, and what is seen here."""
        sys.stdout.write(self.question.text)
        sys.stdout.flush()
        words = f"{size_of(self.view.files)}, by your own clone"
        print_lines(list(labelled("here", words, self.terminal)), self.terminal)

    def ask(self, given: Answers, because: str) -> None:
        """Ask item by item, then what to do, and send that."""
        choice = self._choice(given)
        reasons = [each.because for each in given.values() if not each.is_yes and each.because]
        because = because or "; ".join(reasons)
        if choice is Choice.SEND_BACK and not because:
            because = ask_words("In a sentence, what should change:", self.terminal) or ""
            choice = choice if because else None
        if choice is None:
            print_lines([line("Nothing was decided.")], self.terminal)
        else:
            self.send(choice, given, because)

    def _choice(self, given: Answers) -> Choice | None:
        """Return what the person wants, the items answered in `given`; None for later."""
        is_whole = ask_items(
            self.view, given, self.terminal, earlier={}, keep=_keep_nothing, show=self._open
        )
        while is_whole:
            said = ask("[a]pprove [s]end back [o]pen the change [l]ater:", self.terminal) or "l"
            if said.lower() in ("a", "approve"):
                return Choice.APPROVE
            if said.lower() in ("s", "send back"):
                return Choice.SEND_BACK
            if said.lower() in LATER:
                return None
            self._open(said)
        return None

    def _open(self, key: str) -> None:
        rows = change_rows(self.change, self.question.handle, self.terminal)
        print_lines(list(rows), self.terminal)

    def send(self, choice: Choice, answers: Answers, because: str) -> None:
        """Sign and send the decision, and say so. Raises: Mistake."""
        asked, terminal = self.question.asked, self.terminal
        said = tuple(answers[item] for item in asked.items if item in answers)
        statement = self.desk.decide(self.question, choice, said, because, self.key, self._tell)
        name = statement.person.removeprefix("person:")
        word = "Approved" if choice is Choice.APPROVE else "Sent back"
        rows = [
            (),
            line(f"{word} by {name}, signed with {statement.key}, and sent."),
            *labelled("bound to", f"tree {statement.tree}", terminal),
            *labelled("content", f"sha256 {statement.bound}", terminal),
            line(f"{asked.place.run} {asked.slug} goes on where it is run, once it is taken in:"),
            line(f"  {terminal.program_name} exchange"),
        ]
        print_lines(rows, terminal)

    def _tell(self, words: str) -> None:
        print_lines([line(words)], self.terminal)


def _keep_nothing(answers: Answers) -> None:
    """Keep no draft: what is asked elsewhere may be gone by then."""


def _refuse_unnamed(typed: Typed, question: Question) -> None:
    """Raise Mistake where neither an item nor the content was named."""
    if question.asked.items or typed.has("--on"):
        return
    short = question.asked.bound[:CONTENT_CHARS]
    raise Mistake(
        "approval.unnamed",
        "Nobody can be asked here, so say what you approve.",
        found=f"asked on content {short}",
        hints=(f"gatewright approve {question.handle} --on {short} --sign-with KEY",),
    )


def _key(typed: Typed) -> str:
    key = signing_key(typed)
    if not key:
        raise Mistake(
            "approval.unsigned",
            "What is asked by another clone is decided with a signature.",
            found="no --sign-with",
            hints=(f"gatewright approve {typed.operands[0]} --sign-with KEY",),
        )
    return key


def _refuse_other_content(typed: Typed, question: Question) -> None:
    named, bound = typed.value("--on"), question.asked.bound
    if named is None or (len(named) >= CONTENT_CHARS and bound.startswith(named.lower())):
        return
    raise Mistake(
        "approval.stale",
        "The question is not on that content; nothing was sent.",
        found=f"asked on content {bound[:CONTENT_CHARS]}",
        hints=(f"gatewright approve {question.handle}",),
    )


def _view(question: Question, change: Change) -> DecisionView:
    """Return what the faces of decisions want to know of it."""
    asked = question.asked
    return DecisionView(
        schema=SCHEMA,
        run=question.handle,
        slug=asked.slug,
        step=asked.step,
        question=asked.question,
        role=asked.role,
        voices="",
        requester="",
        authors=(),
        labels=(),
        content=ContentView(asked.tree, asked.bound, asked.head, ()),
        before=(),
        is_again=False,
        files=tuple(file_view(each) for each in change.files),
        facts=(),
        items=tuple(ItemView(number, text) for number, text in enumerate(asked.items, start=1)),
    )
