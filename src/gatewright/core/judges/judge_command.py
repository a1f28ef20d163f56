"""Judge a command: it ended as it must, and said what it must and nothing it must not.

The command belongs to the project and is taken from its base; what it printed is hostile text.
A command that could not end by itself is an error, unless it ends well without the change.
"""

from collections.abc import Iterator, Sequence

from gatewright.core.judging.demand_words import end_wanted, printed_wanted, unprinted_wanted
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.patterns import matching_lines, printable
from gatewright.model.observations import Execution
from gatewright.model.records import dataclass
from gatewright.model.rules import CommandRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Evidence, Examined, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "command"
OUTPUT_BYTES_MAX = 2 * 1024 * 1024
TAIL_LINES = 15
TEXT_CHARS_MAX = 200


@dataclass(frozen=True, slots=True)
class CommandRun:
    """One run of a command and what it printed, both streams, in the order it came."""

    execution: Execution
    output: bytes
    is_whole: bool = True  # False: the middle was not kept


def judge_command(
    name: str,
    rule: CommandRule,
    run: CommandRun | Trouble,
    control: CommandRun | Trouble | None,
    subject: Subject,
) -> Verdict:
    """Return the verdict on one command.

    Shape: `control` is the same command on the base; None where it was not run there.
    """
    executions = [one.execution for one in (run, control) if isinstance(one, CommandRun)]
    evidence = evidence_of(subject, JUDGE_VERSION, executions)
    if isinstance(run, Trouble):
        return _judge_no_run(name, run, control, evidence)
    lines = _lines_of(run.output)
    reasons: list[Reason] = []
    for reason in (*_ending_reasons(rule, run, lines), *_output_reasons(rule, run, lines)):
        if isinstance(reason, Trouble):
            return judge_trouble(name, KIND, reason, unit="lines", evidence=evidence)
        reasons.append(reason)
    return Verdict(
        check=name,
        kind=KIND,
        status=_status(rule, run, control, reasons),
        headline=reasons[0].headline if reasons else f"{_said(rule.argv)} {_ended(run)}",
        examined=_examined(rule, lines),
        evidence=evidence,
        reasons=tuple(reasons),
        notes=tuple(_notes(rule, run, control)),
        duration_ms=run.execution.duration_ms,
    )


def _judge_no_run(
    name: str, run: Trouble, control: CommandRun | Trouble | None, evidence: Evidence
) -> Verdict:
    """Return a failure where the command ran on the base, else an error."""
    verdict = judge_trouble(name, KIND, run, unit="commands", evidence=evidence)
    if not isinstance(control, CommandRun):
        return verdict
    reason = Reason(
        code="check.broken-by-change",
        headline=f"it cannot be run with this change: {run.found}",
        wanted="a command that runs; without the change it does",
        found=run.found,
        way_out=run.way_out,
        tail=run.tail,
    )
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL,
        headline=reason.headline,
        examined=verdict.examined,
        evidence=evidence,
        reasons=(reason,),
    )


def _ending_reasons(rule: CommandRule, run: CommandRun, lines: Sequence[str]) -> Iterator[Reason]:
    """Yield the reason for an ending that is not as it must be."""
    code = run.execution.exit_code
    if code in rule.expect_exit:
        return
    yield Reason(
        code="command.unfinished" if code is None else "command.exit",
        headline=f"{_said(rule.argv)} {_ended(run)}",
        wanted=end_wanted(rule.expect_exit),
        found=_ended(run),
        way_out=f"run it: {_said(rule.argv)}",
        tail="\n".join(line[:TEXT_CHARS_MAX] for line in lines[-TAIL_LINES:]),
    )


def _output_reasons(
    rule: CommandRule, run: CommandRun, lines: Sequence[str]
) -> Iterator[Reason | Trouble]:
    """Yield what is wrong with the output, or why that cannot be said."""
    if not (rule.forbid_output or rule.require_output):
        return
    for pattern in rule.forbid_output:
        yield from _forbidden(rule, pattern, lines)
    for pattern in rule.require_output:
        yield from _required(rule, pattern, lines)
    if not run.is_whole or len(run.output) > OUTPUT_BYTES_MAX:
        yield Reason(
            code="check.not-all-examined",
            headline=f"{_said(rule.argv)} printed more than can be looked at",
            wanted=f"at most {OUTPUT_BYTES_MAX // 1024} KiB of output, so that all is searched",
            found=f"more; {len(lines)} lines were looked at",
            way_out="make the command say less",
        )


def _forbidden(rule: CommandRule, pattern: str, lines: Sequence[str]) -> Iterator[Reason | Trouble]:
    """Yield the reason for lines that must not be there."""
    found = matching_lines(pattern, lines)
    if isinstance(found, Trouble):
        yield found
    elif found:
        count = "1 line" if len(found) == 1 else f"{len(found)} lines"
        yield Reason(
            code="command.output",
            headline=f"{_said(rule.argv)} printed {count} that must not be there",
            wanted=unprinted_wanted(pattern),
            found=f"output line {found[0]} of {len(lines)}",
            places=tuple(_place(number, lines) for number in found),
            way_out=f"run it: {_said(rule.argv)}",
        )


def _required(rule: CommandRule, pattern: str, lines: Sequence[str]) -> Iterator[Reason | Trouble]:
    """Yield the reason for a line that is not there."""
    found = matching_lines(pattern, lines)
    if isinstance(found, Trouble):
        yield found
    elif not found:
        yield Reason(
            code="command.output",
            headline=f"{_said(rule.argv)} did not print what it must",
            wanted=printed_wanted(pattern),
            found=f"none in {len(lines)} lines",
            way_out=f"run it: {_said(rule.argv)}",
            tail="\n".join(line[:TEXT_CHARS_MAX] for line in lines[-TAIL_LINES:]),
        )


def _status(
    rule: CommandRule,
    run: CommandRun,
    control: CommandRun | Trouble | None,
    reasons: Sequence[Reason],
) -> Status:
    """Return what the reasons come to: what kept us from judging is an error, and blocks too."""
    codes = {reason.code for reason in reasons}
    if not codes:
        return Status.PASS
    if codes == {"check.not-all-examined"}:
        return Status.ERROR
    if "command.unfinished" in codes and not _ended_well(rule, control):
        return Status.ERROR
    return Status.FAIL


def _ended_well(rule: CommandRule, control: CommandRun | Trouble | None) -> bool:
    """Return whether the command ended on the base as it must."""
    return isinstance(control, CommandRun) and control.execution.exit_code in rule.expect_exit


def _notes(
    rule: CommandRule, run: CommandRun, control: CommandRun | Trouble | None
) -> Iterator[str]:
    """Yield what is said beside the verdict."""
    if run.execution.exit_code in rule.expect_exit or not isinstance(control, CommandRun):
        return
    yield f"on the base it {_ended(control)}"


def _examined(rule: CommandRule, lines: Sequence[str]) -> Examined:
    """Return how much was looked at: its lines where the rule speaks of them, else its end."""
    if rule.forbid_output or rule.require_output:
        return Examined(len(lines), "lines")
    return Examined(1, "commands")


def _lines_of(output: bytes) -> list[str]:
    """Return the lines of `output`, decoded leniently, as far as it is looked at."""
    text = printable(output[:OUTPUT_BYTES_MAX].decode("utf-8", "replace"))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _place(number: int, lines: Sequence[str]) -> Place:
    """Return a line of the output as a place."""
    return Place("output", number, lines[number - 1].strip()[:TEXT_CHARS_MAX])


def _ended(run: CommandRun) -> str:
    """Return how it ended: "ended with 2", "timed out"."""
    code = run.execution.exit_code
    return f"ended with {code}" if code is not None else f"did not end: {run.execution.ending}"


def _said(argv: Sequence[str]) -> str:
    """Return `argv` as a person says it."""
    return " ".join(argv)[:TEXT_CHARS_MAX]
