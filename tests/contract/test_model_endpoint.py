"""The service that plays a model: its answer follows from the request alone, in each dialect."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError

import pytest

from tests.model_endpoint import service
from tests.model_endpoint.script import (
    Asked,
    Fail,
    Play,
    Say,
    Shell,
    Tool,
    Write,
    call_for,
    next_move,
)
from tests.model_endpoint.service import Endpoint, serve

WRITE = {"path": {"type": "string"}, "content": {"type": "string"}, "why": {"enum": ["x", "y"]}}
SCHEMA = {"properties": WRITE, "required": ["path", "content", "why"]}
TOOLS: dict[str, list[dict[str, Any]]] = {
    "/v1/chat/completions": [
        {"type": "function", "function": {"name": "write", "parameters": SCHEMA}}
    ],
    "/v1/responses": [{"type": "function", "name": "write", "parameters": SCHEMA}],
    "/v1/messages": [{"name": "write", "input_schema": SCHEMA}],
    "/v1beta/models/m:generateContent": [
        {"functionDeclarations": [{"name": "write", "parameters": SCHEMA}]}
    ],
}
TURNS: dict[str, tuple[str, list[dict[str, Any]], list[dict[str, Any]]]] = {
    "/v1/chat/completions": (
        "messages",
        [{"role": "user", "content": "Do it."}],
        [{"role": "assistant", "content": None}, {"role": "tool", "content": "ok"}],
    ),
    "/v1/responses": (
        "input",
        [
            {
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "Do it."}],
            }
        ],
        [{"type": "function_call_output", "call_id": "c", "output": "ok"}],
    ),
    "/v1/messages": (
        "messages",
        [{"role": "user", "content": [{"type": "text", "text": "Do it."}]}],
        [{"role": "user", "content": [{"type": "tool_result", "content": "ok"}]}],
    ),
    "/v1beta/models/m:generateContent": (
        "contents",
        [{"role": "user", "parts": [{"text": "Do it."}]}],
        [{"role": "user", "parts": [{"functionResponse": {}}]}],
    ),
}
PLAYS = (Play("Do it", (Write("a.txt", "made"), Say("Made it."))), Play("", (Fail(429),)))


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serve(PLAYS) as there:
        yield there


def ask(endpoint: Endpoint, path: str, body: object) -> str:
    request = urllib.request.Request(f"{endpoint.url}{path}", json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


@pytest.mark.parametrize("path", TOOLS)
@pytest.mark.parametrize("is_streamed", [False, True])
def test_move_follows_from_how_far_the_work_is(
    endpoint: Endpoint, path: str, is_streamed: bool
) -> None:
    key, begin, done = TURNS[path]
    place = path.replace("generate", "streamGenerate") if is_streamed else path
    body = {"tools": TOOLS[path], "stream": is_streamed, "model": "m"}

    for _ in range(2):  # it remembers nothing
        first = ask(endpoint, place, {**body, key: begin})
        assert "a.txt" in first
        assert "Made it." not in first
    assert "Made it." in ask(endpoint, place, {**body, key: [*begin, *done]})
    assert "a.txt" in ask(endpoint, place, {**body, key: [*begin, *done, *begin]})


@pytest.mark.parametrize("path", TOOLS)
def test_request_without_tools_is_for_a_title(endpoint: Endpoint, path: str) -> None:
    assert "scripted title" in ask(endpoint, path, {TURNS[path][0]: TURNS[path][1]})


def test_status_is_answered_as_it_is(endpoint: Endpoint) -> None:
    body = {"tools": TOOLS["/v1/messages"], "messages": [{"role": "user", "content": "Other"}]}

    with pytest.raises(HTTPError, match="429") as raised:
        ask(endpoint, "/v1/messages", body)
    raised.value.close()


def test_call_fits_the_tools_there_are() -> None:
    shell = Tool("Bash", {"properties": {"command": {"type": "array"}}})

    written = call_for(Write("a/b.txt", "x\n"), (shell,))

    assert written is not None
    assert written.arguments["command"][:2] == ["bash", "-lc"]
    assert "mkdir -p 'a' && cat > 'a/b.txt'" in written.arguments["command"][2]
    assert call_for(Shell("ls"), ()) is None
    tool = Tool("write", SCHEMA)
    filled = call_for(Write("a", "b"), (tool,))
    assert filled is not None
    assert filled.arguments == {"path": "a", "content": "b", "why": "x"}


def test_service_answers_so_often_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "REQUESTS_MAX", 1)
    with serve(PLAYS) as endpoint:
        ask(endpoint, "/v1/messages", {"messages": []})
        with pytest.raises(HTTPError, match="503") as raised:
            ask(endpoint, "/v1/messages", {"messages": []})
        raised.value.close()


def test_service_is_gone_with_its_block() -> None:
    with serve(PLAYS) as endpoint:
        pass

    with pytest.raises(URLError, match="refused"):
        ask(endpoint, "/v1/messages", {})


def test_nobody_asked_by_words_that_are_not_scripted() -> None:
    asked = Asked((Tool("write", {}),), 0, "Something")

    assert next_move((), asked) == Say("Nothing is scripted for this.")
