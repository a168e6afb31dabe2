"""The people a manager answers for: who they are, inviting them, giving and ending mandates, closing accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from states.roles import MANAGING

from ..services import enrolment, people, second_person
from ..services.enrolment import Slip
from ..services.errors import NotFound
from ..services.people import PersonLine
from . import proof
from .access import requires
from .current import actor, house, tell
from .people_form import CloseForm, EndForm, GrantForm, HandOverForm, InviteForm, Offer, ReplaceForm, attempt
from .proof import proved_again
from .recognition_public import qr_code
from .words import gettext

bp = Blueprint("people", __name__, url_prefix="/quan-tri/nguoi")
log = structlog.get_logger()
BOTH = ("GET", "POST")
Answer = str | Response | tuple[str, int]


@bp.get("")
@requires(*MANAGING)
def listing() -> str:
    """The people within reach; search and place stand in the address."""
    q, after = request.args.get("q", "").strip()[:100], request.args.get("sau", "")[:20]
    found = people.list_people(house(), actor(), q=q, after=after)
    more = url_for(".listing", q=q or None, sau=found.next) if found.next else None
    return render_template("people/list.html", found=found, q=q, after=after, next_url=more, rows=found.rows)


@bp.get("/don-vi")
@requires(*MANAGING)
def choose_unit() -> str:
    """For which unit somebody is invited, or given another mandate."""
    q, code = request.args.get("q", "").strip()[:100], request.args.get("nguoi", "")[:20]
    person = people.read_person(house(), actor(), code) if code else None
    found = people.list_units(house(), actor(), q)
    return render_template(
        "people/unit.html", q=q, person=person, units=found[: people.MOST_UNITS], more=len(found) > people.MOST_UNITS
    )


@bp.route("/moi/<unit_code>", methods=BOTH)
@requires(*MANAGING)
@proved_again
def invite(unit_code: str) -> Answer:
    """Invite somebody who has no account: the answer is the slip to be printed."""
    unit, form = people.read_unit(house(), actor(), unit_code), InviteForm()
    values = {"unit": unit, "form": form, "offer": Offer.of(actor())}

    def deed(once: Any) -> Slip:
        return enrolment.invite(house(), actor().mandate_id, form.newcomer(), form.asked(unit_code), once)

    return attempt(form, deed, "people/invite.html", values, url_for(".listing"), slip)


@bp.get("/<code>")
@requires(*MANAGING)
def person(code: str) -> str:
    """One person: mandates, and what can be done."""
    found = people.read_person(house(), actor(), code)
    return render_template("people/person.html", person=found, myself=code == actor().pseudonym)


@bp.route("/<code>/giao-them/<unit_code>", methods=BOTH)
@requires(*MANAGING)
@proved_again
def grant(code: str, unit_code: str) -> Answer:
    """Another mandate for somebody who has an account."""
    unit, form = people.read_unit(house(), actor(), unit_code), GrantForm()
    offer = Offer.of(actor())
    values = {"unit": unit, "person": people.read_person(house(), actor(), code), "form": form, "offer": offer}

    def deed(once: Any) -> None:
        tell_given(enrolment.grant_more(house(), actor().mandate_id, code, form.asked(unit_code), once))

    return attempt(form, deed, "people/grant.html", values, url_for(".person", code=code))


@bp.route("/<code>/ket-thuc/<mandate_code>", methods=BOTH)
@requires(*MANAGING)
@proved_again
def end(code: str, mandate_code: str) -> Answer:
    """Take one mandate away."""
    found, form = people.read_person(house(), actor(), code), EndForm()
    values = {"person": found, "held": held_of(found, mandate_code), "form": form}

    def deed(once: Any) -> None:
        enrolment.end(house(), actor().mandate_id, code, mandate_code, form.on.data, once)
        tell(gettext("Đã kết thúc nhiệm vụ."))

    return attempt(form, deed, "people/end.html", values, url_for(".person", code=code))


@bp.route("/<code>/thay/<mandate_code>", methods=BOTH)
@requires(*MANAGING)
@proved_again
def replace(code: str, mandate_code: str) -> Answer:
    """Somebody leaves: end the mandate and invite the successor, or choose one who is there, on one page."""
    if request.values.get("ke-nhiem"):
        return hand_over(code, mandate_code, request.values["ke-nhiem"][:20])
    found, form = people.read_person(house(), actor(), code), ReplaceForm()
    held, q = held_of(found, mandate_code), request.args.get("q", "").strip()[:100]
    others = successors(found, q) if q else []
    values = {"person": found, "held": held, "form": form, "successor": None, "q": q, "others": others}

    def deed(once: Any) -> Slip:
        asked = form.asked(held)
        return enrolment.replace(house(), actor().mandate_id, code, mandate_code, form.newcomer(), asked, once)

    return attempt(form, deed, "people/replace.html", values, url_for(".listing"), slip)


def hand_over(code: str, mandate_code: str, successor: str) -> Answer:
    """The same page when the successor has an account within reach."""
    found, form = people.read_person(house(), actor(), code), HandOverForm()
    held, other = held_of(found, mandate_code), people.read_person(house(), actor(), successor)
    values = {"person": found, "held": held, "form": form, "successor": other}

    def deed(once: Any) -> None:
        asked = form.asked(held)
        waits = enrolment.hand_over(house(), actor().mandate_id, code, mandate_code, successor, asked, once)
        tell_given(waits)

    return attempt(form, deed, "people/replace.html", values, url_for(".person", code=successor))


def successors(leaving: PersonLine, q: str) -> list[PersonLine]:
    """Whom a search finds within reach that could take over."""
    not_them = (leaving.pseudonym, actor().pseudonym)
    rows = people.list_people(house(), actor(), q=q).rows
    return [one for one in rows if not one.closed and one.pseudonym not in not_them]


def tell_given(waits: bool) -> None:
    """Say above the next page what became of a mandate that was given."""
    waiting = gettext("Đã ghi đề nghị. Nhiệm vụ có hiệu lực khi người thứ hai duyệt.")
    tell(waiting if waits else gettext("Đã giao nhiệm vụ."), "wait" if waits else "ok")


@bp.route("/<code>/ma-moi", methods=BOTH)
@requires(*MANAGING)
@proved_again
def renew(code: str) -> Answer:
    """A new slip for somebody who lost the code or forgot the password."""
    values = {"person": people.read_person(house(), actor(), code)}
    if request.method == "GET":
        return render_template("people/renew.html", **values)
    if problems := proof.refused():
        return render_template("people/renew.html", **values, problems=problems), 422
    made = enrolment.new_code_for(house(), actor().mandate_id, code)
    log.info("one_time_code.issued", account=code)
    return slip(made)


@bp.route("/<code>/dong", methods=BOTH)
@requires(*MANAGING)
@proved_again
def close(code: str) -> Answer:
    """Close an account for good."""
    form = CloseForm()
    values = {"person": people.read_person(house(), actor(), code), "form": form}

    def deed(once: Any) -> None:
        enrolment.close(house(), actor().mandate_id, code)
        tell(gettext("Đã đóng tài khoản. Người này không vào sổ được nữa."))

    return attempt(form, deed, "people/close.html", values, url_for(".person", code=code))


@bp.get("/cho-duyet")
@requires(*MANAGING)
@proved_again
def waiting() -> str:
    """The mandates that somebody proposed and another has to grant."""
    return show_waiting([])


@bp.post("/cho-duyet/<mandate_code>")
@requires(*MANAGING)
@proved_again
def settle(mandate_code: str) -> Response | tuple[str, int]:
    """Grant or refuse what was proposed."""
    if request.form.get("action") not in ("approve", "refuse"):
        raise BadRequest("neither granted nor refused")
    if problems := proof.refused(f"password-{mandate_code}"):
        return show_waiting(problems), 422
    if request.form["action"] == "approve":
        second_person.approve(house(), actor().mandate_id, mandate_code)
        tell(gettext("Đã duyệt. Nhiệm vụ có hiệu lực từ ngày ghi trong đề nghị, sớm nhất là hôm nay."))
    else:
        second_person.refuse(house(), actor().mandate_id, mandate_code)
        tell(gettext("Đã ghi là không duyệt."))
    return redirect(url_for(".waiting"), 303)


def show_waiting(problems: list[tuple[str, str]]) -> str:
    """The page of what waits."""
    rows = [Proposed(*row) for row in people.list_waiting(house(), actor())]
    return render_template("people/waiting.html", rows=rows, me=actor().pseudonym, problems=problems)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line of what waits."""

    person: PersonLine
    held: people.Held
    by: str
    mine: bool  # the viewer proposed it, and so only takes it back


def slip(made: Slip) -> str:
    """The page to be printed; the code stands on it this once, the picture leads to the address only."""
    where = url_for("one_time_code.ask", _external=True)
    found = people.read_person(house(), actor(), made.pseudonym)
    return render_template("people/slip.html", slip=made, person=found, where=where, qr=qr_code(where))


def held_of(person: PersonLine, code: str) -> people.Held:
    """A mandate of this person that the viewer may end; anything else is not found."""
    held = next((one for one in person.held if one.code == code and one.stage in ("in_force", "to_come")), None)
    if held is None or not held.mine:
        raise NotFound(code)
    return held
