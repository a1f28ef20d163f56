"""What the tree of a step holds of what it makes, and of all that others rest on."""

from collections.abc import Iterator, Sequence

from gatewright.core.content.content_names import set_of
from gatewright.core.content.document_parts import find_part
from gatewright.core.content.path_sets import by_name, digest_of_region
from gatewright.core.content.watched import parts_of
from gatewright.core.judges.judge_content import Written, left_alone, parts_missing, within_change
from gatewright.core.state.run_state import RunState, StepRecord
from gatewright.model.change import Change
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.effects import JudgeStep
from gatewright.model.ids import Digest, TreeId
from gatewright.model.path_sets import CHANGE, PathSet
from gatewright.model.records import dataclass
from gatewright.model.verdicts import Reason
from gatewright.model.workflow import InputFound
from gatewright.ports.store import EvidenceStore
from gatewright.ports.workspace import Trees

Digests = tuple[tuple[str, Digest], ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a step's tree holds of what the step makes."""

    change: Change  # what the step changed
    files: tuple[Written, ...]  # of each product

    @property
    def produced(self) -> dict[str, bytes | None]:
        """Return what each product is; without what does not count, as marks of what is done."""
        return {one.product.name: one.content for one in self.files}

    @property
    def whole(self) -> dict[str, bytes | None]:
        """Return each product as it is written: its section of a file, or all of the file."""
        return {
            one.product.name: one.content if one.product.section else one.after
            for one in self.files
        }


def look(trees: Trees, record: StepRecord, effect: JudgeStep) -> Looked:
    """Return what the step changed and made."""
    products = record.definition.produces
    paths = [product.path for product in products]
    before, after = trees.read(effect.from_tree, paths), trees.read(effect.tree, paths)
    return Looked(
        trees.compare(effect.from_tree, effect.tree),
        tuple(Written(one, before.get(one.path), after.get(one.path)) for one in products),
    )


def reasons_in(
    looked: Looked, state: RunState, record: StepRecord, evidence: EvidenceStore
) -> Iterator[Reason]:
    """Yield what is wrong inside of the files that a step makes."""
    yield from left_alone(looked.files)
    for one in looked.files:
        name = one.product.name
        yield from parts_missing(one, parts_of(name, state.watched))
        if record.may_change and name in state.artifacts:
            before = {name: evidence.get(state.artifacts[name])}
            yield from within_change(one, record.may_change, before)


def digests_of(
    looked: Looked, state: RunState, tree: TreeId, trees: Trees, evidence: EvidenceStore
) -> Digests:
    """Return the digest of each artifact and watched part that is there, and of each region.

    Shape: content is kept, so that an older version can be shown, and held against a newer one.
    """
    made = [pair for one in looked.files for pair in _of_file(one, state.watched)]
    kept = tuple((name, evidence.put(content)) for name, content in made)
    origin = state.started.origin.tree
    return (*kept, *regions_in(trees, tree, origin, state.started.workflow.paths, state.watched))


def regions_in(
    trees: Trees, tree: TreeId, origin: TreeId, paths: Sequence[PathSet], watched: Sequence[str]
) -> Digests:
    """Return the digest of each region that is `watched`, as `tree` has it."""
    known = by_name(paths)
    found: list[tuple[str, Digest]] = []
    for name in watched:
        if name == CHANGE:
            found.append((name, _change(trees, origin, tree)))
        elif set_of(name) != name:
            region = known.get(set_of(name), PathSet(name, ()))
            found.append((name, digest_of_region(region, trees.files(tree))))
    return tuple(found)


def parts_of_inputs(
    trees: Trees, tree: TreeId, inputs: Sequence[InputFound], watched: Sequence[str]
) -> Digests:
    """Return the digest of each part of an input that is `watched`, and that is there."""
    found: list[tuple[str, Digest]] = []
    for each in inputs:
        content = trees.read(tree, [each.path]).get(each.path, b"")
        for part in parts_of(each.name, watched):
            piece = find_part(content, each.path, part)
            if piece is not None:
                found.append((f"{each.name}#{part}", digest_of_bytes(piece)))
    return tuple(found)


def _of_file(one: Written, watched: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what a product is, and its watched parts, by name."""
    content, name = one.content, one.product.name
    if content is None:
        return
    yield name, content
    for part in parts_of(name, watched):
        piece = find_part(content, one.product.path, part)
        if piece is not None:
            yield f"{name}#{part}", piece


def _change(trees: Trees, origin: TreeId, tree: TreeId) -> Digest:
    """Return the digest of what differs from what the run started from."""
    before, after = ({one.path: one for one in trees.files(each)} for each in (origin, tree))
    paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    return digest_of(
        [
            [path, *((each.mode, each.blob) if each else ("", "") for each in sides)]
            for path in paths
            for sides in [(before.get(path), after.get(path))]
        ]
    )
