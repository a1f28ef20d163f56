"""What a gate makes of a check that it names and nobody did, and which checks it names at all.

A gate does not open by absence. What it names is answered by a verdict; where there is none, the
step is held, unless there is nothing in the project that the check could be about.
"""

from collections.abc import Iterable, Sequence

from gatewright.core.judging.asked import is_off
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.model.configuration import Configuration
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Examined, NotChecked, Reason, Status, Verdict
from gatewright.model.workflow import PROJECT_CHECKS

JUDGE_VERSION = 2
KIND = "unchecked"
CONTENT = "content"
NOT_CHECKED = "gate.not-checked"
NOT_JUDGED = "gate.not-judged"
SWITCHED_OFF = "switched off in .gatewright/config.yaml"
NOTHING_HERE = "there is nothing here but documents"
NONE_CONFIGURED = "the project configured no check of its own"
NAMED_MAX = 6
_DOCUMENTS = (".md", ".markdown", ".rst", ".txt", ".adoc", ".png", ".jpg", ".svg", ".pdf")
_PAPERS = frozenset({
    "license", "licence", "readme", "authors", "changelog", "notice", "copying", ".gitignore",
    ".gitattributes",
})  # fmt: skip


def names_of_gate(checks: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return the checks that a gate asks, each once: "project" stands for all of `own`."""
    expanded = (name for word in checks for name in (own if word == PROJECT_CHECKS else (word,)))
    return tuple(dict.fromkeys(expanded))


def unanswered(names: Sequence[str], answered: Iterable[str]) -> tuple[str, ...]:
    """Return those of `names` that nothing of `answered` speaks of.

    Shape: an answer may name the project behind the check: "tests packages/api".
    """
    words = {answer.split(" ")[0] for answer in answered}
    return tuple(name for name in names if name not in words)


def explain_silence(
    name: str, configuration: Configuration, paths: Iterable[str]
) -> NotChecked | None:
    """Return why nobody spoke of the check `name`, where that is known; None where it is not.

    Shape: `paths` are the files of both sides; those of projects of an unknown kind among them.
    """
    if is_off(name, configuration):
        return NotChecked(name, SWITCHED_OFF, is_void=True)
    if all(is_document(path) for path in paths):
        return NotChecked(name, NOTHING_HERE, is_void=True)
    return None


def is_document(path: str) -> bool:
    """Return whether `path` is something to read: nothing runs it, nothing is built from it."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(_DOCUMENTS) or name in _PAPERS or path.startswith(".gatewright/")


def verdict_of_unchecked(unchecked: NotChecked, subject: Subject) -> Verdict:
    """Return failure for what a step must show, void where there is nothing to check, else error.

    An error holds the step and costs no attempt: the worker may not be able to mend it.
    """
    if unchecked.code:
        status, code = Status.FAIL, unchecked.code
        wanted, way_out = "something that shows what the change does", unchecked.way_out
    elif unchecked.is_void:
        return _verdict(unchecked.name, Status.NOT_APPLICABLE, unchecked.because, subject)
    else:
        status, code = Status.ERROR, NOT_CHECKED
        wanted, way_out = "an answer to each check that the gate names", unchecked.way_out
    reason = Reason(code, unchecked.because, wanted, unchecked.because, way_out=way_out or _OFF)
    return _verdict(unchecked.name, status, unchecked.because, subject, reason)


_OFF = "set it up, or do without it: off in .gatewright/config.yaml, on the base"


def verdict_of_silence(name: str, subject: Subject) -> Verdict:
    """Return the error of a check that the gate names and nothing spoke of."""
    headline = f"nothing here could judge {name}"
    reason = Reason(
        NOT_JUDGED,
        headline,
        wanted="an answer to each check that the gate names",
        found="neither a verdict nor a reason why there is none",
        way_out=f"off: [{name}] in .gatewright/config.yaml, on the base, and a command instead",
    )
    return _verdict(name, Status.ERROR, headline, subject, reason)


def verdict_of_project(own: Sequence[str], subject: Subject) -> Verdict:
    """Return that every check that the project configured was asked; each answered for itself."""
    if not own:
        return _verdict(PROJECT_CHECKS, Status.NOT_APPLICABLE, NONE_CONFIGURED, subject)
    more = f" and {len(own) - NAMED_MAX} more" if len(own) > NAMED_MAX else ""
    return Verdict(
        check=PROJECT_CHECKS,
        kind=KIND,
        status=Status.PASS,
        headline=f"{', '.join(own[:NAMED_MAX])}{more}: as the project configured",
        examined=Examined(len(own), "checks"),
        evidence=evidence_of(subject, JUDGE_VERSION),
    )


def verdict_of_refused_content(mistake: Mistake, subject: Subject, *, is_old: bool) -> Verdict:
    """Return why nothing of a content can be judged: an error where it was so before the run.

    What a worker leaves is no mistake of the person who drives, so it ends nothing but the attempt.
    """
    reason = Reason(
        mistake.code,
        mistake.what,
        wanted="content that can be judged",
        found=mistake.found or mistake.what,
        way_out=mistake.hints[0] if mistake.hints else "",
    )
    status = Status.ERROR if is_old else Status.FAIL
    return _verdict(CONTENT, status, mistake.what, subject, reason)


def _verdict(
    check: str, status: Status, headline: str, subject: Subject, *reasons: Reason
) -> Verdict:
    """Return a verdict for which nothing was looked at."""
    return Verdict(
        check=check,
        kind=KIND,
        status=status,
        headline=headline,
        examined=Examined(0, "things"),
        evidence=evidence_of(subject, JUDGE_VERSION),
        reasons=reasons,
    )
