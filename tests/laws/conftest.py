"""What the test of a law counts in, and the table that `make laws` prints."""

import inspect
import os
import random

import pytest

from tests.broken.defects import defects
from tests.laws.page import PAGE, page_of
from tests.laws.seen import CHANCE, TABLE, WRITE, Seen


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Seen:
    """Return the counts of the law that is tried."""
    sentence = inspect.getdoc(request.function) or ""
    TABLE[request.node.name] = kept = Seen(request.node.name, " ".join(sentence.split()))
    return kept


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Return the chance of this run of the tests: the same each time, but in `make laws`."""
    return random.Random(request.config.getoption("--hypothesis-seed", None) or "20260102")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how often each law was exercised, or write it into the page of the laws."""
    if os.environ.get(WRITE):
        PAGE.write_text(page_of(TABLE, defects()))
    if os.environ.get(CHANCE):
        terminalreporter.section("how often each law was exercised")
        for each in TABLE.values():
            terminalreporter.write_line(f"{each.law.removeprefix('test_').replace('_', ' ')}")
            terminalreporter.write_line(f"    {each.told}")
