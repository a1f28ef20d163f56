"""A configured number: a command writes a report in a checkout of its own, and the report is read.

The place of the report is cleared before, so that only what this run wrote is taken.
"""

from gatewright.core.judges.judge_metric import MetricRun, judge_metric, measure
from gatewright.core.judges.metric_report import Measured
from gatewright.core.judging.subject import Subject
from gatewright.model.document_rules import MetricRule
from gatewright.model.ids import TreeId
from gatewright.model.observations import Execution
from gatewright.model.rules import CheckDefinition
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.ports.processes import Exited, ended
from gatewright.ports.reports import ReportPath
from gatewright.runtime.command_check import command_of
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.workbench import Use


def check_metric(
    hearing: Hearing, definition: CheckDefinition, rule: MetricRule, subject: Subject
) -> Verdict:
    """Return the verdict on a number; the base is measured where that says something."""
    matter = hearing.matter
    run = _run(hearing, definition, rule, matter.snapshot.tree)
    is_wanted = rule.relative_to_base or not isinstance(measure(rule, run), Measured)
    control = None
    if is_wanted and matter.base_tree is not None:
        control = _run(hearing, definition, rule, matter.base_tree)
    return judge_metric(definition.name, rule, run, control, subject)


def _run(
    hearing: Hearing, definition: CheckDefinition, rule: MetricRule, tree: TreeId
) -> MetricRun | Trouble:
    """Run the command in a checkout of `tree`, joined to the first project's environment."""
    bench, edges = hearing.bench, hearing.edges
    project = next(iter(hearing.matter.projects), None)
    user = f"metric {definition.name}"
    attachment = bench.attachment(tree, project, user=user) if project else None
    if isinstance(attachment, Trouble):
        return attachment
    checkout = bench.checkout(tree, Use.RUNNING, user)
    place = ReportPath(rule.report, rule.report.rpartition("/")[0], rule.report.__eq__)
    cleared = edges.reports.clear(checkout, place)
    if cleared is not None:
        return cleared
    home = bench.home(checkout)
    finished = edges.processes.run(command_of(rule.run, definition, checkout, home, attachment))
    taken = edges.reports.take(checkout, place)
    report = taken if isinstance(taken, Trouble) else taken[0].content
    output = b"\n".join(stream for stream in (finished.stdout, finished.stderr) if stream)
    execution = Execution(
        tool=rule.run[0],
        argv=rule.run,
        cwd="",
        exit_code=finished.ending.code if isinstance(finished.ending, Exited) else None,
        ending=ended(finished.ending),
        isolation=finished.isolation,
        duration_ms=finished.duration_ms,
        tree=tree,
        environment_key=bench.environment_key(project) if project is not None else None,
        log=edges.evidence.put(output),
        reports=() if isinstance(report, Trouble) else (edges.evidence.put(report),),
    )
    return MetricRun(execution, report, output)
