"""The configured checks of contracts, numbers and traces, by their rule."""

from gatewright.core.judging.subject import Subject
from gatewright.model.document_rules import ArtifactRule, ContractRule, MetricRule, TraceRule
from gatewright.model.rules import CheckDefinition
from gatewright.model.verdicts import Verdict
from gatewright.runtime.artifact_check import check_artifact
from gatewright.runtime.contract_check import check_contract
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.metric_check import check_metric
from gatewright.runtime.trace_check import check_trace


def check_documents(
    hearing: Hearing, definition: CheckDefinition, subject: Subject
) -> Verdict | None:
    """Return the verdict of a check of one of these kinds; None for any other."""
    match definition.rule:
        case ContractRule() as rule:
            return check_contract(hearing, definition, rule, subject)
        case MetricRule() as rule:
            return check_metric(hearing, definition, rule, subject)
        case ArtifactRule() as rule:
            return check_artifact(hearing, definition, rule, subject)
        case TraceRule() as rule:
            return check_trace(hearing, definition, rule, subject)
        case _:
            return None
