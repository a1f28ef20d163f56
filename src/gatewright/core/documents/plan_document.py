"""Read a plan: the requirements it lists, and the tasks that answer them.

Written by a worker, so hostile: any text is read, nothing raises, all that is odd is said with its
line. The name of a task is its number; what a task rests on is its own text and the text of the
requirements it names, and nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gatewright.core.text.markdown import DOCUMENT_BYTES_MAX
from gatewright.core.text.markdown_lists import ListItem, read_list_items
from gatewright.model.digest import digest_of
from gatewright.model.records import dataclass
from gatewright.model.rules import TaskKind
from gatewright.model.workflow import Item

REQUIREMENTS = "requirements"
TASKS = "tasks"
TITLE_CHARS_MAX = 200
_NUMBERED = re.compile(r"(?:\[[ xX]\] +)?([RT])0*([1-9]\d{0,3})[:.] *(.*)")
_REFERENCES = re.compile(r"\(([^()]*)\)[.]?$")
_REFERENCE = re.compile(r"\bR0*([1-9]\d{0,3})\b")
_TASK = re.compile(r"\bT0*([1-9]\d{0,3})\b")
_BOX = re.compile(r"^([-*+]|\d{1,9}[.)]) +(?:\[[ xX]\] +)?")
_HEADING_NUMBER = re.compile(r"^(?:\d{1,3}[.)]){1,9} *|^\d{1,3}(?:\.\d{1,3}){1,9} +")


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must hold in the end."""

    key: str  # "R1"
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A piece of work of its own."""

    key: str  # "1", written T1
    line: int
    title: str
    requirements: tuple[str, ...]  # keys, as it names them
    after: tuple[str, ...]  # keys of tasks that it waits for
    words: tuple[str, ...]  # as it is written, spaces and ticks evened out
    kind: TaskKind = TaskKind.BEHAVIOUR


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A plan as it was written."""

    requirements: tuple[Requirement, ...]
    tasks: tuple[PlanTask, ...]
    unnumbered: tuple[ListItem, ...] = ()  # items of the two lists that have no number of theirs


def read_plan(text: str) -> PlanDocument:
    """Return the plan that `text` is."""
    items = read_list_items(text)
    wanted = _listed(items, REQUIREMENTS, "R")
    tasks = _listed(items, TASKS, "T")
    return PlanDocument(
        tuple(_requirement(item, match) for item, match in wanted if match),
        tuple(_task(item, match) for item, match in tasks if match),
        tuple(item for item, match in (*wanted, *tasks) if match is None),
    )


def read_plan_items(content: bytes) -> tuple[Item, ...]:
    """Return the tasks of a plan as what steps are made for; () where it is no text of a size."""
    if len(content) > DOCUMENT_BYTES_MAX:
        return ()
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return ()
    return items_of(read_plan(text))


def items_of(plan: PlanDocument) -> tuple[Item, ...]:
    """Return one item for each task, in order; of those with one number the first.

    A changed word of a task, or of a requirement that it names, gives it another digest; a change
    elsewhere, its place among the others included, does not.
    """
    texts = {one.key: one.text for one in reversed(plan.requirements)}
    tasks = {task.key: task for task in reversed(plan.tasks)}
    return tuple(_item(task, texts) for task in plan.tasks if tasks[task.key] is task)


def _item(task: PlanTask, texts: Mapping[str, str]) -> Item:
    """Return `task` as an item."""
    named = [[key, texts.get(key, "")] for key in sorted(set(task.requirements))]
    digest = digest_of({"task": list(task.words), "requirements": named})
    return Item(task.key, task.title, digest, task.kind, task.after)


def _listed(
    items: Iterable[ListItem], section: str, letter: str
) -> tuple[tuple[ListItem, re.Match[str] | None], ...]:
    """Return the items under the heading `section`, each with its number where it has one."""
    return tuple(
        (item, _numbered(item.text, letter))
        for item in items
        if any(_title(heading) == section for heading in item.sections)
    )


def _numbered(text: str, letter: str) -> re.Match[str] | None:
    """Return the parts of a numbered item that says something, or None."""
    match = _NUMBERED.fullmatch(text)
    if match is None or match[1] != letter or not _without_references(match[3]):
        return None
    return match


def _requirement(item: ListItem, match: re.Match[str]) -> Requirement:
    """Return a requirement from its item."""
    return Requirement(f"R{match[2]}", item.line, " ".join(_words(item.lines)))


def _task(item: ListItem, match: re.Match[str]) -> PlanTask:
    """Return a task from its item."""
    references = _REFERENCES.search(match[3])
    named = _REFERENCE.findall(references[1]) if references else []
    return PlanTask(
        key=match[2],
        line=item.line,
        title=_shown(_without_references(match[3])),
        requirements=tuple(dict.fromkeys(f"R{number}" for number in named)),
        after=_after(references[1]) if named and references else (),
        words=tuple(_words(item.lines)),
        kind=_kind(references[1]) if named and references else TaskKind.BEHAVIOUR,
    )


def _after(references: str) -> tuple[str, ...]:
    """Return the tasks that one says to wait for: "(R1, after T1 and T2)"."""
    _, _, said = references.partition("after ")
    return tuple(dict.fromkeys(_TASK.findall(said)))


def _kind(references: str) -> TaskKind:
    """Return what a task says that it is for, beside its requirements: "(R1, refactor)"."""
    words = {word.strip().lower() for word in re.split("[,;]", references)}
    return next((kind for kind in TaskKind if kind in words), TaskKind.BEHAVIOUR)


def _without_references(text: str) -> str:
    """Return `text` without the list of requirements at its end."""
    references = _REFERENCES.search(text)
    if references is None or not _REFERENCE.search(references[1]):
        return text.strip()
    return text[: references.start()].strip()


def _shown(text: str) -> str:
    """Return `text` as a title: one line, cut, nothing that moves a cursor."""
    return "".join(char if char.isprintable() else " " for char in text)[:TITLE_CHARS_MAX]


def _words(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines that say something, without list sign, tick and needless spaces."""
    for line in lines:
        words = " ".join(_BOX.sub("", line.strip()).split())
        if words:
            yield words


def _title(heading: str) -> str:
    """Return a heading as it is compared: numbering, case and a last colon do not count."""
    return _HEADING_NUMBER.sub("", heading).rstrip(":").strip().casefold()
