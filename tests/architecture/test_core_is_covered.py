"""Nothing of `core` is left out of its coverage: no comment asks for it, no setting grants it."""

import io
import tokenize
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "src" / "gatewright" / "core").rglob("*.py"))
LEAVES_OUT = {"omit", "exclude_lines", "exclude_also", "partial_branches", "partial_also"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_no_comment_leaves_a_line_of_core_out(path: Path) -> None:
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    comments = [each.string for each in tokens if each.type == tokenize.COMMENT]

    assert [each for each in comments if "pragma" in each] == []


def test_no_setting_of_coverage_leaves_anything_out() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]

    assert {key for section in settings.values() for key in section} & LEAVES_OUT == set()
