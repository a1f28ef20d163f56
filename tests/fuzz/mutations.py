"""Strategies: random bytes, and valid documents that somebody damaged on purpose."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.reading import Reading

REPEATS_MAX = 300
EDITS_MAX = 5
TOKENS: tuple[bytes, ...] = (
    *(b"\0", b"\n", b"\r\n", b"\r", b"\t", b" ", b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80"),
    *(b"[", b"]", b"{", b"}", b"(", b")", b"<", b">", b'"', b"'", b"`", b"\\", b"/", b"*", b"**"),
    *(b"?", b"!", b"&", b"%", b"@", b"#", b"|", b"-", b"--", b"---", b"=", b":", b": ", b",", b"."),
    *(b"..", b"../", b"/etc/passwd", b"null", b"true", b"NaN", b"-1", b"0", b"1e999", b"9" * 4301),
    *(b"9" * 30, b"\\u0000", b"\\ud800", b"%00", b"%2e%2e%2f", b"&amp;", b"&a;", b"<!--", b"]]>"),
    *("²".encode(), "٣".encode(), "é".encode(), "\u2028".encode(), "\U0001f600".encode()),
    *(b"a", b"\n  ", b"\n- ", b"\n# ", b"$a", b"${a}", b"^", b"~", b";", b"&&"),
)
STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**4299, 10**4300 - 1, 0.5, 1e308),
    *(float("nan"), float("inf"), "", "\0", "\ud800", "\ud83d\ude00", "../../etc", "/", "a" * 5000),
    *([], [[]], [None], [{}], ["a"], [["a"]], {}, {"": ""}, {"a": []}, {"\0": "\ud800"}),
    *("%00", "file:///%00", "node " * 50, "[" * 50, "*a" * 40, "^" + "9" * 4301, "\n", "-1"),
)
NESTED = '"nested here"'


def contents(reading: Reading) -> st.SearchStrategy[bytes]:
    """Return what to give to a reader."""
    damaged = _damaged(reading.corpus)
    kinds = [damaged, _stranger(reading.corpus)] if _is_json(reading) else [damaged]
    if not reading.only_mutated:
        kinds.append(st.binary(max_size=300))
    return st.one_of(kinds)


def _is_json(reading: Reading) -> bool:
    try:
        return all(isinstance(json.loads(each), dict | list) for each in reading.corpus)
    except ValueError:
        return False


@st.composite
def _damaged(draw: st.DrawFn, corpus: Sequence[bytes]) -> bytes:
    """Return a document after some edits, now and then in another encoding."""
    content = draw(st.sampled_from(corpus))
    for _ in range(draw(st.integers(0, EDITS_MAX))):
        content = _edited(draw, content, corpus)
    return draw(st.sampled_from(_ENCODINGS))(content)


_ENCODINGS: tuple[Callable[[bytes], bytes], ...] = (
    *(lambda content: content,) * 6,
    lambda content: content.replace(b"\n", b"\r\n"),
    lambda content: content.replace(b"\n", b"\r"),
    lambda content: b"\xef\xbb\xbf" + content,
    lambda content: content.decode("utf-8", "replace").encode("utf-16"),
)


def _edited(draw: st.DrawFn, content: bytes, corpus: Sequence[bytes]) -> bytes:
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 60)))
    piece = content[start:end]
    match draw(st.integers(0, 5)):
        case 0:
            put = b""
        case 1:
            put = draw(st.sampled_from(TOKENS))
        case 2:
            put = piece + draw(st.sampled_from(TOKENS)) * draw(st.integers(1, REPEATS_MAX))
        case 3:
            put = piece * draw(st.integers(2, REPEATS_MAX))
        case 4:
            put = draw(st.binary(max_size=20))
        case _:
            other = draw(st.sampled_from(corpus))
            put = other[draw(st.integers(0, len(other))) :][:200]
    return content[:start] + put + content[end:]


@st.composite
def _stranger(draw: st.DrawFn, corpus: Sequence[bytes]) -> bytes:
    """Return a JSON document in which values are of another type than they should be."""
    plain = json.loads(draw(st.sampled_from(corpus)))
    for _ in range(draw(st.integers(1, 3))):
        plain = _replaced(draw, plain)
    depth = draw(st.sampled_from([5, 400, 900, 990, 2000]))
    nested = "[" * depth + "]" * depth
    return json.dumps(plain).replace(NESTED, nested).encode()


def _replaced(draw: st.DrawFn, plain: Any) -> Any:
    """Return `plain` with something else at one place in it."""
    places = list(range(len(plain))) if isinstance(plain, list) else []
    keys: list[Any] = list(plain) if isinstance(plain, dict) else places
    if not keys or draw(st.integers(0, 9)) == 0:
        strange = draw(st.sampled_from((*STRANGE, "nested here")))
        return [strange] if draw(st.integers(0, 5)) == 0 else strange
    key = draw(st.sampled_from(keys))
    changed = plain.copy()
    changed[key] = _replaced(draw, plain[key])
    return changed
