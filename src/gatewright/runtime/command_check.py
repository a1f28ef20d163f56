"""A configured command, run on the head in its environment, and on the base when it fails there."""

from gatewright.core.judges.judge_command import CommandRun, judge_command
from gatewright.core.judging.subject import Subject
from gatewright.model.ids import TreeId
from gatewright.model.isolation import Network
from gatewright.model.observations import Execution
from gatewright.model.rules import CheckDefinition, CommandRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.ports.environments import Attachment
from gatewright.ports.processes import (
    STREAM_BYTES_MAX,
    Command,
    Confinement,
    Exited,
    Limits,
    ended,
)
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.workbench import Use

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


def check_command(
    hearing: Hearing, definition: CheckDefinition, rule: CommandRule, subject: Subject
) -> Verdict:
    """Return the verdict on a command; its output is read, never believed."""
    matter = hearing.matter
    run = _run(hearing, definition, rule, matter.snapshot.tree)
    control = _run(hearing, definition, rule, matter.base_tree) if matter.base_tree else None
    return judge_command(definition.name, rule, run, control, subject)


def _run(
    hearing: Hearing, definition: CheckDefinition, rule: CommandRule, tree: TreeId
) -> CommandRun | Trouble:
    """Run the command in a checkout of `tree`, joined to the first project's environment."""
    project = next(iter(hearing.matter.projects), None)
    # A checkout of its own: what ran before could have rewritten the script this one goes through.
    user = f"command {definition.name}"
    attachment = hearing.bench.attachment(tree, project, user=user) if project else None
    if isinstance(attachment, Trouble):
        return attachment
    checkout = hearing.bench.checkout(tree, Use.RUNNING, user)
    home = hearing.bench.home(checkout)
    command = command_of(rule.argv, definition, checkout, home, attachment)
    finished = hearing.edges.processes.run(command)
    output = b"\n".join(stream for stream in (finished.stdout, finished.stderr) if stream)
    key = hearing.bench.environment_key(project) if project is not None else None
    execution = Execution(
        tool=rule.argv[0],
        argv=rule.argv,
        cwd="",
        exit_code=finished.ending.code if isinstance(finished.ending, Exited) else None,
        ending=ended(finished.ending),
        isolation=finished.isolation,
        duration_ms=finished.duration_ms,
        tree=tree,
        environment_key=key,
        log=hearing.edges.evidence.put(output),
    )
    return CommandRun(execution, output, is_whole=len(output) < STREAM_BYTES_MAX)


def command_of(
    argv: tuple[str, ...],
    definition: CheckDefinition,
    checkout: str,
    home: str,
    attachment: Attachment | None,
    settings: tuple[tuple[str, str], ...] = (),
) -> Command:
    """Return the command with an environment that holds nothing of the person's.

    Shape: `settings` lead to services, which listen on the machine's own network.
    """
    folders = attachment.program_folders if attachment is not None else ()
    return Command(
        argv=argv,
        cwd=checkout,
        env=(
            ("PATH", ":".join((*folders, SYSTEM_PATH))),
            ("HOME", home),
            ("TMPDIR", home),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
            ("PYTHONHASHSEED", "0"),
            *(attachment.env if attachment is not None else ()),
            *settings,
        ),
        limits=Limits(wall_s=definition.timeout_s),
        confinement=Confinement(
            network=Network.OPEN if settings else Network.NONE,
            readable=attachment.readable if attachment is not None else (),
            writable=(checkout, home),
        ),
    )
