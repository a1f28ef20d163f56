"""Whole judgements in a toy language: what is held, what is remembered, what is listed."""

import pytest

from gatewright.core.judging.drafts import BUILT_IN_NAMES
from gatewright.core.judging.naming import verdict_id
from gatewright.model.isolation import Network
from gatewright.model.judgement import ConfigurationSource
from gatewright.model.observations import FindingsRun
from gatewright.model.trouble import Mistake, Trouble
from gatewright.model.verdicts import Stage
from gatewright.ports.gatherers import FindingsRequest
from gatewright.runtime.front_door import SWITCHED_OFF
from gatewright.runtime.remembering import latest, recall
from gatewright.testing.scripted_processes import ScriptedProcesses, exited
from gatewright.testing.toy_tools import ToyLinter
from tests.simulation.door import (
    MANIFEST,
    Door,
    ToyEnvironments,
    not_checked,
    reason_codes,
    statuses,
    verdict_of,
)

BASE = {"code.py": "add\n", "tests/test_old.py": "old: add\n"}
HONEST = {**BASE, "code.py": "add\nsub\n", "tests/test_new.py": "new: sub\n"}


def test_honest_change_is_good_for_production() -> None:
    judgement = Door().judge(BASE, HONEST)

    assert statuses(judgement) == {
        "tests": "pass",
        "proof": "pass",
        "coverage": "pass",
        "ruler": "pass",
        "lint": "pass",
        "secrets": "pass",
    }
    assert judgement.good_for is Stage.PRODUCTION
    assert set(not_checked(judgement)) == {"types", "people"}


def test_new_test_that_passes_without_the_change_is_vacuous() -> None:
    judgement = Door().judge(BASE, {**HONEST, "tests/test_new.py": "new: sub\nempty: nothing\n"})

    assert reason_codes(judgement, "proof") == ["proof.vacuous"]
    assert verdict_of(judgement, "proof").headline == (
        "1 of 2 new tests passes without your change"
    )
    assert judgement.good_for is None


def test_red_run_sees_the_base_with_the_test_side_of_the_head_only() -> None:
    door = Door()

    door.judge(BASE, HONEST)

    red = door.tests.asked[-1]
    assert red.files == ("tests/test_new.py",)
    assert dict(door.trees.read(red.tree, ["code.py", "tests/test_new.py"])) == {
        "code.py": b"add\n",
        "tests/test_new.py": b"new: sub\n",
    }


def test_code_without_a_new_test_is_listed_as_unproved() -> None:
    judgement = Door().judge(BASE, {**BASE, "code.py": "add\nsub\n"})

    assert "no new test" in not_checked(judgement)["proof"].because
    assert reason_codes(judgement, "coverage") == ["coverage.changed-lines"]


def test_change_without_code_is_not_asked_for_proof() -> None:
    judgement = Door().judge(BASE, {**BASE, "README.md": "words\n"})

    assert not_checked(judgement)["proof"].because == "no code changed"
    assert statuses(judgement)["coverage"] == "not_applicable"


def test_test_that_failed_before_is_left_alone() -> None:
    broken = {**BASE, "tests/test_broken.py": "broken: missing\n"}

    judgement = Door().judge(broken, {**broken, **HONEST})

    assert statuses(judgement)["tests"] == "pass"


def test_nothing_changed_runs_the_tests_once() -> None:
    door = Door()

    judgement = door.judge(BASE, BASE)

    assert len(door.tests.asked) == 1
    assert statuses(judgement)["tests"] == "pass"


def test_without_a_base_everything_is_held_and_nothing_is_compared() -> None:
    judgement = Door().judge(None, {**HONEST, "code.py": "add\nsub\nbad\n"})

    assert statuses(judgement) == {
        "tests": "pass",
        "coverage": "pass",
        "lint": "fail",
        "secrets": "fail",
    }
    assert {"proof", "ruler"} <= set(not_checked(judgement))


def test_old_finding_is_left_alone_and_a_new_one_is_not() -> None:
    old = {**BASE, "code.py": "add\nbad\n"}

    kept = Door().judge(old, {**old, "code.py": "add\nbad\nsub\n", **{"tests/t.py": "s: sub\n"}})
    added = Door().judge(BASE, {**HONEST, "code.py": "add\nsub\nbad\n"})

    assert statuses(kept)["lint"] == "pass"
    assert statuses(added)["lint"] == "fail"


def test_tests_that_cannot_start_any_more_are_a_failure_of_the_change() -> None:
    judgement = Door().judge(BASE, {**HONEST, "stop": ""})

    assert statuses(judgement)["tests"] == "fail"
    assert reason_codes(judgement, "tests") == ["check.broken-by-change"]


def test_environment_that_cannot_be_built_is_an_error_everywhere() -> None:
    trouble = Trouble("environment.failed", "an environment", "no lock", "uv lock")

    judgement = Door(environments=ToyEnvironments(trouble)).judge(BASE, HONEST)

    assert statuses(judgement)["tests"] == "error"
    assert statuses(judgement)["coverage"] == "error"
    assert judgement.good_for is None


def test_second_judgement_looks_at_nothing_again_and_says_since_when() -> None:
    door = Door()
    first = door.judge(BASE, HONEST)
    asked, linted = len(door.tests.asked), door.linter.runs

    second = door.judge(BASE, HONEST)

    assert (len(door.tests.asked), door.linter.runs) == (asked, linted)
    assert statuses(second) == statuses(first)
    assert [verdict_id(each) for each in second.verdicts] == [
        verdict_id(each) for each in first.verdicts
    ]
    assert verdict_of(second, "tests").evidence.reused_from is not None


def test_no_cache_looks_again() -> None:
    door = Door()
    door.judge(BASE, HONEST)
    asked = len(door.tests.asked)

    door.judge(BASE, HONEST, use_cache=False)

    assert len(door.tests.asked) == 2 * asked


def test_trouble_is_never_kept() -> None:
    door = Door()
    door.judge(BASE, {**HONEST, "stop": ""})
    asked = len(door.tests.asked)

    door.judge(BASE, {**HONEST, "stop": ""})

    assert len(door.tests.asked) == asked + 1


def test_other_stage_needs_no_other_run() -> None:
    door = Door()
    head = {
        **BASE,
        "code.py": "add\na\nb\nc\nd\ne\nf\ng\n",
        "tests/test_new.py": "a: a\nb: b\nc: c\nd: d\ne: e\n",
    }
    development = door.judge(BASE, head)
    asked = len(door.tests.asked)

    production = door.judge(BASE, head, stage=Stage.PRODUCTION)

    assert development.good_for is Stage.STAGING
    assert (statuses(development)["coverage"], statuses(production)["coverage"]) == ("pass", "fail")
    assert len(door.tests.asked) == asked


def test_static_tools_read_a_checkout_in_which_nothing_ran() -> None:
    door = Door()

    door.judge(BASE, HONEST)

    assert not door.linter.met_a_run


def test_node_tool_reads_a_checkout_that_is_joined_to_its_packages() -> None:
    node = {"package.json": "{}", "eslint.config.js": "\n", "web.js": "add\n"}
    door = Door()

    door.judge(None, node, only=("lint .",))

    assert set(door.linter.read) & set(door.environments.joined)
    assert not door.linter.met_a_run


def test_one_check_alone_is_judged_alone() -> None:
    door = Door()

    judgement = door.judge(BASE, HONEST, only=("lint",))

    assert statuses(judgement) == {"lint": "pass"}
    assert door.tests.asked == []


def test_verdict_is_found_by_its_check_and_by_the_start_of_its_name() -> None:
    door = Door()
    judgement = door.judge(BASE, HONEST)
    name = verdict_id(verdict_of(judgement, "proof"))

    assert latest(door.records) == judgement
    by_check, by_start = recall(door.records, "proof"), recall(door.records, name[:6])
    assert by_check is not None
    assert by_check.verdict == verdict_of(judgement, "proof")
    assert by_start is not None
    assert by_start.verdict_id == name


def test_verdict_that_is_not_there_is_a_mistake_that_offers_others() -> None:
    door = Door()
    with pytest.raises(Mistake, match="Nothing was judged"):
        recall(door.records, "proof")
    door.judge(BASE, HONEST)

    with pytest.raises(Mistake) as caught:
        recall(door.records, "prof")

    assert "proof" in caught.value.hints


def test_configured_checks_are_judged_beside_the_built_in_ones() -> None:
    configuration = (
        "gatewright: 1\noff: [types]\nchecks:\n"
        "  small: {assert: 'change.added <= 2'}\n"
        "  log: {git: {must_touch: [CHANGELOG.md]}, advisory: true}\n"
        "  later: {doc: {path: gone.md}, when: \"stage == 'production'\"}\n"
    )
    base = {**BASE, ".gatewright/config.yaml": configuration}

    judgement = Door().judge(base, {**base, **HONEST})

    assert statuses(judgement)["small"] == "pass"
    assert statuses(judgement)["log"] == "fail"
    assert statuses(judgement)["later"] == "not_applicable"
    assert judgement.good_for is Stage.PRODUCTION
    assert "switched off" in not_checked(judgement)["types"].because


@pytest.mark.parametrize(
    "off", [sorted(BUILT_IN_NAMES), *([name] for name in sorted(BUILT_IN_NAMES))]
)
def test_each_check_that_is_switched_off_is_listed_once(off: list[str]) -> None:
    configuration = f"gatewright: 1\noff: [{', '.join(off)}]\n"
    base = {**BASE, ".gatewright/config.yaml": configuration}

    judgement = Door().judge(base, {**base, **HONEST})

    listed = [each.name for each in judgement.not_checked if each.because == SWITCHED_OFF]
    assert sorted(listed) == sorted(off)
    assert not statuses(judgement).keys() & set(off)


def test_configured_threshold_holds_instead_of_the_default() -> None:
    configuration = (
        "gatewright: 1\nchecks:\n  coverage: {coverage: {changed_lines: {development: 90}}}\n"
    )
    base = {**BASE, ".gatewright/config.yaml": configuration}
    head = {**base, "code.py": "add\na\nb\nc\n", "tests/test_new.py": "a: a\nb: b\n"}

    assert reason_codes(Door().judge(base, head), "coverage") == ["coverage.changed-lines"]


def test_tests_with_a_live_service_are_told_of_it_and_never_kept() -> None:
    configuration = (
        "gatewright: 1\nservices: {db: {start: [serve]}}\n"
        "checks:\n  tests: {tests: {}, services: [db]}\n"
    )
    base = {**BASE, ".gatewright/config.yaml": configuration}
    door = Door()
    door.judge(base, {**base, **HONEST})
    asked = len(door.tests.asked)

    door.judge(base, {**base, **HONEST})

    assert {request.settings for request in door.tests.asked} == {(("DB", "live"),)}
    assert {request.network for request in door.tests.asked} == {Network.OPEN}
    assert len(door.tests.asked) == 2 * asked


def test_file_that_a_configured_command_goes_through_is_ruler() -> None:
    configuration = "gatewright: 1\nchecks:\n  build: {command: {argv: [make, build]}}\n"
    base = {**BASE, ".gatewright/config.yaml": configuration, "Makefile": "build:\n\tcc x.c\n"}

    judgement = Door().judge(base, {**base, "Makefile": "build:\n\ttrue\n"}, only=("ruler",))

    assert statuses(judgement) == {"ruler": "fail"}


def test_draft_may_add_checks_but_not_loosen_any() -> None:
    draft = (
        "gatewright: 1\noff: [tests]\ncoverage: {development: 1}\n"
        "checks:\n  small: {assert: 'change.added <= 1'}\n  tests: {tests: {min_run: 1}}\n"
    )
    head = {**BASE, ".gatewright/config.yaml": draft, "code.py": "add\nsub\n"}

    judgement = Door().judge(BASE, head)

    assert judgement.configuration is ConfigurationSource.DRAFT
    assert reason_codes(judgement, "ruler") == ["ruler.altered"]
    assert statuses(judgement)["tests"] == "pass"
    assert statuses(judgement)["coverage"] == "fail"
    assert statuses(judgement)["small"] == "fail"


class NoLinter(ToyLinter):
    """A linter that is not installed."""

    def run(self, request: FindingsRequest, program_folder: str) -> FindingsRun | Trouble:
        """Say so."""
        return Trouble("check.tool-absent", "ruff", "no ruff here", "add it")


def test_tool_that_no_side_has_is_listed_and_not_judged() -> None:
    judgement = Door(linter=NoLinter()).judge(BASE, HONEST)

    assert "lint" not in statuses(judgement)
    assert not_checked(judgement)["lint"].because == "ruff is set up and not installed"


def test_tool_that_the_change_takes_out_of_the_manifests_fails() -> None:
    manifest = MANIFEST["pyproject.toml"] + "[dependency-groups]\ndev = ['ruff']\n"

    judgement = Door(linter=NoLinter()).judge({**BASE, "pyproject.toml": manifest}, HONEST)

    assert reason_codes(judgement, "lint") == ["check.broken-by-change"]


def test_first_configuration_that_only_adds_is_a_note() -> None:
    draft = "gatewright: 1\nbase: main\nchecks:\n  small: {assert: 'change.added <= 9'}\n"

    judgement = Door().judge(BASE, {**BASE, ".gatewright/config.yaml": draft})

    assert statuses(judgement)["ruler"] == "pass"
    assert "a draft that only adds" in verdict_of(judgement, "ruler").notes[0]


def test_first_configuration_beside_a_weakened_setting_excuses_nothing_else() -> None:
    head = {**HONEST, ".gatewright/config.yaml": "gatewright: 1\n", ".pre-commit-config.yaml": "a"}

    judgement = Door().judge(BASE, head)

    assert reason_codes(judgement, "ruler") == ["ruler.altered"]


def test_change_that_hides_its_tests_is_judged_by_those_of_the_base() -> None:
    door = Door()
    base = door.trees.put({path: text.encode() for path, text in {**MANIFEST, **BASE}.items()})
    head = door.trees.put({"code.py": b"add\n", "pyproject.toml": b""})

    judgement = door.judge_trees(base, head)

    assert statuses(judgement)["tests"] == "fail"


def test_configured_paths_say_what_is_code() -> None:
    configuration = "gatewright: 1\npaths: {source: ['scripts/**']}\n"
    base = {**BASE, ".gatewright/config.yaml": configuration}

    judgement = Door().judge(base, {**base, "scripts/run.py": "go\n"})

    assert reason_codes(judgement, "coverage") == ["coverage.changed-lines", "coverage.absent-file"]


def test_unsealed_environment_is_looked_at_again_each_time() -> None:
    door = Door(environments=ToyEnvironments(is_sealed=False))
    door.judge(BASE, HONEST)
    asked = len(door.tests.asked)

    door.judge(BASE, HONEST)

    assert len(door.tests.asked) == 2 * asked


def test_each_command_runs_where_neither_the_tests_nor_another_command_ran() -> None:
    configuration = (
        "gatewright: 1\nchecks:\n"
        "  one: {command: {argv: [sh, one.sh]}}\n  two: {command: {argv: [sh, two.sh]}}\n"
    )
    base = {**BASE, ".gatewright/config.yaml": configuration}
    door = Door(processes=ScriptedProcesses({("sh",): exited(0)}))

    judgement = door.judge(base, {**base, **HONEST})

    commands = [command for command in door.processes.commands if command.argv[0] == "sh"]
    tested = {request.checkout for request in door.tests.asked}
    homes = {dict(command.env)["HOME"] for command in commands}
    assert (statuses(judgement)["one"], statuses(judgement)["two"]) == ("pass", "pass")
    assert len({command.cwd for command in commands} - tested) == len(commands) == 4
    assert len(homes) == 4


def test_built_in_check_is_as_mild_as_the_base_says() -> None:
    configuration = (
        "gatewright: 1\nchecks:\n"
        "  lint: {findings: {profile: ruff, max_new: 1}}\n"
        "  coverage: {coverage: {}, advisory: true}\n"
        "  secrets: {findings: {profile: detect-secrets}, when: \"stage == 'production'\"}\n"
    )
    base = {**BASE, ".gatewright/config.yaml": configuration}

    judgement = Door().judge(base, {**base, "code.py": "add\nbad\n"})

    assert statuses(judgement)["lint"] == "pass"
    assert verdict_of(judgement, "coverage").is_advisory
    assert statuses(judgement)["secrets"] == "not_applicable"
    assert not {"lint", "coverage", "secrets"} & set(not_checked(judgement))


def test_two_stacks_in_one_folder_have_an_environment_and_a_name_each() -> None:
    door = Door()
    web = {"package.json": "{}", "eslint.config.js": "\n", "web.js": "add\n"}

    judgement = door.judge({**BASE, **web}, {**HONEST, **web})

    assert statuses(judgement)["tests . python"] == "pass"
    assert statuses(judgement)["lint . node"] == "pass"
    assert len(judgement.environments) == 2
