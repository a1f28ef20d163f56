"""Whatever a tree holds, recognising it gives projects or nothing, never an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gatewright.core.projects.manifests import NAMES
from gatewright.core.projects.recognition import manifests_of, recognise
from gatewright.core.projects.sides import is_source_file, is_test_file

FOLDERS = st.sampled_from(["", "src/", "tests/", "a/", "a/b/", "a/b/c/d/", "é\udcff/", "[/"])
FILES = st.sampled_from([*NAMES, "uv.lock", "test_a.py", "__init__.py", "a.test.js", "x.py", "]"])
PATHS = st.lists(st.builds(str.__add__, FOLDERS, FILES), max_size=12, unique=True)
PIECES = st.sampled_from(
    [b"[tool.pytest.ini_options]\n", b"testpaths = ['[a', 'tests']\n", b"[pytest]\n", b"{", b"}",
     b'{"scripts": {"test": "node --test"}, "workspaces": ["*", "["]}', b"[project]\nname = 3\n",
     b"[tool]\nuv = []\n", b"= 1\n", b"[a]\n[a]\n", b"%(x)s = %(y)s\n", b" continued\n", b"\x00",
     b"[tool.uv.workspace]\nmembers = ['a', 1]\n", b"class T(TestCase):\n", b"[" * 3000]
)  # fmt: skip
CONTENT = st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=4).map(b"".join))


@settings(deadline=None)
@given(paths=PATHS, data=st.data())
def test_recognise_never_raises(paths: list[str], data: st.DataObject) -> None:
    texts = {path: data.draw(CONTENT) for path in manifests_of(paths)}

    projects = recognise(paths, texts)

    for project in projects:
        assert all(isinstance(note, str) for note in project.notes)
        for path in paths:
            assert not (is_test_file(path, project) and is_source_file(path, project))
