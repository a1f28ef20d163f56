"""What this process finds around it: environment, clock, chance, folders, programs."""

import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from gatewright.model.trouble import Mistake

NETWORK_NAMES = frozenset({
    "http_proxy", "https_proxy", "no_proxy", "all_proxy",
    "ssl_cert_file", "ssl_cert_dir", "requests_ca_bundle", "curl_ca_bundle", "node_extra_ca_certs",
    "pip_index_url", "pip_extra_index_url", "pip_find_links",
    "uv_default_index", "uv_index", "uv_index_url", "uv_extra_index_url", "uv_find_links",
    "uv_offline", "uv_native_tls", "uv_http_timeout", "uv_insecure_host",
})  # fmt: skip
"""What a build may know of the person's network; by name, in lower case."""
UV_FOR_PIP = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_FIND_LINKS": "UV_FIND_LINKS",
}


def state_folder() -> str:
    """Return the absolute folder where this program keeps what is its own."""
    given = os.environ.get("XDG_STATE_HOME", "")
    home = given if Path(given).is_absolute() else str(Path.home() / ".local" / "state")
    return str(Path(home) / "gatewright")


def program(name: str) -> str:
    """Return the absolute program. Raises: Mistake where this machine has none."""
    import shutil  # late: it knows every way to compress

    found = shutil.which(name)
    if found is None:
        raise Mistake(f"{name}.missing", f"{name} is not on the PATH.", hints=(f"install {name}",))
    return str(Path(found).resolve()) if name != "git" else found


def uv_program() -> str:
    """Return uv, which came with this program."""
    beside = os.path.join(sys.prefix, "bin", "uv")
    if sys.prefix != sys.base_prefix and os.access(beside, os.X_OK):
        return beside  # where uv itself looks first; it asks for every place there may be
    import uv

    return str(uv.find_uv_bin())


def tool_path() -> str:
    """Return the folders of PATH that are absolute and that this person may enter.

    A relative one could lie in a repository; one that is closed to us cannot be shown to a sandbox.
    """
    given = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(
        folder for folder in given if Path(folder).is_absolute() and os.access(folder, os.X_OK)
    )


def tool_folders() -> tuple[str, ...]:
    """Return what must be seen for the programs of the PATH to start.

    Shape: beside a folder of shims, as pyenv, rbenv, asdf and mise have it, the folder it lies in:
           a shim does no more than start the version that is kept there.
    """
    folders = tool_path().split(os.pathsep)
    kept_beside = (Path(folder).parent for folder in folders if Path(folder).name == "shims")
    return (*folders, *map(str, kept_beside))


def base_python() -> str:
    """Return the interpreter under this one: no virtual environment in between."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def interpreter_folders() -> tuple[str, ...]:
    """Return the folders the interpreter lives in."""
    return tuple(dict.fromkeys((sys.base_prefix, os.path.realpath(sys.base_prefix))))


def user_ignores() -> str | None:
    """Return git's own place for the person's ignore patterns, where there is such a file."""
    given = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(given) if Path(given).is_absolute() else Path.home() / ".config"
    path = folder / "git" / "ignore"
    return str(path) if path.is_file() else None


def network_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the proxies, certificates and registries of the person, and nothing else of theirs.

    pip's settings count for uv where uv has none of its own.
    """
    kept = {
        name: value
        for name, value in environment.items()
        if name.lower() in NETWORK_NAMES or name.lower().startswith("npm_config_")
    }
    for pip_name, uv_name in UV_FOR_PIP.items():
        if pip_name in kept:
            kept.setdefault(uv_name, kept[pip_name])
    return kept


def platform_name() -> str:
    """Return the kind of system and processor: "linux x86_64"."""
    return f"{sys.platform} {os.uname().machine}"


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


def elapsed_ms() -> int:
    """Return a clock that only goes forward."""
    return time.monotonic_ns() // 1_000_000


def draw_token() -> str:
    """Return 16 random bytes in hex: what a worker cannot guess."""
    return os.urandom(16).hex()


def make_folder(path: str) -> str:
    """Make the folder `path` where there is none, and return it.

    Raises: Mistake `state.unwritable`: all of them are ours, below one that a person may choose.
    """
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error.strerror or "no such place") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise _unwritable(path, "it may not be written to")
    return path


def _unwritable(path: str, found: str) -> Mistake:
    """Return the mistake of a state folder that cannot be ours."""
    return Mistake(
        "state.unwritable",
        f"Nothing can be kept in {path}.",
        found=found,
        hints=("XDG_STATE_HOME=FOLDER    keeps it elsewhere",),
    )
