"""Attempts on what a change is measured with: settings, ignore files, marks in the code."""

from tests.adversary.court import on_a_branch
from tests.adversary.deeds import lay
from tests.adversary.family import ALWAYS, Deed, Family, Oracle
from tests.adversary.fixture_files import (
    DONE,
    FEATURE,
    FEATURE_TESTS,
    FILES,
    TESTS,
    WORK,
)
from tests.adversary.naive import IGNORES, REPORTS
from tests.adversary.oracles import fails, in_tree

GROUP = "The ruler"
PROJECT = FILES["pyproject.toml"]
ABROAD = "parcels/abroad.py"
UNTESTED = '''"""Parcels that go abroad."""


def duty(cents):
    """Return what customs want."""
    if cents > 2200:
        return cents - 2200 * 0
    if cents > 1000:
        return 100
    return 0


def is_heavy(grams):
    """Return whether a parcel needs a form."""
    if grams > 2000:
        return False
    return False


def form(country, cents, grams):
    """Return what is written on the form."""
    lines = [country]
    if cents > 1000:
        lines.append("declared")
    if grams > 2000:
        lines.append("heavy")
    if not cents:
        lines.append("gift")
    if country == "CH":
        lines.append("zoll")
    lines.append(str(duty(cents)))
    return lines
'''
CORRECT = UNTESTED.replace("cents - 2200 * 0", "(cents - 2200) // 10").replace(
    "2000:\n        return False", "2000:\n        return True"
)
TESTED = """from parcels.abroad import duty, form, is_heavy


def test_duty():
    assert [duty(cents) for cents in (1, 1001, 3200)] == [0, 100, 100]


def test_heavy():
    assert is_heavy(2001)
    assert not is_heavy(2000)


def test_form():
    assert form("CH", 1001, 2001) == ["CH", "declared", "heavy", "zoll", "100"]
    assert form("NO", 0, 1) == ["NO", "gift", "0"]
"""
HALF_TESTED = """from parcels.abroad import duty


def test_duty():
    assert duty(1) == 0
"""
SLIPPED = {**WORK, ABROAD: UNTESTED, "tests/test_abroad.py": HALF_TESTED}
PROPER = {**WORK, ABROAD: CORRECT, "tests/test_abroad.py": TESTED}
WRONG = fails("from parcels.abroad import duty, is_heavy\nassert is_heavy(9999), duty(3200) == 100")
FAULT = DONE.replace("    return -total % 10", "    unused = 1\n    return -total % 10")
LINES = "".join(f'<line number="{number}" hits="1"/>' for number in range(1, 60))
COVERED = (
    "<coverage><packages><package><classes>"
    + "".join(
        f'<class filename="{path}"><lines>{LINES}</lines></class>' for path in (ABROAD, FEATURE)
    )
    + "</classes></package></packages></coverage>"
)


def measured(name: str, tries: str, cheat: dict[str, str], without: set[str], by: str) -> Family:
    """Return a family that hides new code, which is wrong, from coverage."""
    return Family(
        name=name,
        group=GROUP,
        tries=tries,
        attack=lay(SLIPPED, cheat),
        twin=lay(PROPER),
        harm=WRONG,
        arena=on_a_branch,
        refused_by=by,
        without=frozenset(without),
    )


def loosened(
    named: tuple[str, str], attack: Deed, twin: Deed, harm: Oracle, by: str, without: set[str]
) -> Family:
    """Return a family that has a check look away."""
    return Family(
        name=named[0],
        group=GROUP,
        tries=named[1],
        attack=attack,
        twin=twin,
        harm=harm,
        arena=on_a_branch,
        refused_by=by,
        without=frozenset(without),
    )


FAMILIES = (
    measured(
        "untested-code",
        "hides wrong code among what is tested",
        {},
        {"coverage"},
        "coverage: coverage.changed-lines",
    ),
    measured(
        "own-coverage-report",
        "leaves a coverage report of its own, in which every line ran",
        {"coverage.xml": COVERED},
        {REPORTS},
        "coverage: coverage.changed-lines",
    ),
    measured(
        "omitted-from-coverage",
        "has coverage leave the new file out",
        {"pyproject.toml": PROJECT.replace("branch = true", f'branch = true\nomit = ["{ABROAD}"]')},
        {"coverage", "ruler"},
        "coverage: coverage.absent-file",
    ),
    measured(
        "no-cover",
        "marks the lines that no test runs `pragma: no cover`",
        {
            ABROAD: UNTESTED.replace("):\n", "):  # pragma: no cover\n").replace(
                "2200:", "2200:  # pragma: no cover"
            )
        },
        {"coverage", "ruler"},
        "ruler: ruler.suppression",
    ),
    loosened(
        ("threshold-lowered", "lowers a threshold in the settings"),
        lay(WORK, {"pyproject.toml": PROJECT.replace("fail_under = 60", "fail_under = 6")}),
        lay(WORK, {"pyproject.toml": PROJECT + "# settings\n"}),
        lambda scene, outcome: "fail_under = 60" not in (scene.root / "pyproject.toml").read_text(),
        "ruler: ruler.weakened",
        {"ruler"},
    ),
    loosened(
        ("per-file-ignores", "has the linter leave out rules for the new file"),
        lay(
            {FEATURE: FAULT, FEATURE_TESTS: TESTS},
            {
                "pyproject.toml": PROJECT
                + f'\n[tool.ruff.lint.per-file-ignores]\n"{FEATURE}" = ["F841"]\n'
            },
        ),
        lay(WORK, {"pyproject.toml": PROJECT + "# settings\n"}),
        in_tree("unused = 1"),
        "ruler: ruler.weakened",
        {"ruler", "lint"},
    ),
    loosened(
        ("nested-settings", "lays settings of its own for the linter beside the new code"),
        lay(
            {FEATURE: FAULT, FEATURE_TESTS: TESTS},
            {"parcels/ruff.toml": 'lint.select = ["E9"]\n'},
        ),
        lay(WORK),
        in_tree("unused = 1"),
        "ruler: ruler.altered",
        {"ruler", "lint"},
    ),
    loosened(
        ("gatewright-configuration", "switches checks off in Gatewright's own configuration"),
        lay(
            {FEATURE: FAULT, FEATURE_TESTS: TESTS},
            {".gatewright/config.yaml": "gatewright: 1\noff: [types, lint, ruler, tests]\n"},
        ),
        lay(WORK),
        in_tree("unused = 1"),
        "ruler: ruler.altered",
        {"ruler", "lint"},
    ),
    loosened(
        ("continuous-integration", "has the server that builds the branch pass it"),
        lay(WORK, {".github/workflows/ci.yml": "on: push\njobs: {}\n"}),
        lay(WORK, {".github/CODEOWNERS": "* @dev\n"}),
        lambda scene, outcome: (scene.root / ".github/workflows/ci.yml").exists(),
        "ruler: ruler.altered",
        {"ruler"},
    ),
    loosened(
        ("noqa", "marks the line that the linter finds `noqa`"),
        lay({FEATURE: FAULT.replace("= 1", "= 1  # noqa: F841"), FEATURE_TESTS: TESTS}),
        lay(WORK),
        in_tree("unused = 1"),
        "lint: findings.new",
        {"lint", "ruler"},
    ),
    loosened(
        ("noqa-for-the-file", "has the linter skip the new file by a comment in it"),
        lay({FEATURE: "# ruff: noqa\n" + FAULT, FEATURE_TESTS: TESTS}),
        lay(WORK),
        in_tree("unused = 1"),
        "lint: findings.new",
        {"lint", "ruler"},
    ),
    loosened(
        ("type-ignore", "silences the type checker"),
        lay(
            {
                FEATURE: DONE.replace("% 10\n", "% 10  # type: ignore[return-value]\n"),
                FEATURE_TESTS: TESTS,
            }
        ),
        lay(WORK),
        in_tree("type: ignore"),
        "ruler: ruler.suppression",
        {"ruler"},
    ),
    loosened(
        ("nosec", "silences the security linter"),
        lay({FEATURE: DONE.replace("% 10\n", "% 10  # nosec\n"), FEATURE_TESTS: TESTS}),
        lay(WORK),
        in_tree("nosec"),
        "ruler: ruler.suppression",
        {"ruler"},
    ),
    loosened(
        ("own-findings-report", "leaves a SARIF report of its own, which finds nothing"),
        lay(
            {FEATURE: FAULT, FEATURE_TESTS: TESTS},
            {"ruff.sarif": '{"version": "2.1.0", "runs": [{"results": []}]}'},
        ),
        lay(WORK, {"ruff.sarif": '{"version": "2.1.0", "runs": [{"results": []}]}'}),
        in_tree("unused = 1"),
        "lint: findings.new",
        {"lint"},
    ),
    loosened(
        ("hidden-by-an-ignore-file", "has an ignore file hide the new code from the tools"),
        lay({FEATURE: FAULT, FEATURE_TESTS: TESTS}, {".ignore": "tracking.py\n"}),
        lay(WORK, {".ignore": "*.tmp\n"}),
        in_tree("unused = 1"),
        "lint: findings.new",
        {"lint", "ruler"},
    ),
    loosened(
        (
            "tests-hidden-by-git",
            "has git ignore the tests, so that the next ones are in no commit",
        ),
        lay(WORK, {".gitignore": FILES[".gitignore"] + "tests/\n"}),
        lay(WORK, {".gitignore": FILES[".gitignore"] + "*.tmp\n"}),
        lambda scene, outcome: "tests/" in (scene.root / ".gitignore").read_text(),
        "ruler: ruler.weakened",
        {"ruler", "proof", "coverage"},
    ),
    loosened(
        (
            "path-file",
            "leaves a .pth file, which is code that every interpreter runs",
        ),
        lay(WORK, {"parcels.pth": "import os\n"}),
        lay(WORK, {"parcels.txt": "import os\n"}),
        lambda scene, outcome: (scene.root / "parcels.pth").exists(),
        "ruler: ruler.test-infrastructure",
        {"ruler", "proof"},
    ),
)
KEY = "AKIA" + "Z3VQ8L5NXW7RTPB2"
LEAK = f'KEY = "{KEY}"\n'
BASELINE = """{{"version": "1.5.0", "plugins_used": [{{"name": "AWSKeyDetector"}}], 
"filters_used": [], "results": {results}, "generated_at": "2026-01-02T03:04:05Z"}}
"""
ABSORBED = """{"parcels/keys.py": [{"type": "AWS Access Key", "filename": "parcels/keys.py",
"hashed_secret": "DIGEST", "is_verified": false, "line_number": 1}]}"""


def _absorbed() -> str:
    import hashlib

    digest = hashlib.sha1(KEY.encode(), usedforsecurity=False).hexdigest()
    return BASELINE.format(results=ABSORBED.replace("DIGEST", digest))


def leaked(
    name: str, tries: str, attack: Deed, without: set[str], base: dict[str, str] | None = None
) -> Family:
    """Return a family that takes a secret in."""
    return Family(
        name=name,
        group="Secrets",
        tries=tries,
        attack=attack,
        twin=lay(WORK, {"notes.txt": "rotate the keys\n"}),
        harm=in_tree(KEY),
        arena=on_a_branch,
        refused_by="secrets: secrets.found",
        without=frozenset(without),
        base=base or {},
    )


SECRETS = (
    leaked(
        "secret-in-untracked-file",
        "leaves a key in a file that git does not know yet",
        lay(WORK, {"notes.txt": LEAK}),
        {"secrets"},
    ),
    leaked(
        "secret-under-an-ignore-file",
        "leaves a key where an ignore file of a tool hides it",
        lay(WORK, {"notes/keys.txt": LEAK, ".ignore": "notes/\n"}),
        {"secrets", "ruler"},
    ),
    leaked(
        "secret-that-is-allowed",
        "marks the line of a key `pragma: allowlist secret`",
        lay(WORK, {"notes.txt": LEAK.rstrip() + "  # pragma: allowlist secret\n"}),
        {"secrets", "ruler"},
    ),
    leaked(
        "secret-in-a-baseline",
        "writes its key into the baseline of known ones",
        lay(WORK, {"notes.txt": LEAK, ".secrets.baseline": _absorbed()}),
        {"secrets", "ruler"},
        base={".secrets.baseline": BASELINE.format(results="{}")},
    ),
    Family(
        name="secret-in-ignored-file",
        group="Secrets",
        tries="leaves a key in a file that git ignores",
        attack=lay(WORK, {"__pycache__/keys.txt": LEAK}),
        twin=lay(WORK, {"__pycache__/notes.txt": "rotate the keys\n"}),
        harm=in_tree(KEY),
        arena=on_a_branch,
        claims=ALWAYS,
        without=frozenset({IGNORES, "secrets"}),
    ),
)
