"""Files of a case: given out to be saved, and only to those who may see what they belong to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from werkzeug.http import parse_options_header

from tests import builders
from tests.builders import District
from tests.people import Person, paper
from tests.unit.test_uploads import ACTIVE, PDF, _attachment, _png_of, archive, pdf
from tests.web.test_registration import draft_of
from workflow_app.uploads import safe_name
from workflow_app.web.download import SANDBOX
from workflow_app.wording import reason_text

AS = Callable[[str], Person]


def test_a_file_is_only_ever_downloaded_and_only_by_those_who_see_the_case(signed_in: AS, district: District) -> None:
    code = builders.submitted(district)
    reviewer, neighbour = signed_in("reviewer"), signed_in("secretary2")
    url = next(link for link in reviewer.opens_case(code).links() if "/tep/" in link)
    answer = reviewer.browser.client.get(url)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    neighbour.opens(url, 404)
    other = builders.drafted(district, "secretary2")
    neighbour.opens(url.replace(code, other), 404)


def test_a_file_of_the_draft_is_not_shown_to_others_before_it_is_handed_in(signed_in: AS, district: District) -> None:
    code = builders.received(district)
    reviewer, cell = signed_in("reviewer"), signed_in("secretary")
    reviewer.returns(code, resolution_file=("nghi-quyet-sai-the-thuc", ""))
    cell.writes(code, "nghi-quyet", file=paper("ban-moi.pdf"))
    url = next(link for link in cell.opens_case(code).links() if "/tep/" in link)
    assert cell.browser.client.get(url).status_code == 200
    assert reviewer.browser.client.get(url).status_code == 404
    assert "ban-moi.pdf" not in reviewer.opens_case(code).text
    cell.sends(code)
    assert reviewer.browser.client.get(url).status_code == 200
    assert "ban-moi.pdf" in reviewer.opens_case(code).text


def test_a_file_of_another_case_cannot_be_named_in_a_draft(signed_in: AS, district: District) -> None:
    other = builders.submitted(district, "secretary2")
    foreign = draft_of(district, other, "secretary2").content["resolution"]["file"]["code"]
    cell = signed_in("secretary")
    code = cell.begins()
    cell.writes(code, "nghi-quyet", 422, number="3-NQ/CB", date="12/5/2025", file_code=foreign)
    assert draft_of(district, code).content["resolution"]["file"] is None


# --- hostile files and names ---

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HOSTILE = {
    "a script on opening": (pdf(ACTIVE[0]), "a.pdf", "pdf-active-content"),
    "a program to start": (pdf(ACTIVE[1]), "a.pdf", "pdf-active-content"),
    "a form to send": (pdf(ACTIVE[2]), "a.pdf", "pdf-active-content"),
    "a file inside": (pdf(_attachment), "a.pdf", "pdf-embedded-file"),
    "an archive behind the end": (PDF + archive(), "a.pdf", "file-mixed"),
    "a page behind the end": (PDF + b"<script>alert(1)</script>", "a.pdf", "file-mixed"),
    "a picture that runs": (SVG, "a.svg", "file-type-not-allowed"),
    "the same under another name": (SVG, "a.png", "file-type-mismatch"),
    "a page under the name of a picture": (b"<!doctype html><script>alert(1)</script>", "a.jpg", "file-type-mismatch"),
    "a flood of pixels": (_png_of(50_000, 50_000), "a.png", "picture-too-large"),
    "an archive": (archive(), "a.zip", "file-type-not-allowed"),
    "a table": (archive(), "a.xlsx", "file-type-not-allowed"),
    "an archive called a document": (archive(), "a.pdf", "file-type-mismatch"),
    "a program": (b"MZ\x90\0", "a.pdf.exe", "file-type-not-allowed"),
    "nothing": (b"", "a.pdf", "file-empty"),
}
NAMES = [
    "../../../etc/passwd.pdf", "..\\..\\windows\\system32.pdf", "/etc/cron.d/a.pdf", "C:\\a.pdf", "a\x00.pdf",
    'a"; filename="b.html.pdf', "a\r\nSet-Cookie: x=1.pdf", "a\u202efdp.exe.pdf", "a\u2028b.pdf", "CON.pdf", "....pdf",
    " .pdf", "a" * 5000 + ".pdf", "Nghi\u0323 quye\u0302\u0301t.pdf", "nghị_quyết số 5; %0d%0a.pdf", "<img src=x>.pdf",
    "${7*7}.pdf", "=cmd|' /C calc'!A0.pdf", "\U0001f600.pdf", "a.pdf\u200b",
]  # fmt: skip


def test_a_hostile_file_is_refused_in_words_and_nothing_of_it_is_kept(signed_in: AS, district: District) -> None:
    cell = signed_in("secretary")
    code = cell.begins()
    for what, (data, name, reason) in HOSTILE.items():
        page = cell.writes(code, "nghi-quyet", 422, number="3-NQ/CB", date="12/5/2025", file=paper(name, data))
        assert " ".join(reason_text(reason).split()) in page.text, what
        assert draft_of(district, code).content["resolution"]["file"] is None, what
        assert [path for path in district.house.files.folder.rglob("*") if path.is_file()] == [], what


def test_a_file_of_any_name_is_stored_under_its_digest_and_offered_under_a_plain_one(
    signed_in: AS, district: District
) -> None:
    cell = signed_in("secretary")
    code, data = cell.begins(), paper()[0].getvalue()
    for name in NAMES:
        if "\r" in name:  # a line break ends the header of a part: nothing to store
            cell.browser.post(f"/ho-so/{code}/viet/nghi-quyet", 400, data={"file": paper(name, data)})
            continue
        cell.opens(f"/ho-so/{code}/viet/nghi-quyet")
        cell.browser.submit("/viet/nghi-quyet", 422, then="next", file=paper(name, data))  # number and day are missing
        url = next(link for link in cell.page.links() if "/tep/" in link)
        answer = cell.browser.client.get(url)
        kind, told = parse_options_header(answer.headers["Content-Disposition"])
        assert (answer.status_code, kind, answer.data) == (200, "attachment", data), name
        offered = told["filename"]
        assert offered == safe_name(offered) and offered.endswith("pdf") and offered.isprintable(), (name, offered)
        assert answer.headers["Content-Disposition"].isascii() and "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.mimetype == "application/pdf"
        assert answer.headers["Content-Security-Policy"] == SANDBOX
        assert answer.headers["Cache-Control"] == "no-store"
    kept = [path for path in district.house.files.folder.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [hashlib.sha256(data).hexdigest()]
