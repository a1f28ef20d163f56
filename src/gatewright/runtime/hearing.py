"""One matter before its judges: the ports, the content, and what was made to look at it."""

import msgspec

from gatewright.core.judging.asked import is_asked
from gatewright.core.judging.subject import Subject
from gatewright.model.configuration import ServiceDefinition
from gatewright.model.digest import digest_of
from gatewright.model.project import Project
from gatewright.model.records import dataclass, replace
from gatewright.model.rules import CheckDefinition, Rule
from gatewright.model.verdicts import NotChecked, Verdict
from gatewright.ports.processes import Limits
from gatewright.runtime.edges import Edges
from gatewright.runtime.matter import Matter
from gatewright.runtime.observing import Observed, Observer, Seen
from gatewright.runtime.workbench import Workbench

Answer = Verdict | NotChecked


@dataclass(frozen=True, slots=True)
class Hearing:
    """What every check of one judgement shares."""

    edges: Edges
    matter: Matter
    bench: Workbench
    observer: Observer
    limits: Limits

    def subject(self, name: str, rule: Rule, project: Project | None = None) -> Subject:
        """Return the subject of check `name`, bound to its own definition."""
        environment_key = self.bench.environment_key(project) if project is not None else None
        return Subject(
            self.matter.snapshot.tree,
            self.matter.base_tree,
            digest_of([name, type(rule).__name__, msgspec.to_builtins(rule)]),
            environment_key,
        )

    def definition(self, check: str, rule: Rule) -> CheckDefinition:
        """Return the built-in check `check` as it is configured here; with `rule` by default."""
        for definition in self.matter.configuration.checks:
            if definition.name == check and type(definition.rule) is type(rule):
                return definition
        return CheckDefinition(check, rule)

    def asks_for(self, check: str) -> bool:
        """Return whether somebody wants to know of the built-in check `check`."""
        request = self.matter.request
        return check in request.also or is_asked(check, request.only, self.matter.configuration)

    def aside(self, folder: str) -> "Hearing":
        """Return a hearing that makes its checkouts below `folder`, in the same environments.

        Shape: for content that is looked at once: whoever removes the folder has the room again.
        """
        bench = self.bench.aside(folder)
        return replace(self, bench=bench, observer=self.observer.at(bench))

    def services(self, definition: CheckDefinition) -> tuple[ServiceDefinition, ...]:
        """Return the services that a check asks for, as they are configured."""
        return tuple(
            service
            for service in self.matter.configuration.services
            if service.name in definition.services
        )

    def name_of(self, check: str, project: Project) -> str:
        """Return the name of a check: with the project's root where there are several.

        Shape: "tests", "tests web", "tests . node" where the folder holds a Python one too.
        """
        others = [other for other in self.matter.projects if other != project]
        if not others:
            return check
        is_shared = any(other.root == project.root for other in others)
        stack = f" {project.stack}" if is_shared else ""
        return f"{check} {project.root or '.'}{stack}"


def since(verdict: Verdict, observed: Observed[Seen]) -> Verdict:
    """Return `verdict` saying since when it is known what it rests on, or why not before."""
    evidence = replace(verdict.evidence, reused_from=observed.reused_from, anew=observed.anew)
    return replace(verdict, evidence=evidence)
