"""Every scenario comes to the journal that stands in its file; `make golden` writes it anew."""

import os
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.scenarios.playing import play

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.yaml"))
EXPECT = "expect: |\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario_comes_to_its_journal(path: Path) -> None:
    text = path.read_text()
    scenario = YAML(typ="safe").load(text)
    journal = "".join(f"  {line}\n" for line in play(scenario))
    if os.environ.get("GATEWRIGHT_UPDATE_GOLDEN"):
        path.write_text(text.partition(EXPECT)[0] + EXPECT + journal)

    assert scenario["says"].strip()
    assert path.read_text().partition(EXPECT)[2] == journal
