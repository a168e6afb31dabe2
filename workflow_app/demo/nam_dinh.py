"""Nam Định: a bloc of 159 organisations that nobody recognises; its cells report month by month, a year is classified.

The bloc and its numbers are real (80 committees, 79 cells, over 8,600 members), its organisations are invented. They
came in from a workbook, which lies in the demo's folder: brought in again it changes nothing.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from states.classification import Said
from states.document import REPLACES
from states.programme import parse

from ..models import Unit
from ..services import classification, classification_view, document, document_link, edition, unit, unit_table
from ..services.actor import load_actor
from ..services.perform import Work, unit_of_work
from ..tables import as_xlsx
from ..tables.shape import Row
from .months import report_month
from .people import add_account
from .quynh_phu import grant
from .stage import Cast, Stage
from .units import edition_source

PROGRAMME = "nd-dukccqdn-clsh"
SINCE = date(2020, 1, 1)
BLOC = "Đảng bộ Khối các Cơ quan và Doanh nghiệp tỉnh Nam Định"
WORKBOOK = "nam-dinh-159-don-vi.xlsx"
MANAGER, REVIEWER, BOARD = "Trịnh Thị Khối", "Ninh Văn Duyệt", "Lâm Thị Quyết"
OFFICERS = (
    ("manager", "nd-quan-ly", MANAGER, "manager", "subtree", "Chuyên viên Ban Tổ chức Đảng ủy Khối"),
    ("reviewer", "nd-tong-hop", REVIEWER, "reviewer", "subtree", "Phó Trưởng ban Tổ chức Đảng ủy Khối"),
    ("board", "nd-thuong-vu", BOARD, "board_signatory", "subtree", "Phó Bí thư Thường trực Đảng ủy Khối"),
)
COMMITTEES, CELLS = 80, 79
SILENT = 3  # of the cells, in the last month
SECRETARIES = ((0, "Từ Thị Sáng"), (1, "Ứng Văn Trưa"), (CELLS - 1, "Yên Thị Tối"))  # of which cells
LEVELS = {"excellent": 12, "good": 60}  # in each of the two groups, so 144 of 159 are good or better
SYMBOL = "125-QĐ/ĐUK"
BODIES = ("Sở", "Công ty", "Ngân hàng", "Bệnh viện", "Trường Cao đẳng"), ("Chi cục", "Trung tâm", "Quỹ", "Ban", "Hội")
PLACES = (
    "Thiên Trường", "Vị Hoàng", "Non Nước", "Hoa Sen", "Sông Đào", "Cửa Trường", "Phù Nghĩa", "Lộc Vượng", "Năng Tĩnh",
    "Mỹ Trọng", "Đông Mạc", "Tức Mặc", "Kênh Gia", "Đò Quan", "Gốc Mít", "Hưng Đạo",
)  # fmt: skip


def committees() -> list[str]:
    """The eighty committees."""
    return [f"Đảng bộ {body} {place}" for body in BODIES[0] for place in PLACES][:COMMITTEES]


def cells() -> list[str]:
    """The seventy-nine cells."""
    return [f"Chi bộ {body} {place}" for body in BODIES[1] for place in PLACES][:CELLS]


def found(work: Work, centre: Unit) -> Cast:
    """The bloc, its people, its programme and both rounds; the organisations come in from the workbook."""
    system = work.system()
    province = unit.found(
        work, system, name="Đảng bộ tỉnh Nam Định", short_name="Tỉnh ủy Nam Định", kind="dang_bo_tinh",
        level="province", parent=centre, valid_from=SINCE,
    )  # fmt: skip
    bloc = unit.found(
        work, system, name=BLOC, short_name="Đảng ủy Khối CCQ&DN Nam Định", kind="dang_bo_khoi",
        level="upper_grassroots", parent=province, valid_from=SINCE,
    )  # fmt: skip
    held = {part: grant(work, add_account, bloc, *said) for part, *said in OFFICERS}
    by = work.actor(held["manager"].id)
    bodies = dict.fromkeys(("Ban Bí thư Trung ương Đảng", "Ban Tổ chức Trung ương"), centre)
    published = edition.publish(
        work, by, edition_source("2022", PROGRAMME), {**bodies, "dang-uy-khoi-ccq-dn-nam-dinh": bloc}
    )
    edition.open_round(work, by, published, "2024", date(2024, 6, 1), date(2025, 1, 1), date(2025, 1, 1))
    edition.open_round(work, by, published, "2025", date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 1))
    return Cast(
        programme_id=published.programme_id, parts={part: one.id for part, one in held.items()},
        codes={"bloc": bloc.code}, persons={}, units=[], secretaries=[],
        people={one.id: one.account_id for one in held.values() if one.account_id},
    )  # fmt: skip


def bring_in(stage: Stage) -> None:
    """The 159 organisations from the workbook, and the secretaries of a few cells."""
    named = [(name, "dang_bo_co_so") for name in committees()] + [(name, "chi_bo_co_so") for name in cells()]
    rows = [Row(number, {"name": name, "kind": kind, "since": SINCE}) for number, (name, kind) in enumerate(named, 2)]
    bloc = stage.cast.codes["bloc"]
    unit_table.take_in(stage.house, stage.mandate("manager"), bloc, rows, request=None)
    with stage.house.db.reading() as session:
        actor = load_actor(session, stage.mandate("manager"), stage.today)
    listed = unit_table.list_below(stage.house, actor, bloc)
    (stage.house.settings.data_dir / WORKBOOK).write_bytes(as_xlsx(listed))
    codes = {str(row[1]): str(row[0]) for row in listed[1:]}
    with unit_of_work(stage.house) as work:
        for number, name in SECRETARIES:
            of = unit.of_code(work.session, codes[cells()[number]])
            made = grant(work, add_account, of, f"nd-bi-thu-{number + 1:02d}", name, "secretary", "self", "Bí thư")
            if made.account_id:
                stage.cast.people[made.id] = made.account_id


def trace_back(stage: Stage) -> None:
    """What stood before the guidance on the meetings of cells that the edition names."""
    said = document.Said("09-HD/BTCTW", date(2012, 3, 2), "Ban Tổ chức Trung ương", "Nội dung sinh hoạt chi bộ")
    manager = stage.mandate("manager")
    earlier = document.record(stage.house, manager, said)
    with stage.house.db.reading() as session:
        named = document_link.meant(session, "12-HD/BTCTW")
        assert named is not None
        guidance = named.code
    document_link.link(stage.house, manager, guidance, REPLACES, earlier)


def report(stage: Stage, month: str) -> None:
    """All cells report a month but, in the last one, a few that are late."""
    many = CELLS - SILENT if month == "2025-05" else CELLS
    rules = parse(edition_source("2022", PROGRAMME)).returns
    report_month(stage.house, stage.mandate("reviewer"), PROGRAMME, month, rules, cells()[:many])


def classify(stage: Stage) -> None:
    """The office prepares the levels of 2024, and the board decides: 144 of 159 are good or better."""
    house, reviewer, board = stage.house, stage.mandate("reviewer"), stage.mandate("board")
    left = {kind: dict(LEVELS) for kind in ("dang_bo_co_so", "chi_bo_co_so")}
    with unit_of_work(house) as work:
        actor, desk = classification.locked_desk(work, reviewer, PROGRAMME, "2024")
        for row in desk.rows:
            level = next((name for name, many in left[row.kind].items() if many), "completed")
            if level in left[row.kind]:
                left[row.kind][level] -= 1
            said = Said(level, Decimal(80), members=55, members_good=51 if level != "completed" else 40, reviewed=True)
            classification.keep(work, desk, row, said, "", actor)
    with house.db.reading() as session:
        signatory = load_actor(session, board, stage.today)
    seen = classification_view.get_list(house, signatory, PROGRAMME, "2024").seen
    stage.done(
        classification.decide(
            house, board, PROGRAMME, "2024", symbol=SYMBOL, decided_on=stage.today, reason="", seen=seen
        )
    )
