"""Where what a worker left on a branch is judged: the code of `check` and of a gate, confined.

One repository for all that only changes files; each attempt begins from its base, and is judged
as a gate of a run would: everything that it names is answered.
"""

import os
import shutil
import sys
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path

from gatewright import bootstrap
from gatewright.bootstrap.adapters import process_name
from gatewright.bootstrap.surroundings import base_python, make_folder
from gatewright.model.change import Repository
from gatewright.model.isolation import IsolationLevel
from gatewright.model.judgement import CheckRequest, Judgement
from gatewright.model.records import replace
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Verdict
from gatewright.ports.processes import IsolationSurvey, Processes
from gatewright.processes.launcher import SupervisedProcesses
from gatewright.runtime.edges import Edges
from gatewright.runtime.front_door import hear
from gatewright.runtime.gate_judge import answers
from gatewright.runtime.matter import open_matter
from tests.adversary.deeds import put
from tests.adversary.family import Claim, Deed, Family, Outcome, Scene
from tests.adversary.fixture_files import FILES
from tests.adversary.naive import (
    CHECKS,
    CONFINEMENT,
    IGNORES,
    SEALED_GIT,
    SUPERVISOR,
    VAULT,
    compose,
)
from tests.e2e.checked_repository import commit, git
from tests.escapes.naive_git import naive, naive_copy, naive_snapshot
from tests.plain_processes import PlainProcesses

CONTENT = "content"  # of what cannot even be taken for content
_numbers = count(1)


class HeldDown(SupervisedProcesses):
    """Supervised processes of a machine that gives no more than one level."""

    def __init__(self, level: IsolationLevel, folder: str) -> None:
        super().__init__(base_python(), folder, process_name(str(state())), level)
        self._level_given = level

    def survey(self) -> IsolationSurvey:
        found = super().survey()
        return replace(found, strongest=min(found.strongest, self._level_given))


@cache
def home() -> Path:
    """Return the folder of this process for all of its scenes; its state is apart."""
    import tempfile

    folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="gatewright-adversary-")))
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    return folder


def leave() -> None:
    """Remove what the scenes of this process left."""
    from gatewright.workspace.removal import remove

    remove(str(home()))


def state() -> Path:
    """Return where ours keeps what is its own."""
    home()
    return Path(bootstrap.state_folder())


@cache
def processes_at(level: IsolationLevel) -> Processes:
    """Return the launcher of a machine that gives no more than `level`."""
    folder = make_folder(f"{state()}/processes")
    return HeldDown(level, folder)


def scene_at(root: Path) -> Scene:
    """Return a scene with a person's secret, and nothing else outside."""
    number = next(_numbers)
    token = f"token-{os.getpid()}-{number}"
    outside = home() / "outside" / str(number)
    outside.mkdir(parents=True)
    found = Scene(root, outside, token, state())
    found.key.write_text(f"private-{token}\n")
    return found


def new_repository(name: str, base: Mapping[str, str] | None = None) -> Path:
    """Return a repository with the service on main, and a branch for the work checked out."""
    root = home() / name
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    for path, text in {**FILES, **(base or {})}.items():
        put(root / path, text)
    commit(root, "Base")
    git(root, "switch", "-q", "-c", "work")
    return root


@cache
def _common() -> Path:
    return new_repository("common")


def _begun_anew(root: Path) -> Path:
    """Take the common repository back to its base."""
    for path in root.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    git(root, "checkout", "-q", "-f", "-B", "work", "main")
    return root


def on_a_branch(
    family: Family, deed: Deed, level: IsolationLevel, left_out: frozenset[str]
) -> tuple[Scene, Outcome]:
    """Judge what a deed leaves in the files of a branch."""
    root = (
        new_repository(f"own-{next(_numbers)}", family.base)
        if family.base
        else _begun_anew(_common())
    )
    scene = scene_at(root)
    deed(scene)
    return scene, judged(scene, level, left_out, _names(family, deed, left_out))


def in_own_repository(
    family: Family, deed: Deed, level: IsolationLevel, left_out: frozenset[str]
) -> tuple[Scene, Outcome]:
    """Judge what a deed leaves in a repository of its own, `.git` included."""
    scene = scene_at(new_repository(f"own-{next(_numbers)}", family.base))
    deed(scene)
    if SEALED_GIT in left_out:
        return scene, Outcome(True, {}, tree=_plainly(scene))
    if VAULT in left_out:
        return scene, Outcome(True, {}, tree=_copied(scene))
    return scene, judged(scene, level, left_out, _names(family, deed, left_out))


def _plainly(scene: Scene) -> dict[str, bytes]:
    """Return the content that git takes where it is used without thinking."""
    paths = naive_snapshot(scene.root)
    naive(scene.root, "status")
    return {path: naive(scene.root, "show", f":{path}").encode() for path in paths}


def _copied(scene: Scene) -> dict[str, bytes]:
    """Return the content that a copy has, links followed."""
    out = scene.outside / "copy"
    naive_copy(scene.root, out)
    return content_of(out)


def content_of(out: Path) -> dict[str, bytes]:
    """Return every file below `out`."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file()
    }


def _names(family: Family, deed: Deed, left_out: frozenset[str]) -> tuple[str, ...]:
    """Return the checks to ask: all, but of an attack that one check must refuse, that one."""
    is_named = deed is family.attack and set(family.claims.values()) == {Claim.DETECTED}
    if is_named and not left_out and family.check in CHECKS:
        return (family.check,)
    return tuple(name for name in (*CHECKS, *family.asks) if name not in left_out)


def judged(
    scene: Scene,
    level: IsolationLevel,
    left_out: frozenset[str] = frozenset(),
    names: tuple[str, ...] = CHECKS,
) -> Outcome:
    """Judge the checkout of a scene as a gate would that names these checks."""
    try:
        return _judged(scene, level, left_out, names)
    except Mistake as mistake:
        return Outcome(False, {CONTENT: (mistake.code,)}, str(mistake))


def _judged(
    scene: Scene, level: IsolationLevel, left_out: frozenset[str], names: tuple[str, ...]
) -> Outcome:
    if IGNORES in left_out:
        git(scene.root, "add", "-A", "-f")
    edges, repository = _opened(scene, level, left_out)
    request = CheckRequest(start=str(scene.root), base="main", only=names)
    matter = open_matter(edges.repositories, edges.trees, repository, request)
    base = matter.base.tree if matter.base is not None else None
    edges = compose(edges, left_out, base, (sys.prefix, str(home() / "naive")))
    judgement = hear(edges, matter, lambda _: None)
    tree = matter.snapshot.tree
    content = edges.trees.read(tree, [file.path for file in matter.head_files])
    return outcome_of(list(answers(judgement, matter, names)), judgement, edges, content)


def _opened(
    scene: Scene, level: IsolationLevel, left_out: frozenset[str]
) -> tuple[Edges, Repository]:
    processes = PlainProcesses() if SUPERVISOR in left_out else None
    if CONFINEMENT in left_out:
        level = IsolationLevel.NONE
    return bootstrap._open(str(scene.root), processes or processes_at(level))


def outcome_of(
    verdicts: list[Verdict], judgement: Judgement, edges: Edges, content: Mapping[str, bytes]
) -> Outcome:
    """Return what a gate would make of `verdicts`, and all that was kept of them."""
    refusals = {
        verdict.check: tuple(reason.code for reason in verdict.reasons) or (verdict.headline,)
        for verdict in verdicts
        if not verdict.may_open
    }
    logs = [each.log for verdict in verdicts for each in verdict.evidence.executions]
    kept = [edges.evidence.get(log) or b"" for log in logs if log is not None]
    said = "\n".join([str(verdicts), *(each.decode("utf-8", "replace") for each in kept)])
    return Outcome(not refusals, refusals, said, dict(content))
