"""The end of the `check` screen: the answer, what nobody looked at, and what to do next."""

from collections.abc import Iterator

from gatewright.cli.next_rows import next_rows
from gatewright.cli.screen import Line, Span, Style, cut, fill, line, with_program
from gatewright.cli.settings_offer import offer_rows
from gatewright.views.check import BaseView, CheckView, SummaryView
from gatewright.views.quoting import plain
from gatewright.views.terminal import Terminal

STAGES = ("development", "staging", "production")
NAMESPACES = 2  # below it, what the tests run can reach more than it should: said every time


def end_rows(
    view: CheckView, terminal: Terminal, *, is_brief: bool = False, is_verbose: bool = False
) -> Iterator[Line]:
    """Yield the last lines of the screen."""
    if view.subject.is_unchanged and view.subject.base:
        yield from _nothing(view, view.subject.base, terminal)
    else:
        yield _answer(view.summary)
    yield from _not_checked(view, terminal)
    if is_verbose:
        for each in view.not_checked:
            if each.way_out:
                told = with_program(each.way_out, terminal)
                yield from _paragraph(f"  to check {plain(each.name)}: ", told, terminal)
    yield from _remarks(view, terminal)
    yield from offer_rows(view, terminal)
    if not is_brief and view.next:
        yield ()
        yield from next_rows(view.next, terminal)


def _nothing(view: CheckView, base: BaseView, terminal: Terminal) -> Iterator[Line]:
    """Yield that there was nothing to judge, by which ref, and what the base itself comes to."""
    is_bad = not view.summary.is_ready
    passed = sum(each.status == "pass" for each in view.verdicts)
    itself = _counts(view.summary) if is_bad else f"{passed} passed, none failed"
    told = f"nothing differs from {base.name}@{base.commit[:7]} ({base.because})."
    yield from _paragraph("Nothing to judge: ", told, terminal)
    style = Style.BAD if is_bad else Style.GOOD
    yield (Span(cut(f"{plain(base.name)} itself: {itself}.", terminal.width), style),)


def _answer(summary: SummaryView) -> Line:
    """Return the line that answers the question."""
    if summary.is_ready:
        return (Span(f"Ready: good for {_good_for(summary)}.", Style.GOOD), Span(_missing(summary)))
    wanted = "" if summary.stage == STAGES[0] else f" for {summary.stage}"
    good = f" Good for {summary.good_for}." if summary.good_for else ""
    return (Span(f"Not ready{wanted}: {_counts(summary)}.", Style.BAD), Span(good))


def _good_for(summary: SummaryView) -> str:
    """Return the stage it is good for, never less than the one that was asked."""
    return summary.good_for or summary.stage


def _missing(summary: SummaryView) -> str:
    """Return what to ask next, where a higher stage is not reached."""
    good_for = _good_for(summary)
    if good_for not in STAGES[:-1]:
        return ""
    return f" What {STAGES[STAGES.index(good_for) + 1]} would want: --stage {_after(good_for)}"


def _after(stage: str) -> str:
    return STAGES[STAGES.index(stage) + 1]


def _counts(summary: SummaryView) -> str:
    """Return how many of how many stand in the way."""
    if not summary.judged:
        return "nothing could be judged here"
    told = []
    if summary.failed:
        told.append(f"{summary.failed} of {summary.judged} failed")
    if summary.undecided:
        of = "" if summary.failed else f" of {summary.judged}"
        told.append(f"{summary.undecided}{of} could not be judged")
    return ", ".join(told)


def _not_checked(view: CheckView, terminal: Terminal) -> Iterator[Line]:
    """Yield what nobody looked at, in the same breath as what passed."""
    if not view.not_checked:
        return
    told = ", ".join(f"{each.name} ({each.because})" for each in view.not_checked)
    yield from _paragraph("Not checked: ", told + ".", terminal)


def _remarks(view: CheckView, terminal: Terminal) -> Iterator[Line]:
    """Yield what limits the worth of all this."""
    if view.isolation.level < NAMESPACES:
        level = f"level {view.isolation.level}, {view.isolation.name}: {view.isolation.claim}."
        yield from _paragraph("Isolation: ", level, terminal)
    if view.configuration == "draft":
        told = "a draft that the base does not have yet; used for this once."
        yield from _paragraph("Configuration: ", told, terminal)
    for note in view.notes:
        yield from _paragraph("Note: ", note, terminal)


def _paragraph(label: str, text: str, terminal: Terminal) -> Iterator[Line]:
    """Yield a label and a text that goes on under itself."""
    first, *others = fill(plain(text), terminal.width - len(label))
    yield (Span(label, Style.DIM), Span(first))
    yield from (line(" " * len(label) + other) for other in others)
