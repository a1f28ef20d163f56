"""Examining documents with libraries that are slow, recursive or no part of this program."""

from typing import Protocol

from gatewright.model.examinations import Examination
from gatewright.model.ids import TreeId
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble
from gatewright.ports.processes import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationRequest:
    """One document to examine."""

    document: bytes  # JSON
    tree: TreeId  # what it is taken from
    limits: Limits


class Examiner(Protocol):
    """Examines a document in a confined process; it never says whether that is good."""

    def requirements(self) -> tuple[str, ...]:
        """Return what the tool environment must hold; () where none is needed."""
        ...

    def examine(self, request: ExaminationRequest, program_folder: str) -> Examination | Trouble:
        """Examine one document.

        Shape: `program_folder` is that of the tool environment; "" where none is needed.
        """
        ...
