"""Watch something live for as long as a rule says, and have the samples judged.

Nothing of it is kept between judgements: what was live a while ago says nothing of now.
"""

import re
from collections.abc import Callable
from datetime import datetime

from gatewright.core.judges.judge_probe import http_problem, judge_probe, said_of
from gatewright.core.judging.subject import Subject
from gatewright.definitions.probing import host_of
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.observations import Execution
from gatewright.model.probe_rules import (
    CommandTarget,
    HttpTarget,
    ProbeRule,
    Sample,
    TcpTarget,
    Watch,
)
from gatewright.model.project import Project
from gatewright.model.records import dataclass
from gatewright.model.rules import CheckDefinition
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.ports.environments import Attachment
from gatewright.ports.processes import Exited, ended
from gatewright.runtime.command_check import command_of
from gatewright.runtime.documents import to_document
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.reporting import Settings, project_of, services_of
from gatewright.runtime.workbench import Use

OUR_OWN = ("localhost", "127.0.0.1", "::1")
OUTSIDE = Isolation(IsolationLevel.NONE, Network.OPEN)  # asked from this process, nothing confined
PAUSE_MS_MIN = 20
_VARIABLE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]{0,127})\}")


@dataclass(frozen=True, slots=True)
class Look:
    """How one sample is taken."""

    take: Callable[[], str]  # returns the problem, "" where there is none
    argv: tuple[str, ...]
    isolation: Isolation = OUTSIDE


@dataclass(frozen=True, slots=True)
class Place:
    """Where the commands of a probe run."""

    checkout: str
    home: str
    attachment: Attachment | None
    project: Project | None
    settings: Settings


def check_probe(
    hearing: Hearing, definition: CheckDefinition, rule: ProbeRule, subject: Subject
) -> Verdict:
    """Return the verdict on something live."""
    return judge_probe(definition.name, rule, _watched(hearing, definition, rule), subject)


def _watched(hearing: Hearing, definition: CheckDefinition, rule: ProbeRule) -> Watch | Trouble:
    """Return what was seen while the services of the check ran."""
    project = project_of(hearing, definition)
    tree, user = hearing.matter.snapshot.tree, f"probe {definition.name}"
    attachment = hearing.bench.attachment(tree, project, user=user) if project else None
    if isinstance(attachment, Trouble):
        return attachment
    checkout = hearing.bench.checkout(tree, Use.RUNNING, user)
    with services_of(hearing, definition, attachment, checkout) as settings:
        if isinstance(settings, Trouble):
            return settings
        home = hearing.bench.home(checkout)
        place = Place(checkout, home, attachment, project, settings)
        look = _look(hearing, definition, rule, place)
        return look if isinstance(look, Trouble) else _watch(hearing, rule, look, place)


def _watch(hearing: Hearing, rule: ProbeRule, look: Look, place: Place) -> Watch:
    """Take a sample every so often. Bounds: as many as the rule says."""
    started = hearing.edges.now()
    samples: list[Sample] = []
    for number in range(rule.samples_due):
        if number:
            due_ms = number * rule.every_s * 1000
            _pause(hearing, place, due_ms - _since(started, hearing.edges.now()))
        before = _since(started, hearing.edges.now())
        problem = look.take()
        after = _since(started, hearing.edges.now())
        samples.append(Sample(before, after - before, problem))
    log = {"started_at": started.isoformat(), "watched": said_of(rule), "samples": samples}
    execution = Execution(
        tool="probe",
        argv=look.argv,
        cwd="",
        exit_code=None,
        ending="watched",
        isolation=look.isolation,
        duration_ms=_since(started, hearing.edges.now()),
        tree=hearing.matter.snapshot.tree,
        environment_key=None,
        log=hearing.edges.evidence.put(to_document(log)),
    )
    ended_ms = _since(started, hearing.edges.now())
    return Watch(execution, started.isoformat(timespec="seconds"), tuple(samples), ended_ms)


def _since(started: datetime, now: datetime) -> int:
    """Return the milliseconds from `started` to `now`."""
    return int((now - started).total_seconds() * 1000)


def _pause(hearing: Hearing, place: Place, wait_ms: int) -> None:
    """Wait. By a program, for a program is ended where nobody wants the judgement any more."""
    if wait_ms < PAUSE_MS_MIN:
        return
    definition_s = wait_ms / 1000
    command = command_of(
        ("sleep", f"{definition_s:.3f}"),
        CheckDefinition("pause", ProbeRule(CommandTarget(("sleep",)))),
        place.home,
        place.home,
        None,
    )
    hearing.edges.processes.run(command)


def _look(
    hearing: Hearing, definition: CheckDefinition, rule: ProbeRule, place: Place
) -> Look | Trouble:
    """Return how a sample is taken of what the rule names."""
    match rule.target:
        case HttpTarget() as target:
            return _look_at_url(hearing, rule, target, place)
        case TcpTarget() as target:
            return _look_at_port(hearing, rule, target, place)
        case CommandTarget() as target:
            return _look_by_command(hearing, definition, rule, target, place)


def _look_at_url(
    hearing: Hearing, rule: ProbeRule, target: HttpTarget, place: Place
) -> Look | Trouble:
    """Return how an answer over HTTP is taken."""
    url = _filled(target.url, place.settings)
    host = host_of(url)
    trouble = _not_to_be_asked(host, url, target.hosts)
    if trouble is not None:
        return trouble

    def take() -> str:
        answer = hearing.edges.prober.http(url, rule.timeout_s)
        if isinstance(answer, str):
            return answer
        return http_problem(target, answer.status, answer.headers, answer.body)

    return Look(take, ("GET", url))


def _look_at_port(
    hearing: Hearing, rule: ProbeRule, target: TcpTarget, place: Place
) -> Look | Trouble:
    """Return how a connection is taken."""
    address = _filled(target.address, place.settings)
    name, _, port = address.rpartition(":")
    host = name.strip("[]").lower()
    is_port = port.isascii() and port.isdigit() and int(port[:6]) <= 65535
    trouble = _not_to_be_asked(host if is_port else None, address, target.hosts)
    if trouble is not None:
        return trouble
    prober = hearing.edges.prober
    return Look(lambda: prober.tcp(host, int(port), rule.timeout_s), ("connect", address))


def _look_by_command(
    hearing: Hearing,
    definition: CheckDefinition,
    rule: ProbeRule,
    target: CommandTarget,
    place: Place,
) -> Look:
    """Return how the end of a command is taken."""
    argv = tuple(_filled(word, place.settings) for word in target.argv)
    limited = CheckDefinition(definition.name, rule, timeout_s=rule.timeout_s)
    command = command_of(
        argv, limited, place.checkout, place.home, place.attachment, place.settings
    )

    def take() -> str:
        ending = hearing.edges.processes.run(command).ending
        if isinstance(ending, Exited):
            return "" if ending.code in target.expect_exit else f"it ended with {ending.code}"
        return f"it {ended(ending)}"

    return Look(take, argv)


def _filled(text: str, settings: Settings) -> str:
    """Return `text` with the variables of services in their places."""
    known = dict(settings)
    return _VARIABLE.sub(lambda found: known.get(found[1], found[0]), text)


def _not_to_be_asked(host: str | None, where: str, hosts: tuple[str, ...]) -> Trouble | None:
    """Return why `where` is not asked: nobody declared it, or a variable was not given."""
    declared = {each.strip("[]").lower() for each in hosts}
    if host is not None and (host in declared or host in OUR_OWN):
        return None
    return Trouble(
        "probe.host",
        "a host that the rule declares, or a service of this check",
        f"{where[:200]} leads elsewhere, or names a variable that no service gives",
        "hosts: [...] in the rule, or services: [...] beside it",
    )
