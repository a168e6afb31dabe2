"""What pages on which somebody signs with a passkey have in common: the statement, and what the device answered.

A step that the edition has signed is put to the person on a page of its own: exactly what its entry will bind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import wtforms
from flask import Flask, Response, current_app, g, render_template, request
from wtforms.validators import DataRequired

from .. import wording
from ..demo.device import Devices
from ..formats import format_day, parse_day
from ..services import signing
from ..services.errors import Invalid, SignatureNeeded
from ..services.signing import LONGEST_ANSWER, Answer, Asked
from ..transparency.canonical import canonical
from .current import actor, house, lang, viewer
from .forms import StepForm
from .security import own_origin

View = TypeVar("View", bound=Callable[..., Any])
MARK = "signed_as"
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OF_SIGNING = ("nonce", "statement", "answer", "simulated", "csrf_token")  # fields that the page of a signature adds


class SignedForm(StepForm):
    """The answer to a statement; in the demo a simulated key may give it."""

    nonce = wtforms.StringField(validators=[DataRequired("Mở lại trang rồi ký")])
    statement = wtforms.StringField()
    answer = wtforms.StringField()
    simulated = wtforms.StringField()


def init_app(app: Flask) -> None:
    """Tell the script that sends an answer where it leads, so that what the next page says is not read away by it."""

    @app.after_request
    def lead_on(response: Response) -> Response:
        if response.status_code == 303 and "X-Sent-By" in request.headers:
            response.headers["X-Leads-To"] = response.headers.pop("Location")
            response.status_code = 200
            response.set_data("")
        return response


def question(ask: Callable[[int, str], Asked | None]) -> dict[str, Any]:
    """What the template needs to let somebody sign; `ask` puts the statement to a mandate at a site."""
    asked, unable = None, ""
    try:
        asked = ask(actor().mandate_id, own_origin(house().settings))
    except Invalid as invalid:
        unable = wording.reason_text(next(iter(invalid.errors.values())), lang())
    devices = _simulated()
    return {"asked": asked, "unable": unable, "simulated": devices is not None and devices.has(_account())}


def answered() -> Answer:
    """What the device said, or the simulated key of the demo says now."""
    nonce, devices = request.form.get("nonce", ""), _simulated()
    if devices is not None and request.form.get("simulated") and devices.has(_account()):
        return devices.answer(_account(), nonce, request.form.get("statement", "{}"))
    return Answer(nonce, request.form.get("answer", "")[: LONGEST_ANSWER + 1])


def may_be_signed(kind: str) -> Callable[[View], View]:
    """Mark a view whose step a programme may have signed by whoever takes it."""

    def mark(view: View) -> View:
        setattr(view, MARK, kind)
        return view

    return mark


def is_asked() -> bool:
    """Whether the step of this page is one that this person signs, by the rules of its case."""
    kind = getattr(current_app.view_functions.get(request.endpoint or ""), MARK, "")
    if kind and "is_signed" not in g:
        g.is_signed = signing.is_signed(house(), (request.view_args or {}).get("code", ""), kind)
    return bool(kind and g.is_signed)


def standing() -> str:
    """What the page says beforehand: nothing, that a signature follows, or that a key is missing for it."""
    if not is_asked():
        return ""
    return "ready" if signing.can_sign(house(), _account()) else "missing"


def reply() -> Answer | None:
    """The answer that a form of a signed step brings, if it brings one."""
    return answered() if "nonce" in request.form and is_asked() else None


def put(needed: SignatureNeeded) -> str:
    """The page on which a step is signed: what it binds, word for word; `Invalid` where no key may sign."""
    asked = signing.ask(
        house(), needed.account_id, own_origin(house().settings), needed.statement, needed.lots
    )  # fmt: skip
    devices = _simulated()
    return render_template(
        "signing/confirm.html",
        asked=asked,
        kind=needed.statement["act"],
        code=needed.statement["case"],
        kept=[(name, value) for name, value in request.form.items(multi=True) if name not in OF_SIGNING],
        bound=[
            (field, salt, canonical(value).decode(), list(_rows(value, field)))
            for field, (salt, value) in sorted(needed.values.items(), key=lambda item: (item[0] == "person", item[0]))
        ],
        simulated=devices is not None and devices.has(_account()),
    )


def _rows(value: Any, part: str) -> Iterator[list[tuple[str, str, str]]]:
    """A value in rows of (name, words, day as people write it), in the order of its canonical form.

    `part` is what the value is of: what stands in a section of a registration is called as on the form.
    """
    inner = [("", one) for one in value] if isinstance(value, list) else sorted(value.items())
    row: list[tuple[str, str, str]] = []
    for key, one in inner:
        if isinstance(one, dict | list):
            yield from ([row] if row else [])
            row = []
            yield from _rows(one, key or part)
        elif one not in ("", None):
            row.append((_called(part, key), _said(one), _day_of(one)))
    if row:
        yield row


def _called(part: str, key: str) -> str:
    known = wording.bound_name(f"{part}.{key}", lang())
    return known or ("" if key.isidentifier() and key.islower() else key)


def _day_of(one: Any) -> str:
    """A day that is bound as 2027-06-30, as it stands on every other page; "" for anything else."""
    day = parse_day(one) if isinstance(one, str) and ISO_DAY.fullmatch(one) else None
    return format_day(day, lang()) if day else ""


def _said(one: Any) -> str:
    return str(one).lower() if isinstance(one, bool) else str(one)


def _simulated() -> Devices | None:
    settings = house().settings
    return Devices(settings.data_dir) if settings.mode == "demo" else None


def _account() -> int:
    me = viewer()
    assert me is not None, "pages on which one signs are marked @requires"
    return me.account_id
