"""What a person is asked to decide, as plain data: the source of the screen and of its digest.

Every decision that was made before stands here with how much it weighs: `self`, `unsigned`.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from gatewright.core.approval.approvals import counted_for, request_with
from gatewright.core.approval.grades import ASKS, demanded_grade
from gatewright.core.approval.quorum import held_roles, may_object
from gatewright.core.facts.facts import in_words
from gatewright.core.state.asked import Request
from gatewright.core.state.run_state import RunState
from gatewright.model.change import Change, ChangedFile
from gatewright.model.events import Decided, DecisionLapsed, Event, VerdictLine
from gatewright.model.facts import FACTS
from gatewright.model.ids import Digest, Nonce, StepPath, TreeId
from gatewright.model.records import dataclass
from gatewright.model.workflow import ApprovalRule
from gatewright.views.proved_words import labels_of, weak_labels
from gatewright.views.risk import risk_words
from gatewright.views.voices import objecting, voices_words
from gatewright.views.waivers import waiver_of

Past = Sequence[tuple[str, Event]]
"""When and what, oldest first."""


class Asked(Protocol):
    """A question to people, bound to one content."""

    @property
    def step(self) -> StepPath: ...
    @property
    def question(self) -> str: ...
    @property
    def items(self) -> tuple[str, ...]: ...
    @property
    def nonce(self) -> Nonce: ...
    @property
    def bound(self) -> Digest: ...
    @property
    def tree(self) -> TreeId: ...
    @property
    def head(self) -> Digest: ...
    @property
    def facts(self) -> Sequence[VerdictLine]: ...
    @property
    def change(self) -> Change | None:
        """Return what changed since the last decision; None where there was none."""
        ...

    @property
    def whole(self) -> Change:
        """Return all that the run changed."""
        ...


@dataclass(frozen=True, slots=True)
class ItemView:
    """One point of the list; `number` is how it is named."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class FactView:
    """What one check came to."""

    check: str
    status: str
    headline: str
    codes: tuple[str, ...]
    places: tuple[str, ...]  # "payments/refund.py:41"
    verdict: str  # digest of the whole, in the evidence store


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of a change, by its size."""

    path: str
    status: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class PastDecisionView:
    """A decision on the same step that was made before."""

    at: str
    person: str
    choice: str
    because: str
    labels: tuple[str, ...]
    ended: str  # why it does not count any more; may be empty


@dataclass(frozen=True, slots=True)
class ContentView:
    """What exactly a decision is bound to."""

    tree: str
    bound: str
    head: str  # of the run's record when it was shown
    artifacts: tuple[tuple[str, str], ...]  # name, digest
    known: tuple[tuple[str, str], ...] = ()  # facts among them: name, what is known of it


@dataclass(frozen=True, slots=True)
class DecisionView:
    """All that a person needs for a decision."""

    schema: str
    run: str
    slug: str
    step: str
    question: str
    role: str
    voices: str  # how far the people are; "" where one yes is all
    requester: str
    authors: tuple[str, ...]
    labels: tuple[str, ...]  # how much a decision of this person will weigh
    content: ContentView
    before: tuple[PastDecisionView, ...]  # oldest first
    is_again: bool  # `files` is what changed since the last decision, not the whole
    files: tuple[FileView, ...]
    facts: tuple[FactView, ...]
    items: tuple[ItemView, ...]
    wants: str = ""  # what the key has to ask of a person; "" where no signature is demanded
    risk: str = ""  # the class of the feature, and why it; "" where none is known


SCHEMA = "gatewright.decision/1"


def decision_view(
    state: RunState, past: Past, asked: Asked, person: str, *, is_signed: bool = False
) -> DecisionView:
    """Return what `person` is asked, who will sign or not."""
    request = request_with(state, asked.step, asked.nonce)
    rule = request.rule if request is not None else None
    before = tuple(past_decisions(past, asked.step))
    change = asked.change if any(each.person == person for each in before) else None
    return DecisionView(
        schema=SCHEMA,
        run=state.started.feature.run_id,
        slug=state.started.feature.slug,
        step=asked.step,
        question=asked.question,
        role=role_of(state, rule, person) if rule else "",
        voices=_voices(state, request),
        requester=state.started.requester,
        authors=tuple(sorted({who for each in state.steps.values() for who in each.authors})),
        labels=labels_of(is_self=person == state.started.requester, is_signed=is_signed),
        content=content_of(state, asked, rule),
        before=before,
        is_again=change is not None,
        files=tuple(file_view(each) for each in (change or asked.whole).files),
        facts=tuple(_fact(state, each) for each in asked.facts),
        items=tuple(ItemView(number, text) for number, text in enumerate(asked.items, start=1)),
        wants=_wants(state, rule),
        risk=risk_words(state),
    )


def _wants(state: RunState, rule: ApprovalRule | None) -> str:
    """Return which signature is demanded, in words."""
    grade = demanded_grade(state.started.people, rule) if rule is not None else None
    return ASKS[grade] if grade is not None else ""


def role_of(state: RunState, rule: ApprovalRule, person: str) -> str:
    """Return the role in which `person` would decide; "" where the person may not."""
    people = state.started.people
    held = held_roles(rule, people, person)
    objects = may_object(rule, people, person)
    return held[0] if held else objecting(objects) if objects else ""


def _voices(state: RunState, request: Request | None) -> str:
    """Return how far the people are with a decision."""
    if request is None:
        return ""
    counted = counted_for(request, state.started.people)
    return voices_words(request.rule, counted, request.said_yes)


def past_decisions(past: Past, step: StepPath) -> Iterator[PastDecisionView]:
    """Yield the decisions on `step`, oldest first, each with why it ended where it did."""
    for at, event in past:
        if isinstance(event, Decided) and event.step == step:
            ended = [
                each.because
                for _, each in past
                if isinstance(each, DecisionLapsed) and each.nonce == event.nonce
            ]
            yield PastDecisionView(
                at=at,
                person=event.person,
                choice=event.choice.value,
                because=event.because,
                labels=weak_labels(event),
                ended=ended[-1] if ended else "",
            )


def moved(before: Change, after: Change) -> tuple[str, ...]:
    """Return the paths that are not the same in two changes from one base."""
    old = {each.path: each for each in before.files}
    new = {each.path: each for each in after.files}
    return tuple(path for path in sorted({*old, *new}) if old.get(path) != new.get(path))


def file_view(file: ChangedFile) -> FileView:
    """Return one file by its size."""
    return FileView(file.path, file.status.value, len(file.added), len(file.removed))


def content_of(state: RunState, asked: Asked, rule: ApprovalRule | None) -> ContentView:
    """Return what a decision is bound to: digests, and of facts what is known."""
    names = rule.binds if rule else ()
    artifacts = tuple(
        (name, str(state.artifacts[name])) for name in names if name in state.artifacts
    )
    known = tuple(
        (name, in_words(value))
        for name, value in state.facts.items()
        if FACTS in names or f"{FACTS}.{name}" in names
    )
    return ContentView(asked.tree, asked.bound, asked.head, artifacts, known)


def _fact(state: RunState, each: VerdictLine) -> FactView:
    waived = waiver_of(state, each)
    return FactView(
        check=each.check,
        status=each.status.value,
        headline=f"{waived}; {each.headline}" if waived else each.headline,
        codes=each.codes,
        places=tuple(str(place) for place in each.places),
        verdict=each.verdict,
    )
