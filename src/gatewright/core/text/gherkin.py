"""Read Gherkin in English: which scenarios there are, how many steps each has, what is no Gherkin.

Never raises for what a text holds. Time grows with the text.
"""

from collections.abc import Iterator

from gatewright.model.records import dataclass, field

GROUPS = ("Feature:", "Rule:")
SCENARIOS = ("Scenario:", "Example:")
OUTLINES = ("Scenario Outline:", "Scenario Template:")
EXAMPLES = ("Examples:", "Scenarios:")
BACKGROUND = "Background:"
STEPS = ("Given ", "When ", "Then ", "And ", "But ", "* ")
TEXT_FENCES = ('"""', "```")


@dataclass(slots=True)
class Scenario:
    """One scenario, while it is read and after."""

    line: int  # from 1
    name: str
    is_outline: bool = False
    is_background: bool = False
    step_count: int = 0
    row_count: int = 0  # of its examples, their headings among them
    table_count: int = 0


@dataclass(frozen=True, slots=True)
class GherkinText:
    """What was read; `problems` are lines and what is wrong with each."""

    scenarios: tuple[Scenario, ...]
    problems: tuple[tuple[int, str], ...]


def read_gherkin(text: str, first_line: int = 1) -> GherkinText:
    """Return the scenarios of `text`; backgrounds are none. Shape: lines from `first_line`."""
    reader = _Reader()
    for number, raw in enumerate(text.split("\n"), start=first_line):
        reader.read(number, raw.strip())
    reader.finish(first_line)
    scenarios = tuple(one for one in reader.scenarios if not one.is_background)
    problems = sorted({*reader.problems, *_problems(scenarios)})
    return GherkinText(scenarios, tuple(problems))


def _problems(scenarios: tuple[Scenario, ...]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with whole scenarios."""
    for one in scenarios:
        if not one.name:
            yield one.line, "a scenario without a name"
        if not one.step_count:
            yield one.line, "a scenario without a step"
        if one.is_outline and one.row_count - one.table_count < 1:
            yield one.line, "an outline without an example"


@dataclass(slots=True)
class _Reader:
    """Goes through the lines once."""

    scenarios: list[Scenario] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    has_feature: bool = False
    is_in_examples: bool = False
    fence: str = ""  # the text block being read ends with it

    def read(self, number: int, line: str) -> None:
        """Take one line."""
        if self.fence:
            self.fence = "" if line.startswith(self.fence) else self.fence
        elif line.startswith("#"):
            self._read_comment(number, line)
        elif line and not line.startswith("@") and not self._starts_block(number, line):
            self._read_inside(number, line)

    def _read_comment(self, number: int, line: str) -> None:
        key, _, value = line[1:].partition(":")
        if key.strip() == "language" and value.strip() != "en":
            self.problems.append((number, "only English keywords are read"))

    def _starts_block(self, number: int, line: str) -> bool:
        """Return whether `line` is the keyword of something, and note it."""
        keyword = line.partition(":")[0] + ":"
        if keyword in GROUPS:
            self.has_feature, self.is_in_examples = True, False
        elif keyword in (*SCENARIOS, *OUTLINES, BACKGROUND):
            name = line[len(keyword) :].strip()
            one = Scenario(number, name, keyword in OUTLINES, keyword == BACKGROUND)
            self.scenarios.append(one)
            self.is_in_examples = False
        elif keyword in EXAMPLES and self.scenarios:
            self.is_in_examples = True
            self.scenarios[-1].table_count += 1
            self.scenarios[-1].is_outline = True
        else:
            return False
        return True

    def _read_inside(self, number: int, line: str) -> None:
        """Take a step, or what belongs to one."""
        here = self.scenarios[-1] if self.scenarios else None
        if line.startswith(TEXT_FENCES):
            self.fence = line[:3]
        elif line.startswith("|"):
            if here is not None and self.is_in_examples:
                here.row_count += 1
        elif here is not None and line.startswith(STEPS):
            here.step_count += 1
        elif here is not None and here.step_count:
            self.problems.append((number, "a line that is neither a step nor a keyword"))

    def finish(self, first_line: int) -> None:
        """Say what is wrong with the whole."""
        if not self.has_feature:
            self.problems.append((first_line, 'no "Feature:" before the scenarios'))
        if self.fence:
            self.problems.append((first_line, "a block of text that is never closed"))
