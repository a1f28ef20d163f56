"""How risky a feature is: classes that are written as data, and what put it into one."""

from gatewright.model.records import dataclass

RISK = "risk"
"""The fact that holds the class: `feature.risk` in conditions."""

CLASSES = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class RiskRule:
    """What makes a feature one of a class; one of these is enough."""

    risk: str  # "medium" or "high"
    lines_max: int | None = None  # a larger diff is of it
    paths: tuple[str, ...] = ()  # globs and "tree:SET"; a diff that touches one is of it
    when: str = ""  # CEL over facts


@dataclass(frozen=True, slots=True)
class RiskGround:
    """One reason for which a feature is of a class."""

    risk: str
    because: str  # "touches migrations/0007.sql", "has more than 400 lines"


@dataclass(frozen=True, slots=True)
class RiskKnown:
    """What was found of it in a run."""

    grounds: tuple[RiskGround, ...] = ()  # oldest first
    overruled: tuple[RiskGround, ...] = ()  # that people know, and do not hold against it
