"""What production code does not name unless it knows that it is tested: data for each stack.

A family is what a project may know already: one that ships a pytest plug-in imports pytest.
"""

import re
from collections.abc import Mapping

from gatewright.model.late_pattern import late_pattern

IMPORTS: Mapping[str, str] = {
    "pytest": "pytest",
    "_pytest": "pytest",
    "pluggy": "pytest",
    "xdist": "pytest",
    "pytest_cov": "pytest",
    "coverage": "coverage",
    "unittest.TestResult": "unittest",
    "unittest.TestCase": "unittest",
    "unittest.result": "unittest",
    "unittest.case": "unittest",
    "unittest.runner": "unittest",
    "sitecustomize": "start-up",
    "usercustomize": "start-up",
    "atexit": "at exit",
}
"""Modules, and names of modules, by their family."""

ATTRIBUTES: Mapping[str, str] = {
    "unittest.TestResult": "unittest",
    "unittest.TestCase": "unittest",
    "os._exit": "hard exit",
    "gc.get_objects": "all objects",
    "gc.get_referrers": "all objects",
    "sys.settrace": "trace hook",
    "sys.setprofile": "trace hook",
    "threading.settrace": "trace hook",
    "threading.setprofile": "trace hook",
    "sys.addaudithook": "trace hook",
    "atexit.register": "at exit",
    "sys.argv": "own command line",
    "sys.orig_argv": "own command line",
    "sys._getframe": "frames",
    "sys._current_frames": "frames",
    "inspect.stack": "frames",
    "inspect.currentframe": "frames",
    "inspect.getouterframes": "frames",
}

COMPUTED, HIDDEN = "computed import", "hidden import"
WEAK = frozenset(
    {"at exit", "frames", "trace hook", "exit hook", "stack", "module cache", "report"}
)
"""Honest code does each of these; two of them in one file are looked at by a person."""

FAINT: Mapping[str, frozenset[str]] = {
    "own command line": frozenset({"at exit"}),
    COMPUTED: frozenset({"at exit", "trace hook"}),
}
"""What so much honest code does that it is a sign only beside one of these."""

OPTIONS = late_pattern(r"--junit-?xml")
"""Says where the judge's report goes. Who looks for it looks for the judge; who only writes it has
pytest run."""

EXAMINING = frozenset(
    {"startswith", "endswith", "removeprefix", "partition", "rpartition", "index", "find",
     "match", "search", "fullmatch", "findall", "finditer", "compile", "sub"}
)  # fmt: skip
"""Calls that look for a text in another."""

SPELLING = frozenset(
    {"base64", "binascii", "bytearray", "bytes", "chr", "codecs", "map", "reversed", "str"}
)
"""What a text can be made with from nothing but texts and numbers."""

STRINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pytest", late_pattern(r"_pytest(\.\w{1,60}){0,6}|PYTEST_(CURRENT_TEST|VERSION|ADDOPTS)")),
    ("pytest", late_pattern(r"pytest_(runtest|pyfunc|report|sessionfinish|collection)\w{0,60}")),
    ("start-up", late_pattern(r"(site|user)customize(\.py)?")),
    ("judge", late_pattern(r"GATEWRIGHT_\w{1,60}")),
    ("report", late_pattern(r"--junitxml=?|(.{0,100}/)?junit\.xml|/proc/(self|\d{1,9})/cmdline")),
)
"""Texts that name a test tool wherever they stand."""

CUSTOMISING = frozenset({"sitecustomize.py", "usercustomize.py"})

_TOOLS = r"(?:node:test(?:/reporters)?|@?jest(?:/globals|-\w{1,20})?|vitest|mocha|@vitest/\w{1,20})"

SCRIPT_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "test tool",
        late_pattern(rf"(?:\bfrom\s{{0,4}}|\bimport\s{{0,4}}\(?|\brequire\s{{0,4}}\(\s{{0,4}})"
                   rf"[\"'`]{_TOOLS}[\"'`]"),
    ),
    (
        "test tool",
        late_pattern(r"\b(?:NODE_TEST_CONTEXT|NODE_V8_COVERAGE|JEST_WORKER_ID|VITEST_\w{1,20}"
                   r"|VITEST_WORKER_ID)\b"),
    ),
    ("judge", late_pattern(r"\bGATEWRIGHT_\w{1,60}")),
    ("hard exit", late_pattern(r"\bprocess\.(?:reallyExit|abort)\b")),
    ("exit hook", late_pattern(r"\bprocess\.(?:on|once)\(\s{0,4}[\"'](?:exit|beforeExit)[\"']")),
    ("stack", late_pattern(r"\bError\.(?:prepareStackTrace|captureStackTrace)\b")),
    ("module cache", late_pattern(r"\brequire\.cache\b|\bModule\._load\b")),
)  # fmt: skip
"""Of JavaScript and TypeScript, searched in each line without its comment."""
