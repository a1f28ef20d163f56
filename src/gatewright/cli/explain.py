"""`gatewright explain`: the reason for a rule, a bad and a good example, how to change it."""

from collections.abc import Iterator, Mapping
from importlib.resources import files

from gatewright.cli.arguments import Typed, parse_arguments
from gatewright.cli.door import open_door
from gatewright.cli.json_document import print_document, wanted_fields
from gatewright.cli.screen import Line, Span, Style, labelled, line, print_lines
from gatewright.cli.verbs import EXPLAIN
from gatewright.definitions.explanations import Explanation, parse_explanations
from gatewright.definitions.problems import nearest
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.views.exits import Exit
from gatewright.views.terminal import Terminal

SCHEMA = "gatewright.explain/1"
PARTS = ("why", "bad", "good", "change")


@dataclass(frozen=True, slots=True)
class ExplainView:
    """What is said of one code."""

    schema: str
    code: str
    title: str
    why: str
    bad: str
    good: str
    change: str


@dataclass(frozen=True, slots=True)
class Titled:
    """One code in the list of all."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class CodesView:
    """All codes there are."""

    schema: str
    codes: tuple[Titled, ...]


def run(arguments: list[str]) -> int:
    """Explain the code that was typed, or list them all."""
    typed = parse_arguments(EXPLAIN, arguments)
    known = read_explanations()
    if typed.has("--json"):
        _print_json(typed, known)
        return Exit.SETTLED
    terminal = open_door().terminal()
    if typed.operands:
        rows = list(explanation_rows(find(typed.operands[0], known), terminal))
    else:
        rows = list(list_rows(known))
    print_lines(rows, terminal)
    return Exit.SETTLED


def read_explanations() -> Mapping[str, Explanation]:
    """Return the explanations that come with this program."""
    path = files("gatewright") / "catalog" / "explanations.yaml"
    return parse_explanations(path.read_text(encoding="utf-8"))


def find(code: str, known: Mapping[str, Explanation]) -> Explanation:
    """Return the explanation of `code`.

    Raises: Mistake `explain.unknown` with the nearest code, or the codes of that family.
    """
    if code in known:
        return known[code]
    near = nearest(code, known)
    family = [one.code for one in known.values() if one.family == code.partition(".")[0]]
    hints = (f"did you mean  {near}",) if near else ()
    if family:
        hints = (*hints, f"{code.partition('.')[0]}  " + ", ".join(family))
    all_of_them = "gatewright explain    lists all codes"
    raise Mistake("explain.unknown", f"No code is called {code!r}.", hints=(*hints, all_of_them))


def explanation_rows(explanation: Explanation, terminal: Terminal) -> Iterator[Line]:
    """Yield the screen of one code."""
    yield (Span(explanation.code, Style.STRONG), Span(f"  {explanation.title}"))
    for part in PARTS:
        first, *others = getattr(explanation, part).split("\n")
        yield from labelled(part, first, terminal)
        for text in others:
            yield line(" " * 11 + text)


def list_rows(known: Mapping[str, Explanation]) -> Iterator[Line]:
    """Yield the list of all codes, family by family."""
    widest = max(len(code) for code in known)
    for family in dict.fromkeys(one.family for one in known.values()):
        yield line(family, Style.STRONG)
        for one in known.values():
            if one.family == family:
                yield line(f"  {one.code:<{widest}}  {one.title}")


def _print_json(typed: Typed, known: Mapping[str, Explanation]) -> None:
    """Print the document of one code, or of all."""
    asked = typed.value("--json") or ""
    if not typed.operands:
        codes = tuple(Titled(one.code, one.title) for one in known.values())
        print_document(CodesView(SCHEMA, codes), wanted_fields(asked, CodesView))
        return
    wanted = wanted_fields(asked, ExplainView)
    one = find(typed.operands[0], known)
    view = ExplainView(SCHEMA, one.code, one.title, one.why, one.bad, one.good, one.change)
    print_document(view, wanted)
