"""Read what a request asks, in each of the four dialects that agents speak."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.model_endpoint.script import Asked, Tool

Body = dict[str, Any]


def dialect_of(path: str) -> str | None:
    """Return which dialect a path belongs to."""
    place = path.split("?", maxsplit=1)[0]
    if place.endswith("/chat/completions"):
        return "chat"
    if place.endswith("/responses"):
        return "responses"
    if place.endswith("/messages"):
        return "messages"
    return "gemini" if place.endswith(("generateContent", "GenerateContent")) else None


def read_question(dialect: str, body: Body) -> Asked:
    """Return what `body` asks."""
    tools, turns = READERS[dialect](body)
    results, words = 0, ""
    for count, text in turns:
        results, words = (results + count, words) if count else (0, text)
    return Asked(tuple(tools), results, words)


Turns = Iterator[tuple[int, str]]  # results of tools, or 0 and the words of a person


def _chat(body: Body) -> tuple[list[Tool], Turns]:
    tools = [each.get("function") or {} for each in body.get("tools") or ()]
    return [_tool(each, "parameters") for each in tools], _chat_turns(body)


def _chat_turns(body: Body) -> Turns:
    for message in body.get("messages") or ():
        if message["role"] == "tool":
            yield 1, ""
        elif message["role"] == "user":
            yield 0, _text(message.get("content"))


def _responses(body: Body) -> tuple[list[Tool], Turns]:
    tools: list[Tool] = []
    for each in body.get("tools") or ():
        inner = each.get("tools") if each.get("type") == "namespace" else [each]
        space = each.get("name", "") if each.get("type") == "namespace" else ""
        tools += (_tool(one, "parameters", space) for one in inner or ())
    return tools, _response_turns(body)


def _response_turns(body: Body) -> Turns:
    given = body.get("input") or []
    for item in [{"role": "user", "content": given}] if isinstance(given, str) else given:
        if str(item.get("type", "message")).endswith("call_output"):
            yield 1, ""
        elif item.get("role") == "user":
            yield 0, _text(item.get("content"))


def _messages(body: Body) -> tuple[list[Tool], Turns]:
    return [_tool(each, "input_schema") for each in body.get("tools") or ()], _message_turns(body)


def _message_turns(body: Body) -> Turns:
    for message in body.get("messages") or ():
        if message["role"] == "user":
            content = message["content"]
            blocks = content if isinstance(content, list) else []
            yield sum(each.get("type") == "tool_result" for each in blocks), _text(content)


def _gemini(body: Body) -> tuple[list[Tool], Turns]:
    declared = [one for each in body.get("tools") or () for one in _declared(each)]
    return declared, _gemini_turns(body)


def _declared(tools: Body) -> Iterator[Tool]:
    for each in tools.get("functionDeclarations") or ():
        schema = each.get("parametersJsonSchema") or each.get("parameters") or {}
        yield Tool(str(each.get("name")), schema)


def _gemini_turns(body: Body) -> Turns:
    for turn in body.get("contents") or ():
        parts = turn.get("parts") or ()
        results = sum("functionResponse" in each for each in parts)
        if results or turn.get("role") == "user":
            yield results, "\n".join(each.get("text", "") for each in parts)


def _tool(given: Body, schema: str, namespace: str = "") -> Tool:
    return Tool(str(given.get("name") or given.get("type")), given.get(schema) or {}, namespace)


def _text(content: object) -> str:
    """Return the words of a content, which is a text or a list of blocks."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    return "\n".join(str(each.get("text", "")) for each in blocks if isinstance(each, dict))


READERS: dict[str, Callable[[Body], tuple[list[Tool], Turns]]] = {
    "chat": _chat,
    "responses": _responses,
    "messages": _messages,
    "gemini": _gemini,
}
