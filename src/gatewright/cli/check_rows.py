"""The rows of the `check` screen: a view in, lines out. Fine folds to one line, wrong unfolds.

Invariant: made of the view alone, so nothing appears here that `--json` lacks.
"""

from collections.abc import Iterator, Sequence

from gatewright.cli.screen import (
    Line,
    Span,
    Style,
    cut,
    duration,
    fill,
    labelled,
    line,
    symbol,
    width_of,
    with_program,
)
from gatewright.cli.shell_words import command_of
from gatewright.views.check import EnvironmentView, ProjectView, SubjectView
from gatewright.views.places import Stretch, join_places
from gatewright.views.quoting import plain, quoted
from gatewright.views.refusal import RefusalView
from gatewright.views.terminal import Terminal
from gatewright.views.verdict import ExecutionView, VerdictView

PLACES_MAX = 5  # the rest is one `show` away
NAME_WIDTH = 12
NAME_WIDTH_MAX = 30
TIME_WIDTH = 9
ADVISES = "advice only: "
WORDS = {"waived": "waived: ", "not_applicable": "does not apply: ", "pending": "waits: "}


def subject_rows(subject: SubjectView, terminal: Terminal) -> Iterator[Line]:
    """Yield what is judged, against what, and how large it is."""
    where = subject.branch or f"{subject.commit[:7]} (no branch)"
    against = f" against {_base_name(subject)}" if subject.base else ", judged without a base"
    head = f"{plain(subject.repository)}  {plain(where)}{against}"
    size = _size(subject)
    if width_of(head) + 3 + width_of(size) <= terminal.width:
        yield (Span(head, Style.STRONG), Span(f"   {size}"))
    else:
        yield line(cut(head, terminal.width), Style.STRONG)
        yield line(size)
    if subject.is_unchanged and subject.base:
        yield line(
            f"Nothing to judge: no change on this branch. Judging {plain(subject.base.name)}"
            " itself to see what"
        )
        yield line("can be checked here.")
    yield from notes_rows(subject.notes, terminal)


def project_rows(
    project: ProjectView, environment: EnvironmentView | None, terminal: Terminal
) -> Iterator[Line]:
    """Yield what was recognised and what its environment came from."""
    words = [project.stack.capitalize(), project.profile, project.tests, project.lint]
    words += [project.types] if project.types != project.lint else []
    known = ", ".join(word for word in words if word and word != "other")
    stack = f"{_rooted(project)}{known}: from {project.profile_because}."
    rest = f"Environment: {_environment(environment)}." if environment else ""
    if width_of(stack) + 3 + width_of(rest) <= terminal.width:
        yield line(f"{stack}   {rest}".rstrip())
    else:
        yield line(cut(plain(stack), terminal.width))
        if rest:
            yield line(cut(f"  {plain(rest)}", terminal.width))
    notes = environment.notes if environment else ()
    yield from notes_rows((*project.notes, *notes), terminal)


def notes_rows(notes: Sequence[str], terminal: Terminal) -> Iterator[Line]:
    """Yield remarks, broken at blanks."""
    for note in notes:
        parts = fill(plain(note), terminal.width - 2)
        yield from (line("  " + part, Style.DIM) for part in parts)


def name_width(projects: Sequence[ProjectView]) -> int:
    """Return how wide the names of checks may get: with a root where there are several."""
    roots = [width_of(project.root) for project in projects] if len(projects) > 1 else []
    return min(NAME_WIDTH_MAX, NAME_WIDTH + max((root + 1 for root in roots if root), default=0))


def verdict_rows(
    verdict: VerdictView, names: int, terminal: Terminal, *, is_verbose: bool = False
) -> Iterator[Line]:
    """Yield the rows of one verdict."""
    indent = 2 + width_of(_mark(verdict, terminal).text) + 1 + names + 1
    yield from _headline_rows(verdict, names, indent, terminal)
    for reason in verdict.reasons:
        yield from _reason_rows(reason, verdict, indent, terminal)
    for note in verdict.notes:
        parts = fill(plain(note), terminal.width - indent)
        yield from (line(" " * indent + part, Style.DIM) for part in parts)
    if is_verbose:
        for execution in verdict.evidence.executions:
            yield from _execution_rows(execution, indent)


def _base_name(subject: SubjectView) -> str:
    return f"{plain(subject.base.name)}@{subject.base.commit[:7]}" if subject.base else ""


def _size(subject: SubjectView) -> str:
    """Return how large the change is, with what no commit holds yet."""
    loose = len(subject.uncommitted)
    if subject.change is None or subject.is_unchanged:
        return f"{loose} files not committed" if loose else ""
    change = subject.change
    files = "1 file" if change.files == 1 else f"{change.files} files"
    told = f"{files}, +{change.added} -{change.removed}"
    return f"{told}, {loose} of them uncommitted" if loose else told


def _rooted(project: ProjectView) -> str:
    return f"{project.root}: " if project.root else ""


def _environment(environment: EnvironmentView) -> str:
    """Return what was done for an environment, and that it is kept."""
    built = environment.built_ms
    age = "kept from before" if built is None else f"{duration(built)}, kept"
    return f"{environment.described}, {age}{'' if environment.is_sealed else ', not sealed'}"


def _headline_rows(
    verdict: VerdictView, names: int, indent: int, terminal: Terminal
) -> Iterator[Line]:
    """Yield mark, name and headline; a time at the right where there is room for it."""
    lead = (
        Span("  "),
        _mark(verdict, terminal),
        Span(f" {_padded(plain(verdict.check), names)} "),
    )
    headline = plain(_worded(verdict))
    room = terminal.width - indent
    if width_of(headline) + TIME_WIDTH + 1 <= room:
        time = Span(f"{_time(verdict):>{TIME_WIDTH}}", Style.DIM)
        yield (*lead, Span(_padded(headline, room - TIME_WIDTH)), time)
    elif not verdict.is_bad:
        yield (*lead, Span(cut(headline, room)))
    else:
        first, *others = fill(headline, room)
        yield (*lead, Span(cut(first, room)))
        yield from (line(" " * indent + cut(other, room)) for other in others)


def _mark(verdict: VerdictView, terminal: Terminal) -> Span:
    """Return the mark of a verdict; what only advises is never crossed out."""
    is_advice = verdict.is_bad and verdict.is_advisory
    return symbol("waived" if is_advice else verdict.status, terminal)


def _worded(verdict: VerdictView) -> str:
    """Return the headline with the word that its mark stands for."""
    is_advice = verdict.is_bad and verdict.is_advisory
    word = ADVISES if is_advice else WORDS.get(verdict.status, "")
    has_it = verdict.headline.startswith(word.rstrip(": "))
    return verdict.headline if has_it else word + verdict.headline


def _time(verdict: VerdictView) -> str:
    if verdict.evidence.first_judged_at:
        return "kept"
    return duration(verdict.duration_ms) if verdict.duration_ms >= 50 else ""


def _reason_rows(
    reason: RefusalView, verdict: VerdictView, indent: int, terminal: Terminal
) -> Iterator[Line]:
    """Yield what unfolds under a verdict: places, and for what was not judged the way out."""
    room = terminal.width - indent
    if len(verdict.reasons) > 1 and reason.headline not in verdict.headline:
        parts = fill(plain(reason.headline), room)
        yield from (line(" " * indent + cut(part, room)) for part in parts)
    places = join_places(reason.places)
    for place in places[:PLACES_MAX]:
        yield line(" " * indent + cut(_placed(place), room))
    if len(places) > PLACES_MAX:
        more = f"and {len(places) - PLACES_MAX} more: {terminal.program_name} show {verdict.id}"
        yield line(" " * indent + more, Style.DIM)
    for said in quoted(reason.tail):
        yield line(" " * indent + cut(f"{_speaker(verdict)}: {said}", room), Style.DIM)
    if verdict.status != "fail" and reason.you:
        yield from labelled("you", with_program(reason.you, terminal), terminal, indent=indent)


def _placed(place: Stretch) -> str:
    return f"{plain(place.where)}  {plain(place.text)}".rstrip()


def _speaker(verdict: VerdictView) -> str:
    """Return who said what is quoted."""
    executions = verdict.evidence.executions
    return plain(executions[-1].tool) if executions else "said"


def _execution_rows(execution: ExecutionView, indent: int) -> Iterator[Line]:
    """Yield one command as it was run; not cut, it is meant to be pasted."""
    ended = execution.exit_code if execution.exit_code is not None else execution.ending
    yield line(f"{' ' * indent}$ {command_of(execution)}  -> {ended}", Style.DIM)


def _padded(text: str, width: int) -> str:
    """Return `text` in `width` columns, or as it is where it is longer."""
    return text + " " * (width - width_of(text))
