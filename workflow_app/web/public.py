"""The public register: what was accepted, found and checked by anybody, without an account."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from states.edition_values import Name

from .. import wording
from ..codes import parse_code
from ..formats import format_day, format_long_day, parse_day
from ..services import public_agreement, public_case
from ..services import register as registers
from ..services.errors import NotFound
from .access import open_to_all
from .current import house, lang

bp = Blueprint("public", __name__)

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


@bp.before_request
def for_everyone() -> None:
    """Nothing on these pages depends on who looks, so that a cache may keep them."""
    g.bare = True


@bp.after_request
def keep_a_while(response: Response) -> Response:
    """A cache in front may answer for a minute."""
    if response.status_code < 400:
        response.headers["Cache-Control"] = "public, max-age=60"
    return response


@bp.get("/tra-cuu")
@open_to_all
def register() -> str | AnyResponse:
    """The accepted registrations; a code typed into the search leads straight to its page."""
    given = {name: request.args.get(name, "") for name in FILTERS}
    if code := registers.find_code(house(), given["q"]):
        return redirect(url_for(".case", code=code))
    listing = registers.search(house(), registers.Search(**{FILTERS[name]: value for name, value in given.items()}))
    typed = given["q"][: registers.LONGEST_SEARCH]
    return render_template(
        "public/register.html",
        listing=listing,
        typed=typed,
        is_code=parse_code(typed) is not None,
        previous_url=_page(listing, typed, "truoc", listing.previous),
        next_url=_page(listing, typed, "sau", listing.next),
        options=_options(listing.choices),
    )


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
    reasons = {reason.code: in_language(reason.name) for reason in (*asked.reject_reasons, *asked.return_reasons)}
    return render_template("public/case.html", case=found, reasons=reasons, page_url=_full_url(written))


def _full_url(code: str) -> str:
    return f"{house().settings.base_url.rstrip('/')}{url_for('.case', code=code)}"


def in_language(name: Name) -> str:
    """A name of an edition in the reader's language."""
    return name.en if lang() == "en" else name.vi


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


def _options(choices: registers.Choices) -> dict[str, list[tuple[str, str]]]:
    """What each filter offers: value and words."""
    return {
        "programmes": [(code, in_language(rules.name)) for code, rules in choices.programmes.items()],
        "periods": [(period, period) for period in choices.periods],
        "kinds": [(kind, wording.unit_kind_name(kind, lang())) for kind in choices.kinds],
        "states": [(state, wording.state_name("registration", state, lang())) for state in choices.states],
    }


def _page(listing: registers.Listing, typed: str, way: str, code: str | None) -> str | None:
    """The address of the page before or after this one, with the same search."""
    if code is None:
        return None
    understood = asdict(listing.search)
    kept = {name: understood[field] for name, field in FILTERS.items() if field not in ("after", "before")}
    chosen = {**kept, "q": typed, way: code}
    return url_for(".register", **{name: value for name, value in chosen.items() if value})
