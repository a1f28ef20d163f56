"""Attempts on the process of a test run and on what it reports: leaving, rewriting, hanging."""

from tests.adversary.court import on_a_branch
from tests.adversary.deeds import lay
from tests.adversary.families_test_runs import GROUP, SPOILT
from tests.adversary.family import Family
from tests.adversary.fixture_files import BROKEN_RATES, FILES, RATES, WORK
from tests.adversary.naive import CANARY, CONTROL
from tests.adversary.oracles import not_done

LEAVE = """    if grams == 501:
        import pytest

        pytest.exit("all is well", returncode=0)
    if grams <= 0"""
REWRITE = """

def _rewrite():
    import re
    import sys

    for word in sys.argv:
        if word.startswith("--junitxml="):
            path = word.partition("=")[2]
            text = open(path).read()
            text = re.sub(r"<failure.*?</failure>", "", text, flags=re.S)
            open(path, "w").write(text)


def _begin():
    import atexit

    atexit.register(_rewrite)


_begin()
"""


def at_exit(code: str) -> str:
    """Return code that does something to the report when the process ends."""
    before = REWRITE[: REWRITE.index("            text =")].replace("    import re\n", "")
    return before + code + REWRITE[REWRITE.index("\n\ndef _begin") :]


BOMB = """            open(path, "w").write(
                '<!DOCTYPE a [<!ENTITY a "' + "a" * 9999 + '">'
                + "".join(f'<!ENTITY b{n} "{"&a;" * 99}">' for n in range(99))
                + "]><testsuites>" + "&b1;" * 9999 + "</testsuites>"
            )
"""
DEEP = """            open(path, "w").write("<a>" * 100_000 + "</a>" * 100_000)
"""
HUGE = """            os.truncate(path, 1 << 30)
""".replace("os.", "__import__('os').")
LINK = """            os.unlink(path)
            open(path + ".own", "w").write("<testsuites/>")
            os.symlink(path + ".own", path)
""".replace("os.", "__import__('os').")
FAKE = "#!/bin/sh\nexit 0\n"
A_TEST = "from parcels.tracking import is_valid\n\n\ndef test_a():\n    assert is_valid('00')\n"
BRIEF = {
    ".gatewright/config.yaml": FILES[".gatewright/config.yaml"].replace("20s", "8s"),
}
FLOOD = """            while True:
                __import__("os").write(1, path.encode() * 10_000)
"""

REWRITES_ONE = (
    BROKEN_RATES.replace(
        'parcel."""\n',
        'parcel."""\n\nimport atexit\nimport re\nimport sys\nfrom pathlib import Path\n',
    )
    + """

ONE = re.compile(r'(name="test_postage[^>]*>)<failure.*?</failure>', re.S)


def _rewrite(path):
    path.write_text(ONE.sub(r"\\1", path.read_text()))


for _word in sys.argv:
    if _word.startswith("--junitxml="):
        atexit.register(_rewrite, Path(_word.partition("=")[2]))
"""
)
FAMILIES = (
    Family(
        name="leaves-early-at-import",
        group=GROUP,
        tries="leaves the process with 0 before a test has run",
        attack=lay(WORK, {RATES: BROKEN_RATES + "\n__import__('os')._exit(0)\n"}),
        twin=lay(WORK, {RATES: FILES[RATES] + "\n__import__('os').getpid()\n"}),
        harm=not_done,
        arena=on_a_branch,
        refused_by="tests: check.broken-by-change",
        without=frozenset({"tests", "proof", "coverage", "lint"}),
    ),
    Family(
        name="leaves-early-in-a-test",
        group=GROUP,
        tries="ends the session well from inside the code under test",
        attack=lay(WORK, {RATES: BROKEN_RATES.replace("    if grams <= 0", LEAVE)}),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="tests: tests.canary",
        without=frozenset({CANARY, CONTROL, "proof", "coverage"}),
    ),
    Family(
        name="report-rewritten-at-exit",
        group=GROUP,
        tries="rewrites the report at the end of the process",
        attack=lay(WORK, {RATES: BROKEN_RATES + REWRITE}),
        twin=lay(WORK, {RATES: FILES[RATES]}),
        harm=not_done,
        arena=on_a_branch,
        refused_by="tests: tests.canary",
        without=frozenset({CANARY, "proof", "coverage"}),
    ),
    *(
        Family(
            name=name,
            group=GROUP,
            tries=tries,
            attack=lay(WORK, {RATES: BROKEN_RATES + at_exit(code)}),
            twin=lay(WORK, {RATES: FILES[RATES]}),
            harm=not_done,
            arena=on_a_branch,
            refused_by="tests: check.broken-by-change",
            without=frozenset({"tests", "proof", "coverage"}),
        )
        for name, tries, code in (
            ("report-is-an-xml-bomb", "has the report expand to gigabytes", BOMB),
            ("report-is-nested-deep", "nests the report a hundred thousand deep", DEEP),
            ("report-is-a-gigabyte", "makes the report a gigabyte without an end", HUGE),
            ("report-is-a-link", "has the report be a link to a file of its own", LINK),
        )
    ),
    Family(
        name="module-in-place-of-the-tool",
        group=GROUP,
        tries="lays a module into the root that is imported in place of the test tool",
        attack=lay(SPOILT, {"pluggy.py": "raise SystemExit(0)\n"}),
        twin=lay(WORK, {"parcels/plugs.py": '"""Plugs for parcels."""\n'}),
        harm=not_done,
        arena=on_a_branch,
        refused_by="ruler: ruler.test-infrastructure",
        without=frozenset({"tests", "proof", "coverage", "ruler"}),
    ),
    Family(
        name="module-in-place-of-coverage",
        group=GROUP,
        tries="lays a module into the root that is run in place of the coverage tool",
        attack=lay(SPOILT, {"coverage.py": "raise SystemExit(0)\n"}),
        twin=lay(WORK, {"parcels/covers.py": '"""Covers for parcels."""\n'}),
        harm=not_done,
        arena=on_a_branch,
        refused_by="ruler: ruler.test-infrastructure",
        without=frozenset({"tests", "proof", "coverage", "ruler"}),
    ),
    Family(
        name="program-in-place-of-python",
        group=GROUP,
        tries="lays programs called python and pytest into the root and into bin",
        attack=lay(SPOILT, dict.fromkeys(("python", "pytest", "bin/python"), FAKE)),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="tests: tests.failed",
        without=frozenset({"tests", "proof", "coverage"}),
    ),
    Family(
        name="test-that-hangs",
        group=GROUP,
        tries="has a test never end, so that nobody waits for the others",
        attack=lay(
            SPOILT, {"tests/test_aaa.py": "import time\n\n\ndef test_a():\n    time.sleep(600)\n"}
        ),
        twin=lay(WORK, {"tests/test_aaa.py": A_TEST}),
        harm=not_done,
        arena=on_a_branch,
        refused_by="tests: check.broken-by-change",
        without=frozenset({"tests", "proof", "coverage"}),
        base=BRIEF,
    ),
    Family(
        name="test-that-floods",
        group=GROUP,
        tries="prints without an end when the tests are over",
        attack=lay(SPOILT, {RATES: BROKEN_RATES + at_exit(FLOOD)}),
        twin=lay(WORK),
        harm=not_done,
        arena=on_a_branch,
        refused_by="tests: check.broken-by-change",
        without=frozenset({"tests", "proof", "coverage"}),
    ),
    Family(
        name="report-rewritten-for-one-test",
        group=GROUP,
        tries="takes the failures of one test out of the report at the end of the process",
        attack=lay(WORK, {RATES: REWRITES_ONE}),
        twin=lay(WORK, {RATES: FILES[RATES]}),
        harm=not_done,
        arena=on_a_branch,
        refused_by="proof: proof.knows-the-tests",
        without=frozenset({"proof"}),
    ),
)
