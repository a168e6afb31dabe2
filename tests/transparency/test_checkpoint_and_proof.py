"""Checkpoints and proof files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency.samples import KEYS, ORIGIN, checkpoint_note, entries, proof_file
from workflow_app.transparency import checkpoint as checkpoints
from workflow_app.transparency.checkpoint import BadCheckpoint, Checkpoint
from workflow_app.transparency.keys import generate
from workflow_app.transparency.merkle import EMPTY_ROOT
from workflow_app.transparency.proof import BadProof, LogProof, format_proof, parse_proof
from workflow_app.transparency.strict import Malformed
from workflow_app.transparency.verify import verify_proof

ROOT64 = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
GOOD = f"example.com/behind-the-sofa\n20852163\n{ROOT64}\n"
VKEYS = KEYS.verifiers.text()


def test_the_specifications_example_is_read_and_written() -> None:
    found = checkpoints.parse(GOOD)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.text() == GOOD


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD[:-1],
        GOOD + "\n",
        GOOD + "extension\n",
        "\n" + GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("example.com", "example com"),
        GOOD.replace("I=", "J="),
        GOOD.replace("I=\n", "I\n"),
        GOOD.replace(ROOT64, ROOT64[:40] + "AA=="),
        *(GOOD.replace("20852163", size) for size in ("020852163", "+6", " 6", "6 ", "-6", "٦", "", "6_0", str(2**63))),
        GOOD.replace("20852163", "0"),
    ],
)
def test_any_other_spelling_of_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        checkpoints.parse(text)


def test_the_empty_tree_has_the_empty_root_and_no_other_has() -> None:
    assert checkpoints.parse(Checkpoint(ORIGIN, 0, EMPTY_ROOT).text()).size == 0
    for size, root in ((0, bytes(32)), (1, EMPTY_ROOT), (-1, bytes(32)), (1, bytes(31))):
        with pytest.raises(BadCheckpoint):
            Checkpoint(ORIGIN, size, root)


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.none() | st.binary())
def test_a_proof_file_comes_back(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    proof = LogProof(index, tuple(hashes), checkpoint_note(1, bytes(32)), extra)
    assert parse_proof(format_proof(proof)) == proof


def test_a_proof_file_is_written_as_specified() -> None:
    proof = LogProof(3, (bytes(32),), b"CHECKPOINT", b"xy")
    expected = f"c2sp.org/tlog-proof@v1\nextra eHk=\nindex 3\n{'A' * 43}=\n\nCHECKPOINT"
    assert format_proof(proof) == expected.encode()


BASE = format_proof(LogProof(3, (bytes(32),), b"C", b"xy")).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        BASE.replace("@v1", "@v2"),
        "\n" + BASE,
        BASE.replace("extra ", "extra  "),
        BASE.replace("eHk=", "eHl="),
        BASE.replace("index 3", "index 03"),
        BASE.replace("index 3", "index +3"),
        BASE.replace("index 3", "index ٣"),
        BASE.replace("index 3\n", ""),
        BASE.replace("index 3\n", "index 3\nindex 3\n"),
        BASE.replace("extra eHk=\n", "extra eHk=\nextra eHk=\n"),
        BASE.replace("A=\n\nC", "A=\nC"),
        BASE.replace("A=\n\nC", "A=\n\n"),
        BASE.replace("A=\n", "A\n"),
        BASE.replace("index 3\n", "index 3\n" + f"{'A' * 43}=\n" * 63),
    ],
)
def test_any_other_spelling_of_a_proof_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        parse_proof(text.encode())


@pytest.mark.parametrize("size", [1, 2, 7, 257])
def test_the_proof_of_every_entry_holds_and_shows_the_entry(size: int) -> None:
    for index in {0, 1, size // 2, size - 1} & set(range(size)):
        report = verify_proof(proof_file(entries(size), index), vkeys=VKEYS)
        assert report.ok and (report.size, report.index) == (size, index)
        assert report.entry is not None and report.entry["v"] == 1


def test_every_flipped_bit_of_a_proof_file_is_noticed() -> None:
    data = proof_file(entries(5), 3)
    accepted = []
    for position in range(len(data)):
        damaged = bytearray(data)
        damaged[position] ^= 1 << position % 8
        if verify_proof(bytes(damaged), vkeys=VKEYS).ok:
            accepted.append(position)
    assert accepted == []


def test_a_proof_says_what_is_wrong_with_it() -> None:
    good = parse_proof(proof_file(entries(7), 4))
    other = parse_proof(proof_file(entries(7), 5))
    cases = {
        "proof-differs": LogProof(5, good.hashes, good.checkpoint, good.extra),
        "entry-missing": LogProof(4, good.hashes, good.checkpoint),
        "entry-signature": LogProof(4, good.hashes, good.checkpoint, good.checkpoint),
        "note-unsigned": LogProof(4, good.hashes, entries(7)[0], good.extra),
    }
    for code, proof in cases.items():
        report = verify_proof(format_proof(proof), vkeys=VKEYS)
        assert [finding.code for finding in report.findings] == [code]
    assert not verify_proof(format_proof(LogProof(4, other.hashes, good.checkpoint, good.extra)), vkeys=VKEYS).ok


def test_a_proof_proves_nothing_under_the_keys_of_another_log_or_without_keys() -> None:
    data = proof_file(entries(5), 3)
    assert not verify_proof(data, vkeys=generate(ORIGIN).verifiers.text()).ok
    assert [finding.code for finding in verify_proof(data, vkeys=None).findings] == ["vkey-missing"]


def test_a_proof_without_its_entry_can_be_given_the_entry() -> None:
    proof = parse_proof(proof_file(entries(5), 3))
    bare = format_proof(LogProof(3, proof.hashes, proof.checkpoint))
    assert verify_proof(bare, vkeys=VKEYS, entry=entries(5)[3]).ok
    assert not verify_proof(bare, vkeys=VKEYS, entry=entries(5)[2]).ok
