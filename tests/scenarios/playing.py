"""Plays a scenario: a workflow as people write it, what happens in short sentences, the journal.

A sentence that ends with "-> CODE" is refused with that code and changes nothing.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gatewright.core.admit.admit import admit
from gatewright.core.approval.approvals import request_for
from gatewright.core.content.content_names import artifact_of, is_region
from gatewright.core.content.watched import watched_in
from gatewright.core.course.consequences import Completed
from gatewright.core.course.decide import decide
from gatewright.core.documents.artifact_lists import documents_by_name, items_of_artifact
from gatewright.core.documents.judge_document import judge_document
from gatewright.core.facts.facts import of_word
from gatewright.core.facts.risk import seen_in_diff
from gatewright.core.judging.implicit_checks import IMPLICIT
from gatewright.core.judging.subject import Subject
from gatewright.core.layout.resolve_workflow import resolve_workflow
from gatewright.core.state.run_state import Choosing, Deciding, RunState
from gatewright.definitions.document_schema import Shelf
from gatewright.definitions.procedures import Library
from gatewright.definitions.workflow import parse_workflow
from gatewright.model.budgets import Resource, Usage
from gatewright.model.change import Change, ChangedFile, FileStatus, Line
from gatewright.model.changing import NewDefinition
from gatewright.model.digest import digest_of
from gatewright.model.effects import StartAttempt
from gatewright.model.events import (
    Answer,
    AttemptFinished,
    Choice,
    Ended,
    Event,
    StepJudged,
    VerdictLine,
)
from gatewright.model.facts import FactRule, FactSeen
from gatewright.model.feature import Facts, People
from gatewright.model.ids import CommitId, Digest, Nonce, TreeId
from gatewright.model.intake import (
    Abort,
    AllowCommit,
    AskChange,
    BeginAttempt,
    Branched,
    Choose,
    Committed,
    Decide,
    Finish,
    Hint,
    Intake,
    JudgingDone,
    Landed,
    MergeConflict,
    Merged,
    NamePeople,
    Record,
    Refusal,
    Reply,
    Start,
    Submit,
    Take,
    TakeIn,
    Waive,
    WorkDone,
    WorkLost,
)
from gatewright.model.records import replace
from gatewright.model.rules import TaskKind
from gatewright.model.verdicts import Place, Status, Verdict
from gatewright.model.workflow import MERGE_CHECK, Item, StepDefinition, Workflow
from gatewright.views.run_event import says_of
from tests.scenarios.on_record import failing_on_record
from tests.unit.run_stories import AT, ISOLATED, path, start_of

CHECKS = ("size", "look")
NOTHING = Digest("0" * 64)
NO_SUBJECT = Subject(TreeId("0" * 40), None, NOTHING)


START = datetime.fromisoformat(AT)


def first_of(name: str) -> Digest:
    """Return the digest of a region before anybody worked."""
    return digest_of([name, "first"])


@dataclass
class Play:
    """A run that is told sentences."""

    workflow: Workflow
    people: People
    facts: Facts
    contents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by tree and path
    definitions: Mapping[str, Workflow] = field(default_factory=dict)  # to go on by, by name
    told: list[Event] = field(default_factory=list)
    shown: dict[str, tuple[Nonce, Digest]] = field(default_factory=dict)  # asked first, by step
    at: datetime = START
    state: RunState = field(init=False)

    def __post_init__(self) -> None:
        started = start_of(self.workflow.steps, self.people)
        watched = watched_in(self.workflow.all_steps)
        contents = tuple((name, first_of(name)) for name in watched if is_region(name))
        workflow = resolve_workflow(self.workflow, started.feature)
        started = replace(started, workflow=workflow, facts=self.facts, contents=contents)
        self._take(admit(None, Start(started), AT))

    def tell(self, sentence: str) -> str:
        """Have happen what `sentence` says; return the code of a refusal, "" for none."""
        passing = re.fullmatch(r"(?P<days>\d+) days? pass(?:es)?", sentence)
        if passing is not None:
            self.at += timedelta(days=int(passing["days"]))
            return ""
        for pattern, make in SENTENCES.items():
            match = re.fullmatch(pattern, sentence, re.DOTALL)
            if match is not None:
                return self._take(admit(self.state, make(self, match), self.at.isoformat()))
        raise AssertionError(f"no such sentence: {sentence}")

    def _take(self, answer: Completed | Refusal) -> str:
        if isinstance(answer, Refusal):
            return answer.code
        self.told += answer.events
        self.state = answer.state
        for step in self.state.active:
            asked = self.state.record(step).state
            if isinstance(asked, Deciding):
                first = asked.requests[0]
                self.shown.setdefault(step, (first.nonce, first.bound))
        return ""

    def begun(self, name: str) -> Intake:
        """Return the beginning of the attempt that is wanted."""
        wanted = [each for each in decide(self.state) if isinstance(each, StartAttempt)]
        named = [each for each in wanted if each.step == name]
        assert named, f"wanted now: {decide(self.state)}"
        [effect] = named
        return BeginAttempt(
            effect.step, effect.number, effect.effect_id, "agent:a", effect.from_tree, NOTHING
        )


def tried(play: Play, said: re.Match[str]) -> int:
    """Return the last attempt at a step; of one that is gone, too."""
    step = path(said["step"])
    known = play.state.steps if step in play.state.steps else play.state.gone
    return known[step].numbers_used


def begins(play: Play, said: re.Match[str]) -> Intake:
    return play.begun(said["step"])


def leaves(play: Play, said: re.Match[str]) -> Intake:
    number = tried(play, said)
    usage = Usage(int(said["tokens"])) if said["tokens"] else None
    finished = AttemptFinished(
        path(said["step"]), number, Ended.DONE, TreeId(said["tree"]), "", None, ISOLATED, 5,
        usage=usage,
    )  # fmt: skip
    return WorkDone(finished, lines=tuple(filter(None, (said["lines"] or "").split(" & "))))


def records(play: Play, said: re.Match[str]) -> Intake:
    given = tuple(each.strip().split("=", 1) for each in said["given"].split(";"))
    return Record(said["register"], tuple((n, v) for n, v in given), f"person:{said['who']}")


def lost(play: Play, said: re.Match[str]) -> Intake:
    number = tried(play, said)
    return WorkLost(path(said["step"]), number, "the driver died")


def merges(play: Play, said: re.Match[str]) -> Intake:
    number = tried(play, said)
    return Merged(path(said["step"]), number, play.state.tree, TreeId(said["tree"]))


def clashes(play: Play, said: re.Match[str]) -> Intake:
    number = tried(play, said)
    place, what = Place(said["place"], 1, "both changed it"), "1 place was changed by others"
    line = VerdictLine(MERGE_CHECK, Status.FAIL, what, NOTHING, ("lane.conflict",), (place,))
    return MergeConflict(path(said["step"]), number, play.state.tree, line)


def judged(play: Play, said: re.Match[str]) -> Intake:
    """Return a judgement; what a step makes has the digest of its tree, or the one that is said.

    Shape: regions are as they were but for those that changed, as are parts where any is named.
    """
    record = play.state.record(path(said["step"]))
    definition = record.definition
    tree = getattr(record.state, "tree", play.state.tree)
    failing = [*(said["failing"] or "").split(), *failing_on_record(play.state, definition)]
    lines = tuple(
        VerdictLine(
            check,
            Status.FAIL if check in failing else Status.PASS,
            f"{check} fails" if check in failing else "",
            NOTHING,
            (f"{check}.wrong",) if check in failing else (),
            fingerprints=(digest_of([check]),) if check in failing else (),
        )
        for check in (*definition.gate.checks, *(name for name in failing if name in IMPLICIT))
    )
    made = tuple(
        (one.name, digest_of([one.name, said["digest"] or tree])) for one in definition.produces
    )
    made += tuple(_told(play.state, definition, tree, (said["changed"] or "").split()))
    items = tuple(_item(word) for word in (said["items"] or "").split())
    number = record.numbers_used + (not record.has_worker)
    files = play.contents.get(tree, {})
    documents = documents_by_name(play.state.started.workflow)
    for one in definition.produces:
        if one.path in files and one.schema in documents:
            content, known = files[one.path].encode(), play.state.facts
            schema = documents[one.schema]
            verdict = judge_document(one.name, one.path, schema, content, known, NO_SUBJECT)
            lines += (_line(verdict),)
            listed = items_of_artifact(
                play.state.started.workflow, known, one.name, one.schema, content
            )
            items += tuple(listed)
    facts = tuple(_fact(play, word, said["source"], tree) for word in (said["facts"] or "").split())
    facts += _risk(play, said, tree)
    judged = StepJudged(definition.path, number, tree, lines, made, items, facts)
    return JudgingDone(judged, edition=record.edition)


def _fact(play: Play, word: str, source: str, tree: TreeId) -> FactSeen:
    """Return what content says of a fact: "ui=yes"."""
    name, _, value = word.partition("=")
    rule = next(each for each in play.workflow.facts if each.name == name)
    known = of_word(rule, value)
    assert known is not None, f"{word} settles nothing"
    return FactSeen(name, known, source, digest_of([source, tree]))


def _risk(play: Play, said: re.Match[str], tree: TreeId) -> tuple[FactSeen, ...]:
    """Return the risk class of a diff: of the files that it touches, and of its lines."""
    paths, size = (said["touched"] or "").split(), int(said["size"] or 0)
    added = tuple(Line(number, "x") for number in range(1, size + 1))
    modified = FileStatus.MODIFIED
    files = tuple(ChangedFile(each, modified, each) for each in paths)
    change = Change(tree, tree, (*files, ChangedFile("app.py", modified, "app.py", added)))
    return seen_in_diff(play.workflow.risk_classes, change, tree, play.workflow.paths)


def _told(
    state: RunState, definition: StepDefinition, tree: TreeId, changed: Sequence[str]
) -> Iterable[tuple[str, Digest]]:
    """Yield the digest of each region, and of each watched part of what a step makes."""
    made = {one.name for one in definition.produces}
    for name in state.watched:
        is_part = artifact_of(name) in made
        before = state.artifacts.get(name)
        is_new = name in changed or before is None or (is_part and not changed)
        if is_part or is_region(name):
            yield name, digest_of([name, tree]) if is_new or before is None else before


def _line(verdict: Verdict) -> VerdictLine:
    """Return what a judge said of a document, as the journal keeps it."""
    codes = tuple(reason.code for reason in verdict.reasons)
    return VerdictLine(verdict.check, verdict.status, verdict.headline, NOTHING, codes)


def _item(word: str) -> Item:
    """Return an item of a list.

    Shape: "2", or "2b" with other words in it, "2_chore" of another kind, "2after1" waits for 1.
    """
    word, _, after = word.partition("after")
    kind = TaskKind(word.partition("_")[2] or TaskKind.BEHAVIOUR)
    return Item(word[0], f"task {word[0]}", digest_of(word), kind, tuple(after))


def decides(play: Play, said: re.Match[str]) -> Intake:
    step = path(said["step"])
    who = f"person:{said['who']}"
    asked = request_for(play.state, step, who)
    nonce, bound = play.shown.get(step, (Nonce(""), NOTHING))
    if asked is not None and not said["before"]:
        nonce, bound = asked.nonce, asked.bound
    items = asked.rule.items if asked is not None else ()
    is_yes = said["verb"] == "approves"
    answers = tuple(Answer(item, is_yes, said["because"] or "") for item in items)
    choice = Choice.APPROVE if is_yes else Choice.SEND_BACK
    because = said["because"] or ""
    return Decide(step, nonce, bound, choice, who, answers, because, NOTHING, NOTHING)


def chooses(play: Play, said: re.Match[str]) -> Intake:
    step = path(said["step"])
    asked = play.state.record(step).state
    nonce = asked.nonce if isinstance(asked, Choosing) else Nonce("")
    return Choose(step, nonce, int(said["number"]) - 1, f"person:{said['who']}", said["because"])


def wants(play: Play, said: re.Match[str]) -> Intake:
    return AskChange((said["artifact"],), f"person:{said['who']}", said["because"])


def wants_definition(play: Play, said: re.Match[str]) -> Intake:
    """Return the request to go on by another definition of the scenario, filled in."""
    workflow = resolve_workflow(play.definitions[said["name"]], play.state.started.feature)
    watched = watched_in(workflow.all_steps)
    new = [name for name in watched if name not in play.state.watched and is_region(name)]
    contents = tuple((name, digest_of([name, play.state.tree])) for name in new)
    definition = NewDefinition(workflow, digest_of(said["name"]), "as told", contents)
    who, tree = f"person:{said['who']}", play.state.tree
    return AskChange((), who, said["because"], definition=definition, tree=tree)


def wants_known(play: Play, said: re.Match[str]) -> Intake:
    known = {each.name: each for each in play.workflow.facts}
    rule = known.get(said["fact"], FactRule(said["fact"]))
    value = of_word(rule, said["value"])
    assert value is not None, "this settles nothing"
    return AskChange((), f"person:{said['who']}", said["because"], ((rule.name, value),))


def answers(play: Play, said: re.Match[str]) -> Intake:
    return Reply(None, f"person:{said['who']}", said["text"])


def retries(play: Play, said: re.Match[str]) -> Intake:
    return Hint(path(said["step"]), f"person:{said['who']}", said["because"])


def grants(play: Play, said: re.Match[str]) -> Intake:
    given = ((Resource(said["resource"]), int(said["amount"])),)
    return Hint(path(said["step"]), f"person:{said['who']}", said["because"], given)


def waives(play: Play, said: re.Match[str]) -> Intake:
    return Waive(path(said["step"]), said["check"], f"person:{said['who']}", said["because"])


def takes(play: Play, said: re.Match[str]) -> Intake:
    return Take(path(said["step"]), f"person:{said['who']}", "/")


def hands_in(play: Play, said: re.Match[str]) -> Intake:
    return Submit(path(said["step"]), f"person:{said['who']}", TreeId(said["tree"]))


def aborts(play: Play, said: re.Match[str]) -> Intake:
    return Abort(f"person:{said['who']}", said["because"] or "")


def finishes(play: Play, said: re.Match[str]) -> Intake:
    return Finish(f"person:{said['who']}", said["because"])


def committed(play: Play, said: re.Match[str]) -> Intake:
    unit = next((each for each in play.state.to_commit if each.step == said["step"]), None)
    tree = unit.tree if unit is not None else TreeId("")
    return Committed(path(said["step"]), CommitId(f"c{len(play.told)}"), tree)


def branched(play: Play, said: re.Match[str]) -> Intake:
    return Branched(path(said["step"]), play.state.started.origin.commit)


def allows(play: Play, said: re.Match[str]) -> Intake:
    return AllowCommit(f"person:{said['who']}", said["because"] or "")


def lands(play: Play, said: re.Match[str]) -> Intake:
    commits = play.state.commits
    return Landed(commits[-1] if commits else CommitId(""), "main", f"person:{said['who']}")


def moves_on(play: Play, said: re.Match[str]) -> Intake:
    clash = None
    if said["place"]:
        place = Place(said["place"], 1, "both changed it")
        headline, codes = "1 place was changed by others", ("lane.conflict",)
        clash = VerdictLine(MERGE_CHECK, Status.FAIL, headline, NOTHING, codes, (place,))
    commit, tree, head = CommitId(said["commit"]), TreeId(said["commit"]), TreeId(said["tree"])
    return TakeIn("main", commit, tree, head, f"person:{said['who']}", clash)


def names(play: Play, said: re.Match[str]) -> Intake:
    roles = [each.split() for each in (said["roles"] or "").split(";")]
    held = tuple(
        (role, tuple(f"person:{who}" for who in who_)) for role, *who_ in filter(None, roles)
    )
    return NamePeople(People(held, is_solo=not held), "main", CommitId(said["commit"]))


STEP = r"(?P<step>[\w/-]+)"
WHO = r"(?P<who>\w+)"
SENTENCES: Mapping[str, Callable[[Play, re.Match[str]], Intake]] = {
    rf"{STEP} begins": begins,
    rf"{STEP} leaves (?P<tree>\w+)(?:, using (?P<tokens>\d+) tokens)?"
    r"(?:, recording (?P<lines>.+))?": leaves,
    rf"{WHO} records (?P<register>[\w-]+): (?P<given>.+)": records,
    rf"{STEP} is lost": lost,
    rf"{STEP} merges into (?P<tree>\w+)": merges,
    rf"{STEP} clashes at (?P<place>[\w./]+)": clashes,
    rf"{STEP} is judged(?: as (?P<digest>\w+))?(?:: (?P<failing>[\w ]+) fails?)?"
    r"(?:, lists (?P<items>[\w ]+))?(?:, changes (?P<changed>[\w#/~: -]+))?"
    r"(?:, finds (?P<facts>[\w= ]+) in (?P<source>[\w-]+))?"
    r"(?:, touches (?P<touched>[\w./ -]+))?(?:, has (?P<size>\d+) lines)?": judged,
    rf"{WHO} (?P<verb>approves|sends back) {STEP}(?P<before> as shown first)?"
    r"(?:: (?P<because>.+))?": decides,
    rf"{WHO} chooses (?P<number>\d+) at {STEP}: (?P<because>.+)": chooses,
    rf"{WHO} wants the run to go on as (?P<name>\w+): (?P<because>.+)": wants_definition,
    rf"{WHO} wants (?P<artifact>[\w#/~-]+) changed: (?P<because>.+)": wants,
    rf"{WHO} wants (?P<fact>\w+) to be (?P<value>\w+): (?P<because>.+)": wants_known,
    rf"{WHO} answers: (?P<text>.+)": answers,
    rf"{WHO} retries {STEP}: (?P<because>.+)": retries,
    rf"{WHO} grants (?P<amount>\d+) (?P<resource>\w+) at {STEP}: (?P<because>.+)": grants,
    rf"{WHO} waives (?P<check>\w+) at {STEP}: (?P<because>.+)": waives,
    rf"{WHO} takes {STEP}": takes,
    rf"{WHO} hands in {STEP} as (?P<tree>\w+)": hands_in,
    rf"{STEP} is committed": committed,
    rf"{STEP} makes the branch": branched,
    rf"{WHO} lets it be committed(?:: (?P<because>.+))?": allows,
    rf"{WHO} aborts(?:: (?P<because>.+))?": aborts,
    rf"{WHO} asks to end with what holds: (?P<because>.+)": finishes,
    r"main at (?P<commit>\w+) names (?:nobody|(?P<roles>.+))": names,
    rf"{WHO} lands it": lands,
    rf"{WHO} lands it, and main is at (?P<commit>\w+), with it (?P<tree>\w+)"
    r"(?:, clashing at (?P<place>[\w./]+))?": moves_on,
}


def play(scenario: Mapping[str, Any]) -> list[str]:
    """Return the journal of a scenario in words, sentence by sentence."""
    procedures = {name: (text, f"{name}.yaml") for name, text in _procedures(scenario)}
    documents: Mapping[str, str] = scenario.get("documents", {})
    shelf = Shelf({name: (text, f"{name}.yaml") for name, text in documents.items()}.get)
    library = Library(procedures.get, tuple(procedures), documents=shelf)
    workflow = _parsed(scenario["workflow"], library)
    definitions = scenario.get("definitions", {})
    others = {name: _parsed(text, library) for name, text in definitions.items()}
    roles = scenario.get("people", {})
    people = People(
        tuple((role, tuple(f"person:{who}" for who in names)) for role, names in roles.items()),
        is_solo=not roles,
    )
    facts = Facts(tuple(scenario.get("facts", {}).items()))
    one = Play(workflow, people, facts, scenario.get("contents", {}), others)
    lines = _words(one.told[1:])
    for sentence in scenario["script"]:
        said, arrow, code = sentence.partition(" -> ")
        before = len(one.told)
        assert one.tell(said) == code.strip(), f"{sentence}: {one.tell(said)!r}"
        lines += [f"> {said}{arrow}{code}", *_words(one.told[before:])]
    return lines


def _parsed(text: str, library: Library) -> Workflow:
    """Return a workflow of the scenario, which must be one."""
    workflow = parse_workflow(text, "scenario", CHECKS, library=library)
    assert isinstance(workflow, Workflow), [str(problem) for problem in workflow]
    return workflow


def _procedures(scenario: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Return the procedures that a scenario brings along, by name."""
    found: Mapping[str, str] = scenario.get("procedures", {})
    return found.items()


def _words(events: list[Event]) -> list[str]:
    return [f"{getattr(each, 'step', None) or 'run'}: {says_of(each)}" for each in events]
