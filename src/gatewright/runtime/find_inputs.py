"""Find what a workflow is given: files of the content it starts from, results of earlier runs."""

from gatewright.core.documents.judge_doc import judge_doc
from gatewright.core.documents.judge_plan import judge_plan
from gatewright.core.documents.plan_document import read_plan_items
from gatewright.core.judging.subject import Subject
from gatewright.core.text.expressions import evaluate
from gatewright.core.text.globs import matches_any
from gatewright.core.text.known_facts import conditions_know
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.feature import Facts, Origin
from gatewright.model.ids import TreeId
from gatewright.model.records import dataclass, replace
from gatewright.model.rules import DocRule
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import InputFound, InputRule, Item, Workflow
from gatewright.runtime.desk_words import StartRequest
from gatewright.runtime.earlier_results import Result, earlier_result
from gatewright.runtime.input_documents import made_up, placed_input, with_lists
from gatewright.runtime.run_edges import RunEdges

PLAN = "plan"
NAMED_MAX = 5
REHEARSED = "rehearsed"
REHEARSED_KEYS = ("1", "2")


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why there is no such input, and what to do."""

    what: str
    hint: str
    is_wrong: bool = False  # something is there, and it is not what is wanted


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was found, what there is not, and whom to ask."""

    found: tuple[InputFound, ...] = ()
    absent: frozenset[str] = frozenset()
    asked: tuple[InputRule, ...] = ()
    lacking: tuple[Lacking, ...] = ()

    @property
    def made(self) -> tuple[str, ...]:
        """Return in words what a procedure makes first."""
        made = [rule for rule in self.asked if rule.uses]
        return tuple(f"{one.name} is not here: {one.uses} makes it first" for one in made)


def find_inputs(
    run: RunEdges, workflow: Workflow, request: StartRequest, facts: Facts, origin: Origin
) -> Inputs:
    """Return the inputs of `workflow`, and what is missing. Raises: Mistake `arguments.input`."""
    _refuse_unknown(workflow, request)
    inputs = Inputs()
    for written in workflow.inputs:
        rule = placed_input(written, request)
        answer = _look(run, rule, request, facts, origin)
        if isinstance(answer, InputFound):
            answer = _as_document(run, workflow, rule, facts, answer, origin)
        if isinstance(answer, InputFound):
            inputs = replace(inputs, found=(*inputs.found, answer))
        elif rule.is_optional or not _is_wanted(rule, facts):
            inputs = replace(inputs, absent=inputs.absent | {rule.name})
        elif (rule.ask or rule.uses) and not answer.is_wrong:
            inputs = replace(inputs, asked=(*inputs.asked, rule))
        else:
            inputs = replace(inputs, lacking=(*inputs.lacking, answer))
    return inputs


def refuse_lacking(inputs: Inputs) -> None:
    """Raise Mistake for what the workflow needs and nobody has."""
    if inputs.lacking:
        raise Mistake(
            "input.missing",
            "The workflow needs what is not here.",
            found="; ".join(each.what for each in inputs.lacking),
            hints=tuple(each.hint for each in inputs.lacking),
        )


def _refuse_unknown(workflow: Workflow, request: StartRequest) -> None:
    """Raise Mistake for an input that the workflow does not have."""
    known = [rule.name for rule in workflow.inputs]
    unknown = next((name for name, _ in request.inputs if name not in known), None)
    if unknown is not None:
        what = f"The workflow {workflow.name} has no input {unknown!r}."
        hint = f"it has  {', '.join(known) or 'none'}"
        raise Mistake("arguments.input", what, hints=(hint,))


def _is_wanted(rule: InputRule, facts: Facts) -> bool:
    """Return whether an input is needed; what cannot be decided yet is."""
    return not rule.when or evaluate(rule.when, conditions_know(dict(facts.known))) is not False


def _look(
    run: RunEdges, rule: InputRule, request: StartRequest, facts: Facts, origin: Origin
) -> InputFound | Lacking:
    """Return one input, or why there is none."""
    tree = origin.taken_tree if origin.taken_tree is not None else origin.tree
    named = dict(request.inputs).get(rule.name)
    if named is None and request.is_rehearsed and rule.uses:
        return Lacking(f"{rule.name}: {rule.uses} makes it", "")
    if named is None and request.is_rehearsed:
        items = tuple(Item(key, key, digest_of(key)) for key in REHEARSED_KEYS)
        return InputFound(rule.name, rule.path, digest_of(rule.name), REHEARSED, items)
    if named is None and rule.of_workflow:
        result = earlier_result(run, rule, dict(facts.known), tree)
        if isinstance(result, Result):
            return _fitting(run, rule, result.path, result.source, tree)
        hint = f'gatewright run "IDEA" -W {rule.of_workflow}    makes it; land it then'
        return Lacking(f"{rule.name}: {result}", hint)
    return _at(run, rule, named or rule.path, origin.branch, tree)


def _as_document(
    run: RunEdges,
    workflow: Workflow,
    rule: InputRule,
    facts: Facts,
    found: InputFound,
    origin: Origin,
) -> InputFound | Lacking:
    """Return an input with the items of its lists; Lacking where it is not as its schema wants."""
    if found.source == REHEARSED:
        return made_up(workflow, rule, found)
    tree = origin.taken_tree if origin.taken_tree is not None else origin.tree
    read = with_lists(run, workflow, rule, found, tree, dict(facts.known))
    if isinstance(read, InputFound):
        return read
    what = f"{rule.name}: {found.path}: {read}"
    return Lacking(what, f"mend {found.path}, or --input {rule.name}=PATH", is_wrong=True)


def _at(
    run: RunEdges, rule: InputRule, path: str, branch: str, tree: TreeId
) -> InputFound | Lacking:
    """Return the input whose path is `path`, or matches it alone."""
    hint = f"--input {rule.name}=PATH    names the file"
    if not path:
        return Lacking(f"{rule.name}: nothing says which file it is", hint)
    paths = [file.path for file in run.edges.trees.files(tree)]
    matching = [one for one in paths if matches_any((path,), one)]
    if not matching:
        write = f"commit {path} to {branch}, or {hint}" if "*" not in path else hint
        return Lacking(f"{rule.name}: there is no {path}", write)
    if len(matching) > 1:
        several = ", ".join(matching[:NAMED_MAX])
        what = f"{rule.name}: several files are at {path}: {several}"
        return Lacking(what, hint, is_wrong=True)
    return _fitting(run, rule, matching[0], branch, tree)


def _fitting(
    run: RunEdges, rule: InputRule, path: str, source: str, tree: TreeId
) -> InputFound | Lacking:
    """Return the input at `path`, if it has the form that is wanted."""
    content = run.edges.trees.read(tree, [path])[path]
    wrong = _wrong_form(rule, path, content, tree)
    if wrong:
        what = f"{rule.name}: {path}: {wrong}"
        return Lacking(what, f"mend {path}, or --input {rule.name}=PATH", is_wrong=True)
    items = read_plan_items(content) if rule.schema == PLAN else ()
    return InputFound(rule.name, path, digest_of_bytes(content), source, items)


def _wrong_form(rule: InputRule, path: str, content: bytes, tree: TreeId) -> str:
    """Return why a file is not what is wanted; "" where it is."""
    subject = Subject(tree, tree, digest_of(path))
    if rule.schema == PLAN:
        verdict = judge_plan(rule.name, path, content, subject)
    elif rule.type:
        form = DocRule(path, forbid=(), min_words_per_section=0, format=rule.type)
        verdict = judge_doc(rule.name, form, content, subject)
    else:
        return "" if content.strip() else "it is empty"
    return "" if verdict.may_open else verdict.headline
