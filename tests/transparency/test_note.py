"""Signed notes, against the published example of the Go implementation and against every single-bit change."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.transparency.samples import KEYS
from workflow_app.transparency.note import BadNote, Signer, Verifier, open_note, sign_note
from workflow_app.transparency.strict import from_base64, to_base64

# From the documentation of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SEED = "YEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
SIGNED = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n".encode()

ONE, TWO = KEYS.checkpoint, KEYS.entry


def code_of(data: bytes, *verifiers: Verifier) -> str:
    with pytest.raises(BadNote) as bad:
        open_note(data, *verifiers)
    return bad.value.code


def test_the_published_example_is_accepted_and_made_byte_for_byte() -> None:
    note = open_note(SIGNED, Verifier.from_vkey(PETER))
    assert (note.text, note.verified, note.signatures) == (TEXT, ("PeterNeumann",), 1)
    signer = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(from_base64("A" + PETER_SEED)[1:]))
    assert signer.vkey == PETER
    assert sign_note(TEXT, signer) == SIGNED


def test_a_vkey_comes_back_as_it_was_written() -> None:
    assert Verifier.from_vkey(ONE.vkey).vkey == ONE.vkey


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        PETER + "\n",
        " " + PETER,
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("PeterNeumann", "PaterNeumann"),
        PETER.replace("+ARpc", "+BBpc"),
        PETER[:-1],
        "+".join(PETER.split("+")[:2]),
    ],
)
def test_a_damaged_vkey_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        Verifier.from_vkey(vkey)


def test_every_flipped_bit_of_a_note_is_noticed() -> None:
    note = sign_note("đơn vị\n7\n", ONE)
    accepted = []
    for position in range(len(note) * 8):
        damaged = bytearray(note)
        damaged[position // 8] ^= 1 << position % 8
        try:
            open_note(bytes(damaged), ONE.verifier)
        except BadNote:
            continue
        accepted.append(position)
    assert accepted == []


def test_an_unknown_signature_is_ignored_but_a_known_bad_one_rejects_all() -> None:
    both = sign_note("x\n", ONE, TWO)
    assert open_note(both, ONE.verifier).verified == (ONE.name,)
    assert open_note(both, ONE.verifier, TWO.verifier).verified == (ONE.name, TWO.name)
    stranger = sign_note("y\n", TWO).split(b"\n\n")[1]
    mixed = sign_note("x\n", ONE) + stranger
    assert open_note(mixed, ONE.verifier).signatures == 2
    assert code_of(mixed, ONE.verifier, TWO.verifier) == "note-bad-signature"


def test_a_second_bad_signature_of_the_same_key_rejects_all() -> None:
    note = sign_note("x\n", ONE) + sign_note("y\n", ONE).split(b"\n\n")[1]
    assert code_of(note, ONE.verifier) == "note-bad-signature"


def test_the_same_key_under_another_name_is_another_key() -> None:
    twin = Signer("so.example.vn/other", ONE.private_key)
    assert code_of(sign_note("x\n", twin), ONE.verifier) == "note-unsigned"
    renamed = sign_note("x\n", twin).replace(b"so.example.vn/other", ONE.name.encode())
    assert code_of(renamed, ONE.verifier) == "note-unsigned"


def test_text_may_hold_blank_lines_and_what_looks_like_a_signature() -> None:
    text = "a\n\n— so.example.vn/log AAAAAAAA\n\nb\n"
    assert open_note(sign_note(text, ONE), ONE.verifier).text == text


def test_sixteen_signatures_are_accepted_and_a_hundred_and_one_are_not() -> None:
    line = sign_note("x\n", TWO).split(b"\n\n")[1]
    assert open_note(sign_note("x\n", ONE) + line * 15, ONE.verifier).signatures == 16
    assert code_of(sign_note("x\n", ONE) + line * 100, ONE.verifier) == "note-form"


GOOD = sign_note("x\n", ONE)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "note-form"),
        (b"x\n", "note-form"),
        (b"x\n\n", "note-form"),
        (GOOD[:-1], "note-form"),
        (GOOD + b"\n", "note-form"),
        (GOOD.replace(b"\n", b"\r\n"), "note-control-character"),
        (GOOD.replace(b"x", b"\x00"), "note-control-character"),
        (GOOD.replace(b"x", b"\xff"), "note-encoding"),
        (GOOD.replace("— ".encode(), b"- "), "note-form"),
        (GOOD.replace("— ".encode(), "—  ".encode()), "note-form"),
        (GOOD.replace(ONE.name.encode(), b"a+b"), "key-name"),
        (GOOD.replace(b" ", "\u00a0".encode()), "note-form"),
        ("x\n\n— a AAAA\n".encode(), "note-form"),
        (b"x\n" * 500_001, "note-too-long"),
    ],
)
def test_a_malformed_note_is_refused(data: bytes, code: str) -> None:
    assert code_of(data, ONE.verifier) == code


@pytest.mark.parametrize("text", ["", "x", "x\ty\n", "x\x00\n"])
def test_text_that_would_make_a_malformed_note_is_not_signed(text: str) -> None:
    with pytest.raises(BadNote):
        sign_note(text, ONE)


def test_a_note_needs_a_signer() -> None:
    with pytest.raises(BadNote):
        sign_note("x\n")


@pytest.mark.parametrize("name", ["", "a b", "a\u2003b", "a+b", "a\nb", "a\x07b"])
def test_a_key_name_has_no_space_no_plus_no_control_character(name: str) -> None:
    with pytest.raises(BadNote):
        Signer(name, ONE.private_key)


def test_a_signature_cut_short_is_refused() -> None:
    head, line = GOOD.decode().split("\n\n")
    name, raw = line.split()[1], from_base64(line.split()[2])
    for length in (5, 67):
        note = f"{head}\n\n— {name} {to_base64(raw[:length])}\n".encode()
        assert code_of(note, ONE.verifier) == "note-bad-signature"
