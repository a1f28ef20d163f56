"""What a failed run says it misses, and which ignored file may hold it."""

import pytest

from gatewright.core.projects.missing_settings import (
    MissingSettings,
    find_missing_settings,
    looks_like_settings,
    suggest_files,
)


@pytest.mark.parametrize(
    ("tail", "variables", "files"),
    [
        ("E   KeyError: 'DATABASE_URL'", ("DATABASE_URL",), ()),
        ("RuntimeError: DATABASE_URL is not set", ("DATABASE_URL",), ()),
        ("Error: Missing required environment variable: API_KEY", ("API_KEY",), ()),
        ("ImproperlyConfigured: Set the SECRET_KEY environment variable", ("SECRET_KEY",), ()),
        ("decouple.UndefinedValueError: SECRET_KEY not found. Declare it", ("SECRET_KEY",), ()),
        ('EnvError: Environment variable "PORT" not set', ("PORT",), ()),
        ("FileNotFoundError: [Errno 2] No such file or directory: '.env'", (), (".env",)),
        ("Error: ENOENT: no such file or directory, open '/x/.env'", (), ("/x/.env",)),
        ("KeyError: 'name'", (), ()),
        ("assert 1 == 2", (), ()),
        ("", (), ()),
    ],
)
def test_failure_names_what_is_missing(
    tail: str, variables: tuple[str, ...], files: tuple[str, ...]
) -> None:
    assert find_missing_settings(tail) == MissingSettings(variables, files)


def test_many_names_are_bounded() -> None:
    tail = "\n".join(f"KeyError: 'NAME_{number}'" for number in range(1000))

    assert len(find_missing_settings(tail).variables) == 10


def test_file_named_as_missing_comes_first_and_others_only_for_a_variable() -> None:
    ignored = (".env", ".venv/bin/python", "config/test.yaml", ".env.example")

    by_file = suggest_files(MissingSettings((), ("/x/config/test.yaml",)), ignored)
    by_both = suggest_files(MissingSettings(("KEY",), ("/x/config/test.yaml",)), ignored)

    assert by_file == ("config/test.yaml",)
    assert by_both == ("config/test.yaml", ".env")
    assert suggest_files(MissingSettings((), ()), ignored) == ()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".env", True),
        ("api/.env.test", True),
        ("settings.local.json", True),
        ("local_settings.py", True),
        (".env.example", False),
        ("environment.py", False),
        ("node_modules/x/index.js", False),
    ],
)
def test_settings_files_are_known_by_name(path: str, expected: bool) -> None:
    assert looks_like_settings(path) is expected
