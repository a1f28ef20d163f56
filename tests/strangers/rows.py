"""The ten strangers, each with what a run by hand gave and what `check` must say of it."""

from tests.strangers.changes import planted_node, planted_python
from tests.strangers.shapes import ByHand, Expected, Registry, Runner, Stranger

SETTLED = {"tests": "pass", "coverage": "pass", "lint": "pass", "secrets": "pass"}
VACUOUS = {"proof": "proof.vacuous"}
FOUND = "findings.new"
SECRET = "secrets.found"


def absolute(**changed: str) -> dict[str, str]:
    """Return the statuses of a good stranger where there is no base, with what is `changed`."""
    return {**SETTLED, **changed}


def planted(**changed: str) -> dict[str, str]:
    """Return the statuses of the planted change: nothing but the proof fails."""
    return {**SETTLED, "ruler": "pass", "proof": "fail", **changed}


ITSDANGEROUS = Stranger(
    name="itsdangerous",
    version="2.2.0",
    sha256="e0050c0b7da1eea53ffaf149c0cfbb5c6e2e2b69c4bef22c81fa6eb73e5f6173",
    registry=Registry.PYPI,
    shape="src layout",
    because="src/itsdangerous, tests/ beside it, test requirements pinned in requirements/",
    by_hand=ByHand(
        runner=Runner.PYTEST,
        measured=("src",),
        needs=("freezegun",),
        import_path=("src",),
    ),
    counts=(297, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(types="pass", secrets="fail"),
        not_checked=("people", "proof", "ruler"),
        reasons={"secrets": SECRET},
        tests_ran=297,
    ),
    planted=planted_python(
        "src/itsdangerous/encoding.py",
        "itsdangerous.encoding",
        "tests/test_itsdangerous/test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(types="pass"),
            not_checked=("people",),
            reasons=VACUOUS,
            tests_ran=299,
        ),
    ),
)

INFLECTION = Stranger(
    name="inflection",
    version="0.5.1",
    sha256="1a29730d366e996aaacffb2f1f1cb9593dc38e2ddd30c91250c6dde09ea9b417",
    registry=Registry.PYPI,
    shape="flat",
    because="the package and its one test file stand in the root; setup.py and nothing newer",
    by_hand=ByHand(runner=Runner.PYTEST, measured=("inflection",)),
    counts=(455, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(lint="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={"lint": FOUND},
        tests_ran=455,
    ),
    planted=planted_python(
        "inflection/__init__.py",
        "inflection",
        "test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=457,
        ),
    ),
)

JSONPATCH = Stranger(
    name="jsonpatch",
    version="1.33",
    sha256="9fcd4009c41e6d12348b4a0ff2563ba56a2923a7dfee731d004e212e1ee5030c",
    registry=Registry.PYPI,
    shape="requirements only",
    because="a module, its tests and requirements.txt, with one real dependency",
    removed=("setup.py", "setup.cfg", "MANIFEST.in", "PKG-INFO", "jsonpatch.egg-info"),
    removed_because="no source distribution can be published without them",
    by_hand=ByHand(runner=Runner.UNITTEST, measured=("jsonpatch.py",), needs=("jsonpointer>=1.9",)),
    counts=(110, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(lint="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={"lint": FOUND},
        tests_ran=110,
    ),
    planted=planted_python(
        "jsonpatch.py",
        "jsonpatch",
        "test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=112,
        ),
        with_unittest=True,
    ),
)

PYASN1 = Stranger(
    name="pyasn1",
    version="0.6.1",
    sha256="6f580d2bdd84365380830acf45550f2511469f673cb4a5ae3857a3170128b034",
    registry=Registry.PYPI,
    shape="unittest",
    because="unittest.TestCase everywhere, and no word of pytest",
    by_hand=ByHand(runner=Runner.UNITTEST, measured=("pyasn1",)),
    counts=(1179, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(lint="fail", secrets="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={"lint": FOUND, "secrets": SECRET},
        tests_ran=1179,
    ),
    planted=planted_python(
        "pyasn1/error.py",
        "pyasn1.error",
        "tests/test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=1181,
        ),
        with_unittest=True,
    ),
)

MDURL = Stranger(
    name="mdurl",
    version="0.1.2",
    sha256="bb413d29f5eea38f31dd4754dd7377d4465116fb207585f97bf925588687c1ba",
    registry=Registry.PYPI,
    shape="no tests",
    because="pytest is configured in pyproject.toml, and the archive holds no test",
    by_hand=None,
    counts=(0, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(tests="error", coverage="error", lint="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={
            "tests": "tests.none-ran",
            "coverage": "tests.none-ran",
            "lint": FOUND,
        },
        tests_ran=0,
    ),
    planted=planted_python(
        "src/mdurl/_format.py",
        "mdurl._format",
        "tests/test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=2,
        ),
    ),
)

TOOLZ = Stranger(
    name="toolz",
    version="0.11.2",
    sha256="6b312d5e15138552f1bda8a4e66c30e236c831b612b2bf0005f8a1df10a4bc33",
    registry=Registry.PYPI,
    shape="failing tests",
    because="one test fails on a Python newer than the release; the change did not do that",
    by_hand=ByHand(runner=Runner.PYTEST, measured=("toolz", "tlz")),
    counts=(179, 1, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(tests="fail", lint="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={"tests": "tests.failed", "lint": FOUND},
        tests_ran=180,
    ),
    planted=planted_python(
        "toolz/recipes.py",
        "toolz.recipes",
        "toolz/tests/test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=182,
        ),
    ),
)

LRU_DICT = Stranger(
    name="lru-dict",
    version="1.3.0",
    sha256="54fd1966d6bd1fcde781596cb86068214edeebff1db13a2cea11079e3fd07b6b",
    registry=Registry.PYPI,
    shape="compiled part",
    because="all of it is one C file; without building it there is nothing to import",
    by_hand=ByHand(
        runner=Runner.PYTEST,
        measured=("src",),
        needs=("setuptools",),
        import_path=("src",),
        build=("setup.py", "--quiet", "build_ext", "--inplace"),
    ),
    counts=(25, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(lint="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={"lint": FOUND},
        tests_ran=25,
    ),
    planted=planted_python(
        "src/lru/__init__.py",
        "lru",
        "test/test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=27,
        ),
    ),
)

FLIT = Stranger(
    name="flit",
    version="3.12.0",
    sha256="1c80f34dd96992e7758b40423d2809f48f640ca285d0b7821825e50745ec3740",
    registry=Registry.PYPI,
    shape="monorepo",
    because="flit in the root and flit_core below it: two projects, each with its own tests",
    removed=("tests/test_install.py", "tests/test_validate.py", "tests/test_config.py"),
    removed_because="they ask the package index, and fail for root: no two machines agree on them",
    by_hand=ByHand(
        runner=Runner.PYTEST,
        measured=("flit", "flit_core/flit_core"),
        needs=("requests", "docutils", "tomli-w", "pip", "testpath", "responses", "pytest-cov"),
        import_path=(".", "flit_core"),
    ),
    counts=(282, 0, 1),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(lint="fail", secrets="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={"lint": FOUND, "secrets": SECRET},
        tests_ran=282,
    ),
    planted=planted_python(
        "flit_core/flit_core/common.py",
        "flit_core.common",
        "flit_core/tests_core/test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=284,
        ),
    ),
)

REDACT = Stranger(
    name="@pinojs/redact",
    version="0.4.0",
    sha256="d66004def64efb6c13629b0740639344e0775fe537373674571711a2bb2fc704",
    registry=Registry.NPM,
    shape="Node with its own test runner",
    because="`node --test`, nothing of it installed",
    by_hand=ByHand(runner=Runner.NODE, measured=("index.js",)),
    counts=(96, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(lint="fail", types="fail", secrets="fail"),
        not_checked=("people", "proof", "ruler"),
        reasons={"lint": FOUND, "types": FOUND, "secrets": SECRET},
        tests_ran=96,
    ),
    planted=planted_node(
        "index.js",
        "test/planted.test.js",
        Expected(
            exit_code=40,
            statuses=planted(types="pass"),
            not_checked=("people",),
            reasons=VACUOUS,
            tests_ran=98,
        ),
    ),
)

WSPROTO = Stranger(
    name="wsproto",
    version="1.2.0",
    sha256="ad565f26ecb92588a3e43bc3d96164de84cd9902482b130d0ddbaa9664a85065",
    registry=Registry.PYPI,
    shape="no lock file",
    because="setup.py names a range of one dependency, and nothing says which was meant",
    by_hand=ByHand(
        runner=Runner.PYTEST, measured=("src",), needs=("h11>=0.9.0,<1",), import_path=("src",)
    ),
    counts=(230, 0, 0),
    absolute=Expected(
        exit_code=40,
        statuses=absolute(lint="fail"),
        not_checked=("people", "proof", "ruler", "types"),
        reasons={"lint": FOUND},
        tests_ran=230,
    ),
    planted=planted_python(
        "src/wsproto/utilities.py",
        "wsproto.utilities",
        "test/test_planted.py",
        Expected(
            exit_code=40,
            statuses=planted(),
            not_checked=("people", "types"),
            reasons=VACUOUS,
            tests_ran=232,
        ),
    ),
)

ROWS = (
    ITSDANGEROUS,
    INFLECTION,
    JSONPATCH,
    PYASN1,
    MDURL,
    TOOLZ,
    LRU_DICT,
    FLIT,
    REDACT,
    WSPROTO,
)
