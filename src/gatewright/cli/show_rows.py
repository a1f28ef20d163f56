"""The `show` screen: a verdict, its reasons in four lines each, its figures and its evidence."""

from collections.abc import Iterator, Sequence

from gatewright.cli.next_rows import next_rows
from gatewright.cli.screen import (
    Line,
    Span,
    Style,
    duration,
    fill,
    labelled,
    line,
    symbol,
    with_program,
)
from gatewright.cli.shell_words import command_of
from gatewright.model.verdicts import Figure
from gatewright.views.places import join_places
from gatewright.views.quoting import plain, quoted
from gatewright.views.refusal import RefusalView
from gatewright.views.show import AnswerView, OfRunView, ReproductionView, ShowView
from gatewright.views.terminal import Terminal
from gatewright.views.verdict import (
    AnewView,
    EvidenceView,
    ExecutionView,
    IsolationView,
    VerdictView,
)

TAIL_LINES_MAX = 20  # a whole screen may be asked for here, unlike on the `check` screen
INDENT = 11
LOST = "gone, or not what was kept"
SPOKEN = {
    "pass": "passed",
    "fail": "failed",
    "error": "could not judge",
    "waived": "was waived",
    "not_applicable": "does not apply",
    "pending": "waits",
}


def show_rows(view: ShowView, terminal: Terminal) -> Iterator[Line]:
    """Yield the whole screen; of what is lost, that it is lost."""
    if view.verdict is None:
        yield from _lost_verdict_rows(view, terminal)
    else:
        yield from _whole_rows(view, view.verdict, terminal)
    if view.next:
        yield ()
        yield from next_rows(view.next, terminal)


def _whole_rows(view: ShowView, verdict: VerdictView, terminal: Terminal) -> Iterator[Line]:
    yield from _head_rows(view, verdict, terminal)
    if view.reproduction:
        yield ()
        yield from _reproduction_rows(view.reproduction, terminal)
    for reason in verdict.reasons:
        yield ()
        yield from _reason_rows(reason, terminal)
    if verdict.figures:
        yield from ((), line("Figures", Style.STRONG))
        yield from _figure_rows(verdict.figures, terminal)
    yield from ((), line("Evidence", Style.STRONG))
    yield from _evidence_rows(view, verdict.evidence, terminal)


def _head_rows(view: ShowView, verdict: VerdictView, terminal: Terminal) -> Iterator[Line]:
    spoken = f" {plain(verdict.check)} {SPOKEN[verdict.status]}"
    if view.lost:
        spoken += " once, but what shows it is incomplete"
    mark = symbol("error" if view.lost else verdict.status, terminal)
    yield (mark, Span(spoken, Style.STRONG), Span(f"   {view.id}"))
    yield from (line(part) for part in fill(plain(verdict.headline), terminal.width))
    yield from (line(f"  sha256 {digest}: {LOST}", Style.BAD) for digest in view.lost)
    yield from labelled("examined", _examined(verdict) + ".", terminal)
    told = f"{view.judged_at}, for {view.stage}" + ("; only advises" if verdict.is_advisory else "")
    yield from labelled("judged", told, terminal)
    if view.run:
        yield from labelled("in", _place(view.run), terminal)
    if verdict.evidence.first_judged_at:
        first = f"what it rests on was seen at {verdict.evidence.first_judged_at} and kept"
        yield from labelled("kept", first, terminal)
    elif verdict.evidence.reused_files:
        partly = f"{verdict.evidence.reused_files} of the files are as they were seen before"
        yield from labelled("kept", partly, terminal)
    if verdict.evidence.anew is not None:
        yield from labelled("anew", _anew(verdict.evidence.anew), terminal)
    for note in verdict.notes:
        yield from labelled("note", note, terminal)


def _anew(anew: AnewView) -> str:
    """Return why it was looked at, and not taken from before."""
    if anew.seen_at is None:
        return "looked at for the first time"
    if not anew.differing:
        return f"looked at again, on all that was so at {anew.seen_at} too"
    *others, last = anew.differing
    names = f"{', '.join(others)} and {last}" if others else last
    verb = "are not as they were" if others else "is not as it was"
    return f"{names} {verb} at {anew.seen_at}"


def _lost_verdict_rows(view: ShowView, terminal: Terminal) -> Iterator[Line]:
    """Yield what is known of a verdict that is gone: what the record says of it, and no more."""
    yield (symbol("error", terminal), Span(f" {plain(view.id)}: {LOST}", Style.BAD))
    if view.run:
        yield from labelled("in", _place(view.run), terminal)
        says = f"{SPOKEN[view.run.status]}: {plain(view.run.headline)}"
        yield from labelled("record", f"{says} (nothing is left that shows it)", terminal)
        yield from labelled("wanted", f"sha256 {view.run.evidence}", terminal)


def _place(of_run: OfRunView) -> str:
    """Return where in a run a verdict was given."""
    where = plain(f"{of_run.run_id} {of_run.slug}, step {of_run.step}")
    return f"{where}, attempt {of_run.attempt}; entry {of_run.entry} of its log"


def _examined(verdict: VerdictView) -> str:
    examined = verdict.examined
    of = "" if examined.expected is None else f" of {examined.expected}"
    return f"{examined.count}{of} {examined.unit}"


def _reproduction_rows(again: ReproductionView, terminal: Terminal) -> Iterator[Line]:
    style = Style.WARN if again.stability == "unstable" else Style.STRONG
    says = again.says[0].upper() + again.says[1:] + "."
    yield from (line(part, style) for part in fill(says, terminal.width))
    yield from labelled("before", _answer(again.before), terminal)
    yield from labelled("after", _answer(again.after), terminal)


def _answer(answer: AnswerView) -> str:
    figures = "".join(
        f"; {each.name} {each.measured} {each.unit}".rstrip() for each in answer.figures
    )
    spoken = SPOKEN[answer.status]
    has_it = answer.headline.startswith(spoken)
    return f"{answer.headline if has_it else f'{spoken}: {answer.headline}'}{figures}"


def _reason_rows(reason: RefusalView, terminal: Terminal) -> Iterator[Line]:
    """Yield a reason in its four lines, with every place it names."""
    yield (Span(plain(reason.headline), Style.STRONG), Span(f"   {plain(reason.code)}", Style.DIM))
    yield from labelled("wanted", reason.wanted, terminal)
    yield from labelled("found", reason.found, terminal)
    for place in join_places(reason.places):
        yield line(f"{' ' * INDENT}{plain(place.where)}  {plain(place.text)}")
    for said in quoted(reason.tail, lines_max=TAIL_LINES_MAX):
        yield line(f"{' ' * INDENT}| {said}", Style.DIM)
    yield from labelled("then", reason.then, terminal)
    if reason.you:
        yield from labelled("you", with_program(reason.you, terminal), terminal)


def _figure_rows(figures: tuple[Figure, ...], terminal: Terminal) -> Iterator[Line]:
    widest = max(len(figure.name) for figure in figures)
    for figure in figures:
        measured = f"{figure.measured} {figure.unit}".rstrip()
        wants = f", wants {figure.required} {figure.unit}".rstrip() if figure.required else ""
        yield line(f"  {figure.name:<{widest}}  {measured}{wants}")


def _evidence_rows(view: ShowView, evidence: EvidenceView, terminal: Terminal) -> Iterator[Line]:
    yield from labelled("content", f"tree {evidence.head_tree}", terminal)
    if evidence.base_tree:
        name = f" ({view.base})" if view.base else ""
        yield from labelled("against", f"tree {evidence.base_tree}{name}", terminal)
    rule = f"definition {evidence.definition[:12]}, judge version {evidence.judge_version}"
    yield from labelled("rule", rule, terminal)
    if view.run:
        yield from labelled("whole", f"sha256 {view.run.evidence}", terminal)
    if evidence.environment_key:
        yield from labelled("packages", f"environment {evidence.environment_key[:12]}", terminal)
    yield from labelled("sandbox", _worth(evidence), terminal)
    for execution in evidence.executions:
        yield ()
        yield from _execution_rows(execution, view.lost)


def _worth(evidence: EvidenceView) -> str:
    if evidence.isolation is None:
        return "nothing was run for this"
    return f"{_level(evidence.isolation)}: {evidence.isolation.claim}"


def _level(isolation: IsolationView) -> str:
    return f"level {isolation.level}, {isolation.name}, network {isolation.network}"


def _execution_rows(execution: ExecutionView, lost: Sequence[str]) -> Iterator[Line]:
    """Yield one program that was run; its command is not cut, it is meant to be pasted."""
    code = "" if execution.exit_code is None else f" with {execution.exit_code}"
    ended = f"{plain(execution.ending)}{code} after {duration(execution.duration_ms)}"
    yield line(f"  {plain(execution.tool)}, {ended}, on tree {execution.tree[:12]}")
    yield line(f"    $ {command_of(execution)}")
    yield line(f"    {_level(execution.isolation)}", Style.DIM)
    kept = [("log", execution.log), *(("report", digest) for digest in execution.reports)]
    for name, digest in kept:
        if digest:
            is_lost = digest in lost
            text = f"    {name} sha256 {digest}{f' ({LOST})' if is_lost else ''}"
            yield line(text, Style.BAD if is_lost else Style.DIM)
