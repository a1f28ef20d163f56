"""Judge parts of a Markdown document: checklists, tables, requirements, scenarios, links, sections.

Each function yields what is wrong and counts what it looked at; nothing there is never enough.
"""

import re
from collections.abc import Iterator, Sequence

from gatewright.core.judging.cases import counted
from gatewright.core.text.ears import ears_problem
from gatewright.core.text.gherkin import read_gherkin
from gatewright.core.text.links import Neighbours, broken_links
from gatewright.core.text.markdown import tokens_of
from gatewright.core.text.markdown_lists import ListItem, read_list_items
from gatewright.core.text.markdown_tables import Table, read_tables
from gatewright.model.doc_parts import ChecklistDemand, EarsDemand, GherkinDemand, TableDemand
from gatewright.model.records import dataclass
from gatewright.model.rules import DocRule
from gatewright.model.verdicts import Place, Reason

PLACES_MAX = 20
TEXT_CHARS_MAX = 200
SCENARIO_FENCES = ("gherkin", "feature", "cucumber")
_NUMBERING = re.compile(r"^(?:\d{1,3}[.)])+\s*|^\d{1,3}(?:\.\d{1,3})+\s+")
_TICK = re.compile(r"\[( |x|X)\](?:\s+|$)")


def title_of(text: str) -> str:
    """Return a heading as it is compared: case, numbering and a last colon do not count."""
    return " ".join(_NUMBERING.sub("", text.strip()).rstrip(":").split()).casefold()


def judge_parts(rule: DocRule, text: str, around: Neighbours) -> Iterator[Reason]:
    """Yield what is wrong with the parts that `rule` speaks of."""
    items = read_list_items(text)
    yield from _section_items(rule, items)
    if rule.checklist is not None:
        boxes = read_list_items(text, nested=True)
        yield from _checklist(rule.path, rule.checklist, boxes)
    if rule.ears is not None:
        yield from _requirements(rule.path, rule.ears, items)
    if rule.tables:
        tables = read_tables(text)
        for demand in rule.tables:
            yield from _table(rule.path, demand, tables)
    if rule.gherkin is not None:
        yield from judge_scenarios(rule.path, rule.gherkin, _scenario_blocks(text))
    if rule.links:
        yield from _links(rule.path, text, around)


def judge_gaps(rule: DocRule, texts: Sequence[tuple[int, str]]) -> Iterator[Reason]:
    """Yield the reason for texts, each with its line, that mark a gap."""
    lines_of_gaps = {
        line: text for line, text in texts if any(_holds_word(word, text) for word in rule.forbid)
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


def _under(items: Sequence[ListItem], sections: Sequence[str]) -> list[ListItem]:
    """Return the items under one of `sections`; all of them where none is named."""
    wanted = {title_of(name) for name in sections}
    return [
        item for item in items if not wanted or wanted & {title_of(one) for one in item.sections}
    ]


def _section_items(rule: DocRule, items: Sequence[ListItem]) -> Iterator[Reason]:
    """Yield the sections with too few items."""
    for demand in rule.demands:
        count = len(_under(items, (demand.name,)))
        if count < demand.min_items:
            yield Reason(
                code="doc.section-items",
                headline=f'section "{demand.name}" of {rule.path} has too few items',
                wanted=f"at least {counted(demand.min_items, 'list item')} under the heading",
                found=counted(count, "item"),
                places=(Place(rule.path),),
                way_out="write them as a list",
            )


def _checklist(path: str, demand: ChecklistDemand, items: Sequence[ListItem]) -> Iterator[Reason]:
    """Yield what is wrong with the items to tick."""
    ticks = [(item, _TICK.match(item.text)) for item in _under(items, demand.sections)]
    boxes = [(item, match[1] != " ") for item, match in ticks if match]
    if len(boxes) < demand.min_items:
        yield Reason(
            code="doc.checklist",
            headline=f"{path} has {counted(len(boxes), 'item')} to tick",
            wanted=f"at least {demand.min_items}, each as - [x] text",
            found=counted(len(boxes), "item"),
            places=(Place(path),),
            way_out="an item in a code block is none",
        )
    left = [item for item, is_ticked in boxes if not is_ticked]
    if demand.all_ticked and left:
        yield Reason(
            code="doc.checklist",
            headline=f"{counted(len(left), 'item')} of {len(boxes)} not ticked in {path}",
            wanted="every item ticked",
            found=f"{len(left)} left open",
            places=_places(path, left),
            way_out="do it and tick it, or take it out where it does not apply",
        )


def _requirements(path: str, demand: EarsDemand, items: Sequence[ListItem]) -> Iterator[Reason]:
    """Yield what is wrong with list items that are requirements."""
    found = _under(items, demand.sections)
    if len(found) < demand.min_items:
        yield Reason(
            code="doc.ears",
            headline=f"{path} has {counted(len(found), 'requirement')}",
            wanted=f"at least {demand.min_items}, each an item of a list",
            found=counted(len(found), "requirement"),
            places=(Place(path),),
            way_out="write: The <system> shall <response>",
        )
    wrong = [(item, ears_problem(item.text, demand.vague)) for item in found]
    bad = [(item, problem) for item, problem in wrong if problem is not None]
    if bad:
        yield Reason(
            code="doc.ears",
            headline=f"{counted(len(bad), 'requirement')} of {len(found)} not in a form of EARS",
            wanted="[When|While|If|Where ...,] [then] the <system> shall <response>; no vague word",
            found=bad[0][1],
            places=tuple(
                Place(path, item.line, f"{problem}: {item.text}"[:TEXT_CHARS_MAX])
                for item, problem in bad[:PLACES_MAX]
            ),
            way_out="gatewright explain doc.ears    the five forms",
        )


def _table(path: str, demand: TableDemand, tables: Sequence[Table]) -> Iterator[Reason]:
    """Yield what is wrong with the tables that have the columns of `demand`."""
    wanted = [title_of(name) for name in demand.columns]
    named = ", ".join(demand.columns)
    fitting = [
        table
        for table in tables
        if set(wanted) <= {title_of(name) for name in table.columns}
        and (not demand.section or title_of(demand.section) in map(title_of, table.sections))
    ]
    rows = [row for table in fitting for row in _rows(table, wanted)]
    if len(rows) < demand.min_rows:
        where = f' under "{demand.section}"' if demand.section else ""
        yield Reason(
            code="doc.table",
            headline=f"{path} has no table of {named} with enough rows"
            if fitting
            else f"{path} has no table of {named}",
            wanted=f"at least {counted(demand.min_rows, 'row')}{where}",
            found=f"{counted(len(fitting), 'such table')}, {counted(len(rows), 'row')}",
            places=(Place(path),),
            way_out=f"write a table: | {' | '.join(demand.columns)} |",
        )
    gaps = [line for line, cells in rows if not all(cells)]
    if gaps:
        yield Reason(
            code="doc.table",
            headline=f"{counted(len(gaps), 'row')} with an empty cell in {path}",
            wanted=f"something in each cell of {named}",
            found=f"an empty cell in line {gaps[0]}",
            places=tuple(Place(path, line, "an empty cell") for line in gaps[:PLACES_MAX]),
            way_out="fill it; where there is nothing to say, say so",
        )


def _rows(table: Table, wanted: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the wanted cells of each row below the columns."""
    titles = [title_of(name) for name in table.columns]
    indices = [titles.index(name) for name in wanted]
    for line, row in zip(table.lines[1:], table.rows[1:], strict=True):
        yield line, [row[index] if index < len(row) else "" for index in indices]


def _links(path: str, text: str, around: Neighbours) -> Iterator[Reason]:
    """Yield the links that lead nowhere."""
    broken = list(broken_links(path, text, around))
    if broken:
        yield Reason(
            code="doc.link",
            headline=f"{counted(len(broken), 'link')} without an end in {path}",
            wanted="each relative link leads to a file or a heading of the tree",
            found=broken[0][1],
            places=tuple(
                Place(path, link.line, f"{link.target}: {problem}"[:TEXT_CHARS_MAX])
                for link, problem in broken[:PLACES_MAX]
            ),
            way_out="correct the link, or write what it should lead to",
        )


@dataclass(frozen=True, slots=True)
class ScenarioText:
    """Gherkin, and the line of the document that it starts on."""

    text: str
    line: int = 1


def _scenario_blocks(text: str) -> list[ScenarioText]:
    """Return the blocks of Markdown that hold Gherkin."""
    tokens, _ = tokens_of(text)
    return [
        ScenarioText(token.content, token.map[0] + 2 if token.map else 1)
        for token in tokens
        if token.type == "fence" and token.info.strip().split(" ")[0] in SCENARIO_FENCES
    ]


def judge_scenarios(
    path: str, demand: GherkinDemand, blocks: Sequence[ScenarioText]
) -> Iterator[Reason]:
    """Yield what is wrong with scenarios."""
    read = [read_gherkin(block.text, block.line) for block in blocks]
    count = sum(len(one.scenarios) for one in read)
    if count < demand.min_scenarios:
        yield Reason(
            code="doc.gherkin",
            headline=f"{path} has {counted(count, 'scenario')}",
            wanted=f"at least {counted(demand.min_scenarios, 'scenario')} in Gherkin",
            found=counted(count, "scenario"),
            places=(Place(path),),
            way_out="Scenario: a name, then Given, When, Then",
        )
    problems = [each for one in read for each in one.problems]
    if problems:
        yield Reason(
            code="doc.gherkin",
            headline=f"{counted(len(problems), 'fault')} in the scenarios of {path}",
            wanted="each scenario has a name and a step, and nothing else stands there",
            found=problems[0][1],
            places=tuple(Place(path, line, what) for line, what in problems[:PLACES_MAX]),
            way_out="Scenario: a name, then Given, When, Then",
        )


def _places(path: str, items: Sequence[ListItem]) -> tuple[Place, ...]:
    """Return where items stand."""
    return tuple(Place(path, item.line, item.text[:TEXT_CHARS_MAX]) for item in items[:PLACES_MAX])
