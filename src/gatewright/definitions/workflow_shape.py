"""The table of a workflow's file: its keys, their types, what is wrong with each by itself.

Both the loader and the published schema are made from this table. What belongs together across
steps -- order, names, artifacts -- is looked at afterwards.
"""

from typing import Any

from gatewright.core.registers.register_words import speaks_of_registers
from gatewright.core.registers.written_rows import WRITES
from gatewright.definitions.action_shape import action_problem, puts_on_record
from gatewright.definitions.approval_shape import APPROVAL
from gatewright.definitions.budget_shape import BUDGET, BUDGET_OF_STEP
from gatewright.definitions.change_procedure import CHANGES
from gatewright.definitions.commit_shape import BRANCH_NAME, COMMIT_RULE, Action
from gatewright.definitions.exit_shape import SIGNALS, exits_record
from gatewright.definitions.fact_shape import FACTS
from gatewright.definitions.failure_rules import GIVEN, NO_GO
from gatewright.definitions.fields import (
    ARGV,
    EXPRESSION,
    GLOB,
    GLOBS,
    PATH,
    WORDS,
    Choice,
    Flag,
    ListOf,
    NamedMap,
    Number,
    Record,
)
from gatewright.definitions.forms import WORD_PATTERN, ByForm, Quoted, Word
from gatewright.definitions.inline_checks import Definition
from gatewright.definitions.inputs import INPUTS
from gatewright.definitions.lists import ForEach, Role
from gatewright.definitions.named_content import NamedContent
from gatewright.definitions.parameters import PARAMS_OF_WORKFLOW
from gatewright.definitions.path_words import PATHS
from gatewright.definitions.problems import shown
from gatewright.definitions.product_shape import PRODUCT
from gatewright.definitions.register_shape import REGISTERS
from gatewright.definitions.risk_shape import RISK_OF_WORKFLOW
from gatewright.definitions.start_shape import START
from gatewright.model.workflow import ApprovalRule

APPROVALS_MAX = 5
NEEDS_MAX = 200
OF_WORK = ("brief", "writes", "may_be_empty", "budget")
OF_WORKER = (*OF_WORK, "produces")
DOERS = ("by", "run", "action")


GATE_ITEM = ByForm(
    "a check, by its name or defined here, or an approval",
    scalar=WORDS,
    entries=Definition(
        "approval",
        Record(
            "an approval",
            {"approval": APPROVAL},
            required=("approval",),
            build=lambda values: values["approval"],
        ),
    ),
)
GATE_ITEMS = ListOf(GATE_ITEM, 1)
STEP_GATE = ByForm("a list of checks, or none", scalar=Choice(("none",)), items=GATE_ITEMS)


def _items_problem(items: Any) -> str | None:
    """Return what is wrong with the items of a gate, or None."""
    named = [item for item in items if isinstance(item, str)]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        return f'the gate names "{shown(twice)}" twice'
    if sum(isinstance(item, ApprovalRule) for item in items) > APPROVALS_MAX:
        return f"a gate has at most {APPROVALS_MAX} approvals"
    return None


PHASE_GATE = ByForm(
    "a list of checks, or a mapping with id and checks",
    items=GATE_ITEMS,
    entries=Record(
        "a gate", {"id": Word("a gate"), "checks": GATE_ITEMS}, required=("id", "checks")
    ),
)


def _worker_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go with who does the step, or None."""
    doers = [key for key in DOERS if key in values]
    if len(doers) > 1:
        return f'a step is done by one of these: keep "{doers[0]}" or "{doers[1]}"'
    if "on_lost" in values and "run" not in values:
        return '"on_lost" is of a command ("run"): what follows where it was cut off'
    if "by" in values and "brief" not in values:
        return 'a step by a role needs "brief": what is to be done, in words'
    if "brief" in values and "by" not in values:
        return '"brief" needs "by": who is told'
    if any(key in values for key in ("by", "run", "uses")) or values.get("action") in WRITES:
        return None
    extra = [key for key in (*OF_WORKER, "not_by") if key in values]
    return f'"{extra[0]}" needs somebody who works: "by" or "run"' if extra else None


def _use_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go with a procedure, or needs one, or None."""
    renames = [isinstance(each, str) for each in values.get("produces", {}).values()]
    if "uses" not in values:
        needs = 'a product has a path: {path: FILE}; with "uses" it is the name of an output'
        return (
            '"with" needs "uses": what it is given to'
            if "with" in values
            else (needs if any(renames) else None)
        )
    extra = [key for key in (*DOERS, *OF_WORK, "freeze", "not_by") if key in values]
    if extra:
        return f'"{extra[0]}" does not go with "uses": the procedure says it'
    is_right = all(renames)
    return None if is_right else "what a procedure makes has its path there: {NEW NAME: OUTPUT}"


def _capture_problem(values: dict[str, Any]) -> str | None:
    """Return what does not go with what a command prints, or None."""
    products = values.get("produces", {}).values()
    captured = [one for one in products if isinstance(one, dict) and "capture" in one]
    if captured and "run" not in values:
        return '"capture" is of a command ("run"): what it prints is the artifact'
    return "a command prints one artifact" if len(captured) > 1 else None


def _gate_problem(values: dict[str, Any]) -> str | None:
    """Return what is wrong with the gate of a step, or None."""
    gate = values.get("gate")
    if gate is None and ("uses" in values or "action" in values):
        return None
    if gate is None:
        return 'a step needs "gate": checks, or none with "because"'
    if (gate == "none") != ("because" in values):
        return '"gate: none" and "because" go together: say why nothing needs to hold'
    if gate != "none":
        return _items_problem(gate)
    works = any(key in values for key in (*DOERS, "uses"))
    return None if works else "a step without work and without a gate does nothing"


def _needs_problem(values: dict[str, Any]) -> str | None:
    """Return what is wrong with how much a step waits for, or None."""
    lacks = "at_least" in values and "needs" not in values
    return '"at_least" goes with "needs": how many of them are enough' if lacks else None


def _step_problem(values: dict[str, Any]) -> str | None:
    """Return what is wrong with a step whose values are each right, or None."""
    if speaks_of_registers(values.get("when", "")):
        return '"when" speaks of facts, params and items; what is on record is for a gate'
    wrong = action_problem(values) or _use_problem(values) or _worker_problem(values)
    wrong = wrong or _capture_problem(values)
    wrong = wrong or _needs_problem(values) or _gate_problem(values)
    wrong = wrong or _items_problem(values.get("entry", ()))
    if wrong:
        return wrong
    if "for_each" in values and "produces" in values:
        return "a step that is made for many items makes no single artifact"
    works = "by" in values or "run" in values
    may_change = values.get("writes") or values.get("produces") or values.get("may_be_empty")
    if works and not may_change and not puts_on_record(values):
        return 'this step may change nothing: say what it "writes", or may_be_empty: true'
    return None


NOT_OF_STEP = {"commit": "it is said of a phase, or of the workflow"}
STEP = Record(
    "a step",
    {
        "by": Role(),
        "brief": WORDS,
        "uses": Word("a workflow"),
        "with": GIVEN,
        "run": ARGV,
        "action": Action(),
        "needs": ListOf(Word("a step")),
        "not_by": ListOf(Word("a step"), 1),
        "at_least": Number(1, NEEDS_MAX),
        "early": Flag(),
        "reads": ListOf(NamedContent()),
        "writes": GLOBS,
        "freeze": ListOf(GLOB, 1),
        "produces": NamedMap(PRODUCT, "an artifact", WORD_PATTERN),
        "may_be_empty": Flag(),
        "on_lost": Choice(("again", "ask")),
        "for_each": ForEach(),
        "when": EXPRESSION,
        "lane": Flag(),
        "entry": GATE_ITEMS,
        "gate": STEP_GATE,
        "because": WORDS,
        "no_go": NO_GO,
        "budget": BUDGET_OF_STEP,
        "signal": SIGNALS,
    },
    problem=_step_problem,
    elsewhere=NOT_OF_STEP,
)


def _phase_problem(values: dict[str, Any]) -> str | None:
    """Return what is wrong with a phase whose values are each right, or None."""
    if not values.get("steps") and "gate" not in values:
        return "a phase has steps, a gate, or both"
    if "no_go" in values and "gate" not in values:
        return '"no_go" of a phase needs a "gate" that can refuse'
    if "signal" in values and "id" in values and "gate" not in values:
        return '"signal" of a phase needs a "gate": it is given once that holds'
    if "freeze" in values and "gate" not in values:
        return '"freeze" of a phase needs a "gate": it holds once that does'
    gate = values.get("gate", ())
    checks = gate["checks"] if isinstance(gate, dict) else gate
    return _items_problem(checks) or _items_problem(values.get("entry", ()))


PHASE = Record(
    "a phase",
    {
        "id": Word("a phase"),
        "purpose": WORDS,
        "commit": COMMIT_RULE,
        "budget": BUDGET,
        "signal": SIGNALS,
        "when": EXPRESSION,
        "order": Choice(("sequence", "parallel")),
        "entry": GATE_ITEMS,
        "steps": NamedMap(STEP, "a step", WORD_PATTERN),
        "gate": PHASE_GATE,
        "freeze": ListOf(NamedContent(), 1),
        "no_go": NO_GO,
    },
    required=("id",),
    problem=_phase_problem,
)


OF_ONE_PHASE = ("entry", "steps", "order", "when", "gate", "freeze", "no_go")
OF_DEFAULTS = (
    "by", "brief", "writes", "freeze", "may_be_empty", "when", "gate", "because", "no_go", "budget",
)  # fmt: skip
DEFAULTS_OF_STEP = Record("defaults of steps", {key: STEP.fields[key] for key in OF_DEFAULTS})


def _workflow_problem(values: dict[str, Any]) -> str | None:
    """Return what is wrong with how the steps are given, or None."""
    if "phases" not in values:
        has_any = values.get("steps") or "gate" in values
        return _phase_problem(values) if has_any else 'a workflow needs "phases" or "steps"'
    both = [key for key in OF_ONE_PHASE if key in values]
    return f'"{both[0]}" goes with steps alone: of phases, each has its own' if both else None


WORKFLOW = Record(
    "a workflow",
    {
        "workflow": Word("a workflow"),
        "version": Quoted("a version"),
        "title": WORDS,
        "purpose": WORDS,
        "roles": ListOf(Word("a role")),
        "facts": FACTS,
        "phases": ListOf(PHASE, 1),
        "risk": RISK_OF_WORKFLOW,
        "waive": ListOf(Word("a role")),
        "commit": COMMIT_RULE,
        "branch": BRANCH_NAME,
        "signal": SIGNALS,
        "exits": exits_record(GATE_ITEMS, NamedMap(STEP, "a step", WORD_PATTERN)),
        "start": START,
        "budget": BUDGET,
        **{key: PHASE.fields[key] for key in OF_ONE_PHASE},
        "source": NamedMap(WORDS, "a word on where it comes from"),
        "guides": ListOf(PATH, 1),
        "defaults": Record("defaults", {"step": DEFAULTS_OF_STEP}, required=("step",)),
        "params": PARAMS_OF_WORKFLOW,
        "paths": PATHS,
        "inputs": INPUTS,
        "checks": NamedMap(Definition(), "a check", WORD_PATTERN),
        "outputs": ListOf(Word("an artifact"), 1),
        "registers": REGISTERS,
        "changes": CHANGES,
    },
    required=("workflow", "version", "title"),
    problem=_workflow_problem,
)
