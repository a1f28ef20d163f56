"""A verdict by whatever name a person knows it: of the last check, of a kept one, of a run."""

from collections.abc import Callable

from gatewright.model.ids import RunId
from gatewright.model.judgement import Recalled
from gatewright.ports.store import Records
from gatewright.runtime.remembering import ids_from, latest, recall
from gatewright.runtime.run_verdicts import RunVerdicts, lost_of


def recall_any(
    records: Records, runs: RunVerdicts, find_run: Callable[[str], RunId], name: str
) -> Recalled:
    """Return what is left of the verdict called `name`.

    Shape: a check of the last judgement; "v-..." or the digest of a verdict of a run, or how these
           begin; FEATURE, FEATURE/STEP and FEATURE/STEP/CHECK.
    Raises: Mistake `verdict.*`, `run.unknown` -- the person's.
    """
    if name.startswith("v-") and not ids_from(records, name):
        found = runs.by_id(name)
    elif _is_check(records, name) or name.startswith("v-"):
        return _of_check(records, runs, name)
    else:
        found = runs.by_digest(name)
    feature, slash, place = name.partition("/")
    if found is None and (slash or runs.has(feature)):
        found = runs.by_place(find_run(feature), place)
    return found or _of_check(records, runs, name)


def _is_check(records: Records, name: str) -> bool:
    """Return whether the last judgement has a check of that name."""
    judgement = latest(records)
    return judgement is not None and any(each.check == name for each in judgement.verdicts)


def _of_check(records: Records, runs: RunVerdicts, name: str) -> Recalled:
    """Return what is left of a verdict of `check`. Raises: Mistake."""
    stored = recall(records, name)
    if stored is None:
        return Recalled(name, None)
    return Recalled(stored.verdict_id, stored, lost=lost_of(runs.evidence, stored.verdict))
