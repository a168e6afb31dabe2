"""Administration: what is still to be done in the first hour, and how everything stands afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from .. import wording
from ..services import overview
from .access import requires
from .admin_words import phase
from .current import actor, house, lang
from .registration_steps import say
from .words import gettext, lazy

UNITS = lazy("Ghi các đơn vị trực thuộc sẽ đăng ký; có thể dán cả danh sách một lần.")
EDITIONS = lazy("Chọn chương trình có sẵn hoặc tải lên văn bản của cấp ủy, xem lại rồi ban hành.")
ROUNDS = lazy("Ghi kỳ, thời gian nhận đăng ký và ngày kỳ kết thúc.")
PEOPLE = lazy(
    "Mời bí thư, cán bộ lập hồ sơ của đơn vị và những người thẩm định, xét duyệt. Mỗi người nhận một mã vào lần đầu."
)

bp = Blueprint("admin", __name__, url_prefix="/quan-tri")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a register needs before units can register."""

    state: str  # "done", "current" or "todo"
    words: str
    stands: str  # what there is of it already
    path: str
    advice: str


@bp.get("")
@requires("administrator", "manager")
def home() -> str | Response:
    """The steps of the first hour, then programmes and rounds; without a unit there are only programmes."""
    if actor().unit_id is None:
        return redirect(url_for("admin_programme.listing"), 303)
    seen = overview.look(house(), actor())
    return render_template("admin/home.html", seen=seen, steps=steps(seen), say=say, phase=phase)


@bp.get("/lich")
@requires("administrator", "manager")
def calendar() -> str:
    """The days off by which deadlines are counted."""
    return render_template("admin/calendar.html", years=overview.list_years(house()))


def steps(seen: overview.Overview) -> list[Step]:
    """The five things a register needs before units can register, the first that is missing marked."""
    programmes, rounds = seen.programmes, sum(len(one.rounds) for one in seen.programmes)
    units, editions, people = "/quan-tri/don-vi", "/quan-tri/chuong-trinh", "/quan-tri/nguoi"
    newest = f"{editions}/{programmes[0].code}" if programmes else editions
    written = [
        (True, gettext("Tổ chức"), seen.organisation.name, units, ""),
        (seen.units, gettext("Đơn vị trực thuộc"), _count(seen.units), units, gettext(UNITS)),
        (programmes, gettext("Chương trình"), _count(len(programmes)), editions, gettext(EDITIONS)),
        (rounds, gettext("Kỳ và đợt đăng ký"), _count(rounds), newest, gettext(ROUNDS)),
        (seen.people > 1 and not seen.absent, gettext("Người tham gia"), _count(seen.people), people, _whom(seen)),
    ]
    missing = next((number for number, (done, *_) in enumerate(written) if not done), None)

    def state(number: int, done: object) -> str:
        return "done" if done else "current" if number == missing else "todo"

    return [
        Step(state(number, done), words, stands, path, advice)
        for number, (done, words, stands, path, advice) in enumerate(written)
    ]


def _whom(seen: overview.Overview) -> str:
    """Whom to invite: everybody, or whoever is to receive and decide what has nobody yet."""
    if seen.people < 2:
        return gettext(PEOPLE)
    roles = ", ".join(wording.role_name(role, lang()) for role in seen.absent)
    return gettext("Chưa có ai giữ vai trò: %(roles)s. Chưa có người thì hồ sơ gửi lên không ai xử lý.", roles=roles)


def _count(number: int) -> str:
    return gettext("Đã có %(number)s", number=number) if number else gettext("Chưa có")
