"""Roots and proofs against a naive second implementation, and against published vectors where they are at hand."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency.samples import naive_path, naive_proof, naive_root
from workflow_app.transparency.merkle import (
    EMPTY_ROOT,
    BadHashes,
    consistency_proof,
    extend,
    inclusion_proof,
    leaf_hash,
    root,
    tile_root,
    verify_consistency,
    verify_inclusion,
)
from workflow_app.transparency.tiles import MemoryStore

MOST = 70
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(600)]
STORE = MemoryStore(LEAVES)
EDGES = (255, 256, 257, 511, 512, 513, 600)
VECTORS = Path(__file__).parents[3] / "shared" / "standards" / "vectors"


def test_the_empty_tree_and_the_first_leaf_are_as_the_rfc_says() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(0, STORE) == EMPTY_ROOT


@pytest.mark.parametrize("size", [*range(MOST + 1), *EDGES])
def test_the_root_is_that_of_the_naive_tree(size: int) -> None:
    assert root(size, STORE) == naive_root(LEAVES[:size])


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_every_inclusion_proof_is_the_naive_one_and_holds(size: int) -> None:
    expected = naive_root(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, STORE)
        assert proof == naive_path(index, LEAVES[:size])
        assert verify_inclusion(LEAVES[index], index, size, proof, expected)


@pytest.mark.parametrize("size", EDGES)
def test_inclusion_proofs_across_tiles_are_the_naive_ones(size: int) -> None:
    for index in {0, 1, 127, 128, 254, 255, 256, 510, 511, 512, size - 1} & set(range(size)):
        proof = inclusion_proof(index, size, STORE)
        assert proof == naive_path(index, LEAVES[:size])
        assert verify_inclusion(LEAVES[index], index, size, proof, root(size, STORE))


@pytest.mark.parametrize("new", range(1, MOST + 1))
def test_every_consistency_proof_is_the_naive_one_and_holds(new: int) -> None:
    new_root = naive_root(LEAVES[:new])
    for old in range(1, new + 1):
        proof = consistency_proof(old, new, STORE)
        assert proof == naive_proof(old, LEAVES[:new])
        assert verify_consistency(old, new, naive_root(LEAVES[:old]), new_root, proof)


@pytest.mark.parametrize(("old", "new"), [(1, 600), (255, 256), (256, 257), (256, 600), (257, 513), (511, 512)])
def test_consistency_proofs_across_tiles_are_the_naive_ones(old: int, new: int) -> None:
    proof = consistency_proof(old, new, STORE)
    assert proof == naive_proof(old, LEAVES[:new])
    assert verify_consistency(old, new, root(old, STORE), root(new, STORE), proof)


@given(st.data())
def test_any_change_to_an_inclusion_proof_is_noticed(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, MOST))
    index = data.draw(st.integers(0, size - 1))
    proof, top = inclusion_proof(index, size, STORE), root(size, STORE)
    other = data.draw(st.integers(0, size - 1).filter(lambda value: value != index))
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    assert not verify_inclusion(LEAVES[other], index, size, proof, top)
    assert not verify_inclusion(LEAVES[index], other, size, proof, top)
    assert not verify_inclusion(LEAVES[index], index, size, [*proof[:place], flipped, *proof[place + 1 :]], top)
    assert not verify_inclusion(LEAVES[index], index, size, proof[:place] + proof[place + 1 :], top)
    assert not verify_inclusion(LEAVES[index], index, size, [*proof, top], top)
    assert not verify_inclusion(LEAVES[index], index, size, [top, *proof], top)
    assert not verify_inclusion(LEAVES[index], index, size, proof, root(size - 1, STORE))


@given(st.data())
def test_any_change_to_a_consistency_proof_is_noticed(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, MOST))
    old = data.draw(st.integers(1, new - 1))
    proof, old_root, new_root = consistency_proof(old, new, STORE), root(old, STORE), root(new, STORE)
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = proof[place][:-1] + bytes([proof[place][-1] ^ 128])
    assert not verify_consistency(old, new, old_root, new_root, [*proof[:place], flipped, *proof[place + 1 :]])
    assert not verify_consistency(old, new, old_root, new_root, proof[:place] + proof[place + 1 :])
    assert not verify_consistency(old, new, old_root, new_root, [*proof, new_root])
    assert not verify_consistency(old, new, new_root, old_root, proof)
    assert not verify_consistency(old, new, old_root, LEAVES[0], proof)
    assert not verify_consistency(new, old, new_root, old_root, proof)


@pytest.mark.parametrize("size", [0, 1, -1])
def test_nothing_is_included_outside_the_tree(size: int) -> None:
    assert not verify_inclusion(LEAVES[0], 1, size, [], LEAVES[0])
    assert not verify_inclusion(LEAVES[0], -1, size, [], LEAVES[0])
    with pytest.raises(BadHashes):
        inclusion_proof(1, size, STORE)


def test_nothing_is_proved_about_the_empty_tree() -> None:
    assert not verify_consistency(0, 5, EMPTY_ROOT, root(5, STORE), [])
    assert not verify_consistency(0, 0, LEAVES[0], LEAVES[0], [])
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert verify_consistency(5, 5, root(5, STORE), root(5, STORE), [])
    for old, new in ((0, 5), (6, 5)):
        with pytest.raises(BadHashes):
            consistency_proof(old, new, STORE)


def test_hashes_of_another_length_prove_nothing() -> None:
    assert not verify_inclusion(b"", 0, 1, [], b"")
    assert not verify_consistency(3, 3, b"x", b"x", [])
    with pytest.raises(BadHashes):
        extend(0, STORE, [b"short"])


@given(st.lists(st.integers(0, 300), max_size=6))
def test_growing_in_batches_gives_the_same_tree_as_growing_at_once(batches: list[int]) -> None:
    store, size = MemoryStore(), 0
    for batch in batches:
        fresh = [leaf_hash(b"%d" % number) for number in range(size, size + batch)]
        grown = extend(size, store, fresh)
        assert store.append(fresh) == grown.root
        size += batch
        assert grown.size == size
    whole = [leaf_hash(b"%d" % number) for number in range(size)]
    assert store.root() == naive_root(whole)
    assert store.rows == MemoryStore(whole).rows


def test_growth_reads_only_the_edge_and_hands_out_each_full_tile_with_its_root() -> None:
    class Watched(MemoryStore):
        asked: list[tuple[int, int, int]] = []

        def read(self, level: int, tile: int, width: int) -> bytes:
            self.asked.append((level, tile, width))
            return super().read(level, tile, width)

    store = Watched(LEAVES[:500])
    store.asked.clear()
    grown = extend(500, store, LEAVES[500:520])
    assert set(store.asked) == {(0, 1, 244), (1, 0, 1)}
    assert [(tile.level, tile.n) for tile in grown.tiles] == [(0, 1)]
    assert grown.tiles[0].hashes == b"".join(LEAVES[256:512])
    assert grown.tiles[0].root == tile_root(grown.tiles[0].hashes) == naive_root(LEAVES[256:512])
    assert grown.root == naive_root(LEAVES[:520])


def test_a_store_that_gives_too_little_is_an_error_not_another_root() -> None:
    with pytest.raises(BadHashes):
        root(601, STORE)


def vectors(kind: str) -> list[Any]:
    # One of them asks to accept a root of 12 bytes, which no tree has.
    paths = [path for path in (VECTORS / kind).rglob("*.json") if path.stem != "sizes-are-equal-one-and-proof-is-empty"]
    return [pytest.param(path, id=path.stem) for path in sorted(paths)]


def hashes(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(value) for value in values or []]


@pytest.mark.parametrize("path", vectors("inclusion"))
def test_published_inclusion_vectors_are_judged_as_published(path: Path) -> None:
    case = json.loads(path.read_text())
    leaf, top = hashes([case["leafHash"], case["root"]])
    held = verify_inclusion(leaf, case["leafIdx"], case["treeSize"], hashes(case["proof"]), top)
    assert held is not case["wantErr"]


@pytest.mark.parametrize("path", vectors("consistency"))
def test_published_consistency_vectors_are_judged_as_published(path: Path) -> None:
    case = json.loads(path.read_text())
    old, new = hashes([case["root1"], case["root2"]])
    held = verify_consistency(case["size1"], case["size2"], old, new, hashes(case["proof"]))
    assert held is not case["wantErr"]
