"""What a profile answers: under which key an environment is kept, and how it is built."""

from collections.abc import Callable

from gatewright.environments.store import Site
from gatewright.model.ids import Digest
from gatewright.model.records import dataclass
from gatewright.model.trouble import Trouble

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A build that came to an end."""

    described: str  # what was done, as the screen says it
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one environment is named and made."""

    profile: str
    key: Digest
    build: Callable[[Site, Tell], Built | Trouble]
    notes: tuple[str, ...] = ()  # said of the environment each time it is provided
