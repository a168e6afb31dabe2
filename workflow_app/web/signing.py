"""What pages on which somebody signs with a passkey have in common: the statement, and what the device answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import wtforms
from flask import Flask, Response, request
from wtforms.validators import DataRequired

from .. import wording
from ..demo.device import Devices
from ..services.errors import Invalid
from ..services.signing import LONGEST_ANSWER, Answer, Asked
from .current import actor, house, lang, viewer
from .forms import StepForm
from .security import own_origin


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


def answered(form: SignedForm) -> Answer:
    """What the device said, or the simulated key of the demo says now."""
    nonce, devices = form.nonce.data or "", _simulated()
    if devices is not None and form.simulated.data and devices.has(_account()):
        return devices.answer(_account(), nonce, form.statement.data or "{}")
    return Answer(nonce, (form.answer.data or "")[: LONGEST_ANSWER + 1])


def _simulated() -> Devices | None:
    settings = house().settings
    return Devices(settings.data_dir) if settings.mode == "demo" else None


def _account() -> int:
    me = viewer()
    assert me is not None, "pages on which one signs are marked @requires"
    return me.account_id
