"""Asking something live, once. What it answers is hostile: bounded, and data only."""

from collections.abc import Mapping
from typing import Protocol

from gatewright.model.records import dataclass

BODY_BYTES_MAX = 256 * 1024


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What was answered. A redirect is an answer like any other: nothing follows it."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes  # cut at BODY_BYTES_MAX


class Prober(Protocol):
    """Asks over the network, by no proxy, and never longer than it is told."""

    def http(self, url: str, timeout_s: float) -> HttpAnswer | str:
        """Return the answer to a GET of `url`; a problem in words where there is none."""
        ...

    def tcp(self, host: str, port: int, timeout_s: float) -> str:
        """Return "" where a connection was made, else the problem in words."""
        ...
