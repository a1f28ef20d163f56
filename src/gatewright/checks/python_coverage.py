"""Measures which lines a Python test run reaches, with the coverage.py of the environment.

The project's own settings are honoured, as the tree under judgement has them; where the data goes
is ours to say. That measuring fails never makes the tests fail.
"""

import os
from collections.abc import Sequence

from gatewright.checks.readers.checkout_paths import CheckoutPaths
from gatewright.checks.readers.cobertura import parse_cobertura
from gatewright.checks.test_process import RunFolders, command_of, read_report, tail_of
from gatewright.model.observations import FileCoverage
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import TestRequest
from gatewright.ports.processes import Finished, Processes

Coverage = tuple[tuple[FileCoverage, ...], bytes]

ABSENT = Trouble(
    code="coverage.no-tool",
    wanted="coverage.py in the environment of the tests",
    found="it is not installed there",
    way_out="Add coverage to the development dependencies of the project.",
)


def coverage_argv(request: TestRequest, folders: RunFolders) -> tuple[str, ...]:
    """Return the arguments of `python -m` that put coverage.py around a module."""
    roots = request.project.source_roots or (request.project.root,)
    sources = ",".join(os.path.join(request.checkout, root).rstrip("/") for root in roots)
    return ("coverage", "run", f"--data-file={_data_file(folders)}", f"--source={sources}", "-m")


def _data_file(folders: RunFolders) -> str:
    return os.path.join(folders.reports, "lines")


def read_coverage(
    processes: Processes, request: TestRequest, folders: RunFolders, python: str
) -> Coverage | Trouble:
    """Return the lines that ran, and the report that says so."""
    report = os.path.join(folders.reports, "coverage.xml")
    base = (python, "-m", "coverage")
    data = f"--data-file={_data_file(folders)}"
    pieces = _pieces(folders)
    if pieces:  # the project measures in several processes; each wrote a file of its own
        argv = (*base, "combine", "--append", data, *pieces)
        processes.run(command_of(request, folders, argv))
    argv = (*base, "xml", "--ignore-errors", data, "-o", report)
    finished = processes.run(command_of(request, folders, argv))
    content = read_report(report)
    if content is None:
        return _no_report(finished)
    files = parse_cobertura(content, _paths(request))
    return files if isinstance(files, Trouble) else (files, content)


def _pieces(folders: RunFolders) -> Sequence[str]:
    names = sorted(name for name in os.listdir(folders.reports) if name.startswith("lines."))
    return [os.path.join(folders.reports, name) for name in names[:10_000]]


def _paths(request: TestRequest) -> CheckoutPaths:
    checkout = os.path.realpath(request.checkout)
    return CheckoutPaths(
        checkout,
        request.project.root,
        lambda path: os.path.isfile(os.path.join(checkout, path)),
    )


def _no_report(finished: Finished) -> Trouble:
    return Trouble(
        code="coverage.no-report",
        wanted="a coverage report of the test run",
        found="coverage.py wrote none",
        way_out="Run `coverage run -m pytest` and `coverage xml` by hand to see why.",
        tail=tail_of(finished),
    )
