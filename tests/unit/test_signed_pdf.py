"""Files that look like ours with one signature more, and are something else: what a signer with bad intent can make."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from tests.certificates import NOW, Authority, edited, sign
from workflow_app import signed_pdf
from workflow_app.pdf import typeset
from workflow_app.pdf.fields import with_fields
from workflow_app.signed_pdf import Asked

AUTHORITY = Authority()
HOLDER = AUTHORITY.issue("Người ký")
PAINT = b"1 0 0 rg 50 50 400 600 re f"
OWN, OPEN = "Ben-1", ""


@cache
def handed_out(field: str) -> bytes:
    """The PDF that a party is given: with a field for each, or for an open list with none."""
    parties = [{"name": f"Chi bộ {number}", "role": "Đơn vị"} for number in (1, 2)]
    value = {
        "title": "Giao ước", "recitals": [], "case": "TEST", "version": 1, "period": "2025", "digest": "00",
        "programme": "Chương trình", "kind": "", "on": "ngày 20 tháng 5 năm 2025", "issuer": "Đảng bộ", "above": "",
        "closing": "", "open": not field, "fields": bool(field), "parties": parties,
        "articles": [{"number": 0, "heading": "", "clauses": [{"text": "Dự họp từ 90%", "asked": ""}]}],
    }  # fmt: skip
    return with_fields(typeset("agreement", value, NOW), {1: "Chi bộ 1", 2: "Chi bộ 2"} if field else {})


def judged(data: bytes, field: str = OWN) -> str:
    """The reason against a file; empty where it is taken."""
    first = handed_out(field)
    assert data.startswith(first), "every one of these begins with our very bytes"
    asked = Asked(len(first), field, (), NOW, AUTHORITY.root(), (AUTHORITY.revocations(),))
    return signed_pdf.check(data, asked).reason


def test_a_plain_signature_is_taken() -> None:
    assert judged(sign(handed_out(OWN), HOLDER, OWN)) == judged(sign(handed_out(OPEN), HOLDER, "ChuKy"), OPEN) == ""


def test_another_document_written_behind_ours_is_not_taken_for_ours() -> None:
    ours = handed_out(OWN)
    with pikepdf.open(io.BytesIO(ours)) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(PAINT)
        pdf.save(out := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    other = out.getvalue()
    table = other.rindex(b"xref\n", 0, other.rindex(b"startxref"))
    moved = re.sub(rb"(\d{10}) (\d{5} n)", lambda one: b"%010d %s" % (int(one[1]) + len(ours), one[2]), other[table:])
    moved = re.sub(rb"startxref\n(\d+)", lambda one: b"startxref\n%d" % (int(one[1]) + len(ours)), moved)
    assert judged(sign(ours + other[:table] + moved, HOLDER, OWN)) == "certificate-changed"


@pytest.mark.parametrize("painted_first", [True, False])
def test_a_page_that_one_reader_finds_painted_over_is_painted_over(painted_first: bool) -> None:
    """Of two places named for one object some readers take the first, others the last."""
    ours = handed_out(OWN)
    with pikepdf.open(io.BytesIO(ours)) as pdf:
        number, size = pdf.pages[0].obj.Contents.objgen[0], int(pdf.trailer.Size)
        root, (one, two) = pdf.Root.objgen[0], (bytes(part).hex().encode() for part in pdf.trailer.ID)
    before = int(ours[ours.rindex(b"startxref") + 9 :].split()[0])
    kept = re.search(rb"\n%d 0 obj.*?endobj\n" % number, ours, re.DOTALL)
    assert kept is not None
    painted = b"\n%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(PAINT), PAINT)
    places = [len(ours) + 1, len(ours) + len(painted) + 1]
    named = b"".join(b"%d 1\n%010d 00000 n \n" % (number, at) for at in (places if painted_first else places[::-1]))
    added = painted + kept[0]
    end = b"trailer << /Root %d 0 R /Size %d /Prev %d /ID [<%s><%s>] >>\n" % (root, size, before, one, two)
    added += b"xref\n" + named + end + b"startxref\n%d\n%%%%EOF\n" % (len(ours) + len(added))
    assert judged(sign(ours + added, HOLDER, OWN)) == "certificate-changed"


@pytest.mark.parametrize(
    "moved",
    [
        lambda first, second, rest: (first - 100, second - 100, rest + 100),
        lambda first, second, rest: (first - 300, second, rest + 300),
        lambda first, second, rest: (first, second + 1, rest),
    ],
    ids=["hole-before-the-signature", "hole-too-large", "one-byte-left-out"],
)
def test_a_signature_that_leaves_out_more_than_itself_does_not_cover_the_file(
    moved: Callable[[int, int, int], tuple[int, int, int]],
) -> None:
    assert judged(_covering(lambda *ranges: ranges)) == "", "made in the same way, over all of it"
    assert judged(_covering(moved)) == "certificate-coverage"


def _covering(moved: Callable[[int, int, int], tuple[int, int, int]]) -> bytes:
    """Signed with valid mathematics over ranges of the signer's own choice."""
    data = bytearray(sign(handed_out(OWN), HOLDER, OWN))
    found = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *", data))[-1]
    first, second, rest = map(int, found.groups())
    now = moved(first, second, rest)
    data[found.start() : found.end()] = (b"/ByteRange [0 %d %d %d]" % now).ljust(found.end() - found.start())
    data[first:second] = b"<" + b"0" * (second - first - 2) + b">"
    covered = bytes(data[: now[0]] + data[now[1] : now[1] + now[2]])
    signing = HOLDER.signer().async_sign(hashlib.sha256(covered).digest(), "sha256", use_pades=True)
    digits = asyncio.run(signing).dump().hex().encode()
    data[first + 1 : first + 1 + len(digits)] = digits
    return bytes(data)


def _field(name: str, box: list[int], *, kids: bool = False) -> Callable[[Any], None]:
    """A field for a signature, or with `kids` one whose box is that of a part of it."""

    def change(writer: Any) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        names = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/Widget"), "/F": generic.NumberObject(132)}
        shown = generic.DictionaryObject({pdf_name(key): value for key, value in names.items()})
        shown[pdf_name("/Rect")], shown[pdf_name("/P")] = _numbers(box), writer.root["/Pages"]["/Kids"].raw_get(0)
        whole = generic.DictionaryObject({pdf_name("/FT"): pdf_name("/Sig"), pdf_name("/T"): generic.pdf_string(name)})
        if kids:
            whole[pdf_name("/Rect")] = _numbers([0, 0, 0, 0])
            paint = generic.StreamObject(stream_data=PAINT)
            paint |= {pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): _numbers(box)}
            shown[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(paint)})
            shown[pdf_name("/Parent")] = field = writer.add_object(whole)
            seen = writer.add_object(shown)
            whole[pdf_name("/Kids")] = generic.ArrayObject([seen])
        else:
            seen = field = writer.add_object(generic.DictionaryObject({**shown, **whole}))
        annotations = page.setdefault(pdf_name("/Annots"), generic.ArrayObject())
        for among, one in ((writer.root["/AcroForm"]["/Fields"], field), (annotations, seen)):
            among.append(one)
        writer.update_container(writer.root["/AcroForm"]["/Fields"])
        writer.update_container(page)

    return change


def _numbers(values: list[int]) -> Any:
    return generic.ArrayObject(generic.NumberObject(value) for value in values)


@pytest.mark.parametrize(
    ("field", "change", "reason"),
    [
        (OPEN, _field("ChuKy", [0, 0, 600, 800], kids=True), "certificate-visible"),
        (OPEN, _field("Khac", [0, 0, 0, 0]), "certificate-changed"),
        (OWN, _field("Khac", [0, 0, 0, 0]), "certificate-changed"),
        (OWN, _field("Khac", [0, 0, 600, 800, 0]), "certificate-changed"),
    ],
    ids=["a-part-covers-the-page", "another-in-an-open-list", "another-unseen", "another-with-a-strange-box"],
)
def test_no_field_comes_with_a_signature_but_its_own(field: str, change: Callable[[Any], None], reason: str) -> None:
    assert judged(sign(edited(handed_out(field), change), HOLDER, field or "ChuKy"), field) == reason


@pytest.mark.parametrize("how", ["certified", "locked"])
def test_nobody_shuts_out_those_who_sign_later(how: str) -> None:
    pades = fields.SigSeedSubFilter.PADES
    if how == "certified":
        field, spec = OWN, None
        meta = signers.PdfSignatureMetadata(OWN, subfilter=pades, certify=True)
    else:
        field, lock = OPEN, fields.FieldMDPSpec(fields.FieldMDPAction.ALL)
        meta = signers.PdfSignatureMetadata("ChuKy", subfilter=pades)
        spec = fields.SigFieldSpec("ChuKy", field_mdp_spec=lock)
    signer = signers.PdfSigner(meta, HOLDER.signer(), new_field_spec=spec)
    data = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(handed_out(field)))).getvalue()
    assert judged(data, field) == "certificate-locks"


def test_a_name_from_outside_is_kept_as_we_keep_text_or_its_field_is_refused() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn\u202e Văn\x00 Ước")
    first = handed_out(OPEN)
    asked = Asked(len(first), OPEN, (), NOW, AUTHORITY.root(), (AUTHORITY.revocations(),))
    assert signed_pdf.check(sign(first, AUTHORITY.issue(apart), "ChuKy"), asked).subject == "Nguyễn Văn Ước"
    for name in ("C" * 121, unicodedata.normalize("NFD", "Chữ"), "Ô\u202eký"):
        assert judged(sign(first, HOLDER, name), OPEN) == "certificate-field-name"


def test_a_weak_signature_is_called_weak() -> None:
    meta = signers.PdfSignatureMetadata(OWN, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha1")
    writer = IncrementalPdfFileWriter(io.BytesIO(handed_out(OWN)))
    assert judged(signers.PdfSigner(meta, HOLDER.signer()).sign_pdf(writer).getvalue()) == "certificate-weak"


def test_a_certificate_of_a_machine_or_an_authority_signs_no_agreement() -> None:
    holders = [AUTHORITY.issue("Máy chủ", only_for=use) for use in ("SERVER_AUTH", "TIME_STAMPING", "OCSP_SIGNING")]
    holders.append(AUTHORITY.issue("Cơ quan", ca=True))
    assert {judged(sign(handed_out(OWN), one, OWN)) for one in holders} == {"certificate-usage"}
    person = AUTHORITY.issue("Người ký", only_for="EMAIL_PROTECTION")
    assert judged(sign(handed_out(OWN), person, OWN)) == ""
