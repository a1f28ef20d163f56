"""The `environment` screen: much kept, nothing kept, hostile names, outside of any repository."""

import pytest

from gatewright.cli.environment_rows import environment_rows
from gatewright.cli.json_document import print_document
from gatewright.cli.screen import print_lines
from gatewright.views.environment import EnvironmentsView, KeptView, environments_view
from tests import judgements as made
from tests.golden.golden import agrees_with_file

KEPT = [
    KeptView("0123456789abcdef01234567", "uv", "uv sync --frozen", 48_211_968, "2026-01-02T03:04"),
    KeptView("89abcdef0123456789abcdef", "npm", "npm ci", 1_412_000_000, "2026-03-04T05:06"),
    KeptView("fedcba98765432100123cdef", "", "\x1b[2Jpip\u202e install", 512, ""),
]
MUCH = environments_view(KEPT, "shortlink", (".env", "config/\x1b[31mlocal.toml"))
SCREENS: dict[str, EnvironmentsView] = {
    "environment-much": MUCH,
    "environment-none": environments_view([], "shortlink", ()),
    "environment-outside": environments_view(KEPT[:1], None, ()),
}


@pytest.mark.parametrize("name", SCREENS)
def test_environment_screen_is_as_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_lines(list(environment_rows(SCREENS[name], made.ASCII)), made.ASCII)

    assert agrees_with_file(f"{name}.txt", capsys.readouterr().out)


def test_environment_document_is_as_kept(capsys: pytest.CaptureFixture[str]) -> None:
    print_document(MUCH, ())

    assert agrees_with_file("environment-json.txt", capsys.readouterr().out)
