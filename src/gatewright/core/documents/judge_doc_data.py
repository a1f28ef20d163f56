"""Judge data, a YAML or JSON document or front matter, against keys and a schema."""

import re
from collections.abc import Iterator, Sequence

from gatewright.core.documents.judge_doc_parts import judge_gaps
from gatewright.core.text.json_pointer import escape
from gatewright.core.text.markdown import Document, front_matter_of
from gatewright.core.text.plain_data import DataDocument, NotData, read_data
from gatewright.model.examinations import Examination
from gatewright.model.rules import DocRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Place, Reason

PLACES_MAX = 20
BySchema = Examination | Trouble | None


def judge_data(
    rule: DocRule, form: str, text: str, by_schema: BySchema
) -> tuple[int, list[Reason]]:
    """Return how many values a document has, and what is wrong with them."""
    try:
        document = read_data(text.encode(), f"data.{form}")
    except NotData as problem:
        return 0, [_not_data(rule, form, problem)]
    leaves = list(_leaves(document.value, ""))
    texts = [(document.line_of(at), leaf) for at, leaf in leaves if isinstance(leaf, str)]
    lacking = [key for key in rule.front_matter if not _has(document.value, key)]
    reasons = [
        *_schema_reasons(rule, by_schema, document, 0),
        *([_keys_missing(rule, lacking)] if lacking else []),
        *judge_gaps(rule, texts),
    ]
    return len(leaves), reasons


def front_matter_reasons(
    rule: DocRule, text: str, document: Document, by_schema: BySchema
) -> Iterator[Reason]:
    """Yield what is wrong with the front matter, where the rule speaks of it."""
    if not (rule.front_matter or rule.schema):
        return
    matter = front_matter_of(text)
    problem = document.front_matter_problem
    if matter is not None and not problem:
        try:
            data = read_data(matter.encode(), "front-matter.yaml")
        except NotData as found:
            problem = f"line {found.line + 1}: {found.what}"
        else:
            lacking = [key for key in rule.front_matter if not _has(data.value, key)]
            if lacking:
                yield _keys_missing(rule, lacking)
            yield from _schema_reasons(rule, by_schema, data, 1)
            return
    found_line = re.match(r"line (\d{1,9})", problem)
    yield Reason(
        code="doc.front-matter",
        headline=f"the front matter of {rule.path} cannot be read",
        wanted="front matter in YAML between two lines of ---, at the top",
        found=problem or "there is none",
        places=(Place(rule.path, int(found_line[1]) if found_line else 1),),
        way_out="quote a value that holds a colon and a blank",
    )


def document_data(rule: DocRule, content: bytes) -> DataDocument | None:
    """Return the data of a document, or of its front matter; None where that cannot be read."""
    form = format_of(rule)
    matter: str | None = content.decode("utf-8", "replace")
    if form == "markdown":
        matter = front_matter_of(content.decode("utf-8-sig", "replace").replace("\r\n", "\n"))
    try:
        name = "front-matter.yaml" if form == "markdown" else f"data.{form}"
        return None if matter is None else read_data(matter.encode(), name)
    except NotData:
        return None


def format_of(rule: DocRule) -> str:
    """Return the format of a document: as the rule says, else by its name."""
    suffix = rule.path.lower().rpartition(".")[2]
    known = {"yaml": "yaml", "yml": "yaml", "json": "json", "feature": "gherkin"}
    return rule.format or known.get(suffix, "markdown")


def _has(value: object, key: str) -> bool:
    """Return whether `value` is a mapping that says something under `key`."""
    return isinstance(value, dict) and value.get(key) not in (None, "", [], {})


def _leaves(value: object, at: str) -> Iterator[tuple[str, object]]:
    """Yield every value that is no mapping or list, by its pointer."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in pairs:
            yield from _leaves(one, f"{at}/{escape(str(key))}")
    else:
        yield at, value


def _not_data(rule: DocRule, form: str, problem: NotData) -> Reason:
    """Return the reason for a document that is no data."""
    return Reason(
        code="doc.not-data",
        headline=f"{rule.path} is no {form.upper()}",
        wanted=f"one document of {form.upper()}",
        found=problem.what,
        places=(Place(rule.path, problem.line),),
        way_out="correct it at that place",
    )


def _keys_missing(rule: DocRule, lacking: Sequence[str]) -> Reason:
    """Return the reason for keys that must be there."""
    named = ", ".join(lacking)
    return Reason(
        code="doc.front-matter",
        headline=f"{rule.path} does not say {named}",
        wanted=f"a value for each of {', '.join(rule.front_matter)}",
        found=f"none for {named}",
        places=(Place(rule.path, 1),),
        way_out=f"write {lacking[0]}: ...",
    )


def _schema_reasons(
    rule: DocRule, by_schema: BySchema, document: DataDocument, offset: int
) -> Iterator[Reason]:
    """Yield where the data is not as its schema wants it. Shape: its lines start at `offset`."""
    complaints = by_schema.complaints if isinstance(by_schema, Examination) else ()
    if complaints:
        lines = [document.line_of(one.place) for one in complaints]
        yield Reason(
            code="doc.schema",
            headline=f"{rule.path} is not as {rule.schema} wants it",
            wanted=f"data that fits {rule.schema}",
            found=f"{complaints[0].place or 'the whole'}: {complaints[0].message}",
            places=tuple(
                Place(rule.path, line + offset if line else 0, f"{one.place}: {one.message}")
                for one, line in list(zip(complaints, lines, strict=True))[:PLACES_MAX]
            ),
            way_out="correct the values",
        )
