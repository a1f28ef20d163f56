"""Where each artifact is: at a path of its own, or in a file that another step makes.

`revises` comes in the place of an older artifact; `section` is one section of another's file, which
that one does not count as its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gatewright.core.text.filling import fill, holes
from gatewright.definitions.problems import nearest, shown
from gatewright.definitions.workflow_nodes import PATH_OF
from gatewright.definitions.workflow_order import Keys, Written
from gatewright.definitions.workflow_report import Located
from gatewright.model.records import dataclass, replace

Made = Mapping[str, Any]


def with_paths(ordered: Sequence[Written], located: Located) -> tuple[Written, ...]:
    """Return `ordered` with the path of every product; report names of paths that mean nothing."""
    paths: dict[str, str] = {}
    done: list[Written] = []
    for one in ordered:
        placed = one
        if not one.uses and "produces" in one.values:
            produces = {
                name: {**product, "path": _path_of(one, name, product, paths, located)}
                for name, product in one.made.items()
            }
            placed = replace(one, values={**one.values, "produces": produces})
        for name, product in placed.made.items():
            paths.setdefault(name, product["path"])
        done.append(placed)
    return tuple(done)


def _path_of(
    one: Written, name: str, product: Made, paths: Mapping[str, str], located: Located
) -> str:
    """Return the path of one product."""
    keys: Keys = (*one.keys, "produces", name)
    before = product.get("revises")
    path: str = product.get("path", paths.get(before or "", ""))
    if before is not None and before not in paths:
        what = f'nothing that is made before is called "{shown(before)}"'
        located.at_value((*keys, "revises"), what, near=nearest(before, paths))
    for hole in holes(path):
        if hole.endswith(PATH_OF) and hole.removesuffix(PATH_OF) not in paths:
            what = f'nothing that is made before is called "{shown(hole.removesuffix(PATH_OF))}"'
            near = nearest(hole.removesuffix(PATH_OF), paths)
            located.at_value((*keys, "path"), what, near=near)
    return fill(path, {f"{each}{PATH_OF}": where for each, where in paths.items()})


@dataclass(frozen=True, slots=True)
class Placed:
    """A product and the step that makes it."""

    one: Written
    name: str
    product: Made


def report_places(ordered: Sequence[Written], located: Located) -> None:
    """Report two artifacts in one place, and a section that its file counts as its own."""
    seen: dict[str, list[Placed]] = {}
    for made in _all(ordered):
        others = seen.setdefault(made.product["path"], [])
        problem = _problem(made, [each for each in others if each.name != made.name])
        if problem is not None:
            is_said = "produces" in made.one.values and not made.one.uses
            keys = (*made.one.keys, "produces", made.name) if is_said else (*made.one.keys, "uses")
            key = next((k for k in ("section", "path") if is_said and k in _said(made)), "")
            located.at_value((*keys, key) if key else keys, problem[0], hint=problem[1])
        others.append(made)


def _said(made: Placed) -> Made:
    said: Made = made.one.values["produces"][made.name]
    return said


def _all(ordered: Sequence[Written]) -> Iterator[Placed]:
    for one in ordered:
        for name, product in one.made.items():
            yield Placed(one, name, product)


def _problem(made: Placed, others: Sequence[Placed]) -> tuple[str, str] | None:
    """Return why an artifact cannot be where it is, and what to do."""
    section = made.product.get("section", "")
    owner = next((each for each in others if not each.product.get("section")), None)
    same = [each for each in others if each.product.get("section", "") == section]
    if section and owner is None:
        return "nobody makes this file before, so it has no section", "its maker comes first"
    if section and owner is not None and section not in owner.product.get("except", ()):
        what = f'"{owner.name}" counts this section as its own'
        return what, f"{owner.name}: {{except: [{section}]}}"
    if made.product.get("revises") in [each.name for each in same] and not section:
        return None
    return (f"{same[0].name} is made at this path already", "") if same else None
