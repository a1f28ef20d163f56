"""What checks the signatures of a record, of the repository around a folder."""

from functools import partial
from typing import TYPE_CHECKING

from gatewright.bootstrap.adapters import facts_of, processes_of, signer
from gatewright.bootstrap.late import late
from gatewright.bootstrap.reading import evidence_of, journal, located, repositories
from gatewright.bootstrap.surroundings import now, state_folder

if TYPE_CHECKING:
    from gatewright.model.ids import CommitId
    from gatewright.ports.signer import Signer
    from gatewright.runtime.people_list import PeopleKnown
    from gatewright.runtime.signed_audit import SignatureAudit


def signatures(start: str, stream: str) -> "SignatureAudit":
    """Return what became of every signature of a run, or of all. Raises: Mistake."""
    from gatewright.runtime.signed_audit import Archive, audit_signatures

    archive = Archive(evidence_of(located(start)), late(signer_here), partial(_list_at, start))
    return audit_signatures(journal(start), archive, stream)


def people(start: str) -> "PeopleKnown":
    """Return who is known at the head of the checkout around `start`. Raises: Mistake."""
    from gatewright.runtime.people_list import known_people

    known = repositories()
    repository = known.open(start)
    return known_people(known, known.trees(repository), repository)


def now_text() -> str:
    """Return the time, RFC 3339 in UTC."""
    return now().isoformat(timespec="milliseconds")


def signer_here() -> "Signer":
    state = state_folder()
    return signer(processes_of(state, facts_of(state)), state)


def _list_at(start: str, commit: "CommitId") -> str:
    """Return the list of signers of a commit. Raises: Mistake where it is not here."""
    from gatewright.runtime.signed_decisions import signers_text

    known = repositories()
    repository = known.open(start)
    return signers_text(known.trees(repository), known.snapshot(repository, commit).tree)
