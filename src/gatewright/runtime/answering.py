"""Questions from other clones: fetched, looked through, answered with a signature."""

from collections.abc import Callable, Iterator, Sequence

from gatewright.core.approval.letters import (
    REQUESTS,
    decision_name,
    parse_request,
    request_name,
)
from gatewright.core.approval.statements import name_of_person, statement_text
from gatewright.core.state.decisions import document_of_shown
from gatewright.core.text.allowed_signers import line_of
from gatewright.core.text.ssh_signatures import fingerprint
from gatewright.model.asking import AskedElsewhere
from gatewright.model.change import Change, Repository
from gatewright.model.digest import digest_of_bytes
from gatewright.model.events import Answer, Choice
from gatewright.model.ids import CommitId
from gatewright.model.records import dataclass
from gatewright.model.statement import Statement
from gatewright.model.trouble import Mistake
from gatewright.ports.exchange import Exchange, Letter
from gatewright.ports.signer import Signer
from gatewright.ports.store import Records
from gatewright.ports.workspace import Repositories, Trees
from gatewright.runtime.exchanging import REQUEST, SHOWN, SIGNATURE, STATEMENT
from gatewright.runtime.people_list import known_people
from gatewright.runtime.signed_decisions import blob_of
from gatewright.views.quoting import plain

ASKED = "asked-elsewhere"
ANSWERED = "answered"
START = "r-"  # of what such a question is called here
NAME_CHARS = 7


@dataclass(frozen=True, slots=True)
class Question:
    """A question from another clone, whole: its text, and the content that it is about."""

    name: str  # of its letter
    asked: AskedElsewhere
    text: str

    @property
    def handle(self) -> str:
        """Return how people call it here."""
        return f"{START}{self.asked.nonce[:NAME_CHARS]}"


@dataclass(frozen=True, slots=True)
class AnsweringDesk:
    """What somebody at this clone is asked by others."""

    repository: Repository
    repositories: Repositories
    trees: Trees
    records: Records
    exchange: Exchange
    signer: Signer
    now: Callable[[], str]
    person: str  # principal of who sits here
    require_person: Callable[[], None]  # raises Mistake in a process that was started for work

    def fetch(self) -> None:
        """Look for all that is asked by the remote, and keep what is asked. Raises: Mistake.

        Shape: what was fetched before is not fetched again; what is not asked any more is let go.
        """
        listed = self.exchange.listing(REQUESTS)
        there = {_key(name): str(commit) for name, commit in listed.items()}
        for key in self.records.names(ASKED):
            if there.get(key) != self._commit_of(key):
                self.records.write(ASKED, key, b"")
        for name, commit in listed.items():
            if self._commit_of(_key(name)) != commit:
                self._fetch(name, commit)

    def asked(self) -> Sequence[Question]:
        """Return what was asked when somebody last looked, and was not answered here."""
        kept = (self._kept(name) for name in self.records.names(ASKED))
        answered = set(self.records.names(ANSWERED))
        return [each for each in kept if each is not None and _key(each.name) not in answered]

    def find(self, handle: str, key: str) -> Question:
        """Return the question of that name, to whoever has the key. Raises: Mistake."""
        meant = [each for each in self.asked() if each.asked.nonce.startswith(handle[2:])]
        name = self._name_of(key)
        mine = [each for each in meant if name_of_person(each.asked.person) == name]
        if len(handle) < len(START) + NAME_CHARS or not meant:
            known = ", ".join(sorted({each.handle for each in self.asked()})) or "none"
            what = f"Nothing called {plain(handle)!r} is asked."
            raise Mistake("request.unknown", what, found=known, hints=("gatewright inbox --fetch",))
        if not mine:
            names = ", ".join(name_of_person(each.asked.person) for each in meant)
            what = f"This is not asked of {name}."
            raise Mistake("request.other", what, found=f"it is asked of: {names}")
        return mine[0]

    def change(self, question: Question) -> Change:
        """Return what differs, as it is seen here, from what the run began with."""
        base = self.repositories.snapshot(self.repository, question.asked.place.repository)
        return self.trees.compare(base.tree, question.asked.tree)

    def decide(
        self,
        question: Question,
        choice: Choice,
        answers: tuple[Answer, ...],
        because: str,
        key: str,
        tell: Callable[[str], None],
    ) -> Statement:
        """Sign a decision on what was read, and send it. Raises: Mistake."""
        self.require_person()
        asked = question.asked
        statement = Statement(
            place=asked.place,
            step=asked.step,
            nonce=asked.nonce,
            bound=asked.bound,
            tree=asked.tree,
            shown=digest_of_bytes(document_of_shown(question.text)),
            head=asked.head,
            choice=choice,
            answers=answers,
            because=because,
            person=asked.person,
            key=fingerprint(blob_of(self.signer.public_key(key))),
            at=self.now(),
        )
        text = statement_text(statement)
        signature = self.signer.sign(text, key, tell).encode("ascii")
        name = decision_name(statement, digest_of_bytes(text))
        letter = Letter({STATEMENT: text, SIGNATURE: signature})
        self.exchange.post(name, letter, None, statement.at)
        self.records.write(ANSWERED, _key(question.name), name.encode("ascii"))
        return statement

    def _name_of(self, key: str) -> str:
        """Return whose key it is, by the list of signers here; else who sits here."""
        blob = blob_of(self.signer.public_key(key))
        known = known_people(self.repositories, self.trees, self.repository)
        line = line_of(known.signers, blob, self.now())
        account = name_of_person(self.person)
        return account if line is None or account in line.names else line.names[0]

    def _fetch(self, name: str, commit: CommitId) -> None:
        """Keep a question that is what it says, and is of this repository; no other."""
        try:
            letter = self.exchange.fetch(name, commit)
        except Mistake as mistake:
            if mistake.code == "exchange.unreachable":
                raise
            return
        question = question_of(name, letter)
        if question is not None and self._is_of_here(question):
            parts = (letter.parts[REQUEST], letter.parts[SHOWN], name.encode(), commit.encode())
            self.records.write(ASKED, _key(name), b"\0".join(parts))

    def _commit_of(self, key: str) -> str:
        """Return the commit of a letter that is kept; "" where none is."""
        return (
            (self.records.read(ASKED, key) or b"").rpartition(b"\0")[2].decode("ascii", "replace")
        )

    def _is_of_here(self, question: Question) -> bool:
        """Return whether this clone holds what the run began with."""
        try:
            self.change(question)
        except Mistake:
            return False
        return True

    def _kept(self, name: str) -> Question | None:
        parts = (self.records.read(ASKED, name) or b"").split(b"\0")
        if len(parts) != 4:
            return None
        asked = parse_request(parts[0])
        letter = Letter(
            {REQUEST: parts[0], SHOWN: parts[1]},
            asked.tree if isinstance(asked, AskedElsewhere) else None,
        )
        return question_of(parts[2].decode("ascii", "replace"), letter)


def question_of(name: str, letter: Letter) -> Question | None:
    """Return the question in a letter; None where it is not what it says of itself.

    Shape: its text stands for itself: nothing in it acts on a terminal.
    """
    asked = parse_request(letter.parts.get(REQUEST, b""))
    shown = letter.parts.get(SHOWN, b"")
    if isinstance(asked, str) or request_name(asked) != name or letter.content != asked.tree:
        return None
    text = shown.decode("utf-8", "replace")
    is_plain = all(plain(line) == line for line in text.splitlines())
    if digest_of_bytes(shown) != asked.shown or not is_plain or "\0" in text:
        return None
    return Question(name, asked, text)


def _key(name: str) -> str:
    return digest_of_bytes(name.encode("utf-8", "replace"))[:32]


def addressed_to(questions: Sequence[Question], person: str) -> Iterator[Question]:
    """Yield the questions to `person`."""
    return (each for each in questions if each.asked.person == person)
