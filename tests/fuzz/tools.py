"""What static tools say and write, each run by our own profile of it, up to a verdict."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from gatewright.checks.eslint_tool import EslintTool
from gatewright.checks.mypy_tool import MypyTool
from gatewright.checks.pyright_tool import PyrightTool
from gatewright.checks.ruff_tool import RuffTool
from gatewright.checks.secrets_tool import SecretsTool
from gatewright.checks.tool_bench import ToolBench
from gatewright.checks.tsc_tool import TscTool
from gatewright.model.ids import TreeId
from gatewright.model.isolation import Isolation, IsolationLevel, Network
from gatewright.model.observations import FindingsRun
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import FindingsRequest, FindingsTool
from gatewright.ports.processes import Command, Exited, Finished, IsolationSurvey, Limits
from gatewright.processes.streams import Lines
from gatewright.runtime.documents import from_document, to_document
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.workspace.removal import remove
from tests.fuzz.reading import Reading
from tests.fuzz.reports import SARIF
from tests.static_tools import PROJECT, judge

Answer = Callable[[Command, bytes], tuple[bytes, bytes]]  # stdout, what goes to the report
NAMES = ("ruff", "mypy", "pyright", "eslint", "tsc", "detect-secrets")
FILES = ("a.py", "b/c.py", "d.ts")


class Said:
    """Processes that run nothing: what is said, and what is written, is what we were given."""

    def __init__(self, content: bytes, answer: Answer) -> None:
        self._content = content
        self._answer = answer

    def run(
        self,
        command: Command,
        on_line: Callable[[str], None] | None = None,
        is_wanted: Callable[[], bool] | None = None,
    ) -> Finished:
        stdout, report = self._answer(command, self._content)
        for option, name in (("--output-file", ""), ("--linecoverage-report", "coverage.json")):
            if option in command.argv:
                path = Path(command.argv[command.argv.index(option) + 1], name)
                path.write_bytes(report)
        lines = Lines()
        for line in (*lines.add(stdout), *lines.end()) if on_line else ():
            assert on_line is not None
            on_line(line)
        isolation = Isolation(IsolationLevel.NAMESPACES, Network.NONE)
        return Finished(Exited(0), stdout, b"", 1, isolation)

    def survey(self) -> IsolationSurvey:
        raise AssertionError("no tool asks")


def readings() -> tuple[Reading, ...]:
    """Return one reading for each thing that a tool says; they share a checkout on disk."""
    folder = Path(tempfile.mkdtemp(prefix="gatewright-fuzz-")).resolve()
    for name in NAMES:
        program = folder / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_bytes(b"")
        program.chmod(0o755)
    for path in FILES:
        (folder / "tree" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "tree" / path).write_text("import os  # noqa\nkey = 'a'\n")
    return tuple(_readings(folder))


def _readings(folder: Path) -> list[Reading]:
    root = str(folder / "tree").encode()

    def reading(
        name: str,
        tool: Callable[[ToolBench], FindingsTool],
        answer: Answer,
        *corpus: bytes,
        families: tuple[str, ...] = ("json",),
        hostile: dict[str, bytes] | None = None,
    ) -> Reading:
        documents = tuple(each.replace(b"/tree", root) for each in corpus)
        hurting = {key: each.replace(b"/tree", root) for key, each in (hostile or {}).items()}
        return Reading(name, _reader(folder, tool, answer), documents, families, hurting)

    mypy_report = b'{"lines": {"%b/a.py": [1, 2]}}' % root
    return [
        reading("ruff: SARIF", RuffTool, lambda c, b: (root + b"/a.py\n", b), SARIF[0].replace(
            b"/tree/src/a.py", b"/tree/a.py"), hostile={
            "NUL in a path": b'{"runs": [{"results": [{"locations": [{"physicalLocation":'
            b'{"artifactLocation": {"uri": "a%00"}, "region": {"startLine": 1}}}]}]}]}',
        }),
        reading("ruff: files", RuffTool, lambda c, b: (b, SARIF[0]), b"/tree/a.py\n/tree/b/c.py\n"),
        reading("mypy: lines", MypyTool, lambda c, b: (b, mypy_report),
            b"/tree/a.py:1:2: error: No  [attr-defined]\n/tree/b/c.py:2: note: so\nFound 1 error\n",
            hostile={"numbers": b"/tree/a.py" + b":1" * 1900 + b"\n",
                     "many numbers": (b"/tree/a.py" + b":1" * 1900 + b"\n") * 100,
                     "brackets": (b"/tree/a.py:1: error: " + b"  [" * 1000 + b"\n") * 100}),
        reading("mypy: report", MypyTool, lambda c, b: (b"", b), mypy_report),
        reading("pyright: report", PyrightTool, _pyright(root),
            b"""{"version": "1.1.414", "summary": {"filesAnalyzed": 1}, "generalDiagnostics": [
{"file": "/tree/a.py", "severity": "error", "message": "no", "rule": "reportX",
"range": {"start": {"line": 0, "character": 1}}}]}"""),
        reading("pyright: files", PyrightTool, _pyright_files,
            b"Analysis time by file\n4ms: file:///tree/a.py\n 1.2ms: /tree/b%20c.py\n",
            hostile={"percents": b"1ms: /tree/" + b"%" * 3900, "digits": b"1." * 1900}),
        reading("eslint: report", EslintTool, lambda c, b: (b"", b),
            b"""[{"filePath": "/tree/d.ts", "messages": [{"ruleId": "no-var", "severity": 1,
"message": "var", "line": 1}], "suppressedMessages": [{"ruleId": "no-any", "severity": 2,
"message": "any", "line": 1, "suppressions": [{"kind": "directive"}]}]}]"""),
        reading("tsc: lines", TscTool, lambda c, b: (b, b""),
            b"d.ts(1,7): error TS2322: Type.\n/tree/d.ts\n",
            b"d.ts(1,7): error TS2322: Type.\n/tree/d.ts\nerror TS18003: No inputs\n", families=(),
            hostile={"brackets": b"a" + b"(1" * 1900 + b"\n", "far": b"\0(1,1): error TS1: a\n",
                     "many brackets": (b"a" + b"(1" * 1900 + b"\n") * 100}),
        reading("detect-secrets: report", SecretsTool, lambda c, b: (b, b""),
            b"""{"version": "1.5.0", "results": {"planted.txt": [{"type": "AWS Access Key",
"hashed_secret": "a", "line_number": 1}], "000000.py": [{"type": "Secret Keyword",
"hashed_secret": "b", "line_number": 2}]}}"""),
    ]  # fmt: skip


def _pyright(root: bytes) -> Answer:
    files = b"1ms: %b/a.py\n" % root
    return lambda command, content: (content if "--outputjson" in command.argv else files, b"")


def _pyright_files(command: Command, content: bytes) -> tuple[bytes, bytes]:
    told = b'{"version": "1", "summary": {"filesAnalyzed": 0}, "generalDiagnostics": []}'
    return told if "--outputjson" in command.argv else content, b""


def _reader(
    folder: Path, tool: Callable[[ToolBench], FindingsTool], answer: Answer
) -> Callable[[bytes], object]:
    request = FindingsRequest(
        project=PROJECT,
        checkout=str(folder / "tree"),
        tree=TreeId("head"),
        attachment=None,
        candidates=FILES,
        limits=Limits(wall_s=60.0),
    )

    def read(content: bytes) -> object:
        processes = Said(content, answer)
        bench = ToolBench(processes, MemoryEvidence(), str(folder / "scratch"), remove)
        run = tool(bench).run(request, str(folder / "bin"))
        if isinstance(run, Trouble):
            return run
        kept = from_document(to_document(run), FindingsRun)
        assert kept is not None, "a run that was seen cannot be kept"
        return judge(kept, None)

    return read
