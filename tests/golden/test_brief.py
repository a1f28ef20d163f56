"""The brief of an attempt, whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright.model.brief import BriefInput
from gatewright.views.brief import render_brief
from tests import briefs
from tests.golden.golden import agrees_with_file

ROOT = Path(__file__).parents[2]
BRIEFS = {
    "brief-first": briefs.FIRST,
    "brief-again": briefs.AGAIN,
    "brief-long": briefs.LONG,
    "brief-empty": briefs.EMPTY_HANDED,
    "brief-parts": briefs.PARTS,
    "brief-known": briefs.KNOWN,
}


@pytest.mark.parametrize("name", BRIEFS)
def test_brief_is_as_kept(name: str) -> None:
    brief: BriefInput = BRIEFS[name]

    assert agrees_with_file(f"{name}.md", render_brief(brief))


def test_brief_is_the_same_in_another_process() -> None:
    env = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    code = (
        "import sys; from tests import briefs; from gatewright.views.brief import render_brief;"
        "sys.stdout.buffer.write(render_brief(briefs.LONG).encode())"
    )

    shown = subprocess.run(
        [sys.executable, "-c", code],
        cwd=os.sep,
        env=env | {"LC_ALL": "C"},
        capture_output=True,
        check=True,
    )

    assert shown.stdout.decode() == render_brief(briefs.LONG)
