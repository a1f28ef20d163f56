"""A verdict and what it rests on. There is no "skipped"."""

from enum import StrEnum

from gatewright.model.ids import Digest, TreeId
from gatewright.model.isolation import Isolation
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass


class Status(StrEnum):
    """What a check came to. ERROR: could not judge; it blocks like FAIL."""

    PASS = "pass"
    FAIL = "fail"
    ERROR = "error"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    PENDING = "pending"

    @property
    def is_settled_well(self) -> bool:
        """Return whether a gate may open with it."""
        return self in (Status.PASS, Status.WAIVED, Status.NOT_APPLICABLE)


class Stage(StrEnum):
    """Maturity that a change is judged for, in rising order."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is; `line` 0 means the whole file."""

    path: str
    line: int = 0
    text: str = ""  # what stands there, or what is said about it; quoted

    def __str__(self) -> str:
        """Return `path:line`, as editors take it."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is, in the four parts a refusal shows."""

    code: str  # "proof.vacuous"; `gatewright explain` knows each
    headline: str  # one clause: "1 of 4 new tests passes without your change"
    wanted: str
    found: str
    places: tuple[Place, ...] = ()
    way_out: str = ""  # what a person may do; a command or an edit
    tail: str = ""  # the last lines a tool said; quoted, never trusted


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number with what it needs to be."""

    name: str  # "coverage.changed-lines"
    measured: str  # "54"
    required: str  # ">= 60"; "" where nothing is required
    unit: str = ""  # "%"


@dataclass(frozen=True, slots=True)
class Examined:
    """How much was looked at, against how much there was to look at."""

    count: int
    unit: str  # "tests", "files", "lines"
    expected: int | None = None  # None: nothing to compare with


@dataclass(frozen=True, slots=True)
class Anew:
    """Why something was looked at anew: what is not as it was at the nearest earlier look."""

    seen_at: str | None = None  # None: never before
    differing: tuple[str, ...] = ()  # none, after a look: somebody asked, or it may not be kept


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a verdict rests on; all of it can be looked up or run again."""

    head_tree: TreeId
    base_tree: TreeId | None
    definition: Digest  # of the check as it was configured
    judge_version: int
    executions: tuple[Execution, ...] = ()
    environment_key: Digest | None = None
    isolation: Isolation | None = None  # the weakest of its executions; None: nothing was run
    reused_from: str | None = None  # when the observation was first made; None: made now
    reused_count: int = 0  # files of which only the result was taken, from an earlier look
    anew: Anew | None = None  # None: nothing was looked at, or nothing anew


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of one check on one subject."""

    check: str  # "tests"; with the project's root where there are several: "tests packages/api"
    kind: str  # one of the twelve kinds, or "proof", "ruler" and others, named forms
    status: Status
    headline: str  # one clause: what was seen, with numbers
    examined: Examined
    evidence: Evidence
    reasons: tuple[Reason, ...] = ()  # why not, for anything but PASS
    notes: tuple[str, ...] = ()  # said with a pass: "4 old findings left alone"
    figures: tuple[Figure, ...] = ()
    duration_ms: int = 0
    is_advisory: bool = False  # recorded and shown, never blocks

    @property
    def may_open(self) -> bool:
        """Return whether a gate may open with this verdict."""
        return self.is_advisory or self.status.is_settled_well


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something nobody looked at, and why. Said in the same breath as what passed."""

    name: str  # "types"
    because: str  # "no mypy or pyright here"
    way_out: str = ""
    code: str = ""  # where a step must not let it pass: "proof.no-new-tests"
    is_void: bool = False  # nothing of that kind is here, or the team does without it
