"""What production code does not name unless it knows that it is tested: data for each stack.

A family is what a project may know already: one that ships a pytest plug-in imports pytest.
"""

import re
from collections.abc import Mapping

IMPORTS: Mapping[str, str] = {
    "pytest": "pytest",
    "_pytest": "pytest",
    "pluggy": "pytest",
    "xdist": "pytest",
    "pytest_cov": "pytest",
    "unittest.TestResult": "unittest",
    "unittest.TestCase": "unittest",
    "unittest.result": "unittest",
    "unittest.case": "unittest",
    "unittest.runner": "unittest",
    "sitecustomize": "start-up",
    "usercustomize": "start-up",
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
    "sys._getframe": "frames",
    "sys._current_frames": "frames",
    "inspect.stack": "frames",
    "inspect.currentframe": "frames",
    "inspect.getouterframes": "frames",
}

WEAK = frozenset({"at exit", "frames", "trace hook", "exit hook", "stack", "module cache"})
"""Honest code does each of these; two of them in one file are looked at by a person."""

STRINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("pytest", re.compile(r"_pytest(\.\w{1,60}){0,6}|PYTEST_(CURRENT_TEST|VERSION|ADDOPTS)")),
    ("pytest", re.compile(r"pytest_(runtest|pyfunc|report|sessionfinish|collection)\w{0,60}")),
    ("start-up", re.compile(r"(site|user)customize(\.py)?")),
    ("judge", re.compile(r"GATEWRIGHT_\w{1,60}")),
)
"""Texts that name a test tool wherever they stand."""

CUSTOMISING = frozenset({"sitecustomize.py", "usercustomize.py"})

_TOOLS = r"(?:node:test(?:/reporters)?|@?jest(?:/globals|-\w{1,20})?|vitest|mocha|@vitest/\w{1,20})"

SCRIPT_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "test tool",
        re.compile(rf"(?:\bfrom\s{{0,4}}|\bimport\s{{0,4}}\(?|\brequire\s{{0,4}}\(\s{{0,4}})"
                   rf"[\"'`]{_TOOLS}[\"'`]"),
    ),
    (
        "test tool",
        re.compile(r"\b(?:NODE_TEST_CONTEXT|NODE_V8_COVERAGE|JEST_WORKER_ID|VITEST_\w{1,20}"
                   r"|VITEST_WORKER_ID)\b"),
    ),
    ("judge", re.compile(r"\bGATEWRIGHT_\w{1,60}")),
    ("hard exit", re.compile(r"\bprocess\.(?:reallyExit|abort)\b")),
    ("exit hook", re.compile(r"\bprocess\.(?:on|once)\(\s{0,4}[\"'](?:exit|beforeExit)[\"']")),
    ("stack", re.compile(r"\bError\.(?:prepareStackTrace|captureStackTrace)\b")),
    ("module cache", re.compile(r"\brequire\.cache\b|\bModule\._load\b")),
)  # fmt: skip
"""Of JavaScript and TypeScript, searched in each line without its comment."""
