"""The `audit verify` screen: as it was written, altered, never written, hostile words."""

import json
from pathlib import Path

import pytest

from gatewright.cli.arguments import parse_arguments
from gatewright.cli.audit import audit, audit_rows
from gatewright.cli.screen import print_lines
from gatewright.cli.verbs import AUDIT
from gatewright.model.records import dataclass, replace
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Journal
from gatewright.runtime.signed_audit import SignatureAudit
from gatewright.testing.memory_journal import MemoryJournal
from gatewright.views.audit import AuditView, FaultView, audit_view
from gatewright.views.terminal import Terminal
from tests import judgements as made
from tests.golden.golden import agrees_with_file
from tests.journals import append, decided, file_journals, some_events

PLACE = "/home/dev/.local/state/gatewright/1f/journal.sqlite"
NOTE = "/home/dev/.local/state/gatewright/1f is on nfs4: SQLite keeps no promise there"
ALTERED = (
    FaultView("", 0, "table 't' is not as it was made"),
    FaultView("run/12", 4, "was altered after it was written"),
    FaultView("run/12", 9, "is noted outside, and not in the journal: an older copy, or cut"),
)
HOSTILE = (FaultView("run/12\x1b[2J", 4, "needs a newer Gatewright: \x1b]0;x\x07All is well"),)
SIGNED = replace(audit_view("", PLACE, (61, 2, 2), (), ()), decisions=3, signed=2)
SCREENS: dict[str, tuple[AuditView, Terminal]] = {
    "audit-as-written": (audit_view("", PLACE, (61, 2, 2), (), ()), made.PIPE),
    "audit-signed": (SIGNED, made.PIPE),
    "audit-one": (audit_view("12", PLACE, (1, 1, 0), (), (NOTE,)), made.PIPE),
    "audit-altered": (audit_view("", PLACE, (61, 2, 1), ALTERED, ()), made.PIPE),
    "audit-altered-ascii": (audit_view("12", PLACE, (61, 2, 1), ALTERED[1:2], ()), made.ASCII),
    "audit-many": (audit_view("", PLACE, (61, 2, 1), ALTERED * 8, ()), made.PIPE),
    "audit-empty": (audit_view("", PLACE, (0, 0, 0), (), ()), made.PIPE),
    "audit-hostile": (audit_view("", PLACE, (9, 1, 1), HOSTILE, ()), made.PIPE),
}


@dataclass(frozen=True, slots=True)
class DoorTo:
    """A door to one journal."""

    opened: Journal

    def terminal(self) -> Terminal:
        return made.PIPE

    def journal(self, start: str) -> Journal:
        return self.opened

    def signatures(self, start: str, stream: str) -> SignatureAudit:
        return SignatureAudit()


def verified(journal: Journal, *words: str) -> int:
    return audit(parse_arguments(AUDIT, ["verify", *words]), DoorTo(journal))


def with_one_run(journal: Journal) -> Journal:
    entries = append(journal, *some_events(3), after=0)
    append(journal, decided(entries[-1].digest), after=3)
    return journal


@pytest.mark.parametrize("name", SCREENS)
def test_audit_screen_is_as_kept(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    view, terminal = SCREENS[name]

    print_lines(list(audit_rows(view, terminal)), terminal)

    assert agrees_with_file(f"{name}.txt", capsys.readouterr().out)


@pytest.mark.parametrize("words", [(), ("12",), ("feature-12",)])
def test_journal_as_it_was_written_is_settled(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert verified(with_one_run(MemoryJournal()), *words) == 0
    assert "4 events in 1 stream" in capsys.readouterr().out


def test_altered_journal_is_refused_and_the_document_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    with_one_run(file_journals(tmp_path)())
    connection = sqlite3.connect(tmp_path / "state" / "journal.db")
    connection.executescript("UPDATE events SET actor = 'person:boss' WHERE seq = 2")
    connection.close()

    code = verified(file_journals(tmp_path)(), "12", "--json")

    document = json.loads(capsys.readouterr().out)
    assert code == 40
    assert document["schema"] == "gatewright.audit/1"
    assert not document["is_as_written"]
    assert (document["events"], document["streams"], document["heads"]) == (4, 1, 1)
    assert document["faults"] == [
        {"stream": "run/12", "seq": 2, "what": "was altered after it was written"}
    ]


def test_run_whose_row_is_gone_can_still_be_named_by_number(tmp_path: Path) -> None:
    import sqlite3

    with_one_run(file_journals(tmp_path)())
    connection = sqlite3.connect(tmp_path / "state" / "journal.db")
    connection.executescript("DELETE FROM runs")
    connection.close()

    assert verified(file_journals(tmp_path)(), "12") == 40


@pytest.mark.parametrize("name", ["13", "featur-12", "../12"])
def test_unknown_feature_is_a_mistake_with_the_nearest(name: str) -> None:
    with pytest.raises(Mistake) as caught:
        verified(with_one_run(MemoryJournal()), name)

    assert caught.value.code == "audit.unknown"
    assert caught.value.hints[-1].startswith("gatewright audit verify ")
    assert ("feature-12" in caught.value.hints[0]) == (name == "featur-12")


@pytest.mark.parametrize("words", [[], ["verfy"], ["12"]])
def test_another_word_than_verify_is_a_mistake(words: list[str]) -> None:
    with pytest.raises(Mistake) as caught:
        audit(parse_arguments(AUDIT, words), DoorTo(MemoryJournal()))

    assert caught.value.code.startswith("arguments.")
