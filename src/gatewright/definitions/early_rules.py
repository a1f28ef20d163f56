"""Steps that begin before all that stands before them: what can never be, and what may be missing.

A step that waits for some of its needs reads of the others what is there. What it is judged by, and
what its procedure is given, has to be there in any case.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.content.content_names import artifact_of, is_region
from gatewright.definitions.problems import shown
from gatewright.definitions.workflow_names import Names
from gatewright.definitions.workflow_order import Keys, Written, waits_for
from gatewright.definitions.workflow_report import Located
from gatewright.model.workflow import ApprovalRule

Surely = Mapping[str, frozenset[str]]


def report_early(ordered: Sequence[Written], names: Names, located: Located) -> None:
    """Report steps that cannot begin early, and what they want that may not be there."""
    surely = surely_before(ordered)
    for one in ordered:
        if one.values.get("early"):
            _report_gates(one, ordered, located)
        if "at_least" in one.values:
            _report_count(one, located)
        if names.before[one.name] != surely[one.name]:
            _report_missing(one, names, surely[one.name], located)


def surely_before(ordered: Sequence[Written]) -> Surely:
    """Return for each step what is done before it whichever of its needs are."""
    surely: dict[str, frozenset[str]] = {}
    for one in ordered:
        each = {need: frozenset({need}) | surely[need] for need in one.needs}
        all_of = [each[need] for need in one.needs if need not in one.counted]
        some_of = [each[need] for need in one.counted]
        spare = len(some_of) - one.at_least  # so many may be missing
        several = {
            step for known in some_of for step in known if sum(step in k for k in some_of) > spare
        }
        surely[one.name] = frozenset(several).union(*all_of)
    return surely


def _report_gates(one: Written, ordered: Sequence[Written], located: Located) -> None:
    """Report a step that waits for all before its phase, though it is to be early."""
    keys: Keys = (*one.keys, "early")
    entry: Keys = (*one.keys[:-2], "entry")
    if one.phase_index == 0:
        located.at_value(keys, "no gate is before the first phase", hint="leave it out")
    elif any(each.keys == entry for each in ordered):
        what = "this phase has an entry, and nobody passes that"
        located.at_value(keys, what, hint='say it as "entry" of the other steps')
    else:
        _report_barrier(one, ordered, keys, located)


def _report_barrier(one: Written, ordered: Sequence[Written], keys: Keys, located: Located) -> None:
    """Report the need by which a step waits for all that is before its phase."""
    before, known = waits_for(ordered), {each.name: each for each in ordered}
    earlier = {each.name for each in ordered if each.phase_index < one.phase_index}
    for need in one.needs:
        if earlier <= before[need] | {need}:
            is_own = known[need].phase_index == one.phase_index
            early = f", or early: true at {need}" if is_own else ""
            what = f'this step needs "{need}", which waits for all before this phase'
            located.at_value(keys, what, hint=f"needs: [STEP OF AN EARLIER PHASE]{early}")
            return


def _report_count(one: Written, located: Located) -> None:
    """Report a number of needs that can never be."""
    if one.at_least > len(one.counted):
        what = f"{one.at_least} of {len(one.counted)} can never be"
        keys = (*one.keys, "at_least")
        located.at_value(keys, what, hint=f"at most {len(one.counted)}: so many needs there are")


def _report_missing(one: Written, names: Names, surely: frozenset[str], located: Located) -> None:
    """Report what a gate, or a procedure, wants of a step that may not be done by then."""
    for keys, name in _wanted(one):
        makers = () if is_region(name) else names.makers.get(artifact_of(name), ())
        late = [each for each in makers if each not in surely and each != one.name]
        if late and artifact_of(name) not in names.given:
            what = f'"{shown(name)}" is made by {late[0]}, which may not be done by then'
            located.at_value(keys, what, hint=f"a higher at_least, or a step that needs {late[0]}")


def _wanted(one: Written) -> Iterator[tuple[Keys, str]]:
    """Yield what has to be there, and where that is said."""
    yield from ((one.gate_keys, said) for said in one.spoken.artifacts)
    for index, item in enumerate(one.gate_items):
        bound = item.binds if isinstance(item, ApprovalRule) else ()
        for place, name in enumerate(bound):
            yield (*one.gate_keys, index, "approval", "binds", place), name
    for name in one.use.inputs if one.use is not None else ():
        keys: Keys = (*one.keys, "with", name) if name in one.given else (*one.keys, "uses")
        yield keys, one.given.get(name, name)
