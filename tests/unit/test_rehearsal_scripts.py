"""What is made up in the plays of a workflow, each by itself."""

from gatewright.core.rehearse.scripts import ALWAYS, Script, scripts_of
from gatewright.model.workflow import Gate
from tests.unit.run_stories import approval, path, step


def test_gate_of_people_is_sent_back_once_and_always_by_people() -> None:
    plays = [each for each in scripts_of((approval("ask", [], "ask"),)) if each.bad]

    assert plays == [
        Script("ask is sent back once", path("ask"), 1, by_people=True),
        Script("ask is always sent back", path("ask"), ALWAYS, by_people=True),
    ]


def test_step_that_is_worked_on_is_refused_though_nothing_checks_it() -> None:
    plays = list(scripts_of((step("a", gate=Gate()),)))

    assert [each.name for each in plays] == [
        "all is good",
        "a is refused once",
        "a is always refused",
        "nobody answers",
    ]
    assert not any(each.by_people for each in plays)
