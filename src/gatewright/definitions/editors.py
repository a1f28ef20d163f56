"""What is written for each known agent, as the catalog has it; and what was written, as kept."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import ValidationError, convert

from gatewright.model.agent_files import MANIFEST_PATH, Manifest, Marks, Piece, Registration, Way
from gatewright.model.records import asdict, replace
from gatewright.model.trouble import Mistake

FILES_MAX = 200


def parse_registrations(text: str, read: Callable[[str], str]) -> tuple[Registration, ...]:
    """Return what is written for each agent; `read` gives the text of a file of the catalog."""
    return tuple(
        Registration(each["name"], tuple(_piece(one, read) for one in each["files"]), each["tried"])
        for each in json.loads(text)
    )


def _piece(said: Mapping[str, Any], read: Callable[[str], str]) -> Piece:
    path, is_optional = str(said["write"]), bool(said.get("optional"))
    if "member" in said:
        text = json.dumps(said["member"])
        at = tuple(said["at"])
        return Piece(path=path, way=Way.MEMBER, text=text, at=at, is_optional=is_optional)
    if "file" in said:
        return Piece(path=path, way=Way.FILE, text=read(said["file"]))
    marks = Marks.HASH if path.endswith(".toml") else Marks.MARKDOWN
    return Piece(
        path=path,
        way=Way.BLOCK,
        text=read(said["block"]),
        marks=marks,
        unless=str(said.get("unless", "")),
    )


def parse_manifest(content: bytes | None, known: tuple[Registration, ...]) -> Manifest:
    """Return what was written; only what we could have written is taken from it.

    Raises: Mistake `agents.manifest` for what is no list of ours.
    """
    if content is None:
        return Manifest()
    places = {(piece.path, piece.at) for each in known for piece in each.pieces}
    try:
        manifest = convert(json.loads(content), type=Manifest)
    except (ValueError, ValidationError, RecursionError) as error:
        raise Mistake(
            "agents.manifest",
            f"{MANIFEST_PATH} is not as it was written.",
            found=str(error)[:200],
            hints=(f"git checkout {MANIFEST_PATH}    brings back what is committed",),
        ) from error
    written = manifest.written[:FILES_MAX]
    return replace(manifest, written=tuple(e for e in written if (e.path, e.at) in places))


def render_manifest(manifest: Manifest) -> bytes | None:
    """Return the file; None where nothing is written any more."""
    if not manifest.written:
        return None
    return (json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n").encode("ascii")
