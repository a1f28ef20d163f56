"""Runs that are told whatever may reach them, and go on by other definitions meanwhile."""

from functools import cache

from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from gatewright.core.course.decide import decide
from gatewright.core.state.run_state import Deciding
from gatewright.model.changing import NewDefinition
from gatewright.model.digest import digest_of
from gatewright.model.effects import JudgeStep
from gatewright.model.events import Choice
from gatewright.model.ids import StepPath
from gatewright.model.intake import AskChange
from gatewright.model.records import replace
from gatewright.model.verdicts import Status
from gatewright.model.workflow import Against, StepDefinition
from tests.laws.everything import LAWS
from tests.laws.laws_of_upgrades import LAWS as OF_UPGRADES
from tests.laws.schedule import Schedule, unless_broken
from tests.laws.seen import drawn
from tests.laws.tale import Book, Law
from tests.property.run_worlds import ASKING, decision_of, go_on, judgement_of
from tests.unit.run_stories import step

WAYS = ("brief", "brief", "gate", "gate", "asks", "attempts", "less", "more", "back")
VOICES_MAX = 4
EXAMPLES = 120


def otherwise(
    steps: tuple[StepDefinition, ...], way: str, place: int
) -> tuple[StepDefinition, ...]:
    """Return the steps of a workflow with one of them otherwise, one more, or one less."""
    chosen = steps[place % len(steps)]
    match way:
        case "brief":
            doer = replace(chosen.doer, brief=chosen.doer.brief + "!")
            return _with(steps, replace(chosen, doer=doer))
        case "gate":
            other = Against.BASE if chosen.gate.against is Against.STEP else Against.STEP
            return _with(steps, replace(chosen, gate=replace(chosen.gate, against=other)))
        case "asks":
            asked = () if chosen.gate.approvals else ASKING.approvals
            return _with(steps, replace(chosen, gate=replace(chosen.gate, approvals=asked)))
        case "attempts":
            return _with(steps, replace(chosen, attempts_max=chosen.attempts_max % 3 + 1))
        case "less":
            return _without(steps, chosen)
        case _:
            new = step(f"more-{place}", [chosen.path])
            at = steps.index(chosen) + 1
            is_there = any(each.path == new.path for each in steps)
            return steps if is_there else (*steps[:at], new, *steps[at:])


def _with(steps: tuple[StepDefinition, ...], other: StepDefinition) -> tuple[StepDefinition, ...]:
    return tuple(other if each.path == other.path else each for each in steps)


def _without(steps: tuple[StepDefinition, ...], gone: StepDefinition) -> tuple[StepDefinition, ...]:
    """Return `steps` without one of which nothing is read, where there is more than that."""
    if gone.produces or len(steps) == 1:
        return steps
    left = (each for each in steps if each.path != gone.path)
    return tuple(_needing(each, gone.path, gone.needs) for each in left)


def _needing(one: StepDefinition, gone: StepPath, instead: tuple[StepPath, ...]) -> StepDefinition:
    """Return a step that needs what `gone` needed, and opens that no more."""
    needs = tuple(each for need in one.needs for each in (instead if need == gone else (need,)))
    rules = tuple(
        replace(each, steps=tuple(path for path in each.steps if path != gone) or each.steps)
        for each in one.no_go
    )
    return replace(one, needs=tuple(dict.fromkeys(needs)), no_go=rules)


class Upgrading(Schedule):
    """Whatever may reach a run, other definitions among it."""

    @rule(
        way=st.sampled_from(WAYS),
        place=st.sampled_from(range(7)),
        says=st.sampled_from("yyyyyn"),
        is_judged=st.booleans(),
        turns=st.sampled_from(range(14)),
    )
    @unless_broken
    def go_on_by_another_definition(
        self, way: str, place: int, says: str, turns: int, *, is_judged: bool
    ) -> None:
        """Somebody wants another definition; what was judged by the one before comes after that."""
        tale = self.tale
        for _ in range(turns):
            go_on(tale, Status.PASS, Choice.APPROVE)
        if is_judged and self._until(self._is_judging):
            place = self._place_of_judged()
        workflow = tale.state.started.workflow
        first = tale.started.workflow.steps
        steps = first if way == "back" else otherwise(workflow.steps, way, place)
        other = replace(workflow, version=f"{len(tale.events)}", steps=steps)
        new = NewDefinition(other, digest_of(len(tale.events)))
        tale.under_way = [
            judgement_of(tale.state, each, Status.PASS)
            for each in decide(tale.state)
            if isinstance(each, JudgeStep)
        ]
        tale.tell(AskChange((), tale.decider, "otherwise", definition=new, tree=tale.state.tree))
        self._decide(Choice.APPROVE if says == "y" else Choice.SEND_BACK)
        for late in tale.under_way:
            tale.tell(late)

    def _place_of_judged(self) -> int:
        """Return where the step that is judged now stands in the workflow."""
        effect = self.tale.wanted()
        assert isinstance(effect, JudgeStep)
        definition = self.tale.state.record(effect.step).definition
        paths = [each.path for each in self.tale.state.started.workflow.steps]
        written = definition.made_from or definition.path
        return paths.index(written) if written in paths else 0

    def _decide(self, choice: Choice) -> None:
        """Say yes to a definition, or no."""
        for _ in range(VOICES_MAX):
            for name in self.tale.state.steps.sorted(self.tale.state.active):
                record = self.tale.state.record(name)
                asked = record.change is not None and record.change.definition is not None
                if asked and isinstance(record.state, Deciding):
                    self.tale.tell(decision_of(record, choice, "so it is", self.tale.decider))


def _tell_many(book: Book) -> Book:
    """Tell many runs whatever may reach them, and return what the laws found."""
    machine = type("Upgrading", (Upgrading,), {"book": book})
    run_state_machine_as_test(machine, settings=drawn(EXAMPLES))
    return book


@cache
def upgraded_once() -> Book:
    """Return what the laws found in runs that go on by other definitions, once in a process."""
    return _tell_many(Book.of((*LAWS, *OF_UPGRADES)))


def find_smallest_upgraded(law: type[Law]) -> None:
    """Raise with the smallest run that breaks `law`, if it is found again."""
    _tell_many(Book.of((law,), raises=law))
