"""The checks that a project adds in its configuration: doc, command, git, assert.

What they say of a change is meant of the whole of it, also where one step of a run is judged.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.judging.drafts import BUILT_IN_NAMES
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.expressions import evaluate
from gatewright.model.document_rules import ArtifactRule
from gatewright.model.records import replace
from gatewright.model.rules import (
    CheckDefinition,
    Rule,
)
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Status, Verdict
from gatewright.runtime.hearing import Answer, Hearing

JUDGE_VERSION = 1


def check_configured(
    hearing: Hearing, definition: CheckDefinition, before: Sequence[Verdict]
) -> Iterator[Answer]:
    """Yield the verdict of one configured check; `before` are the verdicts it may speak of."""
    subject = hearing.subject(definition.name, definition.rule)
    facts = facts_of(hearing, before, of_step=definition.of_step)
    if hearing.matter.artifacts.places:
        # late: what reads documents draws in a parser
        from gatewright.runtime.artifact_check import with_artifacts_seen  # noqa: PLC0415

        definition, seen = with_artifacts_seen(hearing, definition)
        facts = {**seen, **facts}
    applies = True if definition.when is None else evaluate(definition.when, facts)
    match applies:
        case Trouble():
            evidence = evidence_of(subject, JUDGE_VERSION)
            verdict: Answer = judge_trouble(
                definition.name, "assert", applies, unit="facts", evidence=evidence
            )
        case False:
            verdict = _not_applicable(definition, subject)
        case _:
            # late: most projects configure few kinds, and each draws in a parser of its own
            from gatewright.runtime.configured_kinds import judge_kind  # noqa: PLC0415

            verdict = judge_kind(hearing, definition, subject, facts)
    if isinstance(verdict, Verdict):
        yield replace(verdict, is_advisory=definition.advisory)
    else:
        yield verdict


def as_configured(hearing: Hearing, answer: Answer, before: Sequence[Verdict]) -> Answer:
    """Return the answer of a built-in check, milder or void where the configuration says so."""
    if not isinstance(answer, Verdict):
        return answer
    word = answer.check.split(" ")[0]
    definition = next(
        (each for each in hearing.matter.configuration.checks if each.name == word), None
    )
    if definition is None or word not in BUILT_IN_NAMES:
        return answer
    subject = hearing.subject(word, definition.rule)
    applies = True
    if definition.when is not None:
        decided = evaluate(definition.when, facts_of(hearing, before))
        if isinstance(decided, Trouble):
            evidence = evidence_of(subject, JUDGE_VERSION)
            return judge_trouble(answer.check, "assert", decided, unit="facts", evidence=evidence)
        applies = decided
    judged = (
        answer if applies else replace(_not_applicable(definition, subject), check=answer.check)
    )
    return replace(judged, is_advisory=definition.advisory)


def facts_of(
    hearing: Hearing, before: Sequence[Verdict], *, of_step: bool = False
) -> Mapping[str, object]:
    """Return what a CEL expression may speak of; of a change, that of one step or of the whole."""
    matter = hearing.matter
    change = matter.change if of_step else matter.whole
    return {
        "branch": matter.repository.branch or "",
        "stage": str(matter.request.stage),
        "change": {
            "added": change.added_count if change is not None else 0,
            "removed": change.removed_count if change is not None else 0,
            "files": [file.path for file in change.files] if change is not None else [],
        },
        "verdicts": {
            verdict.check: {
                "status": str(verdict.status),
                "examined": verdict.examined.count,
            }
            for verdict in before
        },
        "reg": matter.on_record.registers if matter.on_record is not None else {},
        "reg_current": matter.on_record.current if matter.on_record is not None else {},
    }


def kind_of(rule: Rule) -> str:
    """Return the kind of a check by its rule: "command"."""
    word = type(rule).__name__.removeprefix("Reported").removesuffix("Rule").lower()
    return "doc" if isinstance(rule, ArtifactRule) else word


def _not_applicable(definition: CheckDefinition, subject: Subject) -> Verdict:
    """Return the verdict of a check whose `when` is false."""
    return Verdict(
        check=definition.name,
        kind=kind_of(definition.rule),
        status=Status.NOT_APPLICABLE,
        headline=f"does not apply: {definition.when}",
        examined=Examined(0, "facts"),
        evidence=evidence_of(subject, JUDGE_VERSION),
    )
