"""What an agent that is spoken with does beside any worker; each is a real process of ours."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gatewright.model.agent_profile import AcpTalk, AgentProfile
from gatewright.model.budgets import Resource, Usage
from gatewright.model.events import Ended
from gatewright.model.isolation import IsolationLevel
from gatewright.model.records import replace
from gatewright.ports.processes import Limits
from gatewright.ports.workers import ToolServer, Unwanted, Work
from gatewright.workers.acp_turn import AcpClient
from gatewright.workers.agent_worker import AgentWorker
from tests.contract.test_workers import (
    Stage,
    agent_of,
    at_each_level,
    ended,
    order,
    stage_at,
)
from tests.sandbox import PYTHON, becomes_true, processes_with

WORKED = "tool('some work')\n"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return stage_at(IsolationLevel.NONE, tmp_path)


def profile_of(worker: AgentWorker) -> AgentProfile:
    """Return the profile of a worker, to be changed."""
    return worker._profile


def play(stage: Stage, program: str, talk: AcpTalk | None = None, **ways: object) -> Work:
    return stage.play(stage.acp(program, talk, **ways))


@at_each_level
def test_permission_is_for_the_lane_and_a_refusal_is_recorded(
    tmp_path: Path, level: IsolationLevel
) -> None:
    stage = stage_at(level, tmp_path)
    (stage.lane / "link").symlink_to(tmp_path)
    asks = "print(permission('edit', 'write it', {!r}))\n"
    places = ("a.py", f"{stage.lane}/b.py", "../c", "/etc/d", "link/e", "")

    work = play(stage, "".join(asks.format(place) for place in places))

    assert work.said == ("True\nTrue\nFalse\nFalse\nFalse\nTrue\n[it was not allowed: write it]")
    assert work.transcript.count(b'{"type": "denied", "denied": "write it"}') == 3


def test_only_kinds_that_the_profile_permits_are_permitted(stage: Stage) -> None:
    asks = "print(permission('read', 'r'), permission('execute', 'x'), permission('made up', 'y'))"

    work = play(stage, asks, AcpTalk(permits=("read",)))

    assert work.said == "True False False\n[it was not allowed: x, y]"


@pytest.mark.parametrize(
    "method", ["fs/write_text_file", "fs/read_text_file", "terminal/create", "made/up"]
)
def test_nothing_else_is_offered(stage: Stage, method: str) -> None:
    asks = {"path": str(stage.lane / "made"), "content": "x", "command": "touch made"}

    work = play(stage, f"print(ask({method!r}, {asks!r}).get('error'))")

    assert "Method not found" in work.said
    assert os.listdir(stage.lane) == []


def test_agent_is_told_that_nothing_is_offered(stage: Stage) -> None:
    work = play(stage, "import json; print(json.dumps(asked))")

    offered = json.loads(work.said).get("clientCapabilities", {})
    assert not any((offered.get("fs") or {}).values())
    assert not offered.get("terminal")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-c", "print('usage: agent'); raise SystemExit(2)"), "does not speak the Agent Client"),
        (("-c", "import sys; sys.stdout.write(sys.stdin.readline())"), "does not speak"),
    ],
)
def test_program_that_is_no_such_agent_is_absent(
    stage: Stage, words: tuple[str, ...], told: str
) -> None:
    profile = AgentProfile(name="none", program="python", argv=(words,), acp=AcpTalk())

    work = stage.play(agent_of(stage, profile))

    assert work.ended is Ended.ABSENT
    assert told in work.said


def test_agent_is_absent_where_nothing_here_can_speak_with_it(stage: Stage) -> None:
    worker = stage.acp(WORKED)
    worker._place = replace(worker._place, acp=AcpClient(PYTHON, ()))

    work = stage.play(worker)

    assert work.ended is Ended.ABSENT
    assert "what speaks the Agent Client Protocol is not here" in work.said


def test_another_version_of_the_protocol_is_absent(stage: Stage) -> None:
    work = play(stage, WORKED, version=2)

    assert work.ended is Ended.ABSENT
    assert "it speaks version 2 of the Agent Client Protocol; 1 is known" in work.said


def test_mode_is_pinned_before_the_brief(stage: Stage) -> None:
    work = play(stage, "print(mode)", AcpTalk(mode="edits"), modes=["asks", "edits"])

    assert work.said == "edits"


def test_mode_that_is_not_offered_is_told(stage: Stage) -> None:
    work = play(stage, "print('never')", AcpTalk(mode="yolo"), modes=["asks", "edits"])

    assert work.ended is Ended.ABSENT
    assert "the agent has no mode yolo: it offers asks, edits" in work.said
    assert "never" not in work.transcript.decode()


def test_model_is_chosen_where_no_word_of_the_command_names_it(stage: Stage) -> None:
    worker = stage.acp("print(model)", models=["small", "large"])
    chosen = agent_of(stage, replace(profile_of(worker), model="large"))

    assert stage.play(chosen).said == "large"


def test_agent_is_told_of_its_key_by_its_own_method(stage: Stage) -> None:
    assert play(stage, "print(auth)", AcpTalk(auth="api-key")).said == "api-key"


def test_programs_that_offer_tools_are_handed_over(stage: Stage) -> None:
    server = ToolServer("ours", ("/bin/tools", "--here"), (("RUN", "7"),))
    given = replace(order(stage.lane), servers=(server,))

    work = ended(stage.acp("print(servers[0])").work(given, lambda _: None))

    assert "'name': 'ours'" in work.said
    assert "'command': '/bin/tools', 'args': ['--here']" in work.said
    assert "{'name': 'RUN', 'value': '7'}" in work.said


def test_use_is_what_it_tells_and_else_as_its_profile_has_it(stage: Stage) -> None:
    used = {"totalTokens": 900, "inputTokens": 800, "outputTokens": 100}
    worker = stage.acp(WORKED, usage=used)
    capped = replace(profile_of(worker), money_max=250, tokens_max=9)

    told = stage.play(agent_of(stage, capped)).usage

    assert told == Usage(900, 250, (Resource.MONEY,))


def test_price_that_it_tells_counts(stage: Stage) -> None:
    assert play(stage, WORKED, cost=0.123).usage == Usage(None, 13)


def test_what_a_session_had_cost_before_does_not_count_again(stage: Stage) -> None:
    worker = stage.acp(WORKED + "print('more')", cost=0.5)

    first, second = stage.play(worker), stage.play(worker)

    assert first.usage == Usage(None, 50)
    assert second.usage == Usage(None, None)
    assert second.said == "more"


def test_later_attempt_goes_on_and_says_so_once_it_does(stage: Stage) -> None:
    reads = WORKED + "import sys; print(sys.stdin.read())"
    worker = stage.acp(reads)

    assert stage.play(worker).said == "Do it."
    assert stage.play(worker).said.startswith("You go on in an earlier session.")


def test_session_that_cannot_go_on_begins_anew_in_the_same_attempt(stage: Stage) -> None:
    reads = WORKED + "import sys; print(sys.stdin.read())"
    stage.play(stage.acp(reads))

    for ways in ({"loads": False}, {"forgets": True}):
        assert stage.play(stage.acp(reads, None, **ways)).said == "Do it."


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("unexpected status 401 Unauthorized", Ended.SHUT_OUT),
        ("Authentication required", Ended.SHUT_OUT),
        ("rate limit: 429", Ended.BUSY),
        ("Internal error", Ended.BUSY),
    ],
)
def test_error_that_it_answers_is_trouble(stage: Stage, error: str, kind: Ended) -> None:
    work = play(stage, f"answer({error!r})")

    assert work.ended is kind
    assert f"[its model did not answer: {error}]" in work.said
    assert work.usage == Usage()


def test_turn_without_a_token_or_a_tool_is_trouble_where_it_tells_tokens(stage: Stage) -> None:
    says = "print('Trying.'); print('high demand')"

    silent, plain = play(stage, says, usage=None), play(stage, says)

    assert (silent.ended, plain.ended) == (Ended.BUSY, Ended.DONE)
    assert "[its model did not answer: high demand]" in silent.said


def test_answer_that_cannot_be_read_is_trouble(stage: Stage) -> None:
    work = play(stage, WORKED + "result({'stopReason': ['no', 'such']})")

    assert work.ended is Ended.BUSY
    assert "its answer cannot be read" in work.said


@pytest.mark.parametrize(
    "line",
    [
        "not a frame",
        "[" * 9000,
        "[]",
        "7",
        '{"type": "trouble", "error": 401}',
        '{"jsonrpc": "2.0", "method": "session/update", "params": 7}',
        '{"jsonrpc": "2.0", "method": "session/update", "params": {"update": {"a": []}}}',
        '{"jsonrpc": "2.0", "method": "session/update", "params": {"update":'
        ' {"sessionUpdate": "usage_update", "cost": {"amount": 1e999}}}}',
        '{"jsonrpc": "2.0", "method": "made/up"}',
        '{"jsonrpc": "2.0", "id": 99, "result": {}}',
        '{"jsonrpc": "2.0", "id": {}, "error": 7}',
    ],
)
def test_unknown_frame_is_never_fatal(stage: Stage, line: str) -> None:
    work = play(stage, f"raw({line!r})\n{WORKED}print('Went on.')")

    assert work.ended is Ended.DONE
    assert work.said.endswith("Went on.")


def test_frame_that_is_too_long_is_passed_over(stage: Stage) -> None:
    work = play(stage, f"raw('x' * {20 * 1024 * 1024})\n{WORKED}print('Went on.')")

    assert work.said == "Went on."
    assert len(work.transcript) <= 1024 * 1024


def test_one_frame_without_end_is_a_flood(stage: Stage) -> None:
    limits = Limits(wall_s=60.0, output_bytes_max=40 * 1024 * 1024)
    flood = stage.acp("import os\nwhile True: os.write(1, b'x' * 65536)")

    assert stage.play(flood, limits=limits).ended is Ended.FLOODED


@pytest.mark.parametrize(
    ("work", "kind"), [(WORKED, Ended.QUIET), ("print('Wait.')\n", Ended.BUSY)]
)
def test_silence_is_read_by_what_came_before(stage: Stage, work: str, kind: Ended) -> None:
    hangs = stage.acp(f"{work}import time; time.sleep(300)")

    assert stage.play(hangs, limits=Limits(wall_s=60.0, idle_s=4.0)).ended is kind


def test_agent_that_is_not_wanted_is_asked_to_stop_and_says_what_it_used(stage: Stage) -> None:
    heard: list[str] = []
    used = {"totalTokens": 7, "inputTokens": 6, "outputTokens": 1}
    waits = "while (frame := read())['method'] != 'session/cancel': pass\n"
    worker = stage.acp(WORKED + waits, usage=used)

    work = worker.work(order(stage.lane), heard.append, lambda: not heard)

    assert isinstance(work, Unwanted)
    assert work.usage == Usage(7)


@at_each_level
def test_agent_that_does_not_stop_is_ended_and_leaves_no_process(
    tmp_path: Path, level: IsolationLevel
) -> None:
    stage, mark = stage_at(level, tmp_path), f"left-by-{tmp_path.name}"
    heard: list[str] = []
    hangs = stage.acp(f"{WORKED}{mark!r}\nimport time; time.sleep(300)")
    begun = time.monotonic()

    work = hangs.work(order(stage.lane), heard.append, lambda: not heard)

    assert isinstance(work, Unwanted)
    assert time.monotonic() - begun < 30
    assert becomes_true(lambda: processes_with(mark) == [])


def test_protocol_is_imported_where_an_agent_is_and_nowhere_else() -> None:
    asks = (
        "import sys, gatewright.workers.agent_worker; from gatewright.bootstrap.agent_profiles"
        " import acp_client; acp_client(); print({'acp', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


def test_what_it_does_is_heard_while_it_works(stage: Stage) -> None:
    heard: list[str] = []

    stage.acp("tool('read it'); print('Made it.')").work(order(stage.lane), heard.append)

    assert heard == ["read it", "Made it."]
