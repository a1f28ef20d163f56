"""What an observation rests on, by name, so that it can be said why it was made anew.

The key of an observation is the digest of its grounds. A key that is not known says that something
differs; the grounds of earlier looks at the same question say what.
"""

from collections.abc import Iterable, Mapping

from gatewright.model.ids import Digest
from gatewright.model.verdicts import Anew

Grounds = Mapping[str, Digest]
"""By what people call it: "the content", "the environment"."""


def differing(grounds: Grounds, before: Iterable[tuple[str, Grounds]]) -> Anew:
    """Return what differs from the earlier look that is nearest; of equally near ones, the first.

    Shape: `before` is of (when, grounds).
    """
    compared = [Anew(seen_at, _apart(grounds, other)) for seen_at, other in before]
    return min(compared, key=lambda each: len(each.differing), default=Anew())


def _apart(grounds: Grounds, other: Grounds) -> tuple[str, ...]:
    """Return the names of what is not the same in both, as `grounds` lists them."""
    names = dict.fromkeys((*grounds, *other))
    return tuple(name for name in names if grounds.get(name) != other.get(name))
