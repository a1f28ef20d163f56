"""Issues that the engine opens by itself: what a gate of a phase refused, and a person's no.

Each is closed by a later yes to the same thing on other content, or let through by a person. Only
runs whose workflow speaks of the register keep them.
"""

from collections.abc import Iterable, Iterator
from itertools import count, islice

from gatewright.core.registers.entries import open_entries
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.events import Answer, Decided, StepJudged
from gatewright.model.records import replace
from gatewright.model.registers import ENGINE, ISSUES, EntryAdded, Values
from gatewright.model.verdicts import Status


def issues_of_judgement(
    state: RunState, record: StepRecord, judged: StepJudged
) -> tuple[EntryAdded, ...]:
    """Return the issues that a judgement opens and closes."""
    if not (record.definition.gate.is_crossing and _keeps_issues(state)):
        return ()
    blank = _blank(judged)
    made: list[EntryAdded] = []
    for line in judged.verdicts:
        about = (judged.step, line.check)
        if line.status is Status.FAIL:
            said = (("text", line.headline or line.check), ("check", line.check))
            made += _opened(state, blank, about, said, len(made))
        elif line.status is not Status.ERROR:
            is_waived = line.status is Status.WAIVED
            made += _closed(state, blank, about, len(made), is_waived=is_waived)
    return tuple(made)


def issues_of_answers(
    state: RunState, record: StepRecord, decided: Decided
) -> tuple[EntryAdded, ...]:
    """Return the issues that a person's answers to a checklist open and close."""
    if not (decided.answers and record.judged is not None and _keeps_issues(state)):
        return ()
    judged = record.judged
    blank = _blank(judged, decided.at)
    made: list[EntryAdded] = []
    for answer in decided.answers:
        about = (judged.step, answer.item)
        if answer.is_yes:
            made += _closed(state, blank, about, len(made))
        else:
            made += _opened(state, blank, about, _said(answer, decided), len(made))
    return tuple(made)


def _said(answer: Answer, decided: Decided) -> Values:
    """Return an issue of an item, as a person said it."""
    because = answer.because or decided.because
    return (("text", f"{answer.item}: {because}"), ("owner", decided.person))


def _keeps_issues(state: RunState) -> bool:
    """Return whether the workflow speaks of issues."""
    return any(each.name == ISSUES for each in state.started.workflow.registers)


def _blank(judged: StepJudged, at: str = "") -> EntryAdded:
    """Return what all issues of one event have in common."""
    return EntryAdded(ISSUES, "", judged.step, judged.number, (), ENGINE, "", judged.tree, at)


def _opened(
    state: RunState, blank: EntryAdded, about: tuple[str, str], said: Values, before: int
) -> Iterator[EntryAdded]:
    """Yield a new issue, unless there is an open one about the same."""
    if not any(_open_about(state, about)):
        yield replace(blank, key=_key(state, before), values=said, about=about)


def _closed(
    state: RunState,
    blank: EntryAdded,
    about: tuple[str, str],
    before: int,
    *,
    is_waived: bool = False,
) -> Iterator[EntryAdded]:
    """Yield the end of the issue about something that holds now, on other content."""
    for entry in _open_about(state, about):
        if is_waived or entry.tree != blank.tree:
            because = "waived" if is_waived else "it holds now"
            key = _key(state, before)
            yield replace(blank, key=key, about=about, closes=entry.key, because=because)


def _open_about(state: RunState, about: tuple[str, str]) -> Iterable[EntryAdded]:
    """Yield the open issue of the engine's own about something; there is one at most."""
    issues = open_entries(state, ISSUES)
    return (each for each in issues if each.author == ENGINE and each.about == about)


def _key(state: RunState, before: int) -> str:
    """Return the key of an issue. Shape: `before` of the same event have theirs already."""
    taken = {each.key for each in state.entries.get(ISSUES, ())}
    free = (key for number in count(1) if (key := f"issue-{number}") not in taken)
    return next(islice(free, before, None))
