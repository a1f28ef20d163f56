"""Bubblewrap's options as a function of what is wanted."""

from gatewright.model.isolation import Network
from gatewright.model.records import replace
from gatewright.ports.processes import Command, Confinement
from gatewright.processes.bubblewrap import derive_options
from gatewright.processes.system_folders import SystemFolders

SYSTEM = SystemFolders(("/usr", "/etc/ssl"), (("/bin", "usr/bin"),))
COMMAND = Command(argv=("true",), cwd="/w", env=())


def options(command: Command = COMMAND, **env: str) -> list[str]:
    return derive_options(command, SYSTEM, tuple(env.items()))


def confined(readable: tuple[str, ...] = (), writable: tuple[str, ...] = ()) -> Command:
    return replace(COMMAND, confinement=Confinement(readable=readable, writable=writable))


def place_of(wanted: tuple[str, ...], among: list[str]) -> int:
    """Return where `wanted` starts in `among`."""
    size = len(wanted)
    return next(i for i in range(len(among)) if tuple(among[i : i + size]) == wanted)


def test_network_is_cut_unless_it_is_open() -> None:
    opened = replace(COMMAND, confinement=Confinement(network=Network.OPEN))

    assert "--unshare-net" in options()
    assert "--unshare-net" not in options(opened)


def test_environment_is_cleared_before_it_is_set() -> None:
    found = options(KEY="value")

    assert place_of(("--clearenv",), found) < place_of(("--setenv", "KEY", "value"), found)


def test_deeper_path_is_mounted_later_whichever_of_the_two_it_is() -> None:
    below = options(confined(readable=("/w/deps",), writable=("/w",)))
    above = options(confined(readable=("/w",), writable=("/w/out",)))

    bind, only_read = ("--bind", "/w", "/w"), ("--ro-bind-try", "/w/deps", "/w/deps")
    assert place_of(bind, below) < place_of(only_read, below)
    bind, only_read = ("--bind", "/w/out", "/w/out"), ("--ro-bind-try", "/w", "/w")
    assert place_of(only_read, above) < place_of(bind, above)


def test_path_that_is_both_is_writable() -> None:
    found = options(confined(readable=("/w",), writable=("/w",)))

    assert place_of(("--ro-bind-try", "/w", "/w"), found) < place_of(("--bind", "/w", "/w"), found)


def test_path_below_tmp_is_mounted_on_the_fresh_tmp() -> None:
    found = options(confined(writable=("/tmp/w",)))

    assert place_of(("--tmpfs", "/tmp"), found) < place_of(("--bind", "/tmp/w", "/tmp/w"), found)


def test_whole_file_system_as_readable_hides_none_of_the_own_mounts() -> None:
    found = options(confined(readable=("/",)))

    everything = place_of(("--ro-bind-try", "/", "/"), found)
    assert everything < place_of(("--proc", "/proc"), found)
    assert everything < place_of(("--tmpfs", "/tmp"), found)


def test_isolation_that_every_run_has_is_there() -> None:
    wanted = {"--unshare-user", "--unshare-pid", "--unshare-ipc", "--new-session"}

    assert wanted | {"--die-with-parent", "--cap-drop"} <= set(options())
