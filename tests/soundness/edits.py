"""Random edits of a small repository: sources, tests, settings, ignores, names, modes, branches."""

import random
from collections.abc import Callable
from pathlib import Path

from tests.checkouts import Checkout

SETTINGS = """
[project]
name = "shelf"
version = "1"

[tool.pytest.ini_options]
testpaths = ["tests"]
{pytest}

[tool.coverage.run]
{coverage}

[tool.ruff]
{ruff}

[tool.ruff.lint]
select = ["E", "F", "I", "INP", "EXE"]
"""
PYTEST = ("", 'addopts = "-q"', 'addopts = "--deselect tests/test_shelf.py::test_old"', "nonsense")
COVERAGE = ("", 'omit = ["shelf/extra.py"]', "branch = true")
RUFF = ("", "line-length = 60", 'exclude = ["shelf/extra.py"]', 'extend = "other.toml"')
FIRST = {
    "pyproject.toml": SETTINGS.format(pytest="", coverage="", ruff=""),
    ".gitignore": "*.pyc\n",
    "README.md": "# Shelf\n",
    "data.txt": "2\n",
    "shelf/__init__.py": "",
    "shelf/core.py": "def double(n):\n    return n * 2\n",
    "shelf/extra.py": "def half(n):\n    if n > 100:\n        return 50\n    return n // 2\n",
    "tests/__init__.py": "",
    "tests/test_shelf.py": (
        "from pathlib import Path\n\nfrom shelf import core\n\n\n"
        "def test_old():\n    assert core.double(2) == 4\n\n\n"
        "def test_data():\n    assert core.double(1) == int(Path('data.txt').read_text())\n"
    ),
}
SOURCE_LINES = (
    "\n\ndef triple(n):\n    return n * 3\n",
    "\n\ndef sign(n):\n    if n < 0:\n        return -1\n    return 1\n",
    "import os\n",
    "import os  # noqa: F401\n",
    "\nimport loose\nimport zlib\n",
    "\nx = 1 # a comment that makes this line longer than sixty columns are\n",
    '\nkey = "AKIAQ7RTZ2MNB4XWE6PM"\n',
    "\ndouble = None\n",
    "\ndef (:\n",
)
TEST_LINES = (
    "\n\ndef test_triple():\n    assert core.triple(1) == 3\n",
    "\n\ndef test_nothing():\n    assert True\n",
    "\n\ndef test_wrong():\n    assert core.double(2) == 5\n",
    "\n\ndef test_half():\n    from shelf.extra import half\n\n    assert half(4) == 2\n",
    "\n\ndef test_there():\n    assert Path('shelf').is_dir()\n",
)
SOURCES = ("shelf/core.py", "shelf/extra.py", "shelf/new.py", "loose.py")
TESTS = ("tests/test_shelf.py", "tests/test_more.py")
Edit = Callable[[Checkout, random.Random], str]


def edited(checkout: Checkout, chance: random.Random) -> str:
    """Make one edit; return what it was."""
    weights = [weight for _, weight in EDITS]
    [(edit, _)] = chance.choices(EDITS, weights)
    return f"{edit.__name__}({edit(checkout, chance)})"


def add_source(checkout: Checkout, chance: random.Random) -> str:
    """Append to a source file, or begin one."""
    return _append(checkout, chance.choice(SOURCES), chance.choice(SOURCE_LINES))


def add_test(checkout: Checkout, chance: random.Random) -> str:
    """Append to a test file, or begin one."""
    path = chance.choice(TESTS)
    if not (checkout.root / path).exists():
        checkout.write({path: "from pathlib import Path\n\nfrom shelf import core\n"})
    return _append(checkout, path, chance.choice(TEST_LINES))


def change_settings(checkout: Checkout, chance: random.Random) -> str:
    """Set pytest, coverage and ruff anew."""
    told = {
        "pytest": chance.choice(PYTEST),
        "coverage": chance.choice(COVERAGE),
        "ruff": chance.choice(RUFF),
    }
    checkout.write({"pyproject.toml": SETTINGS.format(**told)})
    return repr(told)


def add_settings_file(checkout: Checkout, chance: random.Random) -> str:
    """Let settings of a folder, or those that others take in, come or go."""
    path = chance.choice(("shelf/ruff.toml", "other.toml", "tests/conftest.py"))
    if (checkout.root / path).exists():
        (checkout.root / path).unlink()
        return f"-{path}"
    text = "" if path.endswith(".py") else f"line-length = {chance.choice((50, 120))}\n"
    checkout.write({path: text})
    return path


def change_ignores(checkout: Checkout, chance: random.Random) -> str:
    """Ignore something, or nothing."""
    text = chance.choice(("", "*.pyc\n", "shelf/new.py\n", "loose.py\n/tests/test_more.py\n"))
    checkout.write({".gitignore": text})
    return repr(text)


def change_data(checkout: Checkout, chance: random.Random) -> str:
    """Change what no import leads to."""
    path = chance.choice(("data.txt", "README.md", "docs/notes.md"))
    text = chance.choice(("2\n", "3\n"))
    checkout.write({path: text})
    return f"{path}: {text!r}"


def remove_file(checkout: Checkout, chance: random.Random) -> str:
    """Remove a file."""
    path = chance.choice(_files(checkout))
    (checkout.root / path).unlink()
    return path


def rename_file(checkout: Checkout, chance: random.Random) -> str:
    """Give a file another name."""
    path = chance.choice(_files(checkout))
    target = str(Path(path).with_name(chance.choice(("moved.py", "test_moved.py", "extra.py"))))
    (checkout.root / path).rename(checkout.root / target)
    return f"{path} -> {target}"


def change_mode(checkout: Checkout, chance: random.Random) -> str:
    """Let a file be a program, or no more."""
    path = chance.choice(_files(checkout))
    whole = checkout.root / path
    whole.chmod(whole.stat().st_mode ^ 0o111)
    return path


def go_back(checkout: Checkout, chance: random.Random) -> str:
    """Take back all that was not committed, or all that the branch did."""
    ref = chance.choice(("HEAD", "main"))
    checkout.git("add", "-A")
    checkout.git("reset", "-q", "--hard", ref)
    return ref


def commit(checkout: Checkout, chance: random.Random) -> str:
    """Commit everything."""
    checkout.commit()
    return ""


def land(checkout: Checkout, chance: random.Random) -> str:
    """Let the base move to what is committed here."""
    checkout.git("branch", "-f", "main", "HEAD")
    return ""


EDITS: tuple[tuple[Edit, int], ...] = (
    (add_source, 6),
    (add_test, 6),
    (change_settings, 3),
    (add_settings_file, 2),
    (change_ignores, 2),
    (change_data, 2),
    (remove_file, 2),
    (rename_file, 2),
    (change_mode, 1),
    (go_back, 3),
    (commit, 2),
    (land, 1),
)


def _append(checkout: Checkout, path: str, text: str) -> str:
    whole = checkout.root / path
    whole.parent.mkdir(exist_ok=True)
    with whole.open("a", encoding="utf-8") as file:
        file.write(text)
    return f"{path} + {text!r}"


def _files(checkout: Checkout) -> list[str]:
    """Return the files that an edit may meet: code only."""
    found = [
        path.relative_to(checkout.root).as_posix()
        for folder in ("shelf", "tests")
        for path in (checkout.root / folder).glob("*.py")
    ]
    return sorted(found) or [_put_back(checkout)]


def _put_back(checkout: Checkout) -> str:
    checkout.write({"shelf/core.py": FIRST["shelf/core.py"]})
    return "shelf/core.py"
