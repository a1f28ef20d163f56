"""Whether a change alters how it is judged: the ruler of the base, compared with the head's."""

from posixpath import normpath

from gatewright.core.code.suppressions import find_suppressions, suppression_paths
from gatewright.core.judges.judge_ruler import judge_ruler
from gatewright.core.judging.drafts import derive_draft
from gatewright.core.ruler.ruler import compare_rulers
from gatewright.core.ruler.ruler_files import ruler_paths
from gatewright.model.configuration import Configuration
from gatewright.model.judgement import ConfigurationSource
from gatewright.model.records import replace
from gatewright.model.rules import CommandRule, RulerRule
from gatewright.model.verdicts import NotChecked
from gatewright.runtime.hearing import Answer, Hearing
from gatewright.runtime.matter import CONFIGURATION_PATH
from gatewright.runtime.report_run import argv_of

NAME = "ruler"
DRAFTED = f"adds {CONFIGURATION_PATH}, a draft that only adds; it counts once it is on the base"
READ_BY = {
    "make": ("Makefile", "makefile", "GNUmakefile"),
    "just": ("justfile", "Justfile", ".justfile"),
    "nox": ("noxfile.py",),
    "tox": ("tox.ini",),
}
"""Programs that do what a file of the repository tells them."""


def check_ruler(hearing: Hearing) -> Answer:
    """Return whether the change is judged as the base would be."""
    matter = hearing.matter
    if matter.base is None or matter.change is None:
        return NotChecked(NAME, "there is no base to compare with")
    trees, through = hearing.edges.trees, _gone_through(hearing)
    paths = list(ruler_paths(matter.change, through))
    differences = compare_rulers(
        trees.read(matter.base.tree, paths),
        trees.read(matter.snapshot.tree, paths),
        matter.change,
        [file.path for file in matter.head_files],
        through,
    )
    marked = list(suppression_paths(matter.change))
    suppressions = find_suppressions(
        matter.change,
        trees.read(matter.snapshot.tree, marked),
        trees.read(matter.base.tree, marked),
    )
    subject = hearing.subject(NAME, RulerRule())
    drafted = _adds_only(hearing)
    left = [each for each in differences if not drafted or each.path != CONFIGURATION_PATH]
    verdict = judge_ruler(left, suppressions, subject, len(matter.change.files))
    return replace(verdict, notes=(*verdict.notes, DRAFTED)) if drafted else verdict


def _adds_only(hearing: Hearing) -> bool:
    """Return whether the change brings the first configuration, and one that loosens nothing."""
    matter = hearing.matter
    if matter.configuration_source is not ConfigurationSource.DRAFT:
        return False
    from gatewright.definitions.configuration import parse_configuration  # noqa: PLC0415

    text = hearing.edges.trees.read(matter.snapshot.tree, [CONFIGURATION_PATH])[CONFIGURATION_PATH]
    parsed = parse_configuration(text.decode("utf-8", "replace"), CONFIGURATION_PATH)
    if not isinstance(parsed, Configuration) or matter.base is None:
        return False
    base = None if parsed.base == matter.base.name else parsed.base
    return derive_draft(parsed) == replace(parsed, base=base)


def _gone_through(hearing: Hearing) -> tuple[str, ...]:
    """Return the files that configured commands go through: who edits them bends the check."""
    known = {file.path for file in (*hearing.matter.head_files, *hearing.matter.base_files)}
    named: set[str] = set()
    for definition in hearing.matter.configuration.checks:
        rule = definition.rule
        argv = rule.argv if isinstance(rule, CommandRule) else argv_of(rule)
        if argv:
            program, *others = argv
            words = (program, *others, *READ_BY.get(program.rpartition("/")[2], ()))
            named.update(normpath(word) for word in words)
    return tuple(sorted(named & known))
