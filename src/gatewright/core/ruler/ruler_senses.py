"""How each known setting of a check is to be read: more is weaker, higher is stronger, no effect.

Invariants: the table is data; the first pattern that matches decides; what is not in it is unknown.
"""

from enum import StrEnum
from fnmatch import fnmatchcase

__all__ = ["Sense", "sense_of"]


class Sense(StrEnum):
    """How the value of a known setting is to be read."""

    MORE_IS_WEAKER = "more is weaker"
    MORE_IS_STRONGER = "more is stronger"  # unset means the tool's own choice
    MORE_ADDS = "more adds"  # unset means none
    HIGHER_IS_STRONGER = "higher is stronger"
    HIGHER_IS_WEAKER = "higher is weaker"
    TRUE_IS_STRONGER = "true is stronger"
    TRUE_IS_WEAKER = "true is weaker"
    OPTIONS = "options"  # a command line of pytest
    INERT = "inert"


_S = Sense
# The first pattern that matches decides.
_SENSES: tuple[tuple[str, Sense], ...] = (
    ("ruff/format/*", _S.INERT),
    ("ruff/cache-dir", _S.INERT),
    ("ruff/output-format", _S.INERT),
    ("ruff/fix*", _S.INERT),
    ("ruff/unsafe-fixes", _S.INERT),
    ("ruff/show-fixes", _S.INERT),
    ("ruff/respect-gitignore", _S.INERT),  # our runs never respect it
    ("ruff/*fixable", _S.INERT),
    ("ruff/*per-file-ignores/*", _S.MORE_IS_WEAKER),
    ("ruff/*extend-select", _S.MORE_ADDS),
    ("ruff/*extend-include", _S.MORE_ADDS),
    ("ruff/*select", _S.MORE_IS_STRONGER),
    ("ruff/*include", _S.MORE_IS_STRONGER),
    ("ruff/*ignore", _S.MORE_IS_WEAKER),
    ("ruff/*exclude", _S.MORE_IS_WEAKER),
    ("ruff/line-length", _S.HIGHER_IS_WEAKER),
    ("ruff/*/max-*", _S.HIGHER_IS_WEAKER),
    ("coverage/html/*", _S.INERT),
    ("coverage/xml/*", _S.INERT),
    ("coverage/json/*", _S.INERT),
    ("coverage/lcov/*", _S.INERT),
    ("coverage/report/show_missing", _S.INERT),
    ("coverage/report/skip_*", _S.INERT),
    ("coverage/report/precision", _S.INERT),
    ("coverage/report/sort", _S.INERT),
    ("coverage/report/format", _S.INERT),
    ("coverage/*/omit", _S.MORE_IS_WEAKER),
    ("coverage/*/exclude_*", _S.MORE_IS_WEAKER),
    ("coverage/*/partial_*", _S.MORE_IS_WEAKER),
    ("coverage/*/ignore_errors", _S.TRUE_IS_WEAKER),
    ("coverage/*/fail_under", _S.HIGHER_IS_STRONGER),
    ("coverage/*/branch", _S.TRUE_IS_STRONGER),
    ("coverage/*/source*", _S.MORE_IS_STRONGER),
    ("coverage/*/include", _S.MORE_IS_STRONGER),
    ("pytest/markers", _S.INERT),
    ("pytest/log*", _S.INERT),
    ("pytest/cache_dir", _S.INERT),
    ("pytest/console_output_style", _S.INERT),
    ("pytest/addopts", _S.OPTIONS),
    ("pytest/norecursedirs", _S.MORE_IS_WEAKER),
    ("pytest/collect_ignore*", _S.MORE_IS_WEAKER),
    ("pytest/testpaths", _S.MORE_IS_STRONGER),
    ("pytest/python_files", _S.MORE_IS_STRONGER),
    ("pytest/python_functions", _S.MORE_IS_STRONGER),
    ("pytest/python_classes", _S.MORE_IS_STRONGER),
    ("pytest/*strict*", _S.TRUE_IS_STRONGER),
    ("mypy/overrides/*/module", _S.INERT),  # part of the key already
    ("mypy/cache_dir", _S.INERT),
    ("mypy/pretty", _S.INERT),
    ("mypy/show_*", _S.INERT),
    ("mypy/*disable_error_code", _S.MORE_IS_WEAKER),
    ("mypy/*enable_error_code", _S.MORE_ADDS),
    ("mypy/*exclude", _S.MORE_IS_WEAKER),
    ("mypy/*files", _S.MORE_IS_STRONGER),
    ("mypy/*packages", _S.MORE_IS_STRONGER),
    ("mypy/*ignore_errors", _S.TRUE_IS_WEAKER),
    ("mypy/*ignore_missing_imports", _S.TRUE_IS_WEAKER),
    ("mypy/*allow_untyped_*", _S.TRUE_IS_WEAKER),
    ("mypy/*allow_redefinition*", _S.TRUE_IS_WEAKER),
    ("mypy/*implicit_*", _S.TRUE_IS_WEAKER),
    ("mypy/*disallow_*", _S.TRUE_IS_STRONGER),
    ("mypy/*warn_*", _S.TRUE_IS_STRONGER),
    ("mypy/*no_implicit_*", _S.TRUE_IS_STRONGER),
    ("mypy/*check_untyped_defs", _S.TRUE_IS_STRONGER),
    ("mypy/*strict*", _S.TRUE_IS_STRONGER),
    ("pyright/exclude", _S.MORE_IS_WEAKER),
    ("pyright/ignore", _S.MORE_IS_WEAKER),
    ("pyright/strict", _S.MORE_ADDS),
    ("pyright/include", _S.MORE_IS_STRONGER),
    ("pyright/strict*", _S.TRUE_IS_STRONGER),
    ("flake8/*ignore*", _S.MORE_IS_WEAKER),
    ("flake8/*exclude", _S.MORE_IS_WEAKER),
    ("flake8/extend-select", _S.MORE_ADDS),
    ("flake8/select", _S.MORE_IS_STRONGER),
    ("flake8/max-*", _S.HIGHER_IS_WEAKER),
    ("pylint/*disable", _S.MORE_IS_WEAKER),
    ("pylint/*ignore*", _S.MORE_IS_WEAKER),
    ("pylint/*enable", _S.MORE_ADDS),
    ("pylint/*max-*", _S.HIGHER_IS_WEAKER),
    ("bandit/exclude*", _S.MORE_IS_WEAKER),
    ("bandit/skips", _S.MORE_IS_WEAKER),
    ("importlinter/*ignore_imports", _S.MORE_IS_WEAKER),
    ("tsc/exclude", _S.MORE_IS_WEAKER),
    ("tsc/include", _S.MORE_IS_STRONGER),
    ("tsc/files", _S.MORE_IS_STRONGER),
    ("tsc/compilerOptions/strict*", _S.TRUE_IS_STRONGER),
    ("tsc/compilerOptions/noEmit*", _S.INERT),
    ("tsc/compilerOptions/no*", _S.TRUE_IS_STRONGER),
    ("tsc/compilerOptions/exactOptionalPropertyTypes", _S.TRUE_IS_STRONGER),
    ("tsc/compilerOptions/checkJs", _S.TRUE_IS_STRONGER),
    ("tsc/compilerOptions/skip*", _S.TRUE_IS_WEAKER),
    ("tsc/compilerOptions/suppress*", _S.TRUE_IS_WEAKER),
    ("tsc/compilerOptions/allowUn*", _S.TRUE_IS_WEAKER),
    ("tsc/compilerOptions/types", _S.MORE_IS_STRONGER),
    ("tsc/compilerOptions/*", _S.INERT),
    ("jest/*coveragePathIgnorePatterns", _S.MORE_IS_WEAKER),
    ("jest/*PathIgnorePatterns", _S.MORE_IS_WEAKER),
    ("jest/*coverageThreshold/*", _S.HIGHER_IS_STRONGER),
    ("jest/*verbose", _S.INERT),
    ("c8/exclude", _S.MORE_IS_WEAKER),
    ("nyc/exclude", _S.MORE_IS_WEAKER),
    ("c8/reporter", _S.INERT),
    ("nyc/reporter", _S.INERT),
    ("eslint/ignore*", _S.MORE_IS_WEAKER),
)


def sense_of(key: str) -> Sense | None:
    """Return how the setting with the canonical name `key` is read; None where it is not known."""
    return next((sense for glob, sense in _SENSES if fnmatchcase(key, glob)), None)
