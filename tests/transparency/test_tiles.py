"""Tile addresses, widths and bundles."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow_app.transparency.merkle import leaf_hash
from workflow_app.transparency.tiles import (
    ENTRIES,
    BadTile,
    MemoryStore,
    TileName,
    bundle,
    completed_tiles,
    entries_path,
    parse_bundle,
    parse_tile_path,
    partial_width,
    tile_path,
    tile_root,
    tiles_of,
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ((0, 0, 256), "0/000"),
        ((0, 1234067, 256), "0/x001/x234/067"),
        ((0, 1234, 5), "0/x001/234.p/5"),
        ((1, 999, 255), "1/999.p/255"),
        ((63, 1000, 1), "63/x001/000.p/1"),
        ((ENTRIES, 67, 256), "entries/067"),
        ((ENTRIES, 1234, 5), "entries/x001/234.p/5"),
        ((0, 2**63 - 1, 256), "0/x009/x223/x372/x036/x854/x775/807"),
    ],
)
def test_a_tile_is_named_as_the_specification_names_it(name: tuple[int, int, int], text: str) -> None:
    assert tile_path(*name) == text
    assert parse_tile_path(text) == name


@given(st.integers(-1, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_an_address_comes_back_as_the_same_tile(level: int, n: int, width: int) -> None:
    assert parse_tile_path(tile_path(level, n, width)) == TileName(level, n, width)


@given(st.text("0123456789x/.p entries+٦", max_size=30))
@example("0/x000/001")
def test_what_is_read_is_the_only_spelling(text: str) -> None:
    try:
        name = parse_tile_path(text)
    except BadTile:
        return
    assert tile_path(*name) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "0", "0/", "0/0", "0/00", "0/0000", "/0/000", "0/000/", "0/000\n", "00/000", "64/000", "-1/000", "+1/000",
        " 0/000", "٠/000", "0/٠٠٠", "0/x000/000", "0/x001", "0/001/000", "0/X001/000", "0/000.p/0", "0/000.p/256",
        "0/000.p/05", "0/000.p/+5", "0/000.p/٥", "0/000.p/", "0/000.p", "0/000.p/5/", "entries/000.p/300",
        "Entries/000", "data/000", "0/x009/x223/x372/x036/x854/x775/808", "0/" + "x999/" * 50 + "999",
        "../checkpoint", "0/..",
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(BadTile):
        parse_tile_path(text)


@pytest.mark.parametrize("name", [(0, -1, 256), (64, 0, 256), (-2, 0, 256), (0, 0, 0), (0, 0, 257), (0, 2**63, 1)])
def test_a_tile_that_cannot_be_has_no_address(name: tuple[int, int, int]) -> None:
    with pytest.raises(BadTile):
        tile_path(*name)


def test_a_tree_of_256_has_one_full_tile_and_one_hash_above() -> None:
    assert tiles_of(256) == [(0, 0, 256), (1, 0, 1)]


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    names = tiles_of(70_000)
    assert names == [*((0, n, 256) for n in range(273)), (0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert [partial_width(70_000, level) for level in range(4)] == [112, 17, 1, 0]


def test_a_tree_of_70000_grown_in_batches_holds_exactly_those_tiles() -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(70_000)]
    store = MemoryStore()
    for first in range(0, 70_000, 999):
        store.append(leaves[first : first + 999])
    assert {(level, n, len(row) // 32) for (level, n), row in store.rows.items()} == set(tiles_of(70_000))
    assert store.rows[0, 273] == b"".join(leaves[273 * 256 :])
    assert store.rows[1, 1][:32] == tile_root(b"".join(leaves[65_536 : 65_536 + 256]))
    assert store.rows[2, 0] == tile_root(store.rows[1, 0])
    assert store.root().hex() == MemoryStore(leaves).root().hex()


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_growing_completes_the_tiles_that_were_not_full_before(one: int, two: int) -> None:
    old, new = sorted((one, two))
    full = [{name for name in tiles_of(size) if name.width == 256} for size in (old, new)]
    assert {(*name, 256) for name in completed_tiles(old, new)} == full[1] - full[0]


def test_no_empty_tile_exists() -> None:
    assert tiles_of(0) == []
    assert all(name.width for size in (1, 255, 256, 257, 65_536, 65_537) for name in tiles_of(size))


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_a_bundle_comes_back_as_its_entries(entries: list[bytes]) -> None:
    assert parse_bundle(bundle(entries)) == entries


def test_a_bundle_writes_the_length_with_the_higher_byte_first() -> None:
    assert bundle([b"ab", b"c" * 258]) == b"\x00\x02ab\x01\x02" + b"c" * 258


@pytest.mark.parametrize("entries", [[], [b""] * 257, [b"x" * 65_536]])
def test_a_bundle_that_cannot_be_is_not_made(entries: list[bytes]) -> None:
    with pytest.raises(BadTile):
        bundle(entries)


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x02a", b"\x00\x01a\x00", b"\x00\x00" * 257])
def test_a_damaged_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(BadTile):
        parse_bundle(data)


def test_the_bundle_of_a_partial_tile_is_named_after_its_width() -> None:
    assert entries_path(273, partial_width(70_000, 0)) == "entries/273.p/112"


@pytest.mark.parametrize("length", [0, 31, 33, 96, 257 * 32])
def test_only_rows_of_a_power_of_two_have_a_root_of_their_own(length: int) -> None:
    with pytest.raises(ValueError, match="tile-width"):
        tile_root(bytes(length))
