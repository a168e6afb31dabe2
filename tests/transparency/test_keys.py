"""Key files, and that a key of one purpose never stands for another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.transparency.samples import KEYS, ORIGIN
from workflow_app.transparency.keys import (
    BadKey,
    JournalKeys,
    JournalVerifiers,
    create_keys,
    generate,
    load_key,
    load_keys,
)
from workflow_app.transparency.note import BadNote, Signer


def code_of(folder: Path, passphrase: bytes | None = None) -> str:
    with pytest.raises(BadKey) as refused:
        load_keys(folder, ORIGIN, passphrase)
    return refused.value.code


@pytest.mark.parametrize("passphrase", [None, "cụm mật khẩu".encode()])
def test_keys_are_stored_for_their_owner_only_and_come_back(tmp_path: Path, passphrase: bytes | None) -> None:
    made = create_keys(tmp_path / "keys", ORIGIN, passphrase)
    assert load_keys(tmp_path / "keys", ORIGIN, passphrase).verifiers == made.verifiers
    files = sorted((tmp_path / "keys").iterdir())
    assert [file.name for file in files] == ["checkpoint.pem", "entry.pem"]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    assert all((b"ENCRYPTED" in file.read_bytes()) == bool(passphrase) for file in files)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    create_keys(tmp_path, ORIGIN)
    (tmp_path / "entry.pem").chmod(mode)
    assert code_of(tmp_path) == "key-permissions"


def test_a_narrow_or_wide_umask_does_not_change_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        create_keys(tmp_path, ORIGIN)
    finally:
        os.umask(before)
    assert (tmp_path / "entry.pem").stat().st_mode & 0o777 == 0o600


def test_the_file_of_one_key_in_place_of_the_other_is_refused(tmp_path: Path) -> None:
    create_keys(tmp_path, ORIGIN)
    (tmp_path / "entry.pem").write_bytes((tmp_path / "checkpoint.pem").read_bytes())
    assert code_of(tmp_path) == "key-purpose"


def test_an_existing_key_is_never_overwritten(tmp_path: Path) -> None:
    create_keys(tmp_path, ORIGIN)
    before = (tmp_path / "checkpoint.pem").read_bytes()
    with pytest.raises(BadKey) as refused:
        create_keys(tmp_path, ORIGIN)
    assert refused.value.code == "key-exists"
    assert (tmp_path / "checkpoint.pem").read_bytes() == before


def test_a_wrong_or_missing_passphrase_is_told_apart_from_a_missing_file(tmp_path: Path) -> None:
    assert code_of(tmp_path) == "key-missing"
    create_keys(tmp_path, ORIGIN, b"right")
    assert code_of(tmp_path, b"wrong") == "key-unreadable"
    assert code_of(tmp_path) == "key-unreadable"


def test_damaged_files_and_keys_of_another_kind_are_refused(tmp_path: Path) -> None:
    create_keys(tmp_path, ORIGIN)
    other = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "entry.pem").write_bytes(b"purpose: entry\n" + other)
    assert code_of(tmp_path) == "key-type"
    (tmp_path / "entry.pem").write_bytes(b"purpose: entry\nnot a key")
    assert code_of(tmp_path) == "key-unreadable"


def test_a_purpose_must_be_known(tmp_path: Path) -> None:
    create_keys(tmp_path, ORIGIN)
    with pytest.raises(BadKey):
        load_key(tmp_path / "entry.pem", "lunch")


def test_the_names_of_the_two_keys_are_bound_to_their_purposes() -> None:
    assert (KEYS.checkpoint.name, KEYS.entry.name) == (ORIGIN, f"{ORIGIN}/entry")
    with pytest.raises(BadKey) as refused:
        JournalKeys(ORIGIN, KEYS.entry, KEYS.checkpoint)
    assert refused.value.code == "key-purpose"


def test_one_key_cannot_serve_both_purposes() -> None:
    with pytest.raises(BadKey) as refused:
        JournalKeys(ORIGIN, KEYS.checkpoint, Signer(f"{ORIGIN}/entry", KEYS.checkpoint.private_key))
    assert refused.value.code == "key-shared"


def test_an_origin_cannot_look_like_the_name_of_an_entry_key() -> None:
    with pytest.raises(BadKey) as refused:
        generate("so.example.vn/log/entry")
    assert refused.value.code == "origin-form"


def test_public_keys_are_two_lines_in_a_fixed_order() -> None:
    text = KEYS.verifiers.text()
    assert JournalVerifiers.from_text(text) == KEYS.verifiers
    first, second = text.splitlines()
    for other in (f"{second}\n{first}\n", f"{first}\n", text[:-1], text + "\n", f"{first}\n{first}\n"):
        with pytest.raises((BadKey, BadNote)):
            JournalVerifiers.from_text(other)
