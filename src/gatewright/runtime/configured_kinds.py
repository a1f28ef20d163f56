"""What each kind of configured check is judged by."""

from collections.abc import Mapping

from gatewright.core.judges.judge_assert import judge_assert
from gatewright.core.judges.judge_git import History, judge_git
from gatewright.core.judges.judge_register import judge_register
from gatewright.core.judging.subject import Subject
from gatewright.model.probe_rules import ProbeRule
from gatewright.model.records import replace
from gatewright.model.register_rules import RegisterRule
from gatewright.model.reported_rules import ReportedCoverageRule, ReportedFindingsRule
from gatewright.model.rules import (
    AssertRule,
    BorrowedRule,
    CheckDefinition,
    CommandRule,
    DocRule,
    GitRule,
    ReportedTestsRule,
)
from gatewright.model.verdicts import NotChecked
from gatewright.runtime.command_check import check_command
from gatewright.runtime.doc_check import check_doc
from gatewright.runtime.document_checks import check_documents
from gatewright.runtime.hearing import Answer, Hearing
from gatewright.runtime.probe_check import check_probe
from gatewright.runtime.reported import check_reported


def judge_kind(
    hearing: Hearing,
    definition: CheckDefinition,
    subject: Subject,
    facts: Mapping[str, object],
) -> Answer:
    """Return the verdict of a check that applies."""
    matter, name = hearing.matter, definition.name
    match definition.rule:
        case DocRule() as rule:
            return check_doc(hearing, definition, rule, subject)
        case GitRule() as rule:
            change = matter.change if definition.of_step else matter.whole
            since = change.base_tree if change is not None else None
            subject = replace(subject, base_tree=since)
            return judge_git(name, rule, change, _history(hearing), subject)
        case AssertRule() as rule:
            return judge_assert(name, rule, facts, subject)
        case CommandRule() as rule:
            return check_command(hearing, definition, rule, subject)
        case ReportedTestsRule() | ReportedCoverageRule() | ReportedFindingsRule() as rule:
            return check_reported(hearing, definition, rule, subject)
        case _:
            return _judge_more(hearing, definition, subject)


def _judge_more(hearing: Hearing, definition: CheckDefinition, subject: Subject) -> Answer:
    """Return the verdict of a check that looks at documents, or at something live."""
    name = definition.name
    match definition.rule:
        case ProbeRule() as rule:
            return check_probe(hearing, definition, rule, subject)
        case RegisterRule() as rule:
            return judge_register(name, rule, hearing.matter.on_record, subject)
        case BorrowedRule(check=named):
            return NotChecked(
                name,
                f'no check of the project is called "{named}" now, or it is of another kind',
                "define it in .gatewright/config.yaml, on the branch that the run rests on",
            )
        case _:
            return check_documents(hearing, definition, subject) or NotChecked(
                name,
                "it sets a built-in check, which is judged under its own name",
                "give it that name, or make it a `command`",
            )


def _history(hearing: Hearing) -> History:
    """Return what the branch is called and the commits it adds."""
    matter = hearing.matter
    commits = hearing.edges.repositories.commits(
        matter.repository,
        matter.base.commit if matter.base is not None else None,
        matter.snapshot.commit or matter.repository.head,
    )
    uncommitted = matter.snapshot.uncommitted
    return History(matter.repository.branch, tuple(commits), uncommitted)
