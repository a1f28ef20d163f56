"""How the test script of package.json is read: options and files, without a shell."""

import shlex

import pytest

from gatewright.checks.node_runners import choose_node_files
from gatewright.checks.node_script import NodeScript, match_patterns, parse_node_script


@pytest.mark.parametrize(
    ("script", "options", "patterns"),
    [
        ("node --test", (), ()),
        ("NODE_ENV=test node --import tsx --test src/*.ts", ("--import", "tsx"), ("src/*.ts",)),
        ("tsc && node --test --test-reporter=spec test/ | cat", (), ("test/",)),
        ("node --test --test-reporter spec --test-concurrency=1", ("--test-concurrency=1",), ()),
        ("node build.js && echo --test", (), ()),
        ("node --test --watch", (), ()),
    ],
)
def test_script_is_read_for_what_it_says_of_tests(
    script: str, options: tuple[str, ...], patterns: tuple[str, ...]
) -> None:
    assert parse_node_script(shlex.split(script)) == NodeScript(options, patterns)


def test_pattern_names_a_file_a_folder_or_a_glob() -> None:
    files = ("a.js", "test/b.js", "test/deep/c.mjs", "test/data.json", "src/x.spec.ts")

    assert match_patterns(["a.js"], files) == ("a.js",)
    assert match_patterns(["./test/"], files) == ("test/b.js", "test/deep/c.mjs")
    assert match_patterns(["**/*.spec.{js,ts}"], files) == ("src/x.spec.ts",)
    assert match_patterns(["../*", "(", "a" * 5000], files) == ()


def test_without_a_word_node_runs_its_usual_names() -> None:
    files = ("w/a.test.js", "w/test/b.cjs", "w/src/test/c.mjs", "w/src/d.js", "w/test.js")

    assert choose_node_files(NodeScript(), files, "w") == (
        "w/a.test.js",
        "w/test/b.cjs",
        "w/src/test/c.mjs",
        "w/test.js",
    )
