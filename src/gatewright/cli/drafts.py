"""Answers that were given and not yet sent: kept when a person is interrupted, gone once recorded.

Invariant: a draft decides nothing, and answers given on other content are asked for again.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from gatewright.core.state.run_state import RunState
from gatewright.model.digest import digest_of
from gatewright.model.events import Answer
from gatewright.model.ids import Digest, StepPath
from gatewright.model.records import dataclass, field

DRAFT_BYTES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers by item, and the content they were given on."""

    bound: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)


class Drafts:
    """A folder of drafts, one for each step that asks."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`; it is made when there is something to keep."""
        self._folder = folder

    @classmethod
    def under(cls, state_folder: str) -> "Drafts":
        """Return the drafts of everything that is asked on this machine."""
        return cls(Path(state_folder) / "drafts")

    def read(self, key: str) -> Draft:
        """Return what is kept for `key`; an empty draft where that is nothing."""
        try:
            content = self._path(key).read_bytes()[: DRAFT_BYTES_MAX + 1]
            document = json.loads(content) if len(content) <= DRAFT_BYTES_MAX else None
        except (OSError, ValueError, RecursionError):
            return Draft()
        match document:
            case {"bound": str(bound), "answers": [*listed]}:
                answers = [each for each in map(_answer, listed) if each is not None]
                return Draft(bound, {each.item: each for each in answers})
            case _:
                return Draft()

    def keep(self, key: str, bound: Digest, answers: Mapping[str, Answer]) -> None:
        """Keep `answers`, given on `bound`. A disk that cannot is no reason to stop asking."""
        kept = [
            {"item": each.item, "is_yes": each.is_yes, "because": each.because}
            for each in answers.values()
        ]
        path = self._path(key)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(".new")
            fresh.write_text(json.dumps({"bound": bound, "answers": kept}), encoding="ascii")
            fresh.replace(path)
        except OSError:
            return

    def forget(self, key: str) -> None:
        """Remove the draft for `key`, if there is one."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def draft_key(state: RunState, step: StepPath) -> str:
    """Return what names the draft of a step: the same for each time that it is asked."""
    named = [state.started.feature.run_id, state.started.origin.commit, state.started_at, step]
    return digest_of(named)[:24]


def _answer(document: object) -> Answer | None:
    """Return one kept answer; None for anything else."""
    match document:
        case {"item": str(item), "is_yes": bool(is_yes), "because": str(because)}:
            return Answer(item, is_yes, because)
        case _:
            return None
