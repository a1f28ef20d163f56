"""What exchanges letters by the remote that the project names."""

import os
from typing import TYPE_CHECKING

from gatewright.bootstrap.late import late
from gatewright.bootstrap.reading import git, located, person, records_of, repositories
from gatewright.bootstrap.signatures import now_text, people, signer_here
from gatewright.bootstrap.surroundings import state_folder
from gatewright.model.trouble import Mistake

if TYPE_CHECKING:
    from gatewright.ports.exchange import Exchange
    from gatewright.runtime.answering import AnsweringDesk

OF_AGENTS = ("SSH_AUTH_SOCK",)


def exchange_of(start: str) -> "Exchange":
    """Return the remote by which decisions travel. Raises: Mistake `exchange.*`."""
    from gatewright.workspace.exchange import open_exchange

    known = people(start)
    remote = known.configuration.through
    if not remote:
        raise Mistake(
            "exchange.none",
            "The project does not say by which remote decisions travel.",
            found="no `through` in .gatewright/config.yaml of what is committed here",
            hints=("decisions: {through: origin}",),
        )
    env = tuple((name, os.environ[name]) for name in OF_AGENTS if name in os.environ)
    return open_exchange(git(), state_folder(), known.repository, remote, env)


def answering_desk(start: str) -> "AnsweringDesk":
    """Return what somebody at the clone around `start` is asked by others. Raises: Mistake.

    Shape: the remote is looked for when it is reached.
    """
    from gatewright.bootstrap.adapters import process_name
    from gatewright.processes.ancestry import find_starter
    from gatewright.runtime.answering import AnsweringDesk

    known = repositories()
    repository = known.open(start)

    def require_person() -> None:
        found = find_starter(process_name(state_folder()), os.environ)
        if found is not None:
            what = "approve is for people, and this was typed by a process that Gatewright started."
            raise Mistake("decision.from-worker", what, found=found)

    return AnsweringDesk(
        repository=repository,
        repositories=known,
        trees=known.trees(repository),
        records=records_of(located(start)),
        exchange=late(lambda: exchange_of(start)),
        signer=late(signer_here),
        now=now_text,
        person=person(),
        require_person=require_person,
    )
