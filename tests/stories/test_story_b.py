"""A bloc of 159 organisations from its first code on: a month of meetings, a year classified, and the rules of 2025.

Nobody and nothing is there but what came in over HTTP. On SQLite alone: the tables, the months and the yearly list
run on both databases in tests of their own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.app_fixtures import check_journal
from tests.builders import PASSWORD, MovableClock
from tests.page import Browser, Page
from tests.post_office import PostOffice, free_port, opened
from tests.stories.test_first_hour import FOLDER, ORIGIN, WORDS, begin, printed_code
from workflow_app import cli, create_app, start
from workflow_app.demo.nam_dinh import BLOC, cells, committees
from workflow_app.house import House
from workflow_app.services import job, mail, meeting_table, publishing
from workflow_app.tables import as_xlsx

PROGRAMME = "nd-dukccqdn-clsh"
SHIPPED = publishing.text_of("nd-dukccqdn-clsh-2022")
RULES = publishing.parsed(SHIPPED).returns
EVERY = [one for group in RULES.sheet.groups for one in group.criteria]
COMMITTEES = committees()
CELLS = [*cells()[:-1], "Chi bộ Chi cục Thủy lợi"]
FULL, SHORT, LATE = CELLS[0], CELLS[1], CELLS[-1]  # who reports by hand, and who forgets
PAGE, OVERVIEW = f"/chuong-trinh/{PROGRAMME}/2022", f"/tong-quan/{PROGRAMME}/2022"
MONTH, LISTING = f"/sinh-hoat/{PROGRAMME}/2022-10", f"/xep-loai/{PROGRAMME}"
LEVELS = ("Đơn vị", "Mức xếp loại", "Đảng viên được xếp loại", "Đảng viên tốt trở lên", "Đã kiểm điểm cuối năm")
BELOW = "Chi bộ Văn phòng Sở Thiên Trường"
ON_TWO_LEVELS = SHIPPED.replace("number = 1\n", "number = 2\n", 1).replace(
    '"dang_bo_co_so", "chi_bo_co_so"]', '"dang_bo_co_so", "chi_bo_co_so", "chi_bo_truc_thuoc"]', 1
)
ADDRESS = "chi-cuc-thuy-loi@example.vn"
EXCELLENT, GOOD, COMPLETED = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ"


@dataclass(slots=True)
class Bloc:
    """The register, its clock and its post, and a browser for each of its people."""

    house: House
    clock: MovableClock
    post: PostOffice
    app: Any
    browsers: dict[str, Browser]

    def __call__(self, login: str) -> Browser:
        """Somebody who has signed in."""
        browser = self.browsers.setdefault(login, Browser(self.app.test_client()))
        if browser.get("/tai-khoan").path == "/dang-nhap":
            browser.sign_in(login, WORDS if login == "quan.tri" else PASSWORD)
        return browser

    def to(self, year: int, month: int, day: int) -> None:
        """Eight in the morning of a day, after the worker and the post went round."""
        self.clock.now = datetime(year, month, day, 1, tzinfo=UTC)
        job.work_once(self.house)
        mail.send_due(self.house)


@pytest.fixture
def bloc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: MovableClock) -> Iterator[Bloc]:
    """What `init` leaves behind in October 2022, and the bloc that was founded with the code on the screen."""
    clock.now = datetime(2022, 10, 3, 1, tzinfo=UTC)
    monkeypatch.setattr(start, "clock_of", lambda _: clock)
    said = CliRunner().invoke(cli.main, ["init"], env={FOLDER: str(tmp_path / "so"), ORIGIN: "so.example.vn/log"})
    post = PostOffice(free_port())
    settings = {"base_url": "http://localhost", "smtp_url": post.url, "mail_from": "so@example.vn"}
    house = start.open_house(cli.settings_from(data_dir=tmp_path / "so", second_factor="optional", **settings))
    app = create_app(house)
    first = Browser(app.test_client())
    begin(first, printed_code(said.output), name=BLOC, short_name="Đảng ủy Khối CCQ&DN Nam Định", kind="dang_bo_khoi")
    with opened(post):
        yield Bloc(house, clock, post, app, {"quan.tri": first})
    check_journal(house)
    house.db.close()


def table(*rows: list[Any]) -> tuple[io.BytesIO, str]:
    return io.BytesIO(as_xlsx([list(row) for row in rows])), "bang.xlsx"


def brings_in(bloc: Bloc, *units: list[Any]) -> Page:
    """Look at a workbook of units."""
    admin = bloc("quan.tri")
    admin.get("/quan-tri/don-vi")
    admin.follow("Nhập đơn vị từ tệp Excel hoặc CSV")
    return admin.submit("/thu", file=table(["Tên đơn vị", "Loại hình", "Trực thuộc", "Hoạt động từ ngày"], *units))


def invites(bloc: Bloc, *people: list[str | None]) -> None:
    """People from a table; each types what stands on the slip, and chooses a password."""
    admin = bloc("quan.tri")
    admin.get("/quan-tri/nguoi")
    admin.follow("Nhập từ tệp")
    admin.submit("/thu", file=table(["Họ và tên", "Tên đăng nhập", "Đơn vị", "Vai trò"], *people))
    for slip in admin.submit("/bang", password=WORDS).all("dl"):
        *_, code, _, login = ("".join(one.itertext()).strip() for one in slip.iter("dd"))
        browser = bloc.browsers[login] = Browser(bloc.app.test_client())
        browser.get("/ma-mot-lan")
        browser.submit("/ma-mot-lan", code=code)
        browser.submit("/ma-mot-lan/mat-khau", new=PASSWORD, again=PASSWORD)


def publishes(admin: Browser, edition: int, source: str, period: str, opens_on: str) -> None:
    """An edition of the programme and a round of a year, from the administration."""
    admin.get("/quan-tri/chuong-trinh")
    admin.submit("/xem", having={"shipped": "nd-dukccqdn-clsh-2022"})
    page = admin.submit("/xem", source=source)
    options = [one for select in page.all("select", name="issuer") for one in select.iter("option")]
    issuer = [{"issuer": one.get("value")} for one in options if BLOC in "".join(one.itertext())]
    admin.send(f"Ban hành bản số {edition}", **(issuer[0] if issuer else {}))
    admin.send("Mở đợt", period=period, opens_on=opens_on, last_day=f"31/12/{period}", ends=f"31/12/{period}")


def typed(**more: str) -> dict[str, str]:
    """What a cell types of a meeting in which all went well; points by the codes of their criteria."""
    points = {f"p{n}": "" if one.code in RULES.by_rule else f"{one.max}" for n, one in enumerate(EVERY, 1)}
    fields = {one.code: f"p{n}" for n, one in enumerate(EVERY, 1)}
    held = {"held_on": "21/10/2022", "minutes": "95", "members": "40", "exempt": "4", "present": "36"}
    return points | held | {fields.get(name, name): value for name, value in more.items()}


def month_table(names: list[str]) -> tuple[io.BytesIO, str]:
    """The same of many cells, as their committee has it in a workbook."""
    columns = meeting_table.columns(RULES)
    held = {"held_on": date(2022, 10, 21), "minutes": 95, "members": 40, "exempt": 4, "present": 36}
    said = held | {f"p.{one.code}": f"{one.max}" for one in EVERY}
    rows = ([(said | {"unit": name}).get(one.code) for one in columns] for name in names)
    return table([one.heading for one in columns], *rows)


def a_month_of_seventy_nine_cells(bloc: Bloc, visitor: Browser) -> None:
    """Two by the form, one late, the others from a table."""
    bloc.to(2022, 10, 28)
    cell = bloc("bi-thu-1")
    cell.get("/nhiem-vu")
    cell.follow("Báo cáo tháng 10/2022")
    assert "Tốt 100 điểm" in cell.send("Gửi báo cáo", **typed()).text
    cell = bloc("bi-thu-2")
    cell.get(MONTH)
    page = cell.send("Gửi báo cáo", **typed(present="32", ty_le_du_hop="2"))
    assert "Khá 92 điểm" in page.text and "32/36 = 88,89%" in page.text
    assert "Vì sao Khá chứ không Tốt" in page.text
    assert "cần điểm tối đa 10 ở tiêu chí Tỷ lệ đảng viên dự họp: đạt 2" in page.text
    reviewer = bloc("duyet")
    reviewer.get(f"{MONTH}/cac-chi-bo")
    reviewer.follow("Nhập báo cáo từ tệp")
    page = reviewer.submit("/thu", file=month_table([name for name in CELLS if name not in (FULL, SHORT, LATE)]))
    assert "76 dòng: 76 mới" in page.text
    reviewer.send("Ghi báo cáo của 76 chi bộ")
    page = visitor.get(PAGE)
    assert "Đã báo cáo 78/79 = 98,73%" in page.text and "2.804/2.808 = 99,86%" in page.text, "out of who reported"
    is_late(bloc)


def is_late(bloc: Bloc) -> None:
    """Told by mail before the last day and after it; until it reports, the cell stands apart and is never a zero."""
    late = bloc("bi-thu-3")
    late.get("/tai-khoan/dia-chi-thu")
    late.submit("/dia-chi-thu", contact=ADDRESS, password=PASSWORD)
    for day, told in ((4, ["chưa gửi"]), (5, ["chưa gửi"]), (6, ["chưa gửi"]), (7, ["chưa gửi", "đã quá hạn"])):
        bloc.to(2022, 11, day)  # the 6th is a Sunday, on which nobody is written to
        assert ("Quá hạn" in bloc("bi-thu-3").get(MONTH).text) == (day > 5)
        letters = [str(one["Subject"]) for one in bloc.post.to(ADDRESS)]
        assert letters == [f"Báo cáo sinh hoạt chi bộ tháng 10/2022 {words}" for words in told]
    page = bloc("duyet").get(f"{MONTH}/cac-chi-bo")
    assert "Quá hạn, chưa báo cáo (1)" in page.text and "Kém (0)" in page.text and "Không sinh hoạt (0)" in page.text
    late = bloc("bi-thu-3")
    late.get(MONTH)
    assert "Báo cáo muộn 2 ngày" in late.send("Gửi báo cáo", **typed()).text


def levels(excellent: int = 11) -> tuple[io.BytesIO, str]:
    """A level for each of the 159: 72 of either group are good or better, so many of the committees excellent."""
    rows: list[list[Any]] = [list(LEVELS)]
    for names, best in ((COMMITTEES, excellent), (CELLS, 12)):
        given = [EXCELLENT] * best + [GOOD] * (72 - best) + [COMPLETED] * (len(names) - 72)
        rows += [[name, level, 54, 50, "Có"] for name, level in zip(names, given, strict=True)]
    return table(*rows)


def a_year_is_classified(bloc: Bloc, visitor: Browser) -> None:
    """By the regulation of 2022: one excellent unit too many is refused; 144 of 159 are enough, 143 are not."""
    bloc.to(2022, 12, 20)
    reviewer, board = bloc("duyet"), bloc("quyet")
    page = reviewer.get(f"{LISTING}/2022")
    assert "Theo 132-QĐ/TW" in page.text and "không quá 20% số đơn vị hoàn thành tốt trong cùng nhóm" in page.text
    reviewer.follow("Ghi từ tệp Excel hoặc CSV")
    assert "159 dòng: 159 mới" in reviewer.submit("/thu", file=levels(excellent=13)).text
    reviewer.send("Ghi mức của 159 đơn vị để trình")
    page = board.get(f"{LISTING}/2022")
    assert "Vượt tỷ lệ" in page.text and "Ghi quyết định" not in page.text
    reviewer.follow("Ghi từ tệp Excel hoặc CSV")
    assert "159 dòng: 2 mới" in reviewer.submit("/thu", file=levels()).text
    reviewer.send("Ghi mức của 2 đơn vị để trình")
    board.get(f"{LISTING}/2022")
    board.send("Ghi quyết định xếp loại", symbol="125-QĐ/ĐUK", decided_on="20/12/2022")
    for page in (visitor.get(PAGE), visitor.get(OVERVIEW)):
        assert "144/159 = 90,57% – đạt chỉ tiêu 90%" in page.text
        assert "159/159 – đạt chỉ tiêu 159/159" in page.text and "7.950/8.586 = 92,59% – đạt chỉ tiêu 90%" in page.text
    reviewer.get(f"{LISTING}/2022")
    reviewer.follow(f"Ghi mức: {COMMITTEES[71]}")
    reviewer.send("Ghi để trình", level="completed")
    board.get(f"{LISTING}/2022")
    board.send("Ghi quyết định xếp loại", symbol="126-QĐ/ĐUK", decided_on="20/12/2022", reason="Xem lại theo kiến nghị")
    for page in (visitor.get(PAGE), visitor.get(OVERVIEW)):
        assert "143/159 = 89,94% – chưa đạt 90%" in page.text and "= 90%" not in page.text


def lower_levels_come_first(bloc: Bloc, visitor: Browser) -> None:
    """In 2025 the cells below the committees are classified too, each by its own committee before that one is."""
    bloc.to(2025, 1, 6)
    below: list[Any] = [BELOW, "Chi bộ trực thuộc đảng ủy cơ sở", COMMITTEES[0], date(2020, 1, 1)]
    assert "1 dòng: 1 mới" in brings_in(bloc, below).text
    bloc.browsers["quan.tri"].submit("/bang")
    publishes(bloc("quan.tri"), 2, ON_TWO_LEVELS, "2025", "06/01/2025")
    people = (("Đào Văn Sở", "duyet-so", "reviewer"), ("Hà Thị Sở", "quyet-so", "board_signatory"))
    invites(bloc, *([name, login, COMMITTEES[0], role] for name, login, role in people))
    bloc.to(2025, 12, 5)
    prepares(bloc("duyet"), COMMITTEES[0])
    page = bloc("quyet").get(f"{LISTING}/2025")
    assert f"Chờ cấp dưới xếp loại trước: {BELOW}" in page.text and "Theo 366-QĐ/TW" in page.text
    assert (
        "xuất sắc từ 90" in page.text and "từ 30% nhiệm vụ vượt mức" in page.text and "không quá 20%" not in page.text
    )
    assert "Ghi quyết định" not in page.text
    prepares(bloc("duyet-so"), BELOW)
    for login, symbol in (("quyet-so", "9-QĐ/ĐU"), ("quyet", "130-QĐ/ĐUK")):
        board = bloc(login)
        board.get(f"{LISTING}/2025")
        assert "Đã ghi quyết định" in board.send("Ghi quyết định xếp loại", symbol=symbol, decided_on="05/12/2025").text
    for year, regulation in ((2022, "132-QĐ/TW"), (2025, "366-QĐ/TW")):
        assert f"Theo {regulation}" in visitor.get(f"/chuong-trinh/{PROGRAMME}/{year}").text


def prepares(reviewer: Browser, name: str) -> None:
    """A level that the regulation of 2025 gives for these numbers."""
    reviewer.get(f"{LISTING}/2025")
    reviewer.follow(f"Ghi mức: {name}")
    reviewer.send("Ghi để trình", level="good", points="80", tasks="10", on_time="10", exceeded="0", shortcomings="0")


def the_units_come_in(bloc: Bloc) -> None:
    """From one workbook at once; a name whose tone is written elsewhere is the same name, now and a second time."""
    since = date(2020, 1, 1)
    units: list[list[Any]] = [[name, "Đảng bộ cơ sở", None, since] for name in COMMITTEES]
    units += [[name, "Chi bộ cơ sở", None, since] for name in CELLS]
    again = ["Chi bộ Chi cục Thuỷ lợi", "Chi bộ cơ sở", None, since]
    page = brings_in(bloc, *units, again)
    assert "Trùng với dòng 160" in page.text and not page.all("button", class_="btn primary")
    page = brings_in(bloc, *units)
    assert "159 dòng: 159 mới, 0 không đổi, 0 cần sửa." in page.text
    assert "80 × Đảng bộ cơ sở; 79 × Chi bộ cơ sở." in page.text
    assert "Đã ghi 159 đơn vị." in bloc.browsers["quan.tri"].submit("/bang").text
    page = brings_in(bloc, *units[:-1], again)
    assert "159 dòng: 0 mới, 159 không đổi, 0 cần sửa." in page.text and not page.all("button", class_="btn primary")


def test_159_organisations_come_in_report_a_month_and_are_classified_by_the_rules_of_their_year(bloc: Bloc) -> None:
    the_units_come_in(bloc)
    invites(
        bloc, ["Ninh Văn Duyệt", "duyet", BLOC, "reviewer"], ["Lâm Thị Quyết", "quyet", BLOC, "board_signatory"],
        *([f"Bí Thư {n}", f"bi-thu-{n}", name, "secretary"] for n, name in enumerate((FULL, SHORT, LATE), 1)),
    )  # fmt: skip
    publishes(bloc("quan.tri"), 1, SHIPPED, "2022", "03/10/2022")
    visitor = Browser(bloc.app.test_client())
    page = visitor.get(PAGE)
    assert "Kết luận số 18-KL/TW ngày 22/09/2017" in page.text and "trên 159 tổ chức" in page.text
    a_month_of_seventy_nine_cells(bloc, visitor)
    a_year_is_classified(bloc, visitor)
    lower_levels_come_first(bloc, visitor)
