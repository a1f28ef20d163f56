"""The real program from outside: start-up, help, slips, a reader that leaves, an interrupt."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gatewright import __version__
from tests.golden.golden import agrees_with_file

PROGRAM = [sys.executable, "-m", "gatewright"]
CLEAN = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def gatewright(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], capture_output=True, text=True, env=CLEAN | settings, check=False
    )


def test_version_imports_next_to_nothing() -> None:
    """Start-up is what people feel first: `--version` loads no module of ours but the two."""
    script = (
        "import sys; sys.argv = ['gw', '--version']; before = set(sys.modules);"
        "import gatewright.__main__ as program; code = program.main();"
        "print(code, sorted(set(sys.modules) - before))"
    )

    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )

    assert done.stdout == (f"gatewright {__version__}\n0 ['gatewright', 'gatewright.__main__']\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 0),
        (("help", "check"), 0),
        (("show", "--help"), 0),
        (("help", "--agents"), 0),
        (("chek",), 2),
        (("--json", "check"), 2),
        (("check", "--bse", "x"), 2),
        (("completion", "bash"), 0),
    ],
    ids=["first", "check", "show", "agents", "slip", "no-verb", "flag", "completion"],
)
def test_words_are_answered_as_kept(
    words: tuple[str, ...], code: int, request: pytest.FixtureRequest
) -> None:
    done = gatewright(*words)

    name = f"help-{request.node.callspec.id}.txt"
    assert done.returncode == code
    assert agrees_with_file(name, f"{done.stdout}--- stderr\n{done.stderr}")


def test_reader_that_leaves_is_no_trouble() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*PROGRAM, "help"], stdout=writer, stderr=subprocess.PIPE, env=CLEAN, check=False
        )
    finally:
        os.close(writer)

    assert (done.returncode, done.stderr) == (141, b"")


def test_interrupt_is_one_line_and_130() -> None:
    script = (
        "import os, signal, sys; import gatewright.cli.funnel as funnel;"
        "sys.exit(funnel.run_safely(lambda: os.kill(os.getpid(), signal.SIGINT) or 0, ['gw']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )

    assert done.returncode == 130
    assert done.stderr == "\nInterrupted; nothing of yours was changed.\n"


def test_folder_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    done = gatewright("show", "tests", "-C", str(tmp_path / "absent"), HOME=str(tmp_path))

    assert done.returncode == 2
    assert "arguments.folder" in done.stderr
    assert "Traceback" not in done.stderr
