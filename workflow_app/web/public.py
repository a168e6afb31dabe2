"""The public page of a registration or an agreement, which anybody can check without an account."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ..codes import parse_code
from ..formats import format_day, format_long_day, parse_day
from ..services import public_agreement, public_amendment, public_case
from ..services import register as registers
from ..services.errors import NotFound
from .access import for_everybody, open_to_all
from .commitment_amendment import asked_day
from .current import house, lang
from .download import to_save
from .registration_steps import say

bp = Blueprint("public", __name__)

for_everybody(bp)


@bp.get("/tra-cuu/<code>")
@open_to_all
def case(code: str) -> str | AnyResponse:
    """One public case with everything that can be checked about it."""
    written = parse_code(code)
    if written is None:
        raise NotFound(code)
    if written != code:
        return redirect(url_for(".case", code=written))
    process = registers.process_of(house(), written)
    if process == "recognition":
        return redirect(url_for("recognition_public.show", code=written))
    if process == "commitment":
        agreement = public_agreement.read(house(), written)
        return render_template("public/agreement.html", case=agreement, page_url=_full_url(written))
    found = public_case.read(house(), written)
    asked = found.programme.registration
    reasons = {reason.code: say(reason.name) for reason in (*asked.reject_reasons, *asked.return_reasons)}
    return render_template("public/case.html", case=found, reasons=reasons, page_url=_full_url(written))


@bp.get("/tra-cuu/<code>/ban-pdf")
@open_to_all
def document(code: str) -> AnyResponse:
    """The PDF of an agreement's text, where that text is public."""
    if registers.process_of(house(), code) != "commitment":
        raise NotFound(code)
    printed = public_agreement.read(house(), code).printed
    if printed is None:
        raise NotFound(code)
    return to_save(printed)


@bp.get("/tra-cuu/<code>/ban-xac-nhan")
@open_to_all
def record(code: str) -> AnyResponse:
    """The sealed record of an agreement that is or was in force."""
    if registers.process_of(house(), code) != "commitment":
        raise NotFound(code)
    found = public_agreement.read(house(), code).record
    if found is None:
        raise NotFound(code)
    return to_save(found)


@bp.get("/tra-cuu/<code>/van-ban")
@open_to_all
def text_on(code: str) -> str | AnyResponse | tuple[str, int]:
    """The text of a public agreement on a day: today, or the one in the address."""
    if registers.process_of(house(), code) != "commitment":
        raise NotFound(code)
    day, problems = asked_day()
    found, asked = public_amendment.read(house(), code, day), request.args.get("ngay", "")
    page = render_template(
        "public/text_on.html", text=found, asked=asked, problems=problems
    )  # fmt: skip
    return (page, 422) if problems else page


def _full_url(code: str) -> str:
    return f"{house().settings.base_url.rstrip('/')}{url_for('.case', code=code)}"


@bp.app_template_filter("iso_day")
def iso_day(written: str) -> str:
    """A day that a registration holds as ISO text; other text as it is."""
    day = parse_day(written)
    return written if day is None else format_day(day, lang())


@bp.app_template_filter("iso_long_day")
def iso_long_day(written: str) -> str:
    """The same as under a document: ngày 01 tháng 02 năm 2025."""
    day = parse_day(written)
    return written if day is None else format_long_day(day)
