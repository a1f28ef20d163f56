"""Who has which role and which key, as one checkout says it: what counts, and what will."""

from collections.abc import Iterator, Sequence

from gatewright.core.text.allowed_signers import SignerLine
from gatewright.core.text.ssh_signatures import HARDWARE
from gatewright.model.configuration import Configuration
from gatewright.model.records import dataclass

SCHEMA = "gatewright.people/1"


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of a person."""

    key: str
    kind: str
    asks: str  # of a person, each time it signs: "silent", "confirm", "touch"
    valid_after: str
    valid_before: str
    counts: bool  # now, by what is committed


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person."""

    name: str
    roles: tuple[str, ...]
    keys: tuple[KeyView, ...]


@dataclass(frozen=True, slots=True)
class PeopleView:
    """Everybody who has a role or a key."""

    schema: str
    commit: str
    demanded: str  # of every decision: "silent", "confirm", "touch"; "" for nothing
    people: tuple[PersonView, ...]


def people_view(
    commit: str,
    configuration: Configuration,
    committed: Sequence[SignerLine],
    written: Sequence[SignerLine],
    now: str,
) -> PeopleView:
    """Return who there is: by the commit, and by the list as it is written in the checkout."""
    of_roles = (name for _, names in configuration.people for name in names)
    of_keys = (name for line in (*committed, *written) for name in line.names)
    return PeopleView(
        schema=SCHEMA,
        commit=commit,
        demanded=configuration.grade or "",
        people=tuple(
            PersonView(
                name,
                tuple(role for role, names in configuration.people if name in names),
                tuple(_keys(name, committed, written, now)),
            )
            for name in sorted({*of_roles, *of_keys})
        ),
    )


def _keys(
    name: str, committed: Sequence[SignerLine], written: Sequence[SignerLine], now: str
) -> Iterator[KeyView]:
    lines = {each.blob: each for each in (*committed, *written) if name in each.names}
    for line in lines.values():
        held = [each for each in committed if each.blob == line.blob and name in each.names]
        counts = any(each.is_valid_at(now) for each in held)
        yield KeyView(line.key, line.kind, _asks(line), line.valid_after, line.valid_before, counts)


def _asks(line: SignerLine) -> str:
    if line.kind.startswith(HARDWARE):
        return "touch"
    return "confirm" if line.is_confirmed else "silent"
