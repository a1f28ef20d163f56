"""One person in front of one question: shown, answered, and recorded on what was shown.

Invariant: what is recorded names the digest of the text that was printed, byte for byte, and the
text is kept under that name before the decision is.
"""

import sys

from gatewright.cli.decision_items import LATER, Answers, ask_items
from gatewright.cli.decision_rows import change_rows, following_rows, known_rows, recorded_rows
from gatewright.cli.door import RunDesk
from gatewright.cli.drafts import Drafts, draft_key
from gatewright.cli.said import ask, ask_words
from gatewright.cli.screen import defuse, line, print_lines
from gatewright.model.events import Choice, Decided
from gatewright.model.ids import RunId, StepPath
from gatewright.model.intake import Decide
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.runtime.desk_words import Asked
from gatewright.views.decision import DecisionView, decision_view, moved
from gatewright.views.decision_text import decision_text
from gatewright.views.following import following
from gatewright.views.terminal import Terminal

MOVED_PATHS_MAX = 3
GONE = ("approval.stale", "approval.unasked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A question as it was found, and the person it is put to."""

    desk: RunDesk
    run_id: RunId
    asked: Asked
    view: DecisionView
    text: str
    terminal: Terminal
    drafts: Drafts
    draft: str  # its key
    key: str = ""  # that signs, by its path; "" where nothing is signed
    is_driven_here: bool = False  # who asks goes on with the run by itself

    def show(self) -> None:
        """Print the text that the decision will be bound to."""
        sys.stdout.write(self.text)
        sys.stdout.flush()

    def decide_by_asking(self, given: Answers, because: str) -> bool:
        """Ask item by item, then what to do; return whether a decision was recorded."""
        draft = self.drafts.read(self.draft)
        kept = dict(draft.answers) if draft.bound == self.asked.bound else {}
        answers = {item: each for item, each in kept.items() if item in self.asked.items} | given
        is_whole = ask_items(
            self.view,
            answers,
            self.terminal,
            earlier=draft.answers,
            keep=self._keep,
            show=self._open,
        )
        choice = self._ask_choice(answers) if is_whole else None
        if choice is Choice.SEND_BACK and not (because or _reasons(answers)):
            because = ask_words("In a sentence, what should change:", self.terminal) or ""
            choice = choice if because else None
        if choice is None:
            self._say_later(answers)
            return False
        self.record(choice, answers, because)
        return True

    def record(self, choice: Choice, answers: Answers, because: str) -> None:
        """Record the decision on what was shown, and say what it set off.

        Raises: Mistake `approval.*`; where the content moved meanwhile, with what moved.
        """
        decide = Decide(
            step=self.asked.step,
            nonce=self.asked.nonce,
            bound=self.asked.bound,
            choice=choice,
            person=self.desk.person,
            answers=tuple(answers[item] for item in self.asked.items if item in answers),
            because=because or _reasons(answers),
            shown=self.desk.keep_shown(self.text),
            head=self.asked.head,
        )
        try:
            events = self.desk.admit(self.run_id, self._signed(decide))
        except Mistake as mistake:
            if mistake.code in GONE:
                self._keep(answers)
                raise self._moved(mistake, len(answers)) from mistake
            raise
        self.drafts.forget(self.draft)
        self._say_recorded(next(each for each in events if isinstance(each, Decided)))

    def _signed(self, decide: Decide) -> Decide:
        """Return the decision as it is, or signed. Raises: Mistake `signature.*`, `signing.*`."""
        if not self.key:
            return decide
        tree = self.asked.tree
        return self.desk.signed(self.run_id, decide, tree, self.key, self._tell_of_key)

    def _tell_of_key(self, words: str) -> None:
        print_lines([line(words)], self.terminal)

    def _keep(self, answers: Answers) -> None:
        self.drafts.keep(self.draft, self.asked.bound, answers)

    def _open(self, key: str) -> None:
        if key == "o":
            print_lines(
                list(change_rows(self.asked.whole, self.run_id, self.terminal)), self.terminal
            )
        else:
            print_lines(list(known_rows(self.view.facts, self.terminal)), self.terminal)

    def _ask_choice(self, answers: Answers) -> Choice | None:
        """Return what the person wants; None for later. There is no default."""
        noes = sum(not each.is_yes for each in answers.values())
        told = {0: "", 1: "One no. "}.get(noes, f"{noes} times no. ")
        anyway = " anyway" if noes else ""
        keys = f"{told}[a]pprove{anyway} [s]end back [o]pen the change [?] what is known [l]ater:"
        print_lines([()], self.terminal)
        while True:
            said = ask(keys, self.terminal)
            key = LATER[0] if said is None else said.lower()
            if key in ("a", "approve"):
                return Choice.APPROVE
            if key in ("s", "send back"):
                return Choice.SEND_BACK
            if key in LATER:
                return None
            if key in ("o", "?"):
                self._open(key)

    def _say_later(self, answers: Answers) -> None:
        kept = f" Your {len(answers)} answers are kept." if len(answers) > 1 else ""
        kept = " Your answer is kept." if len(answers) == 1 else kept
        again = f"  {self.terminal.program_name} approve {self.run_id}"
        rows = [(), line(f"Nothing was decided.{kept}"), line(again)]
        print_lines(rows, self.terminal)

    def _say_recorded(self, decided: Decided) -> None:
        loaded = self.desk.load(self.run_id)
        is_driven = loaded.is_driven or self.is_driven_here
        rows = [
            (),
            *recorded_rows(decided, self.view, self.terminal),
            (),
            *following_rows(following(loaded.state, is_driven=is_driven), self.terminal),
        ]
        print_lines(rows, self.terminal)

    def _moved(self, mistake: Mistake, kept: int) -> Mistake:
        """Return what changed while the person was reading."""
        now = self.desk.asked(self.run_id, self.asked.step)
        if now is None or now.step != self.asked.step:
            return Mistake(
                "approval.unasked",
                f"{self.asked.step} does not wait for a decision any more.",
                found=mistake.found or "somebody decided, or the run went on",
                hints=(f"gatewright status {self.run_id}",),
            )
        paths = moved(self.asked.whole, now.whole)
        more = f" and {len(paths) - MOVED_PATHS_MAX} more" if len(paths) > MOVED_PATHS_MAX else ""
        named = ", ".join(paths[:MOVED_PATHS_MAX]) + more if paths else "it was judged again"
        said = f"; {kept} of your answers are to be given again" if kept else ""
        return Mistake(
            "approval.stale",
            "What you decided on changed while you were reading; nothing was recorded.",
            found=f"{named} (tree {self.asked.tree[:7]} -> {now.tree[:7]}){said}",
            hints=(f"gatewright approve {self.run_id}",),
        )


def sit_down(
    desk: RunDesk,
    run_id: RunId,
    terminal: Terminal,
    drafts: Drafts,
    named: StepPath | None = None,
    key: str = "",
) -> Sitting:
    """Return the question that is put now. Raises: Mistake `approval.unasked`.

    Shape: `key` is the path of the one that will sign; who sits here is whose key it is.
    """
    desk = desk.with_key(run_id, key) if key else desk
    asked = desk.asked(run_id, named)
    if asked is None:
        raise Mistake(
            "approval.unasked",
            f"{named or run_id} does not wait for a decision.",
            hints=(f"gatewright status {run_id}", "gatewright inbox"),
        )
    loaded = desk.load(run_id)
    past = [(entry.at, entry.event) for entry in loaded.entries]
    view = decision_view(loaded.state, past, asked, desk.person, is_signed=bool(key))
    text = decision_text(view, width=terminal.width, can_unicode=terminal.can_unicode)
    if terminal.is_github_actions:
        text = "".join(f"{defuse(row)}\n" for row in text.splitlines())
    return Sitting(
        desk=desk,
        run_id=run_id,
        asked=asked,
        view=view,
        text=text,
        terminal=terminal,
        drafts=drafts,
        draft=draft_key(loaded.state, asked.step),
        key=key,
    )


def _reasons(answers: Answers) -> str:
    """Return the reasons that were given with a no, as one."""
    return "; ".join(each.because for each in answers.values() if not each.is_yes and each.because)
