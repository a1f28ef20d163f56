"""The thin layer that joins one checkout to one environment: an interpreter of its own, no more.

It lies beside the checkout, never in it. Made by hand, in milliseconds: a link to the interpreter,
a line that adds the environment's packages, and its programs with the right interpreter.
"""

import os
from pathlib import Path

from gatewright.model.records import dataclass

# Sorted behind every other .pth file: what the project adds comes before its dependencies.
LINK_NAME = "~environment.pth"
SCRIPT_BYTES_MAX = 256 * 1024


@dataclass(frozen=True, slots=True)
class Overlay:
    """A virtual environment of one checkout."""

    folder: str  # absolute
    packages: str  # absolute; its site-packages
    python: str  # absolute
    interpreter_prefix: str  # absolute; of the interpreter it is a link to
    layers: tuple[str, ...]  # absolute; the environments below it


def make_overlay(folder: str, layers: tuple[str, ...]) -> Overlay:
    """Make an overlay in the absent `folder`, over the environments `layers`, nearest first."""
    base = Path(layers[0])
    program = os.path.realpath(base / "bin" / "python")
    packages = Path(folder, packages_of(str(base)).relative_to(base))
    packages.mkdir(parents=True)
    Path(folder, "pyvenv.cfg").write_bytes(_settings(base, program))
    Path(folder, "bin").mkdir()
    for name in ("python", "python3", os.path.basename(program)):
        link = Path(folder, "bin", name)
        if not link.is_symlink():
            link.symlink_to(program)
    _link_packages(packages, layers)
    _copy_programs(base / "bin", Path(folder, "bin"))
    prefix = os.path.dirname(os.path.dirname(program))
    return Overlay(folder, str(packages), str(Path(folder, "bin", "python")), prefix, layers)


def packages_of(environment: str) -> Path:
    """Return the site-packages folder of a virtual environment."""
    found = sorted(Path(environment, "lib").glob("python*/site-packages"))
    return found[0] if found else Path(environment, "lib", "python", "site-packages")


def add_source_roots(overlay: Overlay, roots: tuple[str, ...]) -> None:
    """Put absolute folders of the checkout on the import path, in front of the environment."""
    text = "".join(f"{root}\n" for root in roots)
    Path(overlay.packages, "project.pth").write_text(text)


def _settings(base: Path, program: str) -> bytes:
    """Return the settings of a virtual environment; an adopted folder may be none."""
    file = base / "pyvenv.cfg"
    return file.read_bytes() if file.is_file() else f"home = {os.path.dirname(program)}\n".encode()


def _link_packages(packages: Path, layers: tuple[str, ...]) -> None:
    """Add the packages of each layer, their own .pth files included."""
    lines = [f"import site; site.addsitedir({str(packages_of(layer))!r})\n" for layer in layers]
    (packages / LINK_NAME).write_text("".join(lines))


def _copy_programs(source: Path, target: Path) -> None:
    """Copy the environment's Python programs so that they start the overlay's interpreter."""
    for program in sorted(source.iterdir()):
        if program.is_symlink() or not program.is_file() or (target / program.name).exists():
            continue
        if program.stat().st_size > SCRIPT_BYTES_MAX:
            continue
        content = program.read_bytes()
        moved = content.replace(os.fsencode(source / "python"), os.fsencode(target / "python"))
        if content.startswith(b"#!") and moved != content:
            (target / program.name).write_bytes(moved)
            (target / program.name).chmod(0o755)
