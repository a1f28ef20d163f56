"""The text a person reads before deciding. What is printed is this and nothing else: its digest
goes into the decision, so it holds no colour and depends on nothing but its arguments.
"""

import textwrap
from collections.abc import Iterator, Sequence

from gatewright.views.decision import DecisionView, FactView, FileView, PastDecisionView
from gatewright.views.quoting import plain

FILES_MAX = 12
HEADLINE_CHARS_MAX = 300
LABEL = 12
MARKS = {"pass": ("✓", "ok"), "fail": ("✗", "NO"), "not_applicable": ("·", ".")}
OTHER_MARK = ("!", "!!")
SPOKEN = {"approve": "approved", "send back": "sent back"}


def decision_text(view: DecisionView, *, width: int, can_unicode: bool) -> str:
    """Return the screen as text. Shape: lines of characters that only stand for themselves."""
    rows = "".join(f"{row.rstrip()}\n" for row in _rows(view, width, can_unicode))
    if can_unicode:
        return rows
    return rows.replace("…", "~").encode("ascii", "replace").decode("ascii")


def who(principal: str, requester: str = "") -> str:
    """Return a principal as people say it: "dev", or "agent scripted"."""
    kind, _, name = plain(principal).partition(":")
    said = name if kind == "person" and name else f"{kind} {name}".strip()
    return f"{said}, who asked for it" if principal == requester else said


def _rows(view: DecisionView, width: int, can_unicode: bool) -> Iterator[str]:
    size = {0: "no items", 1: "1 item"}.get(len(view.items), f"{len(view.items)} items")
    role = f"you as {plain(view.role)}" if view.role else "not yours to decide"
    yield f"{plain(view.run)} {plain(view.slug)}   {plain(view.step)}, {role}   {size}"
    yield ""
    yield from textwrap.wrap(plain(view.question), width) or [""]
    yield ""
    yield from _labelled("asked on", _content(view), width)
    if view.content.known:
        known = (f"{plain(name)} is {plain(value)}" for name, value in view.content.known)
        yield from _labelled("known", ", ".join(known), width)
    if view.risk:
        yield from _labelled("risk", plain(view.risk), width)
    yield from _labelled("by", _by(view), width)
    if view.voices:
        yield from _labelled("voices", plain(view.voices), width)
    for past in view.before:
        yield from _labelled("before", _past(past), width)
    yield from _change(view, width)
    yield from _proved(view.facts, width, can_unicode)
    if view.wants:
        yield from _labelled("wants", f"{plain(view.wants)}: --sign-with KEY", width)
    yield from _labelled("weight", _weight(view.labels), width)
    if view.items:
        yield ""
    for item in view.items:
        yield from _hanging(f"  {item.number}  ", plain(item.text), width)


def _content(view: DecisionView) -> str:
    named = [f"{plain(name)}@{plain(digest)[:7]}" for name, digest in view.content.artifacts]
    tree, bound = plain(view.content.tree)[:7], plain(view.content.bound)[:7]
    return ", ".join([*named, f"tree {tree}", f"content {bound}"])


def _by(view: DecisionView) -> str:
    asked = f"{who(view.requester)} asked"
    authors = ", ".join(who(each) for each in view.authors)
    return f"{asked}; {authors} wrote" if authors else asked


def _past(past: PastDecisionView) -> str:
    """Return a decision of before, with what weakens it and why it ended."""
    labels = f" ({', '.join(past.labels)})" if past.labels else ""
    because = f': "{_cut(past.because)}"' if past.because else ""
    ended = f"; it ended: {_cut(past.ended)}" if past.ended else ""
    spoken = SPOKEN.get(past.choice, plain(past.choice))
    return f"{plain(past.at)[:16]} {who(past.person)} {spoken}{labels}{because}{ended}"


def _change(view: DecisionView, width: int) -> Iterator[str]:
    """Yield what changed, since the last decision where there was one."""
    files = view.files
    label = "since then" if view.is_again else "change"
    yield from _labelled(label, size_of(files) if files else "nothing", width)
    for each in files[:FILES_MAX]:
        status = "" if each.status == "modified" else f"  {each.status}"
        yield f"{' ' * (LABEL + 2)}{plain(each.path)}  +{each.added} -{each.removed}{status}"
    if len(files) > FILES_MAX:
        yield f"{' ' * (LABEL + 2)}and {len(files) - FILES_MAX} more"


def size_of(files: Sequence[FileView]) -> str:
    """Return the size of a change in words."""
    added, removed = sum(each.added for each in files), sum(each.removed for each in files)
    count = "1 file" if len(files) == 1 else f"{len(files)} files"
    return f"{count}, +{added} -{removed}"


def _proved(facts: Sequence[FactView], width: int, can_unicode: bool) -> Iterator[str]:
    if not facts:
        yield from _labelled("checked", "nothing by a machine", width)
    label = "checked"
    widest = max((len(plain(each.check)) for each in facts), default=0)
    for each in facts:
        sign, word = MARKS.get(each.status, OTHER_MARK)
        mark = sign if can_unicode else f"{word:2}"
        name = f"{plain(each.check):<{widest}}"
        yield from _hanging(f"  {label:<{LABEL}}{mark} {name}  ", _cut(each.headline), width)
        label = ""


def _weight(labels: Sequence[str]) -> str:
    if not labels:
        return "a decision of yours is signed, and not by who asked"
    return f"a decision of yours will be shown as: {', '.join(labels)}"


def _labelled(label: str, text: str, width: int) -> Iterator[str]:
    yield from _hanging(f"  {label:<{LABEL}}", text, width)


def _hanging(start: str, text: str, width: int) -> Iterator[str]:
    """Yield `text` behind `start`, continued below itself."""
    parts = textwrap.wrap(text, max(20, width - len(start)), break_on_hyphens=False) or [""]
    yield start + parts[0]
    yield from (" " * len(start) + part for part in parts[1:])


def _cut(text: str) -> str:
    safe = plain(text)
    return safe if len(safe) <= HEADLINE_CHARS_MAX else safe[: HEADLINE_CHARS_MAX - 1] + "…"
