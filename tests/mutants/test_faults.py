"""Which small faults fit into core, and that what is said of survivors is still true."""

import pytest

from gatewright.core.code.mutation import mutate
from tests.mutants.explained import explained, stale
from tests.mutants.faults import faults_of


def faulty(line: str, before: str = "") -> set[str]:
    """Return a line of a function with each fault in it."""
    content = f"def f(a, b, c):\n    {before}\n    {line}\n".encode()
    faults = [each for each in faults_of("a.py", content) if each.line == 3]
    return {mutate(content, each).decode().split("\n")[2].strip() for each in faults}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("x = a == b", "x = a != b"),
        ("x = a and b", "x = a or b"),
        ("x = a is not b", "x = a is  b"),
        ("x = 1", "x = 2"),
        ("x = True", "x = False"),
        ("return a", "return None"),
        ("x = a < b", "x = a <= b"),
        ("x = a >= b", "x = a > b"),
        ("x = a is b", "x = a is not b"),
        ("x = a in b", "x = a not in b"),
        ("x = a + b", "x = a - b"),
        ("x = b if a else c", "x = b if not a else c"),
        ("x = [y for y in a if y.b]", "x = [y for y in a if True]"),
        ("x = replace(a, b=1, c=b)", "x = replace(a, b=1)"),
        ("x = replace(a, b=1, c=b)", "x = replace(a,  c=b)"),
        ("return (a, b)", "return (a)"),
        ("yield (a, b)", "yield ( b)"),
        ("a.append(b)", "pass"),
        ("a += b", "pass"),
    ],
)
def test_each_operator_makes_its_fault(line: str, fault: str) -> None:
    assert fault in faulty(line)


@pytest.mark.parametrize(
    "line",
    ['assert a < 1, "BUG: so"', '"""Return x < 1."""', "assert_type(a, int)", "x: int | None = a"],
)
def test_what_nobody_could_notice_is_left_alone(line: str) -> None:
    assert faulty(line) == set()


@pytest.mark.parametrize("text", ["LIMIT = 1024 * 1024\n", '__all__ = ["a"]\n', "A: int = 5\n"])
def test_number_under_a_name_of_the_module_is_left_alone(text: str) -> None:
    assert faults_of("a.py", text.encode()) == ()


def test_letters_of_several_bytes_move_no_fault() -> None:
    assert 'x = "\u00e9", a <= b' in faulty('x = "\u00e9", a < b')


def test_what_is_said_of_a_survivor_is_of_a_fault_that_still_fits() -> None:
    assert [f"{each.module}: {each.line}" for each in stale()] == []
    assert all(len(each.why.split()) > 3 for each in explained())
