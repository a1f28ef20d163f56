"""The name of a verdict: equal evidence and equal answer, equal name, whenever it was judged."""

from collections.abc import Mapping

import msgspec

from gatewright.model.digest import digest_of
from gatewright.model.ids import VerdictId
from gatewright.model.verdicts import Verdict

NAME_HEX_COUNT = 12  # 48 bits: no clash among the verdicts of one repository
TIMES = frozenset({"duration_ms", "reused_from", "reused_count", "anew", "log", "reports"})
"""Say when, how long, and in which words; not what was seen."""


def verdict_id(verdict: Verdict) -> VerdictId:
    """Return the name of `verdict`; how long it took and whether it was kept do not count."""
    timeless = _without_times(msgspec.to_builtins(verdict))
    return VerdictId("v-" + digest_of(timeless)[:NAME_HEX_COUNT])


def _without_times(plain: object) -> object:
    """Return `plain` without the fields in TIMES, at any depth, in text that has bytes."""
    match plain:
        case Mapping():
            return {key: _without_times(value) for key, value in plain.items() if key not in TIMES}
        case list() | tuple():
            return [_without_times(each) for each in plain]
        case str():  # a report may hold half a character, which has no UTF-8 of its own
            return plain.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
        case _:
            return plain
