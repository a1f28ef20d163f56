"""What is known when a run starts: what was said, what params settle, what inputs say."""

from collections.abc import Mapping, Sequence

from gatewright.core.facts.fact_sources import derived
from gatewright.core.facts.facts import fits, of_word, wanted_of
from gatewright.model.facts import FACTS, FactRule, FactValue
from gatewright.model.feature import Facts, Origin
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import InputFound, Workflow
from gatewright.runtime.fact_finding import seen_in_inputs
from gatewright.runtime.run_edges import RunEdges

SAID = "said"
Known = dict[str, tuple[FactValue, str]]  # by fact: what it is, and what says so


def facts_said(workflow: Workflow, words: Sequence[tuple[str, str]]) -> Facts:
    """Return what a person and the params say. Raises: Mistake `arguments.fact`.

    Shape: what a person says counts first. A fact that the workflow only names is a yes or a no.
    """
    rules = {rule.name: rule for rule in workflow.facts}
    known: Known = {name: (_value(rules, name, word), SAID) for name, word in words}
    for name, word, param in workflow.settles:
        if name in rules and name not in known:
            known[name] = (_value(rules, name, word), f"param {param}")
    return _facts(_with_derived(workflow, known))


def facts_found(
    run: RunEdges,
    workflow: Workflow,
    said: Facts,
    inputs: Sequence[InputFound],
    origin: Origin,
) -> Facts:
    """Return `said` with what the inputs say, and what follows from all of it."""
    sources = dict(said.sources)
    known: Known = {
        name: (value, sources[name]) for name, value in said.known if sources[name] != FACTS
    }
    tree = origin.taken_tree if origin.taken_tree is not None else origin.tree
    for seen in seen_in_inputs(run, workflow.facts, inputs, tree):
        known.setdefault(seen.name, (seen.value, seen.source))
    return _facts(_with_derived(workflow, known))


def _with_derived(workflow: Workflow, known: Known) -> Known:
    values = {name: value for name, (value, _) in known.items()}
    more = derived(workflow.facts, values)
    return {**known, **{name: (value, FACTS) for name, value in more.items()}}


def _facts(known: Known) -> Facts:
    return Facts(
        tuple((name, value) for name, (value, _) in known.items()),
        tuple((name, source) for name, (_, source) in known.items()),
    )


def _value(rules: Mapping[str, FactRule], name: str, word: str) -> FactValue:
    """Return what a word says of a fact. Raises: Mistake `arguments.fact`."""
    rule = rules.get(name, FactRule(name))
    value = of_word(rule, word)
    if value is None or not fits(rule, value):
        hint = f"{name} is {wanted_of(rule)}: --fact {name}=..."
        raise Mistake("arguments.fact", f"{word!r} does not settle {name}.", hints=(hint,))
    return value
