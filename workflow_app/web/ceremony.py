"""The hall of a signing ceremony: the room's page, the screen on the wall, and one device for many signatories.

The pages about the agreement stand under its own address and answer as it does. `/le/<room>` only leads there.
"""

from __future__ import annotations

from typing import Any

import structlog
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import session as flask_session
from werkzeug.wrappers import Response

from states.roles import READERS

from ..services import ceremony, commitment_case, passkey
from ..services import session as sessions
from ..services.commitment_case import AgreementView
from ..services.errors import NotAllowed
from . import passkey as keys
from .access import open_to_all, requires
from .account import CLEAR, address
from .commitment_page import agreement_page
from .current import actor, house, row_session, tell, viewer
from .errors import note_refusal
from .forms import Form, Line
from .recognition_public import qr_code
from .security import own_origin
from .words import gettext, lazy

bp = Blueprint("ceremony", __name__)
log = structlog.get_logger()
Answer = str | Response | tuple[str, int]

OF_AGREEMENT = "/giao-uoc/<code>/le-ky"
SHARED = "may"  # in an address: this device is handed on in the room with this code
IN_HALL = "le"  # in an address: whoever signs comes from the room, and goes back there
UNKNOWN = lazy("Mã này không mở được phòng ký nào")


class RoomCode(Form):
    code = Line()


@bp.get(OF_AGREEMENT)
@requires(*READERS)
def room(code: str) -> str:
    """The room as a party sees it, and as its keeper does."""
    return render_template("ceremony/room.html", **_shown(code), done=request.args.get("da") == "sign")


@bp.get(f"{OF_AGREEMENT}/cac-ben")
@requires(*READERS)
def board(code: str) -> Response:
    """What changes in the room, for a page that asks every few seconds; 304 while nothing did."""
    stamp = ceremony.stamp(house(), actor(), code)
    if stamp in request.if_none_match:
        return Response(status=304)
    answer = make_response(render_template("ceremony/board.html", **_shown(code, hall="man-hinh" in request.args)))
    answer.set_etag(stamp)
    return answer


@bp.get(f"{OF_AGREEMENT}/man-hinh")
@requires("manager")
def screen(code: str) -> str | Response:
    """The seats on the wall, which fill by themselves."""
    shown = _shown(code, hall=True)
    if not shown["keeper"]:
        raise NotAllowed("only a manager of the issuer shows the screen")
    if shown["room"] is None:
        return redirect(url_for(".room", code=code), 303)
    return render_template("ceremony/screen.html", **shown)


@bp.post(f"{OF_AGREEMENT}/mo")
@requires("manager")
def open_room(code: str) -> Response:
    """Open the room."""
    ceremony.open_room(house(), actor().mandate_id, code)
    log.info("ceremony.opened", case=code, account=actor().pseudonym)
    return redirect(url_for(".room", code=code), 303)


@bp.post(f"{OF_AGREEMENT}/dong")
@requires("manager")
def close_room(code: str) -> Response:
    """Close the room; pressed twice, it is simply closed."""
    ceremony.close_room(house(), actor().mandate_id, code)
    log.info("ceremony.closed", case=code, account=actor().pseudonym)
    tell(gettext("Đã đóng phòng ký. Đơn vị chưa ký vẫn ký được trong Nhiệm vụ của tôi."))
    return redirect(url_for(".room", code=code), 303)


@bp.route("/le", methods=("GET", "POST"))
@requires(*READERS)
def enter() -> Answer:
    """The field for the code that stands on the wall."""
    form = RoomCode()
    if request.method != "POST":
        return render_template("ceremony/enter.html", form=form, refused=False)
    typed = ceremony.fold(form.code.data or "") if form.validate() else ""
    return redirect(url_for(".join", room=typed), 303) if typed else unknown()


@bp.get("/le/<room>")
@requires(*READERS)
def join(room: str) -> Response:
    """From the code to the agreement: on a shared device straight to the signature, otherwise to the room."""
    code = ceremony.find(house(), actor(), room, address())
    if (shared := shared_room()) and _may_sign(code):
        return redirect(url_for("commitment.sign", code=code, may=shared), 303)
    return redirect(url_for(".room", code=code, may=shared or None), 303)


@bp.app_errorhandler(ceremony.RoomUnknown)
def unknown(_: Exception | None = None) -> tuple[str, int]:
    """The field once more; the same words whatever is wrong. The log says who tried, not what: codes give no right."""
    if viewer() is not None:
        note_refusal("ceremony.join", "", ["room-unknown"])
    form = RoomCode()
    form["code"].errors = [UNKNOWN]
    return render_template("ceremony/enter.html", form=form, refused=True), 404


@bp.get("/le/<room>/moi")
@open_to_all
def next_party(room: str) -> str:
    """One device for many: the next signatory is asked to sign in. Nothing is looked up: the code is only handed on."""
    if not ceremony.fold(room):
        raise ceremony.RoomUnknown(room)
    visit, onward = row_session().visit, url_for(".join", room=room, may=room)
    shown = {"room": room, "onward": onward, "done": request.args.get("da") == "sign", "options": ""}
    if visit is not None and visit.account_id is not None:
        return render_template("ceremony/next.html", **shown, occupied=True)
    origin = own_origin(house().settings)
    if passkey.is_possible(origin):
        question = passkey.ask(house(), origin)
        flask_session[keys.ASKED] = question.state
        shown["options"] = question.options
    return render_template("ceremony/next.html", **shown, occupied=False)


@bp.post("/le/<room>/moi")
@open_to_all
def end_turn(room: str) -> Response:
    """Sign out whoever is signed in on the shared device, and ask the next."""
    return hand_on(room)


def shared_room() -> str:
    """The code of the room in which this device is handed on; empty on one's own."""
    return ceremony.fold(request.args.get(SHARED, ""))


def sign_address(code: str, signs_as: str = "") -> str:
    """Where a signature is sent: the way back, and how the person signs, stand in the address, beside the form."""
    form: dict[str, Any] = {"hinh-thuc": signs_as or None}
    return url_for("commitment.sign", code=code, le=request.args.get(IN_HALL), may=request.args.get(SHARED), **form)


def after_signing(code: str) -> str:
    """Where a signature leads: to the next signatory, back to the room, or to the agreement."""
    if shared := shared_room():
        return url_for("ceremony.next_party", room=shared, da="sign")
    if IN_HALL in request.args:
        return url_for("ceremony.room", code=code, da="sign")
    return url_for("commitment.case", code=code, da="sign")


def hand_on(room: str, signed: bool = False) -> Response:
    """End the session here and now, and go to the page that asks the next signatory."""
    visit = row_session().visit
    if visit is not None:
        sessions.sign_out(house(), visit.session_id)
    row_session().forget()
    answer = redirect(url_for("ceremony.next_party", room=room, da="sign" if signed else None), 303)
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer


def leads_to_hall(view: AgreementView) -> bool:
    """Whether the page of an agreement shows the way: to its keeper when there is a text, to others when it is open."""
    waits = ceremony.can_open(view)
    return waits and (ceremony.keeps(view, actor()) or ceremony.get_room(house(), view.code) is not None)


def _may_sign(code: str) -> bool:
    view = commitment_case.get_case(house(), actor(), code)
    return view.action("sign") is not None


def _shown(code: str, hall: bool = False) -> dict[str, Any]:
    """Everything the pages of the hall show of an agreement."""
    view = commitment_case.get_case(house(), actor(), code)
    opened, base = ceremony.get_room(house(), code), house().settings.base_url.rstrip("/")
    joining = base + url_for(".join", room=opened.code).removeprefix(request.script_root) if opened else ""
    public = base + url_for("public.case", code=code).removeprefix(request.script_root)
    return {
        **agreement_page(view),
        "keeper": ceremony.keeps(view, actor()),
        "can_open": ceremony.can_open(view),
        "room": opened,
        "joining": joining,
        "joining_qr": qr_code(joining) if joining else "",
        "end": ceremony.get_end(house(), code, view.state),
        "public_url": public,
        "public_qr": qr_code(public),
        "shared": shared_room(),
        "hall": hall,  # on the wall; otherwise in somebody's hand
    }
