"""Reads INI texts in bounded time. To be imported late: few trees hold one, its reader is large."""

import configparser

from gatewright.model.late_pattern import late_pattern

SECTIONS_MAX = 5000
DEFAULTS_MAX = 100_000  # values that [DEFAULT] gives: each of its keys to each section
_WIDE_BLANK = late_pattern(r"(?<=\S)[^\S\n]{50,}")

Sections = dict[str, dict[str, str]]


def read_sections(text: str) -> Sections:
    """Return the sections of an INI file; no value is interpolated.

    Raises: ValueError -- the writer's.
    """
    reader = configparser.RawConfigParser(strict=False)
    try:
        reader.read_string(_readable(text))
    except (configparser.Error, AttributeError) as problem:  # its own, where nothing goes on
        raise ValueError(str(problem)) from problem
    return _plain(reader)


def read_settings(text: str) -> Sections:
    """Return the sections of settings, whose keys keep their case and may stand without a value.

    Raises: ValueError -- the writer's.
    """
    reader = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    reader.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    try:
        reader.read_string(_readable(text))
    except configparser.Error as problem:
        raise ValueError(str(problem)) from problem
    except AttributeError as error:  # its own, where a key without a value goes on
        raise ValueError("a key without a value goes on in the next line") from error
    return _plain(reader)


def _readable(text: str) -> str:
    """Return an INI text that is read in time. Raises: ValueError -- the writer's.

    Shape: no run of blanks in a line is wider than 50, for the standard reader looks for the end
           of a run from each of its blanks.
    """
    if text.count("\n[") > SECTIONS_MAX:
        raise ValueError(f"it has more than {SECTIONS_MAX} sections")
    return _WIDE_BLANK.sub(" " * 50, text)


def _plain(reader: configparser.RawConfigParser) -> Sections:
    """Return what was read, section by section. Raises: ValueError -- the writer's."""
    if len(reader.defaults()) * len(reader.sections()) > DEFAULTS_MAX:
        raise ValueError(f"its [DEFAULT] stands for more than {DEFAULTS_MAX} values")
    return {name: dict(reader.items(name)) for name in reader.sections()}
