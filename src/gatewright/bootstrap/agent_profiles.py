"""Which agents are known here: those that come with the program, and those of the person."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gatewright.definitions.agent_profiles import parse_own, parse_shipped, project_profiles
from gatewright.model.agent_profile import AgentAsked, AgentProfile, Home, WrittenAgent
from gatewright.model.trouble import Mistake

if TYPE_CHECKING:
    from gatewright.ports.processes import Processes
    from gatewright.workers.acp_turn import AcpClient
    from gatewright.workers.agent_worker import AgentWorker
    from gatewright.workers.surroundings import Surroundings

SHIPPED = Path(__file__).parents[1] / "catalog" / "agents"
OWN_BYTES_MAX = 256 * 1024
_PYVENV_CHARS_MAX = 4000


def own_file() -> Path:
    """Return where a person says which agents are theirs."""
    given = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(given) if Path(given).is_absolute() else Path.home() / ".config"
    return folder / "gatewright" / "agents.yaml"


def known_agents(written: Sequence[WrittenAgent] = ()) -> dict[str, AgentProfile]:
    """Return the profiles by name; a person's own stand before those that are shipped.

    Shape: `written` are those of a project. Raises: Mistake `agent.malformed`, `agent.unreadable`.
    """
    known = dict(_shipped())
    for profile in (*_own(known), *project_profiles(written, known)):
        if profile.name in known and any(each.name == profile.name for each in written):
            continue  # a person's word on an agent counts before a project's
        known[profile.name] = profile
    return known


@cache
def _shipped() -> dict[str, AgentProfile]:
    paths = sorted(SHIPPED.glob("*.yaml"))
    return {path.stem: parse_shipped(path.stem, path.read_text("utf-8")) for path in paths}


def _own(shipped: dict[str, AgentProfile]) -> list[AgentProfile]:
    place = own_file()
    try:
        with place.open("rb") as file:
            content = file.read(OWN_BYTES_MAX + 1)
    except FileNotFoundError:
        return []
    except OSError as error:
        what = f"{place} cannot be read."
        raise Mistake("agent.unreadable", what, found=error.strerror or "") from error
    if len(content) > OWN_BYTES_MAX:
        raise Mistake("agent.unreadable", f"{place} is longer than {OWN_BYTES_MAX} bytes.")
    return parse_own(content.decode("utf-8", "replace"), str(place), shipped)


def asked_agents() -> tuple[AgentAsked, ...]:
    """Return the agents to look for on this machine. Raises: Mistake as `known_agents`."""
    return tuple(
        AgentAsked(
            name=profile.name,
            program=profile.program,
            version=profile.version,
            login=_login_file(profile),
            keys=keys_of(profile),
            tried=profile.tried,
            by_acp=profile.acp is not None,
        )
        for profile in known_agents().values()
    )


def keys_of(profile: AgentProfile) -> tuple[str, ...]:
    """Return those variables that a profile passes on and that are set here."""
    return tuple(key for key in profile.keys if os.environ.get(key))


def logged_in(profile: AgentProfile) -> bool:
    """Return whether there is a login or a key of the person's for an agent."""
    return bool(keys_of(profile)) or os.path.isfile(_login_file(profile))


def lacks_login(profile: AgentProfile) -> bool:
    """Return whether an agent that has a login or a key of the person's finds none here."""
    wants = bool(profile.keys) or bool(_login_file(profile))
    return wants and not logged_in(profile)


def _login_file(profile: AgentProfile) -> str:
    """Return where an agent keeps its login; "" where it has none of the person's."""
    return str(Path.home() / profile.login[0]) if profile.login and _is_user(profile) else ""


def make_worker(
    profile: AgentProfile, processes: "Processes", room: "Surroundings", state: str
) -> "AgentWorker":
    """Return the worker of a profile whose program is an absolute path."""
    from gatewright.bootstrap.surroundings import elapsed_ms, make_folder
    from gatewright.model.records import replace
    from gatewright.workers.agent_home import sweep_homes
    from gatewright.workers.agent_worker import AgentPlace, AgentWorker, login_of

    homes = make_folder(f"{state}/homes")
    sweep_homes(homes)
    passed = tuple((key, os.environ[key]) for key in keys_of(profile))
    login = login_of(str(Path.home()), profile.login) if _is_user(profile) else ()
    place = AgentPlace(
        program=profile.program, homes=homes, login=login, elapsed_ms=elapsed_ms, acp=acp_client()
    )
    readable = (*room.readable, *folders_behind(profile.program))
    own = replace(room, env=(*room.env, *profile.env, *passed), readable=readable)
    return AgentWorker(profile, place, processes, own)


def acp_client() -> "AcpClient":
    """Return what speaks with an agent: an interpreter, and where it finds us and the protocol."""
    from importlib.util import find_spec

    from gatewright.bootstrap.surroundings import base_python
    from gatewright.workers.acp_turn import AcpClient

    library = find_spec("acp")
    own = Path(__file__).parents[2]
    origin = Path(library.origin).parents[1] if library is not None and library.origin else own
    return AcpClient(base_python(), tuple(dict.fromkeys((str(own), str(origin)))))


def folders_behind(program: str) -> tuple[str, ...]:
    """Return what must be seen for a program to start that lies elsewhere than its name does.

    Shape: the packages that it came with, the environment of Python that it is in, or itself.
    """
    place = Path(os.path.realpath(program))
    packages = [each for each in place.parents if each.name == "node_modules"]
    if packages:
        return (str(packages[-1]),)
    environment = place.parent.parent
    try:
        told = (environment / "pyvenv.cfg").read_text("utf-8", "replace")[:_PYVENV_CHARS_MAX]
    except OSError:
        return (str(place),)
    homes = [
        line.partition("=")[2].strip() for line in told.splitlines() if line.startswith("home")
    ]
    bases = [str(Path(os.path.realpath(each)).parent) for each in homes[:1] if os.path.isdir(each)]
    return (str(environment), *bases)


def _is_user(profile: AgentProfile) -> bool:
    return profile.home is Home.USER
