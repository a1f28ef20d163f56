"""How each of Node's test runners is started so that it reports whole, and what it wrote is read.

Options of the project's own script are kept for `node --test`; vitest and jest read their own
configuration files. Reports and coverage always go where we say.
"""

import os
from collections.abc import Callable
from pathlib import Path

from gatewright.checks.node_script import NodeScript, match_patterns
from gatewright.checks.readers.jest_json import parse_jest
from gatewright.checks.readers.junit import JUnitCase, parse_junit
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

_REPORTER = Path(__file__).with_name("node_reporter.mjs")


@dataclass(frozen=True, slots=True)
class NodeRun:
    """What a runner is asked for. Paths are relative to the project where not said otherwise."""

    program: str  # absolute; the script of the runner, "" for Node's own
    files: tuple[str, ...] | None  # None: all; the canary is not among them
    canary: str
    reports: str  # absolute folder
    measures: bool
    script: NodeScript


@dataclass(frozen=True, slots=True)
class NodeRunner:
    """One test runner for Node."""

    name: str
    entry: str  # its script inside node_modules; "" for Node's own
    imports: str  # the first line of a canary
    argv: Callable[[NodeRun], tuple[str, ...]]  # after the `node` program
    parse: Callable[[bytes], tuple[JUnitCase, ...] | Trouble]
    report: str  # names below the folder of reports
    coverage: str


def _node_argv(run: NodeRun) -> tuple[str, ...]:
    reporter = os.path.join(run.reports, "reporter.mjs")
    Path(reporter).write_bytes(_REPORTER.read_bytes())
    lcov = (
        "--experimental-test-coverage",
        "--test-reporter=lcov",
        f"--test-reporter-destination={run.reports}/lcov.info",
    )
    return (
        *run.script.options,
        "--test",
        f"--test-reporter={reporter}",
        f"--test-reporter-destination={run.reports}/junit.xml",
        *(lcov if run.measures else ()),
        *_arguments(*(run.files or ()), run.canary),
    )


def _vitest_argv(run: NodeRun) -> tuple[str, ...]:
    measure = (
        "--coverage.enabled",
        "--coverage.reporter=lcov",
        f"--coverage.reportsDirectory={run.reports}/coverage",
        "--coverage.reportOnFailure",
    )
    files = () if run.files is None else (*run.files, run.canary)
    return (
        run.program,
        "run",
        "--reporter=junit",
        f"--outputFile={run.reports}/junit.xml",
        "--bail=0",
        *(measure if run.measures else ("--coverage.enabled=false",)),
        *_arguments(*files),
    )


def _jest_argv(run: NodeRun) -> tuple[str, ...]:
    measure = (
        "--coverage",
        "--coverageReporters=lcov",
        f"--coverageDirectory={run.reports}/coverage",
    )
    files = () if run.files is None else ("--runTestsByPath", *_arguments(*run.files, run.canary))
    return (
        run.program,
        "--ci",
        "--watchman=false",
        "--bail=0",
        "--json",
        f"--outputFile={run.reports}/jest.json",
        *(measure if run.measures else ("--coverage=false",)),
        *files,
    )


def _arguments(*paths: str) -> tuple[str, ...]:
    """Return paths that cannot be taken for options."""
    return tuple(f"./{path}" if path.startswith("-") else path for path in paths)


RUNNERS = {
    "node": NodeRunner(
        "node", "", 'import test from "node:test";\n',
        _node_argv, parse_junit, "junit.xml", "lcov.info",
    ),
    "vitest": NodeRunner(
        "vitest", "vitest/vitest.mjs", 'import { test } from "vitest";\n',
        _vitest_argv, parse_junit, "junit.xml", "coverage/lcov.info",
    ),
    "jest": NodeRunner(
        "jest", "jest/bin/jest.js", "", _jest_argv, parse_jest, "jest.json", "coverage/lcov.info"
    ),
}  # fmt: skip


def choose_node_files(script: NodeScript, files: tuple[str, ...], root: str) -> tuple[str, ...]:
    """Return which of all `files` of a project Node's own runner is to be given.

    Shape: repository paths in and out; `root` is the project's. What the script names, else what
    Node runs by itself: test names, and every script below a folder `test`.
    """
    below = {path: path[len(root) :].lstrip("/") for path in files}
    if script.patterns:
        named = set(match_patterns(script.patterns, below.values()))
        return tuple(path for path in files if below[path] in named)
    default: tuple[str, ...] = ("**/*.test.{js,mjs,cjs}", "**/*-test.{js,mjs,cjs}")
    default += ("**/*_test.{js,mjs,cjs}", "**/test-*.{js,mjs,cjs}", "**/test.{js,mjs,cjs}")
    default += ("test/**/*.{js,mjs,cjs}", "**/test/**/*.{js,mjs,cjs}")
    named = set(match_patterns(default, below.values()))
    return tuple(path for path in files if below[path] in named)
