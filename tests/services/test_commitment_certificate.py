"""Signing by certificate: files signed elsewhere, one after the other, and everything that is no such file."""

from __future__ import annotations

import io
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pikepdf
import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sqlalchemy import select
from structlog.testing import capture_logs

from states.process import Refused
from tests import agreements, builders, certificates
from tests.builders import District, MovableClock
from tests.certificates import NOW, Authority, Office, covers_page, edited, runs_script, sign
from tests.pdf_text import text_of
from tests.tampering import by_hand
from workflow_app import signed_pdf
from workflow_app.house import House
from workflow_app.models import CertificateSignature, File, SealedRecord, Signature
from workflow_app.sealed_file import verify_sealed
from workflow_app.services import (
    archive,
    commitment,
    commitment_certificate,
    commitment_certificate_file,
    doctor,
    export,
    job,
    seal,
    verify_journal,
)
from workflow_app.services.errors import Invalid
from workflow_app.transparency import record
from workflow_app.transparency.verify import verify_export
from workflow_app.transparency.verify_archive import verify_archive

PLACES = {"board": 1, "secretary": 2, **{f"secretary{n}": n + 1 for n in range(2, 6)}}


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _holds_the_signed_file(sealed: bytes, signed: bytes, vkeys: str) -> None:
    """The record carries the PDF that was accepted last, and misses it when it is another."""
    told = verify_sealed(sealed, "x.pdf", vkeys=vkeys)
    assert told.ok and "evidence-by-file" in {one.code for one in told.warnings}, "its signatures are not judged there"
    with pikepdf.open(io.BytesIO(sealed)) as document:
        files = {name: one.get_file().read_bytes() for name, one in document.attachments.items()}
    assert files[record.SIGNED] == signed and signed.startswith(files[record.FROZEN])
    told = record.verify_record(files | {record.SIGNED: signed[:-1]}, "", vkeys=vkeys)
    assert ("file-differs", record.SIGNED) in [(one.code, one.where) for one in told.findings]


def why_not(office: Office, code: str, data: bytes, part: str = "board") -> str:
    with pytest.raises(Invalid) as refused:
        office.hand_in(code, part, data)
    return str(refused.value.errors["file"])


@pytest.mark.tool("pdfsig")
@pytest.mark.parametrize("parties", [2, 6])
def test_parties_sign_one_after_the_other_and_every_reader_of_signed_pdf_agrees(
    house: House, tmp_path: Path, parties: int
) -> None:
    office = certificates.build(house, tmp_path, parties - 1)
    seal.create(house, "Đảng ủy")
    code = office.frozen()
    first = office.last(code)
    shown = text_of(first)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in shown and "Điều một: bảo đảm đoàn kết, ngưỡng 90%" in shown
    with pikepdf.open(io.BytesIO(first)) as document:
        named = [str(one.T) for one in document.Root.AcroForm.Fields]
        assert named == [f"Ben-{place}" for place in range(1, parties + 1)]
        assert document.attachments and document.Root.MarkInfo.Marked and "pdfaid" in str(document.open_metadata())
    for part, place in list(PLACES.items())[:parties]:
        last = office.signs(code, part, place)
    assert last.startswith(first) and builders.state_of(house, code) == "in_force"
    job.run_due(house)
    reader = PdfFileReader(io.BytesIO(last))
    assert len(reader.embedded_signatures) == parties
    root = x509.Certificate.load(pem.unarmor(office.authority.root())[2])
    for signature in reader.embedded_signatures:
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], moment=NOW))
        assert status.bottom_line and status.intact and status.trusted and status.docmdp_ok
    (tmp_path / "signed.pdf").write_bytes(last)
    printed = _run("pdftotext", str(tmp_path / "signed.pdf"), "-")
    assert " ".join(printed.split()).count("Đảng ủy xã Ngưỡng Ước") == parties, "the stamps, in the fields"
    assert "Điều một: bảo đảm đoàn kết, ngưỡng 90%" in " ".join(printed.split())
    said = _run("pdfsig", "-nocert", str(tmp_path / "signed.pdf"))
    assert said.count("Signature is Valid.") == parties == len(re.findall(r"^Signature #", said, re.MULTILINE))
    assert said.count("Total document signed") == 1
    with house.db.reading() as session:
        rows = session.scalars(select(CertificateSignature).order_by(CertificateSignature.number)).all()
        assert [(row.number, row.place) for row in rows] == [(n, n) for n in range(1, parties + 1)]
        sealed = session.scalars(select(File.sha256).join(SealedRecord, SealedRecord.file_id == File.id)).all()
        assert rows[0].subject == "Nguyễn Văn Bên 1" and "CCCD" not in rows[0].subject
        assert set(session.scalars(select(Signature.method))) == {"certificate"}
    _holds_the_signed_file(house.files.read(sealed[-1]), last, house.keys.verifiers.text())


def test_everything_that_is_no_such_file_is_refused_for_its_own_reason(house: House, tmp_path: Path) -> None:
    office = certificates.build(house, tmp_path)
    code, other = office.frozen(), office.frozen()
    authority, first = office.authority, office.last(code)
    holder = authority.issue("Lê Văn Thường")
    good = sign(first, holder, "Ben-1")
    both = sign(good, authority.issue("Bí thư"), "Ben-2")
    flipped = bytearray(good)
    flipped[good.index(b"/M (", len(first)) + 10] ^= 1
    early = bytearray(good)
    early[3000] ^= 1
    revoked = authority.issue("Người thôi việc")
    authority.revoked.append(revoked.certificate.serial_number)
    office.lists()
    encrypted = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as document:
        document.save(encrypted, encryption=pikepdf.Encryption(owner="a", user="b"))
    refused = {
        "file-empty": b"",
        "certificate-no-pdf": b"PK" + good,
        "certificate-too-large": good + b" " * 10 * 1024 * 1024,
        "certificate-unsigned": first,
        "certificate-two": both,
        "certificate-field": sign(first, holder, "Ben-2"),
        "certificate-broken": bytes(flipped),
        "certificate-not-ours": bytes(early),
        "certificate-coverage": edited(good, covers_page),
        "certificate-changed": sign(edited(first, covers_page), holder, "Ben-1"),
        "pdf-active-content": sign(edited(first, runs_script), holder, "Ben-1"),
        "pdf-encrypted": encrypted.getvalue(),
        "certificate-other-agreement": sign(office.last(other), holder, "Ben-1"),
        "certificate-foreign": sign(first, Authority().issue("Lê Văn Thường"), "Ben-1"),
        "certificate-revoked": sign(first, revoked, "Ben-1"),
        "certificate-expired": sign(first, authority.issue("Hết hạn", until=NOW - timedelta(days=1)), "Ben-1"),
    }
    with capture_logs() as told:
        found = {reason: why_not(office, code, data) for reason, data in refused.items()}
    assert found == {one: one for one in refused}
    for lists in (b"", authority.revocations(until=NOW - timedelta(days=9)), Authority().revocations()):
        office.lists(lists)
        assert why_not(office, code, good) == "certificate-no-crl"
    office.lists()
    assert why_not(office, code, good + b" " * 5 * 1024 * 1024) == "certificate-too-large", "no room is left"
    assert builders.state_of(house, code) == "frozen", "nothing of all this was taken"
    assert "certificate-foreign" in str(told) and "CCCD" not in str(told), "the log repeats nothing of a person"
    office.hand_in(code, "board", good)
    taken = [
        ("certificate-cut-back", first[:-1]), ("certificate-overtaken", sign(first, holder, "Ben-2")),
        ("certificate-unsigned", good), ("certificate-changed", sign(edited(good, covers_page), holder, "Ben-2")),
    ]  # fmt: skip
    assert [why_not(office, code, data, "secretary") for _, data in taken] == [reason for reason, _ in taken]
    with pytest.raises(Refused, match="certificate-key-used"):
        office.hand_in(code, "secretary", sign(good, holder, "Ben-2"))
    with pytest.raises(Refused, match="seat-signed"):
        office.hand_in(code, "board", sign(good, holder, "Ben-2"))


def test_whoever_signs_meanwhile_goes_first_and_a_text_taken_back_begins_anew(house: House, tmp_path: Path) -> None:
    office = certificates.build(house, tmp_path)
    code = office.frozen()
    first = office.last(code)
    late = sign(first, office.authority.issue("Bí thư"), "Ben-2")
    examine = commitment_certificate.examine

    def overtaken(*given: Any) -> Any:
        found = examine(*given)
        with pytest.MonkeyPatch.context() as calm:
            calm.setattr(commitment_certificate, "examine", examine)
            office.signs(code, "board", 1)
        return found

    with pytest.MonkeyPatch.context() as racing, pytest.raises(Refused, match="certificate-overtaken"):
        racing.setattr(commitment_certificate, "examine", overtaken)
        office.hand_in(code, "secretary", late)
    manager = office.district.mandates["manager"]
    commitment.reopen(office.house, manager, code, seen=agreements.seen(house, code)[0], reason="Sai tên")
    version, draft_version = agreements.seen(house, code)
    commitment.freeze(office.house, manager, code, seen=version, draft_seen=draft_version)
    with pytest.raises(Invalid, match="certificate-not-set"):
        office.hand_in(code, "board", late)
    job.run_due(house)
    assert why_not(office, code, late) == "certificate-other-version"
    office.signs(code, "board", 1)
    agreements.signed(office.district, code, "secretary")
    assert builders.state_of(house, code) == "in_force", "one party by certificate, the other with a passkey"


def test_two_agreements_are_signed_at_the_same_moment_by_the_same_roots_and_lists(
    any_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = certificates.build(any_house, tmp_path)
    codes, examine, meet = [office.frozen(), office.frozen()], commitment_certificate.examine, Barrier(2, timeout=60)
    files = [sign(office.last(code), office.authority.issue("Thường vụ"), "Ben-1") for code in codes]

    def together(*given: Any) -> Any:
        found = examine(*given)
        meet.wait()
        return found

    monkeypatch.setattr(commitment_certificate, "examine", together)
    with ThreadPoolExecutor(2) as hands:
        taken = [hands.submit(office.hand_in, code, "board", file) for code, file in zip(codes, files, strict=True)]
    assert [one.result().kind for one in taken] == ["commitment.sign"] * 2


def test_what_ends_while_a_file_is_taken_counts_as_it_was_judged(
    house: House, clock: MovableClock, tmp_path: Path
) -> None:
    office = certificates.build(house, tmp_path)
    code, examine = office.frozen(), commitment_certificate.examine
    ending = office.authority.issue("Hết hạn ngay sau đó", until=clock() + timedelta(minutes=1))

    def slowly(*given: Any) -> Any:
        found = examine(*given)
        clock.advance(minutes=2)
        return found

    with pytest.MonkeyPatch.context() as slow:
        slow.setattr(commitment_certificate, "examine", slowly)
        office.hand_in(code, "board", sign(office.last(code), ending, "Ben-1"))
    assert verify_journal.verify(office.house).ok


def test_a_file_that_whoever_runs_the_register_let_in_without_our_bytes_is_found(
    house: House, tmp_path: Path, tampering: None
) -> None:
    office = certificates.build(house, tmp_path)
    code = office.frozen()
    other = bytearray(office.last(code))
    other[other.index(b"/Lang (vi)") + 8] ^= 1
    with pytest.MonkeyPatch.context() as bent:
        bent.setattr(commitment_certificate_file, "_whole", lambda *_: "")
        office.hand_in(code, "board", sign(bytes(other), office.authority.issue("Thường vụ"), "Ben-1"))
    found = verify_journal.verify(office.house).findings
    assert [(one.code, one.detail) for one in found] == [("signed-file-refused", "certificate-not-ours")]


def test_where_the_list_is_open_signatures_stand_in_fields_that_nobody_sees(any_house: House, tmp_path: Path) -> None:
    office = certificates.build(any_house, tmp_path, source='closing_rule = "open"\ncertificates = true')
    code = office.frozen()
    first = office.last(code)
    with pikepdf.open(io.BytesIO(first)) as document:
        assert not list(document.Root.AcroForm.Fields)
    holder = office.authority.issue("Bí thư")
    assert why_not(office, code, sign(first, holder, "ChuKy1", visible=True), "secretary") == "certificate-visible"
    office.hand_in(code, "secretary", sign(first, holder, "ChuKy1"))
    office.hand_in(code, "board", sign(office.last(code), office.authority.issue("Thường vụ"), "ChuKy2"))
    assert builders.state_of(any_house, code) == "in_force"


def test_an_export_says_what_it_cannot_show_and_an_archive_has_the_files_and_what_they_rest_on(
    house: House, clock: MovableClock, tmp_path: Path
) -> None:
    office = certificates.build(house, tmp_path)
    code = office.frozen()
    office.signs(code, "board", 1)
    last = office.signs(code, "secretary", 2)
    export.export(office.house, tmp_path / "export")
    report = verify_export(tmp_path / "export", vkeys=house.keys.verifiers.text())
    assert report.ok and [(one.code, one.detail) for one in report.warnings if one.code.startswith("evidence")] == [
        ("evidence-by-file", "2 signatures")
    ]
    kept = [one for one in (tmp_path / "export" / "evidence").iterdir() if b'"certificate"' in one.read_bytes()]
    assert len(kept) == 2 and "Nguyễn Văn Bên" not in "".join(one.read_text(encoding="utf-8") for one in kept)
    other = kept[0].read_text(encoding="utf-8").replace('"place":', '"place":1')
    kept[0].write_text(other, encoding="utf-8")
    assert not verify_export(tmp_path / "export", vkeys=house.keys.verifiers.text()).ok
    clock.advance(days=60)
    archive.archive(office.house, tmp_path / "archive", "ds-bontot", builders.PERIOD)
    files = {one.read_bytes() for one in (tmp_path / "archive" / "files").iterdir()}
    assert (
        last in files
        and (tmp_path / "root.pem").read_bytes() in next((tmp_path / "archive" / "trust").iterdir()).read_bytes()
    )
    vkeys = house.keys.verifiers.text()
    report = verify_archive(tmp_path / "archive", vkeys=vkeys)
    assert report.ok and "evidence-by-file" in {one.code for one in report.warnings}
    next((tmp_path / "archive" / "trust").iterdir()).unlink()
    assert {one.code for one in verify_archive(tmp_path / "archive", vkeys=vkeys).findings} == {"file-missing"}
    office.lists(b"")
    (tmp_path / "root.pem").write_bytes(Authority().root())
    clock.advance(days=4000)
    assert verify_journal.verify(office.house).ok, "by the roots and lists of then, when all of them are long gone"


def test_every_authority_on_the_way_to_the_root_is_looked_up() -> None:
    root = Authority("Gốc")
    below = Authority("Cơ quan cấp dưới")
    both = root.root() + (middle := root.certifies(below))
    first = certificates.plain_pdf()
    data = sign(first, below.issue("Lê Văn Thường"), "ChuKy")

    def judged(*lists: bytes, roots: bytes = both) -> str:
        return signed_pdf.check(data, signed_pdf.Asked(len(first), "ChuKy", (), NOW, roots, lists)).reason

    assert judged(root.revocations(), below.revocations()) == ""
    assert judged(below.revocations()) == judged(root.revocations()) == "certificate-no-crl"
    assert judged(root.revocations(), below.revocations(), roots=root.root()) == "certificate-foreign"
    assert judged(root.revocations(), below.revocations(), roots=middle) == "certificate-foreign"
    root.revoked.append(root.certified[below.name])
    assert judged(root.revocations(), below.revocations()) == "certificate-revoked"


def test_a_file_that_breaks_its_reader_breaks_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow_app.signed_pdf.sys.executable", "/bin/false")
    asked = signed_pdf.Asked(0, "", (), NOW, b"", ())
    assert signed_pdf.check_in_child(b"%PDF", asked).reason == "certificate-broken"


def test_the_doctor_names_revocation_lists_that_are_missing_or_end_soon(house: House, tmp_path: Path) -> None:
    office = certificates.build(house, tmp_path)
    house.settings.data_dir.chmod(0o700)

    def said() -> str:
        found = doctor.examine(office.house.settings, lambda asked: replace(office.house, settings=asked))
        return "\n".join(str(one) for one in found if "revocation" in str(one))

    assert said() == ""
    office.lists(office.authority.revocations(until=NOW + timedelta(days=1)))
    assert "the revocation list of" in said() and "is good until 2025-05-21" in said()
    office.lists(b"")
    assert "every signature by certificate is refused" in said()


def test_what_is_half_fetched_or_no_certificate_stops_nobody_and_the_doctor_names_it(
    house: House, tmp_path: Path
) -> None:
    office = certificates.build(house, tmp_path)
    house.settings.data_dir.chmod(0o700)
    code, roots, lists = office.frozen(), tmp_path / "roots", tmp_path / "crls"
    roots.mkdir()
    (roots / "root.cer").write_bytes(pem.unarmor(office.authority.root())[2])
    (roots / "note.txt").write_text("gốc của năm 2025", encoding="utf-8")
    (lists / ".new").write_bytes(b"<html>")
    (lists / "half.crl").write_bytes(pem.unarmor(office.authority.revocations())[2][:99])
    (lists / "both.pem").write_bytes(Authority("Khác").revocations() + office.authority.revocations())
    settings = replace(office.house.settings, signing_roots=str(roots))
    office.district.house = replace(office.house, settings=settings)
    office.signs(code, "board", 1)
    found = doctor.examine(settings, lambda asked: replace(office.house, settings=asked))
    said = "\n".join(str(one) for one in found)
    assert f"no certificate in {roots / 'note.txt'}" in said and "half.crl is good until nobody knows when" in said
    assert ".new" not in said and "CN=Khác" not in said, "the lists that are good"


def test_a_programme_that_says_nothing_of_certificates_takes_none(district: District) -> None:
    code = agreements.frozen(district)
    with pytest.raises(Refused, match="certificate-not-expected"):
        commitment_certificate.hand_in(district.house, district.mandates["board"], code, b"%PDF-1.7")


# Changes made together, and where each must be found.
CHANGES = (
    {
        "UPDATE certificate_signature SET subject = 'Người khác' WHERE number = 1": (
            "certificate_signature",
            "subject",
        ),
        "UPDATE certificate_signature SET number = 3 WHERE number = 2": ("certificate_signature", "number"),
        "UPDATE signing_trust SET content = content || ' '": ("signing_trust", "content"),
        "UPDATE evidence SET content = replace(content, 'Ben-1', 'Ben-2')": ("evidence", "content"),
    },
    {
        "UPDATE certificate_signature SET sha256 = before WHERE number = 1": ("certificate_signature", "sha256"),
        "DELETE FROM certificate_signature WHERE number = 2": ("certificate_signature", "place"),
    },
    {"DELETE FROM signature WHERE place = 2": ("signature", "place")},
)


def test_a_signed_file_changed_lost_or_exchanged_is_found_and_so_is_every_row_beside_it(
    house: House, tmp_path: Path, tampering: None
) -> None:
    office = certificates.build(house, tmp_path)
    code = office.frozen()
    first = office.last(code)
    office.signs(code, "board", 1)
    office.signs(code, "secretary", 2)
    assert verify_journal.verify(house).ok
    database = Path(str(house.settings.url).removeprefix("sqlite:///"))
    house.db.close()
    kept = database.read_bytes()
    for changes in CHANGES:
        with by_hand(database) as connection:
            for change in changes:
                connection.execute(change)
        found = {(one.table, one.column) for one in verify_journal.verify(house).findings}
        assert set(changes.values()) <= found
        house.db.close()
        for rest in database.parent.glob(f"{database.name}-*"):
            rest.unlink()
        database.write_bytes(kept)
    with house.db.reading() as session:
        row = session.scalars(select(CertificateSignature).where(CertificateSignature.number == 2)).one()
    stored = house.files.path_of(row.sha256)
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-9] + b"!" + whole[-8:])
    assert {found.code for found in verify_journal.verify(house).findings} == {"file-changed"}
    stored.unlink()
    assert {found.code for found in verify_journal.verify(house).findings} == {"file-missing"}
    stored.write_bytes(whole)
    forged = sign(first, Authority().issue("Kẻ giả mạo"), "Ben-1")
    digest = house.files.put(forged)
    with by_hand(database) as connection:
        connection.execute("UPDATE file SET sha256 = ?, size = ? WHERE code = ?", (digest, len(forged), row.file_code))
        connection.execute("UPDATE certificate_signature SET sha256 = ? WHERE number = 2", (digest,))
    found = verify_journal.verify(house).findings
    assert ("certificate_signature", "sha256") in {(one.table, one.column) for one in found}
    assert "signed-file-refused" in {one.code for one in found}
