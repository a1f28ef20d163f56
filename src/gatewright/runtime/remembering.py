"""Verdicts by name, so that they can be shown and judged again."""

from collections.abc import Iterable

from gatewright.core.judging.naming import verdict_id
from gatewright.model.change import Base
from gatewright.model.ids import VerdictId
from gatewright.model.judgement import Judgement, StoredVerdict
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import Verdict
from gatewright.ports.store import Records
from gatewright.runtime.documents import from_document, to_document

VERDICTS = "verdicts"
JUDGEMENTS = "judgements"
LATEST = "latest"
OFFERED_MAX = 3


def remember(records: Records, judgement: Judgement) -> None:
    """Keep every verdict of `judgement`, and the judgement as the latest."""
    for verdict in judgement.verdicts:
        _write(records, verdict, judgement.judged_at, judgement.base, judgement)
    records.write(JUDGEMENTS, LATEST, to_document(judgement))


def _write(
    records: Records, verdict: Verdict, judged_at: str, base: Base | None, judgement: Judgement
) -> None:
    """Keep one verdict under its name."""
    stored = StoredVerdict(verdict_id(verdict), verdict, judged_at, judgement.stage, base)
    records.write(VERDICTS, stored.verdict_id, to_document(stored))


def latest(records: Records) -> Judgement | None:
    """Return the last judgement of this repository; None where there is none that can be read."""
    document = records.read(JUDGEMENTS, LATEST)
    return from_document(document, Judgement) if document is not None else None


def recall(records: Records, name: str) -> StoredVerdict | None:
    """Return a verdict by its id, the start of it, or the name of a check of the last judgement.

    Shape: None for one that is not as it was kept under that name.
    Raises: Mistake `verdict.unknown`, `verdict.ambiguous` -- the person's.
    """
    wanted = name if name.startswith("v-") else _id_in_latest(records, name)
    matching = ids_from(records, wanted)
    if len(matching) > 1:
        raise Mistake(
            "verdict.ambiguous",
            f"{len(matching)} verdicts start with {wanted}.",
            hints=tuple(matching[:OFFERED_MAX]),
        )
    if not matching:
        raise unknown(name)
    document = records.read(VERDICTS, matching[0])
    stored = from_document(document, StoredVerdict) if document is not None else None
    is_whole = stored is not None and verdict_id(stored.verdict) == matching[0]
    return stored if is_whole else None


def ids_from(records: Records, start: str) -> list[str]:
    """Return the ids of kept verdicts that begin with `start`, the newest first."""
    return [each for each in records.names(VERDICTS) if each.startswith(start)]


def unknown(name: str) -> Mistake:
    """Return the mistake of a name that no verdict has."""
    return Mistake(
        "verdict.unknown",
        f"No verdict is called {name}.",
        hints=(
            "gatewright check    judges, and names its verdicts",
            "gatewright why FEATURE    names those that stop a feature",
        ),
    )


def _id_in_latest(records: Records, check: str) -> VerdictId:
    """Return the id of the verdict of `check` in the last judgement."""
    judgement = latest(records)
    if judgement is None:
        raise Mistake(
            "verdict.unknown",
            "Nothing was judged here yet.",
            hints=("gatewright check",),
        )
    for verdict in judgement.verdicts:
        if verdict.check == check:
            return verdict_id(verdict)
    raise Mistake(
        "verdict.unknown",
        f"The last check has no verdict called {check}.",
        hints=nearest(check, (verdict.check for verdict in judgement.verdicts)),
    )


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the few of `names` that are most like `name`; all of them where none is."""
    from difflib import get_close_matches  # noqa: PLC0415 -- late: only for a wrong name

    every = sorted(names)
    return tuple(get_close_matches(name, every, n=OFFERED_MAX)) or tuple(every)
