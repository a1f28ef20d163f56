"""A pattern that is compiled late is the pattern, and each of ours is one."""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages

import pytest

import gatewright
from gatewright.model.late_pattern import late_pattern


def late_ones(held: object) -> Iterator[re.Pattern[str]]:
    """Return the late patterns in the data of a module."""
    if type(held) is type(late_pattern("")):
        yield held
    elif isinstance(held, tuple | list | frozenset):
        for each in held:
            yield from late_ones(each)
    elif isinstance(held, Mapping):
        yield from late_ones(tuple(held.values()))


def test_every_late_pattern_is_one() -> None:
    names = [each.name for each in walk_packages(gatewright.__path__, "gatewright.")]
    modules = [import_module(name) for name in names if not name.endswith("__main__")]
    patterns = [each for module in modules for each in late_ones(tuple(vars(module).values()))]

    assert len(patterns) > 50
    for pattern in patterns:
        assert re.compile(pattern.pattern, pattern.flags) is not None


def test_late_pattern_answers_as_one_that_was_compiled() -> None:
    late, compiled = late_pattern(r"(a)b", re.IGNORECASE), re.compile(r"(a)b", re.IGNORECASE)

    assert late.findall("AB ab") == compiled.findall("AB ab")
    assert late.sub("c", "xAB") == compiled.sub("c", "xAB")
    assert (late.pattern, late.flags, late.groups) == (r"(a)b", compiled.flags, 1)
    assert late.search("") is None


def test_wrong_pattern_raises_where_it_is_used() -> None:
    late = late_pattern("(")

    with pytest.raises(re.error):
        late.search("")
