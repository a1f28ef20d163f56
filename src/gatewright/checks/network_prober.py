"""Asks over HTTP and TCP with the standard library: no proxy, no redirect, one bound on all of it.

Each question is asked in a thread that is left alone after its time, however slowly it is answered.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from gatewright.ports.prober import BODY_BYTES_MAX, HttpAnswer

HEADERS_MAX = 100
WORDS_CHARS_MAX = 200
Answered = TypeVar("Answered")


class NetworkProber:
    """Implements `ports.prober.Prober`."""

    def http(self, url: str, timeout_s: float) -> HttpAnswer | str:
        """Return the answer to a GET; see the port."""
        return _within(timeout_s, lambda: _get(url, timeout_s))

    def tcp(self, host: str, port: int, timeout_s: float) -> str:
        """Connect; see the port."""
        return _within(timeout_s, lambda: _connect(host, port, timeout_s))


def _within(timeout_s: float, ask: Callable[[], Answered]) -> Answered | str:
    """Return what `ask` returns, or that it took too long."""
    answers: list[Answered | str] = []

    def run() -> None:
        try:
            answers.append(ask())
        except (OSError, http.client.HTTPException, ValueError) as problem:
            answers.append(f"{type(problem).__name__}: {problem}"[:WORDS_CHARS_MAX])

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(timeout_s)
    return answers[0] if answers else f"no answer in {timeout_s:g} s"


def _get(url: str, timeout_s: float) -> HttpAnswer:
    """Ask once. Raises: OSError, HTTPException, ValueError."""
    parts = urlsplit(url)
    host, target = parts.hostname or "", parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=timeout_s, context=context
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=timeout_s)
    try:
        connection.request("GET", target, headers={"User-Agent": "gatewright", "Accept": "*/*"})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()[:HEADERS_MAX]}
        return HttpAnswer(response.status, headers, response.read(BODY_BYTES_MAX))
    finally:
        connection.close()


def _connect(host: str, port: int, timeout_s: float) -> str:
    """Connect and let go. Raises: OSError."""
    with socket.create_connection((host, port), timeout=timeout_s):
        return ""
