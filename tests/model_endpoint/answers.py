"""Say an answer, words or a call, in each of the four dialects: whole, or as a stream of events."""

import json
from typing import Any

from tests.model_endpoint.script import Call

Event = dict[str, Any]
Answer = str | Call
IN, OUT = 100, 20  # tokens that each answer says it used


def is_named(dialect: str) -> bool:
    """Return whether the events of a dialect have names of their own."""
    return dialect in ("responses", "messages")


def say(dialect: str, answer: Answer, number: int, model: str) -> tuple[Event, list[Event]]:
    """Return an answer whole, and as events. Shape: `number` tells it from all others."""
    return {"chat": _chat, "responses": _responses, "messages": _messages, "gemini": _gemini}[
        dialect
    ](answer, number, model)


def _chat(answer: Answer, number: int, model: str) -> tuple[Event, list[Event]]:
    usage = {"prompt_tokens": IN, "completion_tokens": OUT, "total_tokens": IN + OUT}
    head = {"id": f"chat-{number}", "created": 1, "model": model}
    reason = "tool_calls" if isinstance(answer, Call) else "stop"
    delta: Event = {"content": answer}
    if isinstance(answer, Call):
        function = {"name": answer.name, "arguments": json.dumps(answer.arguments)}
        call = {"index": 0, "id": f"call_{number}", "type": "function", "function": function}
        delta = {"tool_calls": [call]}
    choice = {"index": 0, "message": {"role": "assistant", "content": None, **delta}}
    whole = {"choices": [{**choice, "finish_reason": reason}], "usage": usage}
    chunks: list[Event] = [
        {"choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]},
        {"choices": [], "usage": usage},
    ]
    streamed = [{**head, "object": "chat.completion.chunk", **each} for each in chunks]
    return {**head, "object": "chat.completion", **whole}, streamed


def _responses(answer: Answer, number: int, model: str) -> tuple[Event, list[Event]]:
    if isinstance(answer, Call):
        item: Event = {
            "type": "function_call",
            "id": f"fc_{number}",
            "call_id": f"call_{number}",
            "name": answer.name,
            "arguments": json.dumps(answer.arguments),
            "status": "completed",
        }
        item |= {"namespace": answer.namespace} if answer.namespace else {}
    else:
        part = {"type": "output_text", "text": answer, "annotations": []}
        item = {"type": "message", "id": f"msg_{number}", "role": "assistant", "content": [part]}
        item["status"] = "completed"
    whole = {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1,
        "model": model,
        "status": "completed",
        "output": [item],
        "usage": {
            "input_tokens": IN,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": OUT,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": IN + OUT,
        },
    }
    begun = {**whole, "status": "in_progress", "output": [], "usage": None}
    events: list[Event] = [
        {"type": "response.created", "response": begun},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        *_text_events(item),
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole},
    ]
    return whole, [{**each, "sequence_number": place} for place, each in enumerate(events)]


def _text_events(item: Event) -> list[Event]:
    if item["type"] != "message":
        return []
    place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    text = item["content"][0]["text"]
    return [{"type": "response.output_text.delta", **place, "delta": text}]


def _messages(answer: Answer, number: int, model: str) -> tuple[Event, list[Event]]:
    is_call = isinstance(answer, Call)
    block: Event = {"type": "text", "text": answer}
    empty: Event = {"type": "text", "text": ""}
    delta: Event = {"type": "text_delta", "text": answer}
    if isinstance(answer, Call):
        block = {"type": "tool_use", "id": f"toolu_{number}", "name": answer.name}
        block["input"], empty = answer.arguments, {**block, "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(answer.arguments)}
    usage = {"input_tokens": IN, "output_tokens": OUT}
    usage |= {"cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
    stop = "tool_use" if is_call else "end_turn"
    whole: Event = {"id": f"msg_{number}", "type": "message", "role": "assistant", "model": model}
    whole |= {"content": [block], "stop_reason": stop, "stop_sequence": None, "usage": usage}
    return whole, [
        {"type": "message_start", "message": {**whole, "content": [], "stop_reason": None}},
        {"type": "content_block_start", "index": 0, "content_block": empty},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": stop, "stop_sequence": None},
            "usage": {"output_tokens": OUT},
        },
        {"type": "message_stop"},
    ]


def _gemini(answer: Answer, number: int, model: str) -> tuple[Event, list[Event]]:
    part: Event = {"text": answer}
    if isinstance(answer, Call):
        part = {"functionCall": {"name": answer.name, "args": answer.arguments}}
    used = {"promptTokenCount": IN, "candidatesTokenCount": OUT, "totalTokenCount": IN + OUT}
    content = {"role": "model", "parts": [part]}
    whole = {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": used,
        "modelVersion": model,
        "responseId": f"r-{number}",
    }
    return whole, [whole]
