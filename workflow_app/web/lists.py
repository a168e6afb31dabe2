"""Every list of a page as a file for a spreadsheet: the same reach and filters as the page, all pages of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from states.roles import ADMINISTRATOR, MANAGING, READERS, ROLES

from .. import wording
from ..clock import VIETNAM
from ..formats import last_day_before
from ..services import acts as own_acts
from ..services import (
    classification_desk,
    classification_table,
    commitment_case,
    document_case,
    document_table,
    meeting_month,
    obligation_case,
    population_list,
    practice,
    programme,
    public_earlier,
    queue,
    unit_event_case,
    unit_event_file,
    unit_table,
)
from ..services import earlier as earlier_results
from ..services import people as persons
from ..services.targets import OFFICES
from ..tables import Cell
from . import dashboard, document, meeting, proof, targets
from . import earlier as earlier_desk
from .access import open_to_all, requires, signed_in
from .cases import holder_words
from .current import actor, house, lang, viewer
from .proof import proved_again
from .registration_steps import say
from .table import handed_out
from .task import account_id, asked_for
from .words import gettext

bp = Blueprint("lists", __name__)
BOTH = ("GET", "POST")
FILE = "<any(csv, xlsx):ending>"
MOST = 5_000  # rows of a file
MOST_PUBLIC = 1_000  # of one that anybody may ask for: each row costs signatures to check
Answer = Response | str | tuple[str, int]
Rows = list[list[Cell]]


def _after_proof(name: str, ending: str, rows: Callable[[], Rows]) -> Answer:
    """A list that needs rights leaves the register after its reader has proved again who it is."""
    page = proof.before_export()
    return handed_out(rows(), name, ending) if page is None else page


@bp.route(f"/xep-loai/<code>/<period>/danh-sach.{FILE}", methods=BOTH)
@requires(*sorted(classification_desk.SEES))
@proved_again
def classified(code: str, period: str, ending: str) -> Answer:
    """The levels of a year, as a table that can be brought in again."""
    rows = lambda: classification_table.list_rows(house(), actor(), code, period, lang())  # noqa: E731
    return _after_proof("xep-loai", ending, rows)


@bp.route(f"/sinh-hoat/<code>/<month>/danh-sach.{FILE}", methods=BOTH)
@requires(*meeting.COMMITTEES)
@proved_again
def meetings(code: str, month: str, ending: str) -> Answer:
    """The cells of a branch in a month, as the page is filtered."""
    return _after_proof("sinh-hoat", ending, lambda: _meetings(code, month))


def _meetings(code: str, month: str) -> Rows:
    head = (gettext("Mã đơn vị"), gettext("Chi bộ"), gettext("Kết quả"), gettext("Điểm"), gettext("Số dự họp"),
            gettext("Số phải dự"), gettext("Số ngày báo cáo muộn"))  # fmt: skip
    rows: Rows = [list(head)]
    after: str | None = ""
    while after is not None and len(rows) < MOST:
        only = request.args.get("loc", "")
        view = meeting_month.get_month(house(), actor(), code, month, only=only, after=after)
        for one in view.cells:
            line, came = meeting.cell_line(view.place.returns, one), one.attended
            numbers = (came.number, came.of) if came else (None, None)
            rows.append([one.code, one.name, line["state"], line["total"], *numbers, one.late_days])
        after = view.next
    return rows


@bp.route(f"/nhiem-vu/danh-sach.{FILE}", methods=BOTH)
@requires(*ROLES)
@proved_again
def tasks(ending: str) -> Answer:
    """A queue, as it is searched and filtered."""
    return _after_proof("nhiem-vu", ending, _tasks)


def _tasks() -> Rows:
    asked = asked_for()
    _, found = queue.read_page(house(), actor(), asked.queue, q=asked.q, state=asked.state, most=MOST)
    head = (gettext("Mã hồ sơ"), gettext("Đơn vị"), gettext("Loại hồ sơ"), gettext("Chương trình"), gettext("Kỳ"),
            gettext("Trạng thái"), gettext("Đang ở"), gettext("Hạn"))  # fmt: skip
    rows: Rows = [list(head)]
    for one in found.rows:
        due = last_day_before(one.due_at) if one.due_at else None
        process, state = wording.process_name(one.process, lang()), wording.state_name(one.process, one.state, lang())
        rows.append([one.code, one.unit, process, say(one.rules.name), one.period, state, holder_words(one), due])
    return rows


@bp.route(f"/quan-tri/don-vi/<code>/danh-sach.{FILE}", methods=BOTH)
@requires(*MANAGING)
@proved_again
def units(code: str, ending: str) -> Answer:
    """All units below one, in the columns in which they can be brought in again."""
    return _after_proof("don-vi", ending, lambda: unit_table.list_below(house(), actor(), code, lang()))


@bp.route(f"/quan-tri/sap-xep/<code>/danh-sach.{FILE}", methods=BOTH)
@requires(*MANAGING)
@proved_again
def changes(code: str, ending: str) -> Answer:
    """The rows of a change of the organisation, in the columns in which they can be brought in again."""
    event = unit_event_case.view(house(), actor(), code)
    return _after_proof("sap-xep", ending, lambda: unit_event_file.list_rows(event, lang()))


@bp.route(f"/quan-tri/nguoi/danh-sach.{FILE}", methods=BOTH)
@requires(*MANAGING)
@proved_again
def people(ending: str) -> Answer:
    """The people within reach, a row for each mandate."""
    return _after_proof("nguoi", ending, _people)


def _people() -> Rows:
    found = persons.list_people(house(), actor(), q=request.args.get("q", "").strip()[:100], most=MOST)
    codes = ("name", "login", "contact", "unit", "role", "reach", "programme", "title", "first", "until", "document")
    rows: Rows = [[wording.table_heading(f"people.{code}", lang()) for code in codes]]
    for one in found.rows:
        for held in one.holding("in_force", "to_come", "waiting"):
            role, reach = wording.role_name(held.role, lang()), wording.reach_name(held.reach, lang())
            who: list[Cell] = [one.name, one.login, one.contact, held.unit, role, reach, held.programme, held.title]
            until = held.valid_to.fromordinal(held.valid_to.toordinal() - 1) if held.valid_to else None
            rows.append([*who, held.valid_from, until, held.document])
    return rows


@bp.route(f"/tai-khoan/viec-da-lam/danh-sach.{FILE}", methods=BOTH)
@signed_in
@proved_again
def acts(ending: str) -> Answer:
    """What was entered in the journal under this person's name."""
    return _after_proof("viec-da-lam", ending, _acts)


def _acts() -> Rows:
    me = viewer()
    found = own_acts.list_acts(house(), account_id(), None, me.actor if me else None, MOST)
    rows: Rows = [[gettext("Lúc"), gettext("Việc"), gettext("Vai trò"), gettext("Mã hồ sơ"), gettext("Số mục")]]
    for one in found.rows:
        said = wording.log_sentence(one.process, one.action, lang()) if one.case else ""
        at = one.at.astimezone(VIETNAM).replace(tzinfo=None)
        role = wording.role_name(one.role, lang())
        rows.append([at, said or wording.entry_kind_name(one.kind, lang()), role, one.case, one.index])
    return rows


@bp.route(f"/giao-uoc/<code>/viec/danh-sach.{FILE}", methods=BOTH)
@requires(*READERS)
@proved_again
def obligations(code: str, ending: str) -> Answer:
    """What the clauses of an agreement ask of each party, and where it stands."""
    commitment_case.get_case(house(), actor(), code)  # what the viewer may not see is not found
    return _after_proof("viec-da-cam-ket", ending, lambda: _obligations(code))


def _obligations(code: str) -> Rows:
    head = (gettext("Khoản"), gettext("Nội dung"), gettext("Đơn vị"), gettext("Trạng thái"), gettext("Hạn"))
    rows: Rows = [list(head)]
    for one in obligation_case.list_asked(house(), actor(), code):
        clause = wording.clause_name(one.clause.article, one.clause.number, lang())
        for line in one.lines:
            status = wording.obligation_name(line.status, lang())
            rows.append([clause, one.now.text, line.unit, status, line.due_on])
    return rows


@bp.get(f"/chuong-trinh/<code>/<period>/con-thieu.{FILE}")
@open_to_all
def missing(code: str, period: str, ending: str) -> Response:
    """The units of a period that are not recognised yet, as far as the page names them."""
    seen = viewer()
    view = programme.get_programme(house(), seen.actor if seen else None, code, period)
    inside = view.progress.inside is not None
    lines = [targets.missing_line(line, inside=inside) for line in view.progress.missing]
    rows: Rows = [[gettext("Đơn vị"), gettext("Trạng thái")]]
    rows += [[line["unit"], line["state"]] for line in lines]
    return handed_out(rows, "don-vi-con-thieu", ending)


@bp.route(f"/chuong-trinh/<code>/<period>/mau-so/don-vi.{FILE}", methods=BOTH)
@requires(*OFFICES, ADMINISTRATOR)
@proved_again
def population(code: str, period: str, ending: str) -> Answer:
    """The units out of which the targets of a period are counted, by their names then and now."""
    return _after_proof("don-vi-trong-mau-so", ending, lambda: _population(code, period))


def _population(code: str, period: str) -> Rows:
    head = (gettext("Mã đơn vị"), gettext("Tên khi tính"), gettext("Loại hình"), gettext("Ngày đầu kỳ"),
            gettext("Ngày cuối kỳ"), gettext("Tên hoặc đơn vị kế tục hiện nay"))  # fmt: skip
    rows: Rows = [list(head)]
    for one in population_list.list_counted(house(), actor(), code, period):
        kind, days = wording.unit_kind_name(one.kind, lang()), [_yes(one.at_start), _yes(one.at_end)]
        rows.append([one.code, one.then, kind, *days, "; ".join(one.now)])
    return rows


@bp.route(f"/tong-quan/<code>/<period>/danh-sach.{FILE}", methods=BOTH)
@requires(*READERS)
@proved_again
def dashboard_units(code: str, period: str, ending: str) -> Answer:
    """The units of a branch with how each stands and why, as the page is filtered."""
    way, unit = request.args.get("loc", ""), request.args.get("don-vi", "")
    return _after_proof("tinh-trang-don-vi", ending, lambda: dashboard.export_rows(code, period, way, unit, MOST))


@bp.get(f"/tong-quan/<code>/<period>/so-lieu.{FILE}")
@open_to_all
def dashboard_numbers(code: str, period: str, ending: str) -> Response:
    """The sums that a dashboard shows: the targets, the steps, and the months."""
    rows = dashboard.number_rows(code, period, request.args.get("don-vi", ""))
    return handed_out(rows, "so-lieu-tong-quan", ending)


def _yes(counted: bool) -> str:
    return gettext("có") if counted else gettext("không")


@bp.get(f"/tra-cuu/ban-giay/danh-sach.{FILE}")
@open_to_all
def earlier(ending: str) -> Response:
    """The public list of results copied from paper, as it is searched and filtered."""
    typed = request.args.get("q", "")[: public_earlier.LONGEST_SEARCH]
    found = public_earlier.search(house(), typed, request.args.get("ky", ""), most=MOST_PUBLIC)
    head = (gettext("Mã bản ghi"), gettext("Đơn vị"), gettext("Chương trình"), gettext("Kỳ"), gettext("Số quyết định"),
            gettext("Ngày quyết định"), gettext("Ghi chú"))  # fmt: skip
    rows: Rows = [list(head)]
    for one in found.rows:
        if one.said:
            said: list[Cell] = [one.said["period"], one.said["decision"], one.decided_on, wording.earlier_mark(lang())]
            rows.append([one.code, one.unit, say(one.programme.name), *said])
    return handed_out(rows, "ket-qua-ban-giay", ending)


@bp.route(f"/quan-tri/ket-qua-truoc/danh-sach.{FILE}", methods=BOTH)
@requires("manager")
@proved_again
def kept(ending: str) -> Answer:
    """The results copied from paper within reach, in the columns in which they can be brought in again."""
    return _after_proof("ket-qua-truoc", ending, _kept)


def _kept() -> Rows:
    rows: Rows = [list(earlier_desk.headings())]
    for one in earlier_results.list_kept(house(), actor().mandate_id, MOST)[0]:
        outcome = wording.earlier_outcome(one.outcome, lang())
        said: list[Cell] = [one.period, outcome, one.decision, one.decided_on, one.remark]
        rows.append([one.unit_code, one.unit_name, one.programme, *said])
    return rows


@bp.get(f"/van-ban/danh-sach.{FILE}")
@open_to_all
def documents(ending: str) -> Response:
    """The register of documents, as it is searched and filtered, in the shape in which a table brings it in."""
    seen = viewer()
    found = document_case.search(house(), seen.actor if seen else None, document.given(), MOST_PUBLIC)
    rows: Rows = [[column.heading for column in document_table.columns(lang())]]
    for one in found.rows:
        kind = wording.document_type_name(one.type, lang())
        rows.append([one.symbol, kind, one.issued_on, one.issuer, one.term, one.subject])
    return handed_out(rows, "van-ban", ending)


@bp.get(f"/chuong-trinh/<code>/cach-lam-hay/danh-sach.{FILE}")
@open_to_all
def practices(code: str, ending: str) -> Response:
    """The good practices of a programme."""
    seen = viewer()
    found = practice.list_practices(house(), seen.actor if seen else None, code, most=MOST_PUBLIC)
    rows: Rows = [[gettext("Mã bản ghi"), gettext("Đơn vị"), gettext("Kỳ"), gettext("Tên cách làm"),
                   gettext("Cách làm và kết quả"), gettext("Ngày công bố")]]  # fmt: skip
    for one in found.rows:
        day = one.published_at.astimezone(VIETNAM).date()
        rows.append([one.code, one.unit, one.period, one.title, one.text, day])
    return handed_out(rows, "cach-lam-hay", ending)
