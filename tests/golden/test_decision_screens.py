"""What a person reads before deciding, and what waits for a person; as kept, hostile words too."""

import pytest

from gatewright.cli.decision_rows import change_rows, known_rows
from gatewright.cli.inbox_rows import inbox_rows
from gatewright.cli.json_document import print_document
from gatewright.cli.screen import print_lines
from gatewright.model.change import Change
from gatewright.model.ids import TreeId
from gatewright.model.records import replace
from gatewright.views.decision import (
    ContentView,
    DecisionView,
    FactView,
    FileView,
    ItemView,
    PastDecisionView,
)
from gatewright.views.decision_text import decision_text
from gatewright.views.inbox import InboxRowView, InboxView
from tests import judgements as made
from tests.golden.golden import agrees_with_file
from tests.story_desk import BASE, CODE, PLAN

FIRST = DecisionView(
    schema="gatewright.decision/1",
    run="12",
    slug="custom-alias",
    step="may-code",
    question="May code be written?",
    role="approver",
    voices="",
    requester="person:dev",
    authors=("agent:claude",),
    labels=("self", "unsigned"),
    content=ContentView(
        "60be2f1" + "0" * 33, "c0441aa" + "0" * 57, "a" * 64, (("plan", "b71c02e" + "0" * 57),)
    ),
    before=(),
    is_again=False,
    files=(FileView("docs/plans/12.md", "added", 61, 0),),
    facts=(
        FactView("plan", "pass", "5 requirements, 3 tasks, each with the other", (), (), "d" * 64),
        FactView("scope", "pass", "1 file, in its place", (), (), "e" * 64),
    ),
    items=(
        ItemView(1, "Is this what you asked for?"),
        ItemView(2, 'R5 says "abuse": is it acceptable that no rate limit is planned at all?'),
    ),
)
AGAIN = replace(
    FIRST,
    labels=("unsigned",),
    voices="ada said yes; 1 more wanted of bo or cy",
    before=(
        PastDecisionView(
            "2026-01-02T03:04:05+00:00",
            "person:dev",
            "send back",
            "limit to 20 alias creations an hour per user",
            ("self", "unsigned"),
            "",
        ),
        PastDecisionView(
            "2026-01-02T04:04:05+00:00",
            "person:sec",
            "approve",
            "",
            ("unsigned",),
            "the plan changed",
        ),
    ),
    is_again=True,
    files=tuple(FileView(f"shop/part_{number}.py", "modified", 2, 1) for number in range(14)),
    facts=(
        FactView("tests", "pass", "212 ran, 0 failed", (), (), "d" * 64),
        FactView(
            "secrets", "error", "could not look", ("secrets.absent",), ("shop/a.py:3",), "e" * 64
        ),
    ),
    items=(),
)
HOSTILE = replace(
    FIRST,
    slug="\x1b[2Jalias\u202e",
    question="May it?\r\n::error::approved\x1b]0;x\x07",
    role="",
    facts=(replace(FIRST.facts[0], headline="ok\n" * 200),),
    files=(FileView("a\nb\u2066.py", "added", 1, 0),),
    items=(ItemView(1, "fine?\n\n  2  already answered: yes\x9b1A"),),
)
KNOWN = replace(
    FIRST.content,
    artifacts=(*FIRST.content.artifacts, ("facts.api", "8fe3069")),
    known=(("api", "no"), ("layers", "2")),
)
VIEWS = {
    "first": FIRST,
    "again": AGAIN,
    "hostile": HOSTILE,
    "unchecked": replace(FIRST, facts=()),
    "known": replace(FIRST, content=KNOWN),
}
INBOX = InboxView(
    "gatewright.inbox/1",
    "person:dev",
    (
        InboxRowView(
            "12", "custom-alias", "2026-01-02T04:58:05+00:00", "decide", "may-code",
            "May code be written?", "approver", "2 items", ("approve", "12"),
        ),
        InboxRowView(
            "14", "rate-limit", "2026-01-02T03:04:05+00:00", "answer", "build/1",
            "per user or\x1b[2J per address? " + "x" * 200, "", "1 question", ("answer", "14"),
        ),
        InboxRowView(
            "7", "bulk-import", "2025-12-30T03:04:05+00:00", "do", "build/2",
            "build/2 was refused 3 times", command=("why", "7"),
        ),
    ),
    ("9",),
    ("15",),
    5,
)  # fmt: skip
NOW = "2026-01-02T05:04:05+00:00"


@pytest.mark.parametrize("name", VIEWS)
def test_decision_screen_is_as_kept(name: str) -> None:
    text = decision_text(VIEWS[name], width=80, can_unicode=True)

    assert agrees_with_file(f"decision-{name}.txt", text)


def test_decision_screen_in_ascii_is_as_kept() -> None:
    text = decision_text(AGAIN, width=60, can_unicode=False)

    assert agrees_with_file("decision-again-ascii.txt", text)


def test_what_can_be_opened_is_as_kept(capsys: pytest.CaptureFixture[str]) -> None:
    change = Change(BASE, TreeId("t1"), (PLAN, CODE, replace(PLAN, path="a.png", is_binary=True)))
    print_lines(list(change_rows(change, "12", made.ASCII)), made.ASCII)
    print_lines(list(known_rows(AGAIN.facts, made.ASCII)), made.ASCII)
    print_lines(list(known_rows((), made.ASCII)), made.ASCII)

    assert agrees_with_file("decision-opened.txt", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("inbox", INBOX),
        ("inbox-nothing", replace(INBOX, rows=())),
        ("inbox-new", replace(INBOX, rows=(), others=(), moving=(), runs=0)),
    ],
)
def test_inbox_screen_is_as_kept(
    name: str, view: InboxView, capsys: pytest.CaptureFixture[str]
) -> None:
    print_lines(list(inbox_rows(view, NOW, made.ASCII)), made.ASCII)

    assert agrees_with_file(f"{name}.txt", capsys.readouterr().out)


def test_inbox_document_is_as_kept(capsys: pytest.CaptureFixture[str]) -> None:
    print_document(INBOX, ())

    assert agrees_with_file("inbox-json.txt", capsys.readouterr().out)
