"""Who signs after whom, and by when: written with the draft; later days are given anew and signing is put on hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired, InputRequired

from .. import wording
from ..formats import format_day
from ..services import commitment_case, commitment_further, commitment_order
from ..services.commitment_case import AgreementView
from ..services.commitment_seat_case import FurtherLine
from ..services.errors import Invalid, Stale
from .access import requires
from .commitment import PARTIES, SIGNERS, act
from .commitment_order_form import OrderPage
from .commitment_page import agreement_page
from .current import actor, house, lang, tell
from .deed import Answer, Problems, ReasonForm, stale_words
from .errors import note_refusal
from .forms import Day, Line, StepForm
from .signing import SignedForm, answered, question
from .words import gettext

bp = Blueprint("commitment_order", __name__, url_prefix="/giao-uoc/<code>")

HOLDERS = ("manager", *SIGNERS)
BOTH = ("GET", "POST")


class ExtendForm(ReasonForm):
    """The party that gets more time, its new last day, and why."""

    place = wtforms.IntegerField(validators=[InputRequired("Chọn bên được gia hạn")])
    until = Day(validators=[DataRequired("Nhập hạn ký mới")])


class DeclineFurtherForm(ReasonForm):
    """Which further signature is declined, and why."""

    beside = Line(validators=[DataRequired("Chọn chữ ký kèm theo")])


class NameFurtherForm(DeclineFurtherForm):
    """For which further signature who is named, and why; a countersignature is always its own unit's."""

    named = Line()


@bp.route("/thu-tu", methods=BOTH)
@requires("manager")
def write(code: str) -> Answer:
    """Write the order of signing into the draft: a step for each party, what a step needs, last days."""
    view = commitment_case.get_draft(house(), actor(), code)
    if view.state != "drafting":
        return redirect(url_for("commitment.case", code=code), 303)
    page = OrderPage(view, commitment_case.list_invitable(house(), actor(), code))
    if request.method != "POST":
        return show_order(view, page, [])
    if problems := page.problems():
        return show_order(view, page, problems), 422
    try:
        commitment_order.save_order(
            house(), actor().mandate_id, code, page.steps(), page.seats(), page.form.draft_seen.data or 0
        )
    except Stale as stale:
        note_refusal("order", code, ["stale"])
        return show_order(commitment_case.get_draft(house(), actor(), code), page, [(None, stale_words(stale))]), 409
    except Invalid as invalid:
        note_refusal("order", code, invalid.errors.values())
        told = [(page.field_of(name), wording.reason_text(why, lang())) for name, why in invalid.errors.items()]
        return show_order(view, page, told), 422
    tell(gettext("Đã lưu thứ tự và hạn ký."))
    return redirect(url_for("commitment.case", code=code), 303)


def show_order(view: AgreementView, page: OrderPage, problems: Problems) -> str:
    """The page on which the order is written."""
    return render_template("commitment/order.html", **agreement_page(view), page=page, problems=problems)


@bp.route("/gia-han", methods=BOTH)
@requires("manager")
def extend(code: str) -> Answer:
    """Give a party more time to sign."""

    def places() -> dict[str, Any]:
        view = commitment_case.get_case(house(), actor(), code)
        late = [seat for seat in view.seats if seat.answer in ("waiting", "expired")]
        late.sort(key=lambda seat: (seat.answer != "expired", seat.place))
        return {"places": [(seat.place, _with_day(seat.unit, seat.due_on)) for seat in late]}

    def given(form: Any) -> dict[str, Any]:
        return {"place": form.place.data, "until": form.until.data, "reason": form.text.data or ""}

    return act(code, "extend", ExtendForm(), commitment_order.extend, given, more=places)


def _with_day(unit: str, day: Any) -> str:
    return gettext("%(unit)s (hạn ký: %(day)s)", unit=unit, day=format_day(day, lang())) if day else unit


@bp.route("/tam-dung", methods=BOTH)
@requires(*HOLDERS)
def hold(code: str) -> Answer:
    """Put signing on hold, saying why."""
    return act(code, "hold", ReasonForm(), commitment_order.hold, lambda form: {"reason": form.text.data or ""})


@bp.route("/ky-tiep", methods=BOTH)
@requires(*HOLDERS)
def resume(code: str) -> Answer:
    """Let signing go on."""
    return act(code, "resume", StepForm(), commitment_order.resume, lambda _: {})


@bp.route("/tu-choi-ky-kem", methods=BOTH)
@requires(*PARTIES)
def decline_further(code: str) -> Answer:
    """Decline to sign beside a signature, saying why."""

    def given(form: Any) -> dict[str, Any]:
        return {**_beside(form), "reason": form.text.data or ""}

    def asked() -> dict[str, Any]:
        return {"besides": _besides(code, lambda one: one.mine)}

    return act(code, "decline_further", DeclineFurtherForm(), commitment_further.decline, given, more=asked)


@bp.route("/moi-ky-kem", methods=BOTH)
@requires("manager")
def name_further(code: str) -> Answer:
    """Name who signs beside a signature: after a refusal, or another witness."""

    def given(form: Any) -> dict[str, Any]:
        return {**_beside(form), "unit_code": form.named.data or "", "reason": form.text.data or ""}

    def asked() -> dict[str, Any]:
        units = commitment_case.list_invitable(house(), actor(), code)
        return {"besides": _besides(code, lambda one: one.vacant), "nameable": units}

    return act(code, "name_further", NameFurtherForm(), commitment_further.name, given, more=asked)


def _besides(code: str, which: Callable[[FurtherLine], bool]) -> list[tuple[str, str]]:
    """Further signatures to choose from, each with the party beside which it stands."""
    seats = commitment_case.get_case(house(), actor(), code).seats
    return [
        (f"{one.kind}-{one.place}", f"{wording.further_name(one.kind, lang())}: {one.unit} ({seat.unit})")
        for seat in seats for one in seat.further if which(one)
    ]  # fmt: skip


def _beside(form: Any) -> dict[str, Any]:
    kind, _, place = (form.beside.data or "").partition("-")
    return {"kind": kind, "place": int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else 0}


@bp.route("/ky-xac-nhan", methods=BOTH)
@requires(*PARTIES)
def countersign(code: str) -> Answer:
    """Sign beside the first signature of one's own unit."""
    return further(code, "countersign")


@bp.route("/ky-chung-kien", methods=BOTH)
@requires(*SIGNERS)
def witness(code: str) -> Answer:
    """Sign as the witness of another party's signature."""
    return further(code, "witness")


def further(code: str, kind: str) -> Answer | Response:
    """Read the text, see beside whose signature one signs, and sign with one's passkey."""
    verb = commitment_further.countersign if kind == "countersign" else commitment_further.witness

    def asked() -> dict[str, Any]:
        put = question(lambda mandate_id, site: commitment_further.ask(house(), mandate_id, code, kind, site))
        view = commitment_case.get_case(house(), actor(), code)
        mine = [seat for seat in view.seats for one in seat.further if one.kind == kind and one.mine]
        here = url_for(f".{kind}", code=code)
        return {**put, "sign_url": here, "shared": "", "beside": mine[0] if mine else None, "forms": ()}

    return act(code, kind, SignedForm(), verb, lambda _: {"answer": answered()}, "commitment/sign.html", asked)
