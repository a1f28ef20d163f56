"""What each static tool says of real files: found, hidden, left out, broken."""

import json
import os
from pathlib import Path

import pytest

from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import SecretsTool
from gatewright.model.observations import FindingLevel, FindingsRun
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Status
from gatewright.testing.memory_store import MemoryEvidence
from tests.static_tools import bench_in, judge, look

KEY = "AKIA" + "Z3VQ8L5NXW7RTPB2"
UNUSED = "import os\n"


def ruff(folder: Path, files: dict[str, str | bytes]) -> FindingsRun:
    settings = {"ruff.toml": "lint.select = ['F']\n"}
    run = look(RuffTool(bench_in(folder)), folder / "tree", settings | files)
    assert isinstance(run, FindingsRun), run
    return run


def secrets(folder: Path, files: dict[str, str | bytes]) -> FindingsRun:
    run = look(SecretsTool(bench_in(folder)), folder / "tree", files, tuple(files))
    assert isinstance(run, FindingsRun), run
    return run


def test_ruff_reports_rule_place_and_tool(tmp_path: Path) -> None:
    run = ruff(tmp_path, {"a.py": "x = 1\n\n\ndef f():\n    import os\n"})

    (found,) = [each for each in run.findings if each.rule == "F401"]
    assert (found.path, found.line) == ("a.py", 5)
    assert run.execution.tool.startswith("ruff ")
    assert run.examined == ("a.py",)
    assert len(run.execution.reports) == 1


def test_ruff_finding_keeps_its_name_when_lines_shift(tmp_path: Path) -> None:
    base = ruff(tmp_path / "base", {"a.py": "x = 1\n\n\ndef f():\n    import os\n"})
    head = ruff(tmp_path / "head", {"a.py": "x = 1\ny = 2\n\n\ndef f():\n\n    import  os\n"})

    assert judge(head, base).status is Status.PASS


def test_ruff_takes_settings_of_the_project_and_tells_what_they_leave_out(tmp_path: Path) -> None:
    run = ruff(
        tmp_path,
        {"ruff.toml": "extend-exclude = ['gen']\n", "a.py": "", "gen/b.py": ""},
    )

    assert (run.examined, run.excluded, run.missing) == (("a.py",), ("gen/b.py",), ())


def test_ruff_never_mends_the_checkout(tmp_path: Path) -> None:
    ruff(tmp_path, {"ruff.toml": "fix = true\n", "a.py": UNUSED})

    assert (tmp_path / "tree" / "a.py").read_text() == UNUSED
    assert sorted(path.name for path in (tmp_path / "tree").iterdir()) == ["a.py", "ruff.toml"]
    assert list((tmp_path / "scratch").iterdir()) == []


def test_ruff_with_settings_it_cannot_read_is_trouble(tmp_path: Path) -> None:
    files = {"pyproject.toml": "[tool.ruff]\nselct = 1\n", "a.py": ""}

    trouble = look(RuffTool(bench_in(tmp_path)), tmp_path / "tree", files)

    assert isinstance(trouble, Trouble)
    assert trouble.code == "check.tool-failed"
    assert "selct" in trouble.tail


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os  # noqa: F401\n", "import os as o  # noqa: F401\n"),
        ("# ruff: noqa\nimport os\n", "# ruff: noqa\nimport os\nimport sys\n"),
        ("import os  # noqa: F401\nx = 1\n", "import sys  # noqa: F401\nx = 1\n"),
    ],
)
def test_line_whose_noqa_stood_on_the_base_is_no_finding(
    tmp_path: Path, before: str, after: str
) -> None:
    base = ruff(tmp_path / "base", {"a.py": before})

    assert judge(ruff(tmp_path / "head", {"a.py": after}), base).status is Status.PASS


def test_missing_candidate_is_told(tmp_path: Path) -> None:
    run = look(RuffTool(bench_in(tmp_path)), tmp_path / "tree", {"a.py": ""}, ("a.py", "b.py"))

    assert isinstance(run, FindingsRun)
    assert run.missing == ("b.py",)


@pytest.mark.parametrize("tool", [RuffTool, SecretsTool])
def test_absent_tool_is_trouble(tmp_path: Path, tool: type[RuffTool]) -> None:
    from tests import static_tools

    programs, static_tools.PROGRAMS = static_tools.PROGRAMS, str(tmp_path)
    try:
        trouble = look(tool(bench_in(tmp_path)), tmp_path / "tree", {"a.py": ""})
    finally:
        static_tools.PROGRAMS = programs

    assert isinstance(trouble, Trouble)
    assert trouble.code == "check.tool-absent"


def test_secrets_are_found_and_never_kept(tmp_path: Path) -> None:
    bench = bench_in(tmp_path)
    files = {"deploy/a.py": f"x = 1\nkey = '{KEY}'\n"}

    run = look(SecretsTool(bench), tmp_path / "tree", files, tuple(files))

    assert isinstance(run, FindingsRun)
    assert [(each.rule, each.path, each.line) for each in run.findings] == [
        ("AWS Access Key", "deploy/a.py", 2)
    ]
    assert isinstance(bench.store, MemoryEvidence)
    assert run.execution.log is not None
    assert KEY.encode() not in (bench.store.get(run.execution.log) or b"")
    assert KEY not in repr(run)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("latin.py", b"# -*- coding: latin-1 -*-\n# \xe9\nk = '" + KEY.encode() + b"'\n"),
        ("swagger.py", f"k = '{KEY}'\n"),
        ("picture.png", f"k = '{KEY}'\n"),
        ("own.lock", f"k = '{KEY}'\n"),
        ("-name.py", f"k = '{KEY}'\n"),
        (".secrets.baseline", json.dumps({"k": KEY})),
        ("node_modules/a.js", f"k = '{KEY}'\n"),
        ("wide.txt", f"k = '{KEY}'\n".encode("utf-16")),
        ("allowed.py", f"k = '{KEY}'  # pragma: allowlist secret\n"),
        ("next.py", f"# pragma: allowlist nextline secret\nk = '{KEY}'\n"),
    ],
)
def test_secret_is_found_where_the_tool_alone_looks_away(
    tmp_path: Path, path: str, content: str | bytes
) -> None:
    run = secrets(tmp_path, {path: content})

    assert [each.path for each in run.findings] == [path]
    assert run.examined == (path,)


def test_secret_of_the_base_is_old_wherever_it_went(tmp_path: Path) -> None:
    base = secrets(tmp_path / "base", {"a.py": f"k = '{KEY}'\n"})
    head = secrets(tmp_path / "head", {"b.py": f"x = 1\nkey = ['{KEY}']\n"})

    assert judge(head, base, "detect-secrets").status is Status.PASS


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (f"digest = '{'0123456789abcdef' * 4}'\n", FindingLevel.NOTE),
        ("password = 'wrong'\n", FindingLevel.NOTE),
        (f"key = '{'0123456789abcdef'[::-1] * 2}'\n", FindingLevel.ERROR),
        ("password = 'hunter2-X9'\n", FindingLevel.ERROR),
    ],
)
def test_digest_or_plain_word_is_told_as_a_note_only(
    tmp_path: Path, text: str, level: FindingLevel
) -> None:
    run = secrets(tmp_path, {"a.py": text})

    assert {each.level for each in run.findings} == {level}


def test_file_that_holds_no_text_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link.txt").symlink_to("/etc/passwd")
    files: dict[str, str | bytes] = {
        "logo.png": b"\x89PNG\0\0",
        "uv.lock": 'hash = "0123456789abcdef0123"',
        "pyproject.toml": "",
        "a.py": "",
    }
    candidates = (*files, "link.txt")

    run = look(SecretsTool(bench_in(tmp_path)), tmp_path / "tree", files, candidates)

    assert isinstance(run, FindingsRun)
    assert run.examined == ("a.py", "pyproject.toml")
    assert run.excluded == ("link.txt", "logo.png", "uv.lock")


@pytest.mark.parametrize("content", [f'key = "{KEY}"\n', f'key = "{KEY}"\n'.encode() + b"\0"])
def test_text_is_read_under_the_name_of_a_lock_and_with_a_nul(
    tmp_path: Path, content: str | bytes
) -> None:
    run = secrets(tmp_path, {"link/uv.lock": content})

    assert [(each.path, each.line) for each in run.findings] == [("link/uv.lock", 1)]


def test_text_that_is_too_large_is_told_as_not_read(tmp_path: Path) -> None:
    run = secrets(tmp_path, {"big.txt": "a" * 5_300_000, "a.py": "", "big.bin": b"\0" * 5_300_000})

    assert (run.examined, run.excluded, run.missing) == (("a.py",), ("big.bin",), ("big.txt",))


def test_file_whose_name_ruff_cannot_tell_is_not_read(tmp_path: Path) -> None:
    names = ("a\nb.py", os.fsdecode(b"caf\xe9.py"))
    run = ruff(tmp_path, dict.fromkeys((*names, "a.py"), UNUSED))

    assert run.examined == ("a.py",)
    assert set(run.missing) == set(names)


def test_scanner_that_does_not_look_is_trouble(tmp_path: Path) -> None:
    """Exit code 0 and a report without findings are no evidence: the planted key must be there."""
    from tests import static_tools

    blind = tmp_path / "bin" / "detect-secrets"
    blind.parent.mkdir()
    blind.write_text('#!/bin/sh\necho \'{"version": "1.5.0", "results": {}}\'\n')
    blind.chmod(0o755)
    programs, static_tools.PROGRAMS = static_tools.PROGRAMS, str(blind.parent)
    try:
        trouble = look(SecretsTool(bench_in(tmp_path)), tmp_path / "tree", {"a.py": ""})
    finally:
        static_tools.PROGRAMS = programs

    assert isinstance(trouble, Trouble)
    assert "planted key" in trouble.found
