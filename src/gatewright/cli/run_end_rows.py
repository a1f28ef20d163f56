"""The last screens of a run: ready, in five words; or stopped, with every way out."""

from collections.abc import Iterator, Sequence

from gatewright.cli.next_rows import next_rows
from gatewright.cli.run_rows import command_rows
from gatewright.cli.screen import Line, Span, Style, fill, labelled, line
from gatewright.views.quoting import plain
from gatewright.views.run_end import EndView
from gatewright.views.run_stop import FindingView, StopView
from gatewright.views.spans_of_time import span
from gatewright.views.terminal import Terminal

LABEL_WIDTH = 13
LABEL_CHARS_MAX = 8
NAME_CHARS = 12  # of the digest of a verdict: enough to find it by


def end_rows(view: EndView, terminal: Terminal) -> Iterator[Line]:
    """Yield what a completed run comes to."""
    commits = "1 commit" if view.commits == 1 else f"{view.commits} commits"
    attempts = "1 attempt" if view.attempts == 1 else f"{view.attempts} attempts"
    title = f"{view.run_id} {view.slug} is {view.says}"
    yield (Span(title, Style.GOOD), Span(f"   {span(view.took_s)}, {attempts}, {commits}"))
    yield ()
    yield from _word("Proved", view.proved or ("nothing: no check could look at it",), terminal)
    yield from _word("Approved", view.approved or ("by nobody",), terminal)
    yield from _word("Caught", _caught(view), terminal)
    yield from _word("Not proved", view.not_proved or ("nothing was left out",), terminal)
    yield (Span("  Take it", Style.STRONG),)
    yield from next_rows(view.take_it, terminal)


def stop_rows(run_id: str, slug: str, view: StopView, terminal: Terminal) -> Iterator[Line]:
    """Yield why a run is blocked, and every way out."""
    where = f" at {view.step}" if view.step else ""
    text = f"{run_id} {slug} is blocked{where}: {view.because}"
    yield from (line(part, Style.BAD) for part in fill(text, terminal.width))
    yield ()
    yield from finding_rows(view.findings, terminal)
    for each in view.refusals:
        yield from labelled("refused", each, terminal)
    if view.perhaps:
        yield from labelled("perhaps", view.perhaps, terminal)
    kept = "everything that was accepted is kept; nothing more is started"
    yield from labelled("now", kept, terminal)
    yield from command_rows(view.ways_out, terminal)


def finding_rows(findings: Sequence[FindingView], terminal: Terminal) -> Iterator[Line]:
    """Yield what failing checks say, with where."""
    for each in findings:
        code = f"   {', '.join(each.codes)}" if each.codes else ""
        name = plain(each.check)
        fits = len(name) <= LABEL_CHARS_MAX
        label, told = (name, "") if fits else ("failed", f"{name}: ")
        yield from labelled(label, told + each.headline + code, terminal)
        for place in each.places:
            yield line(f"           {place}", Style.DIM)
        name = each.evidence[:NAME_CHARS]
        yield line(f"           {terminal.program_name} show {name}", Style.DIM)


def _caught(view: EndView) -> tuple[str, ...]:
    """Return the refusals on the way, counted first."""
    if not view.caught_count:
        return ("nothing: every first attempt held",)
    many = "1 refusal" if view.caught_count == 1 else f"{view.caught_count} refusals"
    left = view.caught_count - len(view.caught)
    more = (f"and {left} more",) if left else ()
    return (f"{many} on the way", *view.caught, *more)


def _word(word: str, texts: Sequence[str], terminal: Terminal) -> Iterator[Line]:
    """Yield one of the five words with all there is to it."""
    label = f"  {word:<{LABEL_WIDTH - 2}}"
    for text in texts:
        for part in fill(plain(text), terminal.width - LABEL_WIDTH):
            yield (Span(label, Style.STRONG), Span(part))
            label = " " * LABEL_WIDTH
