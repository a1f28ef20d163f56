"""What `environment` says: which environments are kept, and which ignored files checks may have."""

from collections.abc import Sequence

from gatewright.model.records import dataclass

SCHEMA = "gatewright.environment/1"
UNITS = ("B", "KB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class KeptView:
    """One kept environment."""

    name: str
    profile: str
    described: str
    size_bytes: int
    used_at: str  # "" where it is not known


@dataclass(frozen=True, slots=True)
class EnvironmentsView:
    """All of it, for every face."""

    schema: str
    kept: tuple[KeptView, ...]
    size_bytes: int
    repository: str | None  # None: asked from outside of any
    allowed: tuple[str, ...]  # ignored files of this repository that checks may have


def environments_view(
    kept: Sequence[KeptView], repository: str | None, allowed: Sequence[str]
) -> EnvironmentsView:
    """Return it all, the environment that was used last in front."""
    newest_first = sorted(kept, key=lambda each: each.used_at, reverse=True)
    size_bytes = sum(each.size_bytes for each in kept)
    return EnvironmentsView(SCHEMA, tuple(newest_first), size_bytes, repository, tuple(allowed))


def describe_size(size_bytes: int) -> str:
    """Return a size as people read it: "1.4 GB"."""
    amount, unit = float(size_bytes), 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    digits = 0 if unit == 0 or amount >= 9.95 else 1
    return f"{amount:.{digits}f} {UNITS[unit]}"
