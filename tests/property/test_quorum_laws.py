"""Laws of who agrees: nobody counts twice, order makes no difference, more voices never harm."""

from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.approval.quorum import (
    held_roles,
    is_met,
    may_object,
    voices_missing,
    wanted_people,
    why_unmeetable,
)
from gatewright.model.feature import People
from gatewright.model.workflow import ApprovalRule, Distinct

ROLES = ("lead", "security", "sponsor")
NAMES = tuple(f"person:{name}" for name in ("ada", "bo", "cy", "dee"))
maps = st.fixed_dictionaries({role: st.sets(st.sampled_from(NAMES)) for role in ROLES}).map(
    lambda held: People(
        tuple((role, tuple(sorted(who))) for role, who in held.items()), is_solo=False
    )
)
rules = st.builds(
    ApprovalRule,
    roles=st.lists(st.sampled_from(ROLES), min_size=1, unique=True).map(tuple),
    question=st.just("?"),
    voices_min=st.integers(1, 4),
    each_role=st.booleans(),
    distinct=st.sampled_from(Distinct),
)
crowds = st.lists(st.sampled_from(NAMES), unique=True).map(tuple)


@given(rules, maps, crowds, st.randoms(use_true_random=False))
def test_order_of_the_voices_makes_no_difference(
    rule: ApprovalRule, people: People, crowd: tuple[str, ...], random: Random
) -> None:
    shuffled = list(crowd)
    random.shuffle(shuffled)

    assert voices_missing(rule, people, shuffled) == voices_missing(rule, people, crowd)


@given(rules, maps, crowds, st.sampled_from(NAMES))
def test_one_voice_more_is_never_worse(
    rule: ApprovalRule, people: People, crowd: tuple[str, ...], person: str
) -> None:
    more = voices_missing(rule, people, (*crowd, person))

    assert more <= voices_missing(rule, people, crowd)


@given(rules, maps, crowds)
def test_nobody_counts_twice(rule: ApprovalRule, people: People, crowd: tuple[str, ...]) -> None:
    assert voices_missing(rule, people, crowd * 2) == voices_missing(rule, people, crowd)


@given(rules, maps, crowds)
def test_each_role_is_spoken_for_by_somebody_else(
    rule: ApprovalRule, people: People, crowd: tuple[str, ...]
) -> None:
    rule = ApprovalRule(roles=rule.roles, question="?", each_role=True)
    held = dict(people.roles)

    found = any(
        all(person in held[role] for role, person in zip(rule.roles, chosen, strict=True))
        for chosen in permutations(crowd, len(rule.roles))
    )

    assert is_met(rule, people, crowd) == found


@given(rules, maps, crowds)
def test_only_those_are_wanted_whose_yes_would_help(
    rule: ApprovalRule, people: People, crowd: tuple[str, ...]
) -> None:
    missing = voices_missing(rule, people, crowd)
    wanted = dict(wanted_people(rule, people, crowd))

    for person in NAMES:
        helps = voices_missing(rule, people, (*crowd, person)) < missing
        assert (person in wanted) == helps
    assert not wanted if missing == 0 else set(wanted.values()) <= set(rule.roles)


@given(rules, maps)
def test_what_cannot_be_met_is_what_all_together_cannot_meet(
    rule: ApprovalRule, people: People
) -> None:
    assert (why_unmeetable(rule, people) == "") == is_met(rule, people, NAMES)


@given(rules, maps, crowds)
def test_who_worked_on_it_is_left_out_where_the_rule_says_so(
    rule: ApprovalRule, people: People, crowd: tuple[str, ...]
) -> None:
    others = tuple(name for name in NAMES if name not in crowd)

    assert (why_unmeetable(rule, people, crowd) == "") == is_met(rule, people, others)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (ApprovalRule(("lead",), "?"), ""),
        (ApprovalRule(("lead", "security"), "?"), ""),
        (ApprovalRule(("lead",), "?", each_role=True), ""),
        (ApprovalRule(("lead", "security"), "?", each_role=True, distinct=Distinct.ROLES), ""),
        (
            ApprovalRule(("lead", "security"), "?", each_role=True),
            "2 people are to agree, and you are alone",
        ),
        (ApprovalRule(("lead",), "?", voices_min=2), "2 people are to agree, and you are alone"),
    ],
)
def test_alone_a_person_holds_every_role_and_is_one_person(rule: ApprovalRule, reason: str) -> None:
    assert why_unmeetable(rule, People()) == reason
    assert held_roles(rule, People(), "person:me") == rule.roles


def test_role_with_a_veto_agrees_to_nothing() -> None:
    people = People((("lead", NAMES[:1]), ("security", NAMES[1:2])), is_solo=False)
    rule = ApprovalRule(("lead",), "?", veto=("security",))

    assert [may_object(rule, people, name) for name in NAMES[:2]] == ["", "security"]
    assert [is_met(rule, people, (name,)) for name in NAMES[:2]] == [True, False]


def test_reason_names_the_role_that_nobody_holds() -> None:
    people = People((("lead", NAMES[:2]),), is_solo=False)

    both = ApprovalRule(("lead", "security"), "?", each_role=True)
    three = ApprovalRule(("lead",), "?", voices_min=3)

    assert why_unmeetable(both, people) == "nobody holds the role security"
    assert why_unmeetable(three, people) == "one person more is wanted than there are for lead"
