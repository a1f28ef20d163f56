"""Judge a document: it is there, its sections say something, it holds no gap.

Trouble in its front matter is told beside the verdict; it decides nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from gatewright.core.markdown import (
    DOCUMENT_BYTES_MAX,
    Document,
    Section,
    read_markdown,
    sections_of,
    words_of,
)
from gatewright.core.subject import Subject, evidence_of
from gatewright.model.rules import DocRule
from gatewright.model.verdicts import Examined, Figure, Place, Reason, Status, Verdict

JUDGE_VERSION = 1
KIND = "doc"
PLACES_MAX = 20
_NUMBERING = re.compile(r"^(?:\d{1,3}[.)])+\s*|^\d{1,3}(?:\.\d{1,3})+\s+")


def judge_doc(name: str, rule: DocRule, content: bytes | None, subject: Subject) -> Verdict:
    """Return the verdict on one document. Shape: `content` None: the tree has no such file."""
    text = _text_of(content)
    if text is None or not text.strip():
        return _verdict(name, subject, Examined(0, "words"), (_absent(rule, content),))
    document = read_markdown(text)
    sections = sections_of(document)
    shown = (one for one in document.pieces if not (one.is_code or one.is_comment))
    word_count = sum(len(words_of(one.text)) for one in shown)
    reasons = (
        *_section_reasons(rule, sections),
        *_placeholder_reasons(rule, document),
        *_length_reasons(rule, word_count),
    )
    headline = f"{rule.path}: {_said_of(rule, sections)}{word_count} words"
    verdict = _verdict(name, subject, _examined(rule, sections, text), reasons, headline)
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


def _section_reasons(rule: DocRule, sections: tuple[Section, ...]) -> Iterator[Reason]:
    """Yield what is wrong with the sections that the rule names."""
    missing = [name for name in rule.sections if not _called(name, sections)]
    if missing:
        yield _missing(rule, missing, sections)
    for name in rule.sections:
        same = _called(name, sections)
        if same and all(one.word_count < rule.min_words_per_section for one in same):
            yield _thin(rule, same[0])


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


def _thin(rule: DocRule, section: Section) -> Reason:
    """Return the reason for a section that says too little."""
    heading = section.heading
    return Reason(
        code="doc.section-empty",
        headline=f'section "{heading.text}" of {rule.path} says nothing'
        if section.word_count == 0
        else f'section "{heading.text}" of {rule.path} is too short',
        wanted=f"at least {rule.min_words_per_section} words under the heading",
        found=f"{section.word_count} words",
        places=(Place(rule.path, heading.line, heading.text),),
        way_out="write the section",
    )


def _placeholder_reasons(rule: DocRule, document: Document) -> Iterator[Reason]:
    """Yield the reason for words that mark a gap. Code may hold them: it may be about them."""
    headings = [(one.line, one.text) for one in document.headings]
    pieces = [(one.line, one.text) for one in document.pieces if not one.is_code]
    lines_of_gaps = {
        line: text
        for line, text in sorted(headings + pieces)
        if any(_holds_word(word, text) for word in rule.forbid)
    }
    found = [Place(rule.path, line, text.strip()[:200]) for line, text in lines_of_gaps.items()]
    if found:
        lines = "1 line marks a gap" if len(found) == 1 else f"{len(found)} lines mark a gap"
        yield Reason(
            code="doc.placeholder",
            headline=f"{lines} in {rule.path}",
            wanted="none of " + ", ".join(rule.forbid) + " outside code",
            found=f"{lines}, the first at {found[0]}",
            places=tuple(found[:PLACES_MAX]),
            way_out="write what is missing, or say who decides it and when",
        )


def _length_reasons(rule: DocRule, word_count: int) -> Iterator[Reason]:
    """Yield the reason for a document that is too long to be read."""
    if rule.max_words is not None and word_count > rule.max_words:
        yield Reason(
            code="doc.too-long",
            headline=f"{rule.path} has {word_count} words, {rule.max_words} allowed",
            wanted=f"at most {rule.max_words} words outside code",
            found=f"{word_count} words",
            places=(Place(rule.path),),
            way_out="shorten it, or move detail to another document",
        )


def _holds_word(word: str, text: str) -> bool:
    """Return whether `text` holds `word` as a word of its own; case counts."""
    start = text.find(word)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(word) :][:1]
        is_cut = (word[:1].isalnum() and before.isalnum()) or (
            word[-1:].isalnum() and after.isalnum()
        )
        if not is_cut:
            return True
        start = text.find(word, start + 1)
    return False


def _called(name: str, sections: tuple[Section, ...]) -> list[Section]:
    """Return the sections called `name`: case, numbering and a last colon do not count."""
    wanted = _title(name)
    return [one for one in sections if _title(one.heading.text) == wanted]


def _title(text: str) -> str:
    """Return a heading as it is compared."""
    return " ".join(_NUMBERING.sub("", text.strip()).rstrip(":").split()).casefold()


def _examined(rule: DocRule, sections: tuple[Section, ...], text: str) -> Examined:
    """Return how much was looked at: the sections asked for, else the words."""
    if not rule.sections:
        return Examined(len(words_of(text)), "words")
    there = sum(bool(_called(name, sections)) for name in rule.sections)
    return Examined(there, "sections", expected=len(rule.sections))


def _said_of(rule: DocRule, sections: tuple[Section, ...]) -> str:
    """Return the start of the headline where sections are asked for."""
    if not rule.sections:
        return ""
    there = sum(bool(_called(name, sections)) for name in rule.sections)
    return f"{there} of {len(rule.sections)} sections, "


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
