"""The tables of budgets: of a run or a phase, and of a step."""

import re
from collections.abc import Mapping
from typing import Any

from gatewright.core.state.budgets import RUN, phase_scope
from gatewright.core.text.yaml_nodes import Node, Scalar
from gatewright.definitions.fields import Duration, FieldType, Number, Record, Schema
from gatewright.definitions.reporting import Reporter
from gatewright.model.budgets import Budget, ScopedBudget
from gatewright.model.records import dataclass

ATTEMPTS_MAX = 20
OF_ALL_ATTEMPTS_MAX = 10_000
TOKENS_MAX = 999_999_999
DAYS_30_S = 30 * 86_400
MONEY_PATTERN = r"(0|[1-9][0-9]{0,6})(\.[0-9]{1,2})?"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money, in the currency in which workers report it. Units: read as hundredths."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the hundredths."""
        match = re.fullmatch(MONEY_PATTERN, node.text) if isinstance(node, Scalar) else None
        amount = hundredths(node.text) if match and isinstance(node, Scalar) else 0
        if amount:
            return amount
        return report.at(node, "an amount of money is expected here", hint="write 5 or 2.50")

    def schema(self) -> Schema:
        """Return the schema of an amount."""
        text = {"type": "string", "pattern": f"^{MONEY_PATTERN}$"}
        return {"anyOf": [{"type": "number", "exclusiveMinimum": 0}, text]}


def hundredths(text: str) -> int:
    """Return an amount that is written as people do. Raises: ValueError for another text."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")


_USED: dict[str, FieldType] = {"tokens": Number(1, TOKENS_MAX), "money": Money()}
BUDGET = Record(
    "a budget of a run or a phase",
    {"attempts": Number(1, OF_ALL_ATTEMPTS_MAX), "time": Duration(DAYS_30_S), **_USED},
)
BUDGET_OF_STEP = Record(
    "a budget", {"attempts": Number(1, ATTEMPTS_MAX), "time": Duration(), **_USED}
)


def budgets_of(values: Mapping[str, Any]) -> tuple[ScopedBudget, ...]:
    """Return the limits of the run and of its phases."""
    whole = [ScopedBudget(RUN, Budget(**values["budget"]))] if "budget" in values else []
    phases = (
        ScopedBudget(phase_scope(phase["id"]), Budget(**phase["budget"]))
        for phase in values.get("phases", ())
        if "budget" in phase
    )
    return (*whole, *phases)


def budget_of_step(budget: Mapping[str, int]) -> Budget:
    """Return the limits of all attempts at a step; their number and time are told apart."""
    return Budget(tokens=budget.get("tokens"), money=budget.get("money"))
