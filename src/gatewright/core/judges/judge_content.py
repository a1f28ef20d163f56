"""What an attempt must leave as it is inside of a file, and which parts must be there.

A section of another's file is changed and nothing around it; what only grows keeps its older lines;
a change that people agreed to for some parts is one of those parts.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.content.content_names import artifact_of, part_of
from gatewright.core.content.document_parts import (
    content_of,
    find_part,
    grows,
    has_body,
    outside_of,
)
from gatewright.model.records import dataclass
from gatewright.model.verdicts import Place, Reason
from gatewright.model.workflow import Product


@dataclass(frozen=True, slots=True)
class Written:
    """The file of a product, before an attempt and after it."""

    product: Product
    before: bytes | None
    after: bytes | None

    @property
    def content(self) -> bytes | None:
        """Return what the product is."""
        return content_of(self.product, self.after)


def parts_missing(one: Written, parts: Sequence[str]) -> Iterator[Reason]:
    """Yield the parts of a product that others read, and that are not there."""
    content, path = one.content, one.product.path
    missing = [part for part in parts if content and find_part(content, path, part) is None]
    if missing:
        named = ", ".join(f"{one.product.name}#{part}" for part in missing)
        yield Reason(
            code="work.part-missing",
            headline=f"not in {path}: {named}",
            wanted="a section with that heading, or what that pointer leads to: it is read later",
            found="no such part",
            places=(Place(path),),
            way_out="write that part; a heading counts by its words in small letters",
        )


def left_alone(files: Sequence[Written]) -> Iterator[Reason]:
    """Yield what was changed in files of which an attempt may change a part, or add to."""
    owned = {one.product.path for one in files if not one.product.section}
    for one in files:
        product = one.product
        if product.section and product.path not in owned:
            own = [o.product.section for o in files if o.product.path == product.path]
            if outside_of(one.before, product.path, own) != outside_of(
                one.after, product.path, own
            ):
                yield _around(product, own)
        elif one.before is not None:
            yield from _rewritten(one)
        if product.append_only and not grows(content_of(product, one.before), one.content):
            yield _not_added(product.path, product.section or product.name)


def within_change(
    one: Written, may_change: Sequence[str], accepted: Mapping[str, bytes | None]
) -> Iterator[Reason]:
    """Yield that more was changed of a product than people agreed to."""
    product = one.product
    parts = [part_of(name) for name in may_change if artifact_of(name) == product.name]
    before = accepted.get(product.name)
    if not parts or before is None:
        return
    if _differ_outside(product.path, parts, before, one.content):
        named = " and ".join(f"{product.name}#{part}" for part in parts)
        yield Reason(
            code="scope.part",
            headline=f"{product.path} changed outside of {named}",
            wanted=f"a change of {named}: that is what people agreed to",
            found="another part is not as it was",
            places=(Place(product.path),),
            way_out="put the rest back; if it must change too, ask for that",
        )


def _rewritten(one: Written) -> Iterator[Reason]:
    """Yield the sections that live on and were rewritten by who makes the rest of the file."""
    product = one.product
    for section in product.living:
        before = find_part(one.before or b"", product.path, section)
        after = find_part(one.after or b"", product.path, section)
        if before is not None and has_body(before) and not grows(before, after):
            yield _not_added(product.path, section)


def _differ_outside(
    path: str, parts: Sequence[str], before: bytes | None, after: bytes | None
) -> bool:
    """Return whether a file is another, apart from some parts of it."""
    return outside_of(before, path, parts) != outside_of(after, path, parts)


def _around(product: Product, sections: Sequence[str]) -> Reason:
    named = " and ".join(sections)
    return Reason(
        code="scope.section",
        headline=f"{product.path} changed outside of {named}",
        wanted=f"a change of the section {named} only: the rest is another step's",
        found="another section is not as it was",
        places=(Place(product.path),),
        way_out="put the rest of the file back",
    )


def _not_added(path: str, what: str) -> Reason:
    return Reason(
        code="scope.append",
        headline=f"older lines of {what} in {path} were changed",
        wanted="new lines below the older ones, which stay as they are",
        found="older lines are gone, moved or changed",
        places=(Place(path),),
        way_out="put the older lines back, and add below them",
    )
