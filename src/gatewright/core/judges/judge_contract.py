"""Judge a contract: valid, not empty, and no break of what the base promises.

The base's document is the promise. What cannot be decided blocks like a break. A document that is
not on the base promises nothing yet; one that is gone from the head broke everything.
"""

import re
from collections.abc import Iterator, Sequence, Sized

from gatewright.core.contracts.contract_difference import UNDECIDABLE, Difference, TooMuch
from gatewright.core.contracts.contract_reading import Contract, compare_contracts
from gatewright.core.contracts.contract_words import WORDS, reason_of
from gatewright.core.contracts.oasdiff import SecondLook
from gatewright.core.judging.subject import Subject, evidence_of
from gatewright.core.text.plain_data import DataDocument, canonical
from gatewright.model.document_rules import DECLARED_BREAK, FROZEN, OPENAPI, ContractRule
from gatewright.model.examinations import Examination
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "contract"
PLACES_MAX = 20
NOT_JUDGED = frozenset({"contract.empty", "contract.not-comparable"})
_VERSION = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.|$|[-+])")


@dataclass(frozen=True, slots=True)
class ContractSeen:
    """What was seen of a contract."""

    head: Contract | Reason
    base: Contract | Reason | None  # None: the base has none
    examination: Examination | Trouble | None  # None: the head could not be read
    second: SecondLook | None = None


def judge_contract(name: str, rule: ContractRule, seen: ContractSeen, subject: Subject) -> Verdict:
    """Return the verdict on one contract."""
    head = seen.head
    if isinstance(head, Reason):
        return _verdict(name, subject, seen, (head,), Examined(0, _unit(rule)))
    differences = _differences(rule, seen)
    compared = () if isinstance(differences, Reason) else differences
    declared = rule.compare == DECLARED_BREAK and bool(compared) and _declares(seen)
    reasons = [
        *_validity(rule, head, seen.examination),
        *_emptiness(rule, head),
        *([differences] if isinstance(differences, Reason) else []),
        *([] if declared else _breaks(rule, seen, compared)),
    ]
    verdict = _verdict(name, subject, seen, tuple(reasons), Examined(head.size, _unit(rule)))
    size = _count(range(head.size), _unit(rule).removesuffix("s"))
    headline = f"{rule.path}: {size}, {_said(seen, compared)}"
    return replace(
        verdict,
        headline=verdict.headline or headline,
        notes=tuple(_notes(rule, seen, compared if declared else ())),
        figures=(Figure("breaks", str(len(compared)), "" if declared else "0"),),
    )


def _differences(rule: ContractRule, seen: ContractSeen) -> tuple[Difference, ...] | Reason:
    """Return what breaks; a reason where that cannot be found out, or nothing may change at all."""
    base, head = seen.base, seen.head
    assert isinstance(head, Contract), "BUG: compared what cannot be read"
    if base is None:
        return ()
    if isinstance(base, Reason):
        return reason_of(
            "contract.not-comparable",
            f"{rule.path} of the base cannot be read, so nothing can be compared",
            f"{base.headline}: {base.found}",
        )
    if canonical(base.document.value) == canonical(head.document.value):
        return ()
    if rule.compare == FROZEN:
        found = "its content differs from that of the base"
        return reason_of("contract.frozen", f"{rule.path} is frozen", found)
    try:
        return compare_contracts(rule, base, head)
    except TooMuch:
        found = "the comparison takes too long"
        return reason_of("contract.not-comparable", f"{rule.path} is too large", found)


def _validity(
    rule: ContractRule, head: Contract, examination: Examination | Trouble | None
) -> Iterator[Reason]:
    """Yield what makes the document no contract."""
    for code, places in head.bad_references.items():
        headline = f"{rule.path} has {_count(places, 'reference')} {WORDS[code]}"
        yield reason_of(code, headline, places[0].text, places)
    if head.twice:
        what = f"two paths are {head.twice[0]}"
        yield reason_of("contract.invalid", f"{rule.path} is not valid", what)
    if isinstance(examination, Trouble):
        yield Reason(
            examination.code,
            f"{rule.path} could not be validated: {examination.found}",
            examination.wanted,
            examination.found,
            way_out=examination.way_out,
            tail=examination.tail,
        )
    else:
        assert examination is not None, "BUG: nobody examined what could be read"
        for kind in dict.fromkeys(one.rule for one in examination.complaints):
            same = [one for one in examination.complaints if one.rule == kind]
            places = [_place(head.document, one.place, one.message) for one in same]
            code = f"contract.{kind}"
            yield reason_of(code, f"{rule.path} {WORDS[code]}", same[0].message, places)


def _emptiness(rule: ContractRule, head: Contract) -> Iterator[Reason]:
    """Yield that a contract promises nothing."""
    if head.size == 0:
        found = f"0 {_unit(rule)}"
        yield reason_of("contract.empty", f"{rule.path} says nothing", found)


def _breaks(
    rule: ContractRule, seen: ContractSeen, differences: Sequence[Difference]
) -> Iterator[Reason]:
    """Yield one reason for each rule that is broken; what cannot be decided comes last."""
    ordered = sorted(dict.fromkeys(one.rule for one in differences), key=UNDECIDABLE.__eq__)
    for broken in ordered:
        same = [one for one in differences if one.rule == broken]
        code = f"contract.{broken}"
        headline = f"{rule.path} {WORDS[code]}, at {_count(same, 'place')}"
        places = [_place_of(seen, one) for one in same]
        yield reason_of(code, headline, places[0].text, places)
    if seen.second is not None and seen.second.lines:
        lines = seen.second.lines
        places = [Place(rule.path, 0, line) for line in lines]
        headline = f"oasdiff names {_count(lines, 'break')}"
        yield reason_of("contract.oasdiff", headline, lines[0], places)


def _place_of(seen: ContractSeen, difference: Difference) -> Place:
    """Return where a difference is."""
    side = seen.base if difference.is_on_base else seen.head
    assert isinstance(side, Contract), "BUG: compared what cannot be read"
    what = f"{difference.what} (on the base)" if difference.is_on_base else difference.what
    line = 0 if difference.is_on_base else side.document.line_of(difference.pointer)
    return Place(side.document.path, line, f"{difference.pointer or '/'}: {what}")


def _place(document: DataDocument, pointer: str, what: str) -> Place:
    """Return a place in the head's document."""
    return Place(document.path, document.line_of(pointer), f"{pointer or '/'}: {what}")


def _declares(seen: ContractSeen) -> bool:
    """Return whether the head says itself that it breaks: by its version, or a new `$id`."""
    head, base = seen.head, seen.base
    assert isinstance(head, Contract), "BUG: compared what cannot be read"
    assert isinstance(base, Contract), "BUG: compared with what cannot be read"
    if head.format != OPENAPI:
        return base.version != "" and head.version not in ("", base.version)
    after, before = _major(head.version), _major(base.version)
    return after is not None and before is not None and after > before


def _major(version: str) -> tuple[int, int] | None:
    """Return the part of a version that says what is compatible: 2 of 2.1; 0.3 of 0.3.1."""
    found = _VERSION.match(version)
    if found is None:
        return None
    first, second = int(found[1]), int(found[2] or 0)
    return (first, second if first == 0 else 0)


def _notes(rule: ContractRule, seen: ContractSeen, declared: Sequence[Difference]) -> Iterator[str]:
    """Yield what is said beside the verdict."""
    if seen.base is None:
        yield f"{rule.path} is not on the base: there is nothing to compare it with"
    if declared and isinstance(seen.head, Contract):
        yield f"{_count(declared, 'break')} declared by {seen.head.version}"
        for one in declared[:PLACES_MAX]:
            yield f"{one.rule}: {_place_of(seen, one).text}"
    if seen.second is not None:
        yield from seen.second.notes
    if isinstance(seen.examination, Examination):
        yield from seen.examination.notes


def _said(seen: ContractSeen, differences: Sequence[Difference]) -> str:
    """Return the end of the headline."""
    if seen.base is None:
        return "new"
    return f"{_count(differences, 'break')} against the base" if differences else "nothing broken"


def _unit(rule: ContractRule) -> str:
    """Return what is counted."""
    return "operations" if rule.format == OPENAPI else "constraints"


def _count(things: Sized, word: str) -> str:
    """Return how many there are: "1 break", "2 breaks"."""
    count = len(things)
    return f"1 {word}" if count == 1 else f"{count} {word}s"


def _verdict(
    name: str,
    subject: Subject,
    seen: ContractSeen,
    reasons: tuple[Reason, ...],
    examined: Examined,
) -> Verdict:
    """Return the verdict: what kept from judging is an error, and blocks like a failure."""
    lost = NOT_JUDGED | (
        {seen.examination.code} if isinstance(seen.examination, Trouble) else frozenset()
    )
    status = Status.PASS
    if reasons:
        is_lost = all(one.code in lost for one in reasons)
        status = Status.ERROR if is_lost else Status.FAIL
    runs = [one for one in (seen.examination,) if isinstance(one, Examination)]
    executions = [one.execution for one in runs]
    if seen.second is not None and seen.second.execution is not None:
        executions.append(seen.second.execution)
    return Verdict(
        check=name,
        kind=KIND,
        status=status,
        headline=reasons[0].headline if reasons else "",
        examined=examined,
        evidence=evidence_of(subject, JUDGE_VERSION, executions),
        reasons=reasons,
    )
