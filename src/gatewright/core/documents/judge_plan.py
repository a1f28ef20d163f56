"""Judge the form of a plan: every requirement has a task, every task a requirement, no gap.

What a plan says is for a person; that it can be followed piece by piece is for this.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from gatewright.core.documents.judge_doc import judge_doc
from gatewright.core.documents.plan_document import PlanDocument, read_plan
from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.model.records import replace
from gatewright.model.rules import DocRule
from gatewright.model.verdicts import Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "doc"
PLACES_MAX = 20
NAMED_MAX = 6
TASKS_MAX = 50
_OF_DOCUMENT = ("doc.missing", "doc.unreadable")


def judge_plan(name: str, path: str, content: bytes | None, subject: Subject) -> Verdict:
    """Return the verdict on the plan at `path`. Shape: `content` None: the tree has no such file.

    Its requirements stand as items "R1: ..." under a heading Requirements, its tasks as items
    "T1: ... (R1)" under a heading Tasks.
    """
    document = judge_doc(name, DocRule(path), content, subject)
    evidence = evidence_of(subject, JUDGE_VERSION)
    if content is None or any(reason.code in _OF_DOCUMENT for reason in document.reasons):
        return replace(
            document,
            evidence=evidence,
            examined=Examined(0, "tasks"),
            reasons=tuple(_of_plan(reason) for reason in document.reasons),
            figures=(),
        )
    plan = read_plan(content.decode("utf-8-sig").replace("\r\n", "\n"))
    reasons = (*_reasons(plan, path), *document.reasons)
    said = f"{counted(len(plan.requirements), 'requirement')}, {counted(len(plan.tasks), 'task')}"
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else f"{said}: each traced to the other",
        examined=Examined(len(plan.requirements) + len(plan.tasks), "items"),
        evidence=evidence,
        reasons=reasons,
        notes=document.notes,
    )


def _of_plan(reason: Reason) -> Reason:
    """Return the reason for a missing document as one for a missing plan."""
    if reason.code != "doc.missing":
        return reason
    return replace(reason, code="plan.missing", way_out=f"{reason.way_out}: requirements and tasks")


def _reasons(plan: PlanDocument, path: str) -> Iterator[Reason]:
    """Yield what keeps the plan from being followed."""
    if not plan.requirements:
        yield _empty("plan.no-requirements", path, "requirement", "- R1: what must hold in the end")
    if not plan.tasks:
        yield _empty("plan.no-tasks", path, "task", "- T1: what is done first (R1)")
    if plan.unnumbered:
        yield _unnumbered(plan, path)
    yield from _duplicates(plan, path)
    if plan.requirements and plan.tasks:
        yield from _untraced(plan, path)
        yield from _orphans(plan, path)
        yield from _out_of_order(plan, path)
    if len(plan.tasks) > TASKS_MAX:
        yield _too_many(plan, path)


def _empty(code: str, path: str, noun: str, example: str) -> Reason:
    """Return the reason for a list that is not there."""
    heading = f"{noun.capitalize()}s"
    return Reason(
        code=code,
        headline=f"{path} lists no {noun}",
        wanted=f'a heading "{heading}" with at least one item like: {example}',
        found=f'no such item under a heading "{heading}"',
        places=(Place(path),),
        way_out=f"write them under ## {heading}",
    )


def _unnumbered(plan: PlanDocument, path: str) -> Reason:
    """Return the reason for items that nothing can name."""
    count = len(plan.unnumbered)
    return Reason(
        code="plan.unnumbered",
        headline=f"{counted(count, 'item')} of the plan cannot be named",
        wanted='each requirement as "- R1: words", each task as "- T1: words (R1)"',
        found=f"{counted(count, 'item')} without a number of that form, or without words",
        places=tuple(
            Place(path, item.line, item.text[:200]) for item in plan.unnumbered[:PLACES_MAX]
        ),
        way_out="number them, or move them to another section",
    )


def _duplicates(plan: PlanDocument, path: str) -> Iterator[Reason]:
    """Yield the reason for numbers that stand there twice."""
    named = [(one.key, one.line) for one in plan.requirements]
    named += [(f"T{task.key}", task.line) for task in plan.tasks]
    counts = Counter(key for key, _ in named)
    twice = [(key, line) for key, line in named if counts[key] > 1]
    if twice:
        keys = _named(twice)
        yield Reason(
            code="plan.duplicate",
            headline=f"{keys} stands in the plan more than once",
            wanted="a number of its own for each requirement and each task",
            found=f"{keys} on {len(twice)} lines",
            places=_places(path, twice),
            way_out="number them anew",
        )


def _untraced(plan: PlanDocument, path: str) -> Iterator[Reason]:
    """Yield the reason for requirements that no task is for."""
    answered = {key for task in plan.tasks for key in task.requirements}
    left = [(one.key, one.line) for one in plan.requirements if one.key not in answered]
    if left:
        keys = _named(left)
        yield Reason(
            code="plan.untraced",
            headline=f"no task is for {keys}",
            wanted="each requirement named by a task, in brackets at the end: (R1, R2)",
            found=f"{len(left)} of {counted(len(plan.requirements), 'requirement')} not named",
            places=_places(path, left),
            way_out="name it in the task that answers it, or add a task",
        )


def _orphans(plan: PlanDocument, path: str) -> Iterator[Reason]:
    """Yield the reason for tasks that answer nothing, or something that is not there."""
    known = {one.key for one in plan.requirements}
    odd = [
        (f"T{task.key}", task.line)
        for task in plan.tasks
        if not task.requirements or not known.issuperset(task.requirements)
    ]
    if odd:
        keys = _named(odd)
        yield Reason(
            code="plan.orphan-task",
            headline=f"{keys} names no requirement of this plan",
            wanted="each task with the requirements it is for: T1: words (R1)",
            found=f"{len(odd)} of {counted(len(plan.tasks), 'task')} without, or with one that"
            " is not listed",
            places=_places(path, odd),
            way_out="name the requirement, write it down, or leave the task out",
        )


def _out_of_order(plan: PlanDocument, path: str) -> Iterator[Reason]:
    """Yield the reason for tasks that wait for one that does not stand before them."""
    before: set[str] = set()
    odd = []
    for task in plan.tasks:
        if not before.issuperset(task.after):
            odd.append((f"T{task.key}", task.line))
        before.add(task.key)
    if odd:
        keys = _named(odd)
        yield Reason(
            code="plan.after",
            headline=f"{keys} waits for a task that does not stand before it",
            wanted="after a task, only such as stand above it: T2: words (R1, after T1)",
            found=f"{len(odd)} of {counted(len(plan.tasks), 'task')} out of order",
            places=_places(path, odd),
            way_out="move it down, or name a task that is there",
        )


def _too_many(plan: PlanDocument, path: str) -> Reason:
    """Return the reason for more tasks than one run can do."""
    count = len(plan.tasks)
    return Reason(
        code="plan.too-many",
        headline=f"{count} tasks, {TASKS_MAX} allowed",
        wanted=f"at most {TASKS_MAX} tasks",
        found=f"{count} tasks",
        places=(Place(path, plan.tasks[TASKS_MAX].line),),
        way_out="split the feature, or join tasks that belong together",
    )


def _named(lines: Sequence[tuple[str, int]]) -> str:
    """Return the first of the named items, and how many more there are."""
    keys = list(dict.fromkeys(key for key, _ in lines))
    more = f" and {len(keys) - NAMED_MAX} more" if len(keys) > NAMED_MAX else ""
    return ", ".join(keys[:NAMED_MAX]) + more


def _places(path: str, lines: Sequence[tuple[str, int]]) -> tuple[Place, ...]:
    """Return where the named items stand."""
    return tuple(Place(path, line, key) for key, line in lines[:PLACES_MAX])
