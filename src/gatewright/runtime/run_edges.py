"""Everything a run may reach, besides what judging reaches."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from gatewright.model.agent_profile import WrittenAgent
from gatewright.model.change import Repository
from gatewright.model.records import dataclass
from gatewright.model.trouble import Mistake
from gatewright.ports.journal import Journal
from gatewright.ports.lanes import Lanes
from gatewright.ports.signer import Signer
from gatewright.ports.workers import Worker
from gatewright.runtime.edges import Edges


def _no_file(path: str) -> bytes:
    """Raise Mistake: where nothing is given to read files with, there are none."""
    raise Mistake("arguments.file", f"There is no file {path!r}.")


@dataclass(frozen=True, slots=True)
class RunEdges:
    """The ports of the runs of one repository."""

    edges: Edges
    repository: Repository
    journal: Journal
    lanes: Lanes
    worker: Callable[[str], Worker | None]  # by the agent's name; "command" runs what a step names
    # As typed: a name or a command line, a script's path; and the agents that a project describes.
    name_agent: Callable[[str | None, str | None, Sequence[WrittenAgent]], str]
    person: str  # principal of who sits here: "person:dev"
    author: str  # for commits of work by hand: "Name <mail>"
    read_workflow: Callable[[str], tuple[str, str] | None]  # name -> text and where it is from
    workflow_names: tuple[str, ...]
    pause: Callable[[float], None]  # waits that many seconds
    read_document: Callable[[str], tuple[str, str] | None] = lambda name: None  # of a schema
    document_names: tuple[str, ...] = ()  # of the schemas that come with the program
    read_typed_file: Callable[[str], bytes] = _no_file  # by its absolute path, bounded
    note_on_agent: Callable[[str], str] = lambda name: ""  # what a person should know of it
    # A block in which what is started ends once the answer is no, by NoLongerWanted.
    while_wanted: Callable[[Callable[[], bool]], AbstractContextManager[object]] = nullcontext
    # By what it is known that a driver of ours started this process, in words; None: none did.
    find_starter: Callable[[], str | None] = lambda: None
    # Why an attempt could not start the program of that name, in words; "" where it could.
    find_fault: Callable[[str], str] = lambda program: ""

    signer: Signer | None = None  # with keys of people; None: nothing is signed or checked
    use_cache: bool = True  # False: what was seen before is not taken for seen now

    def now(self) -> str:
        """Return the time, RFC 3339 in UTC."""
        return self.edges.now().isoformat(timespec="milliseconds")
