"""Questions sent to people at other clones, and what they decided, taken in; both by a git remote.

A question is written down here before it is sent: a decision from elsewhere counts only on a text
that this run wrote itself. Crash: what was sent or taken is looked at again, and refused as there.
"""

from collections.abc import Iterator, Mapping

from gatewright.core.approval.approvals import counted_for, open_requests
from gatewright.core.approval.letters import (
    DECISIONS,
    REQUESTS,
    decision_name,
    decisions_of,
    parse_request,
    request_name,
    request_text,
    requests_of,
)
from gatewright.core.approval.quorum import wanted_people
from gatewright.core.approval.statements import parse_statement
from gatewright.core.state.decisions import document_of_shown
from gatewright.core.state.run_state import Deciding, Moving
from gatewright.model.asking import AskedElsewhere
from gatewright.model.digest import digest_of, digest_of_bytes
from gatewright.model.ids import CommitId, Digest, Nonce, RunId, StepPath
from gatewright.model.records import dataclass, replace
from gatewright.model.statement import Statement
from gatewright.model.trouble import Mistake
from gatewright.ports.exchange import Exchange, Letter
from gatewright.runtime.desk import Desk
from gatewright.runtime.desk_words import Loaded
from gatewright.runtime.run_edges import RunEdges
from gatewright.runtime.signed_decisions import place_of
from gatewright.views.decision import decision_view
from gatewright.views.decision_text import decision_text

SENT = "sent"
HEARD = "heard"
WIDTH = 100
Listing = Mapping[str, CommitId]
REQUEST, SHOWN, STATEMENT, SIGNATURE = "request", "shown", "statement", "signature"
FOR_NOW = ("exchange.unreachable", "signing.missing", "signing.unchecked", "signers.")
"""How what may be otherwise the next time begins; all else is refused for good."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was sent for a run, or taken in, or refused."""

    run_id: RunId
    what: str  # "asked", "withdrawn", "decided", "refused"
    person: str  # principal; "" where that is not known
    words: str


class ExchangeDesk:
    """The runs of one clone, and one remote."""

    def __init__(self, run: RunEdges, exchange: Exchange) -> None:
        self._run = run
        self._exchange = exchange
        self._desk = Desk(run)

    def exchange(self) -> Iterator[Told]:
        """Take in what was decided on each run here, and send what is asked. Raises: Mistake."""
        decisions = self._exchange.listing(DECISIONS)
        requests = self._exchange.listing(REQUESTS)
        for row in self._desk.rows():
            if row.state == "waits" or self._run.edges.records.names(_folder(SENT, row.run_id)):
                yield from self._take_in(row.run_id, decisions)
                yield from self._send_all(row.run_id, requests)

    # What is asked

    def _send_all(self, run_id: RunId, requests: Listing) -> Iterator[Told]:
        """Send what people are asked, and take back what they are not asked any more."""
        loaded = self._desk.load(run_id)
        start = requests_of(place_of(loaded.entries))
        there = {name: commit for name, commit in requests.items() if name.startswith(start)}
        wanted = dict(self._wanted(loaded))
        for name, (asked, text) in wanted.items():
            if name not in there:
                self._send(loaded, name, asked, text)
                yield Told(run_id, "asked", asked.person, f"{asked.step}: {asked.question}")
        for name, commit in there.items():
            if name not in wanted and self._is_ours(run_id, name):
                self._exchange.withdraw(name, commit)
                yield Told(run_id, "withdrawn", "", name)

    def _wanted(self, loaded: Loaded) -> Iterator[tuple[str, tuple[AskedElsewhere, str]]]:
        """Yield each question to each person elsewhere whose word would help, by its name."""
        state = loaded.state
        if not isinstance(state.phase, Moving):
            return
        for step in sorted(state.active):
            deciding = state.record(step).state
            if not isinstance(deciding, Deciding):
                continue
            for request in open_requests(deciding, state.started.people):
                counted = counted_for(request, state.started.people)
                for person, role in wanted_people(request.rule, counted, request.said_yes):
                    is_here = person in ("", self._run.person)
                    asked = None if is_here else self._asked(loaded, step, person, role)
                    if asked is not None and asked[0].nonce == request.nonce:
                        yield request_name(asked[0]), asked

    def _asked(
        self, loaded: Loaded, step: StepPath, person: str, role: str
    ) -> tuple[AskedElsewhere, str] | None:
        """Return what `person` is asked at `step`, with the text that is to be read."""
        feature = loaded.state.started.feature
        before = self._kept(feature.run_id, step, person)
        asked = Desk(replace(self._run, person=person)).asked(feature.run_id, step)
        if asked is None:
            return None
        past = [(entry.at, entry.event) for entry in loaded.entries]
        view = decision_view(loaded.state, past, asked, person, is_signed=True)
        text = decision_text(view, width=WIDTH, can_unicode=True)
        sent = before.get(asked.nonce)
        if sent is not None:
            return sent, text
        return (
            AskedElsewhere(
                place=place_of(loaded.entries),
                slug=feature.slug,
                step=step,
                question=asked.question,
                role=role,
                items=asked.items,
                nonce=asked.nonce,
                bound=asked.bound,
                tree=asked.tree,
                shown=digest_of_bytes(document_of_shown(text)),
                head=asked.head,
                person=person,
                at=self._run.now(),
            ),
            text,
        )

    def _send(self, loaded: Loaded, name: str, asked: AskedElsewhere, text: str) -> None:
        """Send one question; it is written down before."""
        edges, document = self._run.edges, request_text(asked)
        shown = document_of_shown(text)
        if digest_of_bytes(shown) != asked.shown:
            shown = edges.evidence.get(asked.shown) or shown
        edges.evidence.put(shown)
        key = _key(asked.nonce, asked.person)
        edges.records.write(_folder(SENT, asked.place.run), key, document)
        letter = Letter({REQUEST: document, SHOWN: shown}, asked.tree)
        self._exchange.post(name, letter, loaded.state.started.origin.commit, asked.at)

    def _kept(self, run_id: RunId, step: StepPath, person: str) -> Mapping[Nonce, AskedElsewhere]:
        """Return what was sent before to `person` about `step`."""
        records, folder = self._run.edges.records, _folder(SENT, run_id)
        read = (parse_request(records.read(folder, name) or b"") for name in records.names(folder))
        kept = (each for each in read if isinstance(each, AskedElsewhere))
        return {each.nonce: each for each in kept if (each.step, each.person) == (step, person)}

    def _is_ours(self, run_id: RunId, name: str) -> bool:
        """Return whether a question was sent from here."""
        records, folder = self._run.edges.records, _folder(SENT, run_id)
        for each in records.names(folder):
            sent = parse_request(records.read(folder, each) or b"")
            if isinstance(sent, AskedElsewhere) and request_name(sent) == name:
                return True
        return False

    # What was decided

    def _take_in(self, run_id: RunId, decisions: Listing) -> Iterator[Told]:
        """Take in every decision on a run that was not looked at before."""
        start = decisions_of(place_of(self._desk.load(run_id).entries))
        for name, commit in decisions.items():
            key = digest_of([name, commit])[:32]
            is_of_run = name.startswith(start)
            if is_of_run and self._run.edges.records.read(_folder(HEARD, run_id), key) is None:
                yield self._hear(run_id, name, commit, key)

    def _hear(self, run_id: RunId, name: str, commit: CommitId, key: str) -> Told:
        """Take in one decision, or say why it is refused."""
        try:
            statement, signature, text = self._read(name, commit)
            self._require_own_text(run_id, statement)
            self._desk.hear(run_id, text, signature)
            told = Told(run_id, "decided", statement.person, statement.choice)
        except Mistake as mistake:
            if mistake.code.startswith(FOR_NOW):
                raise
            told = Told(run_id, "refused", "", f"{mistake.code}: {mistake.what} {mistake.found}")
        self._run.edges.records.write(_folder(HEARD, run_id), key, told.what.encode())
        return told

    def _read(self, name: str, commit: CommitId) -> tuple[Statement, str, bytes]:
        """Return what a letter says. Raises: Mistake."""
        letter = self._exchange.fetch(name, commit)
        text, signature = letter.parts.get(STATEMENT, b""), letter.parts.get(SIGNATURE, b"")
        statement = parse_statement(text)
        if isinstance(statement, str):
            raise Mistake("signature.form", "This is no signed decision.", found=statement)
        if name != decision_name(statement, digest_of_bytes(text)):
            raise Mistake("signature.form", "A decision is under the name of another.", found=name)
        return statement, signature.decode("ascii", "replace"), text

    def _require_own_text(self, run_id: RunId, statement: Statement) -> None:
        """Raise Mistake where the text that was read is none that was sent from here."""
        key = _key(statement.nonce, statement.person)
        document = self._run.edges.records.read(_folder(SENT, run_id), key)
        sent = parse_request(document or b"")
        if isinstance(sent, str) or sent.shown != statement.shown:
            raise Mistake(
                "signature.shown",
                "This was decided on a text that was not written here.",
                found=f"text {statement.shown[:12]}",
                hints=("it is asked once more    gatewright exchange",),
            )


def _folder(kind: str, run_id: str) -> str:
    return f"{kind}-{run_id}"


def _key(nonce: Nonce, person: str) -> str:
    return f"{nonce}-{Digest(digest_of(person))[:16]}"
