"""What a person wants, as they typed it: whether it can be taken, and what to call it.

An idea goes into briefs, commits and screens, so what acts on a terminal, turns the direction of
writing, or is half a character is refused instead of mended: nobody would see what was mended.
"""

import re
import unicodedata

IDEA_BYTES_MAX = 16 * 1024
SLUG_WORDS_MAX = 4
SLUG_CHARS_MAX = 40
SLUG_OF_NOTHING = "run"
SMALL_WORDS = frozenset({
    "a", "an", "the", "to", "of", "for", "and", "or", "in", "on", "with", "let", "users", "is",
})  # fmt: skip
_PLAIN_BREAKS = "\n\t"
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control, half a character, breaks of line
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LATIN = re.compile("LATIN SMALL LETTER (?:DOTLESS )?(AE|OE|[A-Z])(?: WITH [A-Z ]+)?")


def is_blank(idea: str) -> bool:
    """Return whether `idea` says nothing that could be seen."""
    return not any(unicodedata.category(one)[0] in "LNPS" for one in idea)


def size_of(idea: str) -> int:
    """Return how long `idea` is. Units: bytes of UTF-8."""
    return len(idea.encode("utf-8", "surrogatepass"))


def first_refused(idea: str) -> str | None:
    """Return the first character that an idea may not hold, as "U+001B"; None where all may be."""
    for one in idea:
        if one in _TURNS or (one not in _PLAIN_BREAKS and unicodedata.category(one) in _REFUSED):
            return f"U+{ord(one):04X}"
    return None


def slug_of(idea: str) -> str:
    """Return a short name for branches: the first telling words of an idea, in plain letters.

    Shape: never digits alone, for those name a run by its number; "run" where no word can be
           written in plain letters.
    Bounds: SLUG_CHARS_MAX characters.
    """
    words = re.findall(r"[a-z0-9]+", "".join(map(_in_plain_letters, idea.casefold())))
    telling = [word for word in words if word not in SMALL_WORDS] or words
    slug = "-".join(telling[:SLUG_WORDS_MAX])[:SLUG_CHARS_MAX].strip("-")
    return f"{SLUG_OF_NOTHING}-{slug}"[:SLUG_CHARS_MAX].strip("-") if _is_bare(slug) else slug


def _is_bare(slug: str) -> bool:
    """Return whether `slug` holds no letter."""
    return not any(char.isalpha() for char in slug)


def _in_plain_letters(char: str) -> str:
    """Return `char` without its marks: "e" for "é", "o" for "ø"; what has no such form as it is."""
    if char.isascii():
        return char
    parts = unicodedata.normalize("NFKD", char).casefold()
    return "".join(_base_of(part) for part in parts if not unicodedata.combining(part))


def _base_of(char: str) -> str:
    """Return the plain letter that a Latin one with a stroke or hook is drawn from."""
    found = _LATIN.fullmatch(unicodedata.name(char, "")) if not char.isascii() else None
    return found[1].lower() if found else char
