"""What the Node tool sees of a run, with real processes."""

import os
import shutil
from pathlib import Path

import pytest

from gatewright.checks.node_tool import NodeTool
from gatewright.model.observations import CanaryOutcome
from gatewright.model.records import replace
from gatewright.model.trouble import Trouble
from gatewright.ports.gatherers import TestRequest
from gatewright.testing.memory_store import MemoryEvidence
from gatewright.workspace.removal import remove
from tests.runs import outcomes_of, processes_in, project_in, request_for, run_of, write_tree

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="no node on this machine")

TREE = {
    "web/package.json": '{"name":"n","type":"module","scripts":{"test":"node --test"}}',
    "web/lib.js": "export function add(a, b) {\n  if (a === 100) {\n    return 0;\n  }\n"
    "  return a + b;\n}\n",
    "web/test/a.test.js": """import test, { describe, it } from "node:test";
import assert from "node:assert";
import { add } from "../lib.js";
test("adds", () => assert.equal(add(1, 2), 3));
test("top", async (t) => { await t.test("sub", () => assert.equal(1, 2, "\\u0000<&")); });
describe("group", () => { it("inner", () => {}); it("skipped", { skip: "why" }, () => {}); });
""",
    "web/test/broken.test.js": 'import "./nowhere.js";\n',
    "web/test/empty.test.js": "process.exit(0);\n",
    "web/test/hook.test.js": 'import { describe, it, before } from "node:test";\n'
    'describe("s", () => { before(() => { throw new Error("hook"); }); it("x", () => {}); });\n',
}


@pytest.fixture
def tool(tmp_path: Path) -> NodeTool:
    runs = tmp_path / "runs"
    runs.mkdir()
    return NodeTool(processes_in(tmp_path), MemoryEvidence(), str(runs), remove)


def node_request(checkout: Path, tree: dict[str, str], measure_coverage: bool) -> TestRequest:
    request = request_for(checkout, project_in(tree), measure_coverage=measure_coverage)
    folder = os.path.dirname(NODE or "")
    attachment = replace(
        request.attachment, program_folders=(folder,), readable=(os.path.dirname(folder),)
    )
    return replace(request, attachment=attachment)


@needs_node
def test_every_node_test_has_its_file_and_line(tool: NodeTool, tmp_path: Path) -> None:
    checkout = write_tree(tmp_path / "checkout", TREE)
    run = run_of(tool.run(node_request(checkout, TREE, True)))

    assert outcomes_of(run) == {
        "web/test/a.test.js::adds": "passed",
        "web/test/a.test.js::top::sub": "failed",
        "web/test/a.test.js::top": "failed",
        "web/test/a.test.js::group::inner": "passed",
        "web/test/a.test.js::group::skipped": "skipped",
        "web/test/broken.test.js": "errored",
        "web/test/hook.test.js::s::x": "failed",
        "web/test/hook.test.js::s": "errored",
    }
    assert run.canary is CanaryOutcome.REPORTED
    assert {case.line for case in run.cases if case.name == "adds"} == {4}
    assert run.coverage is not None
    measured = {each.path: each for each in run.coverage}["web/lib.js"]
    assert measured.ran == frozenset({1, 2, 5, 6})
    assert measured.missed == frozenset({3, 4})
    assert len(measured.branches_missed) == 1
    assert sorted(os.listdir(checkout / "web/test")) == sorted(
        path.rpartition("/")[2] for path in TREE if "/test/" in path
    )


@needs_node
def test_script_says_which_files_and_options(tool: NodeTool, tmp_path: Path) -> None:
    script = "tsc --version && node --import ./first.mjs --test 'checks/**/*.spec.js'"
    tree = {
        "package.json": f'{{"type":"module","scripts":{{"test":"{script}"}}}}',
        "first.mjs": "globalThis.first = 1;\n",
        "checks/deep/a.spec.js": 'import test from "node:test";\n'
        'test("first", () => { if (globalThis.first !== 1) throw new Error("no"); });\n',
        "other.test.js": "throw new Error('not asked for');\n",
    }
    checkout = write_tree(tmp_path / "checkout", tree)
    run = run_of(tool.run(node_request(checkout, tree, False)))

    assert outcomes_of(run) == {"checks/deep/a.spec.js::first": "passed"}
    assert run.canary is CanaryOutcome.REPORTED


def test_runner_without_a_report_is_trouble_with_a_way_out(tool: NodeTool, tmp_path: Path) -> None:
    tree = {"package.json": '{"scripts":{"test":"make test"}}'}
    answer = tool.run(node_request(write_tree(tmp_path / "checkout", tree), tree, False))

    assert isinstance(answer, Trouble)
    assert answer.code == "tests.no-report"
    assert "command" in answer.way_out
