"""Harm that tests do by the way, while they are judged; and git that would do it for them."""

import os
import shlex
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from gatewright.model.isolation import IsolationLevel
from tests.adversary.court import CONTENT, in_own_repository, on_a_branch
from tests.adversary.deeds import in_turn, lay
from tests.adversary.family import (
    ALWAYS,
    APART,
    CONFINED,
    EVERYWHERE,
    Claim,
    Deed,
    Family,
    Oracle,
    Outcome,
    Scene,
)
from tests.adversary.fixture_files import FILES, WORK
from tests.adversary.naive import CONFINEMENT, SEALED_GIT, SUPERVISOR, VAULT
from tests.adversary.oracles import (
    in_tree,
    key_changed,
    key_text,
    key_told,
    not_in_tree,
    still_running,
    witnessed,
)
from tests.e2e.checked_repository import git

GROUP = "What tests do by the way"
BODY = """

def test_valid_code_by_the_way():
    from parcels.tracking import is_valid
    try:
        harm()
    except OSError as error:
        print(error)
    assert is_valid("4006381333931")
"""


def by_the_way(code: str) -> Deed:
    """Have a test run `harm`."""
    return lay(WORK, {"tests/test_by_the_way.py": code + BODY})


HARMLESS = by_the_way("def harm():\n    print('none')\n")
WRITES = "def harm():\n    open('{key}', 'a').write('mine')\n"
READS = "def harm():\n    raise AssertionError(open('{key}').read())\n"
STAYS = """import os
import signal
import sys


def harm():
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            code = "import time; time.sleep(60)"
            os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", code, "{token}"])
        os._exit(0)
    os.waitpid(child, 0)
"""
LARGE = """def harm():
    with open("{outside}/large", "wb") as file:
        file.truncate(3 << 30)
"""
CALLS = """import socket


def harm():
    with open("PORT") as file:
        socket.create_connection(("127.0.0.1", int(file.read())), timeout=5).close()
"""


def listening(deed: Deed) -> Deed:
    """Have somebody listen on this machine, who writes down that there was a call."""

    def heard(scene: Scene) -> None:
        deed(scene)
        server = socket.create_server(("127.0.0.1", 0))
        (scene.root / "PORT").write_text(str(server.getsockname()[1]))
        threading.Thread(target=_answer, args=(server, scene.witness), daemon=True).start()

    return heard


def _answer(server: socket.socket, witness: Path) -> None:
    with server:
        server.settimeout(60)
        with suppress(OSError):
            server.accept()[0].close()
            witness.touch()


STATE = """import glob


def harm():
    for folder in [*glob.glob("{state}/*/"), "{state}/"]:
        open(folder + "planted-{token}", "w").close()
"""


def state_written(scene: Scene, outcome: Outcome) -> bool:
    """Return whether a test left something in the state folder."""
    return any(scene.state.rglob(f"planted-{scene.token}"))


def effect(
    named: tuple[str, str],
    attack: Deed,
    harm: Oracle,
    claims: Mapping[IsolationLevel, Claim],
    without: str,
) -> Family:
    """Return a family that does harm whatever the verdict is."""
    return Family(
        name=named[0],
        group=GROUP,
        tries=named[1],
        attack=attack,
        twin=HARMLESS,
        harm=harm,
        arena=on_a_branch,
        claims=claims,
        without=frozenset({without}),
        is_effect=True,
    )


FAMILIES = (
    effect(
        ("test-writes-outside", "has a test write to a file of the person's"),
        by_the_way(WRITES),
        key_changed,
        CONFINED,
        CONFINEMENT,
    ),
    effect(
        ("test-reads-a-secret", "has a test print a key of the person's"),
        by_the_way(READS),
        key_told,
        CONFINED,
        CONFINEMENT,
    ),
    effect(
        ("test-writes-into-the-state", "has a test write beside journal, evidence and vault"),
        by_the_way(STATE),
        state_written,
        CONFINED,
        CONFINEMENT,
    ),
    effect(
        ("test-calls-a-port", "has a test call a service of this machine"),
        listening(by_the_way(CALLS)),
        witnessed,
        APART,
        CONFINEMENT,
    ),
    effect(
        ("test-that-stays", "has a test leave a process that ignores SIGTERM"),
        by_the_way(STAYS),
        still_running,
        ALWAYS,
        SUPERVISOR,
    ),
    effect(
        ("test-that-fills-the-disk", "has a test write one file of 3 GiB"),
        by_the_way(LARGE),
        lambda scene, outcome: (
            (scene.outside / "large").exists()
            and (scene.outside / "large").stat().st_size > 2 << 30
        ),
        ALWAYS,
        SUPERVISOR,
    ),
)
GIT = "Content and git"


def swap(scene: Scene) -> None:
    """Put a file in place of .git that leads to a repository with a command of its own."""
    stolen = scene.outside / "stolen"
    (scene.root / ".git").rename(stolen)
    git(scene.root, f"--git-dir={stolen}", "config", "core.fsmonitor", _touch(scene))
    (scene.root / ".git").write_text(f"gitdir: {stolen}\n")


def configure(scene: Scene) -> None:
    """Have the repository's own settings run a command."""
    git(scene.root, "config", "core.fsmonitor", _touch(scene))


def clean(scene: Scene) -> None:
    """Have a filter run a command for each file."""
    git(scene.root, "config", "filter.evil.clean", f"{_touch(scene)}; cat")
    (scene.root / ".gitattributes").write_text("*.md filter=evil\n")
    (scene.root / "notes.md").write_text("x\n")


def hook(scene: Scene) -> None:
    """Have a hook of the index run a command."""
    path = scene.root / ".git" / "hooks" / "post-index-change"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{_touch(scene)}\n")
    path.chmod(0o755)


def hide(scene: Scene) -> None:
    """Have the index say of a spoilt file that it is as it was."""
    git(scene.root, "update-index", "--assume-unchanged", "parcels/rates.py")
    with (scene.root / "parcels/rates.py").open("a") as file:
        file.write("# spoilt\n")


def link(target: str) -> Deed:
    """Leave a link to `target`."""
    return lambda scene: os.symlink(target.replace("{key}", str(scene.key)), scene.root / "linked")


def nest(scene: Scene) -> None:
    """Leave a repository in the repository: its files are no content of ours."""
    inner = scene.root / "parcels" / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    (inner / "hidden.py").write_text("x = 1\n")
    git(inner, "add", "-A")
    git(inner, "commit", "-q", "-m", "hidden")


def _touch(scene: Scene) -> str:
    return f"touch {shlex.quote(str(scene.witness))}"


def commanded(name: str, tries: str, deed: Deed) -> Family:
    """Return a family that has git run a command for it."""
    return Family(
        name=name,
        group=GIT,
        tries=tries,
        attack=in_turn(lay(WORK), deed),
        twin=lay(WORK),
        harm=witnessed,
        arena=in_own_repository,
        claims=ALWAYS,
        without=frozenset({SEALED_GIT}),
        is_effect=True,
    )


CONTENTS = (
    commanded("monitor-in-git-settings", "has the repository's settings run a command", configure),
    commanded("filter-in-git-settings", "has a clean filter run a command", clean),
    commanded("hook-in-the-repository", "has a hook of git run a command", hook),
    commanded("swapped-repository", "swaps .git for a file that leads elsewhere", swap),
    Family(
        name="hidden-from-the-index",
        group=GIT,
        tries="has the index say that a file it spoils is as it was",
        attack=in_turn(lay(WORK), hide),
        twin=lay(WORK, {"parcels/rates.py": FILES["parcels/rates.py"] + "# spoilt\n"}),
        harm=lambda scene, outcome: (
            "# spoilt" in (scene.root / "parcels/rates.py").read_text()
            and not_in_tree("parcels/rates.py", "# spoilt")(scene, outcome)
        ),
        arena=in_own_repository,
        claims=ALWAYS,
        without=frozenset({SEALED_GIT}),
        is_effect=True,
    ),
    Family(
        name="link-out-of-the-repository",
        group=GIT,
        tries="commits a link to a file of the person's",
        attack=in_turn(lay(WORK), link("{key}")),
        twin=in_turn(lay(WORK), link("README")),
        harm=lambda scene, outcome: (
            (scene.root / "linked").exists() or in_tree(key_text(scene))(scene, outcome)
        ),
        arena=in_own_repository,
        refused_by=f"{CONTENT}: snapshot.symlink-leaves",
        claims=EVERYWHERE,
        without=frozenset({VAULT}),
    ),
    Family(
        name="repository-in-the-repository",
        group=GIT,
        tries="hides files in a repository of their own",
        attack=in_turn(lay(WORK), nest),
        twin=lay(WORK, {"parcels/inner/hidden.py": "x = 1\n"}),
        harm=lambda scene, outcome: "parcels/inner/hidden.py" not in outcome.tree,
        arena=in_own_repository,
        refused_by=f"{CONTENT}: snapshot.nested-repository",
        without=frozenset({SEALED_GIT}),
    ),
)
