"""Laws of the name that an idea gets: it can always be a branch, a folder and a word to type."""

import re

from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.text.idea import SLUG_CHARS_MAX, first_refused, is_blank, size_of, slug_of

IDEAS = st.text(st.characters(codec=None), max_size=200) | st.text("0123456789 -é", max_size=20)


@given(IDEAS)
def test_slug_is_short_plain_and_no_number(idea: str) -> None:
    slug = slug_of(idea)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_CHARS_MAX
    assert not slug.replace("-", "").isdecimal()


@given(IDEAS)
def test_looking_at_an_idea_never_fails(idea: str) -> None:
    is_blank(idea)
    size_of(idea)
    first_refused(idea)
