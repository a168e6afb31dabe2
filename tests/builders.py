"""A small district for tests: the same use cases that people use, a few lines each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.signing import personally
from workflow_app.demo.paper import resolution_pdf
from workflow_app.house import House
from workflow_app.models import Account, Case, Mandate, Registration, Unit
from workflow_app.services import account, edition, file, registration, registration_draft, unit
from workflow_app.services.perform import unit_of_work

EDITION = Path(__file__).parent.parent / "workflow_app" / "programmes" / "ds-bontot-2025.toml"
PERIOD = "2025"
PASSWORD = "một câu dài dễ nhớ 2025"


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = datetime(2025, 5, 20, 1, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(slots=True)
class District:
    """A district with some grassroots cells; `mandates` by part: secretary, reviewer, board, incharge, manager."""

    house: House
    programme_id: int
    units: list[Any]
    mandates: dict[str, int] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)


PARTS = (
    ("reviewer", "tham-dinh", "Trần Thị Thẩm", "reviewer", "children"),
    ("reviewer2", "tham-dinh-2", "Ngô Văn Xét", "reviewer", "children"),
    ("board", "thuong-vu", "Lê Văn Thường", "board_signatory", "children"),
    ("board2", "thuong-vu-2", "Đỗ Thị Vụ", "board_signatory", "children"),
    ("incharge", "phu-trach", "Hoàng Thị Trách", "incharge", "children"),
    ("manager", "quan-ly", "Nguyễn Thị Quản", "manager", "subtree"),
)


def unsigned(source: str) -> str:
    """An edition in which nobody signs a step: most tests are about something else."""
    return re.sub(r"\nsigned = \[[^]]*\]\n", "\nsigned = []\n", source, count=1)


def build_district(house: House, cells: int = 2, source: str = "", signed: bool = False) -> District:
    """Found the units, grant the mandates, publish the edition (or another `source`) and open its round.

    `signed`: whether persons sign the steps for which the edition asks that.
    """
    source = source or EDITION.read_text(encoding="utf-8")
    since = {"valid_from": date(2020, 1, 1)}
    with unit_of_work(house) as work:
        system = work.system()
        named = {"parent": None, "kind": "trung_uong", "level": "central", "short_name": "Trung ương"}
        centre = unit.found(work, system, name="Ban Chấp hành Trung ương", **named, **since)
        province = unit.found(
            work, system, name="Đảng bộ tỉnh Đắk Nông", short_name="Tỉnh ủy Đắk Nông", kind="dang_bo_tinh",
            level="province", parent=centre, **since,
        )  # fmt: skip
        district = unit.found(
            work, system, name="Đảng bộ huyện Đắk Song", short_name="Huyện ủy Đắk Song", kind="dang_bo_huyen",
            level="upper_grassroots", parent=province, **since,
        )  # fmt: skip
        bodies = {
            "huyen-uy-dak-song": district,
            "Ban Chấp hành Trung ương (khóa XIII)": centre,
            "Ban Thường vụ Tỉnh ủy Đắk Nông": province,
            "Ban Thường vụ Huyện ủy Đắk Song": district,
        }
        made = District(house, 0, [])
        for part, login, name, role, reach in PARTS:
            _person(work, made, part, login, name, role, reach, district)
        for number in range(1, cells + 1):
            cell = unit.found(
                work, system, name=f"Chi bộ Phòng Kỹ thuật {number}", short_name=f"Phòng Kỹ thuật {number}",
                kind="chi_bo_co_so", level="grassroots", cell_type="co_quan", parent=district, **since,
            )  # fmt: skip
            made.units.append(cell)
            suffix = "" if number == 1 else str(number)
            _person(
                work, made, f"secretary{suffix}", f"bi-thu-{number}", f"Bí Thư Số {number}", "secretary", "self", cell
            )
            _person(work, made, f"clerk{suffix}", f"van-thu-{number}", f"Văn Thư Số {number}", "clerk", "self", cell)
        by = work.actor(made.mandates["manager"])
        published = edition.publish(work, by, source if signed else unsigned(source), bodies)
        opens, closes = edition.rules_of(published).round_dates(int(PERIOD))
        edition.open_round(work, by, published, PERIOD, opens, closes, date(2025, 7, 1))
        made.programme_id = published.programme_id
    return made


def _person(work: Any, made: District, part: str, login: str, name: str, role: str, reach: str, of: Any) -> None:
    person = account.create_account(work, login=login, full_name=name, password=PASSWORD)
    person.informed_at = work.now  # otherwise each would first read what is kept about them
    mandate = account.grant_mandate(
        work, work.system(), person, role=role, reach=reach, unit=of, valid_from=date(2025, 1, 1), title=name
    )
    made.mandates[part], made.logins[part] = mandate.id, login


CONTENT = {
    "contents": [{"text": "Xây dựng quỹ khuyến học", "measure": "Mỗi quý 05 suất"}],
    "roadmap": [{"task": "Ban hành nghị quyết", "due": "2025-06-30", "responsible": "Chi ủy"}],
}


def drafted(district: District, part: str = "secretary") -> str:
    """A complete draft of a unit, not handed in; returns its code."""
    mandate = district.mandates[part]
    code = registration_draft.start(district.house, mandate, district.programme_id, PERIOD)
    stored = file.attach(district.house, mandate, code, resolution_pdf(PERIOD), "nghi-quyet.pdf")
    resolution = {"number": "03-NQ/CB", "date": "2025-05-12", "file": stored}
    registration_draft.save_draft(
        district.house, mandate, code, {"resolution": resolution, **CONTENT}, seen(district.house, code)[1]
    )
    return code


def submitted(district: District, part: str = "secretary") -> str:
    """A registration that was handed in; returns its code."""
    code = drafted(district, part)
    version, draft_version = seen(district.house, code)
    personally(
        registration.submit, district.house, district.mandates[part], code, seen=version, draft_seen=draft_version
    )
    return code


def received(district: District) -> str:
    """A registration the reviewer has taken up; returns its code."""
    code = submitted(district)
    personally(
        registration.receive, district.house, district.mandates["reviewer"], code, seen=seen(district.house, code)[0]
    )
    return code


def endorsed(district: District) -> str:
    """A registration the first level agreed to; returns its code."""
    code = received(district)
    personally(
        registration.endorse, district.house, district.mandates["reviewer"], code, seen=seen(district.house, code)[0]
    )
    return code


def approved(district: District) -> str:
    """A registration the last level accepted; returns its code."""
    code = endorsed(district)
    personally(
        registration.approve, district.house, district.mandates["board"], code, seen=seen(district.house, code)[0]
    )
    return code


def seen(house: House, code: str) -> tuple[int, int]:
    """Version of the case and of its draft, as a page shown now would carry them."""
    with house.db.reading() as session:
        query = select(Case.version, Registration.draft_version).join(Registration, Registration.case_id == Case.id)
        version, draft_version = session.execute(query.where(Case.code == code)).one()
        return int(version), int(draft_version)


def content_of(house: House, code: str) -> Any:
    """What a registration says as the database holds it."""
    with house.db.reading() as session:
        asked = select(Registration.content).join(Case, Registration.case_id == Case.id).where(Case.code == code)
        return session.scalars(asked).one()


def state_of(house: House, code: str) -> str:
    """The state of a case as the database holds it."""
    with house.db.reading() as session:
        return str(session.scalars(select(Case.state).where(Case.code == code)).one())


def also_secretary(district: District, part: str) -> None:
    """Whoever plays a part is secretary of the first cell too, under another mandate."""
    with unit_of_work(district.house) as work:
        mandate = work.session.get_one(Mandate, district.mandates[part])
        account.grant_mandate(
            work, work.system(), work.session.get_one(Account, mandate.account_id), role="secretary",
            unit=work.session.get_one(Unit, district.units[0].id), reach="self", valid_from=date(2025, 1, 1),
        )  # fmt: skip
