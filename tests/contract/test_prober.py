"""Asking over the loopback of this machine: what is answered, slowly or with a flood."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from gatewright.checks.network_prober import NetworkProber
from gatewright.ports.prober import BODY_BYTES_MAX, HttpAnswer


@contextmanager
def served(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the address of something that answers one connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve() -> None:
            try:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    answer(connection)
            except OSError:  # nobody listens to the end
                pass

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def test_answer_is_taken_as_it_is_and_no_redirect_is_followed() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nX-A: b\r\n\r\nbody"
    with served(lambda connection: connection.sendall(head)) as address:
        answer = NetworkProber().http(f"http://{address}/x", 5.0)

    assert isinstance(answer, HttpAnswer)
    assert (answer.status, answer.headers["x-a"], answer.body) == (302, "b", b"body")


def test_flood_is_cut() -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (BODY_BYTES_MAX * 3))

    with served(flood) as address:
        answer = NetworkProber().http(f"http://{address}/", 5.0)

    assert isinstance(answer, HttpAnswer)
    assert len(answer.body) == BODY_BYTES_MAX


def test_drip_ends_with_its_time() -> None:
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not over.wait(0.05):
            connection.sendall(b"y")

    with served(drip) as address:
        before = time.monotonic()
        answer = NetworkProber().http(f"http://{address}/", 0.5)
        over.set()

    assert answer == "no answer in 0.5 s"
    assert time.monotonic() - before < 5


def test_proxy_of_the_person_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with served(lambda it: it.sendall(b"HTTP/1.1 200 OK\r\n\r\n")) as address:
        assert isinstance(NetworkProber().http(f"http://{address}/", 5.0), HttpAnswer)


def test_port_is_open_or_told_that_it_is_not() -> None:
    with served(lambda _: None) as address:
        host, _, port = address.rpartition(":")
        assert NetworkProber().tcp(host, int(port), 5.0) == ""
    with socket.socket() as silent:  # bound, and nobody listens
        silent.bind(("127.0.0.1", 0))
        told = NetworkProber().tcp("127.0.0.1", silent.getsockname()[1], 5.0)
    assert "refused" in told.lower()


def test_nonsense_is_a_problem_in_words() -> None:
    with served(lambda it: it.sendall(b"\x00\xff nonsense\r\n\r\n")) as address:
        assert isinstance(NetworkProber().http(f"http://{address}/", 5.0), str)
