"""Whether a person may ask for a change: of what is there, in words, once at a time."""

from gatewright.core.admit.admit_upgrade import admit_upgrade
from gatewright.core.approval.changes import asked_change, asked_facts, changeable, is_changeable
from gatewright.core.content.content_names import any_meets
from gatewright.core.facts.facts import fits, in_words, wanted_of
from gatewright.core.state.run_state import Blocked, RunState
from gatewright.model.changing import ChangeAsked
from gatewright.model.events import Event, RunResumed
from gatewright.model.facts import CHANGED, DIFF, FACTS, FactRule, FactValue
from gatewright.model.intake import AskChange, Refusal
from gatewright.model.risk import RISK

WORDS_CHARS_MAX = 2000
PROVED = (DIFF, FACTS)  # what these say nobody says otherwise


def admit_change(state: RunState, intake: AskChange) -> tuple[Event, ...] | Refusal:
    """Return the request, to be decided before anything changes; a blocked run goes on with it."""
    refusal = why_not_changed(state, intake) or _unsaid(intake) or _asked_already(state, intake)
    if refusal is not None:
        return refusal
    asked = _asked(state, intake)
    if isinstance(asked, Refusal):
        return asked
    is_blocked = isinstance(state.phase, Blocked)
    resumed = (RunResumed(intake.person, "a change is asked for"),) if is_blocked else ()
    return (*resumed, asked)


def why_not_changed(state: RunState, intake: AskChange) -> Refusal | None:
    """Return why artifacts or facts cannot be changed; of a definition is said elsewhere."""
    if intake.definition is not None:
        return None
    return _unsettled(state, intake) if intake.facts else _unknown(state, intake)


def _asked(state: RunState, intake: AskChange) -> ChangeAsked | Refusal:
    """Return the request."""
    words = intake.because.strip()
    if intake.definition is not None:
        return admit_upgrade(state, intake, words)
    if intake.facts:
        return asked_facts(state, intake.facts, words, intake.person)
    return asked_change(state, intake.artifacts, words, intake.person)


def _unknown(state: RunState, intake: AskChange) -> Refusal | None:
    """Return that there is nothing of that name to change."""
    there = changeable(state) or tuple(
        sorted(name for name in state.makers if is_changeable(state, name))
    )
    odd = [name for name in intake.artifacts if not is_changeable(state, name)]
    if intake.artifacts and not odd:
        return None
    run_id = state.started.feature.run_id
    return Refusal(
        "change.unknown",
        "a change is of artifacts that the run made",
        ", ".join(there) or "an artifact; none is made so far",
        odd[0][:100] if odd else "none is named",
        f'gatewright change {run_id} --artifact NAME "..."',
    )


def _unsettled(state: RunState, intake: AskChange) -> Refusal | None:
    """Return that something cannot be known otherwise: it is not known, is so, or can never be."""
    rules = {rule.name: rule for rule in state.started.workflow.facts}
    for name, value in intake.facts:
        rule, now = rules.get(name), state.facts.get(name)
        if rule is None or now is None:
            what, wanted = f"{name[:60]} is not known", "a fact that is settled"
            known = ", ".join(each for each in state.facts if each in rules)
            return Refusal("change.fact", what, wanted, known or "none is settled")
        is_proved = name != RISK and state.sources.get(name) in PROVED
        if not fits(rule, value) or now == value or is_proved:
            what = f"{name} is {in_words(now)}"
            return Refusal("change.fact", what, *_why_not(state, rule, value))
    if intake.artifacts:
        what, wanted = "this asks for two things", "facts or artifacts, one request for each"
        return Refusal("change.fact", what, wanted, ", ".join(intake.artifacts)[:100])
    return None


def _why_not(state: RunState, rule: FactRule, value: FactValue) -> tuple[str, str]:
    """Return what is wanted, and was found instead, where a fact cannot be `value`."""
    match state.sources.get(rule.name) if rule.name != RISK else CHANGED:
        case source if source == FACTS:
            return "one of the facts that it follows from", rule.source[:100]
        case source if source == DIFF:
            return "another diff: what it shows is so", rule.source[:100]
        case _:
            return f"another value: {wanted_of(rule)}", str(value)[:60]


def _unsaid(intake: AskChange) -> Refusal | None:
    """Return that nobody could decide on this: it does not say what is wanted."""
    words = intake.because.strip()
    if words and len(words) <= WORDS_CHARS_MAX:
        return None
    found = f"{len(words)} characters" if words else "none"
    wanted = f"a sentence or a few, up to {WORDS_CHARS_MAX} characters"
    return Refusal("change.words", "a change says what is wanted", wanted, found)


def _asked_already(state: RunState, intake: AskChange) -> Refusal | None:
    """Return that people are asked for a change of the same already."""
    for record in state.steps.values():
        asked = record.change
        if asked is not None and not record.is_settled and _is_of_same(asked, intake):
            run_id = state.started.feature.run_id
            return Refusal(
                "change.open",
                "another change of the same is not decided yet",
                "one at a time",
                f"{asked.step}: {asked.because}",
                f"gatewright approve {run_id}",
            )
    return None


def _is_of_same(asked: ChangeAsked, intake: AskChange) -> bool:
    """Return whether two requests are for what cannot be both; definitions are one at a time."""
    if intake.definition is not None or asked.definition is not None:
        return intake.definition is not None and asked.definition is not None
    return any_meets(asked.artifacts, intake.artifacts or (FACTS,))
