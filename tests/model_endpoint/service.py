"""The service itself: loopback only, bounded in requests and bytes, gone when its time is over."""

import gzip
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from tests.model_endpoint.answers import is_named, say
from tests.model_endpoint.questions import dialect_of, read_question
from tests.model_endpoint.script import (
    Fail,
    Garbage,
    Play,
    Say,
    Stall,
    call_for,
    next_move,
)

REQUESTS_MAX = 500
BODY_BYTES_MAX = 32 * 1024 * 1024
LIFE_S = 1800.0
MODEL = {"id": "scripted", "object": "model", "type": "model", "display_name": "scripted"}


@dataclass
class Endpoint:
    """A service that is there."""

    port: int
    asked: list[str] = field(default_factory=list)  # a line for each request: dialect and move

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serve(plays: Sequence[Play], life_s: float = LIFE_S) -> Iterator[Endpoint]:
    """Play `plays` to whoever asks, until the block ends, or its time."""
    over = threading.Event()
    endpoint = Endpoint(0)
    kind = type("Handler", (_Handler,), {"plays": plays, "endpoint": endpoint, "over": over})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    endpoint.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    end = threading.Timer(life_s, server.shutdown)
    end.daemon = True
    thread.start()
    end.start()
    try:
        yield endpoint
    finally:
        over.set()
        end.cancel()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    plays: Sequence[Play]
    endpoint: Endpoint
    over: threading.Event
    numbers = count(1)

    def log_message(self, *_: object) -> None:
        """Say nothing: what was asked is kept."""

    def do_HEAD(self) -> None:
        self._send(200, b"")

    def do_GET(self) -> None:
        if self.path.split("?")[0].endswith("/models"):
            self._document({"object": "list", "data": [MODEL], "has_more": False, "models": []})
        else:
            self._document({"error": {"message": "no such path"}}, 404)

    def do_POST(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        if size > BODY_BYTES_MAX or len(self.endpoint.asked) >= REQUESTS_MAX:
            self.close_connection = True
            self._document({"error": {"message": "too much"}}, 503)
            return
        raw = self.rfile.read(size)
        if self.headers.get("content-encoding") == "gzip":
            raw = gzip.decompress(raw)
        if "ount" in self.path and "oken" in self.path:  # count_tokens, countTokens
            self._document({"input_tokens": 10, "totalTokens": 10})
            return
        dialect = dialect_of(self.path)
        if dialect is None:
            self._document({"error": {"message": "no such path"}}, 404)
            return
        self._answer(dialect, json.loads(raw or b"{}"))

    def _answer(self, dialect: str, body: dict[str, Any]) -> None:
        asked = read_question(dialect, body)
        move = next_move(self.plays, asked)
        self.endpoint.asked.append(f"{dialect} {type(move).__name__}")
        if isinstance(move, Fail):
            error = {"type": "api_error", "message": "scripted", "code": move.status}
            self._document({"type": "error", "error": error}, move.status)
        elif isinstance(move, Garbage):
            self._send(200, b"\x00\xff{{{", "text/event-stream")
        elif isinstance(move, Stall):
            self.over.wait(move.seconds)
            self.close_connection = True
        else:
            answer = move.text if isinstance(move, Say) else call_for(move, asked.tools)
            answer = answer or f"no tool fits among {[each.name for each in asked.tools]}"
            whole, events = say(dialect, answer, next(self.numbers), str(body.get("model")))
            is_streamed = body.get("stream") or "streamGenerate" in self.path
            self._stream(dialect, events) if is_streamed else self._document(whole)

    def _stream(self, dialect: str, events: Sequence[dict[str, Any]]) -> None:
        lines = []
        for event in events:
            name = f"event: {event['type']}\n" if is_named(dialect) else ""
            lines.append(f"{name}data: {json.dumps(event)}\n\n")
        if dialect == "chat":
            lines.append("data: [DONE]\n\n")
        self._send(200, "".join(lines).encode(), "text/event-stream")

    def _document(self, content: object, status: int = 200) -> None:
        self._send(status, json.dumps(content).encode())

    def _send(self, status: int, content: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
