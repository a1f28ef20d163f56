"""Examiners: a script of ours, a Python, a document on its standard input.

Invariants: the process has no network and may write into a folder of its own only, which is gone
afterwards; what it answers is bounded, and read as data. A document that makes the library stumble
is a document with a fault; a library that is not there, or takes too long, is trouble.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from gatewright.checks.tool_bench import ToolBench, trouble_of
from gatewright.model.examinations import COMPLAINTS_MAX, Complaint, Examination
from gatewright.model.isolation import Network
from gatewright.model.observations import Execution
from gatewright.model.trouble import Trouble
from gatewright.ports.examiners import ExaminationRequest
from gatewright.ports.processes import Command, Confinement, Exited, Finished, Limits

__all__ = [
    "ScriptExaminer",
    "document_examiner",
    "migration_examiner",
    "openapi_examiner",
    "schema_examiner",
]

OPENAPI_PINS = ("openapi-spec-validator==0.9.0", "jsonschema==4.26.0")
SCHEMA_PINS = ("jsonschema==4.26.0",)
WALL_S = 60.0
MESSAGE_CHARS_MAX = 500
NOTES_MAX = 20


class ScriptExaminer:
    """Runs one script of this package on one document."""

    def __init__(
        self, bench: ToolBench, script: str, python: str, requirements: tuple[str, ...] = ()
    ) -> None:
        """Run `script`; with the absolute `python` where no tool environment is needed."""
        self._bench = bench
        self._script = script
        self._python = python
        self._requirements = requirements

    def requirements(self) -> tuple[str, ...]:
        """Return what the tool environment must hold."""
        return self._requirements

    def examine(self, request: ExaminationRequest, program_folder: str) -> Examination | Trouble:
        """Examine one document."""
        python = os.path.join(program_folder, "python") if program_folder else self._python
        os.makedirs(self._bench.scratch, exist_ok=True)
        folder = os.path.realpath(tempfile.mkdtemp(dir=self._bench.scratch, prefix="examine-"))
        try:
            finished = self._bench.processes.run(self._command(python, folder, request))
        finally:
            self._bench.remove(folder)
        trouble = trouble_of(self._script, finished)
        if trouble is not None:
            return trouble
        answer = _answer_of(finished.stdout)
        return (
            answer if isinstance(answer, Trouble) else self._examination(answer, finished, request)
        )

    def _command(self, python: str, folder: str, request: ExaminationRequest) -> Command:
        """Return the script as a command; its text goes in, so that no file need be shown."""
        source = Path(__file__).with_name(f"{self._script}.py").read_text("utf-8")
        home = os.path.dirname(os.path.dirname(python))
        return Command(
            argv=(python, "-I", "-B", "-c", source),
            cwd=folder,
            env=(("HOME", folder), ("LANG", "C.UTF-8"), ("PATH", "/usr/bin:/bin"), ("TZ", "UTC")),
            stdin=request.document,
            limits=Limits(wall_s=min(WALL_S, request.limits.wall_s)),
            confinement=Confinement(
                network=Network.NONE,
                readable=tuple(dict.fromkeys((home, _real_home(python), *self._bench.readable))),
                writable=(folder,),
            ),
        )

    def _examination(
        self, answer: dict[str, Any], finished: Finished, request: ExaminationRequest
    ) -> Examination:
        """Return what the script answered."""
        return Examination(
            execution=Execution(
                tool=answer["tool"][:MESSAGE_CHARS_MAX],
                argv=("python", self._script),
                cwd="",
                exit_code=finished.ending.code if isinstance(finished.ending, Exited) else None,
                ending="exited",
                isolation=finished.isolation,
                duration_ms=finished.duration_ms,
                tree=request.tree,
                environment_key=None,
                log=self._bench.store.put(finished.stdout),
            ),
            complaints=tuple(_complaint(one) for one in answer["complaints"][:COMPLAINTS_MAX]),
            examined=answer["examined"],
            notes=tuple(str(one)[:MESSAGE_CHARS_MAX] for one in answer["notes"][:NOTES_MAX]),
        )


def openapi_examiner(bench: ToolBench, python: str) -> ScriptExaminer:
    """Return what says whether an OpenAPI document is valid."""
    return ScriptExaminer(bench, "examine_openapi", python, OPENAPI_PINS)


def schema_examiner(bench: ToolBench, python: str) -> ScriptExaminer:
    """Return what says whether a JSON Schema is valid, and fits its own examples."""
    return ScriptExaminer(bench, "examine_schema", python, SCHEMA_PINS)


def document_examiner(bench: ToolBench, python: str) -> ScriptExaminer:
    """Return what holds a document against a JSON Schema."""
    return ScriptExaminer(bench, "examine_document", python, SCHEMA_PINS)


def migration_examiner(bench: ToolBench, python: str) -> ScriptExaminer:
    """Return what applies SQL migrations and takes them back, on a database of its own."""
    return ScriptExaminer(bench, "rehearse_migrations", python)


def _answer_of(output: bytes) -> dict[str, Any] | Trouble:
    """Return what the script said in its only line; trouble where that is no answer."""
    try:
        answer: Any = json.loads(output)
    except (ValueError, RecursionError):
        answer = None
    shape = {"complaints": list, "notes": list, "examined": int, "tool": str}
    if isinstance(answer, dict) and all(isinstance(answer.get(k), t) for k, t in shape.items()):
        return answer
    tail = output.decode("utf-8", "replace")[-MESSAGE_CHARS_MAX:]
    return Trouble("check.tool-failed", "an answer", "the examiner gave none", "", tail)


def _complaint(one: Any) -> Complaint:
    """Return one complaint, cut where it is too long."""
    rule, place, message = (str(one[key])[:MESSAGE_CHARS_MAX] for key in ("rule", "at", "what"))
    return Complaint(rule, place, message)


def _real_home(python: str) -> str:
    """Return where the interpreter behind a virtual environment lives."""
    return os.path.dirname(os.path.dirname(os.path.realpath(python)))
