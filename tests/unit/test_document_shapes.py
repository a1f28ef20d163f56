"""How contracts, numbers and traces are written: what is read, and what is a mistake."""

import pytest

from gatewright.definitions.configuration import parse_configuration
from gatewright.model.configuration import Configuration
from gatewright.model.document_rules import ContractRule, ItemSource, MetricRule, TraceRule

NUMBER = "run: [a], report: r.json, operator: '<'"
LIST = "{markdown: a.md}"


def read(check: str) -> object:
    """Return the rule of a check; its first problem in words where it is a mistake."""
    parsed = parse_configuration(f"gatewright: 1\nchecks:\n  it: {{{check}}}\n")
    return parsed.checks[0].rule if isinstance(parsed, Configuration) else parsed[0].what


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("contract: {openapi: a.yaml}", ContractRule("openapi", "a.yaml")),
        (
            "contract: {json_schema: a.json, side: writer, compare: declared_break}",
            ContractRule("json_schema", "a.json", "declared_break", "writer"),
        ),
        (
            "contract: {json_schema: a.json, compare: frozen}",
            ContractRule("json_schema", "a.json", "frozen"),
        ),
        ("contract: {migrations: db/}", ContractRule("migrations", "db")),
        (
            f"metric: {{{NUMBER}, pointer: /a, threshold: '0.30'}}",
            MetricRule(("a",), "r.json", "<", pointer="/a", threshold="0.30"),
        ),
        (
            f"metric: {{{NUMBER}, column: ms, aggregate: p95, relative_to: base, tolerance: 5}}",
            MetricRule(
                ("a",),
                "r.json",
                "<",
                column="ms",
                aggregate="p95",
                relative_to_base=True,
                tolerance="5",
            ),
        ),
        (
            f"trace: {{from: {LIST}, to: {{tests: true}}, no_orphans: true}}",
            TraceRule(ItemSource(markdown="a.md"), ItemSource(tests=True), no_orphans=True),
        ),
    ],
)
def test_rule_is_read(written: str, rule: object) -> None:
    assert read(written) == rule


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("contract: {}", "one of openapi"),
        ("contract: {openapi: a, migrations: b}", "one of openapi"),
        ("contract: {openapi: a, side: reader}", "only a JSON Schema"),
        ("contract: {json_schema: a}", 'needs "side"'),
        ("contract: {migrations: db, compare: frozen}", 'no "compare"'),
        ("contract: {openapi: ../a}", "top of the repository"),
        ("contract: {openapi: a, compare: never}", "is not one of"),
        (f"metric: {{{NUMBER}, threshold: 1}}", '"pointer"'),
        (f"metric: {{{NUMBER}, pointer: /a, column: b, threshold: 1}}", '"pointer"'),
        (f"metric: {{{NUMBER}, pointer: /a}}", '"threshold"'),
        (f"metric: {{{NUMBER}, pointer: /a, threshold: nan}}", "decimal digits"),
        (f"metric: {{{NUMBER}, pointer: /a, threshold: 1e999}}", "decimal digits"),
        (f"metric: {{{NUMBER}, pointer: a, threshold: 1}}", "starts with /"),
        (f"metric: {{{NUMBER}, pointer: /a, threshold: 1, tolerance: 5}}", '"relative_to"'),
        (f"metric: {{{NUMBER}, pointer: /a, relative_to: base, tolerance: -5}}", "0 to 1000"),
        (f"metric: {{{NUMBER}, column: a, threshold: 1, samples: /n}}", "rows are the samples"),
        (f"metric: {{{NUMBER}, pointer: /a, threshold: 1, min_samples: 0}}", "whole number"),
        (f"trace: {{from: {LIST}}}", 'needs "to"'),
        (f"trace: {{from: {{}}, to: {LIST}}}", "one of markdown"),
        (f"trace: {{from: {{tests: true}}, to: {LIST}}}", "not what is to be covered"),
        (f"trace: {{from: {LIST}, to: {LIST}, via: {{tests: true}}}}", 'under "to"'),
        (f"trace: {{from: {LIST}, to: {{tests: false}}}}", "one of markdown"),
        (f"trace: {{from: {LIST}, to: {{data: a.json}}}}", 'needs "items"'),
        (f"trace: {{from: {LIST}, to: {{tests: true, section: a}}}}", 'no "section"'),
        (f"trace: {{from: {LIST}, to: {{files: [a], pattern: '('}}}}", ""),
        (f"trace: {{from: {{files: [a]}}, to: {LIST}, acyclic: true}}", '"acyclic"'),
        (f"trace: {{from: {LIST}, to: {LIST}, min_per_item: 0}}", "whole number"),
    ],
)
def test_mistake_is_told(written: str, said: str) -> None:
    problem = read(written)

    assert isinstance(problem, str)
    assert said in problem
