"""docs/trust.md, made of what the families say of themselves and the suite holds them to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from gatewright.model.isolation import IsolationLevel
from tests.adversary.family import Claim, Family

HEAD = """# Trust

What may be believed of a verdict, attack by attack. This page is made from the families under
`tests/adversary`; edit them, and `make golden` writes it anew. `make adversary` tries each of them:

- the attack, at each isolation level that the machine gives. What came of it is told by an oracle:
  a test that the worker never saw, a file outside, a moved ref, a process that stayed;
- its honest twin, which is the same without the cheat, and must be accepted;
- the attack once more with its defence left out, where it must succeed. A defence that is not
  needed shows nothing.

**Prevented**: it has no effect. **Detected**: it has one, and the check that is named refuses it.
**Not covered**: it works, and you should know. What is on no list is not claimed: somebody who
knows this list can think of more. Levels are those of [security](security.md#isolation-levels).
"""
ALARMS = Path(__file__).with_name("false_alarms.md")
"""What people found when they looked at each alarm of honest work; written by hand."""


def render_trust(families: Sequence[Family]) -> str:
    """Return the page."""
    parts = [HEAD, _totals(families)]
    for group, members in groupby(families, key=lambda family: family.group):
        parts.append("\n".join(_table(group, list(members))))
    return "\n".join([*parts, ALARMS.read_text()])


def _totals(families: Sequence[Family]) -> str:
    lines = ["| level | prevented | detected | not covered |", "|---|---|---|---|"]
    for level in IsolationLevel:
        counts = Counter(family.claims[level] for family in families if level in family.claims)
        numbers = " | ".join(str(counts[claim]) for claim in Claim)
        lines.append(f"| {int(level)} | {numbers} |")
    return "\n".join([*lines, ""])


def _table(group: str, members: Sequence[Family]) -> Iterator[str]:
    yield f"## {group}\n"
    yield "| family | what the worker tries | level 0 | level 1 | level 2 | refused by |"
    yield "|---|---|---|---|---|---|"
    for family in members:
        claims = " | ".join(str(family.claims.get(level, "-")) for level in IsolationLevel)
        named = f"{family.check}: `{family.code}`{family.where}" if family.check else ""
        yield f"| {family.name} | {family.tries} | {claims} | {named} |"
    yield ""
