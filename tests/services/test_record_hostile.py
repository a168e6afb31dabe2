"""Sealed records made to hide something, or to wear out whoever checks them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Pdf

from tests.builders import District
from tests.services.test_agreement_record import blank, codes, made
from workflow_app import sealed_file
from workflow_app.pdf import sealing
from workflow_app.services import seal
from workflow_app.transparency import record
from workflow_app.transparency.report import Report


def resealed(district: District, data: bytes, change: Callable[[Pdf], None]) -> bytes:
    """The pages and files of a record, changed by whoever holds the seal."""
    house = district.house
    files = {name: ("text/plain", content) for name, content in sealing.read_sealed(data).files.items()}
    with pikepdf.open(io.BytesIO(sealing.with_files(blank(), files, house.clock()))) as document:
        change(document)
        out = io.BytesIO()
        document.save(out)
    return sealing.seal(out.getvalue(), seal.loaded(house), house.clock(), reason="")


def as_it_was(_: Pdf) -> None:
    """Nothing is changed."""


def beside_a_page(document: Pdf) -> None:
    """A file that programs show beside a page, under no name of the record."""
    held = Dictionary(F=document.make_stream(b"another text"))
    spec = Dictionary(Type=Name.Filespec, F="noi-dung.json", UF="noi-dung.json", EF=held)
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=spec)
    document.pages[0].Annots = document.make_indirect([document.make_indirect(note)])


def in_two_versions(document: Pdf) -> None:
    document.attachments[record.TEXT].obj.EF.F = document.make_stream(b"another text")


def under_another_name(document: Pdf) -> None:
    document.attachments[record.TEXT].obj.UF = "giao-uoc.json"


HIDING = {
    as_it_was: [],
    beside_a_page: ["seal-files"],
    in_two_versions: ["seal-files"],
    under_another_name: ["seal-files"],
}


def test_a_file_that_programs_show_and_the_check_does_not_is_refused(district: District) -> None:
    _, data = made(district)
    vkeys = district.house.keys.verifiers.text()
    assert {change: codes(resealed(district, data, change), vkeys) for change in HIDING} == HIDING


def test_nothing_but_the_signature_stands_where_no_signature_covers_it(district: District) -> None:
    _, data = made(district)
    vkeys, start = district.house.keys.verifiers.text(), data.rindex(b"/Contents <") + len(b"/Contents ")
    end = data.index(b">", start)

    def changed(place: int, by: bytes) -> list[str]:
        return codes(data[:place] + by + data[place + len(by) :], vkeys)

    assert changed(end - 900, b"6869") == ["seal-broken"], "among the zeros behind it"
    letter = next(place for place in range(start, end) if data[place : place + 1] in b"ABCDEF")
    assert changed(letter, data[letter : letter + 1].lower()) == ["seal-broken"], "spelt otherwise"
    assert changed(start + 5, b"1") == ["seal-broken"], "the zeros taken for a part of it"


def test_a_few_bytes_that_ask_for_gigabytes_are_refused_within_bounds(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, data = made(district)
    vkeys, path = district.house.keys.verifiers.text(), tmp_path / "x.pdf"

    def found(content: bytes) -> Report:
        path.write_bytes(content)
        return sealed_file.verify_in_child(path, vkeys=vkeys)

    assert found(data).ok and found(data).warnings == sealed_file.verify_sealed(data, path.name, vkeys=vkeys).warnings
    assert [one.code for one in found(data + b"%").findings] == ["seal-coverage"]
    monkeypatch.setattr(sealing, "MOST_INSIDE", 100_000)
    filled = sealing.with_files(blank(), {"x": ("text/plain", bytes(200_000))}, district.house.clock())
    sealed = sealing.seal(filled, seal.loaded(district.house), district.house.clock(), reason="")
    assert codes(sealed, vkeys) == ["seal-files"] and len(sealed) < 50_000
    monkeypatch.setattr(sealed_file, "MOST_SECONDS", 0.1)
    assert [one.code for one in found(data).findings] == [sealed_file.TOO_LONG], "no answer in time"
    monkeypatch.setattr(sealed_file, "MOST_BYTES", 1000)
    assert [one.code for one in found(data).findings] == [sealed_file.TOO_LONG]
