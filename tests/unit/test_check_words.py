"""What a brief says of checks before the work is what their refusals say after it."""

import json

import pytest

from gatewright.core.judges.judge_register import judge_register
from gatewright.model.register_rules import OnRecord, RegisterRule
from gatewright.views.brief_companions import companions
from gatewright.views.check_words import check_words
from tests.unit.test_judge_register import SUBJECT


def words(**check: object) -> str:
    return check_words(json.dumps(check))


def test_register_is_asked_for_and_refused_in_the_same_words() -> None:
    rule = RegisterRule("log", where="e.text != ''", min=2, of_step=True)
    known = OnRecord("build", "2026-11-22T10:00:00Z", {"log": []})

    [few] = judge_register("log", rule, known, SUBJECT).reasons

    asked = {"register": "log", "where": "e.text != ''", "min": "2", "scope": "step"}
    assert words(doc=asked) == few.wanted
    assert "of this step" in few.wanted


def test_values_that_must_occur_are_named_in_the_same_words() -> None:
    rule = RegisterRule("log", min=0, cover=(("kind", ("a", "b")),))
    known = OnRecord("build", "2026-11-22T10:00:00Z", {"log": []})

    [uncovered] = judge_register("log", rule, known, SUBJECT).reasons

    said = words(doc={"register": "log", "cover": {"kind": ["a", "b"]}, "max_age": "7d"})
    assert uncovered.wanted in said
    assert said.endswith("the youngest no older than 7d")


@pytest.mark.parametrize(
    ("check", "told"),
    [
        ({"git": {"branch": "feature/*"}}, "a branch called feature/*"),
        ({"git": {"unchanged": ["src/**"], "clean": "true"}}, "no change in src/**; clean `true`"),
        ({"git": {"must_touch": "docs"}}, "a change in docs"),
        ({"command": {"argv": ["a"], "require_output": "ok"}}, "it prints a line that matches ok"),
        ({"command": {"argv": ["a"], "expect_exit": ["0", "3"]}}, "comes to an end with 0 or 3"),
        ({"assert": "a == b"}, "it holds that `a == b`"),
        ({"assert": "a", "when": "b", "advisory": "yes"}, "; only where `b`; it only advises"),
        ({"tests": {"mode": "pass", "run": ["x", "y"]}}, 'tests: mode `pass`; run `["x", "y"]`'),
        ({"tests": "pass"}, "tests `pass`"),
        ({"proof": {}}, "proof"),
        ({"doc": "odd"}, "doc `odd`"),
        ({"doc": {"register": "log", "cover": "odd", "schema": "s"}}, "each as `s`"),
        ({"trace": {"from": "a", "to": "b", "via": "c"}}, "by its `c`, at least once"),
    ],
)
def test_check_is_told_in_plain_words(check: dict[str, object], told: str) -> None:
    assert told in words(**check)


def test_what_follows_a_manifest_is_named_where_it_may_be_changed() -> None:
    assert list(companions(("package.json", "yarn.lock"), ())) == [
        "With `package.json`, what is made from it may change: `package-lock.json`,"
        " `npm-shrinkwrap.json`, `pnpm-lock.yaml`."
    ]
    assert list(companions(("src/**",), ())) == ["A lock file may follow its manifest."]
    assert list(companions(("**",), ())) == []
