"""Documents: what counts as a section, as content, as a gap."""

import pytest

from gatewright.core.documents.judge_doc import judge_doc
from gatewright.core.text.markdown import read_markdown, sections_of
from gatewright.model.rules import DocRule
from gatewright.model.verdicts import Status, Verdict
from tests.observed import SUBJECT

GOOD = """\
# Shortlink

## 1. Install:

```sh
pip install shortlink  # TODO in code is no gap
# Usage
```

## Usage

Call *it* with a `TODO` or two.

| sign | means |
|------|-------|
| a    | b     |
"""


def judge(text: str | bytes | None, rule: DocRule | None = None) -> Verdict:
    content = text.encode() if isinstance(text, str) else text
    return judge_doc("readme", rule or DocRule("README.md", ("Install", "Usage")), content, SUBJECT)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_document_with_its_sections_passes() -> None:
    verdict = judge(GOOD)

    assert verdict.status is Status.PASS
    assert (verdict.examined.count, verdict.examined.expected) == (2, 2)
    assert verdict.headline == "README.md: 2 of 2 sections, 10 words"
    assert verdict.evidence.definition == SUBJECT.definition


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        (None, "doc.missing", "there is no such file"),
        (b" \n", "doc.missing", "the file is empty"),
        ("\u00a0".encode() * 3, "doc.unreadable", "6 bytes that are not UTF-8 text"),
        (b"\xff\xfe", "doc.unreadable", "2 bytes that are not UTF-8 text"),
        (b"a" * (512 * 1024 + 1), "doc.unreadable", "524289 bytes"),
    ],
    ids=["absent", "blank", "spaces", "binary", "large"],
)
def test_document_that_cannot_be_read_fails(content: bytes | None, code: str, found: str) -> None:
    verdict = judge(content)

    assert verdict.status is Status.FAIL
    assert [(reason.code, reason.found) for reason in verdict.reasons] == [(code, found)]
    assert verdict.examined.count == 0


def test_heading_in_a_code_block_or_a_quote_is_no_section() -> None:
    verdict = judge("# T\n\n```\n# Install\n```\n\n> # Usage\n> text\n")

    assert codes(verdict) == ["doc.section-missing"]
    assert verdict.headline == 'README.md has no section "Install", "Usage"'
    assert verdict.reasons[0].found == 'the headings "T"'


def test_document_without_headings_says_so() -> None:
    assert judge("text").reasons[0].found == "no heading"


@pytest.mark.parametrize(
    ("body", "headline"),
    [
        ("", 'section "Usage" of README.md says nothing'),
        ("<!-- to be written -->\n", 'section "Usage" of README.md says nothing'),
        ("a <!-- hidden words here --> b\n", 'section "Usage" of README.md is too short'),
        ("- - -\n\n***\n", 'section "Usage" of README.md says nothing'),
        (
            "<div class='a b c'>\n<!-- x y z -->\n</div>\n",
            'section "Usage" of README.md says nothing',
        ),
        ("<p>one\ntwo</p>\n", 'section "Usage" of README.md is too short'),
    ],
    ids=["blank", "comment", "inline", "rules", "tags", "html"],
)
def test_section_without_enough_words_fails(body: str, headline: str) -> None:
    rule = DocRule("README.md", ("Usage",), min_words_per_section=3)
    verdict = judge(f"# T\n\n## Usage\n\n{body}\n## Next\n\nmany words stand here\n", rule)

    assert codes(verdict) == ["doc.section-empty"]
    assert verdict.headline == headline
    assert str(verdict.reasons[0].places[0]) == "README.md:3"


def test_words_of_sections_below_count_for_the_section() -> None:
    assert (
        judge("# Usage\n\n## Detail\n\ntext\n", DocRule("a.md", ("usage",))).status is Status.PASS
    )


def test_section_ends_at_the_next_heading_as_high_as_its_own() -> None:
    text = "# A\n\n### B\n\n## C\n\ntext\n\n# D\n\nmore words\n"
    counts = [section.word_count for section in sections_of(read_markdown(text))]

    assert counts == [1, 0, 1, 2]


def test_one_of_two_sections_of_a_name_is_enough() -> None:
    assert judge("# Usage\n\n# Usage\n\ntext\n", DocRule("a.md", ("Usage",))).status is Status.PASS


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\nTODO two\n", [2]),
        ("# TODO\n\ntext\n", [1]),
        ("a\n\n<!--\nTODO: more\n-->\n", [4]),
        ("<div>\n<!-- TODO -->\nTODO: x\n</div>\n", [2, 3]),
        ("| a |\n|---|\n| TODO |\n", [3]),
        ("aTODO TODOs todo TODO1\n", []),
        ("    TODO in code\n", []),
        ("`TODO` and\n`x TODO`\n", []),
        ("xTODO but (TODO)\n", [1]),
        ("**TO**DO and TO<!-- x -->DO\n", [1]),
        ("---\nstatus: TODO\n---\n\ntext\n", []),
        ("a [TODO](http://x) ![TBD](y.png)\n", [1]),
    ],
)
def test_word_that_marks_a_gap_is_found_outside_code(text: str, lines: list[int]) -> None:
    verdict = judge(text, DocRule("a.md"))

    assert [place.line for reason in verdict.reasons for place in reason.places] == lines
    assert codes(verdict) == (["doc.placeholder"] if lines else [])


def test_several_gaps_are_counted() -> None:
    assert judge("TODO\n\nTBD\n", DocRule("a.md")).headline == "2 lines mark a gap in a.md"


def test_sign_that_is_no_word_is_found_anywhere() -> None:
    assert codes(judge("what???\n", DocRule("a.md", forbid=("???",)))) == ["doc.placeholder"]


def test_picture_counts_by_its_words() -> None:
    assert judge("# Usage\n\n![how it looks](a.png)\n", DocRule("a.md", ("Usage",))).reasons == ()


def test_comment_counts_as_no_word() -> None:
    assert judge("one\n\n<!-- two three -->\n", DocRule("a.md", max_words=1)).reasons == ()


def test_document_with_too_many_words_fails() -> None:
    verdict = judge("one two three\n", DocRule("a.md", max_words=2))

    assert codes(verdict) == ["doc.too-long"]
    assert (verdict.figures[0].measured, verdict.figures[0].required) == ("3", "<= 2")
    assert verdict.examined.unit == "words"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("---\na: b: c\n---\ntext\n", "a.md: line 2: the front matter is not YAML: mapping values"),
        ("---\na: b\n", "a.md: the front matter that line 1 opens is never closed"),
    ],
)
def test_front_matter_trouble_is_told_and_decides_nothing(text: str, note: str) -> None:
    verdict = judge(text, DocRule("a.md"))

    assert verdict.status is Status.PASS
    assert verdict.notes[0].startswith(note)


def test_good_front_matter_is_no_part_of_the_document() -> None:
    verdict = judge("---\ntitle: one two\n---\nthree\n", DocRule("a.md"))

    assert verdict.headline == "a.md: 1 words"
    assert verdict.notes == ()


def test_document_with_too_few_words_fails() -> None:
    rule = DocRule("README.md", min_words=3)

    assert codes(judge("one two\n", rule)) == ["doc.too-short"]
    assert judge("one two three\n", rule).status is Status.PASS
