"""One suite for the store ports, run against the fakes and the folders."""

from pathlib import Path

import pytest

from gatewright.journal.evidence import FolderEvidence
from gatewright.journal.records import FolderRecords
from gatewright.model.digest import digest_of_bytes
from gatewright.ports.store import EvidenceStore, Records
from gatewright.testing.memory_store import MemoryEvidence, MemoryRecords


@pytest.fixture(params=["fake", "folder"])
def evidence(request: pytest.FixtureRequest, tmp_path: Path) -> EvidenceStore:
    return MemoryEvidence() if request.param == "fake" else FolderEvidence(str(tmp_path))


@pytest.fixture(params=["fake", "folder"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Records:
    return MemoryRecords() if request.param == "fake" else FolderRecords(str(tmp_path))


def test_evidence_is_named_by_its_content(evidence: EvidenceStore) -> None:
    digest = evidence.put(b"seen")

    assert digest == digest_of_bytes(b"seen")
    assert evidence.put(b"seen") == digest
    assert evidence.get(digest) == b"seen"


def test_evidence_that_was_never_put_is_none(evidence: EvidenceStore) -> None:
    assert evidence.get(digest_of_bytes(b"never")) is None


def test_altered_evidence_is_none(tmp_path: Path) -> None:
    folder, fake = FolderEvidence(str(tmp_path)), MemoryEvidence()
    digest = folder.put(b"seen")
    fake.put(b"seen")

    next(path for path in tmp_path.rglob("*") if path.is_file()).write_bytes(b"other")
    fake.kept[digest] = b"other"

    for store in (folder, fake):
        assert store.get(digest) is None
        assert store.put(b"seen") == digest
        assert store.get(digest) == b"seen"


def test_record_is_replaced_and_becomes_the_newest(records: Records) -> None:
    records.write("verdicts", "a", b"1")
    records.write("verdicts", "b", b"2")
    records.write("verdicts", "a", b"3")

    assert records.read("verdicts", "a") == b"3"
    assert list(records.names("verdicts")) == ["a", "b"]


def test_record_of_an_unknown_folder_is_none(records: Records) -> None:
    assert records.read("nowhere", "a") is None
    assert list(records.names("nowhere")) == []


@pytest.mark.parametrize("name", ["../a", "a/b", "", ".hidden", "a\n"])
def test_name_that_is_a_path_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="record"):
        FolderRecords(str(tmp_path)).write("verdicts", name, b"")
