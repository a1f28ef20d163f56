"""Commands as a shell reads them back, word for word, whatever characters the words have."""

import shlex

from gatewright.views.quoting import bytes_of, plain
from gatewright.views.verdict import ExecutionView


def command_of(execution: ExecutionView) -> str:
    """Return the command of `execution`, ready to be pasted in the root of a checkout."""
    words = " ".join(quote_word(word) for word in execution.argv)
    if execution.cwd in ("", "."):
        return words
    return f"cd {quote_word(execution.cwd)} && {words}"


def quote_word(word: str) -> str:
    """Return `word` for a shell; what may not be shown as it is becomes a code in $'...'."""
    if plain(word) == word:
        return shlex.quote(word)
    return "$'" + "".join(_coded(character) for character in word) + "'"


def _coded(character: str) -> str:
    if character in "\\'":
        return "\\" + character
    if plain(character) == character:
        return character
    return "".join(f"\\x{byte:02x}" for byte in bytes_of(character))
