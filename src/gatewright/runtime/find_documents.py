"""Find the schemas of documents: those that come with the program, and the project's own.

Who is judged does not hold them either: a project's own is read from the commit a run starts from.
"""

from gatewright.core.text.yaml_nodes import TEXT_CHARS_MAX
from gatewright.definitions.document_schema import Shelf
from gatewright.model.feature import Origin
from gatewright.model.trouble import Mistake
from gatewright.runtime.run_edges import RunEdges

FOLDER = ".gatewright/documents"
ENDING = ".yaml"
TEXT_BYTES_MAX = 4 * TEXT_CHARS_MAX


def shelf_of(run: RunEdges, origin: Origin) -> Shelf:
    """Return the schemas that a workflow can name.

    Shape: a name means one schema; a file of the project that has a shipped name is refused.
    """
    own = {
        file.path.removeprefix(f"{FOLDER}/").removesuffix(ENDING): file
        for file in run.edges.trees.files(origin.tree)
        if file.path.startswith(f"{FOLDER}/") and file.path.endswith(ENDING)
    }

    def find(name: str) -> tuple[str, str] | None:
        file = own.get(name)
        if file is None:
            return run.read_document(name)
        if name in run.document_names:
            raise Mistake(
                "document.reserved",
                f"Two schemas of documents are called {name}.",
                found=f"{file.path} of {origin.branch}, and the one that comes with the program",
                hints=("rename the file, and the schema in it",),
            )
        if not 0 <= file.size_bytes <= TEXT_BYTES_MAX:
            raise Mistake("workflow.large", f"The schema {file.path} is too large to be read.")
        content = run.edges.trees.read(origin.tree, [file.path])[file.path]
        return content.decode("utf-8", "replace"), file.path

    return Shelf(find, (*run.document_names, *own))


def shelf_beside(run: RunEdges, folder: str, shelf: Shelf) -> Shelf:
    """Return `shelf` with what lies near a workflow that a person named by its file.

    Shape: in `documents` of its folder, or of the folder above, as the project keeps them.
    """
    above = folder.rpartition("/")[0]

    def find(name: str) -> tuple[str, str] | None:
        for near in (folder, above):
            path = f"{near}/documents/{name}{ENDING}"
            if name not in run.document_names and (text := typed_text(run, path)) is not None:
                return text, path
        return shelf.find(name)

    return Shelf(find, shelf.names)


def typed_text(run: RunEdges, path: str) -> str | None:
    """Return the text of a file that lies where a person works; None where there is none."""
    try:
        return run.read_typed_file(path)[:TEXT_BYTES_MAX].decode("utf-8", "replace")
    except Mistake:
        return None
