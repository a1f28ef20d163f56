"""What of this machine every program may read: programs, libraries, and a little of /etc."""

import os

from gatewright.model.records import dataclass

_TOP = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store")
_ETC = (
    "alternatives",
    "ca-certificates",
    "ca-certificates.conf",
    "crypto-policies",
    "gai.conf",
    "group",
    "host.conf",
    "hosts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "mime.types",
    "nsswitch.conf",
    "os-release",
    "passwd",
    "pki",
    "protocols",
    "resolv.conf",
    "services",
    "ssl",
)


@dataclass(frozen=True, slots=True)
class SystemFolders:
    """Readable everywhere, as this machine has them."""

    folders: tuple[str, ...]  # existing files and folders that are no links
    links: tuple[tuple[str, str], ...]  # path and where it points: ("/bin", "usr/bin")


def read_system_folders() -> SystemFolders:
    """Return what is there. Links of /etc count as what they point to."""
    links = tuple((path, os.readlink(path)) for path in _TOP if os.path.islink(path))
    linked = {path for path, _ in links}
    top = tuple(path for path in _TOP if path not in linked and os.path.isdir(path))
    etc = tuple(path for name in _ETC if os.path.exists(path := f"/etc/{name}"))
    return SystemFolders(top + etc, links)
