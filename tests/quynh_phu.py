"""Quỳnh Phụ from 2022 on, scene by scene: what one cell lives through over HTTP or in a browser, and the others beside.

What was done once by hand is done for the other cells through the same use cases, by the demo's own steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from tests import recognition
from tests import story_e as scene
from tests.builders import PASSWORD, District, MovableClock
from tests.clerk import Cast as Clerks
from tests.clerk import Clerk
from tests.inspections import version
from tests.people import paper, row_values
from tests.services.test_fate import appointed
from workflow_app.demo import quynh_phu as demo
from workflow_app.demo.quynh_phu_years import AREAS, HEADING, MORE, end_rows
from workflow_app.demo.stage import Cast, SeedClock, Stage
from workflow_app.house import House
from workflow_app.models import Account, Mandate, Unit, UnitVersion
from workflow_app.services import account, job, publishing, unit, unit_event, unit_event_record
from workflow_app.services.perform import Work, unit_of_work

BEGINS = datetime(2022, 5, 4, 1, 0, tzinfo=UTC)
PROGRAMME = "Xây dựng mô hình chi bộ kiểu mẫu huyện Quỳnh Phụ"
FIRST = "Chi bộ thôn 1 xã Quỳnh Bình"  # the cell whose whole way is gone by hand
TEXT = "Sinh hoạt chuyên đề mỗi quý"
RULES = publishing.parsed(publishing.text_of("qp-cbkm-2022"))
CRITERIA = {one.code: f"{one.max}" for group in RULES.framework.groups for one in group.criteria}
EVIDENCE = RULES.inspection.evidence
CENTRE = "Ban Chấp hành Trung ương"
ENDED = "Huyện ủy Quỳnh Phụ, kết thúc hoạt động từ ngày 01/07/2025; nay thuộc Đảng bộ xã Quỳnh Phụ; Đảng bộ xã Phụ Dực"


def build(house: House) -> District:
    """The district with its 358 cells and its people, the programme published; seventeen cells have a secretary."""
    with unit_of_work(house) as work:
        system, since = work.system(), {"valid_from": demo.SINCE}
        centre = unit.found(
            work, system, name=CENTRE, short_name="Trung ương", kind="trung_uong",
            level="central", parent=None, **since,
        )  # fmt: skip
        province, _ = (
            unit.found(
                work, system, name=f"Đảng bộ tỉnh {name}", short_name=f"Tỉnh ủy {name}", kind="dang_bo_tinh",
                level="province", parent=centre, **since,
            )
            for name in ("Thái Bình", "Hưng Yên")
        )  # fmt: skip
        cast, made = demo.found(work, province, add_account)
        district = District(house, cast.programme_id, [], dict(cast.parts))
        district.logins = {part: login for part, login, *_ in (*demo.OFFICERS, demo.COMMITTEE)}
        types = {name: cell_type for name, cell_type, _ in demo.cell_names()}
        for name in demo.chosen(types, demo.REGISTERED):
            _secretary(work, district, made[name], name)
    return district


def add_account(work: Work, login: str, name: str) -> Account:
    """A person who has read what is kept about them."""
    made = account.create_account(work, login=login, full_name=name, password=PASSWORD)
    made.informed_at = work.now
    return made


def _secretary(work: Work, district: District, cell: Unit, name: str) -> None:
    login = f"qp-bi-thu-{len(district.units) + 1:02d}"
    held = demo.grant(work, add_account, cell, login, f"Bí thư {name}", "secretary", "self", "Bí thư")
    district.units.append(cell)
    district.mandates[name], district.logins[name] = held.id, login


def more_cells(district: District) -> list[str]:
    """Twenty-two cells more get a secretary; their names."""
    types = {name: cell_type for name, cell_type, _ in demo.cell_names() if name not in district.mandates}
    names = demo.chosen(types, MORE)
    with unit_of_work(district.house) as work:
        of = units(work.session)
        for name in names:
            _secretary(work, district, work.session.scalars(select(Unit).where(Unit.code == of[name])).one(), name)
    return names


def units(session: Any) -> dict[str, str]:
    """Codes of the units by their names."""
    named = select(UnitVersion.name, Unit.code).join(Unit, UnitVersion.unit_id == Unit.id)
    return {row.name: row.code for row in session.execute(named.where(UnitVersion.superseded_at.is_(None)))}


def stage_of(district: District, clock: MovableClock) -> Stage:
    """The same district as the demo's steps play on it."""
    with district.house.db.reading() as session:
        held = {part: session.get_one(Mandate, id_) for part, id_ in district.mandates.items()}
        persons = {part: session.get_one(Account, one.account_id).pseudonym for part, one in held.items()}
        codes = {part: one.code for part, one in held.items()}
    cast = Cast(district.programme_id, dict(district.mandates), codes, persons, [], [], {})
    return Stage(district.house, _Following(clock), cast, None, None, 1)  # type: ignore[arg-type]


class _Following(SeedClock):
    """The demo's clock, moving that of the test."""

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock

    @property
    def now(self) -> datetime:  # type: ignore[override]
        return self.clock.now

    @now.setter
    def now(self, at: datetime) -> None:
        self.clock.now = at


def to(clock: MovableClock, day: date) -> None:
    """Eight in the morning of a day."""
    clock.now = max(clock.now, datetime(day.year, day.month, day.day, 1, tzinfo=UTC))


def checked_and_put_up(district: District, clock: MovableClock, registration: str) -> str:
    """The check of the first cell, its proposal and the opinions, up to the days for comment; returns the code."""
    stage, cell = stage_of(district, clock), district.mandates[FIRST]
    to(clock, date(2022, 11, 7))
    stage.versions[registration] = version(district, registration)
    demo.check(stage, cell, registration, "2022", date(2022, 11, 15))
    to(clock, date(2022, 11, 21))
    return demo.propose(stage, cell, "2022")


def beside(district: District, clock: MovableClock, names: Sequence[str], year: int) -> dict[str, str]:
    """Other cells go the same way from May to November of a year; the codes of their recognitions."""
    stage, period = stage_of(district, clock), str(year)
    district.house.watch.in_bulk = True
    registered = {}
    for number, name in enumerate(names, start=2):
        registered[name] = demo.hand_in(stage, district.mandates[name], period, number)
        demo.accept(stage, registered[name])
    to(clock, date(year, 11, 7))
    for name, code in registered.items():
        demo.check(stage, district.mandates[name], code, period, date(year, 11, 15))
    to(clock, date(year, 11, 21))
    proposed = {name: demo.propose(stage, district.mandates[name], period) for name in names}
    to(clock, date(year, 11, 29))
    for code in proposed.values():
        demo.recognise(stage, code)
    district.house.watch.in_bulk = False
    return proposed


def the_district_ends(district: District, clock: MovableClock) -> None:
    """Recorded in June 2025 for the first of July: two provinces become one, the district's units stand elsewhere.

    Of the cells, two that were recognised in 2022 become one.
    """
    to(clock, date(2025, 6, 20))
    with district.house.db.reading() as session:
        known = units(session)
    centre = appointed(district, "Quản lý Trung ương", "manager", "tw-quan-ly", known[CENTRE], "subtree")
    event = unit_event.draft(district.house, centre, HEADING)
    unit_event.write_rows(district.house, centre, event, 0, end_rows(known))
    unit_event_record.record(district.house, centre, event, 1)
    to(clock, date(2025, 7, 1))
    job.work_once(district.house)


def heir(district: District) -> None:
    """Somebody manages the programme for one of the two successors."""
    with district.house.db.reading() as session:
        known = units(session)
    district.mandates["heir"] = appointed(district, "Quản lý Xã", "manager", "xa-quan-ly", known[AREAS[0]], "subtree")
    district.logins["heir"] = "xa-quan-ly"


# --- what people do ---


def opens_the_round(manager: Clerk, year: int, opens_on: str, last_day: str) -> None:
    """From the administration of the programme."""
    manager.comes_in()
    manager.browser.follow("Quản trị")
    manager.browser.follow("Quản lý chương trình")
    manager.browser.send("Mở đợt", period=str(year), opens_on=opens_on, last_day=last_day, ends=f"31/12/{year}")


def registers(cell: Clerk) -> str:
    """Without its resolution the cell cannot hand in, with it it does; returns the code."""
    cell.comes_in()
    cell.browser.follow(PROGRAMME)
    cell.browser.send("Đăng ký")
    code = cell.code
    cell.browser.send("Lưu và tiếp tục", 422, number="05-NQ/CB", date="4/5/2022")
    assert cell.sees("Chọn tệp"), "the resolution is asked for where it belongs"
    cell.opens(f"/ho-so/{code}/viet/noi-dung")
    cell.browser.send("Lưu và tiếp tục", **row_values("contents", ("text", "measure"), [(TEXT, "04 buổi")]))
    step = ("Sơ kết giữa kỳ", "30/9/2022", "Lê Thị Chiều")
    cell.browser.send("Lưu và tiếp tục", **row_values("roadmap", ("task", "due", "responsible"), [step]))
    assert cell.sees("Chưa đủ nghị quyết của đơn vị"), "and the button says so too, and cannot be pressed"
    assert "Gửi đăng ký" in ["".join(one.itertext()).strip() for one in cell.page.all("button", disabled="")]
    cell.opens(f"/ho-so/{code}/viet/nghi-quyet")
    cell.browser.send("Lưu và tiếp tục", number="05-NQ/CB", date="4/5/2022", file=paper())
    cell.opens(f"/ho-so/{code}/viet/kiem-tra")
    cell.does("Gửi đăng ký")
    return code


def is_checked(people: Clerks, registration: str) -> str:
    """The whole check, with one thing to put right and one good practice; returns its code."""
    reviewer, board, lead, inspector = people("reviewer board lead inspector")
    cell = people.one(FIRST)
    reviewer.takes_up(registration, "Đã chấp nhận")
    reviewer.does("Lập kế hoạch kiểm tra", visit_on="15/11/2022")
    code = reviewer.code
    scene.names_the_team(board, code)
    lead.takes_up(code)
    lead.does("Thông báo cho đơn vị")
    cell.takes_up(code)
    cell.does("Mở tự đánh giá")
    cell.browser.follow("Tự đánh giá")
    cell.browser.send("Lưu và xem lại", **sheet(), **{f"{_field(one)}-file": paper("anh.pdf") for one in EVIDENCE})
    cell.browser.send("Gửi báo cáo tự đánh giá")
    inspector.takes_up(code)
    inspector.does("Bắt đầu kiểm tra")
    inspector.browser.follow("Chấm điểm")
    inspector.browser.send("Ghi điểm", **sheet(T2__2="3,5"))
    lead.takes_up(code)
    lead.does("Ghi nhận nội dung", severity="remedy", subject="T3.1", text="Chưa phân công bằng văn bản")
    lead.takes_up(code)
    lead.does("Đánh dấu cách làm hay", text="Mỗi tối thứ Bảy đọc nghị quyết trên loa thôn")
    scene.sends_minutes(lead, code)
    scene.signs_minutes(cell, code)
    lead.takes_up(code)
    lead.does("Yêu cầu khắc phục")
    cell.takes_up(code)
    cell.does("Báo cáo đã khắc phục", **{"n1-fix": "Đã ra thông báo phân công"})
    lead.takes_up(code)
    lead.does("Ghi kết quả phúc tra", **{"n1-accepted": "yes"})
    scene.concludes(lead, code)
    return code


def shares(manager: Clerk, check: str) -> None:
    """Whoever runs the programme publishes what the team marked as good practice."""
    manager.comes_in()
    manager.opens(f"/danh-gia/{check}")
    manager.browser.follow("Công bố cách làm hay")
    told = "Mỗi tối thứ Bảy, mười phút, có hỏi đáp."
    manager.browser.send("Công bố", title="Đọc nghị quyết trên loa thôn", text=told)


def is_put_up(people: Clerks) -> str:
    """The cell proposes itself, both bodies agree, its name is shown for comment; returns the code."""
    reviewer, board = people("reviewer board")
    cell = people.one(FIRST)
    cell.comes_in()
    cell.browser.follow(PROGRAMME)
    cell.browser.send("Lập hồ sơ đề nghị công nhận")
    code = cell.code
    scene.proposes(cell, code)
    scene.checks_dossier(reviewer, code)
    for speaker in people("appraiser appraiser2"):
        scene.appraises(speaker, code)
    board.takes_up(code)
    board.does("Công khai lấy ý kiến")
    return code


def is_recognised(people: Clerks, code: str) -> None:
    """The vote of the four members, the decision, the publication."""
    board, teller = people("board teller")
    board.takes_up(code)
    board.does("Mở biểu quyết")
    present = {f"how-{recognition.code_of(board.district, part)}": "present" for part in demo.BOARD}
    teller.takes_up(code)
    teller.does("Ghi kết quả kiểm phiếu", **present, in_favour="4", against="0", other="0")
    scene.decides(people, code)


def _field(criterion: str) -> str:
    return f"c{list(CRITERIA).index(criterion)}"


def sheet(**points: str) -> dict[str, str]:
    """Full marks, but where `points` says otherwise: `sheet(T2__2="3,5")`."""
    given = CRITERIA | {code.replace("__", "."): value for code, value in points.items()}
    return {f"{_field(code)}-points": value for code, value in given.items()}
