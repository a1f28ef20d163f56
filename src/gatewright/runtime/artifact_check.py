"""What checks of a gate see of the artifacts of a run: read, never executed."""

from collections.abc import Mapping

from gatewright.core.documents.artifact_items import ListSeen, no_list
from gatewright.core.documents.artifact_reading import read_artifact
from gatewright.core.documents.artifact_words import values_by_variable, with_artifacts
from gatewright.core.documents.judge_artifact import judge_artifact
from gatewright.core.judging.subject import Subject
from gatewright.core.text.filling import fill
from gatewright.model.document_rules import ArtifactRule
from gatewright.model.records import replace
from gatewright.model.rules import AssertRule, CheckDefinition
from gatewright.model.run_documents import ArtifactPlace
from gatewright.model.trouble import Trouble
from gatewright.model.verdicts import Verdict
from gatewright.runtime.hearing import Hearing

REGULAR = ("100644", "100755")


def with_artifacts_seen(
    hearing: Hearing, definition: CheckDefinition
) -> tuple[CheckDefinition, Mapping[str, object]]:
    """Return a check whose conditions speak of artifacts as variables, and the values of these."""
    known = hearing.matter.artifacts
    if not known.places:
        return definition, {}
    spoken: dict[str, None] = {}
    when, rule = definition.when, definition.rule
    if when is not None:
        when, names = with_artifacts(when, known.places)
        spoken |= dict.fromkeys(names)
    if isinstance(rule, AssertRule):
        text, names = with_artifacts(rule.expression, known.places)
        rule = AssertRule(text)
        spoken |= dict.fromkeys(names)
    values = {name: value for name in spoken if (value := _value(hearing, name)) is not None}
    return replace(definition, when=when, rule=rule), values_by_variable(values)


def check_artifact(
    hearing: Hearing, definition: CheckDefinition, rule: ArtifactRule, subject: Subject
) -> Verdict:
    """Return the verdict on an artifact of a run, or on a file that has a schema."""
    known = hearing.matter.artifacts
    place = known.places.get(rule.artifact)
    if rule.path:
        place = ArtifactPlace(fill(rule.path, {"feature.slug": known.slug}), rule.schema)
    elif place is not None and rule.schema:
        place = replace(place, schema=rule.schema)
    content = None if place is None else content_at(hearing, place)
    return judge_artifact(definition.name, rule, known, place, content, subject)


def list_of_artifact(hearing: Hearing, name: str) -> ListSeen | Trouble:
    """Return a list of an artifact by its name: "plan#requirements"."""
    known = hearing.matter.artifacts
    artifact, _, part = name.partition("#")
    place = known.places.get(artifact)
    if place is None:
        return no_list(name, f"nobody makes {artifact} here")
    content = content_at(hearing, place)
    if content is None:
        return no_list(name, f"{place.path}: there is no such plain file")
    read = read_artifact(known, place, content)
    entries = None if read is None else read.lists.get(part)
    if entries is None:
        return no_list(name, f"{place.path}: it has no such list")
    return ListSeen(place.path, entries)


def content_at(hearing: Hearing, place: ArtifactPlace) -> bytes | None:
    """Return the content of an artifact, as it is or as it was; None where it is not there."""
    if place.digest:
        return hearing.edges.evidence.get(place.digest)
    return content_of(hearing, place.path)


def content_of(hearing: Hearing, path: str) -> bytes | None:
    """Return the content of a plain file of the head; None where there is none."""
    matter = hearing.matter
    is_plain = any(file.path == path and file.mode in REGULAR for file in matter.head_files)
    return hearing.edges.trees.read(matter.snapshot.tree, [path]).get(path) if is_plain else None


def _value(hearing: Hearing, name: str) -> object:
    """Return what an expression sees of an artifact; None where nothing can be told."""
    known = hearing.matter.artifacts
    content = content_at(hearing, known.places[name])
    read = None if content is None else read_artifact(known, known.places[name], content)
    return None if read is None else read.value
