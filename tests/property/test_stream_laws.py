"""Laws of what is kept of a stream and of how it is cut into lines."""

from hypothesis import given
from hypothesis import strategies as st

from gatewright.processes.streams import LINE_CHARS_MAX, HeadAndTail, Lines

CHUNKS = st.lists(st.binary(max_size=300), max_size=30)
HARD_PIECES = st.lists(st.sampled_from([b"\n", b"x" * 5000, b"\xc3", b"\r\n"]))
TEXT = st.binary(max_size=400) | HARD_PIECES.map(b"".join)


def kept_of(chunks: list[bytes], size_max: int) -> bytes:
    """Return what a stream of `chunks` leaves."""
    kept = HeadAndTail(size_max)
    for chunk in chunks:
        kept.add(chunk)
    return kept.content()


def lines_of(chunks: list[bytes]) -> list[str]:
    """Return the lines of `chunks`."""
    lines = Lines()
    heard = [line for chunk in chunks for line in lines.add(chunk)]
    return heard + lines.end()


@given(CHUNKS, st.integers(200, 2000))
def test_kept_is_never_larger_than_its_limit(chunks: list[bytes], size_max: int) -> None:
    assert len(kept_of(chunks, size_max)) <= size_max


@given(CHUNKS)
def test_short_stream_is_kept_whole(chunks: list[bytes]) -> None:
    size = sum(map(len, chunks))

    assert kept_of(chunks, 2 * size + 200) == b"".join(chunks)


@given(CHUNKS, st.integers(200, 2000))
def test_head_and_tail_are_those_of_the_stream(chunks: list[bytes], size_max: int) -> None:
    whole = b"".join(chunks)

    tail = size_max - size_max // 2 - 80  # the line in between takes 80

    kept = kept_of(chunks, size_max)

    assert kept[: size_max // 2] == whole[: size_max // 2] or len(whole) < size_max // 2
    assert kept[-tail:] == whole[-tail:] or len(whole) < tail


@given(TEXT, st.integers(1, 50))
def test_lines_do_not_depend_on_how_the_stream_was_cut(content: bytes, size: int) -> None:
    pieces = [content[start : start + size] for start in range(0, len(content), size)]

    assert lines_of(pieces) == lines_of([content])


@given(TEXT)
def test_lines_are_bounded_and_as_many_as_there_are(content: bytes) -> None:
    lines = lines_of([content])

    assert all(len(line) <= LINE_CHARS_MAX and "\n" not in line for line in lines)
    assert len(lines) == len(content.split(b"\n")) - content.endswith(b"\n") - (not content)
