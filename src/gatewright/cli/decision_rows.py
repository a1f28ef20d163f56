"""What is said around a decision: the change itself, what is known, what was recorded."""

from collections.abc import Iterator, Sequence

from gatewright.cli.next_rows import next_rows
from gatewright.cli.screen import Line, Span, Style, cut, fill, labelled, line
from gatewright.model.change import Change, ChangedFile
from gatewright.model.events import Choice, Decided
from gatewright.views.decision import DecisionView, FactView
from gatewright.views.decision_text import who
from gatewright.views.following import FollowingView
from gatewright.views.next import NextView
from gatewright.views.proved_words import signed_by, weak_labels
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

DIFF_ROWS_MAX = 400
PAST = {Choice.APPROVE: "Approved", Choice.SEND_BACK: "Sent back"}


def change_rows(change: Change, run: str, terminal: Terminal) -> Iterator[Line]:
    """Yield what changed, file by file, as much as can be read here."""
    left = DIFF_ROWS_MAX
    for file in change.files:
        if left <= 0:
            yield line(f"and more: {terminal.program_name} diff {run}")
            return
        yield (Span(plain(file.path), Style.STRONG), Span(f"   {file.status.value}"))
        rows = list(_file_rows(file, terminal))
        yield from rows[:left]
        if len(rows) > left:
            yield line(f"  and {len(rows) - left} more lines")
        left -= len(rows) + 1
    if not change.files:
        yield line("Nothing changed.")


def _file_rows(file: ChangedFile, terminal: Terminal) -> Iterator[Line]:
    """Yield the lines of one file in the order of their numbers, removed ones first."""
    if file.is_binary:
        yield line("  not text")
    rows = [(each.number, "-", each.text) for each in file.removed]
    rows += [(each.number, "+", each.text) for each in file.added]
    for number, sign, text in sorted(rows, key=lambda row: (row[0], row[1] == "+")):
        style = Style.GOOD if sign == "+" else Style.BAD
        yield line(cut(f"  {number:>5} {sign} {plain(text)}", terminal.width), style)


def known_rows(facts: Sequence[FactView], terminal: Terminal) -> Iterator[Line]:
    """Yield what the program looked at itself, with places and where the evidence is."""
    yield line("What this program saw itself; nothing here was said by an agent.")
    for fact in facts:
        status = fact.status.replace("_", " ")
        yield from labelled(plain(fact.check), f"{status}: {fact.headline}", terminal)
        told = [*fact.codes, *fact.places, f"evidence {fact.verdict[:12]}"]
        yield from labelled("", ", ".join(told), terminal)
    if not facts:
        yield line("  Nothing was checked by a machine. It is your judgement alone.")


def recorded_rows(decided: Decided, view: DecisionView, terminal: Terminal) -> Iterator[Line]:
    """Yield exactly what was recorded: by whom, how much it weighs, on which content."""
    labels = weak_labels(decided)
    weight = f" ({', '.join(labels)})" if labels else ""
    said = f"{PAST[decided.choice]} by {who(decided.person)} as {decided.role}{weight}."
    yield from (line(part, Style.STRONG) for part in fill(plain(said), terminal.width))
    for name, digest in view.content.artifacts:
        yield from labelled("bound to", f"{name} sha256 {digest}", terminal)
    yield from labelled("bound to", f"tree {view.content.tree}", terminal)
    yield from labelled("content", f"sha256 {decided.bound}", terminal)
    yield from labelled("shown", f"sha256 {decided.shown} of the text above", terminal)
    if decided.signed is not None:
        yield from labelled("signed", signed_by(decided.signed), terminal)
    for answer in decided.answers:
        word = "yes" if answer.is_yes else f"no: {answer.because}"
        yield from labelled("item", f"{answer.item}  {word}", terminal)
    if decided.because:
        yield from labelled("because", decided.because, terminal)


def following_rows(view: FollowingView, terminal: Terminal) -> Iterator[Line]:
    """Yield what was set off, and the command that follows."""
    yield from (line(part) for part in fill(plain(view.says), terminal.width))
    if view.command:
        yield from next_rows((NextView(view.command, ""),), terminal)
