"""A file-local tool, asked file by file, says what it says of all files at once: the real tools.

The law that the cache of findings rests on: whatever was kept from the trees before, the answer on
a tree is that of one run over the whole of it.
"""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import _LOCKS, SecretsTool
from gatewright.core.code.file_local import LOCK_MANIFESTS, derive_grounds, mark_of
from gatewright.model.change import TreeFile
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.ids import TreeId
from gatewright.model.observations import FindingsRun
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import FindingsRequest, FindingsTool
from gatewright.ports.processes import Limits
from gatewright.runtime.file_findings import Composed, FileFindings
from gatewright.testing.memory_store import MemoryRecords
from tests.static_tools import PROGRAMS, PROJECT, bench_in, write_tree

SETTINGS = """
[tool.ruff]
line-length = {width}
exclude = ["gen"]
[tool.ruff.lint]
select = ["E", "F", "I", "INP", "N", "TID", "EXE", "A"]
[tool.ruff.lint.per-file-ignores]
"tests/*" = ["F401"]
"""
LINES = (
    "import os\n",
    "import zlib, helper\n",
    "import helper\nimport requests\n",
    "from . import other\n",
    "x = 1  # noqa: F401\n",
    "import sys  # noqa: F401\n",
    "# ruff: noqa: F401\nimport json\n",
    'key = "AKIAQ7RTZ2MNB4XWE6PM"\n',
    "y = " + "1 + " * 30 + "1\n",
    "def f(:\n",
)
PATHS = ("one.py", "pkg/__init__.py", "pkg/two.py", "tests/t.py", "gen/out.py", "helper.py")
Files = Mapping[str, str]


def files_of(files: Files) -> tuple[TreeFile, ...]:
    return tuple(
        TreeFile(path, "100644", digest_of_bytes(text.encode()), len(text))
        for path, text in sorted(files.items())
    )


def edited(files: Files, chance: random.Random) -> dict[str, str]:
    """Return the files after one edit: a line, a file that comes or goes, or a setting."""
    after = dict(files)
    path = chance.choice(PATHS)
    match chance.randrange(6):
        case 0 | 1 | 2:
            after[path] = after.get(path, "") + chance.choice(LINES)
        case 3:
            after.pop(path, None)
        case 4:
            after["pyproject.toml"] = SETTINGS.format(width=chance.choice((60, 88, 100)))
        case _:
            after[path] = chance.choice(LINES)
    return after


class Asked:
    """A tool in a folder of its own for each tree; `files` is what it was asked about."""

    def __init__(self, tool: FindingsTool, folder: Path, records: MemoryRecords) -> None:
        self.tool = tool
        self.folder = folder
        self.records = records
        self.files: tuple[str, ...] = ()
        self.trees = 0

    def whole(self, files: Files) -> FindingsRun | Trouble:
        return self._run(self._tree(files), tuple(sorted(self._candidates(files))), is_part=False)

    def by_file(self, files: Files, profile: str = "ruff") -> Composed | Trouble:
        listed, tree = files_of(files), self._tree(files)
        grounds = derive_grounds(
            profile, listed, lambda paths: {path: files[path].encode() for path in paths}
        )
        assert grounds is not None
        marks = {
            file.path: mark_of(file) for file in listed if file.path in self._candidates(files)
        }
        self.files = ()

        def look(wanted: tuple[str, ...]) -> FindingsRun | Trouble:
            self.files = wanted
            return self._run(tree, wanted, is_part=len(wanted) < len(marks))

        key = digest_of([profile, grounds])
        return FileFindings(self.records, key, lambda: "now").look(marks, look, use_kept=True)

    def _candidates(self, files: Files) -> set[str]:
        is_secrets = isinstance(self.tool, SecretsTool)
        return {path for path in files if is_secrets or path.endswith(".py")}

    def _tree(self, files: Files) -> Path:
        self.trees += 1
        return write_tree(self.folder / str(self.trees), files)

    def _run(self, tree: Path, files: tuple[str, ...], *, is_part: bool) -> FindingsRun | Trouble:
        request = FindingsRequest(
            project=PROJECT,
            checkout=str(tree),
            tree=TreeId(tree.name),
            attachment=None,
            candidates=files,
            is_part=is_part,
            limits=Limits(wall_s=60.0),
        )
        return self.tool.run(request, PROGRAMS)


def seen(run: FindingsRun | Trouble) -> object:
    """Return all that a run says, in the order of the paths."""
    if isinstance(run, Trouble):
        return run.code
    by_path = sorted(run.findings, key=lambda each: each.path)
    return by_path, set(run.examined), set(run.excluded), set(run.missing)


@pytest.mark.parametrize("profile", ["ruff", "detect-secrets"])
def test_file_by_file_says_what_a_whole_run_says(profile: str, tmp_path: Path) -> None:
    chance = random.Random(f"file by file {profile}")
    bench = bench_in(tmp_path)
    tool = RuffTool(bench) if profile == "ruff" else SecretsTool(bench)
    asked = Asked(tool, tmp_path, MemoryRecords())
    files: dict[str, str] = {
        "pyproject.toml": SETTINGS.format(width=88),
        **{path: chance.choice(LINES) for path in PATHS},
    }
    for _ in range(14 if profile == "ruff" else 5):
        composed = asked.by_file(files, profile)
        told = composed if isinstance(composed, Trouble) else composed.run
        assert seen(told) == seen(asked.whole(files)), files
        files = edited(files, chance)


def test_one_line_edit_looks_at_one_file(tmp_path: Path) -> None:
    asked = Asked(RuffTool(bench_in(tmp_path)), tmp_path, MemoryRecords())
    files = {"pyproject.toml": SETTINGS.format(width=88), **dict.fromkeys(PATHS, "x = 1\n")}
    asked.by_file(files)

    edit = asked.by_file({**files, "one.py": "import os\n"})

    assert asked.files == ("one.py",)
    assert isinstance(edit, Composed)
    assert edit.reused_count == len(PATHS) - 1
    assert [(each.path, each.rule) for each in edit.run.findings if each.rule != "INP001"] == [
        ("one.py", "F401")
    ]


def test_new_module_is_met_by_the_imports_of_all_files(tmp_path: Path) -> None:
    """What is imported from the project itself hangs on which files there are."""
    asked = Asked(RuffTool(bench_in(tmp_path)), tmp_path, MemoryRecords())
    files = {
        "pyproject.toml": SETTINGS.format(width=88),
        "one.py": "import helper\nimport requests\n\nprint(helper, requests)\n",
    }
    before = asked.by_file(files)

    after = asked.by_file({**files, "helper.py": ""})

    assert isinstance(before, Composed)
    assert isinstance(after, Composed)
    assert [each.rule for each in before.run.findings] == []
    assert [each.rule for each in after.run.findings] == ["I001"]


def test_settings_that_take_in_another_file_have_no_grounds() -> None:
    def grounds(text: str, path: str = "pyproject.toml", mode: str = "100644") -> str | None:
        file = TreeFile(path, mode, "b", 1)
        return derive_grounds("ruff", [file], lambda paths: {path: text.encode()})

    assert grounds("[tool.ruff]\nline-length = 80\n") is not None
    assert grounds('[tool.ruff]\nextend = "other.txt"\n') is None
    assert grounds('tool = {ruff = {"ext\\u0065nd" = "other.txt"}}\n') is None
    assert grounds('extend = "../other.toml"\n', "ruff.toml") is None
    assert grounds("not toml") is None
    assert grounds("other.toml", mode="120000") is None
    assert derive_grounds("mypy", [], lambda paths: {}) is None


def test_manifests_beside_locks_are_those_that_the_scanner_knows() -> None:
    assert frozenset(_LOCKS.values()) == LOCK_MANIFESTS


def test_another_answer_on_the_same_file_is_kept_beside_the_first(tmp_path: Path) -> None:
    records = MemoryRecords()
    kept = FileFindings(records, digest_of("k"), lambda: "now")
    asked = Asked(RuffTool(bench_in(tmp_path)), tmp_path, MemoryRecords())
    odd = asked.whole({"one.py": "import os\n"})
    assert isinstance(odd, FindingsRun)
    plain = replace(odd, findings=())
    marks = {"one.py": "mark"}

    kept.look(marks, lambda files: plain, use_kept=True)
    kept.look(marks, lambda files: odd, use_kept=False)
    again = kept.look(marks, lambda files: plain, use_kept=False)

    assert isinstance(again, Composed)
    assert [len(run.findings) for run in again.looks] == [0, len(odd.findings)]
