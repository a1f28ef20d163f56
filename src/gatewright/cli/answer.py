"""`gatewright answer`: tell an agent what only a person can say."""

from collections.abc import Sequence

from gatewright.cli.a_run import say_and_follow
from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.decision_door import DecisionDoor, open_decision_door
from gatewright.cli.door import RunDesk
from gatewright.cli.said import ask_words, said_in
from gatewright.cli.screen import line, print_lines
from gatewright.cli.start_folder import start_folder
from gatewright.cli.verbs import ANSWER
from gatewright.core.state.asked import Question
from gatewright.model.ids import RunId
from gatewright.model.intake import Reply
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.quoting import plain, quoted
from gatewright.views.terminal import Terminal


def run(arguments: list[str]) -> int:
    """Answer what was asked."""
    return answer(parse_arguments(ANSWER, arguments), open_decision_door())


def answer(typed: Typed, door: DecisionDoor) -> int:
    """Answer through `door`; return the exit code. Raises: Mistake."""
    desk = door.desk(start_folder(typed))
    terminal = door.terminal()
    run_id, text = _meant(typed.operands, desk)
    desk.require_person(run_id, "answer")
    open_ones = tuple(desk.load(run_id).state.questions.values())
    question = _chosen(open_ones, typed.value("--question"), run_id)
    if text is None:
        text = _asked(question, run_id, terminal)
    said = said_in(text)
    if not said:
        raise Mistake("answer.empty", "An answer has words.", hints=(_form(run_id),))
    desk.admit(run_id, Reply(question.question_id, desk.person, said))
    say_and_follow(door, desk, run_id, [line(f"Answered: {' '.join(quoted(question.text))}")])
    return Exit.SETTLED


def _meant(operands: Sequence[str], desk: RunDesk) -> tuple[RunId, str | None]:
    """Return the run and the text: one word alone is a run if there is one of that name."""
    if len(operands) == 2:
        return desk.find(operands[0]), operands[1]
    if not operands:
        return desk.find(None), None
    word = operands[0]
    is_run = word.isdecimal() or any(word == row.slug for row in desk.rows())
    return (desk.find(word), None) if is_run else (desk.find(None), word)


def _chosen(open_ones: Sequence[Question], wanted: str | None, run_id: RunId) -> Question:
    """Return the question that is meant. Raises: Mistake."""
    if not open_ones:
        hints = (f"gatewright status {run_id}", "gatewright inbox")
        raise Mistake("answer.unasked", f"{run_id} asks nothing.", hints=hints)
    found = [each for each in open_ones if wanted in (None, each.question_id)]
    if len(found) == 1:
        return found[0]
    known = tuple(f"{each.question_id}  {' '.join(quoted(each.text))}" for each in open_ones)
    what = f"{run_id} asks {len(open_ones)} questions; which one?" if found else "No such question."
    raise Mistake("answer.which", what, hints=(*known, "choose  --question ID"))


def _asked(question: Question, run_id: RunId, terminal: Terminal) -> str:
    """Return what the person who sits here answers. Raises: Mistake where nobody does."""
    told = [f"  {each}" for each in quoted(question.text, lines_max=20)]
    if not terminal.can_ask:
        raise Mistake(
            "answer.empty",
            f"{plain(question.step)} asks, and waits for words.",
            found=" ".join(quoted(question.text)),
            hints=(_form(run_id),),
        )
    print_lines([line(f"{question.step} asks:"), *(line(each) for each in told)], terminal)
    return ask_words("Your answer:", terminal) or ""


def _form(run_id: RunId) -> str:
    return f'gatewright answer {run_id} "..."'
