"""What would start when a person asks for a feature: every default chosen, nothing written yet."""

import difflib
import re

from gatewright.core.choose_workflow import choose_workflow
from gatewright.core.resolve_workflow import resolve_workflow
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.change import Base
from gatewright.model.events import RunStarted
from gatewright.model.feature import Bounds, Facts, Feature, Origin, People
from gatewright.model.ids import CommitId, RunId
from gatewright.model.isolation import CLAIMS
from gatewright.model.trouble import Mistake
from gatewright.model.workflow import Workflow
from gatewright.runtime.desk_words import Starting, StartRequest
from gatewright.runtime.run_edges import RunEdges

SLUG_WORDS_MAX = 4
SLUG_CHARS_MAX = 40
SMALL_WORDS = frozenset({
    "a", "an", "the", "to", "of", "for", "and", "or", "in", "on", "with", "let", "users", "is",
})  # fmt: skip
AUTO = "auto"
HERE = "."


def plan_start(run: RunEdges, request: StartRequest) -> Starting:
    """Return what would start.

    Raises: Mistake for an unknown workflow or agent, a malformed definition, an unknown base.
    """
    workflow, because = _workflow(run, request)
    slug = slug_of(request.idea)
    origin = _origin(run, request)
    snapshot = run.edges.repositories.snapshot(run.repository, None)
    agent = run.name_agent(request.agent, request.agent_script)  # last: keeps what it would run
    return Starting(
        request=request,
        slug=slug,
        workflow=workflow,
        because=because,
        agent=agent,
        origin=origin,
        facts=Facts(request.facts, tuple((name, "said") for name, _ in request.facts)),
        people=People(),
        person=run.person,
        bounds=Bounds(),
        isolation=CLAIMS[run.edges.processes.survey().strongest],
        uncommitted=0 if request.from_ref == HERE else len(snapshot.uncommitted),
    )


def started_of(starting: Starting, run_id: RunId) -> RunStarted:
    """Return the first event of a run, with the number it was given."""
    feature = Feature(run_id, starting.slug, starting.request.idea)
    return RunStarted(
        feature=feature,
        workflow=resolve_workflow(starting.workflow, feature),
        because=starting.because,
        origin=starting.origin,
        facts=starting.facts,
        people=starting.people,
        requester=starting.person,
        bounds=starting.bounds,
        agent=starting.agent,
    )


def slug_of(idea: str) -> str:
    """Return a short name for branches: the first telling words of an idea."""
    words = re.findall(r"[a-z0-9]+", idea.lower())
    telling = [word for word in words if word not in SMALL_WORDS] or words or ["feature"]
    return "-".join(telling[:SLUG_WORDS_MAX])[:SLUG_CHARS_MAX].strip("-")


def _workflow(run: RunEdges, request: StartRequest) -> tuple[Workflow, str]:
    """Return the workflow and why it. Raises: Mistake `workflow.unknown`, `workflow.malformed`."""
    name, because = request.workflow, "as asked"
    if name == AUTO:
        choice = choose_workflow(request.idea)
        name, because = choice.name, choice.because
    found = run.read_workflow(name)
    if found is None:
        near = difflib.get_close_matches(name, run.workflow_names, n=2)
        raise Mistake(
            "workflow.unknown",
            f"No workflow is called {name}.",
            found=f"here: {', '.join((AUTO, *run.workflow_names))}",
            hints=tuple(f"did you mean  {each}" for each in near),
        )
    parsed = parse_workflow(*found)
    if isinstance(parsed, Workflow):
        return parsed, because
    first, *others = parsed
    raise Mistake(
        first.code,
        f"The workflow {name} cannot be read.",
        found=str(first),
        hints=tuple(str(problem) for problem in others),
    )


def _origin(run: RunEdges, request: StartRequest) -> Origin:
    """Return the commit to start from. Raises: Mistake `base.*`, `snapshot.*`."""
    repositories = run.edges.repositories
    wanted = request.base or run.repository.branch
    base: Base | None = repositories.find_base(run.repository, wanted)
    if base is None:
        tree = repositories.snapshot(run.repository, run.repository.head).tree
        base = Base(run.repository.head, tree, run.repository.branch or "HEAD", "the only commit")
    taken = None
    if request.from_ref is not None:
        ref = None if request.from_ref == HERE else request.from_ref
        taken = repositories.snapshot(run.repository, ref).tree
    return Origin(CommitId(base.commit), base.tree, base.name, taken)
