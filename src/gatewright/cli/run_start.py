"""What `run "IDEA"` would start: every default once, with the flag that changes it."""

import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from gatewright.cli.arguments import Typed
from gatewright.cli.screen import Line, Span, Style, fill, line, paint
from gatewright.cli.start_folder import start_folder
from gatewright.core.facts.facts import in_words
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import WorkerKind, Workflow
from gatewright.runtime.desk_words import Starting, StartRequest
from gatewright.runtime.find_workflow import AUTO, is_file
from gatewright.runtime.start_facts import SAID
from gatewright.views.context import where_of
from gatewright.views.quoting import plain
from gatewright.views.spans_of_time import span
from gatewright.views.terminal import Terminal

YES = ("", "y", "yes")
LABEL_WIDTH = 14
OF_A_START = (
    "--workflow",
    "--agent",
    "--agent-script",
    "--fallback",
    "--from",
    "--base",
    "--fact",
    "--param",
    "--input",
    "--form",
    "--context",
)


def start_request(typed: Typed, idea: str) -> StartRequest:
    """Return what was typed as a request. Raises: Mistake."""
    start, script = start_folder(typed), typed.value("--agent-script")
    if script is not None and not Path(start, script).is_file():
        raise Mistake("arguments.file", f"There is no file {script!r}.")
    return StartRequest(
        start=start,
        idea=idea,
        workflow=workflow_named(typed.value("--workflow"), start),
        agent=typed.value("--agent"),
        agent_script=str(Path(start, script).resolve()) if script is not None else None,
        fallbacks=typed.values("--fallback"),
        from_ref=typed.value("--from"),
        base=typed.value("--base"),
        facts=tuple(_fact(word) for word in typed.values("--fact")),
        params=tuple(_param(word) for word in typed.values("--param")),
        inputs=tuple(_input(word) for word in typed.values("--input")),
        form=os.path.join(start, typed.value("--form") or "") if typed.has("--form") else "",
        context=typed.values("--context"),
        yes=typed.has("--yes"),
    )


def start_rows(starting: Starting, terminal: Terminal) -> Iterator[Line]:
    """Yield every default that will be used."""
    origin = f"{starting.origin.branch}@{starting.origin.commit[:7]}"
    yield (Span(plain(starting.slug), Style.STRONG), Span(f"   from {plain(origin)}"))
    for label, text in _defaults(starting):
        start = " " * LABEL_WIDTH
        first, *others = fill(plain(text), terminal.width - LABEL_WIDTH)
        yield (Span(f"  {label:<{LABEL_WIDTH - 2}}", Style.DIM), Span(first))
        yield from (line(start + other) for other in others)
    yield ()


def agrees(terminal: Terminal) -> bool:
    """Return whether the person who sits here says yes; the end of the input is a no."""
    sys.stdout.write(paint(line("Start?  [Y]es  [n]o"), terminal) + " ")
    sys.stdout.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        sys.stdout.write("\n")
        return False
    return answer.strip().lower() in YES


def refuse_flags_of_a_start(typed: Typed) -> None:
    """Raise Mistake for flags that only a start takes: they would change nothing."""
    for flag in OF_A_START:
        if typed.has(flag):
            what = f"{flag} is settled when a feature starts; this one has started."
            raise Mistake("arguments.conflict", what, hints=('gatewright run "IDEA"',))


def workflow_named(word: str | None, start: str) -> str:
    """Return the name of a workflow as it was typed, or the absolute path of its file."""
    if word is None:
        return AUTO
    if not word.strip():
        raise Mistake("arguments.value", "--workflow names no workflow.")
    return os.path.abspath(os.path.join(start, word)) if is_file(word) else word


def _fact(word: str) -> tuple[str, str]:
    """Return one typed fact; its workflow says what it can be. Raises: Mistake `arguments.fact`."""
    name, sign, value = word.partition("=")
    if not sign or not name.isidentifier() or not value.strip():
        raise Mistake("arguments.fact", f"{word!r} is no fact.", hints=("say it  --fact ui=no",))
    return name, value.strip()


def _param(word: str) -> tuple[str, str]:
    """Return one typed param. Raises: Mistake `arguments.param`."""
    name, sign, value = word.partition("=")
    if not sign or not name.isidentifier() or "{" in value or "}" in value:
        raise Mistake(
            "arguments.param", f"{word!r} is no param.", hints=("--param target=staging",)
        )
    return name, value


def _input(word: str) -> tuple[str, str]:
    """Return one typed input. Raises: Mistake `arguments.input`."""
    name, sign, path = word.partition("=")
    if not sign or not name or not path:
        hint = "--input spec=docs/spec.md"
        raise Mistake("arguments.input", f"{word!r} names no input.", hints=(hint,))
    return name, path


def _facts(starting: Starting) -> Iterator[tuple[str, str]]:
    """Yield what is known already, and how to say otherwise; where nobody said it, what does."""
    sources = dict(starting.facts.sources)
    for name, value in starting.facts.known:
        by = "" if sources.get(name, SAID) == SAID else f", by {sources.get(name)}"
        wanted = "yes|no" if isinstance(value, bool) else "VALUE"
        yield "fact", f"{name}: {in_words(value)}{by}   (--fact {name}={wanted})"


def _defaults(starting: Starting) -> Iterator[tuple[str, str]]:
    """Yield what was chosen, and how to choose otherwise."""
    workflow, solo = starting.workflow, starting.people.is_solo
    others = f"; here too: {', '.join(starting.other_agents)}" if starting.other_agents else ""
    agent = agent_name(starting.agent) if starting.agent else "none: no step is for one"
    yield "agent", f"{agent}{others}   (another: -a)"
    if starting.fallbacks:
        yield "fallback", f"{len(starting.fallbacks)} more, where it cannot work again and again"
    yield "workflow", f"{workflow.name}: {starting.because}   (another: -W)"
    checks = dict.fromkeys(name for step in workflow.every_step for name in step.gate.checks)
    yield "checks", _checks(checks, starting.origin.branch)
    if solo:
        yield "people", "you; every approval will say that you asked for it yourself, unsigned"
    else:
        yield "people", ", ".join(role for role, _ in starting.people.roles)
    if starting.isolation:
        yield "isolation", starting.isolation
    yield "budget", _budget(workflow)
    yield "your files", _files(starting)
    yield from _facts(starting)
    for name, value in workflow.params:
        yield "param", f"{name}: {value}   (--param {name}=VALUE)"
    for each in starting.inputs:
        yield "input", f"{each.name}: {each.path}, {each.source}   (--input {each.name}=PATH)"
    for stream in starting.context:
        yield "context", f"{where_of(stream)}   (another: --context)"
    for note in starting.notes:
        yield "note", note
    stops = [step.path for step in workflow.planned_steps if step.gate.approvals]
    many = "1 stop" if len(stops) == 1 else f"{len(stops)} stops"
    asks = f"{many} for you: {', '.join(stops)}" if stops else "no stop for you"
    longest = span(starting.bounds.wall_s_max)
    yield "plan", f"{len(workflow.planned_steps)} steps, {asks}; at most {longest} of work"


def agent_name(agent: str) -> str:
    """Return what people call an agent: without the digest of what it runs."""
    kind = agent.partition(":")[0]
    return "your command" if kind == "command" else plain(kind)


def _checks(names: Collection[str], branch: str) -> str:
    """Return what the gates ask."""
    return (
        f"{', '.join(names)}: as {plain(branch)} has them set up" if names else "no gate asks any"
    )


def _budget(workflow: Workflow) -> str:
    """Return the most that one step may use."""
    working = [step for step in workflow.all_steps if step.doer.kind is not WorkerKind.NOBODY]
    if not working:
        return "no step has an attempt: nobody works on anything"
    attempts = max(step.attempts_max for step in working)
    longest = span(max(step.time_limit_s for step in working))
    return f"at most {attempts} attempts of {longest} for a step; then it stops and asks"


def _files(starting: Starting) -> str:
    if starting.origin.taken_tree is not None:
        return f"taken as they are at {starting.request.from_ref}; nothing of yours is changed"
    told = "not touched"
    if starting.uncommitted:
        is_are = "is" if starting.uncommitted == 1 else "are"
        return f"{told}; {starting.uncommitted} uncommitted {is_are} not part of it   (--from .)"
    return told
