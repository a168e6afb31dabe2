"""One recognition as everybody may look it up: the page with its checks, its versions, and its certificate."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Any

import segno
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from states.deadline_rules import WORKING
from states.edition import Edition

from .. import wording
from ..clock import day_of
from ..codes import parse_code
from ..formats import days_left, format_day, format_validity, last_day_before, parse_day
from ..services import public_recognition
from ..services.errors import NotFound
from ..services.public_recognition import CORRECTED, EXPIRED, MISMATCH, REVOKED, UNDER_WAY, VALID, PublicRecognition
from .access import for_everybody, open_to_all
from .cases import state_kind
from .current import house, lang
from .registration_steps import say
from .words import gettext

bp = Blueprint("recognition_public", __name__, url_prefix="/cong-nhan")
KINDS = {VALID: "ok", EXPIRED: "pending", REVOKED: "bad", CORRECTED: "pending", MISMATCH: "bad", UNDER_WAY: "pending"}


for_everybody(bp)


@bp.get("/<code>")
@open_to_all
def show(code: str) -> AnyResponse:
    """One recognition with everything that can be checked about it."""
    return answer(code, ".show", 0, "public/recognition.html")


@bp.get("/<code>/ban/<int:number>")
@open_to_all
def version(code: str, number: int) -> AnyResponse:
    """One recognition as it was worded at first, or from a correction on."""
    return answer(code, ".version", number, "public/recognition.html")


@bp.get("/<code>/giay")
@open_to_all
def certificate(code: str) -> AnyResponse:
    """The certificate to be printed: a printout of the decision, with the way to check it."""
    return answer(code, ".certificate", 0, "public/certificate.html")


def answer(code: str, endpoint: str, number: int, template: str) -> AnyResponse:
    """A page of one recognition, or the page that says there is none."""
    written = parse_code(code)
    try:
        if written is None:
            raise NotFound(code)
        if written != code:
            values: dict[str, Any] = {"number": number} if number else {}
            return redirect(url_for(endpoint, code=written, **values))
        found = public_recognition.read(house(), written)
        verdict = found.verdict(number)
        unknown = number > len(found.texts) or (endpoint == ".certificate" and verdict in (UNDER_WAY, MISMATCH))
        if unknown or (endpoint == ".version" and not number):
            raise NotFound(code)
    except NotFound:
        return make_response(render_template("public/not_found.html", typed=code[:40]), 404)
    return make_response(render_template(template, **page(found, verdict, number)))


def page(found: PublicRecognition, verdict: str, number: int) -> dict[str, Any]:
    """What the templates of one recognition show."""
    base, path = house().settings.base_url.rstrip("/"), url_for(".show", code=found.code)
    printed = base + path.removeprefix(request.script_root)  # on paper in Vietnamese, in which it is issued
    text = found.texts[number - 1] if number else found.texts[-1] if found.texts else None
    return {
        "found": found,
        "verdict_kind": KINDS[verdict],
        "verdict": verdict_words(found, verdict),
        "verdict_text": verdict_more(found, verdict),
        "is_mismatch": verdict == MISMATCH,
        "is_old": verdict == CORRECTED,
        "text": text if verdict != MISMATCH else None,
        "valid": validity(found, lang()),
        "valid_vi": validity(found, "vi"),
        "state_kind": state_kind("recognition", found.state),
        "words": four_words(found) if verdict != MISMATCH else [],
        "page_url": base + path,
        "printed_url": printed,
        "qr": qr_code(printed),
    }


@lru_cache(maxsize=1024)
def qr_code(address: str) -> Markup:
    """The code that leads to an address, as a drawing."""
    drawn = segno.make(address, error="m").svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    return Markup(drawn)  # noqa: S704  # drawn by the library: the address is in it as squares only


def validity(found: PublicRecognition, language: str) -> str:
    """From the first to the last day on which it holds; empty before the decision is public."""
    if found.decision is None or found.valid_to is None:
        return ""
    return format_validity(date.fromisoformat(found.decision["valid_from"]), found.valid_to, language)


def verdict_words(found: PublicRecognition, verdict: str) -> str:
    """The one answer of the page."""
    if verdict == REVOKED and found.revoked_on:
        return gettext("Đã bị hủy bỏ từ ngày %(day)s", day=format_day(found.revoked_on, lang()))
    if found.state == "public_comment" and found.comments_ended:
        return gettext("Đã hết thời gian lấy ý kiến, chờ biểu quyết")
    if verdict in (UNDER_WAY, REVOKED):
        return wording.state_name("recognition", found.state, lang())
    return {
        VALID: gettext("Hợp lệ"),
        EXPIRED: gettext("Hết thời hạn"),
        CORRECTED: gettext("Đã đính chính, xem bản mới"),
        MISMATCH: gettext("Chữ ký hoặc giá trị băm không khớp"),
    }[verdict]


def verdict_more(found: PublicRecognition, verdict: str) -> str:
    """What the answer rests on."""
    if verdict == MISMATCH:
        return gettext("Hồ sơ này không khớp với nhật ký minh bạch. Xin đừng dựa vào nó và báo cho cấp ủy quản lý sổ.")
    if verdict == REVOKED and found.revocation:
        return gettext(
            "Theo Quyết định số %(symbol)s. Lý do: %(reason)s",
            symbol=found.revocation["symbol"], reason=found.revocation["reason"],
        )  # fmt: skip
    if found.state == "public_comment" and found.comment_closes_at:
        return comment_words(found)
    if found.rolled_back:
        return gettext("Nhật ký đang tạm dừng để kiểm tra lại, nên chưa đối chiếu được.")
    if found.checks.verdict == "pending":
        return gettext("Có mục vừa ghi, đang chờ vào nhật ký; xin tải lại trang sau vài giây.")
    return gettext("Lịch sử đầy đủ và có chữ ký, nằm trong nhật ký minh bạch.")


def comment_words(found: PublicRecognition) -> str:
    """Until when everybody may comment."""
    assert found.comment_closes_at is not None
    day = last_day_before(found.comment_closes_at)
    if found.checked_at >= found.comment_closes_at:
        return gettext("Thời gian lấy ý kiến đã hết ngày %(day)s.", day=format_day(day, lang()))
    left = days_left(day, day_of(found.checked_at), lang())
    return gettext(
        "Phản ánh, kiến nghị gửi đến %(issuer)s đến hết ngày %(day)s (%(left)s).",
        issuer=say(found.programme.issuer_name), day=format_day(day, lang()), left=left,
    )  # fmt: skip


def four_words(found: PublicRecognition) -> list[tuple[str, list[str]]]:
    """Public, transparent, accurate, prompt: each as facts that were read from the journal."""
    proved = sum(step.index is not None for step in found.steps)
    done = Counter(step.kind for step in found.steps)
    confirmed = [gettext("Kết quả kiểm phiếu do người thứ hai xác nhận")] if done["recognition.confirm_vote"] else []
    return [
        (gettext("Công khai"), public_facts(found)),
        (
            gettext("Minh bạch"),
            [
                gettext("%(n)s bước có vai trò, thời điểm và chữ ký", n=len(found.steps)),
                gettext("%(n)s bước có bằng chứng trong nhật ký", n=proved),
            ],
        ),
        (
            gettext("Chính xác"),
            [
                gettext("%(n)s ý kiến thẩm định của các cơ quan", n=done["recognition.give_opinion"]),
                *confirmed,
                gettext("%(n)s phản ánh, kiến nghị được ghi nhận", n=found.objections),
                gettext("%(n)s phản ánh, kiến nghị được trả lời", n=found.answers),
                gettext("%(n)s lần đính chính", n=max(0, len(found.texts) - 1)),
            ],
        ),
        (gettext("Kịp thời"), [pace_words(pace, found.programme) for pace in found.paces]),
    ]


def public_facts(found: PublicRecognition) -> list[str]:
    """What everybody could see, and since when."""
    facts = []
    if found.comment_from and found.comment_closes_at:
        last = format_day(last_day_before(found.comment_closes_at), lang())
        since = format_day(found.comment_from, lang())
        facts.append(gettext("Công khai lấy ý kiến từ %(since)s đến hết ngày %(last)s", since=since, last=last))
    if found.decision:
        symbol, day = found.decision["symbol"], iso(found.decision["issued_on"])
        facts.append(gettext("Quyết định số %(symbol)s ngày %(day)s", symbol=symbol, day=day))
    if found.published_on:
        facts.append(gettext("Công bố ngày %(day)s", day=format_day(found.published_on, lang())))
    return facts


def pace_words(pace: public_recognition.Pace, rules: Edition) -> str:
    """Thẩm định: 4 ngày, hạn 10 ngày, đúng hạn; in working days where the edition counts so."""
    part = {
        "receive": gettext("Tiếp nhận"), "check": gettext("Kiểm tra hồ sơ"), "appraise": gettext("Thẩm định"),
        "comment": gettext("Lấy ý kiến và mở biểu quyết"), "vote": gettext("Biểu quyết và quyết định"),
        "publish": gettext("Công bố"),
    }[pace.part]  # fmt: skip
    values = {"part": part, "days": pace.days, "allowed": pace.allowed, "late": pace.late}
    if rules.deadlines.days == WORKING:
        if pace.late:
            return gettext("%(part)s: %(days)s ngày làm việc, hạn %(allowed)s, chậm %(late)s", **values)
        return gettext("%(part)s: %(days)s ngày làm việc, hạn %(allowed)s, đúng hạn", **values)
    if pace.late:
        return gettext("%(part)s: %(days)s ngày, hạn %(allowed)s ngày, chậm %(late)s ngày", **values)
    return gettext("%(part)s: %(days)s ngày, hạn %(allowed)s ngày, đúng hạn", **values)


def iso(written: str) -> str:
    """A day of an entry as it is read."""
    day = parse_day(written)
    return format_day(day, lang()) if day else written
