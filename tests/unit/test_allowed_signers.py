"""The list of signers: what ssh-keygen would take and nobody would see is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.text.allowed_signers import (
    BadLine,
    keys_of,
    line_of,
    parse_signers,
)
from gatewright.core.text.signer_edits import ended, with_key
from tests.security_key import SecurityKey
from tests.statements import ADA, EVE, listed

PUBLIC = ADA.public
LATE = "2026-01-02T03:04:05.000+00:00"


def test_each_line_is_a_key_of_somebody() -> None:
    lines = listed(f"# keys\n\nada {PUBLIC} gatewright:confirm ada@laptop\nbo,cy {EVE.public}\n")

    assert [(each.number, each.names, each.is_confirmed) for each in lines] == [
        (3, ("ada",), True),
        (4, ("bo", "cy"), False),
    ]
    assert [each.key for each in keys_of(lines, "cy")] == [lines[1].key]
    assert lines[0].key.startswith("SHA256:")


@pytest.mark.parametrize(
    ("options", "is_valid"),
    [
        ("", True),
        ('valid-before="20260103"', True),
        ('valid-before="20260102"', False),
        ('valid-before="20260102030405Z"', False),
        ('valid-before="20260102030406"', True),
        ('valid-after="202601020304"', True),
        ('valid-after="20260103"', False),
        ('namespaces="git,gatewright",valid-before="20270101"', True),
    ],
)
def test_key_counts_in_its_time(options: str, is_valid: bool) -> None:
    [line] = listed(f"ada {options} {PUBLIC}".replace("  ", " "))

    assert line.is_valid_at(LATE) is is_valid


def test_key_for_something_else_is_none_here() -> None:
    assert listed(f'ada namespaces="git" {PUBLIC}\n') == ()


BAD = {
    "a pattern": f"* {PUBLIC}",
    "a pattern of mail": f"*@example.org {PUBLIC}",
    "not somebody": f"!ada {PUBLIC}",
    "an authority": f"ada cert-authority {PUBLIC}",
    "an option": f'ada verify-required="x" {PUBLIC}',
    "a time": f'ada valid-before="tomorrow" {PUBLIC}',
    "no base64": f"ada {PUBLIC[:-3]}",
    "no key": "ada ssh-ed25519 AAAAAAAAAAAAAAAAAAAAAAAA",
    "another kind": f"ada ssh-rsa {PUBLIC.split()[1]}",
    "words": "who reads this",
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD)
def test_line_that_cannot_be_meant_is_named(line: str) -> None:
    found = parse_signers(f"bo {EVE.public}\n{line}\n")

    assert isinstance(found, BadLine)
    assert (found.number, bool(found.because)) == (2, True)


def test_key_with_several_lines_counts_by_the_one_that_does() -> None:
    over = f'ada valid-before="20200101" {PUBLIC}'
    lines = listed(f"{over}\nada {PUBLIC}\nada {EVE.public}\n{over}\n")

    found = line_of(lines, ADA.blob, LATE)
    assert found is not None
    assert found.number == 2
    late = line_of(listed(f"{over}\n"), ADA.blob, LATE)
    assert late is not None
    assert late.valid_before == "20200101000000"
    assert line_of(lines, SecurityKey(b"other").blob, LATE) is None


def test_key_is_added_behind_all_others() -> None:
    text = with_key("# keys", "ada", PUBLIC, is_confirmed=True)

    assert text.splitlines()[0] == "# keys"
    [line] = listed(text)
    assert (line.names, line.is_confirmed) == (("ada",), True)
    assert len(listed(with_key(text, "bo", EVE.public, is_confirmed=False))) == 2


@pytest.mark.parametrize(
    "options", ["", 'namespaces="gatewright"', 'valid-before="20990101",namespaces="gatewright"']
)
def test_ended_key_stays_on_the_list(options: str) -> None:
    text = f"# keys\nada {options} {PUBLIC} laptop\nbo {EVE.public}\n".replace("  ", " ")

    after = ended(text, "ada", "20260102030405")

    assert isinstance(after, str)
    mine, other = listed(after)
    assert (mine.valid_before, mine.comment, other.valid_before) == ("20260102030405", "laptop", "")
    assert mine.blob == ADA.blob
    assert after.startswith("# keys\n")
    assert ended(after, "ada", "20260102030405") == after


def test_shared_or_unreadable_key_is_not_ended() -> None:
    shared = ended(f"ada,bo {PUBLIC}\n", "ada", "20260102030405")

    assert isinstance(shared, BadLine)
    assert "ada and bo" in shared.because
    assert isinstance(ended("odd", "ada", "20260102030405"), BadLine)


@given(st.text(max_size=200))
def test_any_text_is_read_without_trouble(text: str) -> None:
    assert isinstance(parse_signers(text), tuple | BadLine)
    assert isinstance(parse_signers(f"ada {text} {PUBLIC}"), tuple | BadLine)
