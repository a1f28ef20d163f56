"""What people write for Gatewright, and documents that a worker writes."""

from collections.abc import Callable, Mapping
from importlib.resources import files

from gatewright.core.documents.judge_doc import judge_doc
from gatewright.core.documents.judge_plan import judge_plan
from gatewright.core.documents.plan_document import read_plan_items
from gatewright.core.judges.conventional_commits import conventional_problem
from gatewright.core.projects.missing_settings import find_missing_settings
from gatewright.core.text.expressions import check_expression, evaluate
from gatewright.core.text.idea import first_refused, is_blank, slug_of
from gatewright.core.text.patterns import matching_lines
from gatewright.core.text.yaml_format import format_yaml
from gatewright.core.text.yaml_nodes import Unreadable, read_yaml
from gatewright.definitions.agent_profiles import parse_own
from gatewright.definitions.agent_script import parse_agent_script
from gatewright.definitions.configuration import parse_configuration
from gatewright.definitions.document_schema import parse_document_schema
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.rules import DocRule
from gatewright.model.trouble import Mistake
from tests.configured import GOOD
from tests.documents import judged, schema_of
from tests.fuzz.reading import Reading
from tests.observed import SUBJECT

CATALOG = files("gatewright") / "catalog"
WORKFLOWS = tuple(
    (CATALOG / "workflows" / name).read_bytes() for name in ("quick.yaml", "feature.yaml")
)
OWN_AGENTS = (
    b"gatewright: 1\nagents:\n  mine: {program: a, argv: [-x, [-m, '{model}']], keys: [KEY],"
    b" output: {said: {of: [end], at: [/text]}}, cap: {money: '2.50'}}\n"
)
SCRIPTS = tuple((CATALOG / "demo" / name).read_bytes() for name in ("agent.yaml", "agent-bad.yaml"))
PLAN = (
    b"""---
title: plan
---
# Plan

## Requirements

- R1: A person can name a link. `code` and **more**
- R2. It is kept.

## 2. Tasks

- [ ] T1: Names (R1)
  - how: `a.py`
- T2: Keeping (R1, R2).

| a | b |
|---|---|
| <!-- c --> | TODO |

> # no heading
```python
# none
```
""",
)
FACTS: Mapping[str, object] = {
    "change": {"added": 3, "files": ["a.py", "b/c.py"], "paths": {"a": True}},
    "checks": [{"name": "a", "status": "pass"}],
    "many": list(range(500)),
}
BRIEF = """\
document: brief
title: "Plan: {feature.title}"
sections:
  requirements: {items: 1.., id: R, each: [text, measure], warn: vague-words}
  tasks: {tasks: 1.., id: T, each: [text, {kind: [a, b]}, {paths: "kind == 'a'"}]}
  risks: {table: 1.., columns: {risk: text}, names_one_of: tasks}
lists: {all: tasks}
"""
OPINION = """\
document: opinion
fields:
  verdict: [agree, object]
  reason: {words: 2..}
  about: {items: 0.., id: A, each: [text], optional: true}
"""
RULE = DocRule("plan.md", sections=("Requirements", "Tasks"), min_words_per_section=3)


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    """Read as the program does: bytes that are no text are replaced."""
    return lambda content: read(content.decode("utf-8", "replace"))


def _idea(text: str) -> object:
    return is_blank(text), first_refused(text), slug_of(text[:20_000])


READINGS = (
    Reading("YAML", _text(read_yaml), (GOOD.encode(),), ("yaml",), documented=(Unreadable,)),
    Reading("configuration", _text(parse_configuration), (GOOD.encode(),), ("yaml",)),
    Reading("workflow", _text(lambda text: parse_workflow(text, "w.yaml")), WORKFLOWS, ("yaml",)),
    Reading("format", _text(format_yaml), WORKFLOWS, ("yaml",), documented=(Unreadable,)),
    Reading("agent script", _text(lambda text: parse_agent_script(text, "a.yaml")), SCRIPTS,
            ("yaml",), documented=(Mistake,)),
    Reading("own agents", _text(lambda text: parse_own(text, "agents.yaml", {})), (OWN_AGENTS,),
            ("yaml",), documented=(Mistake,)),
    Reading("plan: tasks", read_plan_items, PLAN, ("markdown", "yaml")),
    Reading("plan: judged", lambda content: judge_plan("plan", "plan.md", content, SUBJECT), PLAN,
            ("markdown",)),
    Reading("document", lambda content: judge_doc("doc", RULE, content, SUBJECT), PLAN,
            ("markdown", "yaml")),
    Reading("schema of documents", _text(lambda text: parse_document_schema(text, "d.yaml")),
            (BRIEF.encode(), OPINION.encode()), ("yaml",)),
    Reading("document by a schema", lambda content: judged(schema_of(BRIEF), content), PLAN,
            ("markdown", "yaml")),
    Reading("form by a schema", lambda content: judged(schema_of(OPINION), content),
            (b"verdict: agree\nreason: it is so\nabout: [{id: A1, text: b}]\n",), ("yaml",)),
    Reading("CEL expression", _text(lambda text: evaluate(text, FACTS)),
            (b"change.added <= 400 && change.files.all(f, f.startsWith('a')) || size(many) > 2",
             b"checks.exists(c, c.status == 'pass' ? true : false)", b"'a'.matches('^a+$')"), (), {
                "signs": b"!" * 3900, "sums": b"1+" * 1900 + b"1", "dots": b"a" + b".a" * 1900,
                "loops": b"many.all(a, many.all(b, many.all(c, a < b + c)))",
                "maps": b"many.map(a, many.map(b, a))", "lists": b"[" + b"1," * 1900 + b"1] == []",
                "conditions": b"true?" * 700 + b"true" + b":true" * 700,
                "text": b"'" + b"a" * 3900 + b"' == ''", "number": b"9" * 3900,
                "pattern": b"'" + b"a" * 1900 + b"'.matches('(a*)*(a*)*b')",
                "repeats": b"'a'.matches('((a{1000}){1000}){1000}')",
                "negatives": b"- " * 1900 + b"1 < 0", "or": b"true||" * 600 + b"true",
            }),
    Reading("CEL check", _text(lambda text: (check_expression(text),)), (b"change.added <= 400",)),
    Reading("lines for a pattern", _text(lambda text: matching_lines("^a+b?$", text.split("\n"))),
            (b"aab\nb\naaa\n",)),
    Reading("conventional commit", _text(lambda text: (conventional_problem(text),)),
            (b"feat(a)!: b\n\nbody\n\nBREAKING CHANGE: c\n", b"fix: a"), (), {
                "brackets": b"a(" + b"a" * 900_000, "footers": b"a: b\n\n" + b"breaking " * 100_000,
            }),
    Reading("idea", _text(_idea), ("Links get names, für alle".encode(),)),
    Reading("settings that are missing", _text(find_missing_settings),
            (b"KeyError: 'DATABASE_URL'\nFileNotFoundError: [Errno 2] No such file: '.env'\n",), (),
            {"errors": b"KeyError: 'A'\n" * 50_000}),
)  # fmt: skip
