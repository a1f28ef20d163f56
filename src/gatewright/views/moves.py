"""What follows a refusal, in words: for who reads a plan, and for who must choose."""

from gatewright.core.state.retired import why_asked
from gatewright.core.state.run_state import Choosing, StepRecord
from gatewright.model.records import dataclass
from gatewright.model.workflow import Move, NoGo, StepDefinition
from gatewright.views.quoting import plain


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """What a person chooses from."""

    schema: str
    run: str
    step: str
    role: str
    refused: str  # why the step was refused; "" where it was not
    checks: tuple[str, ...]  # that did not hold
    offers: tuple[str, ...]  # in words, in the order of their numbers
    asked: str = ""  # why a person is asked, where nothing was refused


SCHEMA = "gatewright.choice/1"
OF_PEOPLE = {
    Move.ASK: "a person chooses",
    Move.KEEP: "keep what was added",
    Move.REVERT: "revert what was added",
}
REQUESTER = "who asked for it"


def asked_words(record: StepRecord) -> str:
    """Return what a person is asked who is to choose."""
    what = "What follows?" if record.leaves is None else "Keep or revert?"
    return f"{what} {why_asked(record)}"


def rule_words(rule: NoGo, definition: StepDefinition) -> str:
    """Return one failure rule in words, with what it is for and how often."""
    often = f", at most {rule.at_most} times"
    match rule.move:
        case Move.ASK:
            told = f"{plain(rule.role)} chooses{often}: " + " | ".join(
                offer_words(rule, definition)
            )
        case Move.REOPEN | Move.CHANGE:
            told = _move(rule, definition) + often
        case Move.REWORK if rule.remedies:
            told = _move(rule, definition) + often
        case _:
            told = _move(rule, definition)
    checks = ", ".join(plain(check) for check in rule.checks)
    return f"where {checks} fails: {told}" if checks else told


def offer_words(rule: NoGo, definition: StepDefinition) -> tuple[str, ...]:
    """Return what there is to choose from, each in words."""
    return tuple(_move(offer, definition) for offer in rule.offers)


def choice_view(run: str, record: StepRecord) -> ChoiceView:
    """Return what is to be chosen at a step that asks."""
    assert isinstance(record.state, Choosing), "BUG: nothing is to be chosen here"
    rule = record.definition.no_go[record.state.rule]
    lines = record.judged.verdicts if record.judged is not None else ()
    return ChoiceView(
        schema=SCHEMA,
        run=run,
        step=record.definition.path,
        role=plain(rule.role or REQUESTER),
        refused=plain("" if record.leaves is not None else why_asked(record)),
        checks=tuple(plain(one.check) for one in lines if not one.status.is_settled_well),
        offers=offer_words(rule, record.definition),
        asked=plain(why_asked(record)) if record.leaves is not None else "",
    )


def _move(rule: NoGo, definition: StepDefinition) -> str:
    """Return one move in words, after the remedies that come first, without how often."""
    if not rule.remedies:
        return _alone(rule, definition)
    first = ", then ".join(each.rpartition("/")[2] for each in rule.remedies)
    return plain(f"{first} first, then ") + _alone(rule, definition)


def _alone(rule: NoGo, definition: StepDefinition) -> str:
    """Return one move in words."""
    match rule.move:
        case Move.REWORK:
            most = definition.attempts_max
            return f"tried again, {most} attempts in all" if most > 1 else "not tried again"
        case Move.REOPEN:
            return plain(f"back to {', '.join(rule.steps)}") if rule.steps else "judged again"
        case Move.CHANGE:
            return plain(f"people are asked whether {' and '.join(rule.artifacts)} may be changed")
        case Move.ASK | Move.KEEP | Move.REVERT:
            return OF_PEOPLE[rule.move]
        case Move.BLOCK:
            return plain(f"stops and asks you: {rule.reason}" if rule.reason else "stops and asks")
        case Move.ABORT:
            what = f"gives {definition.within} up" if definition.within else "ends the run"
            return plain(f"{what}: {rule.reason}" if rule.reason else what)
