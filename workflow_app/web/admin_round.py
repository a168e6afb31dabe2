"""A programme as it is run: its editions, its rounds, opening one, closing one early, making one longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired, InputRequired, Length

from states.edition_values import REGISTRATION
from states.process import Refused
from states.round import EXTEND, OPEN, REOPEN

from .. import wording
from ..clock import day_of
from ..formats import ONE_DAY, format_day
from ..services import programme_admin
from ..services import round as rounds
from ..services.errors import Invalid, NotFound
from ..services.perform import Once
from ..services.programme_admin import ProgrammeAdmin, RoundAdmin
from . import proof
from .access import requires
from .admin_words import phase
from .current import actor, house, lang, tell
from .deed import LONGEST
from .forms import Day, KeyForm, Line, Lines, once
from .people_form import Answer, attempt
from .proof import proved_again
from .registration_steps import say
from .words import gettext, lazy

bp = Blueprint("admin_round", __name__, url_prefix="/quan-tri/chuong-trinh")
BOTH = ("GET", "POST")


class NewRound(KeyForm):
    period = Line(validators=[InputRequired(lazy("Nhập kỳ, ví dụ 2025")), Length(max=10)])
    opens_on = Day(validators=[InputRequired(lazy("Nhập ngày mở đăng ký"))])
    last_day = Day(validators=[InputRequired(lazy("Nhập ngày cuối nhận đăng ký"))])
    ends = Day(validators=[InputRequired(lazy("Nhập ngày cuối của kỳ"))])


class Closing(KeyForm):
    reason = Lines(validators=[DataRequired(lazy("Ghi lý do đóng sớm để các đơn vị biết")), Length(max=LONGEST)])


class Lengthening(KeyForm):
    """New last days, and why."""

    last_day = Day(validators=[InputRequired(lazy("Nhập ngày cuối nhận đăng ký"))])
    ends = Day(validators=[InputRequired(lazy("Nhập ngày cuối của kỳ"))])
    reason = Lines(validators=[DataRequired(lazy("Ghi lý do để các đơn vị và công chúng biết")), Length(max=LONGEST)])

    def longer(self) -> rounds.Longer:
        """What is asked, as the use case wants it."""
        assert self.last_day.data and self.ends.data, "asked for by the form"
        return rounds.Longer(self.last_day.data, self.ends.data, str(self.reason.data))


class Reopening(Lengthening):
    """The same with the document that decided it."""

    document = Line(validators=[InputRequired(lazy("Nhập số văn bản cho mở lại")), Length(max=40)])
    issued_on = Day(validators=[InputRequired(lazy("Nhập ngày ban hành văn bản"))])

    def longer(self) -> rounds.Longer:
        return replace(super().longer(), document=str(self.document.data), issued_on=self.issued_on.data)


@bp.get("/<code>")
@requires("administrator", "manager")
def listing(code: str) -> str:
    """A programme with its editions and rounds."""
    page = programme_admin.get_programme(house(), actor(), code)
    return show_programme(page, NewRound(data=suggested(page)))


@bp.post("/<code>")
@requires("administrator", "manager")
def open_round(code: str) -> Response | tuple[str, int]:
    """Open a round beside those there are."""
    form, page = NewRound(), programme_admin.get_programme(house(), actor(), code)
    if not form.validate():
        return show_programme(page, form), 422
    assert form.opens_on.data and form.last_day.data and form.ends.data, "asked for by the form"
    new = rounds.NewRound(str(form.period.data), form.opens_on.data, form.last_day.data, form.ends.data)
    back = url_for(".listing", code=code)
    try:
        rounds.open_new(house(), actor().mandate_id, code, new, once(form, str(request.endpoint), back))
    except Invalid as refused:
        for name, reason in refused.errors.items():
            form[name].errors = [wording.reason_text(reason, lang())]
        return show_programme(page, form), 422
    registers = page.rules.has(REGISTRATION)
    words = gettext("Đã mở đợt đăng ký kỳ %(period)s.") if registers else gettext("Đã mở kỳ %(period)s.")
    tell(words % {"period": new.period})
    return redirect(back, 303)


@bp.get("/<code>/dong/<period>")
@requires("administrator", "manager")
@proved_again
def ask_to_close(code: str, period: str) -> str:
    """What closing a round today means, and the field for the reason."""
    return show_closing(code, period, Closing())


@bp.post("/<code>/dong/<period>")
@requires("administrator", "manager")
@proved_again
def close(code: str, period: str) -> Response | tuple[str, int]:
    """Close a round before its last day."""
    form, back = Closing(), url_for(".listing", code=code)
    if problems := proof.refused() if form.validate() else form.problems():
        return show_closing(code, period, form, problems), 422
    this = once(form, str(request.endpoint), back)
    try:
        rounds.close(house(), actor().mandate_id, code, period, str(form.reason.data), this)
    except Refused as refused:
        form["reason"].errors = [wording.reason_text(reason, lang()) for reason in refused.reasons]
        return show_closing(code, period, form, form.problems()), 422
    tell(gettext("Đã đóng đợt đăng ký kỳ %(period)s. Lý do được công khai trong nhật ký.", period=period))
    return redirect(back, 303)


@bp.route("/<code>/keo-dai/<period>", methods=BOTH)
@requires("administrator", "manager")
@proved_again
def extend(code: str, period: str) -> Answer:
    """Let an open round last longer."""
    return lengthen(code, period, EXTEND, Lengthening)


@bp.route("/<code>/mo-lai/<period>", methods=BOTH)
@requires("administrator", "manager")
@proved_again
def reopen(code: str, period: str) -> Answer:
    """Open a round again that takes registrations no more."""
    return lengthen(code, period, REOPEN, Reopening)


def lengthen(code: str, period: str, act: str, kind: type[Lengthening]) -> Answer:
    """The page on which a round gets a later last day."""
    page, round_ = found(code, period)
    if request.method == "GET" and round_.lengthening != act:
        tell(wording.reason_text(rounds.MISTAKEN[act], lang()), "wait")
        return redirect(url_for(".listing", code=code), 303)
    form = kind(data={"ends": max(round_.ends, page.today)})

    def deed(once: Once) -> None:
        longer = form.longer()
        rounds.lengthen(house(), actor().mandate_id, code, period, act, longer, once)
        day = format_day(longer.last_day, lang())
        tell(gettext("Đợt kỳ %(period)s nhận đăng ký đến hết ngày %(day)s.", period=period, day=day))

    values = {"page": page, "round": round_, "form": form, "act": act, "phase": phase}
    return attempt(form, deed, "admin/lengthen.html", values, url_for(".listing", code=code))


def found(code: str, period: str) -> tuple[ProgrammeAdmin, RoundAdmin]:
    """A programme with one of its rounds."""
    page = programme_admin.get_programme(house(), actor(), code)
    round_ = next((one for one in page.rounds if one.period == period), None)
    if round_ is None:
        raise NotFound(period)
    return page, round_


def suggested(page: ProgrammeAdmin) -> dict[str, object]:
    """What the next round will most likely be, as the newest edition says; no year and no deadline that is over."""
    today = day_of(house().clock())
    year = max(int(page.rules.period), today.year)
    if str(year) in {one.period for one in page.rounds}:
        return {}
    opens_on, closes_on = page.rules.round_dates(year)
    days = {"opens_on": opens_on, "last_day": closes_on - ONE_DAY} if today < closes_on else {}
    return {"period": str(year), **days, "ends": date(year, 12, 31)}


def show_programme(page: ProgrammeAdmin, form: NewRound) -> str:
    """The page of a programme, with the form of a new round."""
    return render_template("admin/programme.html", page=page, form=form, phase=phase, say=say, open_phase=OPEN)


def show_closing(code: str, period: str, form: Closing, problems: Sequence[tuple[str, str]] = ()) -> str:
    """The page on which a round is closed."""
    page, round_ = found(code, period)
    return render_template("admin/close.html", page=page, round=round_, form=form, problems=problems, phase=phase)
