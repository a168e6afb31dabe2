"""Uploads: honest files are recognised, hostile and two-faced ones are refused with the right reason."""

import io
import resource
import struct
import time
import warnings
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from workflow_app.pdf_check import reason_against, reason_against_in_child
from workflow_app.uploads import LARGEST, LONGEST_NAME, Recognised, UploadRefused, recognise, safe_name
from workflow_app.wording import reason_text


def pdf(change=None, **how) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **how)
    return out.getvalue()


def picture(form: str, size=(32, 24), mode="RGB", **how) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, form, **how)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("evil.exe", b"MZ")
    return out.getvalue()


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(UploadRefused) as refused:
        recognise(data, name)
    assert reason_text(refused.value.code)
    return refused.value.code


PDF, JPEG, PNG = pdf(), picture("JPEG"), picture("PNG")


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (PDF, "Nghị quyết.pdf", Recognised("application/pdf", "pdf")),
        (pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "a.PDF", Recognised("application/pdf", "pdf")),
        (JPEG, "ảnh.jpg", Recognised("image/jpeg", "jpg")),
        (picture("JPEG", (640, 480), progressive=True), "ảnh.JPEG", Recognised("image/jpeg", "jpg")),
        (picture("JPEG", (64, 64), mode="L"), "a.jpg", Recognised("image/jpeg", "jpg")),
        (JPEG + b"\0" * 100, "a.jpg", Recognised("image/jpeg", "jpg")),
        (PNG, "bảng điểm.png", Recognised("image/png", "png")),
        (picture("PNG", mode="RGBA"), "a.png", Recognised("image/png", "png")),
    ],
)
def test_honest_files_are_recognised(data, name, what):
    assert recognise(data, name) == what


def test_links_and_jumps_inside_a_document_are_no_harm():
    def change(document):
        page = document.pages[0].obj
        document.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([page, Name.Fit]))
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI=String("https:"))
        )
        page.Annots = Array([link])

    assert recognise(pdf(change), "a.pdf").extension == "pdf"


def test_a_document_that_was_added_to_is_still_one_document():
    before = PDF.rsplit(b"startxref\n")[1].split()[0].decode()
    place = len(PDF)
    added = PDF + b"9 0 obj\n<< /Producer (again) >>\nendobj\n"
    table = len(added)
    added += (
        f"xref\n9 1\n{place:010} 00000 n \ntrailer\n<< /Root 1 0 R /Info 9 0 R /Size 10 /Prev {before} >>\n".encode()
    )
    added += f"startxref\n{table}\n%%EOF\n".encode()
    assert recognise(added, "a.pdf").extension == "pdf"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "file-empty"),
        (PDF + b" " * LARGEST, "a.pdf", "file-too-large"),
        (b"MZ\x90", "a.exe", "file-type-not-allowed"),
        (b"<svg/>", "a.svg", "file-type-not-allowed"),
        (PDF, "a", "file-type-not-allowed"),
        (PDF, "a.pdf.exe", "file-type-not-allowed"),
        (PDF, "a.pdf/.htaccess", "file-type-not-allowed"),
        (PDF, "a.jpg", "file-type-mismatch"),
        (PNG, "a.jpg", "file-type-mismatch"),
        (JPEG, "a.png", "file-type-mismatch"),
        (b"<svg onload='x'/>", "a.png", "file-type-mismatch"),
        (b"GIF89a" + PDF, "a.pdf", "file-type-mismatch"),
        (b"\n" + PDF, "a.pdf", "file-type-mismatch"),
    ],
)
def test_size_name_and_first_bytes_must_fit(data, name, code):
    assert refusal(data, name) == code


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (PDF + archive(), "a.pdf"),
        (JPEG + archive(), "a.jpg"),
        (PNG + archive(), "a.png"),
        (PDF[:-6] + archive() + b"\nstartxref\n0\n%%EOF\n", "a.pdf"),
        (PDF + b"<script>alert(1)</script>", "a.pdf"),
        (PDF.replace(b"\n", b"\n%<script>alert(1)</script>\n", 1), "a.pdf"),
        (JPEG[:2] + b"\xff\xfe\x00\x20<?php system('id');          ?>" + JPEG[2:], "a.jpg"),
        (JPEG + b"\0" + b"MZ", "a.jpg"),
        (JPEG + JPEG, "a.jpg"),
        (PNG + b"x", "a.png"),
        (PNG + PNG, "a.png"),
    ],
)
def test_a_file_that_is_two_things_is_refused(data, name):
    assert refusal(data, name) == "file-mixed"


@pytest.mark.parametrize("how", [{"owner": "o", "user": "u"}, {"owner": "o", "user": ""}])
def test_encrypted_documents_are_refused(how):
    assert reason_against(pdf(encryption=pikepdf.Encryption(**how))) == "pdf-encrypted"


def _action(kind: str):
    def change(document):
        document.Root.OpenAction = document.make_indirect(Dictionary(S=Name("/" + kind), F=String("x")))

    return change


def _annotation(kind: str):
    def change(document):
        document.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=[0, 0, 9, 9])])

    return change


def _deep(document):
    inside = Dictionary(S=Name.Launch)
    for _ in range(60):
        inside = Dictionary(Kids=Array([Array([inside])]))
    document.Root.Extra = inside


def _forms(document):
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xdp/>"))


def _named_scripts(document):
    document.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), Dictionary(JS=String("app.alert(1)"))]))
    )


def _page_event(document):
    document.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("1")))


ACTIVE = [
    *map(_action, "JavaScript Launch SubmitForm ImportData GoToE GoToR Rendition Movie Sound".split()),
    *map(_annotation, "RichMedia Screen Movie Sound 3D".split()),
    _deep, _forms, _named_scripts, _page_event,
]  # fmt: skip


@pytest.mark.parametrize("packed", ["disable", "generate"])
@pytest.mark.parametrize("change", ACTIVE)
def test_documents_that_can_do_something_are_refused(change, packed):
    data = pdf(change, object_stream_mode=getattr(pikepdf.ObjectStreamMode, packed))
    assert reason_against(data) == "pdf-active-content"


def test_a_disguised_spelling_of_an_action_is_noticed():
    data = pdf(_action("Launch"), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    start, table = data.index(b"/Launch"), data.rindex(b"startxref\n")
    old = int(data[table:].split()[1])
    grown = data.replace(b"/Launch", b"/L#61unch")
    rows = data[old:table].split(b"\n")
    moved = [b"%010d" % (int(r[:10]) + 2) + r[10:] if r.endswith(b" n ") and int(r[:10]) > start else r for r in rows]
    hidden = grown[: old + 2] + b"\n".join(moved) + b"startxref\n%d\n%%%%EOF\n" % (old + 2)
    assert b"/Launch" not in hidden
    assert reason_against(hidden) == "pdf-active-content"


def _attachment(document):
    document.attachments["a.exe"] = b"MZ"


@pytest.mark.parametrize("change", [_attachment, _annotation("FileAttachment")])
def test_documents_with_files_inside_are_refused(change):
    assert reason_against(pdf(change)) == "pdf-embedded-file"


def _no_pages(document):
    del document.pages[0]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\ntrailer<<>>\nstartxref\n0\n%%EOF",
        PDF[: len(PDF) // 2],
        PDF.replace(b"startxref\n", b"startxref\n1"),
        PDF.replace(b"/Kids [", b"/Kids <"),
        pdf(_no_pages),
    ],
)
def test_broken_documents_are_refused(data):
    assert reason_against(data) == "pdf-broken"


def test_what_the_child_finds_is_the_reason_of_the_refusal():
    for data, code in [(pdf(_action("Launch")), "pdf-active-content"), (pdf(_attachment), "pdf-embedded-file")]:
        with pytest.raises(UploadRefused) as refused:
            recognise(data, "Tờ trình.pdf")
        assert refused.value.code == code == reason_against(data)


def _bomb() -> bytes:
    """Some kilobytes that unpack to a gigabyte of objects."""
    head, body = b"9 0 8 5 ", b"<<>> [" + b"0 " * 8_000_000 + b"]"
    packed = zlib.compress(head + body, 1)
    out = b"%PDF-1.5\n"
    stream = b"<< /Type /ObjStm /N 2 /First 8 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    plain = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> >>",
             stream + packed + b"\nendstream"]  # fmt: skip
    rows = {0: (0, 0, 65535), 8: (2, 4, 1), 9: (2, 4, 0)}
    for number, written in enumerate(plain, 1):
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    rows[5] = (1, len(out), 0)
    index = b"".join(struct.pack(">BIH", *rows.get(number, (0, 0, 0))) for number in range(10))
    return out + (
        b"5 0 obj\n<< /Type /XRef /Size 10 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n" % len(index)
        + index + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(out)
    )  # fmt: skip


def test_a_document_that_unpacks_to_gigabytes_ends_the_child_and_not_the_register():
    data = _bomb()
    assert len(data) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert reason_against_in_child(data) == "pdf-broken"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600_000


def _png_of(width: int, height: int) -> bytes:
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(50_000, 50_000), (10_000, 5_001), (2**31 - 1, 2**31 - 1)])
def test_floods_of_pixels_are_refused_before_they_are_unpacked(size):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert refusal(_png_of(*size), "a.png") == "picture-too-large"


def test_a_jpeg_that_claims_too_many_pixels_is_refused():
    place = JPEG.index(b"\xff\xc0") + 5
    assert refusal(JPEG[:place] + b"\xff\xff\xff\xff" + JPEG[place + 4 :], "a.jpg") == "picture-too-large"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (JPEG[: len(JPEG) // 2], "a.jpg"),
        (JPEG[:-2], "a.jpg"),
        (b"\xff\xd8\xff\xd9", "a.jpg"),
        (b"\xff\xd8\xff", "a.jpg"),
        (PNG[: len(PNG) // 2], "a.png"),
        (PNG[:8], "a.png"),
        (PNG[:60] + b"\xff" + PNG[61:], "a.png"),
        (_png_of(100, 100), "a.png"),
        (_png_of(0, 5), "a.png"),
    ],
)
def test_broken_pictures_are_refused(data, name):
    assert refusal(data, name) == "picture-broken"


def test_a_picture_that_is_drawn_over_and_over_or_cut_into_crumbs_is_refused_at_once():
    drawn = picture("JPEG", (640, 480), progressive=True)
    again = drawn[drawn.rindex(b"\xff\xda") : -2]
    assert recognise(drawn[:-2] + 10 * again + b"\xff\xd9", "a.jpg").extension == "jpg"
    for pieces, data, name in [
        (40, drawn[:-2] + 40 * again + b"\xff\xd9", "a.jpg"),
        (2_000_000, b"\xff\xd8" + 2_000_000 * b"\xff\xe0\x00\x02" + JPEG[2:], "a.jpg"),
        (800_000, PNG[:33] + 800_000 * b"\0\0\0\0teSt\x8d\xf6\x6e\xc9" + PNG[33:], "a.png"),
    ]:
        began = time.process_time()
        assert refusal(data, name) == "picture-broken", pieces
        assert time.process_time() - began < 1, pieces  # each would take from several seconds to hours


def test_a_second_size_behind_the_first_is_no_way_around_the_limit():
    place = JPEG.index(b"\xff\xc0")
    frame = JPEG[place : JPEG.index(b"\xff\xc4", place)]
    first = frame[:5] + struct.pack(">HH", 9_000, 9_000) + frame[9:]
    data = JPEG[:place] + first + JPEG[place + len(frame) : -2] + frame + b"\xff\xd9"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(data, "a.jpg") == "picture-broken"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


@given(st.sampled_from([(PDF, "a.pdf"), (JPEG, "a.jpg"), (PNG, "a.png")]), st.data())
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(honest, choose):
    data, name = honest
    place = choose.draw(st.integers(0, len(data) - 1))
    length = choose.draw(st.integers(0, 8))
    damaged = data[:place] + choose.draw(st.binary(max_size=8)) + data[place + length :]
    if name == "a.pdf":
        code = reason_against(damaged)
        assert not code or reason_text(code)
        return
    try:
        recognise(damaged, name)
    except UploadRefused as refused:
        assert reason_text(refused.code)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nghị quyết số 05.pdf", "Nghị quyết số 05.pdf"),
        ("Nghi\u0323 quye\u0302\u0301t.pdf", "Nghị quyết.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\b.pdf", "b.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie- x.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ("a\u200b\ufeff.pdf", "a.pdf"),
        ('"><script>.pdf', "---script-.pdf"),
        (".htaccess", "htaccess"),
        ("..", "tep"),
        ("", "tep"),
        ("   . ", "tep"),
        ("a.pdf. . ", "a.pdf"),
        ("a\u00a0 b.pdf", "a b.pdf"),
        ("%2e%2e%2fa.pdf", "-2e-2e-2fa.pdf"),
        ("\ud800.pdf", "pdf"),
        ("CON.pdf", "tep-CON.pdf"),
        ("com1 .tar.pdf", "tep-com1 .tar.pdf"),
        ("nul", "tep-nul"),
        ("contract.pdf", "contract.pdf"),
        ("....//....//a.pdf", "a.pdf"),
        ("a.pdf\x00.exe", "a.pdf.exe"),
        ("a\u2028b\x85.pdf", "a b.pdf"),
        ("~$a.pdf", "~$a.pdf"),
    ],
)
def test_names_are_shown_without_anything_that_misleads(name, shown):
    assert safe_name(name) == shown


def test_a_long_name_keeps_its_ending():
    shown = safe_name("ồ" * 500 + ".pdf")
    assert len(shown) == LONGEST_NAME and shown.endswith("ồ.pdf")


@given(st.text())
def test_any_name_can_be_shown(name):
    shown = safe_name(name)
    assert 0 < len(shown) <= LONGEST_NAME
    assert not set(shown) & set('/\\\0\r\n"<>') and not shown.startswith(".")
    assert safe_name(shown) == shown
