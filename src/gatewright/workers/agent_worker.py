"""Workers that are command-line agents of a known kind: their profile says how each is driven."""

import os
from collections.abc import Callable

from gatewright.model.agent_profile import OPTIONS, AgentProfile, PromptBy
from gatewright.model.budgets import Resource, Usage
from gatewright.model.events import Ended
from gatewright.model.records import dataclass, replace
from gatewright.ports.processes import Exited, Finished, Processes, WentQuiet
from gatewright.ports.workers import Order, Unwanted, Work
from gatewright.workers.acp_turn import AcpClient, AcpTurn
from gatewright.workers.acp_updates import OUTPUT as ACP_OUTPUT
from gatewright.workers.agent_home import AgentHome, Session, open_home
from gatewright.workers.agent_output import Heard, hear, is_shut_out, line_said, trouble_in
from gatewright.workers.attempt import Attempts, Program, Reading
from gatewright.workers.surroundings import Room, Surroundings

TROUBLE_S = 120  # an agent that still tells of its trouble after so long is not waited for
LONG_CHARS = 2000  # a line so long tells of work, and may be cut before it can be read
_TAIL_BYTES = 16 * 1024
GOES_ON = (
    "You go on in an earlier session. The folder was laid out anew: it holds what was accepted, and"
    " nothing of what you left in it. What follows counts.\n\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPlace:
    """What one agent of this machine is driven with."""

    program: str  # absolute
    homes: str  # absolute folder of ours
    login: tuple[tuple[str, str], ...]  # paths below HOME, each with the file it stands for
    elapsed_ms: Callable[[], int]
    acp: AcpClient | None = None  # for agents that are spoken with


class AgentWorker:
    """Tries steps by one agent; a later attempt at a step goes on with its session."""

    def __init__(
        self,
        profile: AgentProfile,
        place: AgentPlace,
        processes: Processes,
        surroundings: Surroundings,
    ) -> None:
        """Take who it is, where it is, and what it finds around it."""
        self._profile = profile if profile.acp is None else replace(profile, output=ACP_OUTPUT)
        self._place = place
        self._processes = processes
        self._surroundings = surroundings

    @property
    def name(self) -> str:
        """Return who it is."""
        return self._profile.name

    def work(
        self,
        order: Order,
        on_line: Callable[[str], None],
        is_wanted: Callable[[], bool] | None = None,
    ) -> Work | Unwanted:
        """Try the step to an end; see the port."""
        place, profile = self._place, self._profile
        home = open_home(place.homes, profile.name, order.lane, place.login)
        watch = _Watch(profile, place.elapsed_ms, on_line)
        session = home.session()
        client = None if profile.acp is None else place.acp
        turn = AcpTurn(client, profile, order, session.name, GOES_ON) if client else None
        attempt = _Attempt(profile, home, Session() if turn else session, order)
        program = Program(
            argv=(place.program,),
            stdin=attempt.stdin,
            readable=(place.program, *(stands_for for _, stands_for in place.login)),
            more=attempt.words,
            read=attempt.read,
            why_given_up=watch.why_given_up,
        )
        if turn is not None:
            program, is_wanted = turn.between(program), turn.asking(is_wanted)
        work = self._attempts(home).run(
            program, self._limited(order), watch.hear, watch.asking(is_wanted)
        )
        return work if turn is None else turn.ended(work)

    def _attempts(self, home: AgentHome) -> Attempts:
        """Return what has programs try steps in the agent's own home."""
        surroundings = replace(self._surroundings, home=home.home)
        return Attempts(self._profile.name, self._processes, surroundings)

    def _limited(self, order: Order) -> Order:
        """Return the order with the silence that this agent is allowed."""
        idle_s = self._profile.idle_s
        if idle_s is None:
            return order
        limits = replace(order.limits, idle_s=min(order.limits.idle_s, float(idle_s)))
        return replace(order, limits=limits)


class _Watch:
    """Hears an agent's lines: tells people its words, and knows how long its model is silent."""

    def __init__(
        self, profile: AgentProfile, elapsed_ms: Callable[[], int], tell: Callable[[str], None]
    ) -> None:
        self._output = profile.output
        self._elapsed_ms = elapsed_ms
        self._tell = tell
        self._troubled_at: int | None = None
        self._is_given_up = False

    def hear(self, line: str) -> None:
        """Take one line."""
        if self._output is None:
            self._tell(line)
            return
        heard = hear(self._output, line.encode("utf-8", "replace"))
        if heard.trouble:
            self._count_trouble()
        elif heard.has_worked or len(line) >= LONG_CHARS:
            self._troubled_at = None
        said = heard.said or line_said(self._output, line)
        for each in said.splitlines() or ([heard.trouble] if heard.trouble else []):
            self._tell(each)

    def asking(self, is_wanted: Callable[[], bool] | None) -> Callable[[], bool]:
        """Return what says whether the work is wanted, by people and by what was heard."""
        return lambda: (is_wanted is None or is_wanted()) and not self._is_given_up

    def why_given_up(self) -> WentQuiet | None:
        """Return that its model was silent for too long; None where people did not want it."""
        return WentQuiet(float(TROUBLE_S)) if self._is_given_up else None

    def _count_trouble(self) -> None:
        """Give up where trouble is told again; after one word of it, silence may be work."""
        now = self._elapsed_ms()
        since = now if self._troubled_at is None else self._troubled_at
        self._troubled_at = since
        self._is_given_up = now - since > TROUBLE_S * 1000


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One attempt: the words of its command, and what its output says."""

    profile: AgentProfile
    home: AgentHome
    earlier: Session  # that it goes on with, if there is one
    order: Order

    def stdin(self, room: Room) -> bytes:
        """Return what stands on stdin; a brief that is a file is written."""
        brief = f"{GOES_ON if self.earlier.name else ''}{self.order.brief}".encode(
            "utf-8", "replace"
        )
        if self.profile.prompt is PromptBy.STDIN:
            return brief
        with open(room.prompt_file, "wb") as file:
            file.write(brief)
        return b""

    def words(self, room: Room) -> tuple[str, ...]:
        """Return the words behind the program, without groups of which something is missing."""
        money = self.profile.money_max
        values = {
            "{home}": room.home,
            "{lane}": self.order.lane,
            "{prompt}": room.prompt_file,
            "{model}": self.profile.model,
            "{money}": "" if money is None else f"{money // 100}.{money % 100:02}",
            "{session}": self.earlier.name,
        }
        words: list[str] = []
        for group in self.profile.argv:
            if not any(hole in word for word in group for hole, text in values.items() if not text):
                words += (each for word in group for each in self._filled(word, values))
        return tuple(words)

    def _filled(self, word: str, values: dict[str, str]) -> tuple[str, ...]:
        if word == OPTIONS:
            return self.profile.options
        for hole, text in values.items():
            word = word.replace(hole, text)
        return (word,)

    def read(self, finished: Finished, ended: Ended) -> Reading:
        """Return what its output says; the session that it names is kept for the next attempt."""
        output = self.profile.output
        heard = hear(output, finished.stdout) if output is not None else Heard()
        tells = output is not None and output.works is not None
        has_worked = heard.has_worked if tells else ended is not Ended.ABSENT
        trouble = heard.trouble
        if has_worked:
            self.home.keep_session(Session(heard.session, heard.tokens or 0))
        elif tells:
            trouble = trouble or _trouble_of(finished, ended) or self._lost_session(ended)
        denied = f"[it was not allowed: {', '.join(heard.denied)}]" if heard.denied else ""
        told = f"[its model did not answer: {trouble}]" if trouble else ""
        return Reading(
            ended=_ended(ended, trouble),
            said=heard.said if output is not None and output.said is not None else None,
            note="\n".join(each for each in (denied, told) if each),
            usage=self._usage(self._own(heard)) if has_worked else Usage(heard.tokens, heard.money),
        )

    def _own(self, heard: Heard) -> Heard:
        """Return what was heard, without what earlier attempts of the session used."""
        output = self.profile.output
        spot = output.tokens if output is not None else None
        if spot is None or not spot.whole_session or heard.tokens is None:
            return heard
        return replace(heard, tokens=max(0, heard.tokens - self.earlier.tokens))

    def _lost_session(self, ended: Ended) -> str:
        """Return that the earlier session could not go on; "" where it could, or there was none."""
        is_lost = self.earlier.name and ended is Ended.DONE
        return "its earlier session could not go on" if is_lost else ""

    def _usage(self, heard: Heard) -> Usage:
        """Return what was used; of what it does not say, what the profile counts for it."""
        limits = (self.profile.tokens_max, self.profile.money_max)
        estimated = tuple(
            resource
            for resource, told, limit in zip(
                (Resource.TOKENS, Resource.MONEY), (heard.tokens, heard.money), limits, strict=True
            )
            if told is None and limit is not None
        )
        tokens = limits[0] if heard.tokens is None else heard.tokens
        money = limits[1] if heard.money is None else heard.money
        return Usage(tokens, money, estimated)


def _trouble_of(finished: Finished, ended: Ended) -> str:
    """Return why an agent did nothing whose model never answered; "" where nobody knows."""
    if ended in (Ended.QUIET, Ended.TIMED_OUT):
        return "not a word of it until the limit"
    if ended is not Ended.DONE or finished.ending == Exited(0):
        return ""
    return trouble_in(finished.stderr[-_TAIL_BYTES:].decode("utf-8", "replace"))


def _ended(ended: Ended, trouble: str) -> Ended:
    """Return how the attempt ended, where the trouble is that of its model's service."""
    if not trouble or ended not in (Ended.DONE, Ended.QUIET, Ended.TIMED_OUT):
        return ended
    return Ended.SHUT_OUT if is_shut_out(trouble) else Ended.BUSY


def login_of(home: str, paths: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return those files of a person's login that are there, by their paths below `home`."""
    places = ((path, os.path.realpath(os.path.join(home, path))) for path in paths)
    return tuple((path, place) for path, place in places if os.path.isfile(place))
