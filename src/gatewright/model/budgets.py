"""What a run, a phase or a step may use before it holds and asks, and what was used."""

from enum import StrEnum

from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass

USAGE_VARIABLE = "GATEWRIGHT_USAGE"  # names the file in which a worker says what it used


class Resource(StrEnum):
    """What is counted."""

    ATTEMPTS = "attempts"
    TIME = "time"  # wall time of attempts, in seconds
    TOKENS = "tokens"  # as workers report them
    MONEY = "money"  # as workers report it, in hundredths


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of a run, a phase or a step. None: there is none."""

    attempts: int | None = None
    time: int | None = None
    tokens: int | None = None
    money: int | None = None


@dataclass(frozen=True, slots=True)
class ScopedBudget:
    """The limits of the run, or of one of its phases."""

    scope: str  # "run", "phase build"
    limits: Budget


@dataclass(frozen=True, slots=True)
class Usage:
    """What a worker says that an attempt used. None: it does not say."""

    tokens: int | None = None
    money: int | None = None
    estimated: tuple[
        Resource, ...
    ] = ()  # what it did not say, and is counted as its profile has it


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used, as far as anybody said."""

    attempts: int = 0
    time_ms: int = 0
    tokens: int = 0
    money: int = 0
    tokens_told: int = 0  # attempts of which it is known
    money_told: int = 0
    tokens_estimated: int = 0  # how much of the tokens nobody told
    money_estimated: int = 0
    granted: tuple[tuple[Resource, int], ...] = ()  # what people added to the limits


@dataclass(frozen=True, slots=True)
class BudgetGranted:
    """A person lets more be used: from here on, so much."""

    step: StepPath  # where it was missing
    scope: str  # "run", "phase build", "step build/1"
    resource: Resource
    amount: int
    person: str  # principal


@dataclass(frozen=True, slots=True)
class UsageCounted:
    """An attempt that was ended before it could hand anything in used this until then."""

    step: StepPath
    number: int
    duration_ms: int
    usage: Usage | None = None  # as its worker reports it


OfBudgets = BudgetGranted | UsageCounted
