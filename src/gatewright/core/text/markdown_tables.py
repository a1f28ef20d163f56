"""Read the tables of a Markdown document, each with the headings it stands under."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gatewright.core.text.markdown import tokens_of
from gatewright.model.records import dataclass, field

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(slots=True)
class Table:
    """One table."""

    line: int  # from 1
    sections: tuple[str, ...]  # the headings above it, outermost first
    rows: list[list[str]] = field(default_factory=list)  # the first one has the columns
    lines: list[int] = field(default_factory=list)  # of each row

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns."""
        return self.rows[0] if self.rows else []


def read_tables(text: str) -> tuple[Table, ...]:
    """Return the tables of `text`, in order."""
    tokens, _ = tokens_of(text)
    return tuple(_tables(tokens))


def _tables(tokens: Sequence["Token"]) -> list[Table]:
    """Return the tables, keeping the headings in mind."""
    above: list[tuple[int, str]] = []
    tables: list[Table] = []
    for index, token in enumerate(tokens):
        match token.type:
            case "heading_open" if token.level == 0:
                level = int(token.tag[1:])
                above = [each for each in above if each[0] < level]
                above.append((level, tokens[index + 1].content.strip()))
            case "table_open":
                line = token.map[0] + 1 if token.map else 1
                tables.append(Table(line, tuple(title for _, title in above)))
            case "tr_open" if tables:
                tables[-1].rows.append([])
                tables[-1].lines.append(token.map[0] + 1 if token.map else tables[-1].line)
            case "th_open" | "td_open" if tables:
                tables[-1].rows[-1].append(tokens[index + 1].content.strip())
            case _:
                pass
    return tables
