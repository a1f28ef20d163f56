"""The `show` screen, whole: refused, stopped, hostile, judged again."""

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.show import show
from gatewright.cli.verbs import SHOW
from gatewright.model.ids import Digest, RunId, StepPath
from gatewright.model.judgement import OfRun, Recalled, Stability
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from tests import judgements as made
from tests.golden.golden import agrees_with_file

OF_RUN = OfRun(
    RunId("12"),
    "custom-alias",
    StepPath("build/1"),
    2,
    14,
    "2026-01-02T03:04:05+00:00",
    "proof",
    Status.FAIL,
    "1 of 4 new tests passes \x1b[2Jwithout your change",
    Digest("4f2c1b9a3d21" + "0" * 52),
)


def of_run(recalled: Recalled) -> Recalled:
    return replace(recalled, name="4f2c1b9a3d21", of_run=OF_RUN)


def without_its_log(recalled: Recalled) -> Recalled:
    return replace(of_run(recalled), lost=(Digest("a" * 64),))


def gone(recalled: Recalled) -> Recalled:
    return Recalled("4f2c1b9a3d21", None, OF_RUN, (OF_RUN.digest,))


SCREENS: dict[str, tuple[made.FakeDoor, list[str], int]] = {
    "show-proof": (made.FakeDoor(made.REFUSED), ["proof"], 0),
    "show-coverage-ascii": (made.FakeDoor(made.REFUSED, made.ASCII), ["coverage"], 0),
    "show-kept": (made.FakeDoor(made.REFUSED), ["lint"], 0),
    "show-anew": (made.FakeDoor(made.REFUSED), ["secrets"], 0),
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
    "show-of-run": (made.FakeDoor(made.REFUSED, left_of=of_run), ["proof", "--reproduce"], 0),
    "show-without-log": (made.FakeDoor(made.REFUSED, left_of=without_its_log), ["tests"], 41),
    "show-gone": (made.FakeDoor(made.REFUSED, left_of=gone), ["proof", "--reproduce"], 41),
    "show-gone-of-check": (
        made.FakeDoor(made.REFUSED, left_of=lambda each: Recalled(each.name, None)),
        ["proof"],
        41,
    ),
    "show-gone-json": (made.FakeDoor(made.REFUSED, left_of=gone), ["proof", "--json"], 41),
    "show-json": (made.FakeDoor(made.REFUSED), ["proof", "--reproduce", "--json"], 0),
}


@pytest.mark.parametrize("name", SCREENS)
def test_show_screen_is_as_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    door, arguments, expected = SCREENS[name]

    code = show(parse_arguments(SHOW, arguments), door)

    shown = capsys.readouterr()
    assert code == expected
    assert agrees_with_file(f"{name}.txt", shown.out + "--- stderr\n" + shown.err)
