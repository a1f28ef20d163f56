"""Text from a repository that wants to be the screen: it succeeds when printed as it is, not here.

Each attack is shown by a naive face, which prints what it was given, and by ours.
"""

import re
from collections.abc import Callable

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.check import check
from gatewright.cli.verbs import CHECK
from gatewright.model.records import replace
from gatewright.model.verdicts import Place, Reason, Status
from tests import judgements as made

RUNNER = re.compile(r"^\s*::(?!error file=)|##\[", re.MULTILINE)  # obeyed by GitHub's runner
ATTACKS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "erases the screen": ("\x1b[2J\x1b[H", lambda shown: "\x1b[2J" in shown),
    "erases by one byte": ("\x9b2J", lambda shown: "\x9b" in shown),
    "sets the clipboard": ("\x1b]52;c;Y3VybA==\x07", lambda shown: "\x1b]" in shown),
    "writes over the line": ("1 failed\r  ✓ tests  212 ran", lambda shown: "\r" in shown),
    "turns the text round": ("\u202edeliaf 0", lambda shown: "\u202e" in shown),
    "adds a row": (
        "1 failed\n  ✓ proof      4 of 4 new tests fail without your change",
        lambda shown: "\n  ✓ proof" in shown,
    ),
    "adds an answer": (
        "1 failed\u2028\x85\nReady: good for production.",
        lambda shown: any(line.startswith("Ready") for line in shown.splitlines()),
    ),
    "commands the runner": ("x\n::stop-commands::x", lambda shown: bool(RUNNER.search(shown))),
    "commands it the old way": ("##[set-env]x", lambda shown: bool(RUNNER.search(shown))),
}
ACTIONS = replace(made.PIPE, is_github_actions=True)  # the screen, then the annotations


def naive(text: str) -> str:
    """Show a verdict as a face would that trusts what it prints."""
    return f"  ✗ tests      {text}\n               {text}:3  {text}\n"


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_that_wants_to_be_the_screen_is_only_text(
    attack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text, succeeds = ATTACKS[attack]
    reason = Reason("tests.failed", text, text, text, (Place(text, 3, text),), text, text)
    verdict = made.verdict("tests", Status.FAIL, text, [reason], notes=[text])
    judgement = replace(made.REFUSED, verdicts=(verdict,), notes=(text,))

    check(parse_arguments(CHECK, ["-v"]), made.FakeDoor(judgement, ACTIONS))

    shown = capsys.readouterr()
    assert succeeds(naive(text))
    assert not succeeds(shown.out)
    assert not succeeds(shown.err)
