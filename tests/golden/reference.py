"""Renders the pages under docs/reference from the verb table and the catalogue of codes.

Nothing is written here; `test_reference.py` compares, and rewrites when asked.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator

from gatewright.cli.arguments import Flag, Verb
from gatewright.definitions.explanations import Explanation
from gatewright.views.exits import WORDS, Exit

GENERATED = "<!-- Written by `make golden`. Edit {source} and run it again. -->"
WIDTH = 96
LABEL_WIDTH = 9
_SIGNS = re.compile(r"([\\`*_<>\[\]|])")


def render_verbs(verbs: Iterable[Verb]) -> str:
    """Return the page of all verbs, with their flags and exit codes."""
    known = tuple(verbs)
    lines = [
        "# Commands",
        "",
        GENERATED.format(source="src/gatewright/cli/verbs.py"),
        "",
        "`gw` is a short name of `gatewright`. `gatewright --version` tells the version.",
        "",
    ]
    for verb in known:
        lines += _verb(verb)
    lines += ["## Exit codes", "", "| code | meaning |", "|---:|---|"]
    lines += [f"| {code.value} | {WORDS[code]} |" for code in Exit]
    return "\n".join(lines) + "\n"


def render_codes(explanations: Iterable[Explanation]) -> str:
    """Return the page of all codes, family by family."""
    known = tuple(explanations)
    lines = [
        "# Codes of refusals, troubles and mistakes",
        "",
        GENERATED.format(source="src/gatewright/catalog/explanations.yaml"),
        "",
        "`gatewright explain CODE` says the same on the screen."
        " [Read a refusal](../how-to/read-a-refusal.md) shows where codes stand.",
        "",
    ]
    for family in dict.fromkeys(one.family for one in known):
        lines += [f"## {family}", ""]
        for one in known:
            if one.family == family:
                lines += _code(one)
    return "\n".join(lines[:-1]) + "\n"


def escaped(text: str) -> str:
    """Return `text` as Markdown that shows it as it is."""
    return _SIGNS.sub(r"\\\1", text)


def _verb(verb: Verb) -> Iterator[str]:
    yield f"## {verb.name}"
    yield ""
    yield f"{escaped(verb.says[0].upper() + verb.says[1:])}."
    yield ""
    yield "```sh"
    yield " ".join(
        filter(None, ("gatewright", verb.name, verb.operands, "[FLAGS]" if verb.flags else ""))
    )
    yield "```"
    yield ""
    if verb.flags:
        yield "| flag | meaning |"
        yield "|---|---|"
        yield from (_flag(flag) for flag in verb.flags)
        yield ""
    yield "Ends with " + ", ".join(str(code) for code in verb.exits) + "."
    yield ""


def _flag(flag: Flag) -> str:
    shown = flag.shown.replace("|", "\\|")  # a table cell ends at a bare one, even inside code
    return f"| `{shown}` | {escaped(flag.says)} |"


def _code(one: Explanation) -> Iterator[str]:
    yield f"### {one.code}"
    yield ""
    yield f"{escaped(one.title[0].upper() + one.title[1:])}. {escaped(one.why)}"
    yield ""
    body = [
        row
        for label, text in (("bad", one.bad), ("good", one.good), ("change", one.change))
        for row in _labelled(label, text)
    ]
    fence = "````" if any("```" in row for row in body) else "```"
    yield f"{fence}text"
    yield from body
    yield fence
    yield ""


def _labelled(label: str, text: str) -> Iterator[str]:
    """Yield `text` behind its label, folded, and lined up below itself."""
    margin = f"{label:<{LABEL_WIDTH}}"
    for line in text.split("\n"):
        for row in textwrap.wrap(line, WIDTH - LABEL_WIDTH, break_on_hyphens=False) or [""]:
            yield f"{margin}{row}".rstrip()
            margin = " " * LABEL_WIDTH
