"""The same thing asked twice in one moment: it happens once, both are answered, and nobody loses a word unawares."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import builders
from tests.builders import PERIOD, District, content_of, seen
from tests.people import Person, paper, person
from tests.web.visits import cookie_of
from workflow_app.house import House
from workflow_app.models import Case, Entry, File
from workflow_app.services import registration

pytestmark = pytest.mark.usefixtures("any_house")

Answer = TypeVar("Answer")


def at_once(*deeds: Callable[[], Answer]) -> list[Answer]:
    """What each deed gave, in their order; each was done in a thread of its own, all from one moment on."""
    start = threading.Barrier(len(deeds))

    def do(deed: Callable[[], Answer]) -> Answer:
        start.wait(timeout=60)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(do, deeds))


def windows(app: Flask, who: Person) -> list[FlaskClient]:
    """Two windows of the browser in which somebody signed in."""
    opened = [app.test_client(), app.test_client()]
    for window in opened:
        window.set_cookie("phien", cookie_of(who.browser))
    return opened


def kinds_of(house: House, code: str) -> list[str]:
    """What the journal says was done to a case."""
    with house.db.reading() as session:
        asked = select(Entry.kind).join(Case, Entry.case_id == Case.id).where(Case.code == code).order_by(Entry.seq)
        return list(session.scalars(asked))


# --- acts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part, until, page, path, done",
    [
        ("secretary", builders.drafted, "viet/kiem-tra", "nop", ["submit"]),
        ("reviewer", builders.received, "nhat-tri", "nhat-tri", ["submit", "receive", "endorse"]),
    ],
    ids=["submit", "endorse"],
)
def test_one_form_sent_from_two_windows_at_once_acts_once_and_both_are_led_to_the_same_page(
    app: Flask, district: District, part: str, until: Callable[[District], str], page: str, path: str, done: list[str]
) -> None:
    who, code = person(app, district, part), until(district)
    form = who.opens(f"/ho-so/{code}/{page}").form(f"/{path}")
    answers = at_once(*[partial(w.post, f"/ho-so/{code}/{path}", data=form) for w in windows(app, who)])
    assert [(a.status_code, a.location) for a in answers] == [(303, f"/ho-so/{code}?da={done[-1]}")] * 2
    assert kinds_of(district.house, code) == [f"registration.{action}" for action in done]


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_unit_that_begins_several_times_at_once_has_one_draft(district: District) -> None:
    house = district.house
    mandates = [district.mandates[part] for part in ("secretary", "clerk", "secretary", "clerk")]
    codes = at_once(*[partial(registration.start, house, m, district.programme_id, PERIOD) for m in mandates])
    with house.db.reading() as session:
        assert codes == [session.scalars(select(Case.code)).one()] * 4


def autosave(window: FlaskClient, path: str, form: dict[str, str]) -> tuple[int, Any]:
    answer = window.post(path, data=form, headers={"X-Autosave": "1"})
    return answer.status_code, answer.get_json()


def rows(text: str) -> dict[str, str]:
    return {"contents-0-text": text, "contents-0-measure": "1"}


def test_of_two_windows_that_save_different_words_at_once_one_is_told_that_its_words_are_not_kept(
    app: Flask, district: District
) -> None:
    cell = person(app, district, "secretary")
    code = cell.begins()
    path = f"/ho-so/{code}/viet/noi-dung"
    form = cell.opens(path).form()
    written = ["Từ cửa sổ thứ nhất", "Từ cửa sổ thứ hai"]
    deeds = [partial(autosave, w, path, form | rows(text)) for w, text in zip(windows(app, cell), written, strict=True)]
    answers = at_once(*deeds)
    (kept,) = [text for text, (status, _) in zip(written, answers, strict=True) if status == 200]
    assert (409, {"error": "stale"}) in answers
    assert content_of(district.house, code)["contents"] == [{"text": kept, "measure": "1"}]
    assert seen(district.house, code)[1] == 1


def test_of_two_windows_that_save_different_steps_at_once_neither_wipes_out_the_other(
    app: Flask, district: District
) -> None:
    cell = person(app, district, "secretary")
    code = cell.begins()
    written = {"nghi-quyet": {"number": "03-NQ/CB"}, "noi-dung": rows("Xây dựng quỹ")}
    forms = {f"/ho-so/{code}/viet/{step}": values for step, values in written.items()}
    forms = {path: cell.opens(path).form() | values for path, values in forms.items()}
    deeds = [
        partial(autosave, w, path, form) for w, (path, form) in zip(windows(app, cell), forms.items(), strict=True)
    ]
    statuses = [status for status, _ in at_once(*deeds)]
    content = content_of(district.house, code)
    kept = [content["resolution"]["number"] == "03-NQ/CB", content["contents"] != []]
    assert sorted(statuses) == [200, 409] and kept == [status == 200 for status in statuses]


def test_two_windows_that_save_the_same_words_at_once_are_both_told_that_they_are_kept(
    app: Flask, district: District
) -> None:
    cell = person(app, district, "secretary")
    code = cell.begins()
    path = f"/ho-so/{code}/viet/noi-dung"
    form = cell.opens(path).form() | rows("Xây dựng quỹ khuyến học")
    answers = at_once(*[partial(autosave, window, path, form) for window in windows(app, cell)])
    assert [(status, told["fields"]) for status, told in answers] == [(200, {"draft_seen": 1})] * 2


def test_one_step_with_a_file_sent_twice_at_once_is_no_conflict_and_keeps_one_file(
    app: Flask, district: District
) -> None:
    cell = person(app, district, "secretary")
    code = cell.begins()
    path = f"/ho-so/{code}/viet/nghi-quyet"
    form = cell.opens(path).form() | {"number": "03-NQ/CB", "date": "12/5/2025", "then": "next"}
    answers = at_once(*[partial(w.post, path, data=form | {"file": paper()}) for w in windows(app, cell)])
    assert [(a.status_code, a.location) for a in answers] == [(303, f"/ho-so/{code}/viet/noi-dung")] * 2
    with district.house.db.reading() as session:
        kept = session.scalars(select(File.code)).one()
    assert content_of(district.house, code)["resolution"]["file"]["code"] == kept
