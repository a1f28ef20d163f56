"""Wheels made by hand, so that builds need no registry."""

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path


def make_wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    files: Mapping[str, str] | None = None,
    requires: tuple[str, ...] = (),
    console: str = "",
) -> Path:
    """Write a pure wheel into `folder`; `console` is "program = module:function"."""
    info = f"{name}-{version}.dist-info"
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    content = {
        **(files if files is not None else {f"{name}.py": f"VERSION = {version!r}\n"}),
        f"{info}/METADATA": "\n".join((*metadata, *(f"Requires-Dist: {r}" for r in requires), "")),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if console:
        content[f"{info}/entry_points.txt"] = f"[console_scripts]\n{console}\n"
    content[f"{info}/RECORD"] = (
        "".join(
            f"{path},sha256={_digest(text)},{len(text.encode())}\n"
            for path, text in content.items()
        )
        + f"{info}/RECORD,,\n"
    )
    target = folder / f"{name}-{version}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w") as wheel:
        for path, text in content.items():
            wheel.writestr(path, text)
    return target


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
