"""What a question that is asked often must not wait for: modules that `status` has no use for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright import bootstrap
from tests.journals import append, skipped

SLOW = (
    "gatewright.checks",
    "gatewright.core",
    "gatewright.definitions",
    "gatewright.environments",
    "gatewright.journal.audit",
    "gatewright.journal.codec",
    "gatewright.model.events",
    "gatewright.model.verdicts",
    "gatewright.processes",
    "gatewright.runtime",
    "gatewright.workers",
    "gatewright.workspace.git",
    "gatewright.workspace.repositories",
    "gatewright.workspace.vault",
    "cel",
    "markdown_it",
    "msgspec",
    "ruamel",
    "shutil",
    "subprocess",
    "tempfile",
)
DOTTED = tuple(f"{name}." for name in SLOW)
SCRIPT = (
    "import sys; before = set(sys.modules); from gatewright.__main__ import main; code = main();"
    "print(code, *sorted(set(sys.modules) - before), file=sys.stderr)"
)


@pytest.mark.parametrize("verb", ["status", "inbox"])
def test_list_of_all_runs_imports_nothing_slow(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it need git: none is on its PATH, and the folder is none that git would read."""
    for part in ("objects", "refs"):
        (tmp_path / "shop" / ".git" / part).mkdir(parents=True)
    (tmp_path / "shop" / ".git" / "HEAD").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    append(bootstrap.journal(str(tmp_path / "shop")), skipped("a"), after=0)
    places = {"XDG_STATE_HOME": str(tmp_path / "state"), "PYTHONPATH": ":".join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, verb, "--json"],
        capture_output=True,
        text=True,
        cwd=tmp_path / "shop",
        env={"PATH": str(tmp_path), **places},
        check=True,
    )

    code, *imported = done.stderr.split()
    document = json.loads(done.stdout)
    listed = [row["run_id"] for row in document["rows"]] if verb == "status" else document["moving"]
    assert (code, listed) == ("0", ["12"])
    assert [name for name in imported if name.startswith("gatewright.journal.sqlite")]
    assert [name for name in imported if f"{name}.".startswith(DOTTED)] == []
