"""The public register: one search over recognitions, registrations and agreements, without an account."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from .. import wording
from ..codes import parse_code
from ..formats import ONE_DAY, format_day, last_day_before, parse_day, window_closes_at
from ..services import programme, public_earlier
from ..services import register as registers
from ..services.register_row import Row
from .access import for_everybody, open_to_all
from .cases import state_kind
from .current import house, lang
from .registration_steps import say
from .table import TYPES, handed_out
from .words import gettext

bp = Blueprint("register", __name__)
for_everybody(bp)

# Field of the form -> what the service calls it. The same names stand in every address of a list.
FILTERS = {
    "q": "text",
    "chuong-trinh": "programme",
    "ky": "period",
    "loai": "kind",
    "trang-thai": "state",
    "sau": "after",
    "truoc": "before",
}
ACROSS = ("q", "chuong-trinh", "ky", "loai")  # what stays when another kind of record is chosen
RECOGNITION, REGISTRATION, AGREEMENT = ({"process": process} for process in registers.PROCESSES)
PAGES = {
    "recognition": "recognition_public.show", "registration": "public.case", "commitment": "public.case",
}  # fmt: skip


@bp.get("/cong-nhan", defaults=RECOGNITION)
@bp.get("/tra-cuu", defaults=REGISTRATION)
@bp.get("/tra-cuu/giao-uoc", defaults=AGREEMENT)
@open_to_all
def listing(process: str) -> str | AnyResponse:
    """One kind of record; a code typed into the search leads straight to its page."""
    given = _given()
    if code := registers.find_code(house(), given["q"]):
        return redirect(url_for("public.case", code=code))
    if code := public_earlier.find_code(house(), given["q"]):
        return redirect(url_for("earlier_public.show", code=code))
    found = registers.search(house(), process, _asked(given))
    return render_template("public/register.html", **_page(found, given["q"][: registers.LONGEST_SEARCH]))


@bp.get("/cong-nhan/danh-sach.<any(csv, xlsx):ending>", defaults=RECOGNITION)
@bp.get("/tra-cuu/danh-sach.<any(csv, xlsx):ending>", defaults=REGISTRATION)
@bp.get("/tra-cuu/giao-uoc/danh-sach.<any(csv, xlsx):ending>", defaults=AGREEMENT)
@open_to_all
def download(process: str, ending: str) -> Response:
    """The same list for a spreadsheet; the name of the file says so when it is not all of it."""
    found = registers.search(house(), process, _asked(_given()), True)
    part = f"-{len(found.rows)}-tren-{found.total}" if len(found.rows) < found.total else ""
    name = {"recognition": "cong-nhan", "registration": "dang-ky", "commitment": "giao-uoc"}[process]
    return handed_out([_header(), *(_cells(process, row) for row in found.rows)], f"{name}{part}", ending)


def _given() -> dict[str, str]:
    return {name: request.args.get(name, "") for name in FILTERS}


def _asked(given: dict[str, str]) -> registers.Search:
    return registers.Search(**{FILTERS[name]: value for name, value in given.items()})


def _page(found: registers.Listing, typed: str) -> dict[str, Any]:
    """Everything that the template of the list shows."""
    understood = asdict(found.search)
    chosen = {name: understood[FILTERS[name]] for name in (*ACROSS, "trang-thai")} | {"q": typed}
    across = {name: chosen[name] for name in ACROSS}

    def beside(way: str, code: str | None) -> str | None:
        return _address("listing", found.process, **chosen, **{way: code}) if code else None

    return {
        "listing": found,
        "heading": _heading(found.process),
        "case_page": PAGES[found.process],
        "lines": [
            (row, _state_kind(found.process, row), state_words(found.process, row), row_note(row)) for row in found.rows
        ],
        "lede": _lede(found.process),
        "tabs": [_tab_of(process, count, process == found.process, across) for process, count in found.found.items()],
        "chosen": chosen,
        "is_chosen": any(chosen.values()),
        "is_code": parse_code(typed) is not None,
        "options": _options(found),
        "previous_url": beside("truoc", found.previous),
        "next_url": beside("sau", found.next),
        "clear_url": _address("listing", found.process),
        "file_urls": [_address("download", found.process, ending=ending, **chosen) for ending in TYPES],
        "most_rows": registers.MOST_ROWS,
        "programmes": [] if any(found.found.values()) else _programmes(typed),
    }


def _programmes(typed: str) -> list[tuple[str, str]]:
    """Where nobody is called so: the programmes that are, with their addresses."""
    found = programme.find_named(house(), typed)
    return [(say(one.rules.name), url_for("programme.show", code=one.programme, period=one.period)) for one in found]


def _address(endpoint: str, process: str, **chosen: str) -> str:
    given: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return url_for(f".{endpoint}", process=process, **given)


def _tab_of(process: str, count: int, current: bool, across: dict[str, str]) -> dict[str, Any]:
    url = _address("listing", process, **across)
    return {"label": _tab(process), "count": count, "url": url, "current": current, "late": 0}


def _tab(process: str) -> str:
    return {
        "recognition": gettext("Công nhận"),
        "registration": gettext("Đăng ký tham gia"),
        "commitment": gettext("Giao ước"),
    }[process]


def _heading(process: str) -> str:
    return {
        "recognition": gettext("Tra cứu công nhận"),
        "registration": gettext("Tra cứu đăng ký đã được chấp nhận"),
        "commitment": gettext("Tra cứu giao ước, bản ký kết"),
    }[process]


def _lede(process: str) -> str:
    return {
        "recognition": gettext(
            "Danh sách đang công khai lấy ý kiến, và mọi công nhận đã công bố: "
            "còn hiệu lực, hết thời hạn hay đã hủy bỏ."
        ),
        "registration": gettext(
            "Mỗi đăng ký ở đây đều có hồ sơ, chữ ký và vị trí trong nhật ký minh bạch. Ai cũng kiểm tra được."
        ),
        "commitment": gettext(
            "Mọi giao ước, bản ký kết đã có hiệu lực: còn hiệu lực, đã kết thúc hay đã chấm dứt trước hạn."
        ),
    }[process]


def _options(found: registers.Listing) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: value and words."""
    choices = found.choices
    return {
        "programmes": [(code, say(rules.name)) for code, rules in choices.programmes.items()],
        "periods": [(period, period) for period in choices.periods],
        "kinds": [(kind, wording.unit_kind_name(kind, lang())) for kind in choices.kinds],
        "states": [(state, wording.state_name(found.process, state, lang())) for state in choices.states],
    }


def state_words(process: str, row: Row) -> str:
    """The state, unless what is kept is not what was signed."""
    if not row.holds:
        return gettext("Cần kiểm tra: chữ ký không còn khớp nội dung")
    return wording.state_name(process, row.state, lang())


def _state_kind(process: str, row: Row) -> str:
    return state_kind(process, row.state) if row.holds else "no"


def row_note(row: Row) -> str:
    """What the list says under a name: the decision that holds, or the one that ended it, with its reason."""
    told = row.told
    notes = []
    if end := told.get("revoke", {}).get("decision"):
        notes.append(gettext("Hủy bỏ theo Quyết định số %(symbol)s: %(reason)s", **_pick(end, "symbol", "reason")))
    elif decision := told.get("decide_yes", {}).get("decision"):
        last = format_day(date.fromisoformat(decision["valid_to"]) - ONE_DAY, lang())
        said = {"symbol": decision["symbol"], "day": last}
        notes.append(gettext("Quyết định số %(symbol)s, có hiệu lực đến hết ngày %(day)s", **said))
    elif row.state == "public_comment" and (window := told.get("open_comment", {}).get("window")):
        closes_at = window_closes_at(date.fromisoformat(window["opened_on"]), window["days"])
        notes.append(gettext("Lấy ý kiến đến hết ngày %(day)s", day=format_day(last_day_before(closes_at), lang())))
    if correction := told.get("correct", {}).get("correction"):
        notes.append(gettext("Đã đính chính: %(reason)s", **_pick(correction, "reason")))
    if "freeze" in told:
        notes.append(gettext("%(n)s chữ ký", n=row.signatures))
        if row.on_paper:
            level = wording.method_name("paper", lang())
            notes[-1] += gettext(", trong đó %(n)s: %(level)s", n=row.on_paper, level=level)
    notes += [words for act in ("terminate", "complete") if (words := _ending(told.get(act, {})))]
    return ". ".join(notes)


def _ending(said: Any) -> str:
    """How an agreement ended, as far as that is open."""
    reason = said.get("reason", {}).get("text", "")
    if "decision" not in said:
        return str(reason)
    day = parse_day(said["decided_on"])
    decided = {"decision": said["decision"], "day": format_day(day, lang()) if day else said["decided_on"]}
    ended = gettext("Chấm dứt theo quyết định %(decision)s ngày %(day)s", **decided)
    return f"{ended}: {reason}" if reason else ended


def _pick(said: Any, *keys: str) -> dict[str, Any]:
    return {key: said[key] for key in keys}


def _header() -> list[str]:
    return [
        gettext("Loại hồ sơ"), gettext("Mã hồ sơ"), gettext("Tên"), gettext("Trực thuộc"), gettext("Loại hình đơn vị"),
        gettext("Chương trình"), gettext("Kỳ"), gettext("Trạng thái"), gettext("Ghi chú"), gettext("Địa chỉ"),
    ]  # fmt: skip


def _cells(process: str, row: Row) -> list[str]:
    return [
        _tab(process), row.code, row.name or "", row.parent or (say(row.programme.issuer_name) if not row.kind else ""),
        wording.unit_kind_name(row.kind, lang()) if row.kind else "",
        say(row.programme.name), row.period, state_words(process, row), row_note(row),
        house().settings.base_url.rstrip("/") + url_for(PAGES[process], code=row.code),
    ]  # fmt: skip
