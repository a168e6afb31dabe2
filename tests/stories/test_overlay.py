"""A committee below concretises a framework from above: it may ask for more, and is told where it asks for less."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from states.programme import EditionInvalid, digest
from tests.builders import EDITION, District, unsigned
from tests.inspections import scored
from tests.page import Browser
from tests.web.visits import get_in
from workflow_app.models import Unit
from workflow_app.services import inspection_case, issuing_body, publishing, unit
from workflow_app.services.actor import load_actor
from workflow_app.services.perform import unit_of_work

FRAMEWORK = unsigned(EDITION.read_text(encoding="utf-8"))
RESTS = f'\n[overlay]\nof = "ds-bontot"\nedition = "{digest(FRAMEWORK)}"\n'
LOOSER = (
    ('pass_total = "90"', 'pass_total = "85"'),
    ("pct = 100", "pct = 85"),
)


def local(*changes: tuple[str, str], of: str = "ds-bontot", edition: str = "") -> str:
    """The edition of a committee below, which rests on the one of the district."""
    text = FRAMEWORK.replace('code = "ds-bontot"', 'code = "xa-an-binh"', 1).replace("number = 2\n", "number = 1\n", 1)
    text = text.replace('issuer = "huyen-uy-dak-song"', 'issuer = "dang-uy-xa"', 1)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return f'{text}\n[overlay]\nof = "{of}"\nedition = "{edition or digest(FRAMEWORK)}"\n'


@pytest.fixture
def commune(district: District) -> str:
    """The code of a committee below the district."""
    with unit_of_work(district.house) as work:
        above = work.session.get_one(Unit, district.units[0].id)
        parent = work.session.get_one(Unit, unit.get_versions(work.session, [above.id], work.today)[above.id].parent_id)
        made = unit.found(
            work, work.system(), name="Đảng bộ xã An Bình", short_name="Xã An Bình", kind="dang_bo_co_so",
            level="grassroots", parent=parent, valid_from=date(2020, 1, 1),
        )  # fmt: skip
        return made.code


def look(manager: Browser, source: str, status: int = 200) -> str:
    """The preview of a text, or its faults."""
    manager.get("/quan-tri/chuong-trinh")
    manager.submit("/xem", having={"shipped": "ds-bontot-2025"})
    return manager.submit("/xem", status, source=source).text


def test_an_edition_that_asks_less_than_its_framework_is_refused_with_both_numbers_and_one_that_asks_more_shows_them(
    app: Flask, district: District, commune: str
) -> None:
    manager = get_in(app, district, "manager")
    refused = look(manager, local(*LOOSER), 422)
    assert "targets[T-DS-1].pct: 85% thấp hơn khung 100%" in refused
    assert "framework.pass_total: 85 thấp hơn khung 90" in refused, "all reasons at once"
    assert "chưa ban hành phiên bản khung nào" in look(manager, local(edition="0" * 64), 422)
    assert "mã băm này là của chương trình 'ds-bontot'" in look(manager, local(of="khac"), 422)
    shown = look(manager, local(('pass_total = "90"', 'pass_total = "92"'), ("stage_days = 3", "stage_days = 2")))
    assert "Chưa ban hành được" not in shown
    bodies = publishing.bodies_of(publishing.parsed(FRAMEWORK))
    known = manager.page.form("/ban-hanh")
    manager.send("Ban hành bản số 1", issuer=commune, **{key: known[key] for key in known if key.startswith("body-")})
    assert len(bodies) == 3
    manager.get("/quan-tri/chuong-trinh/xa-an-binh")
    manager.send("Mở đợt", period="2025", opens_on="20/05/2025", last_day="30/06/2025", ends="31/12/2025")
    page = Browser(app.test_client()).get("/chuong-trinh/xa-an-binh/2025")
    assert "Cụ thể hóa khung" in page.text and "Tổng điểm để đạt: 92 (khung: 90)" in page.text
    assert "Số ngày cho mỗi cấp xét: 2 (khung: 3)" in page.text


def test_only_a_committee_below_concretises_a_framework(app: Flask, district: District, commune: str) -> None:
    manager = district.mandates["manager"]
    bodies = dict.fromkeys(publishing.bodies_of(publishing.parsed(FRAMEWORK)), issuing_body.OUTSIDE)
    with district.house.db.reading() as session:
        above = session.get_one(Unit, district.units[0].id)
        cell = above.code
    with pytest.raises(EditionInvalid, match="một chương trình không cụ thể hóa chính mình"):
        own = FRAMEWORK.replace("number = 2\n", "number = 3\n", 1)
        publishing.publish(district.house, manager, own + RESTS, cell, bodies)
    publishing.publish(district.house, manager, local(), commune, bodies)
    base = local().replace('code = "xa-an-binh"', 'code = "huyen-nua"', 1)
    nested = base.replace(RESTS, f'\n[overlay]\nof = "xa-an-binh"\nedition = "{digest(local())}"\n')
    with pytest.raises(EditionInvalid, match="không phải cấp trên của đơn vị ban hành"):
        publishing.publish(district.house, manager, nested, cell, bodies)


def test_publishing_a_new_edition_leaves_every_open_case_and_its_points_as_they_were_to_the_last_bit(
    district: District,
) -> None:
    code = scored(district, **{"N1.1": "7.5"})

    def seen() -> str:
        with district.house.db.reading() as session:
            actor = load_actor(session, district.mandates["lead"], date(2025, 5, 20))
        return repr(inspection_case.get_case(district.house, actor, code))

    before = seen()
    assert "Decimal('99.5')" in before and "Decimal('90')" in before, "the points and what is asked"
    stricter = FRAMEWORK.replace("number = 2\n", "number = 3\n", 1).replace('pass_total = "90"', 'pass_total = "95"')
    bodies = dict.fromkeys(publishing.bodies_of(publishing.parsed(FRAMEWORK)), issuing_body.OUTSIDE)
    publishing.publish(district.house, district.mandates["manager"], stricter, "", bodies)
    assert seen() == before
