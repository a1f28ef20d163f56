"""Whether a change alters how it is judged: the ruler of the base, compared with the head's."""

from gatewright.core.judge_ruler import judge_ruler
from gatewright.core.ruler import compare_rulers
from gatewright.core.ruler_files import ruler_paths
from gatewright.core.suppressions import find_suppressions, suppression_paths
from gatewright.model.rules import RulerRule
from gatewright.model.verdicts import NotChecked
from gatewright.runtime.hearing import Answer, Hearing

NAME = "ruler"


def check_ruler(hearing: Hearing) -> Answer:
    """Return whether the change is judged as the base would be."""
    matter = hearing.matter
    if matter.base is None or matter.change is None:
        return NotChecked(NAME, "there is no base to compare with")
    trees, paths = hearing.edges.trees, list(ruler_paths(matter.change))
    differences = compare_rulers(
        trees.read(matter.base.tree, paths),
        trees.read(matter.snapshot.tree, paths),
        matter.change,
        [file.path for file in matter.head_files],
    )
    marked = list(suppression_paths(matter.change))
    suppressions = find_suppressions(
        matter.change,
        trees.read(matter.snapshot.tree, marked),
        trees.read(matter.base.tree, marked),
    )
    subject = hearing.subject(NAME, RulerRule())
    return judge_ruler(differences, suppressions, subject, len(matter.change.files))
