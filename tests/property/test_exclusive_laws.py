"""Two conditions exclude each other just when no facts let both hold."""

from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatewright.core.facts.exclusive import FACTS_MAX, can_both_hold
from gatewright.core.text.expressions import evaluate

FACTS = ("a", "b", "c")
LEAVES = st.sampled_from([*(f"facts.{name}" for name in FACTS), "true", "false"])
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: f"!({one})"),
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(
            lambda three: f"({three[0]} {three[1]} {three[2]})"
        ),
    ),
    max_leaves=5,
)


@given(CONDITIONS, CONDITIONS)
@settings(max_examples=60, deadline=None)
@example("facts.a", "!facts.a")
@example("facts.a", "facts.b")
def test_conditions_exclude_each_other_just_when_no_facts_let_both_hold(
    one: str, other: str
) -> None:
    ways = [dict(zip(FACTS, way, strict=True)) for way in product((True, False), repeat=3)]
    holding = [
        way
        for way in ways
        if evaluate(one, {"facts": way}) is True and evaluate(other, {"facts": way}) is True
    ]

    assert can_both_hold(one, other) == bool(holding)
    assert can_both_hold(other, one) == bool(holding)


def test_what_cannot_be_decided_or_is_too_much_may_hold_together() -> None:
    many = " && ".join(f"facts.f{n}" for n in range(FACTS_MAX + 1))

    assert can_both_hold("", "facts.a")
    assert can_both_hold("facts.a", "")
    assert can_both_hold("task.kind == 'chore'", "!facts.a")
    assert can_both_hold(many, f"!({many})")
