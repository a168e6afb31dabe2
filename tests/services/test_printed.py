"""The frozen text of an agreement as a PDF: made once for each version, journalled, and missed when it changes."""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pytest
from sqlalchemy import select, update

from tests import agreements, builders
from tests.agreements import digest, seen
from tests.builders import District, MovableClock
from tests.pdf_text import read_aloud, text_of
from tests.tampering import by_hand
from workflow_app.house import House
from workflow_app.models import AgreementText, Entry, File, Job, Notice, PrintedDocument
from workflow_app.services import commitment, job, journal, printed, verify_journal
from workflow_app.transparency.canonical import canonical


def prints(house: House) -> list[tuple[Entry, File]]:
    with house.db.reading() as session:
        asked = select(Entry, File).join(PrintedDocument, PrintedDocument.entry_id == Entry.id)
        asked = asked.join(File, PrintedDocument.file_id == File.id).order_by(Entry.id)
        return [(row.Entry, row.File) for row in session.execute(asked)]


def test_a_frozen_text_is_set_once_and_its_digest_stands_in_the_journal(any_house: House) -> None:
    district = builders.build_district(any_house)
    code = agreements.frozen(district, "Dự họp từ 90% #trở $lên$", "Điều *hai*\nDòng sau")
    assert not prints(any_house), "nobody who freezes a text waits for the document"
    job.run_due(any_house)
    job.run_due(any_house)
    [(entry, file)] = prints(any_house)
    data = any_house.files.read(file.sha256)
    said = journal.body_of(entry)
    assert said["file"] == hashlib.sha256(data).hexdigest() == file.sha256
    with any_house.db.reading() as session:
        frozen = session.scalars(select(Entry).where(Entry.kind == "commitment.freeze")).one()
        text = session.scalars(select(AgreementText)).one()
        assert not session.scalars(select(Notice.job_id).where(Notice.kind == printed.JOB)).all()
    assert said["of"] == frozen.leaf_hash.hex()
    shown = text_of(data)
    head = ("ĐẢNG CỘNG SẢN VIỆT NAM", "ĐẢNG BỘ HUYỆN ĐẮK SONG", "Giao ước thi đua", "ngày 20 tháng 5 năm 2025")
    clauses = ("Điều 1. Dự họp từ 90% #trở $lên$", "Điều 2. Điều *hai*", "Dòng sau", "T/M")
    assert [words for words in (*head, *clauses, digest(any_house, code)) if words not in shown] == []
    assert read_aloud(data) == [("H1", "Hiệu lực"), ("H1", "Các bên ký"), *[("TH", "")] * 5]
    with pikepdf.open(io.BytesIO(data)) as document:
        attached = document.attachments["noi-dung.json"].get_file().read_bytes()
    assert attached == canonical(text.content) and hashlib.sha256(attached).hexdigest() == text.digest
    assert verify_journal.verify(any_house).ok


def test_the_order_in_which_a_text_is_signed_is_printed_with_it(house: House) -> None:
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    district = builders.build_district(house, cells=2, source=source)
    first, second = (unit.code for unit in district.units)
    agreements.frozen(district, steps={"1": "any"}, seats={
        "superior": {"step": 2, "countersign": True}, first: {"witness": second},
    })  # fmt: skip
    job.run_due(house)
    [(_, file)] = prints(house)
    shown = " ".join(text_of(house.files.read(file.sha256)).split())
    for said in ("Bước 1: Một bên bất kỳ trong bước ký là đủ.", "Bước 2: Tất cả các bên", "bước 2; có người thứ hai"):
        assert said in shown, said


def test_a_reopened_text_gets_a_document_of_its_own(district: District) -> None:
    house, manager = district.house, district.mandates["manager"]
    code = agreements.frozen(district)
    job.run_due(house)
    commitment.reopen(house, manager, code, seen=seen(house, code)[0], reason="Sai tên")
    version, draft_version = seen(house, code)
    commitment.freeze(house, manager, code, seen=version, draft_seen=draft_version)
    job.run_due(house)
    names = [file.name for _, file in prints(house)]
    assert names == [f"commitment-{code}-1.pdf", f"commitment-{code}-2.pdf"]


@pytest.mark.parametrize("dies", ["before_the_entry", "after_the_entry"])
def test_a_worker_that_dies_is_followed_by_another_and_one_document_is_left(
    district: District, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    house = district.house
    agreements.frozen(district)
    make = printed.make

    def killed(house: House, entry_id: int) -> None:
        with monkeypatch.context() as broken:
            if dies == "before_the_entry":
                broken.setattr("workflow_app.services.printed.Work.append", _die)
            make(house, entry_id)
        raise SystemExit

    with monkeypatch.context() as broken, pytest.raises(SystemExit):
        broken.setattr("workflow_app.services.job.printed.make", killed)
        job.run_due(house)
    assert len(prints(house)) == (dies == "after_the_entry")
    job.run_due(house)
    with house.db.reading() as session:
        assert session.scalars(select(Job.kind).where(Job.done_at.is_(None))).all() == [printed.JOB], "it is leased"
    clock.advance(minutes=5)
    job.run_due(house)
    assert len(prints(house)) == 1
    with house.db.reading() as session:
        assert not session.scalars(select(Job.kind).where(Job.done_at.is_(None))).all()


def _die(*_: object, **__: object) -> None:
    raise SystemExit


def test_a_text_that_was_changed_is_never_set(house: House, district: District, tampering: None) -> None:
    agreements.frozen(district)
    with by_hand(house.settings.url) as connection:
        connection.execute("UPDATE agreement_text SET content = replace(content, 'Ho', 'HO')")
    job.run_due(house)
    assert not prints(house)
    with house.db.reading() as session:
        assert session.scalars(select(Job.failure).where(Job.kind == printed.JOB)).all() == ["TextChanged"]


def test_a_document_changed_lost_or_exchanged_is_found(
    district: District, clock: MovableClock, tampering: None
) -> None:
    house = district.house
    agreements.frozen(district)
    job.run_due(house)
    [(_, file)] = prints(house)
    stored = house.files.path_of(file.sha256)
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-1] + b"!")
    assert {found.code for found in verify_journal.verify(house).findings} == {"file-changed"}
    stored.unlink()
    assert {found.code for found in verify_journal.verify(house).findings} == {"file-missing"}
    other = house.files.put(whole + b"\n")
    with house.db.writing() as session:
        session.execute(update(File).values(sha256=other, size=len(whole) + 1))
        session.commit()
    found = {(one.table, one.column) for one in verify_journal.verify(house).findings}
    assert {("printed_document", "file_id"), ("file", "sha256")} <= found
