"""What is known of a feature: said when it starts, found in evidence, or said by a person.

What is not known is asked once a condition needs it, and held for; a person's no has a reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from gatewright.core.text.expressions import without_literals
from gatewright.core.text.filling import literal
from gatewright.model.facts import FactRule, FactType, FactValue
from gatewright.model.risk import CLASSES, RISK
from gatewright.model.workflow import Workflow

_NAMED = re.compile(rf"\bfacts\.([a-z][a-z0-9_]*)|\bfeature\.({RISK})\b")
_ANSWER = re.compile(r"(yes|no)\b[ \t]*[:,.-]?[ \t]*(.*)", re.DOTALL | re.IGNORECASE)
_NUMBER = re.compile(r"(0|-?[1-9][0-9]{0,8})\b[ \t]*[:,.-]?[ \t]*(.*)", re.DOTALL)
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")
PREFIX = "fact."
WORDS = {"yes": True, "no": False, "true": True, "false": False}
WORD_CHARS_MAX = 500

Known = Mapping[str, FactValue]


def undecided(
    workflow: Workflow, known: Known, when: str, also: Iterable[str] = ()
) -> tuple[FactRule, ...]:
    """Return the facts that `when` speaks of, nobody settled, and somebody can be asked for.

    Shape: `also` are facts that are spoken of elsewhere. What follows from other facts is not
           asked for while one of those is not known.
    """
    rules = {rule.name: rule for rule in workflow.facts}
    named = dict.fromkeys((*facts_of(when), *also))
    found = (rule for name in named for rule in _missing(rules, known, name))
    return tuple({rule.name: rule for rule in found}.values())


def _missing(rules: Mapping[str, FactRule], known: Known, name: str) -> Iterator[FactRule]:
    """Yield who has to be asked for before `name` is known. Shape: no fact rests on itself."""
    rule = rules.get(name)
    if rule is None or name in known:
        return
    below = [each for other in _below(rule) for each in _missing(rules, known, other)]
    yield from below or [rule]


def _below(rule: FactRule) -> tuple[str, ...]:
    """Return the facts that `rule` follows from."""
    return facts_of(rule.source) if rule.is_derived else ()


def facts_of(when: str) -> tuple[str, ...]:
    """Return the facts that a condition speaks of. Shape: feature.risk is one of them."""
    found = _NAMED.findall(without_literals(when))
    return tuple(dict.fromkeys(fact or risk for fact, risk in found))


def ways_of(fact: str) -> tuple[FactValue, ...]:
    """Return what a fact may be of which nothing but its name is known."""
    return CLASSES if fact == RISK else (True, False)


def question_of(rule: FactRule) -> str:
    """Return the id of the question for a fact."""
    return f"{PREFIX}{rule.name}"


def words_of(rule: FactRule) -> str:
    """Return what a person is asked for a fact; of one that only evidence says, why they are."""
    return rule.question or f"What is {rule.name}? Nothing settles it: {rule.source}"


def rule_of(workflow: Workflow, question_id: str) -> FactRule | None:
    """Return the fact that a question is for; None for a question of a worker."""
    rules = (rule for rule in workflow.facts if question_of(rule) == question_id)
    return next(rules, None)


def settled_by(text: str, rule: FactRule | None = None) -> tuple[FactValue, str] | None:
    """Return what an answer says and why; None for one that settles nothing, or a no without why.

    Shape: without a rule it is a yes or a no.
    """
    text = text.strip()
    match rule.type if rule is not None else FactType.BOOL:
        case FactType.BOOL:
            return _yes_or_no(text)
        case FactType.INT:
            number = _NUMBER.fullmatch(text)
            return (int(number[1]), number[2].strip()) if number is not None else None
        case _:
            assert rule is not None, "BUG: a word that nobody asked for"
            return _word(text, rule)


def _yes_or_no(text: str) -> tuple[bool, str] | None:
    match = _ANSWER.fullmatch(text)
    if match is None:
        return None
    is_yes, because = match[1].lower() == "yes", match[2].strip()
    return (is_yes, because) if is_yes or because else None


def _word(text: str, rule: FactRule) -> tuple[str, str] | None:
    """Return a word, and what stands behind it."""
    if rule.type is FactType.STRING:
        return (text, "") if fits(rule, text) else None
    word, _, because = text.partition(":")
    return (word.strip(), because.strip()) if fits(rule, word.strip()) else None


def wanted_of(rule: FactRule) -> str:
    """Return what settles a fact, in words."""
    match rule.type:
        case FactType.BOOL:
            return "yes; or no, with a reason"
        case FactType.INT:
            return "a whole number"
        case FactType.ENUM:
            return f"one of {', '.join(rule.values)}"
        case _:
            return f"one line of at most {WORD_CHARS_MAX} characters"


def answer_in_play(rule: FactRule, *, is_so: bool) -> str:
    """Return an answer that is made up: one of two ways in which a fact can be."""
    match rule.type:
        case FactType.BOOL:
            return "yes" if is_so else "no: as rehearsed"
        case FactType.INT:
            return "1" if is_so else "0"
        case FactType.ENUM:
            return rule.values[0 if is_so else -1]
        case _:
            return "as rehearsed" if is_so else "otherwise"


def fits(rule: FactRule, value: object) -> bool:
    """Return whether a fact can be `value`."""
    match rule.type:
        case FactType.BOOL:
            return isinstance(value, bool)
        case FactType.INT:
            return isinstance(value, int) and not isinstance(value, bool)
        case FactType.ENUM:
            return value in rule.values
        case _:
            return isinstance(value, str) and 0 < len(value) <= WORD_CHARS_MAX and _is_line(value)


def _is_line(text: str) -> bool:
    return text.isprintable()


def of_word(rule: FactRule, word: str) -> FactValue | None:
    """Return what one word says of a fact: of `--fact`, or a param; None where it says nothing."""
    value: FactValue | None = word
    if rule.type is FactType.BOOL:
        value = WORDS.get(word.lower())
    elif rule.type is FactType.INT:
        value = int(word) if _WHOLE.fullmatch(word) else None
    return value if value is not None and fits(rule, value) else None


def literal_of(value: FactValue) -> str:
    """Return a value as a condition writes it."""
    if isinstance(value, str):
        return literal(value)
    return str(value).lower()


def in_words(value: FactValue) -> str:
    """Return a value as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
