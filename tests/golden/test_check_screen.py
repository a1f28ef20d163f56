"""The `check` screen, whole, for judgements of every kind."""

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.check import check
from gatewright.cli.verbs import CHECK
from gatewright.model.judgement import Judgement
from gatewright.model.records import replace
from gatewright.model.verdicts import Stage
from gatewright.views.terminal import Terminal
from tests import judgements as made
from tests.golden.golden import agrees_with_file

SCREENS: dict[str, tuple[Judgement, Terminal, list[str], int]] = {
    "check-refused": (made.REFUSED, made.PIPE, [], 40),
    "check-refused-80": (made.REFUSED, replace(made.PIPE, width=80), [], 40),
    "check-refused-tty": (made.REFUSED, made.SCREEN, [], 40),
    "check-refused-ascii": (made.REFUSED, made.ASCII, [], 40),
    "check-refused-quiet": (made.REFUSED, made.PIPE, ["-q"], 40),
    "check-refused-verbose": (made.REFUSED, made.PIPE, ["-v"], 40),
    "check-ready": (made.READY, made.PIPE, [], 0),
    "check-ready-production": (replace(made.READY, good_for=Stage.PRODUCTION), made.PIPE, [], 0),
    "check-advised": (made.ADVISED, made.PIPE, [], 0),
    "check-undecided": (made.UNDECIDED, made.PIPE, [], 41),
    "check-settings": (made.WITHOUT_SETTINGS, made.PIPE, [], 41),
    "check-settings-80": (made.WITHOUT_SETTINGS, replace(made.ASCII, width=80), ["-q"], 41),
    "check-settings-json": (made.WITHOUT_SETTINGS, made.PIPE, ["--json=missing_settings"], 41),
    "check-unchanged": (made.UNCHANGED, made.PIPE, [], 0),
    "check-empty": (made.EMPTY, made.PIPE, [], 41),
    "check-monorepo": (made.MONOREPO, made.PIPE, [], 40),
    "check-monorepo-80": (made.MONOREPO, replace(made.PIPE, width=80), [], 40),
    "check-attacked": (made.ATTACKED, made.PIPE, [], 40),
    "check-attacked-actions": (
        made.ATTACKED,
        replace(made.PIPE, is_github_actions=True),
        [],
        40,
    ),
    "check-github": (made.REFUSED, made.PIPE, ["--output-format", "github"], 40),
    "check-sarif": (made.REFUSED, made.PIPE, ["--output-format", "sarif"], 40),
    "check-junit": (made.REFUSED, made.PIPE, ["--output-format=junit"], 40),
    "check-undecided-junit": (made.UNDECIDED, made.PIPE, ["--output-format=junit", "-q"], 41),
    "check-json": (made.REFUSED, made.PIPE, ["--json"], 40),
    "check-json-fields": (made.READY, made.PIPE, ["--json=summary,next"], 0),
}


@pytest.mark.parametrize("name", SCREENS)
def test_check_screen_is_as_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    judgement, terminal, arguments, expected = SCREENS[name]

    code = check(parse_arguments(CHECK, arguments), made.FakeDoor(judgement, terminal))

    shown = capsys.readouterr()
    assert code == expected
    assert agrees_with_file(f"{name}.txt", shown.out + "--- stderr\n" + shown.err)
