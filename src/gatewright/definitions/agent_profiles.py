"""Read profiles of agents: those that come with the program, a person's, a project's.

Who is judged does not choose who reads a person's keys: what a project says of an agent names none,
and one that it starts otherwise than the program does has none.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gatewright.definitions.agent_shape import AGENTS, HARMLESS, PROFILE_FIELDS, words_of
from gatewright.definitions.fields import Number, Record
from gatewright.definitions.problems import Problem, nearest
from gatewright.definitions.reporting import ABSENT, Reporter
from gatewright.definitions.root import read_root
from gatewright.model.agent_profile import AgentProfile, Home, PromptBy, WrittenAgent
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake

FORMAT_VERSION = 1
VERSION_KEY = "gatewright"
RESERVED = ("command", "here", "scripted", "writer")  # what a run calls other workers
_HINTS_MAX = 5
_VERSIONED = {VERSION_KEY: Number(FORMAT_VERSION, FORMAT_VERSION)}
SHIPPED = Record("a profile", {**_VERSIONED, **PROFILE_FIELDS}, required=(VERSION_KEY,))
OWN = Record("agents", {**_VERSIONED, "agents": AGENTS}, required=(VERSION_KEY, "agents"))


def parse_shipped(name: str, text: str) -> AgentProfile:
    """Return a profile that comes with the program. Raises: Mistake `agent.malformed`."""
    return profile_of(name, _read(SHIPPED, text, f"{name}.yaml"), {})


def parse_own(text: str, path: str, shipped: Mapping[str, AgentProfile]) -> list[AgentProfile]:
    """Return the profiles of a person's own file; one may be like another before it.

    Raises: Mistake `agent.malformed`.
    """
    own: dict[str, AgentProfile] = {}
    for name, values in _read(OWN, text, path)["agents"].items():
        own[name] = profile_of(name, values, {**shipped, **own})
    return list(own.values())


def project_profiles(
    written: Sequence[WrittenAgent], known: Mapping[str, AgentProfile]
) -> list[AgentProfile]:
    """Return the profiles of a project; none of them is known already.

    Shape: one that is started otherwise than the one it is like has no keys and no login: it could
           send them anywhere.
    Raises: Mistake `agent.malformed`.
    """
    return [_of_project(each, known) for each in written]


def _of_project(written: WrittenAgent, known: Mapping[str, AgentProfile]) -> AgentProfile:
    if written.name in known:
        raise _malformed(f"{written.name} is known already; a project names its own otherwise")
    values = dict(written.values)
    made = profile_of(written.name, values, known)
    if all(key in HARMLESS for key in values):
        return made
    return replace(made, keys=(), login=(), home=Home.ISOLATED)


def profile_of(
    name: str, values: Mapping[str, Any], known: Mapping[str, AgentProfile]
) -> AgentProfile:
    """Return a profile from what its record read. Raises: Mistake `agent.malformed`."""
    if name in RESERVED:
        raise _malformed(f"{name} is no name for an agent: {', '.join(RESERVED)} mean something")
    base = known.get(values.get("like", ""))
    if "like" in values and base is None:
        near = nearest(values["like"], tuple(known))
        hint = f"did you mean {near}?" if near else f"known: {', '.join(known)}"
        raise _malformed(f"{name} is like {values['like']}, and nobody is called that", hint)
    made = _made(name, values, base)
    if made.acp is not None and "{session}" in "".join(words_of(made.argv)):
        what = f"{name}: {{session}} is for agents that print; with acp it goes by the protocol"
        raise _malformed(what)
    asks_file = "{prompt}" in "".join(words_of(made.argv))
    if asks_file != (made.prompt is PromptBy.FILE):
        raise _malformed(f"{name}: {{prompt}} stands in argv if prompt is a file, and only then")
    return made


def _made(name: str, values: Mapping[str, Any], base: AgentProfile | None) -> AgentProfile:
    """Return a profile in which what is not said is as in `base`."""

    def said(key: str, default: Any) -> Any:
        return values.get(key, default)

    cap = values.get("cap", {})
    acp = said("acp", base.acp if base else None)
    return AgentProfile(
        name=name,
        program=said("program", base.program if base else ""),
        argv=said("argv", base.argv if base else ()),
        options=said("options", base.options if base else ()),
        prompt=PromptBy(said("prompt", base.prompt if base and not acp else PromptBy.STDIN)),
        output=said("output", base.output if base and not acp else None),
        acp=acp,
        env=_env(base.env if base else (), said("env", {})),
        keys=said("keys", base.keys if base else ()),
        home=Home(said("home", base.home if base else Home.USER)),
        login=said("login", base.login if base else ()),
        model=said("model", base.model if base else ""),
        idle_s=said("idle", base.idle_s if base else None),
        tokens_max=cap.get("tokens", base.tokens_max if base else None),
        money_max=cap.get("money", base.money_max if base else None),
        version=said("version", base.version if base else ("--version",)),
        tried=said("tried", base.tried if base else None),
    )


def _env(before: tuple[tuple[str, str], ...], own: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((dict(before) | own).items())


def _read(record: Record, text: str, path: str) -> dict[str, Any]:
    """Return what `text` says. Raises: Mistake `agent.malformed`, with each problem's place."""
    root = read_root(text, path, f"{VERSION_KEY}: {FORMAT_VERSION}")
    if isinstance(root, Problem):
        raise _mistake((root,))
    report = Reporter(path)
    values = record.read(root, report)
    if values is ABSENT or report.count:
        raise _mistake(report.problems())
    read: dict[str, Any] = values
    return read


def _malformed(what: str, hint: str = "") -> Mistake:
    return Mistake("agent.malformed", f"An agent is not described as it must be: {what}.",
                   hints=(hint,) if hint else ())  # fmt: skip


def _mistake(problems: tuple[Problem, ...]) -> Mistake:
    """Return the first problem as a mistake; the next ones are its hints."""
    hints = tuple(str(one) for one in problems[1 : 1 + _HINTS_MAX])
    return Mistake("agent.malformed", str(problems[0]), found=problems[0].value, hints=hints)
