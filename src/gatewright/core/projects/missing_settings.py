"""Reads from the end of a failed run which setting it missed, and which ignored file may hold it.

Only names are compared: nobody looks into an ignored file before its owner agreed.
"""

import re
from collections.abc import Sequence
from posixpath import basename

from gatewright.model.late_pattern import late_pattern
from gatewright.model.records import dataclass

TEXT_CHARS_MAX = 200_000
NAMES_MAX = 10
_NAME = r"[A-Z][A-Z0-9_]{2,60}"
_VARIABLES = (
    rf"KeyError: ['\"]({_NAME})['\"]",
    rf"\b({_NAME})['\"`]? (?:environment variable )?(?:is|was|must be|has to be) "
    r"(?:not set|not defined|set|defined|missing|required|undefined|unset|empty)",
    rf"\b({_NAME})['\"`]? (?:not set|not found|is missing|missing)\b",
    rf"(?i:missing|set the|required|undefined|no)(?i: required)?(?i: environment)?"
    rf"(?i: variables?| env var| variable)?:? ['\"`]?({_NAME})\b",
    rf"(?i:environment variable) ['\"`]?({_NAME})['\"`]? (?:not|is|was|must)",
)
_FILES = (
    r"No such file or directory: ['\"]([^'\"\n]{1,300})['\"]",
    r"ENOENT: no such file or directory, \w+ ['\"]([^'\"\n]{1,300})['\"]",
)
_SETTINGS_FILE = late_pattern(
    r"(\.env(\.[\w.-]+)?|.*\.env|\.?secrets\.(toml|ya?ml|json)|.*[._-]local\.[\w]+|local_settings\.py)"
)
_EXAMPLES = (".example", ".sample", ".template", ".dist")


@dataclass(frozen=True, slots=True)
class MissingSettings:
    """What a failed run says it did not find."""

    variables: tuple[str, ...]  # "DATABASE_URL"
    files: tuple[str, ...]  # as the run names them: ".env", "/tmp/x/.env"


def find_missing_settings(tail: str) -> MissingSettings:
    """Return the variables and files that the end of a failed run names as missing.

    Bounds: at most NAMES_MAX of each, in the order in which they are named.
    """
    text = tail[-TEXT_CHARS_MAX:]
    variables = [name for pattern in _VARIABLES for name in re.findall(pattern, text)]
    files = [name for pattern in _FILES for name in re.findall(pattern, text)]
    return MissingSettings(_distinct(variables), _distinct(files))


def suggest_files(missing: MissingSettings, ignored: Sequence[str]) -> tuple[str, ...]:
    """Return those ignored files of a person's checkout that may hold what is missing.

    Shape: a file named as missing comes first; for a variable, each file that looks like settings.
    """
    named = [
        path
        for path in ignored
        if any(file == path or file.endswith(f"/{path}") for file in missing.files)
    ]
    guessed = [path for path in ignored if missing.variables and looks_like_settings(path)]
    return _distinct([*named, *guessed])


def looks_like_settings(path: str) -> bool:
    """Return whether a file's name says that it holds settings of one machine."""
    name = basename(path)
    return bool(_SETTINGS_FILE.fullmatch(name)) and not name.endswith(_EXAMPLES)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:NAMES_MAX]
