"""Write the first configuration of a project: what was found, what counts, what could be added.

Invariant: what is written here parses back, whatever the names in the repository are.
"""

import re
from collections.abc import Sequence

from gatewright.definitions.shape import FORMAT_VERSION, VERSION_KEY
from gatewright.model.project import Project, Stack
from gatewright.model.rules import Thresholds

LINE_CHARS_MAX = 96
NAMES = {"python": "Python", "node": "Node", "other": "Other"}
EXAMPLES = """\
# Checks of your own, by name. Take the "#" away to try one.  gatewright explain
# checks:
#   changelog: {git: {must_touch: [CHANGELOG.md]}}
#   readme: {doc: {path: README.md, sections: [Install, Usage]}}
#   small: {assert: "change.added <= 400", advisory: true}
"""
_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_WORDS_OF_YAML = ("true", "false", "null", "yes", "no", "on", "off")


def render_configuration(projects: Sequence[Project], default_base: str) -> str:
    """Return the text of a configuration for `projects`.

    Shape: `default_base` is the branch people compare with; "" leaves it to be found.
    """
    coverage = Thresholds()
    lines = [
        f"# How this project is judged. It counts from the moment it is on {_base(default_base)}.",
        f"{VERSION_KEY}: {FORMAT_VERSION}",
        "",
        *_found(projects),
        "",
        *_base_lines(default_base),
        "# Minimum of changed lines that run in tests, in per cent.",
        f"coverage: {{development: {coverage.development}, staging: {coverage.staging},"
        f" production: {coverage.production}}}",
        "",
        *_off_lines(projects),
    ]
    return "\n".join(lines) + "\n" + EXAMPLES


def describe_projects(projects: Sequence[Project]) -> str:
    """Return what was found in one sentence: "Python, uv, pytest, ruff"."""
    return "; ".join(_described(project) for project in projects) or "no project that is known here"


def _found(projects: Sequence[Project]) -> list[str]:
    """Return what was recognised, and what is judged because of it."""
    found = [_comment(f"Found: {_described(project)}") for project in projects[:10]]
    if len(projects) > 10:
        found.append(f"# and {len(projects) - 10} more.")
    if not found:
        found = ["# No project was recognised: checks of your own are judged, and secrets."]
    return [*found, _comment("Judged: " + ", ".join(_judged(projects)))]


def _judged(projects: Sequence[Project]) -> list[str]:
    """Return the built-in checks that have something to look at."""
    have = {
        "tests": any(project.tests for project in projects),
        "proof": any(project.tests for project in projects),
        "coverage": any(project.tests for project in projects),
        "ruler": True,
        "lint": any(project.lint for project in projects),
        "types": any(project.types for project in projects),
        "secrets": True,
    }
    return [name for name, is_there in have.items() if is_there]


def _off_lines(projects: Sequence[Project]) -> list[str]:
    """Return the offer to do without a check, naming one that found nothing."""
    absent = [
        name for name in ("tests", "lint", "types") if name not in _judged(projects) and projects
    ]
    named = ", ".join(absent) or "types"
    return [f"# off: [{named}]    # built-in checks to do without; judgements say so", ""]


def _base_lines(default_base: str) -> list[str]:
    """Return the line that names the base, where it can be written."""
    if not _can_be_written(default_base):
        return []
    return ["# What a change is compared with.", f"base: {quoted(default_base)}", ""]


def _base(default_base: str) -> str:
    """Return the base as a comment says it."""
    return quoted(default_base)[:60] if _can_be_written(default_base) else "your main branch"


def _can_be_written(text: str) -> bool:
    """Return whether `text` is a name that a file can hold."""
    is_text = text.encode("utf-8", "ignore").decode("utf-8") == text
    return bool(text.strip()) and is_text and "\x00" not in text and len(text) <= 1000


def _described(project: Project) -> str:
    """Return one project in words: where, which stack, which tools."""
    where = f"{project.root}: " if project.root else ""
    tests = project.tests.tool if project.tests else "no tests"
    stack = NAMES[Stack(project.stack)]
    words = [stack, project.profile, tests, project.lint or "", project.types or ""]
    return where + ", ".join(word for word in words if word)


def _comment(text: str) -> str:
    """Return `text` as one line of comment, whatever it holds."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return f"# {plain}"[:LINE_CHARS_MAX].rstrip()


def quoted(text: str) -> str:
    """Return `text` as a scalar of YAML that reads back as `text`."""
    if _SIMPLE.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    """Return `char` as it stands in a double-quoted scalar."""
    if char in '"\\':
        return "\\" + char
    return char if char.isascii() and char.isprintable() else f"\\U{ord(char):08x}"
