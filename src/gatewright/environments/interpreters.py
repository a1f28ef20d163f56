"""Which Python an environment is made for: the one at hand when it fits, else one found here.

Nothing is downloaded. Programs that are run to ask for their version are the person's own. What one
said is remembered with every file it had loaded; which one was found, with all that were looked at.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from gatewright.environments.errands import Errand, ErrandRunner, derive_trouble, has_succeeded
from gatewright.environments.manifests import at, read_toml
from gatewright.environments.remembered import ProgramFacts, is_program
from gatewright.model.isolation import Network
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

WANTED_CHARS_MAX = 100
FACTS_SCRIPT = """
import json, platform, sys, sysconfig
files = {str(getattr(each, "__file__", None) or "") for each in list(sys.modules.values())}
try:
    with open("/proc/self/maps") as maps:
        loaded = {line.rstrip("\\n").split(maxsplit=5)[-1] for line in maps}
except OSError:
    files = loaded = set()
print(json.dumps({
    "program": sys.executable, "prefix": sys.base_prefix,
    "version": "%d.%d" % sys.version_info[:2],
    "build": [sys.implementation.name, platform.python_version(), sysconfig.get_platform(),
              str(sysconfig.get_config_var("SOABI")), " ".join(platform.python_build())],
    "files": sorted(each for each in files | loaded if each.startswith("/")),
}))
"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that is installed here."""

    program: str  # absolute, not inside a virtual environment
    prefix: str  # absolute; must be readable to run it
    version: str  # "3.11"
    build: tuple[str, ...]  # all that makes compiled packages differ
    note: str = ""


@dataclass(frozen=True, slots=True)
class WantedPython:
    """What a project says of its interpreter."""

    specifier: str = ""  # ">=3.10"; "" takes any
    pinned: str = ""  # "3.12", from .python-version


class Interpreters:
    """Finds interpreters; asks each only once."""

    def __init__(
        self,
        runner: ErrandRunner,
        uv: str,
        base_python: str,
        search_path: str,
        scratch: str,
        facts: ProgramFacts | None = None,
    ) -> None:
        self._runner = runner
        self._uv = uv
        self._search_path = os.pathsep.join((os.path.dirname(base_python), search_path))
        self._base_python = base_python
        self._scratch = scratch
        self._facts = facts or ProgramFacts(None)
        self._known: dict[WantedPython, Interpreter | Trouble] = {}

    def choose(self, wanted: WantedPython) -> Interpreter | Trouble:
        """Return the interpreter for `wanted`: the pinned one, the one at hand, any that fits."""
        if wanted not in self._known:
            self._known[wanted] = self._choose(wanted)
        return self._known[wanted]

    def _choose(self, wanted: WantedPython) -> Interpreter | Trouble:
        if not wanted.pinned:
            return self._fitting(wanted.specifier)
        pinned = self._find(wanted.pinned)
        if pinned is not None:
            return self._inspect(pinned)
        other = self._fitting(wanted.specifier)
        if isinstance(other, Trouble):
            return other
        note = f".python-version asks for {wanted.pinned}, which is not here: {other.version} used"
        return Interpreter(other.program, other.prefix, other.version, other.build, note)

    def _fitting(self, specifier: str) -> Interpreter | Trouble:
        program = self._find(specifier) if specifier else self._base_python
        if program is None:
            return Trouble(
                code="environment.python",
                wanted=f"a Python {specifier}, as the project demands",
                found="none of that kind is installed here",
                way_out=f"uv python install '{specifier}'",
            )
        return self._inspect(program)

    def _find(self, specifier: str) -> str | None:
        """Return a program that fits. An empty PATH but for ours keeps the order: ours first."""
        question = ("find", self._uv, specifier, self._search_path)
        known = self._facts.recall(question)
        if isinstance(known, str):
            return known
        looked_at = self._looked_at()
        argv = (self._uv, "python", "find", "--system", "--no-project", specifier)
        finished = self._runner.run(self._errand(argv, (("PATH", self._search_path),)))
        lines = finished.stdout.decode("utf-8", "replace").split("\n")
        if not has_succeeded(finished) or not os.path.isabs(lines[0]):
            return None
        if looked_at:
            self._facts.keep(question, lines[0], (*looked_at, lines[0]))
        return lines[0]

    def _looked_at(self) -> list[str]:
        """Return all that is looked at for an interpreter; nothing where a script may decide."""
        folders = [part for part in self._search_path.split(os.pathsep) if part]
        programs = [program for folder in folders for program in _interpreters_in(folder)]
        if not all(is_program(program) for program in programs):
            return []
        settings = [os.path.join(os.path.dirname(each), "pyvenv.cfg") for each in folders]
        return [self._uv, *folders, *settings, *programs]

    def _inspect(self, program: str) -> Interpreter | Trouble:
        known = _interpreter_of(self._facts.recall(("facts", FACTS_SCRIPT, program)))
        if known is not None:
            return known
        finished = self._runner.run(self._errand((program, "-I", "-S", "-c", FACTS_SCRIPT)))
        if not has_succeeded(finished):
            return derive_trouble(
                finished,
                wanted=f"{program} to tell its version",
                way_out=f"Run {program} --version by hand.",
                code="environment.python",
            )
        facts = json.loads(finished.stdout)
        files = facts.pop("files", ())
        found = _interpreter_of(facts)
        assert found is not None, "BUG: the script says all that is asked"
        if files and is_program(program) and all(os.path.exists(file) for file in files):
            self._facts.keep(("facts", FACTS_SCRIPT, program), facts, (program, *files))
        return found

    def _errand(self, argv: tuple[str, ...], env: tuple[tuple[str, str], ...] = ()) -> Errand:
        Path(self._scratch).mkdir(parents=True, exist_ok=True)
        return Errand(
            argv=argv,
            cwd=self._scratch,
            scratch=self._scratch,
            readable=(os.path.dirname(self._uv), *self._interpreter_folders()),
            network=Network.NONE,
            env=(("UV_PYTHON_DOWNLOADS", "never"), *env),
        )

    def _interpreter_folders(self) -> list[str]:
        """Return the prefixes that the search path names: ".../bin" lies in its prefix.

        Shape: only those that may be entered; a link of somebody else's leads to others.
        """
        folders = {os.path.realpath(part) for part in self._search_path.split(os.pathsep) if part}
        programs = [os.path.realpath(each) for part in folders for each in _interpreters_in(part)]
        prefixes = {os.path.dirname(os.path.dirname(program)) for program in programs}
        entered = {each for each in prefixes if os.access(each, os.R_OK | os.X_OK)}
        return sorted(entered - {"/", "/usr"})


def _interpreters_in(folder: str) -> list[str]:
    """Return the programs of a folder that are called as an interpreter is."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return [os.path.join(folder, name) for name in names if re.fullmatch(r"python[0-9.]*", name)]


def _interpreter_of(facts: object) -> Interpreter | None:
    """Return what an interpreter said of itself; None where it is something else."""
    if not isinstance(facts, dict):
        return None
    try:
        real = os.path.realpath(facts["program"])
        return Interpreter(real, facts["prefix"], facts["version"], tuple(facts["build"]))
    except (KeyError, TypeError):
        return None


def derive_wanted_python(manifests: Mapping[str, bytes], root: str) -> WantedPython:
    """Return what the manifests of the project in `root` say of the interpreter."""
    prefix = f"{root}/" if root else ""
    pinned = manifests.get(f"{prefix}.python-version", b"").decode("utf-8", "replace").strip()
    return WantedPython(
        _specifier(manifests.get(f"{prefix}pyproject.toml", b"")),
        pinned if re.fullmatch(r"3\.\d{1,2}(\.\d{1,2})?", pinned) else "",
    )


def _specifier(pyproject: bytes) -> str:
    wanted = at(read_toml(pyproject), "project").get("requires-python")
    if not isinstance(wanted, str) or not re.fullmatch(r"[0-9.,<>=!~* ]{1,100}", wanted):
        return ""
    return wanted.strip()
