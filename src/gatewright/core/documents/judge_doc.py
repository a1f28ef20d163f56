"""Judge a document: it is there, its sections say something, it holds no gap, its parts are right.

Trouble in its front matter is told beside the verdict; it decides where the rule speaks of it.
"""

from collections.abc import Iterator, Mapping, Sequence

from gatewright.core.documents.judge_doc_data import format_of, front_matter_reasons, judge_data
from gatewright.core.documents.judge_doc_parts import (
    ScenarioText,
    judge_gaps,
    judge_parts,
    judge_scenarios,
    title_of,
)
from gatewright.core.judging.cases import counted
from gatewright.core.judging.subject import Subject, evidence_of, judge_trouble
from gatewright.core.text.gherkin import read_gherkin
from gatewright.core.text.links import Neighbours
from gatewright.core.text.markdown import (
    DOCUMENT_BYTES_MAX,
    Document,
    Section,
    read_markdown,
    sections_of,
    words_of,
)
from gatewright.model.doc_parts import GherkinDemand
from gatewright.model.examinations import Examination
from gatewright.model.records import dataclass, field, replace
from gatewright.model.rules import DocRule
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "doc"
PLACES_MAX = 20


@dataclass(frozen=True, slots=True)
class DocBeside:
    """What is looked at beside a document."""

    around: Neighbours = field(default_factory=Neighbours)
    by_schema: Examination | Trouble | None = None  # None: no schema was asked for


NOTHING_BESIDE = DocBeside()


def judge_doc(
    name: str,
    rule: DocRule,
    content: bytes | None,
    subject: Subject,
    beside: DocBeside = NOTHING_BESIDE,
) -> Verdict:
    """Return the verdict on one document. Shape: `content` None: the tree has no such file."""
    text = _text_of(content)
    if text is None or not text.strip():
        return _verdict(name, subject, Examined(0, "words"), (_absent(rule, content),))
    if isinstance(beside.by_schema, Trouble):
        evidence = evidence_of(subject, JUDGE_VERSION)
        return judge_trouble(name, KIND, beside.by_schema, unit="words", evidence=evidence)
    match format_of(rule):
        case "markdown":
            verdict = _judge_markdown(name, rule, text, beside, subject)
        case "gherkin":
            verdict = _judge_gherkin(name, rule, text, subject)
        case _:
            verdict = _judge_data(name, rule, text, beside, subject)
    return _with_execution(verdict, beside, subject)


def _with_execution(verdict: Verdict, beside: DocBeside, subject: Subject) -> Verdict:
    """Return `verdict` resting on the process that held the document against its schema."""
    if not isinstance(beside.by_schema, Examination):
        return verdict
    evidence = evidence_of(subject, JUDGE_VERSION, [beside.by_schema.execution])
    return replace(verdict, evidence=evidence)


def _judge_gherkin(name: str, rule: DocRule, text: str, subject: Subject) -> Verdict:
    """Return the verdict on a file of scenarios."""
    demand = rule.gherkin or GherkinDemand()
    lines = [each for each in enumerate(text.split("\n"), start=1)]
    spoken = [each for each in lines if not each[1].lstrip().startswith("#")]
    reasons = (
        *judge_scenarios(rule.path, demand, [ScenarioText(text)]),
        *judge_gaps(rule, spoken),
        *_length_reasons(rule, len(words_of(text))),
    )
    count = len(read_gherkin(text).scenarios)
    headline = f"{rule.path}: {counted(count, 'scenario')}"
    return _verdict(name, subject, Examined(count, "scenarios"), reasons, headline)


def _judge_data(
    name: str, rule: DocRule, text: str, beside: DocBeside, subject: Subject
) -> Verdict:
    """Return the verdict on a YAML or JSON document."""
    count, reasons = judge_data(rule, format_of(rule), text, beside.by_schema)
    headline = f"{rule.path}: {counted(count, 'value')}"
    return _verdict(name, subject, Examined(count, "values"), tuple(reasons), headline)


def _judge_markdown(
    name: str, rule: DocRule, text: str, beside: DocBeside, subject: Subject
) -> Verdict:
    """Return the verdict on a Markdown document."""
    document = read_markdown(text)
    sections = sections_of(document)
    called = _called(rule, sections)
    shown = (one for one in document.pieces if not (one.is_code or one.is_comment))
    word_count = sum(len(words_of(one.text)) for one in shown)
    reasons = (
        *_section_reasons(rule, sections, called),
        *_placeholder_reasons(rule, document),
        *_length_reasons(rule, word_count),
        *front_matter_reasons(rule, text, document, beside.by_schema),
        *judge_parts(rule, text, beside.around),
    )
    headline = f"{rule.path}: {_said_of(called)}{word_count} words"
    verdict = _verdict(name, subject, _examined(called, text), reasons, headline)
    problem = document.front_matter_problem
    return replace(
        verdict,
        notes=(f"{rule.path}: {problem}",) if problem else (),
        figures=_figures(rule, word_count),
    )


def _text_of(content: bytes | None) -> str | None:
    """Return `content` as text; None where it is none, or too much."""
    if content is None or len(content) > DOCUMENT_BYTES_MAX:
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _absent(rule: DocRule, content: bytes | None) -> Reason:
    """Return the reason for a document that is not there or cannot be read."""
    if content is None or not content.strip():
        found = "there is no such file" if content is None else "the file is empty"
        code, headline = "doc.missing", f"{rule.path} is missing"
    else:
        found = f"{len(content)} bytes that are not UTF-8 text"
        if len(content) > DOCUMENT_BYTES_MAX:
            found = f"{len(content)} bytes"
        code, headline = "doc.unreadable", f"{rule.path} cannot be read"
    return Reason(
        code=code,
        headline=headline,
        wanted=f"{rule.path} as UTF-8 text of at most {DOCUMENT_BYTES_MAX // 1024} KiB",
        found=found,
        places=(Place(rule.path),),
        way_out=f"write {rule.path}",
    )


def _section_reasons(
    rule: DocRule, sections: tuple[Section, ...], called: Mapping[str, Sequence[Section]]
) -> Iterator[Reason]:
    """Yield what is wrong with the sections that the rule names."""
    missing = [name for name in rule.sections if not called[name]]
    if missing:
        yield _missing(rule, missing, sections)
    for name in rule.sections:
        same = called[name]
        least = _least_words(rule, name)
        if same and all(one.word_count < least for one in same):
            yield _thin(rule, same[0], least)


def _least_words(rule: DocRule, name: str) -> int:
    """Return how many words a section must have."""
    own = next((one.min_words for one in rule.demands if one.name == name), 0)
    return max(own, rule.min_words_per_section)


def _missing(rule: DocRule, missing: list[str], sections: tuple[Section, ...]) -> Reason:
    """Return the reason that names the sections that are not there."""
    named = ", ".join(f'"{name}"' for name in missing)
    there = ", ".join(f'"{one.heading.text}"' for one in sections[:PLACES_MAX])
    return Reason(
        code="doc.section-missing",
        headline=f"{rule.path} has no section {named}",
        wanted="the sections " + ", ".join(f'"{name}"' for name in rule.sections),
        found=f"the headings {there}" if there else "no heading",
        places=(Place(rule.path),),
        way_out=f"add a heading {named} to {rule.path}; a heading inside a code block is none",
    )


def _thin(rule: DocRule, section: Section, least: int) -> Reason:
    """Return the reason for a section that says too little."""
    heading = section.heading
    return Reason(
        code="doc.section-empty",
        headline=f'section "{heading.text}" of {rule.path} says nothing'
        if section.word_count == 0
        else f'section "{heading.text}" of {rule.path} is too short',
        wanted=f"at least {least} words under the heading",
        found=f"{section.word_count} words",
        places=(Place(rule.path, heading.line, heading.text),),
        way_out="write the section",
    )


def _placeholder_reasons(rule: DocRule, document: Document) -> Iterator[Reason]:
    """Yield the reason for words that mark a gap. Code may hold them: it may be about them."""
    headings = [(one.line, one.text) for one in document.headings]
    pieces = [(one.line, one.text) for one in document.pieces if not one.is_code]
    yield from judge_gaps(rule, sorted(headings + pieces))


def _length_reasons(rule: DocRule, word_count: int) -> Iterator[Reason]:
    """Yield the reason for a document that is too long to be read, or says too little."""
    if rule.min_words is not None and word_count < rule.min_words:
        yield Reason(
            code="doc.too-short",
            headline=f"{rule.path} has {word_count} words, {rule.min_words} wanted",
            wanted=f"at least {rule.min_words} words outside code",
            found=f"{word_count} words",
            places=(Place(rule.path),),
            way_out="say what is missing",
        )
    if rule.max_words is not None and word_count > rule.max_words:
        yield Reason(
            code="doc.too-long",
            headline=f"{rule.path} has {word_count} words, {rule.max_words} allowed",
            wanted=f"at most {rule.max_words} words outside code",
            found=f"{word_count} words",
            places=(Place(rule.path),),
            way_out="shorten it, or move detail to another document",
        )


def _called(rule: DocRule, sections: tuple[Section, ...]) -> Mapping[str, Sequence[Section]]:
    """Return the sections that the rule names: case, numbering and a last colon do not count."""
    by_title: dict[str, list[Section]] = {title_of(name): [] for name in rule.sections}
    for section in sections if by_title else ():
        title = title_of(section.heading.text)
        if title in by_title:
            by_title[title].append(section)
    return {name: by_title[title_of(name)] for name in rule.sections}


def _examined(called: Mapping[str, Sequence[Section]], text: str) -> Examined:
    """Return how much was looked at: the sections asked for, else the words."""
    if not called:
        return Examined(len(words_of(text)), "words")
    return Examined(sum(map(bool, called.values())), "sections", expected=len(called))


def _said_of(called: Mapping[str, Sequence[Section]]) -> str:
    """Return the start of the headline where sections are asked for."""
    return f"{sum(map(bool, called.values()))} of {len(called)} sections, " if called else ""


def _figures(rule: DocRule, word_count: int) -> tuple[Figure, ...]:
    """Return the number of words against its limit."""
    required = "" if rule.max_words is None else f"<= {rule.max_words}"
    return (Figure("doc.words", str(word_count), required),)


def _verdict(
    name: str,
    subject: Subject,
    examined: Examined,
    reasons: tuple[Reason, ...],
    headline: str = "",
) -> Verdict:
    """Return the verdict: it passes without reasons against it."""
    return Verdict(
        check=name,
        kind=KIND,
        status=Status.FAIL if reasons else Status.PASS,
        headline=reasons[0].headline if reasons else headline,
        examined=examined,
        evidence=evidence_of(subject, JUDGE_VERSION),
        reasons=reasons,
    )
