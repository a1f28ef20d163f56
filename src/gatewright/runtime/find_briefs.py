"""Find briefs that lie in files: like procedures, in the commit that a run starts from.

A workflow that a person names by its file takes those that lie near it, as they lie there.
"""

from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.fields import TEXT_CHARS_MAX
from gatewright.model.feature import Origin
from gatewright.runtime.find_documents import typed_text
from gatewright.runtime.run_edges import RunEdges

FOLDER = ".gatewright/briefs"
ENDING = ".md"
TEXT_BYTES_MAX = 4 * TEXT_CHARS_MAX
TOO_LONG = " " * (TEXT_CHARS_MAX + 1)  # stands for a text that is not read as it is too large


def briefs_of(run: RunEdges, origin: Origin) -> Shelf:
    """Return the briefs of the project."""
    trees = run.edges.trees
    own = {
        file.path.removeprefix(f"{FOLDER}/").removesuffix(ENDING): file
        for file in trees.files(origin.tree)
        if file.path.startswith(f"{FOLDER}/") and file.path.endswith(ENDING)
    }

    def find(name: str) -> tuple[str, str] | None:
        file = own.get(name)
        if file is None:
            return None
        if not 0 <= file.size_bytes <= TEXT_BYTES_MAX:
            return TOO_LONG, file.path
        content = trees.read(origin.tree, [file.path])[file.path]
        return content.decode("utf-8", "replace"), file.path

    return Shelf(find, tuple(own))


def briefs_beside(run: RunEdges, folder: str, shelf: Shelf) -> Shelf:
    """Return `shelf` with what lies in `briefs` of `folder`, or of the folder above."""
    above = folder.rpartition("/")[0]

    def find(name: str) -> tuple[str, str] | None:
        for near in (folder, above):
            path = f"{near}/briefs/{name}{ENDING}"
            if (text := typed_text(run, path)) is not None:
                return text, path
        return shelf.find(name)

    return Shelf(find, shelf.names)
