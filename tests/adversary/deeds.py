"""What attempts are made of."""

from collections.abc import Mapping
from pathlib import Path

from tests.adversary.family import Deed, Scene

Content = str | bytes | None


def lay(files: Mapping[str, Content], *more: Mapping[str, Content]) -> Deed:
    """Write files into the repository; None removes one.

    Shape: {outside}, {witness}, {key}, {token}, {root} and {state} stand for those of the scene.
    """
    wanted: dict[str, Content] = {}
    for each in (files, *more):
        wanted.update(each)

    def deed(scene: Scene) -> None:
        for name, content in wanted.items():
            put(scene.root / name, filled(scene, content))

    return deed


def put(path: Path, content: Content) -> None:
    """Write or remove one file."""
    if content is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def filled(scene: Scene, content: Content) -> Content:
    """Return `content` with the places of the scene in it."""
    if not isinstance(content, str):
        return content
    for name in ("outside", "witness", "key", "token", "root", "state"):
        content = content.replace("{" + name + "}", str(getattr(scene, name)))
    return content


def in_turn(*deeds: Deed) -> Deed:
    """Do one deed after the other."""

    def deed(scene: Scene) -> None:
        for each in deeds:
            each(scene)

    return deed
