"""`gatewright check`: judge what is on a branch now, with no set-up and no belief.

Opens the matter, looks through the tools, lets the core judge, keeps what was found. Nothing is
written into the user's repository.

Crash: whatever this dies on, the repository is as before; the state folder may hold folders to
sweep and never half a document.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from gatewright.core.judges.judge_coverage import KIND as COVERAGE
from gatewright.core.judges.judge_tests import KIND as TESTS
from gatewright.core.judging.asked import OF_TESTS, RESTS_ON_TESTS
from gatewright.core.judging.drafts import BUILT_IN_NAMES, replaced_names
from gatewright.core.judging.steadiness import is_unstable, judge_steadiness
from gatewright.model.change import Repository, Snapshot
from gatewright.model.configuration import Configuration
from gatewright.model.digest import digest_of
from gatewright.model.isolation import IsolationLevel, Network
from gatewright.model.judgement import (
    CheckRequest,
    Doing,
    Judged,
    Judgement,
    Opened,
    Progress,
    Reproduction,
    Stability,
    StoredVerdict,
)
from gatewright.model.records import dataclass, field, replace
from gatewright.model.rules import TestsRule
from gatewright.model.trouble import Mistake
from gatewright.model.verdicts import NotChecked, Stage, Verdict
from gatewright.ports.processes import Limits
from gatewright.runtime.behaviour import Behaviour
from gatewright.runtime.configured import as_configured, check_configured
from gatewright.runtime.edges import Edges
from gatewright.runtime.hearing import Answer, Hearing
from gatewright.runtime.matter import Matter, matter_of, open_matter
from gatewright.runtime.observing import Observer
from gatewright.runtime.remembering import remember
from gatewright.runtime.ruler_check import check_ruler
from gatewright.runtime.settings_hint import complaints_of, find_hints
from gatewright.runtime.static_checks import check_lint, check_secrets, check_types
from gatewright.runtime.workbench import Workbench

Tell = Callable[[Progress], None]
Section = tuple[frozenset[str], Callable[[], Iterator[Answer]]]
SWITCHED_OFF = "switched off in .gatewright/config.yaml"
ON_TESTS = ("tests", "proof", "coverage", "expectations")
NEVER_CHECKED = (NotChecked("people", "nobody was asked"),)


@dataclass(slots=True)
class _Docket:
    """What has been answered so far."""

    verdicts: list[Verdict] = field(default_factory=list)
    not_checked: list[NotChecked] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)


def judge(edges: Edges, repository: Repository, request: CheckRequest, tell: Tell) -> Judgement:
    """Judge what `request` names, and keep the result.

    Raises: Mistake -- the person's; nothing has been changed then.
    """
    started = edges.now()
    tell(Doing("reading the repository"))
    matter = open_matter(edges.repositories, edges.trees, repository, request)
    tell(Opened(repository, matter.base, matter.snapshot, matter.change, matter.projects))
    judgement = hear(edges, matter, tell)
    elapsed = edges.now() - started
    judgement = replace(judgement, duration_ms=int(elapsed.total_seconds() * 1000))
    if not request.only:
        remember(edges.records, judgement)
    return judgement


def reproduce(
    edges: Edges, repository: Repository, before: StoredVerdict, tell: Tell
) -> Reproduction:
    """Judge the content of an old verdict again, with nothing taken from the cache.

    Raises: Mistake `verdict.not-again` where nothing here can judge it any more.
    """
    evidence = before.verdict.evidence
    request = CheckRequest(
        start=repository.root, stage=before.stage, use_cache=False, only=(before.verdict.check,)
    )
    snapshot = Snapshot(evidence.head_tree, None, ())
    base = before.base if evidence.base_tree is not None else None
    matter = matter_of(edges.trees, repository, request, base, snapshot)
    judgement = hear(edges, matter, tell)
    check = before.verdict.check
    after = next((each for each in judgement.verdicts if each.check == check), None)
    if after is None:
        raise not_again(check)
    is_live = reaches_out(after, matter.configuration)
    return Reproduction(before, after, stability_of(before.verdict, after, is_live=is_live))


def not_again(check: str) -> Mistake:
    """Return the mistake of a verdict that cannot be had again."""
    return Mistake(
        "verdict.not-again",
        f"{check} was judged once, and cannot be judged again here.",
        hints=("gatewright doctor    says which tools are here",),
    )


def stability_of(before: Verdict, after: Verdict, *, is_live: bool) -> Stability:
    """Return what two verdicts on one content say of the check.

    Shape: `is_live` says that it reaches what no key can name; then nothing is promised.
    """
    if is_live:
        return Stability.NOT_PROMISED
    return Stability.SAME if _answer_of(before) == _answer_of(after) else Stability.UNSTABLE


def _answer_of(verdict: Verdict) -> object:
    """Return what of a verdict is the same where the answer is: no times, no words of a tool."""
    reasons = [
        (reason.code, [(place.path, place.line) for place in reason.places])
        for reason in verdict.reasons
    ]
    return verdict.status, verdict.figures, verdict.examined, reasons


def reaches_out(verdict: Verdict, configuration: Configuration) -> bool:
    """Return whether what a verdict rests on was given a network or a service.

    Below namespaces no run is kept from the network; there it counts what the check was given.
    """
    # late: few are asked for again, and it draws in readers of data
    from gatewright.core.judges.judge_probe import KIND as PROBE  # noqa: PLC0415

    if verdict.kind == PROBE:
        return True
    executions = verdict.evidence.executions
    was_given = any(
        each.isolation.network is Network.OPEN and each.isolation.level is IsolationLevel.NAMESPACES
        for each in executions
    )
    served = any(each.name == TESTS and each.services for each in configuration.checks)
    return was_given or (served and verdict.kind in ON_TESTS)


def hear(edges: Edges, matter: Matter, tell: Tell) -> Judgement:
    """Look at everything there is to look at, and judge it."""
    survey = edges.processes.survey()
    docket = _Docket()
    with edges.scratch() as folder:
        bench = Workbench(edges, folder, matter, tell)
        agreed = edges.consent.fingerprint(matter.repository.root)
        prepare = msgspec.to_builtins(matter.configuration.prepare)
        ambient = digest_of([int(survey.strongest), edges.platform, agreed, prepare])
        observer = Observer(edges, bench, use_cache=matter.request.use_cache, ambient=ambient)
        hearing = Hearing(edges, matter, bench, observer, Limits())
        for answer in _timed(edges, _answers(hearing, docket)):
            if isinstance(answer, NotChecked):
                docket.not_checked.append(answer)
            else:
                docket.verdicts.append(answer)
                tell(Judged(answer))
    return Judgement(
        repository=matter.repository,
        base=matter.base,
        snapshot=matter.snapshot,
        change=matter.change,
        projects=matter.projects,
        environments=tuple(bench.lines),
        configuration=matter.configuration_source,
        stage=matter.request.stage,
        verdicts=tuple(docket.verdicts),
        not_checked=(*docket.not_checked, *NEVER_CHECKED),
        good_for=_good_for(docket, replaced_names(matter.configuration)),
        isolation=survey.strongest,
        notes=matter.snapshot.notes,
        judged_at=edges.now().isoformat(timespec="seconds"),
        duration_ms=0,
        missing_settings=find_hints(
            _complaints(docket), edges.ignored_files, edges.consent.granted()
        ),
    )


def _answers(hearing: Hearing, docket: _Docket) -> Iterator[Answer]:
    """Yield every answer that was asked for, in the order people read them."""
    request, off = hearing.matter.request, hearing.matter.configuration.off
    for names, look in _sections(hearing, docket):
        if request.only and not names & {name.split(" ")[0] for name in request.only}:
            continue
        if names - RESTS_ON_TESTS <= set(off):
            continue
        for answer in look():
            if _is_wanted(answer, request.only, off):
                yield as_configured(hearing, _steady(hearing, answer), docket.verdicts)
    yield from _switched_off(request.only, off)


def _switched_off(only: Sequence[str], off: Sequence[str]) -> Iterator[NotChecked]:
    """Yield each check that the project does without, once, where all or it was asked for."""
    asked = {name.split(" ")[0] for name in only}
    for name in dict.fromkeys(off):
        if not asked or name in asked:
            yield NotChecked(name, SWITCHED_OFF, is_void=True)


def _steady(hearing: Hearing, answer: Answer) -> Answer:
    """Return the answer of a check as all looks at the same content leave it."""
    if not isinstance(answer, Verdict):
        return answer
    looks = hearing.observer.looks_at(answer.evidence.executions)
    rule = hearing.definition(TESTS, TestsRule()).rule
    may_differ = getattr(rule, "repeats", None) is not None
    return judge_steadiness(answer, looks, hearing.matter.change, may_differ=may_differ)


def _is_wanted(answer: Answer, only: Sequence[str], off: Sequence[str]) -> bool:
    """Return whether an answer is one that was asked for."""
    name = answer.check if isinstance(answer, Verdict) else answer.name
    word = name.split(" ")[0]
    return (not only or name in only or word in only) and word not in off


def _sections(hearing: Hearing, docket: _Docket) -> Iterator[Section]:
    """Yield the checks in groups that share their looking."""
    own = replaced_names(hearing.matter.configuration)
    for names, look in _built_in(hearing, docket):
        if not names - RESTS_ON_TESTS <= own:
            yield names, partial(_but, own, look)
    for definition in hearing.matter.configuration.checks:
        if definition.name not in BUILT_IN_NAMES - own:
            look = partial(check_configured, hearing, definition, docket.verdicts)
            yield frozenset({definition.name}), look


def _but(names: frozenset[str], look: Callable[[], Iterator[Answer]]) -> Iterator[Answer]:
    """Yield the answers of built-in checks, but of those that the project judges by a report."""
    for answer in look():
        name = answer.check if isinstance(answer, Verdict) else answer.name
        if name.split(" ")[0] not in names:
            yield answer


def _built_in(hearing: Hearing, docket: _Docket) -> Iterator[Section]:
    """Yield the checks that nobody has to configure."""
    for project in hearing.matter.projects:
        behaviour = Behaviour(hearing, project)
        docket.behaviours.append(behaviour)
        yield OF_TESTS | RESTS_ON_TESTS, behaviour.answers
    yield frozenset({"ruler"}), lambda: iter([check_ruler(hearing)])
    for project in hearing.matter.projects:
        yield frozenset({"lint"}), partial(check_lint, hearing, project)
        yield frozenset({"types"}), partial(check_types, hearing, project)
    yield frozenset({"secrets"}), lambda: iter([check_secrets(hearing)])


def _timed(edges: Edges, answers: Iterator[Answer]) -> Iterator[Answer]:
    """Yield each answer; a verdict knows how long it was waited for."""
    before = edges.now()
    for answer in answers:
        after = edges.now()
        waited_ms = int((after - before).total_seconds() * 1000)
        before = after
        yield replace(answer, duration_ms=waited_ms) if isinstance(answer, Verdict) else answer


def _complaints(docket: _Docket) -> dict[str, str]:
    """Return what failed runs said, by check."""
    by_behaviour = dict(behaviour.complaints() for behaviour in docket.behaviours)
    return by_behaviour | complaints_of(docket.verdicts)


def _good_for(docket: _Docket, replaced: frozenset[str]) -> Stage | None:
    """Return the highest stage at which every verdict would hold; None where one does not.

    Without judged tests nothing is good for more than development.
    Shape: what is judged in the place of a built-in check, `replaced`, is the same at each stage.
    """
    by_stage = {COVERAGE} - replaced
    counting = [
        each
        for each in docket.verdicts
        if each.check.split(" ")[0] not in by_stage or is_unstable(each)
    ]
    if not all(each.may_open for each in counting):
        return None
    has_tests = any(each.kind == TESTS for each in docket.verdicts)
    best = None
    for stage in Stage if has_tests else (Stage.DEVELOPMENT,):
        behaviours = docket.behaviours if by_stage else ()
        at_stage = (behaviour.coverage_at(stage) for behaviour in behaviours)
        if not all(verdict is None or verdict.may_open for verdict in at_stage):
            break
        best = stage
    return best
