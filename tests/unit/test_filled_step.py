"""A step with every name in braces filled in, wherever its words stand."""

from gatewright.core.layout.resolve_workflow import filled_step
from gatewright.model.workflow import ApprovalRule, Doer, Gate, Move, NoGo, Product, WorkerKind
from tests.unit.run_stories import step

VALUES = {"layer": "api"}


def test_each_text_of_a_step_is_filled_in() -> None:
    offer = NoGo(Move.ABORT, reason="no {params.layer}")
    rule = NoGo(Move.ASK, reason="bad {params.layer}", offers=(offer,))
    asked = ApprovalRule(("approver",), "May {params.layer}?", items=("is {params.layer} small?",))
    written = step(
        "build",
        (),
        doer=Doer(WorkerKind.AGENT, "{params.layer}-developer", "do {params.layer}", ("{layer}",)),
        writes=("{params.layer}/**",),
        keeps=("docs/{params.layer}",),
        produces=(Product("plan", "docs/{params.layer}.md"),),
        gate=Gate(("tests",), approvals=(asked,)),
        no_go=(rule,),
        group=(step("inner", (), writes=("in/{params.layer}",)),),
    )

    found = filled_step(written, VALUES)

    assert (found.doer.role, found.doer.brief) == ("api-developer", "do api")
    assert found.doer.argv == ("api",)
    assert (found.writes, found.keeps) == (("api/**",), ("docs/api",))
    assert [each.path for each in found.produces] == ["docs/api.md"]
    assert [each.question for each in found.gate.approvals] == ["May api?"]
    assert [each.items for each in found.gate.approvals] == [("is api small?",)]
    assert [each.reason for each in found.no_go] == ["bad api"]
    assert [each.reason for each in found.no_go[0].offers] == ["no api"]
    assert [each.writes for each in found.group] == [("in/api",)]


def test_name_that_nobody_gave_stays_as_it_is() -> None:
    written = step("build", (), writes=("{params.other}/**",))

    assert filled_step(written, VALUES).writes == ("{params.other}/**",)
