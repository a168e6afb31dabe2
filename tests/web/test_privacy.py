"""What is kept about the people who act here: told once, to be read at any time, and thrown away in time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from tests import builders
from tests.builders import PASSWORD, District
from tests.page import Browser
from workflow_app import wording
from workflow_app.models import Account
from workflow_app.services.upkeep import RETENTION
from workflow_app.wording.privacy import KEPT

DOCUMENT = Path(__file__).parents[2] / "docs" / "privacy.md"


def test_at_the_first_sign_in_everybody_reads_once_what_is_kept_and_goes_on(app: Flask, district: District) -> None:
    with district.house.db.writing() as session:
        session.execute(update(Account).where(Account.login == "bi-thu-1").values(informed_at=None))
        session.commit()
    first, again = Browser(app.test_client()), Browser(app.test_client())
    first.get("/dang-nhap?next=/tai-khoan/du-lieu")
    page = first.submit("/dang-nhap", login="bi-thu-1", password=PASSWORD)
    assert page.heading == "Trước khi bắt đầu" and wording.purpose_sentences()[0] in page.text
    assert first.send("Tôi đã đọc, tiếp tục").path == "/tai-khoan/du-lieu"
    assert again.sign_in("bi-thu-1", PASSWORD, then="/tai-khoan").heading == "Tài khoản"
    with district.house.db.reading() as session:
        assert session.scalar(select(Account.informed_at).where(Account.login == "bi-thu-1")) is not None


def test_everybody_reads_all_that_is_kept_about_them_and_nothing_of_others(
    browser_of: Callable[[str], Browser], district: District
) -> None:
    builders.submitted(district)
    cells = {}
    for part in ("secretary", "secretary2"):
        page = browser_of(part).get("/tai-khoan/du-lieu")
        rows = [["".join(cell.itertext()).strip() for cell in row.iter("td")] for row in page.root.iter("tr")]
        cells[part] = {row[0]: row[1] for row in rows if row}
        assert list(cells[part]) == [wording.kept_name(what) for what in RETENTION]
    assert [cells[part][wording.kept_name("entry")] for part in cells] == ["1", "0"]
    assert "Bí Thư Số 1" not in page.text and "Bí Thư Số 2" in page.text


def test_the_table_of_times_in_the_documentation_is_the_one_that_is_acted_upon() -> None:
    assert list(KEPT) == list(RETENTION)
    lines = [
        f"| {wording.kept_name(what, lang)} | {wording.kept_time(what, time.days if time else None, lang)} |"
        for lang in ("vi", "en")
        for what, time in RETENTION.items()
    ]
    assert [line for line in lines if line not in DOCUMENT.read_text(encoding="utf-8").split("\n")] == []
