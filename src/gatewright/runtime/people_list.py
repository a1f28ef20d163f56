"""Who has which role and key by what is committed here: what the next commit is built on."""

from gatewright.core.text.allowed_signers import SignerLine
from gatewright.model.change import Repository
from gatewright.model.configuration import Configuration
from gatewright.model.records import dataclass
from gatewright.ports.workspace import Repositories, Trees
from gatewright.runtime.matter import read_configuration
from gatewright.runtime.signed_decisions import parsed_signers, signers_text


@dataclass(frozen=True, slots=True)
class PeopleKnown:
    """What is said of people at the head of a checkout."""

    repository: Repository
    configuration: Configuration
    signers: tuple[SignerLine, ...]


def known_people(repositories: Repositories, trees: Trees, repository: Repository) -> PeopleKnown:
    """Return who is known at the head of `repository`. Raises: Mistake for what cannot be read."""
    tree = repositories.snapshot(repository, repository.head).tree
    where = f"commit {repository.head[:12]}"
    signers = parsed_signers(signers_text(trees, tree), where)
    return PeopleKnown(repository, read_configuration(trees, tree), signers)
