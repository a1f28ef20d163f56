"""A configured contract: read from the trees, validated apart, compared with the base's."""

from gatewright.core.contracts.contract_reading import Contract, read_contract
from gatewright.core.contracts.oasdiff import SecondLook, read_oasdiff
from gatewright.core.judges.judge_contract import ContractSeen, judge_contract
from gatewright.core.judges.judge_migrations import MigrationsSeen, judge_migrations, rehearsal_of
from gatewright.core.judges.migration_files import FILES_MAX, is_migration, read_migrations
from gatewright.core.judging.subject import Subject
from gatewright.core.text.plain_data import as_json
from gatewright.model.change import TreeFile
from gatewright.model.document_rules import FROZEN, MIGRATIONS, OPENAPI, ContractRule
from gatewright.model.examinations import Examination
from gatewright.model.ids import TreeId
from gatewright.model.isolation import Network
from gatewright.model.observations import Execution
from gatewright.model.records import replace
from gatewright.model.rules import CheckDefinition
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.ports.examiners import ExaminationRequest
from gatewright.ports.processes import Confinement, Exited, NotStarted, ended
from gatewright.runtime.command_check import command_of
from gatewright.runtime.hearing import Hearing
from gatewright.runtime.workbench import Use

REGULAR = ("100644", "100755")
NO_SUCH_EXAMINER = Trouble("check.tool-absent", "an examiner", "there is none here", "")


def check_contract(
    hearing: Hearing, definition: CheckDefinition, rule: ContractRule, subject: Subject
) -> Verdict:
    """Return the verdict on a contract."""
    if rule.format == MIGRATIONS:
        return _check_migrations(hearing, definition, rule, subject)
    matter = hearing.matter
    head = read_contract(rule, _content(hearing, matter.snapshot.tree, matter.head_files, rule))
    before = None
    if matter.base_tree is not None:
        before = _content(hearing, matter.base_tree, matter.base_files, rule)
    base = None if before is None else read_contract(rule, before)
    seen = ContractSeen(
        head=head,
        base=base,
        examination=examine(hearing, rule.format, as_json(head.document.value))
        if isinstance(head, Contract)
        else None,
        second=_second_look(hearing, definition, rule)
        if isinstance(head, Contract) and isinstance(base, Contract) and _is_compared(rule)
        else None,
    )
    return judge_contract(definition.name, rule, seen, subject)


def _check_migrations(
    hearing: Hearing, definition: CheckDefinition, rule: ContractRule, subject: Subject
) -> Verdict:
    """Return the verdict on a folder of migrations."""
    matter = hearing.matter
    head_files = _migrations(hearing, matter.snapshot.tree, matter.head_files, rule)
    base_files: dict[str, bytes] = {}
    if matter.base_tree is not None:
        base_files = _migrations(hearing, matter.base_tree, matter.base_files, rule)
    folder = read_migrations(head_files)
    document = rehearsal_of(folder, base_files)
    rehearsal = None if document is None else examine(hearing, MIGRATIONS, document)
    seen = MigrationsSeen(folder, head_files, base_files, rehearsal)
    return judge_migrations(definition.name, rule, seen, subject)


def _content(
    hearing: Hearing, tree: TreeId, files: tuple[TreeFile, ...], rule: ContractRule
) -> bytes | None:
    """Return the content of the document in `tree`; None where it is no plain file there."""
    if not any(file.path == rule.path and file.mode in REGULAR for file in files):
        return None
    return hearing.edges.trees.read(tree, [rule.path]).get(rule.path)


def _migrations(
    hearing: Hearing, tree: TreeId, files: tuple[TreeFile, ...], rule: ContractRule
) -> dict[str, bytes]:
    """Return the SQL files of the folder by path. Bounds: FILES_MAX."""
    paths = [
        file.path for file in files if file.mode in REGULAR and is_migration(rule.path, file.path)
    ]
    return dict(hearing.edges.trees.read(tree, paths[:FILES_MAX]))


def examine(hearing: Hearing, kind: str, document: bytes) -> Examination | Trouble:
    """Return what an examiner says of a document."""
    examiner = hearing.edges.examiners.get(kind)
    if examiner is None:
        return NO_SUCH_EXAMINER
    folder = ""
    requirements = examiner.requirements()
    if requirements:
        tools = hearing.bench.tools(requirements)
        if isinstance(tools, Trouble):
            return tools
        folder = f"{tools.folder}/bin"
    tree = hearing.matter.snapshot.tree
    request = ExaminationRequest(document=document, tree=tree, limits=hearing.limits)
    return examiner.examine(request, folder)


def _is_compared(rule: ContractRule) -> bool:
    """Return whether a second tool could say more of it."""
    return rule.format == OPENAPI and rule.compare != FROZEN


def _second_look(
    hearing: Hearing, definition: CheckDefinition, rule: ContractRule
) -> SecondLook | None:
    """Return what oasdiff says; None where it is not on the PATH of checks."""
    matter = hearing.matter
    assert matter.base_tree is not None, "BUG: compared without a base"
    trees = (matter.base_tree, matter.snapshot.tree)
    base, head = (hearing.bench.checkout(tree, Use.READING) for tree in trees)
    files = (f"{base}/{rule.path}", f"{head}/{rule.path}")
    argv = ("oasdiff", "breaking", "--format", "json", *files)
    home = hearing.bench.home(head)
    command = command_of(argv, definition, home, home, None)
    confinement = Confinement(network=Network.NONE, readable=(base, head), writable=(home,))
    command = replace(command, confinement=confinement)
    finished = hearing.edges.processes.run(command)
    if isinstance(finished.ending, NotStarted):
        return None
    execution = Execution(
        tool="oasdiff",
        argv=("oasdiff", "breaking", "--format", "json", "base", "head"),
        cwd="",
        exit_code=finished.ending.code if isinstance(finished.ending, Exited) else None,
        ending=ended(finished.ending),
        isolation=finished.isolation,
        duration_ms=finished.duration_ms,
        tree=matter.snapshot.tree,
        environment_key=None,
        log=hearing.edges.evidence.put(finished.stdout),
    )
    return read_oasdiff(finished.stdout, execution)
