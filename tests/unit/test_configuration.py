"""The configuration file: what each key comes to, and what is said of each mistake."""

import pytest

from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.problems import Problem
from gatewright.model.configuration import (
    Configuration,
    EnvironmentDefinition,
    PrepareDefinition,
    ServiceDefinition,
)
from gatewright.model.rules import (
    AssertRule,
    CheckDefinition,
    CommandRule,
    CoverageRule,
    DocRule,
    FindingsRule,
    GitRule,
    ProofRule,
    RulerRule,
    TestsRule,
    Thresholds,
)
from tests.configured import GOOD


def test_file_with_every_key_comes_to_a_configuration() -> None:
    parsed = parse_configuration(GOOD)

    assert isinstance(parsed, Configuration)
    assert parsed == Configuration(
        base="main",
        coverage=Thresholds(60, 70, 80),
        source_paths=("src/**",),
        test_paths=("tests/**",),
        off=("types",),
        environments=(
            EnvironmentDefinition("py", "uv", ("uv.lock", "pyproject.toml")),
            EnvironmentDefinition("odd", "command", ("deps.txt",), ("./ci/deps", "{env}")),
            EnvironmentDefinition("old", "adopt", path=".venv"),
        ),
        prepare=(PrepareDefinition("codegen", ("make", "proto"), ("proto/**",), ("src/gen/**",)),),
        services=(
            ServiceDefinition(
                "db",
                ("./ci/db", "{port}"),
                ("./ci/ready", "{port}"),
                ("./ci/stop",),
                (("DATABASE_URL", "postgres://localhost:{port}/t"),),
            ),
        ),
        checks=(
            CheckDefinition(
                "changelog",
                GitRule("feature/*", "conventional", must_touch=("CHANGELOG.md",)),
            ),
            CheckDefinition("readme", DocRule("README.md", ("Install", "Usage"), max_words=900)),
            CheckDefinition(
                "build",
                CommandRule(("make", "build"), forbid_output=("warning:",)),
                timeout_s=300,
            ),
            CheckDefinition(
                "small",
                AssertRule("change.added <= 400"),
                when="change.added > 0",
                advisory=True,
            ),
            CheckDefinition("coverage", CoverageRule(Thresholds(75, 75, 80))),
            CheckDefinition("tests", TestsRule(10, 0), environment="py", services=("db",)),
            CheckDefinition("proof", ProofRule()),
            CheckDefinition("ruler", RulerRule()),
            CheckDefinition("lint", FindingsRule("ruff", 0, False)),
        ),
    )


def test_file_with_its_version_only_is_the_default() -> None:
    assert parse_configuration("gatewright: 1\n") == Configuration()


def problems(text: str) -> list[str]:
    """Return what is said of the lines after the version."""
    parsed = parse_configuration("gatewright: 1\n" + text, "c.yaml")
    assert isinstance(parsed, tuple)
    return [str(problem).removeprefix("c.yaml:") for problem in parsed]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("chekcs: {}", '2:1  unknown key "chekcs"; did you mean "checks"?'),
        ("zzz: 1", '2:1  unknown key "zzz"; known here: gatewright, base, coverage, paths, off'),
        ("base: [a]", "2:7  text is expected here, not a list"),
        ("base:", "2:6  text is expected here, and there is nothing"),
        ("base: a\nbase: b", '3:1  "base" stands here twice; keep one of them'),
        ("coverage: {development: 010}", "2:25  a whole number from 0 to 100 is expected here; w"),
        ("coverage: {development: 101}", "2:25  a whole number from 0 to 100 is expected here"),
        ("coverage: {development: {}}", "2:25  a whole number from 0 to 100 is expected here, n"),
        ("coverage: {development: 80, staging: 70}", "2:11  staging demands less than development"),
        ("coverage: 60", '2:11  thresholds is expected here, not "60"; a mapping with develop'),
        ("off: types", '2:6  a list is expected here, not "types"; write [types]'),
        ("off:", "2:5  a list is expected here, not nothing; write [...]"),
        ("off: [typos]", '2:7  "typos" is not one of tests, proof, expectations, '),
        ("off: [[]]", "2:7  one of tests, proof, expectations, "),
        ("paths: {source: [/etc/**]}", "2:18  a path is written from the top of the repository"),
        ("paths: {source: ['!a/**']}", "2:18  no pattern takes something back"),
        ("paths: {source: ['../a']}", "2:18  a path is written from the top of the repository"),
        ("environments: [uv]", "2:15  an environment by its name is expected here, not a list"),
        ("environments: {1a: {profile: uv}}", '2:16  "1a" is no name; letters, digits, - and _'),
        ('environments: {"py\\n": {profile: uv}}', '2:16  "py " is no name'),
        ("environments: {py: {}}", '2:20  an environment needs "profile"'),
        ("environments: {a: {profile: uvv}}", '2:29  "uvv" is not one of uv, pip, npm, command'),
        ("environments: {a: {profile: adopt}}", '2:19  profile adopt needs "path"'),
        ("environments: {a: {profile: command, from: [a]}}", '2:19  profile command needs "build"'),
        ("environments: {a: {profile: uv, path: a}}", '2:19  profile uv has no "path"'),
        ("environments: {a: {profile: uv, from: []}}", "2:39  a list of 1 to 500 items is expecte"),
        ("services: {db: {ready: [x]}}", '2:16  a service needs "start"'),
        ("services: {db: {start: [x], gives: {a-b: c}}}", '2:37  "a-b" is no name'),
        ("checks: {a: {}}", "2:13  a check has one kind, and this one has none of tests, proof"),
        ("checks: {a: {git: {branch: x}, assert: 'true'}}", "2:13  a check has one kind, and this"),
        ("checks: {a: {git: {only: []}}}", "2:19  this rule demands nothing"),
        ("checks: {a: {doc: {path: 'docs/*'}}}", "2:26  the path of one file is expected here"),
        ("checks: {a: {doc: {path: a, min_words_per_section: 5}}}", '2:19  "min_words_per_section'),
        ("checks: {a: {assert: 'a ==== b'}}", "2:22  column 5: extraneous input '=='"),
        ("checks: {a: {command: {argv: [a], forbid_output: ['(']}}}", "2:51  unclosed group"),
        ("checks: {a: {proof: {}, timeout: 5}}", "2:34  a time from 1s to 24h is expected here; w"),
        ("checks: {a: {proof: {}, timeout: 25h}}", "2:34  a time from 1s to 24h is expected here"),
        ("checks: {a: {proof: {}, timeout: []}}", "2:34  a time from 1s to 24h is expected here"),
        ("checks: {a: {proof: {}, advisory: yes}}", "2:35  true or false is expected here; write"),
        ("checks: {a: {proof: {}, environment: py}}", '2:38  no environment is called "py"'),
        ("checks: {a: {proof: {}, environment: '1'}}", '2:38  "1" is no name'),
        (
            "services: {db: {start: [a]}}\nchecks: {a: {proof: {}, services: [dbs, db]}}",
            '3:35  no service is called "dbs"; did you mean "db"?',
        ),
        ("base: *x", "2:7  anchors and aliases are not read here; write the value out"),
        ("base: &x y", "2:7  anchors and aliases are not read here"),
        ("base: !!str y", "2:7  tags are not read here; leave out the word after the !"),
        ("--- \nbase: x", "2:1  a second document starts here; keep one"),
        ("[a]: b", "2:1  a key is one word, not a list or a mapping"),
        ("base: \x07", "2:7  a character that no YAML may hold"),
        ("base: [" + "a, " * 600 + "]", "2:7  text is expected here, not a list"),
        ("checks: {" + ", ".join(f"a{n}: {{proof: {{}}}}" for n in range(501)) + "}", "2:9  at mo"),
        ("base: " + "a" * 4001, "2:7  text has at most 4000 characters"),
        ("x: " + "[" * 30 + "]" * 30, "2:23  nested deeper than 20"),
    ],
)  # fmt: skip
def test_mistake_is_told_with_its_place(text: str, said: str) -> None:
    assert problems(text)[0].startswith(said)


def test_all_mistakes_are_told_in_the_order_of_the_text() -> None:
    said = problems("bse: a\noff: [x]\ncoverage: {qa: 1}\n")

    assert [one.split("  ")[0] for one in said] == ["2:1", "3:7", "4:12"]


def test_values_are_bounded() -> None:
    assert problems("base:\n" + "- a\n" * 20_000)[0].endswith("more than 20000 values")


def test_problems_are_bounded() -> None:
    assert len(problems("off: [" + "x, " * 400 + "]")) == 50


@pytest.mark.parametrize(
    ("text", "code", "what"),
    [
        ("", "configuration.malformed", "the file says nothing"),
        ("---\n...\n", "configuration.malformed", "the file says nothing"),
        ("# only a comment\n", "configuration.malformed", "the file says nothing"),
        ("base: main", "configuration.malformed", 'a configuration needs "gatewright"'),
        ("- a", "configuration.malformed", "a configuration is expected here, not a list"),
        ("gatewright: 0", "configuration.malformed", "1 is expected here"),
        ("gatewright: x", "configuration.malformed", "1 is expected here"),
        (
            "gatewright: 2\nworkflows: {}",
            "configuration.newer",
            "written for a newer Gatewright: format 2, and this reads 1",
        ),
    ],
)
def test_version_decides_whether_a_file_is_read(text: str, code: str, what: str) -> None:
    parsed = parse_configuration(text)

    assert isinstance(parsed, tuple)
    assert [(one.code, one.what) for one in parsed] == [(code, what)]


def test_scalars_stay_what_they_look_like() -> None:
    """YAML 1.1 readers make True, 8, 1.1 and 45000 of these."""
    text = "gatewright: 1\nchecks: {a: {command: {argv: [on, 010, 1.10, 12:30:00, ~, null]}}}"

    parsed = parse_configuration(text)

    assert isinstance(parsed, Configuration)
    rule = parsed.checks[0].rule
    assert isinstance(rule, CommandRule)
    assert rule.argv == ("on", "010", "1.10", "12:30:00", "~", "null")


def test_coverage_check_takes_what_it_leaves_out_from_the_project() -> None:
    text = "gatewright: 1\ncoverage: {staging: 90}\nchecks: {coverage: {coverage: {}}}"

    parsed = parse_configuration(text)

    assert isinstance(parsed, Configuration)
    assert parsed.checks[0].rule == CoverageRule(Thresholds(60, 90, 90))


def test_quoted_value_cannot_move_a_cursor() -> None:
    parsed = parse_configuration('gatewright: 1\n"\\e[2Jx": 1')

    assert isinstance(parsed, tuple)
    assert parsed[0].what == 'unknown key " [2Jx"'
    assert isinstance(parsed[0], Problem)
