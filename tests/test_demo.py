"""The demo: made through the same use cases, whole, the same in its numbers every time, and good to walk through."""

from __future__ import annotations

import io
import random
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from states.processes import PROCESSES
from tests.odd import Walk
from tests.page import Browser, Page
from tests.people import paper
from tests.web.visits import queries
from workflow_app import create_app, wording
from workflow_app.clock import day_of
from workflow_app.demo import PASSWORD, authority, day, ha_noi, nam_dinh, quynh_phu, seed
from workflow_app.house import House
from workflow_app.models import Agreement, Case, Document, File, Inspection, Recognition, UnitVersion
from workflow_app.services import session as sessions
from workflow_app.services.verify_journal import verify
from workflow_app.settings import Settings
from workflow_app.start import open_house

pytestmark = pytest.mark.timeout(900)

# Under the rules as they are shipped, and on 10 June 2025, nobody can stand there; see `demo.year_2025`.
PROGRAMMES = ["ds-bontot", "tb-dukdn-cbkm", "qp-cbkm", "nd-dukccqdn-clsh", "hn-da11-clsh", "hbt-clsh"]
NOBODY = {("recognition", "expired")}
ENDED = {  # only a year that is over has these
    ("registration", "closed"), ("commitment", "completed"), ("commitment", "terminated"), ("recognition", "revoked"),
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo as its first start leaves it; tests that act work on a copy."""
    return seed.seed(Settings(mode="demo", data_dir=tmp_path_factory.mktemp("seeded") / "demo"))


@pytest.fixture(scope="module")
def untouched(made: Settings) -> Iterator[House]:
    house = open_house(made)
    yield house
    house.db.close()


@pytest.fixture
def demo(made: Settings, tmp_path: Path) -> Iterator[House]:
    """A copy of the demo."""
    shutil.copytree(made.data_dir, tmp_path / "demo")
    settings = seed.seeded(Settings(mode="demo", data_dir=tmp_path / "demo"))
    assert settings is not None
    house = open_house(settings)
    yield house
    house.db.close()


@pytest.fixture
def visited(demo: House) -> Flask:
    return create_app(demo)


def counted(house: House) -> Counter[tuple[str, str, str]]:
    """How many cases of a process and period are in a state."""
    with house.db.reading() as session:
        return Counter(tuple(row) for row in session.execute(select(Case.process, Case.period, Case.state)))


def test_somebody_stands_at_every_step_of_the_four_processes(untouched: House) -> None:
    found = counted(untouched)
    in_2025 = {(process, state) for process, period, state in found if period == "2025"}
    known = {(name, str(state)) for name, process in PROCESSES.items() for state in process.states}
    assert in_2025 == known - NOBODY - ENDED
    assert ENDED <= {(process, state) for process, period, state in found if period == "2024"}
    with untouched.db.reading() as session:
        concluded = select(Inspection.outcome).join(Case, Inspection.case_id == Case.id).where(Case.period == "2025")
        outcomes = set(session.scalars(concluded.where(Case.state == "concluded")))
    assert outcomes == {"met", "not_met", "insufficient"}
    assert day_of(untouched.clock()) == date(2025, 6, 10)


def test_the_year_2024_is_closed_with_48_of_50(untouched: House) -> None:
    found = counted(untouched)
    states = {state: number for (*what, state), number in found.items() if what == ["recognition", "2024"]}
    assert states == {"published": 48, "not_recognised": 1, "revoked": 1}
    assert found["registration", "2024", "closed"] == 50
    assert found["inspection", "2024", "concluded"] == 51  # one of the fifty was inspected again
    with untouched.db.reading() as session:
        of_2024 = select(Recognition).join(Case, Recognition.case_id == Case.id).where(Case.period == "2024")
        rows = session.scalars(of_2024).all()
        of_district = (Document.type == "QĐ", Document.issuer_name.contains("Đắk Song"))
        numbers = sorted(session.scalars(select(Document.number).where(*of_district)))
    assert sum(row.text_no == 2 for row in rows) == 1, "one was corrected"
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) == 52, "49 and the revocation, then two of 2025"


def test_the_demo_is_whole_and_starts_again_as_it_was_left(made: Settings, untouched: House) -> None:
    report = verify(untouched)
    assert report.ok, "\n".join(map(str, report.findings))
    assert seed.seeded(Settings(mode="demo", data_dir=made.data_dir)) == made


def test_a_demo_of_other_editions_or_tables_is_made_anew(tmp_path: Path) -> None:
    settings = Settings(mode="demo", data_dir=tmp_path)
    day.keep_shift(tmp_path, 7)
    assert seed.seeded(settings) == replace(settings, clock_shift_seconds=7)
    mark = tmp_path / "demo.json"
    mark.write_text(mark.read_text().replace(day.made_for(), "0" * 64))
    assert seed.seeded(settings) is None


class Visitor(Browser):
    """Somebody who takes one part after another through the demo's own door."""

    def plays(self, name: str, unit: str = "") -> None:
        """Take the part of a person, a secretary by the unit as well."""
        page = self.get("/demo")
        lines = [line for line in page.root.iter("li") if line.find("form") is not None]
        texts = {"".join(line.itertext()): line for line in lines}
        (line,) = [line for text, line in texts.items() if name in text and unit in text]
        account = next(field.get("value") for field in line.iter("input") if field.get("name") == "account")
        self.submit("/demo", having={"account": str(account)})

    def does(self, path: str, action: str = "", **values: Any) -> Page:
        """Open the page of an act and send its form."""
        self.get(path)
        action = action or "/" + path.rpartition("/")[2]
        page = self.submit(action, **values)
        if page.all("form", data_module="sign"):  # the step is one that the person signs
            return self.send("Ký bằng khóa mô phỏng")
        return page


def agreement(house: House, words: str) -> str:
    """The code of the agreement with these words in its title; of an agreement, not of its amendment."""
    with house.db.reading() as session:
        asked = select(Case.code, Agreement.draft).join(Agreement, Agreement.case_id == Case.id)
        found = [code for code, draft in session.execute(asked) if words in draft["title"] and "amends" not in draft]
        (code,) = found
        return str(code)


def unit_at(house: House, process: str, state: str) -> tuple[str, str]:
    """A case of 2025 in a state and the name of its unit."""
    with house.db.reading() as session:
        asked = (
            select(Case.code, UnitVersion.name)
            .join(UnitVersion, UnitVersion.unit_id == Case.unit_id)
            .where(Case.process == process, Case.state == state, Case.period == "2025")
            .order_by(Case.id)
        )
        code, name = session.execute(asked).first() or ("", "")
        return code, name


def state_of(house: House, code: str) -> str:
    with house.db.reading() as session:
        return session.scalars(select(Case.state).where(Case.code == code)).one()


def test_the_door_shows_where_each_unit_stands_and_costs_few_queries(untouched: House) -> None:
    visitor = Browser(create_app(untouched).test_client())
    with queries(untouched.db) as asked:
        text = visitor.get("/demo").text
    words = {wording.state_name(name, state) for name, process in PROCESSES.items() for state in process.states}
    assert sum(word in text for word in words) >= 12, "units stand at every step"
    assert len(asked) <= 20


def test_five_programmes_stand_side_by_side_each_with_people_to_be_and_a_state_to_see(untouched: House) -> None:
    visitor = Visitor(create_app(untouched).test_client())
    page = visitor.get("/demo")
    named = [f"#{code}" for code in PROGRAMMES]
    assert [link for link in page.links() if link in named] == named, "chosen from a list, in this order"
    for name in (quynh_phu.MANAGER, nam_dinh.REVIEWER, ha_noi.MANAGER, ha_noi.DISTRICT_READER, "Cung Văn Tổ"):
        assert name in page.text, name
    shown = {
        "qp-cbkm/2023": "22 – đạt chỉ tiêu 20–25", "nd-dukccqdn-clsh/2024": "144/159 = 90,57% – đạt chỉ tiêu",
        "nd-dukccqdn-clsh/2025": "5/20256313000", "hbt-clsh/2025": "92% (khung: 90%)",
    }  # fmt: skip
    for address, words in shown.items():
        assert words in visitor.get(f"/chuong-trinh/{address}").text, address
    found = visitor.get("/van-ban?q=09-HD%2FBTCTW").text
    assert "đã được thay thế bởi Hướng dẫn số 12-HD/BTCTW" in found, "what stood before the guidance that holds"
    visitor.plays(nam_dinh.REVIEWER)
    assert "Quá hạn, chưa báo cáo (3)" in visitor.get("/sinh-hoat/nd-dukccqdn-clsh/2025-05/cac-chi-bo").text
    text = visitor.get("/nhiem-vu").text
    assert "Nam Định" in text and "Đắk Song" not in text and "Quỳnh Phụ" not in text, "only what concerns the person"


def test_a_newcomer_registers_a_unit_and_has_it_accepted(demo: House, visited: Flask) -> None:
    me = Visitor(visited.test_client())
    me.plays("Bí thư, Chi bộ Hạt Kiểm lâm")
    me.get("/chuong-trinh/ds-bontot/2025")
    code = me.submit("/dang-ky").path.split("/")[2]
    resolution = {"number": "09-NQ/CB", "date": "9/6/2025", "file": paper()}
    rows = {"contents-0-text": "Xây dựng quỹ khuyến học", "contents-0-measure": "10 suất"}
    step = {"roadmap-0-task": "Ban hành nghị quyết", "roadmap-0-due": "20/6/2025"}
    step["roadmap-0-responsible"] = "Lê Thị Mai"
    for page, values in (("nghi-quyet", resolution), ("noi-dung", rows), ("lo-trinh", step)):
        me.does(f"/ho-so/{code}/viet/{page}", then="next", **values)
    me.does(f"/ho-so/{code}/viet/kiem-tra", "/nop")
    pact, _ = unit_at(demo, "commitment", "in_force")
    me.does(f"/giao-uoc/{pact}/ky", simulated="1")
    assert "Đã ký" in me.get(f"/giao-uoc/{pact}").text

    me.plays("Trần Thị Thẩm")
    me.get(f"/ho-so/{code}")
    me.submit("/tiep-nhan")
    me.does(f"/ho-so/{code}/nhat-tri")
    me.plays("Lê Văn Thường")
    me.does(f"/ho-so/{code}/chap-nhan")
    assert state_of(demo, code) == "approved"


def test_an_agreement_of_six_is_signed_step_by_step_amended_and_reported_on(demo: House, visited: Flask) -> None:
    me, visitor = Visitor(visited.test_client()), Browser(visited.test_client())
    code = agreement(demo, "Bản ký kết xây dựng")
    me.plays("Phí Thị Ngân")
    assert "hằng tháng" not in me.get(f"/giao-uoc/{code}/van-ban?ngay=04/06/2025").text
    assert "trước ngày 05 hằng tháng" in me.get(f"/giao-uoc/{code}/van-ban?ngay=05/06/2025").text
    assert "Đã hoàn thành" in me.get(f"/giao-uoc/{code}/viec").text
    assert "1 trên 5 bên đã hoàn thành" in visitor.get(f"/tra-cuu/{code}").text
    me.plays("Bạch Văn Thủy")
    assert "Quá hạn" in me.get(f"/giao-uoc/{code}/viec").text
    me.does(f"/giao-uoc/{code}/viec/k1/bao-cao", text="Đã phổ biến", quantity="30")

    code = agreement(demo, "chuyển đổi số trong sinh hoạt chi bộ")
    assert "Chưa đến lượt" in me.get(f"/giao-uoc/{code}/ky").text, "not before the companies of the first step"
    me.plays("Khúc Thị Duyên")
    assert "12/06/2025" in me.get(f"/giao-uoc/{code}").text and "Ký số bằng chứng thư" in me.page.text
    signs_with_the_token(me, demo, f"/giao-uoc/{code}/chung-thu")
    for name in ("Nghiêm Thị Sứ", "Lưu Văn Khải"):
        me.plays(name)
        me.does(f"/giao-uoc/{code}/ky", simulated="1")
    assert state_of(demo, code) == "in_force"

    code = agreement(demo, "bồi dưỡng cấp ủy viên")
    visitor.get(f"/tra-cuu/{code}", 404)
    me.plays("Tạ Thị Phối")
    assert "12/06/2025" in me.get(f"/giao-uoc/{code}/nhac").text, "when the rule of the programme reminds them"
    me.get(f"/giao-uoc/{code}/le-ky")
    assert "Mã phòng" in me.submit("/le-ky/mo").text
    me.plays("Phí Thị Ngân")
    me.does(f"/giao-uoc/{code}/ky", simulated="1")
    me.plays("Tạ Thị Phối")
    assert "1/6" in me.get(f"/giao-uoc/{code}/le-ky").text
    assert state_of(demo, agreement(demo, "hội thao")) == "declined"


def signs_with_the_token(me: Visitor, demo: House, path: str) -> None:
    """As a program of the visitor's does, with the token that lies in the demo's folder."""
    kept = (demo.settings.data_dir / authority.FOLDER / authority.TOKEN).read_bytes()
    key, certificate, _ = load_key_and_certificates(kept, PASSWORD.encode())
    assert isinstance(key, ec.EllipticCurvePrivateKey) and certificate is not None
    page = me.get(path)
    place = re.search(r"Ben-\d", page.text)
    data = me.client.get(page.link("Tải tệp PDF để ký")).data
    assert place is not None
    signed = authority.Token(key, certificate).sign(data, place[0], demo.clock())
    me.submit("/chung-thu", file=(io.BytesIO(signed), "da-ky.pdf"))


def test_a_check_under_way_is_scored_and_concluded(demo: House, visited: Flask) -> None:
    code, unit = unit_at(demo, "inspection", "checking")
    me = Visitor(visited.test_client())
    me.plays("Mai Thị Kiểm")
    page = me.get(f"/danh-gia/{code}/cham-diem")
    me.submit("/cham-diem", then="record", **dict(_most_points(page)))
    me.plays("Bùi Văn Trưởng")
    me.does(f"/danh-gia/{code}/lap-bien-ban")
    me.does(f"/danh-gia/{code}/gui-bien-ban", text="Tổ kiểm tra đã làm việc với đơn vị.")
    me.plays("Bí thư", unit)
    me.does(f"/danh-gia/{code}/ky-bien-ban")
    me.plays("Bùi Văn Trưởng")
    me.does(f"/danh-gia/{code}/ket-luan", outcome="met", text="Đủ điểm theo khung.")
    assert state_of(demo, code) == "concluded"


def _most_points(page: Page) -> Iterator[tuple[str, str]]:
    """Full marks for every criterion of the sheet."""
    full = ("8", "14", "8", "6", "5", "6", "8", "8", "6", "6", "10", "6", "5", "4")
    for place, points in enumerate(full):
        assert page.all("input", name=f"c{place}-points")
        yield f"c{place}-points", points


def test_days_pass_until_the_board_can_vote_and_the_public_page_says_valid(demo: House, visited: Flask) -> None:
    ready, _ = unit_at(demo, "recognition", "public_comment")
    me = Visitor(visited.test_client())
    me.plays("Lê Văn Thường")
    me.get(f"/xet-cong-nhan/{ready}")
    before = demo.clock()
    me.submit("/demo/ngay-tiep-theo")
    assert "11/06/2025" in me.page.text and "Lê Văn Thường" in me.page.text, "a night has passed, and the person stays"
    assert demo.clock() - before < timedelta(days=1, hours=1)

    me.does(f"/xet-cong-nhan/{ready}/mo-bieu-quyet")
    me.plays("Đinh Thị Ghi")
    page = me.get(f"/xet-cong-nhan/{ready}/kiem-phieu")
    ways = {str(one.get("name")): "present" for one in page.all("input", type="radio", value="present")}
    me.submit("/kiem-phieu", in_favour="4", against="0", other="0", **ways)
    me.plays("Phan Thị Vụ")
    me.does(f"/xet-cong-nhan/{ready}/xac-nhan-phieu")
    me.plays("Lê Văn Thường")
    me.does(f"/xet-cong-nhan/{ready}/quyet-dinh")
    me.plays("Nguyễn Thị Quản Lý")
    me.does(f"/xet-cong-nhan/{ready}/cong-bo")
    assert Browser(visited.test_client()).get(f"/cong-nhan/{ready}").heading == "Hợp lệ"


def test_the_calendar_only_goes_forward_survives_a_restart_and_ignores_a_second_press(
    demo: House, visited: Flask
) -> None:
    me = Visitor(visited.test_client())
    assert me.client.post("/demo/ngay-tiep-theo", data={"today": "2025-06-10"}).status_code == 400, "no form token"
    me.get("/demo")
    for _ in range(2):
        me.submit("/demo/ngay-tiep-theo", today="2025-06-10")
    assert day_of(demo.clock()) == date(2025, 6, 11)
    assert visited.test_client().get("/demo/ngay-tiep-theo").status_code in (404, 405)
    me.submit("/demo/ngay-tiep-theo", 400, today="hôm nay")
    again = seed.seeded(Settings(mode="demo", data_dir=demo.settings.data_dir))
    assert again is not None
    house = open_house(again)
    assert abs(house.clock() - demo.clock()) < timedelta(seconds=5)
    house.db.close()
    me.get("/demo")
    for _ in range(3):
        me.submit("/demo/ngay-tiep-theo")
    assert day_of(demo.clock()) == date(2025, 6, 16), "Thursday, Friday, and on Monday again"


def test_there_is_no_calendar_outside_the_demo(browser: Browser) -> None:
    assert "ngay-tiep-theo" not in browser.get("/tra-cuu").html
    assert browser.client.post("/demo/ngay-tiep-theo", data={"today": "2025-06-10"}).status_code in (400, 404)


SAME_PAGE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}|\d+")
PARTS = (
    "", "Trần Thị Thẩm", "Võ Thị Tổ", "Bùi Văn Trưởng", "Mai Thị Kiểm", "Lê Văn Thường", "Đinh Thị Ghi",
    "Nguyễn Thị Quản Lý", "Hoàng Thị Trách", "Vũ Thị Soát", "Chi bộ Trường THPT Bình Minh",
    "Cung Văn Tổ", quynh_phu.MANAGER, nam_dinh.REVIEWER, ha_noi.MANAGER, ha_noi.DISTRICT_READER,
)  # fmt: skip


def test_every_link_of_the_demo_leads_somewhere(untouched: House) -> None:
    """As each kind of person; of pages that differ only by a code or a number, one."""
    app = create_app(untouched)
    for part in PARTS:
        me = Visitor(app.test_client())
        if part:
            me.plays(part)
        seen: Counter[str] = Counter()
        waiting, known = ["/", "/tra-cuu", "/cong-nhan", "/nhat-ky"], set[str]()
        while waiting:
            path = waiting.pop(0)
            kind = SAME_PAGE.sub("#", path)
            if path in known or not path.startswith("/") or seen[kind]:
                continue
            known.add(path)
            seen[kind] += 1
            answer = me.client.get(path, follow_redirects=True)
            assert answer.status_code < 400, f"{part or 'a visitor'}: {path} {answer.status_code}"
            if answer.mimetype == "text/html" and not path.startswith("/en"):
                waiting += [link.partition("#")[0] for link in Page(answer).links()]
        assert len(known) > 8, part


def test_the_demo_never_deletes_a_folder_that_is_not_its_own(made: Settings, tmp_path: Path) -> None:
    import click

    from workflow_app.cli.serve import refuse_foreign

    refuse_foreign(made.data_dir)  # its own may be made anew
    (tmp_path / "demo.json").touch()
    refuse_foreign(tmp_path)
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(click.ClickException, match=r"thesis\.odt"):
        refuse_foreign(tmp_path)


# --- odd input, everywhere ---


def everybody(house: House, app: Flask) -> dict[str, list[FlaskClient]]:
    """A browser for each of the demo's people, by role; nobody's under ""."""
    found = defaultdict(list, {"": [app.test_client()]})
    for pseudonym, _, capacities in sessions.list_prepared(house):
        client = app.test_client()
        client.set_cookie("phien", sessions.enter_demo(house, pseudonym, "", {"csrf_token": "0" * 40}))
        found[capacities[0].role].append(client)
    return found


def known_parts(house: House) -> dict[str, list[str]]:
    """What stands in the addresses of the demo: two cases of each process in each state, some files, and the rest."""
    with house.db.reading() as session:
        cases = session.execute(select(Case.process, Case.state, Case.code).order_by(Case.id.desc())).all()
        files = list(session.scalars(select(File.code).limit(5)))
    by_state = defaultdict(list)
    for process, state, code in cases:
        by_state[process, state].append(code)
    return {
        "code": [*PROGRAMMES, *(code for codes in by_state.values() for code in codes[:2])], "file_code": files,
        "programme_code": PROGRAMMES, "period": ["2024", "2025"], "step": ["nghi-quyet", "noi-dung", "lo-trinh"],
        "number": ["1", "2"], "place": ["0", "7"], "name": ["0/000", "entries/000"],
    }  # fmt: skip


def test_nothing_that_can_be_sent_to_any_address_in_any_role_ends_in_a_failure(demo: House, visited: Flask) -> None:
    seed = random.getrandbits(32)  # another one each time
    walk, people = Walk(visited, known_parts(demo), random.Random(seed)), everybody(demo, visited)
    for role, clients in people.items():
        if role:
            for client in walk.chance.sample(clients, min(len(clients), 5 if role == "secretary" else 1)):
                walk.every_form(client, most=3)
    walk.every_address({role: clients[0] for role, clients in people.items()})
    assert walk.sent > 600 and not walk.failures, "\n".join([f"seed {seed}", *walk.failures[:10]])
    assert verify(demo).ok
