"""Workflows, judgements and decisions as a hard world would have them."""

from gatewright.core.state.run_state import RunState
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.events import Answer, Choice, VerdictLine
from gatewright.model.ids import Digest, Nonce
from gatewright.model.intake import Decide, JudgingDone
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Gate, Move, NoGo, Product, StepDefinition
from tests.laws.tale import ANN
from tests.property.run_worlds import ASKING, PERSON, judgement_of
from tests.unit.run_stories import NOBODY, approval, path, step


def line(check: str, status: Status) -> VerdictLine:
    """Return a verdict with one finding where it found any."""
    found = (Digest(f"{check}.f"),) if status in (Status.FAIL, Status.WAIVED) else ()
    return VerdictLine(check, status, "said", Digest("v"), fingerprints=found)


GOOD = line("tests", Status.PASS)
ODD = {
    "silent": (line("work", Status.PASS),),
    "another": (line("lintel", Status.PASS), line("work", Status.PASS)),
    "forged": (GOOD, line("lint", Status.WAIVED)),
    "pending": (GOOD, line("lint", Status.PENDING)),
    "idle": (GOOD, line("work", Status.FAIL)),
    "no plan": (GOOD, line("plan-0", Status.FAIL)),
    "unjudged": (line("tests", Status.ERROR),),
    "both": (line("tests", Status.FAIL), line("lint", Status.ERROR)),
    "good": (GOOD,),
    "fail": (line("tests", Status.FAIL),),
    "nothing": (),
}
ODD_LINES = sorted(ODD)
ACTORS = (PERSON, ANN, "person:tom", "person:eve", "agent:scripted", "")
SLIPS = (  # those that end the asking come last
    "no item", "item twice", "another item", "no reason", "bound", "nonce", "agent:scripted", "",
    "person:tom", "person:eve", PERSON, ANN,
)  # fmt: skip
WAIVED = {"idle": "work", "no plan": "plan-0", "unjudged": "tests", "fail": "tests", "both": "lint"}


def judged_oddly(state: RunState, effect: JudgeStep, name: str, made: str) -> JudgingDone:
    """Return a judgement of that kind, perhaps with an artifact more."""
    done = judgement_of(state, effect, Status.PASS)
    artifacts = done.judged.artifacts + (((made, digest_of(made)),) if made else ())
    judged = replace(done.judged, verdicts=ODD[name], artifacts=artifacts, items=())
    return replace(done, judged=judged)


def slipped(good: Decide, slip: str) -> Decide:
    """Return a decision with something wrong, or by somebody else."""
    another = (*good.answers, Answer("what nobody asked", is_yes=True))
    wrong: dict[str, dict[str, object]] = {
        "no item": {"answers": good.answers[1:]},
        "item twice": {"answers": good.answers * 2},
        "another item": {"answers": another},
        "no reason": {"choice": Choice.SEND_BACK, "because": " "},
        "bound": {"bound": Digest("x")},
        "nonce": {"nonce": Nonce("x")},
    }
    return replace(good, **wrong.get(slip, {"person": slip}))  # type: ignore[arg-type]


def beside_each_other(is_asked: bool) -> tuple[StepDefinition, ...]:
    """Return a workflow of steps that stand beside each other, and read what one of them renews."""
    again = (NoGo(Move.REOPEN, (path("s0"),), 2), NoGo(Move.REWORK))
    gate = replace(ASKING, checks=("tests",)) if is_asked else Gate(("tests",))
    return (
        step("s0", produces=(Product("plan-0", "docs/0.md", "plan"),)),
        step("s1", ["s0"], reads=("plan-0",)),
        step("s2", ["s0"], no_go=again),
        step("s3", ["s0"], gate=gate),
        step("s4", ["s1"], reads=("plan-0",)),
        step("each", ["s0"], for_each="plan-0", is_parallel=True, after="after"),
    )


def shaped(steps: tuple[StepDefinition, ...], chance: int) -> tuple[StepDefinition, ...]:
    """Return a workflow with a stop for people behind it, whose no comes back to the plan.

    Shape: seldom, one whose last step has a condition on what nobody knows.
    """
    if chance in (5, 13):
        return beside_each_other(chance == 5)
    if chance in (7, 11):
        return (*steps[:-1], replace(steps[-1], when="facts.unknown"))
    each = step("each", [steps[-1].path], for_each="plan-0")
    steps = (*steps, each) if chance % 2 else steps
    ask = approval("ask", [steps[-1].path], "s0", items=("Is it good?",))
    if chance % 3 == 0:  # two gates of phases, with work between them
        early = step(
            "early", [steps[-1].path], doer=NOBODY, gate=Gate(is_crossing=True, freeze=("plan-0",))
        )
        late = step("late", ["early"])
        steps = (*steps, early, late)
        ask = approval("ask", ["late"], "s0", items=("Is it good?",))
        ask = replace(ask, gate=replace(ask.gate, is_crossing=True, freeze=("plan-0",)))
    return (*steps, ask)
