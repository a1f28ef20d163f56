"""What was typed, against what a verb takes. A slip gets the nearest name, never a guess.

Small on purpose: it knows flags with and without a value, and operands; nothing is abbreviated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gatewright.model.trouble import Mistake


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag of a verb. `value` names what it takes; "" for a flag that is there or not."""

    name: str  # "--base"
    says: str
    value: str = ""  # "REF"
    choices: tuple[str, ...] = ()
    short: str = ""  # "-q"
    may_lack_value: bool = False  # "--json" and "--json=FIELDS"
    may_repeat: bool = False  # "--item 1=yes --item 2=no"

    @property
    def shown(self) -> str:
        """Return the flag as help shows it."""
        value = "|".join(self.choices) or self.value
        if self.may_lack_value:
            return f"{self.name}[={value}]"
        names = (
            f"{self.short}, {self.name}" if self.short and self.name else self.short or self.name
        )
        return f"{names} {value}".rstrip()


@dataclass(frozen=True, slots=True)
class Verb:
    """One word after the program's name."""

    name: str
    says: str
    module: str  # has `run(arguments: list[str]) -> int`
    operands: str = ""  # "[VERDICT|CHECK]"
    operands_max: int = 0
    flags: tuple[Flag, ...] = ()
    exits: tuple[int, ...] = (0, 1, 2, 130)
    group: str = ""  # heading on the first help screen; "" keeps it off


@dataclass(frozen=True, slots=True)
class Typed:
    """Flags by name and operands in order; a flag without a value has ""."""

    flags: Mapping[str, str] = field(default_factory=dict)
    operands: tuple[str, ...] = ()
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, flag: str) -> bool:
        """Return whether `flag` was given."""
        return flag in self.flags

    def value(self, flag: str) -> str | None:
        """Return the value of `flag`, None where it was not given."""
        return self.flags.get(flag)

    def values(self, flag: str) -> tuple[str, ...]:
        """Return every value of a flag that may be repeated, as typed."""
        return self.repeated.get(flag, ())


def parse_arguments(verb: Verb, arguments: Sequence[str]) -> Typed:
    """Return what `arguments` say to `verb`.

    Raises: Mistake `arguments.*` -- the person's.
    """
    flags: dict[str, str] = {}
    repeated: dict[str, tuple[str, ...]] = {}
    operands: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            operands += rest
            break
        if len(word) > 1 and word.startswith("-"):
            flag, value = _flag_of(verb, word, rest)
            name = flag.name or flag.short
            flags[name] = _chosen(flag, value)
            if flag.may_repeat:
                repeated[name] = (*repeated.get(name, ()), value)
        else:
            operands.append(word)
    _refuse_surplus(verb, operands)
    return Typed(flags, tuple(operands), repeated)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that `word` is most likely a slip of."""
    import difflib

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def _flag_of(verb: Verb, word: str, rest: list[str]) -> tuple[Flag, str]:
    """Return the flag `word` names and its value, taken from `rest` where it stands there."""
    name, equals, value = word.partition("=")
    known = {spelled: flag for flag in verb.flags for spelled in (flag.name, flag.short) if spelled}
    flag = known.get(name)
    if flag is None:
        raise _unknown_flag(verb, name, known)
    if not flag.value and not flag.choices:
        if equals:
            raise Mistake("arguments.value", f"{name} takes no value.", found=word)
        return flag, ""
    if value or flag.may_lack_value:
        return flag, value
    if equals or not rest or rest[0].startswith("--"):  # another flag is no value
        raise Mistake("arguments.value", f"{name} needs a value.", hints=(flag.shown,))
    return flag, rest.pop(0)


def _unknown_flag(verb: Verb, name: str, known: Mapping[str, Flag]) -> Mistake:
    near = nearest(name, known)
    hints = (f"did you mean  {near}",) if near else ()
    return Mistake(
        "arguments.unknown-flag",
        f"{verb.name} has no flag {name}.",
        hints=(*hints, f"gatewright {verb.name} --help"),
    )


def _chosen(flag: Flag, value: str) -> str:
    """Return `value` where `flag` may have it."""
    if not flag.choices or flag.may_lack_value or value in flag.choices:
        return value
    near = nearest(value, flag.choices)
    hints = (f"did you mean  {near}",) if near else ()
    what = f"{flag.name} cannot be {value!r}."
    raise Mistake("arguments.choice", what, hints=(*hints, "one of  " + ", ".join(flag.choices)))


def _refuse_surplus(verb: Verb, operands: Sequence[str]) -> None:
    """Raise Mistake where more was typed than `verb` takes."""
    if len(operands) > verb.operands_max:
        raise Mistake(
            "arguments.surplus",
            f"{verb.name} does not know what to do with {operands[verb.operands_max]!r}.",
            hints=(f"gatewright {verb.name} --help",),
        )
