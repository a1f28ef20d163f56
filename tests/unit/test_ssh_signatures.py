"""Signatures taken apart: a form that is none is refused, and touch is what the key signed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatewright.core.text.ssh_signatures import (
    SIGNATURE_CHARS_MAX,
    SshSignature,
    fingerprint,
    key_kind,
    parse_signature,
)
from tests.security_key import KIND, SecurityKey, armoured, string

KEY = SecurityKey(b"k" * 32)
SOFT = string(b"ssh-ed25519") + string(b"p" * 32)
SOFT_SIGNATURE = string(b"ssh-ed25519") + string(b"s" * 64)


def raw(
    blob: bytes = SOFT,
    how: bytes = b"sha512",
    signed: bytes = SOFT_SIGNATURE,
    reserved: bytes = b"",
    start: bytes = b"SSHSIG\0\0\0\1",
) -> bytes:
    parts = (blob, b"gatewright", reserved, how, signed)
    return start + b"".join(string(each) for each in parts)


def test_signature_names_its_key_and_what_it_is_for() -> None:
    found = parse_signature(armoured(raw()))

    assert found == SshSignature("ssh-ed25519", SOFT, "gatewright", was_touched=False)
    assert isinstance(found, SshSignature)
    assert found.key == fingerprint(SOFT)
    assert found.key.startswith("SHA256:")
    assert "=" not in found.key


@pytest.mark.parametrize("is_touched", [True, False])
def test_touch_is_what_the_key_itself_signed(is_touched: bool) -> None:
    found = parse_signature(KEY.sign(b"text", is_touched=is_touched))

    assert isinstance(found, SshSignature)
    assert (found.kind, found.was_touched) == (KIND.decode(), is_touched)


BAD = {
    "another form": raw(start=b"SSHSIG\0\0\0\2"),
    "another hash": raw(how=b"md5"),
    "reserved": raw(reserved=b"x"),
    "more behind": raw() + b"x",
    "more behind, as a string": raw() + string(b"x"),
    "cut": raw()[:-1],
    "no kind": raw(blob=string(b"\xff")),
    "nothing": b"SSHSIG\0\0\0\1",
    "more than a signature": raw(signed=SOFT_SIGNATURE + b"\1\0\0\0\1"),
    "no counter": raw(blob=KEY.blob, signed=string(KIND) + string(b"s" * 64)),
    "another kind": raw(blob=KEY.blob, signed=SOFT_SIGNATURE + b"\1\0\0\0\1"),
    "no value": raw(blob=KEY.blob, signed=string(KIND) + string(b"") + b"\1\0\0\0\1"),
    "namespace": b"SSHSIG\0\0\0\1"
    + b"".join(string(each) for each in (SOFT, b"\xff", b"", b"sha512", SOFT_SIGNATURE)),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_what_is_no_signature_is_said(content: bytes) -> None:
    assert isinstance(parse_signature(armoured(content)), str)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        armoured(raw()).replace("U", "*", 1),
        armoured(raw()).replace("=", "", 1) + "x",
        armoured(raw()) * 2,
        armoured(b"SSHSIG" + b"x" * SIGNATURE_CHARS_MAX),
        armoured(raw()).replace("\n-----END", "A\n-----END"),
    ],
)
def test_what_is_not_armoured_is_said(text: str) -> None:
    assert isinstance(parse_signature(text), str)


@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_are_read_without_trouble(content: bytes, at: int) -> None:
    whole = raw()
    for tried in (content, whole[:at] + content, content + whole[at:]):
        assert isinstance(parse_signature(armoured(tried)), SshSignature | str)


def test_key_without_a_kind_is_none() -> None:
    for blob in (b"", b"\0", string(b"SSH RSA")):
        with pytest.raises(ValueError, match=r"cut|kind"):
            key_kind(blob)
    assert key_kind(string(b"ssh-rsa")) == "ssh-rsa"
