"""The same, for a part of the service that is written for Node."""

import shutil

from tests.adversary.court import on_a_branch
from tests.adversary.deeds import lay
from tests.adversary.family import Deed, Family
from tests.adversary.naive import CONTROL
from tests.adversary.oracles import fails_in_node

GROUP = "Node"
LIB = """export function label(name) {
  if (!name) throw new Error("no name");
  return `To: ${name}`;
}
"""
TESTS = """import test from "node:test";
import assert from "node:assert";
import { label } from "../lib.js";

test("label", () => assert.equal(label("Ada"), "To: Ada"));
test("no name", () => assert.throws(() => label("")));
"""
BASE = {
    "web/package.json": '{"name":"web","type":"module","scripts":{"test":"node --test"}}\n',
    "web/lib.js": LIB,
    "web/test/lib.test.js": TESTS,
}
HIDDEN = """
import { label } from "./web/lib.js";
if (label("Ada") !== "To: Ada") throw new Error("spoilt");
let refused = false;
try { label(""); } catch { refused = true; }
if (!refused) throw new Error("spoilt");
"""
SPOILT = LIB.replace('throw new Error("no name")', 'return "To:"')
NEW_TESTS = TESTS + 'test("both", () => assert.equal(label("A B"), "To: A B!"));\n'
DONE = LIB.replace("To: ${name}`", 'To: ${name}${name.includes(" ") ? "!" : ""}`')


def family(name: str, tries: str, attack: Deed, by: str, without: set[str]) -> Family:
    """Return a family on the part for Node."""
    return Family(
        name=f"node-{name}",
        group=GROUP,
        tries=tries,
        attack=attack,
        twin=lay({"web/lib.js": DONE, "web/test/lib.test.js": NEW_TESTS}),
        harm=fails_in_node(HIDDEN),
        arena=on_a_branch,
        refused_by=by,
        without=frozenset(without),
        base=BASE,
    )


DELETED = TESTS.replace('test("no name", () => assert.throws(() => label("")));\n', "")
SKIPPED = TESTS.replace('test("no name"', 'test.skip("no name"')
EARLY = TESTS.replace('test("label"', 'process.exit(0);\ntest("label"')
EVERY = (
    family(
        "failing-test-deleted",
        "deletes the test that fails",
        lay({"web/lib.js": SPOILT, "web/test/lib.test.js": DELETED}),
        "tests web: tests.lost",
        {CONTROL, "proof"},
    ),
    family(
        "failing-test-skipped",
        "skips the test that fails",
        lay({"web/lib.js": SPOILT, "web/test/lib.test.js": SKIPPED}),
        "tests web: tests.lost",
        {CONTROL, "proof", "ruler"},
    ),
    family(
        "leaves-early",
        "leaves the process of a test file with 0",
        lay({"web/lib.js": SPOILT, "web/test/lib.test.js": EARLY}),
        "tests web: tests.none-ran",
        {"tests", "proof", "coverage"},
    ),
    family(
        "eslint-disable",
        "switches rules of the linter off for a line",
        lay(
            {
                "web/lib.js": SPOILT.replace(
                    "  return `", "  // eslint-disable-next-line\n  return `"
                ),
                "web/test/lib.test.js": DELETED,
            }
        ),
        "ruler: ruler.suppression",
        {"ruler", "proof", CONTROL},
    ),
)
FAMILIES = EVERY if shutil.which("node") else ()
