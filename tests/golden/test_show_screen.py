"""The `show` screen, whole: refused, stopped, hostile, judged again."""

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.show import show
from gatewright.cli.verbs import SHOW
from gatewright.model.judgement import Stability
from tests import judgements as made
from tests.golden.golden import agrees_with_file

SCREENS: dict[str, tuple[made.FakeDoor, list[str], int]] = {
    "show-proof": (made.FakeDoor(made.REFUSED), ["proof"], 0),
    "show-coverage-ascii": (made.FakeDoor(made.REFUSED, made.ASCII), ["coverage"], 0),
    "show-kept": (made.FakeDoor(made.REFUSED), ["lint"], 0),
    "show-stopped": (made.FakeDoor(made.UNDECIDED), ["tests"], 0),
    "show-attacked": (made.FakeDoor(made.ATTACKED), ["tests"], 0),
    "show-again-same": (made.FakeDoor(made.REFUSED), ["coverage", "--reproduce"], 0),
    "show-again-unstable": (
        made.FakeDoor(made.REFUSED, stability=Stability.UNSTABLE),
        ["coverage", "--reproduce"],
        41,
    ),
    "show-again-network": (
        made.FakeDoor(made.REFUSED, stability=Stability.NOT_PROMISED),
        ["tests", "--reproduce", "-q"],
        0,
    ),
    "show-json": (made.FakeDoor(made.REFUSED), ["proof", "--reproduce", "--json"], 0),
}


@pytest.mark.parametrize("name", SCREENS)
def test_show_screen_is_as_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    door, arguments, expected = SCREENS[name]

    code = show(parse_arguments(SHOW, arguments), door)

    shown = capsys.readouterr()
    assert code == expected
    assert agrees_with_file(f"{name}.txt", shown.out + "--- stderr\n" + shown.err)
