"""Laws of stored events: what is written is read again, in one form only; old versions are read."""

import inspect
import json
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatewright.journal.chain import Stored
from gatewright.journal.codec import (
    DEFINITION_BYTES_MAX,
    EVENT_BYTES_MAX,
    KINDS,
    Kind,
    Newer,
    Undecodable,
    decode,
    encode,
)
from gatewright.model.events import Event, StepSkipped
from gatewright.model.ids import StepPath
from gatewright.model.workflow import NoGo, StepDefinition, Workflow
from tests.journals import skipped

MEMBERS = get_args(Event)


def sparing(kind: type, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records that say one thing besides what each must say: all at once has no end."""
    hints = get_type_hints(kind)
    fields = inspect.signature(kind).parameters.items()
    optional = [name for name, each in fields if each.default is not each.empty]
    drawn = {name: given.get(name, st.from_type(hints[name])) for name in optional}
    must = {name: each for name, each in given.items() if name not in optional}
    return st.sampled_from(optional).flatmap(
        lambda name: st.builds(kind, **must, **{name: drawn[name]})
    )


def few(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=2).map(tuple)


NO_GOES = sparing(NoGo, offers=few(st.builds(NoGo)))
st.register_type_strategy(NoGo, NO_GOES)
INNER = st.builds(StepDefinition)
STEPS = sparing(StepDefinition, group=few(INNER), remedies=few(INNER), no_go=few(NO_GOES))
st.register_type_strategy(StepDefinition, STEPS)
st.register_type_strategy(Workflow, sparing(Workflow, steps=few(STEPS)))


@st.composite
def events(draw: st.DrawFn) -> Any:
    return draw(st.from_type(draw(st.sampled_from(MEMBERS))))


def test_every_event_has_an_entry_under_its_own_name() -> None:
    assert {kind.shape for kind in KINDS.values()} == set(MEMBERS)
    assert all(kind.shape.__name__ == name for name, kind in KINDS.items())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(events())
def test_event_is_read_as_it_was_written(event: Event) -> None:
    stored = encode(event)

    assert decode(stored) == event
    assert encode(decode(stored)) == stored
    assert stored.payload.isascii()


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_type_of_event_is_read_as_it_was_written(name: str) -> None:
    """The law above draws types by chance; this one leaves none out."""

    @settings(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.from_type(KINDS[name].shape))
    def law(event: Any) -> None:
        assert decode(encode(event)) == event

    law()


def test_event_that_is_too_large_is_a_bug() -> None:
    with pytest.raises(ValueError, match="more than 16384"):
        encode(skipped("x" * EVENT_BYTES_MAX))
    assert max(kind.size_bytes_max for kind in KINDS.values()) == DEFINITION_BYTES_MAX


def test_event_with_a_float_is_a_bug() -> None:
    wrong: Any = 1.5

    with pytest.raises(ValueError, match="float"):
        encode(skipped(wrong))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff",
        b'{"step":"a"}',
        b'{"step":"a","because":1}',
        b'{"step":"a","because":NaN}',
        b'{"step":"a","because":1.0}',
        b"[" * 10_000,
        b"1" * 5_000,
    ],
)
def test_bytes_that_are_no_event_are_told_apart(payload: bytes) -> None:
    with pytest.raises(Undecodable):
        decode(Stored("StepSkipped", 1, payload))


@pytest.mark.parametrize(
    "stored", [Stored("StepSkipped", 2, b"{}"), Stored("StepMended", 1, b"{}")]
)
def test_event_of_a_newer_program_is_told_apart(stored: Stored) -> None:
    with pytest.raises(Newer):
        decode(stored)


def test_event_of_an_old_version_goes_through_each_step() -> None:
    """An invented past: version 1 had `why`, version 2 had `reason`, version 3 is today's."""
    kinds = {"StepSkipped": Kind(StepSkipped, version=3)}
    steps = {
        ("StepSkipped", 1): lambda old: {"step": old["step"], "reason": old["why"]},
        ("StepSkipped", 2): lambda old: {"step": old["step"], "because": old["reason"]},
    }
    wanted = StepSkipped(StepPath("a"), "no database")
    plain = [
        {"step": "a", "why": "no database"},
        {"step": "a", "reason": "no database"},
        {"step": "a", "because": "no database"},
    ]

    for version, each in enumerate(plain, start=1):
        stored = Stored("StepSkipped", version, json.dumps(each).encode())
        assert decode(stored, kinds, steps) == wanted
    assert encode(wanted, kinds).version == 3


def test_old_version_without_a_step_is_no_event() -> None:
    with pytest.raises(Undecodable):
        decode(Stored("StepSkipped", 1, b"{}"), {"StepSkipped": Kind(StepSkipped, version=2)}, {})
