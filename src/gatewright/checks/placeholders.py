"""Command lines as they are kept: folders that are gone tomorrow stand as `{checkout}` or so.

So the same run leaves the same words, and a reader sees what matters.
"""

from collections.abc import Mapping, Sequence


def with_placeholders(argv: Sequence[str], folders: Mapping[str, str]) -> tuple[str, ...]:
    """Return `argv` with each of `folders`, by its name in braces, for its path.

    Shape: `folders` is name -> absolute path; the longest path that fits is replaced first.
    """
    by_length = sorted(folders.items(), key=lambda pair: len(pair[1]), reverse=True)
    return tuple(_replaced(word, by_length) for word in argv)


def _replaced(word: str, by_length: Sequence[tuple[str, str]]) -> str:
    for name, path in by_length:
        if path:
            word = word.replace(path, f"{{{name}}}")
    return word
