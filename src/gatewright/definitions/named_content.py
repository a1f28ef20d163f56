"""How content is named in a workflow: an artifact, a part or a version of it, a region."""

import re
from typing import Any

from gatewright.core.content.content_names import VERSIONS
from gatewright.core.text.yaml_nodes import Node
from gatewright.definitions.fields import WORDS, Schema
from gatewright.definitions.forms import WORD_PATTERN
from gatewright.definitions.problems import shown
from gatewright.definitions.reporting import Reporter
from gatewright.model.path_sets import REGION
from gatewright.model.records import dataclass

_WORD = WORD_PATTERN[1:-1]
_SECTION = "[a-z0-9]+(?:-[a-z0-9]+)*"
PART_PATTERN = rf"(?:{_SECTION}(?:/{_SECTION}){{0,9}}|(?:/[^/#\s]{{1,200}}){{1,20}})"
NAMED_PATTERN = f"^(?:{REGION}{_WORD}|{_WORD}(?:@(?:{'|'.join(VERSIONS)}))?(?:#{PART_PATTERN})?)$"


@dataclass(frozen=True, slots=True)
class NamedContent:
    """The name of some content: plan, plan#risks, plan@first, tree:code."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the name."""
        read = WORDS.read(node, report)
        if not isinstance(read, str) or re.fullmatch(NAMED_PATTERN, read):
            return read
        hint = "plan, plan#risks, api#/paths/~1users, plan@first, tree:code"
        return report.at(node, f'"{shown(read)}" cannot be the name of content', hint=hint)

    def schema(self) -> Schema:
        """Return the schema of a name."""
        return {"type": "string", "pattern": NAMED_PATTERN}


@dataclass(frozen=True, slots=True)
class SectionName:
    """The name of a section: log, research/packages."""

    def read(self, node: Node, report: Reporter) -> Any:
        """Return the name."""
        read = WORDS.read(node, report)
        if not isinstance(read, str) or re.fullmatch(self._pattern, read):
            return read
        hint = 'as its heading, in small letters with "-": final-implementation'
        return report.at(node, f'"{shown(read)}" cannot be a section', hint=hint)

    @property
    def _pattern(self) -> str:
        return f"^{_SECTION}(?:/{_SECTION}){{0,9}}$"

    def schema(self) -> Schema:
        """Return the schema of a name."""
        return {"type": "string", "pattern": self._pattern}
