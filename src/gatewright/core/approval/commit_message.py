"""What a commit says: by the words of its workflow or person, or by ours; always with trailers.

A line in which something is not known is left out: it would say nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.core.state.units import Unit
from gatewright.core.text.commit_trailers import BY_HAND, FEATURE, RUN, STEP
from gatewright.core.text.filling import fill, holes
from gatewright.model.commit_policy import CommitPolicy
from gatewright.model.ids import PERSON, StepPath

SUBJECT_CHARS_MAX = 72
MESSAGE_CHARS_MAX = 4000
VERDICTS = "verdicts."
MEASURED = ".measured"
FEATURE_PARTS = ("number", "slug", "title", "issue")
STEP_PARTS = ("title", "path")
NAMES = tuple(
    f"{of}.{part}"
    for of, parts in (("feature", FEATURE_PARTS), ("step", STEP_PARTS))
    for part in parts
)
_ISSUE = re.compile(r"(?<![\w#])#[0-9]{1,9}\b")
_TRAILER = re.compile(r"^gatewright-[a-z-]+\s*:", re.IGNORECASE)

Measure = Callable[[str], str]  # the name of a check -> what it measured; "" where that is unknown


def record_of(state: RunState, step: StepPath) -> StepRecord:
    """Return the record of a step, also of one that went away with its workflow."""
    return state.steps[step] if step in state.steps else state.gone[step]


def is_of_message(name: str) -> bool:
    """Return whether a message may name this, in braces."""
    return name in NAMES or bool(_check_of(name))


def _check_of(name: str) -> str:
    """Return the check whose figure is meant; "" for another name."""
    is_figure = name.startswith(VERDICTS) and name.endswith(MEASURED)
    return name[len(VERDICTS) : -len(MEASURED)] if is_figure else ""


def message_of(state: RunState, unit: Unit, measure: Measure) -> str:
    """Return what the commit of `unit` says."""
    record = record_of(state, unit.step)
    template = state.message or record.definition.commit.message
    said = _filled(state, record, template, measure) if template else _ours(state, unit, record)
    return f"{said}\n\n{''.join(_trailers(state, unit, record))}"


def people_of(record: StepRecord) -> list[str]:
    """Return the people who worked on a step by hand."""
    return sorted(author for author in record.authors if author.startswith(PERSON))


def _ours(state: RunState, unit: Unit, record: StepRecord) -> str:
    """Return a Conventional Commit that says what was done, and for what."""
    definition, idea = record.definition, state.started.feature.idea
    is_plan = any(product.schema == "plan" for product in definition.produces)
    is_whole = unit.policy is CommitPolicy.BY_STEP and bool(unit.others)
    what = idea.splitlines()[0] if is_whole and idea else definition.title
    return f"{'docs' if is_plan else 'feat'}: {what}"[:SUBJECT_CHARS_MAX] + f"\n\n{idea}"


def _filled(state: RunState, record: StepRecord, template: str, measure: Measure) -> str:
    """Return a template filled in, line by line."""
    feature, step = state.started.feature, record.definition
    title, issue = " ".join(feature.idea.split()), _ISSUE.search(feature.idea)
    of_feature = (str(feature.run_id), feature.slug, title, issue[0] if issue else "")
    known = dict(zip(NAMES, (*of_feature, step.title, step.path), strict=True))
    lines = list(_lines(template, known, measure))
    first, *others = lines or [f"feat: {step.title}"]
    return "\n".join([first[:SUBJECT_CHARS_MAX], *others])[:MESSAGE_CHARS_MAX].strip()


def _lines(template: str, known: dict[str, str], measure: Measure) -> Iterator[str]:
    """Yield the lines of a template in which everything is known, without forged trailers."""
    for line in template.splitlines():
        asked = list(holes(line))
        measured = {name: _check_of(name) for name in asked if _check_of(name)}
        figures = {name: measure(check) for name, check in measured.items()}
        values = {**known, **figures}
        if all(values.get(name, "?") for name in asked):
            filled = fill(line, values)
            if not _TRAILER.match(filled):
                yield filled.rstrip()


def _trailers(state: RunState, unit: Unit, record: StepRecord) -> Iterable[str]:
    """Yield the trailers that link a commit to its run, and to each step whose work it holds."""
    feature = state.started.feature
    yield f"{FEATURE}: {feature.slug}\n"
    yield f"{RUN}: {feature.run_id}\n"
    for step in (*unit.others, unit.step):
        yield f"{STEP}: {step}\n"
    yield f"Gatewright-Attempt: {record.numbers_used}\n"
    yield from (f"{BY_HAND}: {person}\n" for person in people_of(record))
