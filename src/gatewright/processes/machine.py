"""The machine port: isolation as the launcher tried it, and tools as they answer `--version`."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from gatewright.model.agent_profile import AgentAsked, FoundAgent
from gatewright.model.isolation import IsolationLevel
from gatewright.model.machine import FoundTool, MachineSurvey
from gatewright.ports.processes import Command, Confinement, Exited, Limits, Processes
from gatewright.processes.survey import find_bubblewrap

TOOLS = ("bwrap", "git", "node", "npm", "python", "uv")
_VERSION = re.compile(r"\d+(?:\.\d+)+[\w.+-]*")
_AT_ONCE = 4


class LocalMachine:
    """This machine, as the person's own PATH shows it."""

    def __init__(
        self,
        processes: Processes,
        folder: str,
        env: Mapping[str, str],
        brought: Mapping[str, str],
        agents: Sequence[AgentAsked] = (),
    ) -> None:
        """Take a folder of ours, the variables tools are asked with, and tools we bring along.

        Shape: `env` has PATH; `brought` maps a name of TOOLS to an absolute path; `agents` are
               looked for too.
        """
        self._agents = agents
        self._processes = processes
        self._folder = folder
        self._env = tuple(env.items())
        self._path = env.get("PATH", "")
        self._brought = brought

    def survey(self) -> MachineSurvey:
        """Return what this machine gives; a tool that hangs is given up after ten seconds."""
        isolation = self._processes.survey()
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            tools = tuple(threads.map(self._look_for, TOOLS))
            agents = tuple(threads.map(self._look_for_agent, self._agents))
        return MachineSurvey(
            strongest=isolation.strongest,
            supervisor=isolation.supervisor,
            landlock=isolation.landlock,
            has_landlock=isolation.landlock.startswith("ABI "),
            bubblewrap=isolation.bubblewrap,
            has_bubblewrap=isolation.strongest is IsolationLevel.NAMESPACES,
            tools=tools,
            agents=agents,
        )

    def _look_for(self, name: str) -> FoundTool:
        """Return where a tool is and which version it says it is."""
        path = self._find(name)
        return FoundTool(name, path, self._ask_version((path, "--version")) if path else "")

    def _look_for_agent(self, asked: AgentAsked) -> FoundAgent:
        """Return where an agent is, its version, and whether it has a login; no model is asked."""
        path = shutil.which(asked.program, path=self._path)
        if path is None:
            return FoundAgent(asked, None)
        nowhere = tuple((dict(self._env) | {"HOME": self._folder}).items())
        version = self._ask_version((path, *asked.version), nowhere)
        return FoundAgent(asked, path, version, bool(asked.login) and os.path.isfile(asked.login))

    def _find(self, name: str) -> str | None:
        """Return a tool's path. bubblewrap is never taken from a person's PATH."""
        if name == "bwrap":
            return find_bubblewrap()
        return shutil.which(self._brought.get(name, name), path=self._path)

    def _ask_version(
        self, argv: tuple[str, ...], env: tuple[tuple[str, str], ...] | None = None
    ) -> str:
        """Return what a tool says its version is; "" where it says none."""
        command = Command(
            argv=argv,
            cwd=self._folder,
            env=self._env if env is None else env,
            limits=Limits(wall_s=10.0, output_bytes_max=100_000),
            confinement=Confinement(level_max=IsolationLevel.NONE),
        )
        finished = self._processes.run(command)
        if finished.ending != Exited(0):
            return ""
        said = _VERSION.search(finished.stdout.decode("utf-8", "replace")[:2000])
        return said.group()[:40] if said else ""
