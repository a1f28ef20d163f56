"""One conversation with an agent: greet it, open a session, pin its mode, hand it the brief.

How it ends is told as any program's end: 127 where nothing of the kind is there to speak with, a
signal where the agent ended before it answered. An error that it answers is trouble, in its words.
"""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from typing import TypedDict, cast

from acp import PROTOCOL_VERSION, RequestError, connect_to_agent, text_block
from acp.core import ClientSideConnection
from acp.interfaces import Client
from acp.schema import ClientCapabilities, EnvVariable, Implementation, McpServerStdio
from pydantic import ValidationError

from gatewright.workers.acp_client_side import OurSide
from gatewright.workers.acp_frames import FRAME_BYTES_MAX, Frames, show
from gatewright.workers.acp_session import Opened, pin
from gatewright.workers.acp_updates import Told

NOTHING_THERE = 127
GREETING_S = 120.0
PARTING_S = 1.5
_ASK_EVERY_S = 0.1
_ERROR_CHARS_MAX = 1000


class Server(TypedDict):
    """A program that offers tools."""

    name: str
    argv: list[str]
    env: list[list[str]]


class AcpOrder(TypedDict):
    """What the conversation is to be about; all of it is ours."""

    argv: list[str]
    lane: str
    brief: str
    goes_on: str  # before the brief, where an earlier session goes on
    session: str  # "" for none
    mode: str
    auth: str
    model: str
    permits: list[str]
    folders: list[str]  # that it may write
    servers: list[Server]
    stop_file: str  # once it is there, the agent is asked to stop


class _NothingThere(Exception):
    """Raised where an agent cannot be spoken with."""


async def converse(order: AcpOrder) -> int:
    """Hold the conversation to its end; return the exit code."""
    try:
        agent = await asyncio.create_subprocess_exec(
            *order["argv"],
            cwd=order["lane"],
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=FRAME_BYTES_MAX,
        )
    except OSError as error:
        return _nothing_there(f"{order['argv'][0]}: {error.strerror}")
    assert agent.stdin is not None
    assert agent.stdout is not None
    told = Told(show)
    frames = Frames(agent.stdout, agent.stdin, told.hear)
    side = OurSide(told, order["permits"], order["folders"], order["lane"])
    conversation = _Conversation(connect_to_agent(cast(Client, side), frames), order, told)
    try:
        return await conversation.hold()
    except _NothingThere as error:
        return _nothing_there(str(error))
    except (ConnectionError, EOFError):
        told.end_message()
        return await _broken_off(agent)
    finally:
        await _leave(agent, frames)


class _Conversation:
    """The requests of one conversation, in their order."""

    def __init__(self, agent: ClientSideConnection, order: AcpOrder, told: Told) -> None:
        self._agent = agent
        self._order = order
        self._told = told
        self._session = ""

    async def hold(self) -> int:
        """Go on to the end, or until somebody wants it to stop."""
        turn = asyncio.create_task(self._turn())
        stop = asyncio.create_task(_comes(self._order["stop_file"]))
        await asyncio.wait({turn, stop}, return_when=asyncio.FIRST_COMPLETED)
        if not turn.done():
            await self._ask_to_stop(turn)
        stop.cancel()
        if not turn.done():
            turn.cancel()
            return 0
        return turn.result()

    async def _ask_to_stop(self, turn: "asyncio.Task[int]") -> None:
        """Ask the agent to stop, and wait a moment for it."""
        if self._session:
            with suppress(ConnectionError, OSError):
                await self._agent.cancel(session_id=self._session)
            await asyncio.wait({turn}, timeout=PARTING_S)

    async def _turn(self) -> int:
        loads = await self._greet()
        try:
            if self._order["auth"]:
                await self._agent.authenticate(method_id=self._order["auth"])
            opened, words = await self._open(loads)
            self._session = opened.session
            show({"type": "session", "session": opened.session})
            await self._pin(opened)
            await self._prompt(words)
        except RequestError as error:
            self._told.end_message()
            show({"type": "trouble", "error": _words_of(error)})
        except ValidationError as error:
            show({"type": "trouble", "error": f"its answer cannot be read: {error.title}"})
        return 0

    async def _greet(self) -> bool:
        """Agree on a version; return whether the agent can go on with a session."""
        ours = Implementation(name="gatewright", title="Gatewright", version="1")
        asked = self._agent.initialize(
            PROTOCOL_VERSION, client_capabilities=ClientCapabilities(), client_info=ours
        )
        try:
            answer = await asyncio.wait_for(asked, GREETING_S)
        except (RequestError, ValidationError, ConnectionError, TimeoutError) as error:
            raise _NothingThere(f"it does not speak the Agent Client Protocol: {error}") from error
        if answer.protocol_version != PROTOCOL_VERSION:
            told = f"it speaks version {answer.protocol_version} of the Agent Client Protocol"
            raise _NothingThere(f"{told}; {PROTOCOL_VERSION} is known")
        return bool(answer.agent_capabilities and answer.agent_capabilities.load_session)

    async def _open(self, loads: bool) -> tuple[Opened, str]:
        """Go on with the earlier session where it can, else begin one; return it and the words."""
        order, servers = self._order, [_server(each) for each in self._order["servers"]]
        if order["session"] and loads:
            self._told.is_replay = True
            try:
                loaded = await self._agent.load_session(
                    cwd=order["lane"], session_id=order["session"], mcp_servers=[*servers]
                )
                options = loaded.config_options
                opened = Opened(order["session"], loaded.modes, options)
                return opened, f"{order['goes_on']}{order['brief']}"
            except RequestError as error:
                show({"lost_session": _words_of(error)})
            finally:
                self._told.is_replay = False
        begun = await self._agent.new_session(cwd=order["lane"], mcp_servers=[*servers])
        return Opened(begun.session_id, begun.modes, begun.config_options), order["brief"]

    async def _pin(self, opened: Opened) -> None:
        """Put the session in the mode and at the model that are wanted."""
        for kind in ("mode", "model"):
            wanted = self._order["mode"] if kind == "mode" else self._order["model"]
            if wanted:
                missing = await pin(self._agent, opened, kind, wanted)
                if missing:
                    raise _NothingThere(missing)

    async def _prompt(self, words: str) -> None:
        """Hand over the brief, and wait for what it comes to."""
        answer = await self._agent.prompt(session_id=self._session, prompt=[text_block(words)])
        tokens = answer.usage.total_tokens if answer.usage is not None else 0
        if tokens:
            show({"type": "used", "tokens": tokens})
        # an agent that tells its tokens, and has none, did not hear from its model
        if tokens or self._told.has_worked or "usage" not in answer.model_fields_set:
            show({"type": "end", "stop": answer.stop_reason})
        else:
            last = self._told.message.strip().rpartition("\n")[2] or "its model said nothing"
            show({"type": "trouble", "error": last[:_ERROR_CHARS_MAX]})
        is_plain = answer.stop_reason == "end_turn"
        self._told.end_message("" if is_plain else f"[it stopped: {answer.stop_reason}]")


def _server(told: Server) -> McpServerStdio:
    """Return a program that offers tools, as the protocol has it."""
    program, *rest = told["argv"]
    env = [EnvVariable(name=name, value=value) for name, value in told["env"]]
    return McpServerStdio(name=told["name"], command=program, args=rest, env=env)


def _words_of(error: RequestError) -> str:
    """Return an error in the agent's words."""
    more = "" if error.data is None else f" {error.data}"
    return f"{error}{more}"[:_ERROR_CHARS_MAX]


async def _comes(path: str) -> None:
    """Wait until a file is there."""
    while not os.path.lexists(path):
        await asyncio.sleep(_ASK_EVERY_S)


async def _broken_off(agent: asyncio.subprocess.Process) -> int:
    """End by a signal, as the agent did or not: an exit code would say that it is done."""
    try:
        code = await asyncio.wait_for(agent.wait(), PARTING_S)
    except TimeoutError:
        code = -signal.SIGKILL
    _say(f"the agent ended before it answered, with {code}")
    os.kill(os.getpid(), -code if code < 0 else signal.SIGKILL)
    return NOTHING_THERE


async def _leave(agent: asyncio.subprocess.Process, frames: Frames) -> None:
    """Let the agent write down its session; whoever stays is ended by who started this program."""
    with suppress(ConnectionError, OSError):
        await frames.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(agent.wait(), PARTING_S)


def _nothing_there(because: str) -> int:
    _say(because)
    return NOTHING_THERE


def _say(words: str) -> None:
    """Say something of ours beside what the agent says."""
    sys.stderr.write(f"[{words}]\n")
    sys.stderr.flush()
