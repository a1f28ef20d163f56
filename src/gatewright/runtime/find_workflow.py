"""Find the workflow that was asked for: one that comes with the program, the project's, a person's.

Who is judged does not hold the procedure. A project's own workflow is read from the commit that a
run starts from, never from a checkout and never from work that is taken in. A file that is named
by its path is the word of the person who names it, and the run says where it came from.

Invariants: a name means one procedure: what comes with the program is never covered by a file of
the same name, which is refused; the text is bounded before it is parsed.
"""

import difflib
from collections.abc import Sequence
from typing import NoReturn

from gatewright.core.projects.choose_workflow import choose_workflow
from gatewright.core.projects.shipped_sets import shipped_sets
from gatewright.core.text.yaml_nodes import TEXT_CHARS_MAX
from gatewright.definitions.configured_names import names_of
from gatewright.definitions.problems import Problem
from gatewright.definitions.procedures import EMPTY, Library
from gatewright.definitions.workflow import FREE, Naming, parse_workflow
from gatewright.model.change import Snapshot, TreeFile
from gatewright.model.feature import Origin
from gatewright.model.path_sets import PathSet
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Workflow
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.find_briefs import briefs_beside, briefs_of
from gatewright.runtime.find_documents import shelf_beside, shelf_of
from gatewright.runtime.matter import projects_of, read_configuration
from gatewright.runtime.run_edges import RunEdges

AUTO = "auto"
FOLDER = ".gatewright/workflows"
ENDING = ".yaml"
FILE_ENDINGS = (ENDING, ".yml")
AS_ASKED = "as asked"
TEXT_BYTES_MAX = 4 * TEXT_CHARS_MAX
NAMES_SHOWN = 20
UNKNOWN = "workflow.unknown"
NO_FILE = "arguments.file"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A workflow, why it, and what else a person should know of it."""

    workflow: Workflow
    because: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a workflow, and where it stands."""

    text: str
    path: str  # what problems call it
    naming: Naming = FREE
    checks: tuple[str, ...] = ()  # the configured ones
    params: tuple[tuple[str, str], ...] = ()  # as a person gave them
    library: Library = EMPTY  # the procedures that its steps use


def is_file(word: str) -> bool:
    """Return whether `word` names a workflow by its file and not by its name."""
    return "/" in word or word.endswith(FILE_ENDINGS)


def find_workflow(
    run: RunEdges, request: StartRequest, origin: Origin, checkout: Snapshot
) -> Chosen:
    """Return the workflow that `request` names, or that suits its idea.

    Raises: Mistake `workflow.unknown`, `workflow.reserved`, `workflow.malformed`,
            `workflow.large`, `arguments.file`.
    """
    if is_file(request.workflow):
        text = _decoded(run.read_typed_file(request.workflow), request.workflow)
        naming = Naming(taken=_taken(run))
        library = _beside(run, request.workflow, _library(run, origin))
        source = Source(
            text, request.workflow, naming, _configured(run, origin), request.params, library
        )
        return _chosen(source, f"{AS_ASKED}; workflow from {request.workflow}")
    name, because = request.workflow, AS_ASKED
    if name == AUTO:
        choice = choose_workflow(request.idea)
        name, because = choice.name, choice.because
    own = _own_files(run, origin)
    shipped = run.read_workflow(name)
    if shipped is not None:
        _refuse_cover(name, own, origin)
        documents = shelf_of(run, origin)
        library = Library(
            run.read_workflow,
            run.workflow_names,
            _sets(run, origin),
            documents,
            briefs_of(run, origin),
            names_of(read_configuration(run.edges.trees, origin.tree)),
        )
        return _chosen(Source(*shipped, params=request.params, library=library), because)
    file = next((one for one in own if _name_of(one) == name), None)
    if file is None:
        _raise_unknown(run, name, [_name_of(one) for one in own], checkout, origin)
    return _own(run, file, origin, checkout, request.params)


# The project's own


def _own_files(run: RunEdges, origin: Origin) -> list[TreeFile]:
    """Return the files of the project's own workflows."""
    folder = f"{FOLDER}/"
    files = run.edges.trees.files(origin.tree)
    below = [one for one in files if one.path.startswith(folder) and one.path.endswith(ENDING)]
    return [one for one in below if "/" not in one.path.removeprefix(folder)]


def _own(
    run: RunEdges,
    file: TreeFile,
    origin: Origin,
    checkout: Snapshot,
    params: tuple[tuple[str, str], ...],
) -> Chosen:
    """Return the project's workflow in `file`."""
    if not 0 <= file.size_bytes <= TEXT_BYTES_MAX:
        raise _too_large(file.path)
    trees, path = run.edges.trees, file.path
    content = trees.read(origin.tree, [path])[path]
    naming, library = Naming(_name_of(file), _taken(run)), _library(run, origin)
    source = Source(
        _decoded(content, path), path, naming, _configured(run, origin), params, library
    )
    here = trees.read(checkout.tree, [path]).get(path, content)
    note = f"{path} of your checkout is not as {origin.branch} has it, and is not used"
    because = f"{AS_ASKED}; workflow from {path} of {origin.branch}"
    return _chosen(source, because, () if here == content else (f"{note}   (-W {path})",))


def _refuse_cover(name: str, own: Sequence[TreeFile], origin: Origin) -> None:
    """Raise Mistake where a file of the project has the name of what comes with the program."""
    for one in own:
        if _name_of(one) == name:
            raise Mistake(
                "workflow.reserved",
                f"Two workflows are called {name}.",
                found=f"{one.path} of {origin.branch}, and the one that comes with the program",
                hints=("rename the file, and the workflow in it",),
            )


def _raise_unknown(
    run: RunEdges, name: str, own: Sequence[str], checkout: Snapshot, origin: Origin
) -> NoReturn:
    """Raise Mistake with the names there are; with a way out where only the checkout has it."""
    known = (AUTO, *run.workflow_names, *own)
    near = difflib.get_close_matches(name, known, n=2)
    path = f"{FOLDER}/{name}{ENDING}"
    hints = [f"did you mean  {each}" for each in near]
    if run.edges.trees.read(checkout.tree, [path]):
        hints.append(f"-W {path}    uses the file as yours; {origin.branch} has none")
    found = f"here: {', '.join(known[:NAMES_SHOWN])}"
    raise Mistake(UNKNOWN, f"No workflow is called {name}.", found=found, hints=tuple(hints))


# What their steps use


def _library(run: RunEdges, origin: Origin) -> Library:
    """Return the workflows that steps may use: what comes with the program, then the project's."""
    own = {_name_of(one): one for one in _own_files(run, origin)}

    def find(name: str) -> tuple[str, str] | None:
        file = own.get(name)
        if file is None or name in run.workflow_names:
            return run.read_workflow(name)
        if not 0 <= file.size_bytes <= TEXT_BYTES_MAX:
            raise _too_large(file.path)
        content = run.edges.trees.read(origin.tree, [file.path])[file.path]
        return _decoded(content, file.path), file.path

    names = (*run.workflow_names, *own)
    shelves = shelf_of(run, origin), briefs_of(run, origin)
    configured = names_of(read_configuration(run.edges.trees, origin.tree))
    return Library(find, names, _sets(run, origin), *shelves, configured)


def _sets(run: RunEdges, origin: Origin) -> tuple[PathSet, ...]:
    """Return what the path sets of the project mean, by what the run starts from."""
    trees = run.edges.trees
    projects = projects_of(trees, origin.tree)
    return shipped_sets(projects, read_configuration(trees, origin.tree))


def _beside(run: RunEdges, path: str, library: Library) -> Library:
    """Return `library` with what lies beside a file that a person named; it comes first.

    Shape: whoever names a file means those beside it, as they lie there.
    """

    def find(name: str) -> tuple[str, str] | None:
        if name in run.workflow_names:
            return library.find(name)
        beside = f"{path.rpartition('/')[0]}/{name}{ENDING}"
        try:
            return _decoded(run.read_typed_file(beside), beside), beside
        except Mistake as mistake:
            if mistake.code != NO_FILE:
                raise
            return library.find(name)

    folder = path.rpartition("/")[0]
    documents = shelf_beside(run, folder, library.documents)
    briefs = briefs_beside(run, folder, library.briefs)
    return replace(library, find=find, documents=documents, briefs=briefs)


# From text to a workflow


def _chosen(source: Source, because: str, notes: tuple[str, ...] = ()) -> Chosen:
    """Return the workflow of `source`; where its procedures are from is said with it."""
    workflow = _parsed(source)
    used = "".join(f", {name} from {path}" for name, path in workflow.uses)
    return Chosen(workflow, because + used, notes)


def _parsed(source: Source) -> Workflow:
    """Return the workflow. Raises: Mistake `workflow.malformed` with every problem."""
    parsed = parse_workflow(
        source.text, source.path, source.checks, source.naming, dict(source.params), source.library
    )
    if isinstance(parsed, Workflow):
        return parsed
    first, *others = (_told(problem) for problem in parsed)
    what = f"The workflow {source.path} cannot be read."
    raise Mistake(parsed[0].code, what, found=first, hints=tuple(others))


def _told(problem: Problem) -> str:
    """Return a problem on one line, with what stands at its place."""
    text = str(problem)
    return text if not problem.value or problem.value in text else f"{text}, not {problem.value!r}"


def _decoded(content: bytes, path: str) -> str:
    """Return the text of a file. Raises: Mistake `workflow.large`."""
    if len(content) > TEXT_BYTES_MAX:
        raise _too_large(path)
    return content.decode("utf-8", "replace")


def _too_large(path: str) -> Mistake:
    """Return the mistake of a file that no workflow needs to be as large as."""
    return Mistake(
        "workflow.large",
        f"The workflow {path} is too large to be read.",
        found=f"more than {TEXT_BYTES_MAX >> 10} KiB, or no file",
    )


def _configured(run: RunEdges, origin: Origin) -> tuple[str, ...]:
    """Return the names of the checks that the team configured."""
    configuration = read_configuration(run.edges.trees, origin.tree)
    return tuple(check.name for check in configuration.checks)


def _taken(run: RunEdges) -> tuple[str, ...]:
    """Return the names that no other workflow may have."""
    return (AUTO, *run.workflow_names)


def _name_of(file: TreeFile) -> str:
    """Return the name of the workflow in `file`."""
    return file.path.removeprefix(f"{FOLDER}/").removesuffix(ENDING)
