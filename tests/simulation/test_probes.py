"""Something live, watched by a clock that is told: what is good, a gap, not to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from gatewright.model.judgement import Judgement
from gatewright.ports.prober import HttpAnswer
from gatewright.ports.processes import Command, Finished
from gatewright.testing.scripted_processes import ScriptedProcesses, exited
from tests.simulation.door import Door, reason_codes, verdict_of

UP = HttpAnswer(200, {"x-version": "7"}, b'{"status": "up", "count": 3}\n')
DOWN = HttpAnswer(503, {}, b"down")


@dataclass
class ToldProber:
    """Answers in turn; then with the last answer."""

    answers: Sequence[HttpAnswer | str] = (UP,)
    asked: list[str] = field(default_factory=list)

    def http(self, url: str, timeout_s: float) -> HttpAnswer | str:
        self.asked.append(url)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]

    def tcp(self, host: str, port: int, timeout_s: float) -> str:
        self.asked.append(f"{host}:{port}")
        return "" if port == 80 else "ConnectionRefusedError"


@dataclass
class TimedDoor(Door):
    """A door whose clock goes on only while something sleeps, and then too long by `late_s`."""

    late_s: float = 0.0
    passed_s: float = 0.0

    def _now(self) -> datetime:
        return datetime(2026, 1, 2, tzinfo=UTC) + timedelta(seconds=self.passed_s)

    def sleep(self, command: Command) -> Finished:
        """Let the time of a sleep pass."""
        self.passed_s += float(command.argv[1]) + self.late_s
        return exited(0)


def watch(prober: ToldProber, probe: str, *, late_s: float | None = 0.0) -> Judgement:
    """Return the judgement of one probe. Shape: `late_s` None: there is nothing that sleeps."""
    door = TimedDoor(prober=prober, late_s=late_s or 0.0)
    if late_s is not None:
        door.processes = ScriptedProcesses({("sleep",): door.sleep})
    text = f"gatewright: 1\nchecks:\n  live: {{probe: {{{probe}}}}}\n"
    base = {"a.py": "x\n", ".gatewright/config.yaml": text}
    return door.judge(base, {**base, "a.py": "x\ny\n"}, only=("live",))


HERE = "http: {url: 'http://live.test/health', hosts: [live.test]%s}"


def test_what_answers_all_the_time_passes() -> None:
    prober = ToldProber()

    verdict = verdict_of(watch(prober, HERE % "" + ", every: 2s, for: 10s"), "live")

    assert (str(verdict.status), verdict.kind) == ("pass", "probe")
    assert (verdict.examined.count, verdict.examined.expected) == (6, 6)
    assert prober.asked == ["http://live.test/health"] * 6
    assert verdict.evidence.executions[0].log is not None


def test_nothing_live_is_taken_from_before() -> None:
    prober = ToldProber((UP, DOWN))
    door = TimedDoor(prober=prober)
    text = f"gatewright: 1\nchecks:\n  live: {{probe: {{{HERE % ''}}}}}\n"
    base = {"a.py": "x\n", ".gatewright/config.yaml": text}

    seen = [verdict_of(door.judge(base, base, only=("live",)), "live") for _ in range(2)]

    assert [str(one.status) for one in seen] == ["pass", "fail"]


@pytest.mark.parametrize(
    ("ratio", "status"), [("0.75", "pass"), ("0.76", "fail"), ("1", "fail"), ("0.5", "pass")]
)
def test_part_of_the_samples_may_be_bad(ratio: str, status: str) -> None:
    probe = HERE % "" + f", every: 1s, for: 3s, min_ok_ratio: {ratio}"

    verdict = verdict_of(watch(ToldProber((UP, DOWN, UP, UP)), probe), "live")

    assert str(verdict.status) == status
    assert verdict.headline.startswith("3 of 4 samples good")


@pytest.mark.parametrize(
    ("demand", "answer", "found"),
    [
        (", status: [204]", UP, "status 200"),
        (", body: 'up$'", UP, "no line of the body matches"),
        (", json: {/status: down}", UP, "/status is up"),
        (", json: {/none: x}", UP, "nothing at /none"),
        (", json: {/count: 3}", HttpAnswer(200, {}, b"<html>"), "the body is no JSON"),
        (", headers: {X-Version: '^8'}", UP, "header X-Version is 7"),
        (", headers: {X-Other: '.+'}", UP, "no header X-Other"),
        ("", HttpAnswer(302, {"location": "http://elsewhere.test/"}, b""), "status 302"),
        ("", "no answer in 10 s", "no answer in 10 s"),
    ],
)
def test_answer_that_is_not_as_it_must_be_is_told(
    demand: str, answer: HttpAnswer | str, found: str
) -> None:
    prober = ToldProber((answer,))

    judgement = watch(prober, HERE % demand)

    assert reason_codes(judgement, "live") == ["probe.failed"]
    assert found in verdict_of(judgement, "live").reasons[0].found
    assert len(prober.asked) == 1


def test_answer_that_is_as_it_must_be_passes() -> None:
    demand = (
        ", status: [200], body: 'up', json: {/status: up, /count: 3}, headers: {X-Version: '7'}"
    )

    assert str(verdict_of(watch(ToldProber(), HERE % demand), "live").status) == "pass"


def test_gap_between_samples_is_an_error_and_no_pass() -> None:
    judgement = watch(ToldProber(), HERE % "" + ", every: 2s, for: 10s", late_s=5.0)

    assert str(verdict_of(judgement, "live").status) == "error"
    assert reason_codes(judgement, "live") == ["probe.gap"]


def test_clock_that_stands_still_is_a_gap_too() -> None:
    """Nothing sleeps: the samples would all be of one moment."""
    judgement = watch(ToldProber(), HERE % "" + ", every: 2s, for: 10s", late_s=None)

    assert reason_codes(judgement, "live") == ["probe.gap"]


@pytest.mark.parametrize(
    "probe",
    [
        "http: {url: 'http://127.0.0.1:{PORT}/'}",
        "http: {url: '{ELSEWHERE}/health'}",
        "tcp: {address: '{ELSEWHERE}:80'}",
    ],
)
def test_host_that_nobody_declared_is_not_asked(probe: str) -> None:
    prober = ToldProber()

    judgement = watch(prober, probe)

    assert reason_codes(judgement, "live") == ["probe.host"]
    assert prober.asked == []


def test_port_is_asked_for_a_connection() -> None:
    open_one = "tcp: {address: 'live.test:80', hosts: [live.test]}"
    shut = "tcp: {address: 'live.test:81', hosts: [live.test]}"

    assert str(verdict_of(watch(ToldProber(), open_one), "live").status) == "pass"
    assert reason_codes(watch(ToldProber(), shut), "live") == ["probe.failed"]


def test_command_is_asked_for_its_end() -> None:
    door = TimedDoor(prober=ToldProber())
    door.processes = ScriptedProcesses({("ask",): exited(3)})
    text = "gatewright: 1\nchecks:\n  live: {probe: {command: {argv: [ask], expect_exit: [%d]}}}\n"
    for code, status in ((3, "pass"), (0, "fail")):
        base = {"a.py": "x\n", ".gatewright/config.yaml": text % code}
        assert str(verdict_of(door.judge(base, base, only=("live",)), "live").status) == status
