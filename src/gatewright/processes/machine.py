"""The machine port: isolation as the launcher tried it, and tools as they answer `--version`."""

import re
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

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
    ) -> None:
        """Take a folder of ours, the variables tools are asked with, and tools we bring along.

        Shape: `env` has PATH; `brought` maps a name of TOOLS to an absolute path.
        """
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
        return MachineSurvey(
            strongest=isolation.strongest,
            supervisor=isolation.supervisor,
            landlock=isolation.landlock,
            has_landlock=isolation.landlock.startswith("ABI "),
            bubblewrap=isolation.bubblewrap,
            has_bubblewrap=isolation.strongest is IsolationLevel.NAMESPACES,
            tools=tools,
        )

    def _look_for(self, name: str) -> FoundTool:
        """Return where a tool is and which version it says it is."""
        path = self._find(name)
        return FoundTool(name, path, self._ask_version(path) if path else "")

    def _find(self, name: str) -> str | None:
        """Return a tool's path. bubblewrap is never taken from a person's PATH."""
        if name == "bwrap":
            return find_bubblewrap()
        return shutil.which(self._brought.get(name, name), path=self._path)

    def _ask_version(self, path: str) -> str:
        """Return what a tool says its version is; "" where it says none."""
        command = Command(
            argv=(path, "--version"),
            cwd=self._folder,
            env=self._env,
            limits=Limits(wall_s=10.0, output_bytes_max=100_000),
            confinement=Confinement(level_max=IsolationLevel.NONE),
        )
        finished = self._processes.run(command)
        if finished.ending != Exited(0):
            return ""
        said = _VERSION.search(finished.stdout.decode("utf-8", "replace")[:2000])
        return said.group()[:40] if said else ""
