"""The screen of one run: its steps folded where they are fine, unfolded where they are not."""

from collections.abc import Iterator, Sequence

from gatewright.cli.next_rows import next_rows
from gatewright.cli.screen import Line, Span, Style, cut, fill, line, width_of
from gatewright.views.event_words import name_of
from gatewright.views.next import NextView
from gatewright.views.quoting import plain
from gatewright.views.run import RunView, StepView
from gatewright.views.run_event import EventView
from gatewright.views.spans_of_time import clock, span
from gatewright.views.terminal import Terminal

MARKS: dict[str, tuple[str, str, Style]] = {
    "done": ("✓", "ok", Style.GOOD),
    "now": ("▸", ">", Style.WARN),
    "people": ("!", "!!", Style.WARN),
    "wrong": ("✗", "NO", Style.BAD),
    "later": ("·", ".", Style.DIM),
    "out": ("·", ".", Style.DIM),
}
NAME_WIDTH_MAX = 24
TIME_WIDTH = 8
NOTE = "Noted: "
STATE_STYLES = {
    "blocked": Style.BAD,
    "aborted": Style.BAD,
    "completed": Style.GOOD,
    "partial": Style.GOOD,
}


def run_rows(view: RunView, terminal: Terminal) -> Iterator[Line]:
    """Yield one run as it stands."""
    yield _head(view, terminal)
    yield ()
    yield from step_rows(view.steps, terminal)
    yield ()
    labels = f"; approvals: {', '.join(view.labels)}" if view.labels else ""
    labels += f"; isolation: {view.isolation}" if view.isolation else ""
    commits = "1 commit" if view.commits == 1 else f"{view.commits} commits"
    result = f" (as {view.result})" if view.result else ""
    open_ = f"; {view.uncommitted}" if view.uncommitted else ""
    told = f"branch {view.branch}{result}, {commits}{open_}, from {view.origin}{labels}"
    yield from (line(part, Style.DIM) for part in fill(told, terminal.width))
    used = fill(f"used {view.spent}", terminal.width) if view.spent else ()
    risk = fill(f"risk {view.risk}", terminal.width) if view.risk else ()
    yield from (line(part, Style.DIM) for part in (*used, *risk))
    yield from forbidden_rows(view.forbidden, terminal)


def forbidden_rows(told: str, terminal: Terminal) -> Iterator[Line]:
    """Yield what workers tried that only people do; nothing for nothing."""
    if told:
        first, *others = fill(told, terminal.width - len(NOTE))
        yield line(f"{NOTE}{first}", Style.WARN)
        yield from (line(" " * len(NOTE) + other, Style.WARN) for other in others)


def live_rows(view: RunView, doing: str, terminal: Terminal) -> list[Line]:
    """Return a frame of at most one screen: what is accepted and what waits folds first."""
    room = max(4, terminal.height - 4)
    steps = list(step_rows(view.steps, terminal))
    if len(steps) > room:
        steps = list(_folded(view.steps, terminal, room))
    told = [line(cut(f"     now: {plain(doing)}", terminal.width - 1), Style.DIM)] if doing else []
    return [_head(view, terminal), (), *steps, *told]


def step_rows(steps: Sequence[StepView], terminal: Terminal) -> Iterator[Line]:
    """Yield a row for every step, and the refusals of those that are open."""
    width = min(max((_width(step) for step in steps), default=0), NAME_WIDTH_MAX)
    for step in steps:
        yield from _step(step, width, terminal)


def event_line(event: EventView, *, with_run: bool = True) -> str:
    """Return one fact as a line that a program can search: time, run, step, what."""
    head = [clock(event.at), event.run_id if with_run else "", event.step]
    return plain(" ".join([*(part for part in head if part), event.says, *event.places]))


def log_line(event: EventView) -> str:
    """Return one fact with its number, its day and who did it."""
    day = event.at[:10]
    return plain(
        f"{event.seq:>4}  {day} {event_line(event, with_run=False)}  [{name_of(event.actor)}]"
    )


def command_rows(commands: Sequence[NextView], terminal: Terminal) -> Iterator[Line]:
    """Yield commands to paste, after an empty line; nothing for none."""
    if commands:
        yield ()
        yield from next_rows(commands, terminal)


def _head(view: RunView, terminal: Terminal) -> Line:
    """Return the line that answers: what it is, and who acts next."""
    right = f"{view.workflow}   {span(view.since_s)}"
    left = f"{view.run_id} {view.slug}   {view.says}"
    room = terminal.width - width_of(right) - 3
    gap = " " * max(3, room - width_of(cut(left, room)) + 3)
    style = STATE_STYLES.get(view.state, Style.STRONG)
    return (Span(cut(left, room), style), Span(gap + right, Style.DIM))


def _width(step: StepView) -> int:
    return width_of(step.path) + (2 if step.is_item else 0)


def _step(step: StepView, width: int, terminal: Terminal) -> Iterator[Line]:
    name = cut(("  " if step.is_item else "") + step.path, width)
    is_open = step.is_item and step.mark not in ("done", "out") and step.says
    says = f"{step.title}: {step.says}" if is_open else step.says or step.title
    seconds = step.since_s if step.since_s is not None else step.took_s
    taken = (
        "" if seconds is None else ("since " if step.since_s is not None else "") + span(seconds)
    )
    start = 7 + width
    room = terminal.width - start - len(taken) - 2
    gap = " " * max(2, room - width_of(cut(says, room)) + 1)
    yield (
        Span("  "),
        _mark(step.mark, terminal),
        Span(f" {name}{' ' * (width - width_of(name))}  "),
        Span(cut(says, room), Style.DIM if step.mark in ("later", "out") else Style.PLAIN),
        Span(gap + taken if taken else "", Style.DIM),
    )
    for refusal in step.refusals:
        where = f" ({', '.join(refusal.places)})" if refusal.places else ""
        code = f"  {refusal.codes[0]}" if refusal.codes else ""
        text = f"attempt {refusal.number} refused: {refusal.because}{where}{code}"
        for part in fill(text, terminal.width - start)[:2]:
            yield line(" " * start + part, Style.BAD)


def _mark(mark: str, terminal: Terminal) -> Span:
    sign, word, style = MARKS[mark]
    return Span(sign, style) if terminal.can_unicode else Span(f"{word:2}", style)


def _folded(steps: Sequence[StepView], terminal: Terminal, room: int) -> Iterator[Line]:
    """Yield the steps that matter now, and the others as counts."""
    done = sum(step.mark == "done" for step in steps)
    later = sum(step.mark in ("later", "out") for step in steps)
    open_ = [step for step in steps if step.mark not in ("done", "later", "out")]
    rows = list(step_rows(open_, terminal))
    if done:
        yield (Span("  "), _mark("done", terminal), Span(f" {done} steps hold"))
    yield from rows[: room - 3]
    if len(rows) > room - 3:
        yield line(f"    and {len(rows) - room + 3} lines more", Style.DIM)
    if later:
        yield (Span("  "), _mark("later", terminal), Span(f" {later} steps wait", Style.DIM))
