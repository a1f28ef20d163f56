"""The steps of a workflow in one list: what each waits for, and an order that respects it.

In a phase each step waits for the one above it, unless it says otherwise or the phase does. What
stands at the end of a phase is a step without a worker; whatever comes later waits for it. The
condition of a phase is that of all its steps and of its gate.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.registers.written_rows import WRITES
from gatewright.definitions.lists import ListRule
from gatewright.definitions.problems import nearest
from gatewright.definitions.procedures import Use
from gatewright.definitions.spoken import Spoken
from gatewright.definitions.workflow_report import Located
from gatewright.model.ids import StepPath
from gatewright.model.records import dataclass, replace
from gatewright.model.workflow import InlineCheck, SomeOf

STEPS_MAX = 200
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A step as the text has it."""

    name: str
    phase: str
    phase_index: int
    keys: Keys  # where it stands
    name_keys: Keys  # where its name stands
    gate_keys: Keys  # where the items of its gate stand
    no_go_keys: Keys
    values: Mapping[str, Any]
    needs: tuple[str, ...]
    defined: tuple[InlineCheck, ...] = ()  # checks of its gate that the workflow defines
    facts: tuple[str, ...] = ()  # that these speak of
    spoken: Spoken = Spoken()  # artifacts and schemas that they speak of
    use: Use | None = None  # the procedure that it uses, once it is opened
    counted: tuple[str, ...] = ()  # among its needs: `at_least` of these are waited for
    at_least: int = 0
    passes: tuple[str, ...] = ()  # gates before its phase that it does not wait for
    use_at: Keys = ("uses",)  # where it says which
    remedies: tuple["Written", ...] = ()  # procedures that its failure rules name, once opened

    @property
    def some_of(self) -> tuple[SomeOf, ...]:
        """Return its needs of which not all are waited for."""
        steps = tuple(StepPath(each) for each in self.counted)
        return (SomeOf(steps, self.at_least),) if self.at_least < len(steps) else ()

    @property
    def uses(self) -> str:
        """Return the name of the procedure that it uses; "" for none."""
        return str(self.values.get("uses", ""))

    @property
    def use_keys(self) -> Keys:
        """Return where it says which procedure it uses."""
        return (*self.keys, *self.use_at)

    @property
    def given(self) -> Mapping[str, str]:
        """Return what it gives to its procedure, by param or input."""
        given: Mapping[str, str] = self.values.get("with", {})
        return given

    @property
    def list(self) -> ListRule | None:
        """Return the list that it is made for."""
        rule: ListRule | None = self.values.get("for_each")
        return rule

    @property
    def is_made_again(self) -> bool:
        """Return whether there is work that can be done again: its own, or in its procedure."""
        return self.works or bool(self.uses)

    @property
    def works(self) -> bool:
        """Return whether somebody works before it is judged."""
        return "by" in self.values or "run" in self.values or self.values.get("action") in WRITES

    @property
    def is_phase_gate(self) -> bool:
        """Return whether it is what stands at the end of a phase; not a step that is called so."""
        return self.keys[-1] == "gate" and self.keys[-2:-1] != ("steps",)

    @property
    def gate_items(self) -> Sequence[Any]:
        """Return the checks of its gate and its approval."""
        items: Sequence[Any] = self.values.get("gate", ())
        return () if items == "none" else items

    @property
    def made(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the artifacts that it makes, by name; what is made for each item is no one's."""
        if self.uses:
            return {} if self.use is None or self.list else self.use.made
        made: Mapping[str, Mapping[str, Any]] = self.values.get("produces", {})
        return made


def phases_of(values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the phases of a workflow; where it only has steps, they are one that is called as it.

    Shape: `at` of each says where it stands.
    """
    if "phases" in values:
        at = enumerate(values["phases"])
        return [*({**phase, "at": ("phases", index)} for index, phase in at), *_last(values)]
    return [{**values, "id": values["workflow"], "at": ()}, *_last(values)]


def _last(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield what a run has to hold before it ends, and what it does then, as phases at the end."""
    for name, one in values.get("exits", {}).items():
        keys: Keys = ("exits", name)
        required = {"gate": one["requires"]} if "requires" in one else {}
        if required or "steps" in one:
            steps = {"steps": one.get("steps", {})}
            yield {"id": name, "at": keys, **steps, **required, "gate_at": (*keys, "requires")}


def flatten(
    phases: Sequence[Mapping[str, Any]], first: Sequence[Written] = ()
) -> tuple[Written, ...]:
    """Return the steps and gates of all phases, in the order of the text, and `first` before all.

    Shape: each of `first` waits for the one before it, and whatever is no exit for the last.
    """
    written: list[Written] = [*first]
    barrier = start = tuple(one.name for one in first[-1:])
    guards: tuple[str, ...] = ()
    for index, phase in enumerate(phases):
        own = [_entry(phase, index, barrier)] if "entry" in phase else []
        barrier = (own[0].name,) if own else barrier
        around = own[:]
        own += _steps({**phase, "start": start}, index, barrier, guards)
        ends = _ends(own, barrier)
        if "gate" in phase:
            around.append(_gate(phase, index, ends))
            own.append(around[-1])
            ends = (own[-1].name,)
        guards += tuple(one.name for one in around)
        written += own
        barrier = ends
    return tuple(written)


def in_order(written: Sequence[Written], located: Located) -> tuple[Written, ...]:
    """Return `written` so that each step needs only earlier ones; report where none is such."""
    _report_names(written, located)
    if located.has_problems:
        return ()
    _report_needs(written, located)
    if located.has_problems:
        return ()
    left = {one.name: one for one in written}
    ordered: dict[str, Written] = {}
    while left:
        free = next((one for one in left.values() if ordered.keys() >= set(one.needs)), None)
        if free is None:
            _report_circle(left, located)
            return ()
        ordered[free.name] = left.pop(free.name)
    return tuple(ordered.values())


def waits_for(ordered: Sequence[Written]) -> Mapping[str, frozenset[str]]:
    """Return for each step all that is done before it."""
    before: dict[str, frozenset[str]] = {}
    for one in ordered:
        before[one.name] = frozenset(one.needs).union(*(before[need] for need in one.needs))
    return before


def _steps(
    phase: Mapping[str, Any], index: int, barrier: tuple[str, ...], guards: tuple[str, ...]
) -> Iterator[Written]:
    """Yield the steps of one phase; what is not early waits for `barrier`, itself or by a need."""
    steps = phase.get("steps", {})
    is_sequence = phase.get("order") != "parallel"
    previous: tuple[str, ...] = ()
    for name, values in steps.items():
        needs = values.get("needs", previous)
        is_early, at_least = _is_early(values), values.get("at_least", 0)
        if not is_early and not any(need in steps and not _is_early(steps[need]) for need in needs):
            needs = (*barrier, *needs)
        elif is_early:
            needs = (*phase["start"], *needs)
        keys: Keys = (*phase["at"], "steps", name)
        unique = tuple(dict.fromkeys(needs))
        counted = tuple(dict.fromkeys(values["needs"])) if at_least else ()
        passes = guards if is_early else ()
        gate_keys, no_go_keys = (*keys, "gate"), (*keys, "no_go")
        own = {**values, **_when(phase, values)}
        if "entry" in values:
            entry = {"id": name, "at": keys, "entry": values["entry"], **_when(phase, values)}
            before = _entry({**entry, "phase": phase["id"]}, index, unique)
            yield replace(before, counted=counted, passes=passes, at_least=at_least)
            unique = (before.name, *unique)
        one = Written(name, phase["id"], index, keys, keys, gate_keys, no_go_keys, own, unique)
        yield replace(one, counted=counted, passes=passes, at_least=at_least)
        previous = (name,) if is_sequence else ()


def _is_early(values: Mapping[str, Any]) -> bool:
    return bool(values.get("early", False))


def _when(phase: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the condition of a step, with that of its phase in front of it; {} for none."""
    said = [each["when"] for each in (phase, values) if "when" in each]
    both = " && ".join(f"({one})" for one in said) if len(said) > 1 else "".join(said)
    return {"when": both} if both else {}


def _entry(guarded: Mapping[str, Any], index: int, needs: tuple[str, ...]) -> Written:
    """Return what stands before a phase or a step: nobody works on it."""
    keys: Keys = (*guarded["at"], "entry")
    name, phase = f"{guarded['id']}-entry", guarded.get("phase", guarded["id"])
    values = {"gate": guarded["entry"], **_when(guarded, {})}
    return Written(name, phase, index, keys, keys, keys, (*keys, "no_go"), values, needs)


def _gate(phase: Mapping[str, Any], index: int, needs: tuple[str, ...]) -> Written:
    """Return what stands at the end of a phase."""
    gate = phase["gate"]
    at: Keys = phase["at"]
    keys: Keys = (*at, "gate")
    gate_keys: Keys = phase.get("gate_at", keys)
    name, name_keys, items = f"{phase['id']}-gate", (*at, "id"), gate
    if not at or "gate_at" in phase:
        name_keys = at or ("workflow",)
    if isinstance(gate, dict):
        name, name_keys, gate_keys = gate["id"], (*keys, "id"), (*keys, "checks")
        items = gate["checks"]
    values = {"gate": items, **_when(phase, {})}
    values |= {key: phase[key] for key in ("no_go", "freeze", "signal") if key in phase}
    no_go_keys = (*at, "no_go")
    return Written(name, phase["id"], index, keys, name_keys, gate_keys, no_go_keys, values, needs)


def _ends(steps: Sequence[Written], barrier: tuple[str, ...]) -> tuple[str, ...]:
    """Return the steps that no other of the phase waits for, and `barrier` where all are early.

    Of steps that wait for each other there is none; they are refused later, by name.
    """
    needed = {need for one in steps for need in one.needs if need != one.name}
    ends = tuple(one for one in steps if one.name not in needed)
    are_early = all(_is_early(one.values) for one in ends)
    return (*(barrier if are_early else ()), *(one.name for one in ends))


def _report_names(written: Sequence[Written], located: Located) -> None:
    """Report names that stand twice, and the one that means something else."""
    if len(written) > STEPS_MAX:
        located.at_value(written[0].keys[:1], f"a workflow has at most {STEPS_MAX} steps and gates")
    seen: set[str] = set()
    for one in written:
        if one.name == "plan":
            what = 'no step and no gate is called "plan": that is the document'
            located.at_value(one.name_keys, what, hint="write-plan, may-code")
        elif one.name == "remedies":
            what = 'no step and no gate is called "remedies": they stand below that word'
            located.at_value(one.name_keys, what, hint="mend")
        elif one.name == "changes":
            what = 'no step and no gate is called "changes": requests stand below that word'
            located.at_value(one.name_keys, what, hint="change-it")
        elif one.name in seen:
            located.at_value(one.name_keys, f'"{one.name}" is a step or gate already')
        seen.add(one.name)


def _report_needs(written: Sequence[Written], located: Located) -> None:
    """Report needs that are not there, or come later."""
    phases = {one.name: one.phase_index for one in written}
    for one in written:
        for index, need in enumerate(one.values.get("needs", ())):
            keys = (*one.keys, "needs", index)
            if need not in phases:
                what = f'no step is called "{need}"'
                located.at_value(keys, what, near=nearest(need, phases))
            elif need == one.name:
                located.at_value(keys, "a step cannot wait for itself")
            elif phases[need] > one.phase_index:
                located.at_value(keys, f'"{need}" comes later than this step')


def _report_circle(left: Mapping[str, Written], located: Located) -> None:
    """Report steps that wait for each other, at the first of them."""
    first = next(iter(left.values()))
    path = [first.name]
    while path[-1] not in path[:-1]:
        path.append(next(need for need in left[path[-1]].needs if need in left))
    circle = path[path.index(path[-1]) :]
    at = left[circle[0]]
    located.at_value(at.name_keys, "these wait for each other: " + ", ".join(circle[:-1]))
