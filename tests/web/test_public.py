"""The public register: what a stranger finds, reads and can check, and what stays hidden."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from states.reorganisation import Row
from tests import builders
from tests.builders import District, build_district
from tests.page import Browser, Page
from tests.reorganising import codes, heading, record
from tests.web.visits import queries
from workflow_app.codes import new_code
from workflow_app.house import House
from workflow_app.models import Account, Case, Edition, Entry, Opening
from workflow_app.services import register, registration
from workflow_app.services.edition import rules_of

NAMES = ["Đảng bộ xã Đắk Hòa", "Chi bộ 10", "Chi bộ 2", "Chi bộ Ân", "Chi bộ Ẩn", "Chi bộ Đức An", "Chi bộ Da Nâu"]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def accepted_by(district: District, part: str) -> str:
    """A registration of one unit, accepted; returns its code."""
    house, mandates = district.house, district.mandates
    code = builders.submitted(district, part)
    steps = {"reviewer": (registration.receive, registration.endorse), "board": (registration.approve,)}
    for by, acts in steps.items():
        for act in acts:
            act(house, mandates[by], code, seen=builders.seen(house, code)[0])
    return code


@pytest.fixture
def seven(house: House, monkeypatch: pytest.MonkeyPatch) -> District:
    """A district of seven units with names that are hard to sort, three to a page."""
    monkeypatch.setattr(register, "PAGE", 3)
    found = iter(NAMES)
    original = builders.unit.found

    def renamed(work: Any, by: Any, **described: Any) -> Any:
        if described["kind"] == "chi_bo_co_so":
            described["name"] = next(found)
        return original(work, by, **described)

    monkeypatch.setattr(builders.unit, "found", renamed)
    return build_district(house, cells=len(NAMES))


@pytest.fixture
def many(seven: District) -> dict[str, str]:
    """Each of the seven accepted: name -> code."""
    parts = ["secretary", *(f"secretary{n}" for n in range(2, len(NAMES) + 1))]
    return {name: accepted_by(seven, part) for name, part in zip(NAMES, parts, strict=True)}


def listed(page: Page) -> list[str]:
    """The units of the list, as they are called there."""
    cases = [a for a in page.all("a") if re.fullmatch(r"(/en)?/tra-cuu/[-0-9A-Z]{14}", a.get("href", ""))]
    return ["".join(case.itertext()) for case in cases]


# --- the list ---


def test_paging_shows_every_unit_once_in_vietnamese_order_and_leads_back(
    any_house: House, many: dict[str, str], browser: Browser
) -> None:
    page, seen = browser.get("/tra-cuu"), list[str]()
    while True:
        seen += listed(page)
        following = page.all("a", rel="next")
        if not following:
            break
        page = browser.get(following[0].get("href", ""))
    cells = ["Chi bộ 2", "Chi bộ 10", "Chi bộ Ân", "Chi bộ Ẩn", "Chi bộ Da Nâu", "Chi bộ Đức An"]
    assert seen == [*cells, "Đảng bộ xã Đắk Hòa"]
    back = listed(page)
    while before := page.all("a", rel="prev"):
        page = browser.get(before[0].get("href", ""))
        back = listed(page) + back
    assert back == seen


SEARCHES = {
    "dak hoa": ["Đảng bộ xã Đắk Hòa"],
    "ĐĂK HOÀ": ["Đảng bộ xã Đắk Hòa"],
    "hòa đảng": ["Đảng bộ xã Đắk Hòa"],
    "da": ["Chi bộ Da Nâu", "Đảng bộ xã Đắk Hòa"],
    "chi bộ 2": ["Chi bộ 2"],
    "%": [],
    "_": [],
    "\\": [],
    "'; DROP TABLE unit; --": [],
    "x" * 5000: [],
}


def test_a_search_finds_units_with_or_without_marks(any_house: House, many: dict[str, str], browser: Browser) -> None:
    found = {typed: listed(browser.get("/tra-cuu?" + urlencode({"q": typed}))) for typed in SEARCHES}
    assert found == SEARCHES


def test_a_filter_stays_while_paging_and_one_that_does_not_exist_counts_as_none(
    many: dict[str, str], browser: Browser
) -> None:
    page = browser.get("/tra-cuu?q=chi+bo&ky=2025&trang-thai=approved&loai=chi_bo_co_so&chuong-trinh=ds-bontot")
    following = page.all("a", rel="next")[0].get("href", "")
    for kept in ("q=chi+bo", "ky=2025", "trang-thai=approved", "loai=chi_bo_co_so", "chuong-trinh=ds-bontot"):
        assert kept in following
    assert len(listed(browser.get(following))) == 3
    assert listed(browser.get("/tra-cuu?trang-thai=closed")) == []
    page = browser.get("/tra-cuu?trang-thai=draft&ky=1999&sau=x&truoc=" + new_code())
    assert listed(page) == listed(browser.get("/tra-cuu")), "a mark that is nowhere in the list begins it anew"


def test_a_unit_is_found_by_its_old_name_and_leads_to_where_it_is_now(
    many: dict[str, str], seven: District, browser: Browser
) -> None:
    cell, other = (codes(seven)[name] for name in ("Chi bộ Da Nâu", "Chi bộ Đức An"))
    record(seven, Row(1, "rename", cell, "Chi bộ Nhân Cơ"), at=heading(date(2025, 5, 19)))
    for typed in ("da nau", "nhan co"):
        assert listed(browser.get(f"/tra-cuu?q={typed.replace(' ', '+')}")) == ["Chi bộ Da Nâu"]
    page = browser.get(f"/tra-cuu/{many['Chi bộ Da Nâu']}")
    assert "Chi bộ Da Nâu, nay là Chi bộ Nhân Cơ" in page.text
    record(seven, Row(1, "merge", cell, related=(other,)), at=heading(date(2025, 5, 20)))
    page = browser.get(f"/tra-cuu/{many['Chi bộ Da Nâu']}")
    assert "kết thúc hoạt động từ ngày 20/05/2025; nay thuộc Chi bộ Đức An" in page.text
    assert "Đăng ký đã được chấp nhận" in page.text, "what was accepted holds for its time"
    page = browser.follow("Chi bộ Đức An")
    assert "Kế thừa từ Chi bộ Nhân Cơ" in page.text
    page = browser.follow("Chi bộ Nhân Cơ")
    assert "Nay thuộc Chi bộ Đức An" in page.text and "đến hết 18/05/2025 ·" not in page.text
    assert "từ 19/05/2025 đến hết 19/05/2025 · theo 60-NQ/TW" in page.text, "each period names what made it so"
    assert "từ 01/01/2020 đến hết 18/05/2025" in page.text
    assert listed(browser.get("/tra-cuu?q=da+nau")) == ["Chi bộ Da Nâu"]


# --- what is public ---


def test_a_typed_code_leads_straight_to_its_page(district: District, client: FlaskClient) -> None:
    code = builders.approved(district)
    for typed in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
        answer = client.get("/tra-cuu", query_string={"q": typed})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/tra-cuu/{code}")
    assert client.get(f"/tra-cuu/{code.lower()}").headers["Location"] == f"/tra-cuu/{code}"
    assert client.get("/en/tra-cuu", query_string={"q": code}).headers["Location"] == f"/en/tra-cuu/{code}"


def test_what_was_not_accepted_is_hidden_exactly_as_what_does_not_exist(district: District, browser: Browser) -> None:
    waiting, unknown = builders.submitted(district), new_code()
    pages = []
    for code in (waiting, unknown):
        searched = browser.get(f"/tra-cuu?q={code}")
        assert "Không có hồ sơ công khai nào mang mã này" in searched.text
        found = browser.get(f"/tra-cuu/{code}", status=404)
        pages.append([page.html.replace(code, "") for page in (searched, found)])
    assert pages[0] == pages[1]
    assert listed(browser.get("/tra-cuu")) == []
    assert "Chưa có hồ sơ nào thuộc loại này" in browser.get("/tra-cuu").text
    assert "Không tìm thấy hồ sơ nào" in browser.get("/tra-cuu?q=ky+thuat").text
    named = browser.get("/tra-cuu?q=huyen+uy+dak+song")
    assert "Chương trình mang tên này" in named.text, "who knows but the committee's name finds its programme"
    assert "/chuong-trinh/ds-bontot/2025" in named.links()
    browser.get("/tra-cuu/khong-phai-ma", status=404)


def test_a_case_shows_its_history_and_what_was_checked(district: District, browser: Browser) -> None:
    code = builders.approved(district)
    page = browser.get(f"/tra-cuu/{code}")
    assert page.heading == "Đăng ký đã được chấp nhận"
    assert page.all("div", class_="verdict ok")
    assert "Chi bộ Phòng Kỹ thuật 1" in page.text and "Đảng bộ huyện Đắk Song" in page.text
    assert "Xây dựng quỹ khuyến học" in page.text and "(đến hết ngày 30/06/2025)" in page.text
    acts = ["đã chấp nhận đăng ký", "đã nhất trí và chuyển cấp trên", "đã tiếp nhận hồ sơ", "đã gửi đăng ký"]
    places = [page.text.index(act, page.text.index("Quá trình")) for act in acts]
    assert places == sorted(places), "newest first"
    proofs = [link for link in page.links() if link.endswith(".tlog-proof")]
    assert len(proofs) == 4
    for link in proofs:
        assert browser.client.get(link).status_code == 200


def test_no_name_of_a_person_and_nothing_closed_is_on_a_public_page(district: District, browser: Browser) -> None:
    code = builders.approved(district)
    with district.house.db.reading() as session:
        names = session.scalars(select(Account.full_name)).all()
        size = session.scalars(select(Entry.id)).all()
    paths = ["/tra-cuu", f"/tra-cuu/{code}", "/nhat-ky", *(f"/nhat-ky/{index}" for index in range(len(size)))]
    for path in paths:
        page = browser.get(path)
        for hidden in (*names, "03-NQ/CB", "Chi ủy", "nghi-quyet.pdf"):
            assert hidden not in page.text, f"{hidden} on {path}"


def test_english_pages_are_in_english(district: District, browser: Browser) -> None:
    code = builders.approved(district)
    page = browser.get(f"/en/tra-cuu/{code}")
    assert page.heading == "Registration accepted"
    assert "Four-good Party cells" in page.text
    register_page = browser.get("/en/tra-cuu")
    assert "Any programme" in register_page.text or "All programmes" in register_page.text
    assert f"/en/tra-cuu/{code}" in register_page.links()


# --- really checked ---


TAMPERINGS = [
    ("state", update(Case).where(Case.state == "approved").values({"state": "closed"})),
    ("lost entry", update(Entry).where(Entry.kind == "registration.receive").values(case_id=None, seq=None)),
    ("other note", update(Entry).where(Entry.kind == "registration.endorse").values(note=b"{}\n\n")),
]


@pytest.mark.parametrize(("what", "damage"), TAMPERINGS, ids=[what for what, _ in TAMPERINGS])
def test_a_case_that_was_tampered_with_says_so(
    district: District, browser: Browser, tampering: None, what: str, damage: Any
) -> None:
    code = builders.approved(district)
    with district.house.db.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER entry_no_update")
        session.execute(damage)
        session.commit()
    page = browser.get(f"/tra-cuu/{code}")
    assert page.all("div", class_="verdict bad"), what
    assert page.heading.startswith("Phát hiện sai khác")
    browser.get("/nhat-ky")


def test_an_entry_that_is_not_the_one_in_the_tree_is_named(
    district: District, browser: Browser, tampering: None
) -> None:
    code = builders.approved(district)
    with district.house.db.writing() as session:
        for trigger in ("leaf_no_update", "tile_no_update"):
            session.connection().exec_driver_sql(f"DROP TRIGGER {trigger}")
        index = session.connection().exec_driver_sql('SELECT max("index") FROM leaf').scalar_one()
        session.connection().exec_driver_sql(f'UPDATE leaf SET hash = zeroblob(32) WHERE "index" = {index - 2}')
        session.commit()
    page = browser.get(f"/tra-cuu/{code}")
    assert page.all("div", class_="verdict bad")
    assert "Phát hiện sai khác" in browser.get(f"/nhat-ky/{index}").text


FORGERIES = {
    "unit": '{"code":"X","name":"Chi bộ Giả"}',
    "content": '{"contents":[{"measure":"","text":"Chi bộ Giả"}],"roadmap":[]}',
    "reason": '{"code":"","text":"Chi bộ Giả"}',
}


@pytest.mark.parametrize("field", [*FORGERIES, "salt", "no json"])
def test_a_value_that_is_not_what_was_signed_is_found_and_not_shown(
    district: District, browser: Browser, tampering: None, field: str
) -> None:
    code = builders.received(district)
    house, mandates = district.house, district.mandates
    registration.endorse(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0], reason="Sát thực tế.")
    registration.approve(house, mandates["board"], code, seen=builders.seen(house, code)[0])
    changed = {"salt": {"salt": bytes(32)}, "no json": {"value": "Chi bộ Giả"}}.get(
        field, {"value": FORGERIES.get(field), "opens": "acceptance"}
    )
    with house.db.writing() as session:
        name = field if field in FORGERIES else "unit"
        session.execute(update(Opening).where(Opening.field == name).values(changed))
        session.commit()
    page = browser.get(f"/tra-cuu/{code}")
    assert page.all("div", class_="verdict bad")
    assert page.heading.startswith("Phát hiện sai khác tại mục")
    assert "Mọi nội dung đang hiện đúng với cam kết đã ký (sai)" in page.text
    assert "không công khai tên đơn vị" not in page.text, "that would excuse it"
    assert "Giả" not in page.text + browser.get("/tra-cuu").text
    unit = f"Hồ sơ {code}" if field in ("unit", "salt", "no json") else "Chi bộ Phòng Kỹ thuật 1"
    assert listed(browser.get("/tra-cuu")) == [unit]


def test_the_time_of_an_act_is_the_signed_one(district: District, browser: Browser, tampering: None) -> None:
    code = builders.approved(district)
    with district.house.db.writing() as session:
        session.connection().exec_driver_sql("DROP TRIGGER entry_no_update")
        session.connection().exec_driver_sql("UPDATE entry SET at = '1999-01-01T00:00:00.000Z'")
        session.commit()
    for path in (f"/tra-cuu/{code}", "/nhat-ky", "/nhat-ky/9"):
        page = browser.get(path)
        assert "20/05/2025" in page.text and "1999" not in page.text, path


def test_an_erased_value_is_no_longer_shown(district: District, browser: Browser, tampering: None) -> None:
    code = builders.approved(district)
    gone = {"salt": None, "value": None, "erased_at": district.house.clock()}
    with district.house.db.writing() as session:
        session.execute(update(Opening).where(Opening.field == "content").values(gone))
        session.commit()
    page = browser.get(f"/tra-cuu/{code}")
    assert page.all("div", class_="verdict ok")
    assert "Xây dựng quỹ khuyến học" not in page.text


# --- caches, cookies, cost ---


@pytest.mark.parametrize("path", ["/tra-cuu", "/tra-cuu?q=ky+thuat", "/tra-cuu/{code}", "/nhat-ky", "/nhat-ky/3"])
def test_public_pages_are_the_same_for_everybody_and_set_no_cookie(
    district: District, browser_of: Any, client: FlaskClient, path: str
) -> None:
    address = path.format(code=builders.approved(district))
    for language in ("", "/en"):
        stranger = client.get(language + address)
        assert stranger.headers["Cache-Control"] == "public, max-age=60"
        assert "Set-Cookie" not in stranger.headers and "Vary" not in stranger.headers
        signed_in = browser_of("secretary").client.get(language + address)
        assert signed_in.data == stranger.data
        assert "Set-Cookie" not in signed_in.headers


@pytest.mark.parametrize(
    ("path", "most"), [("/tra-cuu?q=ky+thuat", 7), ("/tra-cuu/{code}", 10), ("/nhat-ky", 4), ("/nhat-ky/3", 6)]
)
def test_a_public_page_asks_the_database_a_handful_of_questions(
    district: District, client: FlaskClient, path: str, most: int
) -> None:
    address = path.format(code=builders.approved(district))
    client.get(address)
    with queries(district.house.db) as asked:
        assert client.get(address).status_code == 200
    assert 0 < len(asked) <= most, "\n\n".join(asked)


def test_a_reason_is_shown_only_where_the_rules_open_it(
    district: District, browser: Browser, tampering: None
) -> None:
    code = builders.received(district)
    house, mandates = district.house, district.mandates
    reason = "Nội dung sát thực tế của đơn vị."
    registration.endorse(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0], reason=reason)
    registration.approve(house, mandates["board"], code, seen=builders.seen(house, code)[0])
    assert reason not in browser.get(f"/tra-cuu/{code}").text
    with house.db.writing() as session:
        session.execute(update(Opening).where(Opening.field == "reason").values(opens="acceptance"))
        session.commit()
    page = browser.get(f"/tra-cuu/{code}")
    assert f"Lý do: {reason}" in page.text
    assert page.all("div", class_="verdict ok")


def test_a_listed_reason_stands_beside_what_was_written(
    district: District, browser: Browser, tampering: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = builders.received(district)
    house, mandates = district.house, district.mandates
    original = registration._sealed_reason
    with house.db.reading() as session:
        source = session.scalars(select(Edition)).one()
        listed = rules_of(source).registration.reject_reasons[0]
    monkeypatch.setattr(registration, "_sealed_reason", lambda of, _, text: original(of, listed.code, text))
    registration.endorse(house, mandates["reviewer"], code, seen=builders.seen(house, code)[0], reason="Rất sát.")
    monkeypatch.undo()
    registration.approve(house, mandates["board"], code, seen=builders.seen(house, code)[0])
    with house.db.writing() as session:
        session.execute(update(Opening).where(Opening.field == "reason").values(opens="acceptance"))
        session.commit()
    assert f"Lý do: {listed.name.vi} – Rất sát." in browser.get(f"/tra-cuu/{code}").text
