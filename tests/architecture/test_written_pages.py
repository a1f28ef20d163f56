"""What the pages for people say holds: links, commands, tests that are named, configurations."""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.explain import read_explanations
from gatewright.cli.verbs import CHECK, VERBS
from gatewright.core.text.yaml_nodes import Entries, Node, read_yaml
from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.shape import CHECK as A_CHECK
from gatewright.definitions.shape import CONFIGURATION
from gatewright.model.configuration import Configuration
from gatewright.views.exits import WORDS, Exit

ROOT = Path(__file__).parents[2]
FOLDERS = ("docs", "newsfragments")
PAGES = sorted(
    [*ROOT.glob("*.md"), *(page for one in FOLDERS for page in (ROOT / one).rglob("*.md"))]
)
HOW_TO = ROOT / "docs" / "how-to"
ELSEWHERE = ("https://", "http://", "mailto:")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def tokens_of(page: Path) -> list[Token]:
    """Return all tokens of a page, those inside paragraphs and cells too."""
    found: list[Token] = []
    for token in MarkdownIt("commonmark").enable("table").parse(page.read_text()):
        found += [token, *(token.children or ())]
    return found


def links_of(page: Path) -> list[str]:
    return [str(token.attrs["href"]) for token in tokens_of(page) if token.type == "link_open"]


def anchors_of(page: Path) -> set[str]:
    """Return what the headings of a page are called in a link."""
    found = tokens_of(page)
    headings = [after.content for token, after in pairwise(found) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def blocks_of(page: Path, language: str) -> list[str]:
    return [
        token.content
        for token in tokens_of(page)
        if token.type == "fence" and token.info == language
    ]


def spans_of(page: Path) -> list[str]:
    """Return what stands in the line as code."""
    return [token.content for token in tokens_of(page) if token.type == "code_inline"]


def commands_of(page: Path) -> Iterator[list[str]]:
    """Yield the words of each command of ours, in a shell block or in the line."""
    lines = [line for block in blocks_of(page, "sh") for line in block.splitlines()]
    for text in (*lines, *spans_of(page)):
        words = shlex.split(text, comments=True) if text.startswith("gatewright ") else []
        if len(words) > 1 and not words[1].startswith("-"):
            yield words[1 : words.index(">")] if ">" in words else words[1:]


def entries_of(node: Node | None) -> Iterator[tuple[str, Node]]:
    assert isinstance(node, Entries)
    yield from ((key.text, value) for key, value in node.entries)


def keys_of(page: Path) -> set[str]:
    """Return the top keys, and the keys of checks, that the examples of a page use."""
    used: set[str] = set()
    for block in blocks_of(page, "yaml"):
        root = dict(entries_of(read_yaml(block)))
        used |= root.keys()
        checks = entries_of(root["checks"]) if "checks" in root else ()
        used |= {f"checks.{key}" for _, check in checks for key, _ in entries_of(check)}
    return used


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in links_of(page):
        if link.startswith(ELSEWHERE):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_command_of_ours_can_be_typed(page: Path) -> None:
    for verb, *arguments in commands_of(page):
        assert verb in VERBS, verb
        if not any(sign in word for word in arguments for sign in "[|"):  # the form of a command
            parse_arguments(VERBS[verb], arguments)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_target_of_make_that_is_named_exists(page: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    shell = "\n".join(blocks_of(page, "sh"))
    named = re.findall(r"^make ([a-z-]+)", shell, re.MULTILINE)
    named += [span.split()[1] for span in spans_of(page) if span.startswith("make ")]

    assert set(named) - set(targets) <= {"proto", "build"}  # in examples, of other projects


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_test_that_is_named_exists(page: Path) -> None:
    default = ROOT / "tests" / "e2e" / "test_confinement.py"
    for span in spans_of(page):
        path, found, function = span.rpartition("::")
        if found or re.fullmatch(r"test_[a-z0-9_]+_[a-z0-9_]+", span):
            text = (ROOT / path).read_text() if path else default.read_text()
            assert f"def {function}(" in text, span


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_path_of_this_project_that_is_named_exists(page: Path) -> None:
    rooms = ("src/gatewright/", "tests/", "docs/", "bench/")
    for span in spans_of(page):
        if span.startswith(rooms) and not re.search(r"[*:{<A-Z ]", span):
            assert (ROOT / span).exists(), span


@pytest.mark.parametrize(
    "page", [HOW_TO / f"{name}.md" for name in ("configure", "environments", "add-a-stack")]
)
def test_example_of_a_configuration_parses(page: Path) -> None:
    blocks = blocks_of(page, "yaml")

    assert blocks
    for block in blocks:
        assert isinstance(parse_configuration(block), Configuration), block


def test_page_of_the_configuration_has_an_example_of_each_key() -> None:
    kinds = {f"checks.{key}" for key in A_CHECK.fields} - {"checks.environment"}

    assert (set(CONFIGURATION.fields) | kinds) - keys_of(HOW_TO / "configure.md") == set()


def test_codes_that_a_person_is_told_of_are_explained() -> None:
    known = read_explanations()
    table = [
        span
        for span in spans_of(HOW_TO / "read-a-refusal.md")
        if span.partition(".")[0] in {code.partition(".")[0] for code in known}
        and re.fullmatch(r"[a-z]+\.[a-z-]+", span)
        and not span.endswith((".py", ".toml"))
    ]

    assert len(table) > 10
    assert set(table) - set(known) == set()


def test_readme_tells_each_exit_code_of_check_in_the_words_of_help() -> None:
    text = (ROOT / "README.md").read_text()

    for code in CHECK.exits:
        assert f"| {code} | {WORDS[Exit(code)]}" in text
