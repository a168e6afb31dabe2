"""Forms clean what is typed, say what is wrong, and know a repeat."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import wtforms
from flask import Flask
from werkzeug.exceptions import BadRequest
from wtforms.validators import InputRequired, Length

from workflow_app.web import forms
from workflow_app.web.recognition_form import VoteForm


class Sample(forms.Form):
    name = forms.Line(validators=[InputRequired("Nhập tên"), Length(max=20)])
    note = forms.Lines()
    day = forms.Day()
    score = forms.Number()
    several = wtforms.SelectMultipleField(choices=["a", "b"])


@contextmanager
def posted(app: Flask, path: str = "/x", **data: Any) -> Iterator[None]:
    with app.test_request_context(path, method="POST", data=data, environ_base={"workflow_app.lang": "vi"}):
        yield


def test_text_is_cleaned_once_at_the_edge(app: Flask) -> None:
    with posted(app, name=unicodedata.normalize("NFD", "  Chi  bộ\u00a0Đắk "), note="a\r\n\r\n\r\n\r\nb "):
        form = Sample()
        assert form.validate()
        assert form.name.data == "Chi bộ Đắk" and form.note.data == "a\n\nb"


@pytest.mark.parametrize("typed", ["a\u202eb", "a\x07b"])
def test_characters_that_nobody_sees_are_refused_at_the_field(app: Flask, typed: str) -> None:
    with posted(app, name=typed):
        form = Sample()
        assert not form.validate()
        assert "ký tự" in (form.error("name") or "") and form.shown("name") == typed


@pytest.mark.parametrize("typed", ["5/6/2025", "05-06-2025", "2025-06-05", "5 tháng 6 năm 2025"])
def test_a_day_is_taken_in_any_sane_spelling(app: Flask, typed: str) -> None:
    with posted(app, name="x", day=typed):
        form = Sample()
        assert form.validate() and form.day.data == date(2025, 6, 5)


def test_days_and_numbers_that_are_none_come_back_as_they_were_typed(app: Flask) -> None:
    with posted(app, name="", day="31/02/2025", score="nhiều"):
        form = Sample()
        assert not form.validate()
        assert [name for name, _ in form.problems()] == ["name", "day", "score"]
        assert form.error("name") == "Nhập tên" and "05/06/2025" in (form.error("day") or "")
        assert (form.shown("day"), form.shown("score")) == ("31/02/2025", "nhiều")


def test_a_number_is_read_as_vietnamese_write_it(app: Flask) -> None:
    with posted(app, name="x", score="8.600,5"):
        form = Sample()
        assert form.validate() and form.score.data == Decimal("8600.5")


def test_a_form_begins_with_values_as_people_read_them(app: Flask) -> None:
    with app.test_request_context("/x"):
        form = Sample(name="Chi bộ", day=date(2025, 6, 5), score=Decimal("7.5"))
        assert [form.shown(name) for name in ("name", "note", "day", "score")] == ["Chi bộ", "", "05/06/2025", "7,5"]


def test_too_long_a_text_is_told_in_vietnamese(app: Flask) -> None:
    with posted(app, name="x" * 21):
        form = Sample()
        assert not form.validate() and form.error("name") == "Viết không quá 20 ký tự"


def test_a_field_of_one_value_comes_once_and_one_of_several_may_repeat(app: Flask) -> None:
    with posted(app, name="x", several=["a", "b"]):
        assert Sample().several.data == ["a", "b"]
    with posted(app, name=["x", "y"]), pytest.raises(BadRequest):
        Sample()


@pytest.mark.parametrize("data", [{}, {"seen": "3"}, {"seen": "x", "key": "k" * 22}, {"seen": "3", "key": "short"}])
def test_a_step_without_its_version_or_key_is_no_form_of_this_site(app: Flask, data: dict[str, str]) -> None:
    with posted(app, **data), pytest.raises(BadRequest):
        forms.StepForm().validate()


def test_a_repeat_is_known_by_everything_it_says_and_by_nothing_else(app: Flask) -> None:
    key = forms.new_key()
    base = {"seen": "3", "key": key, "reason": "Lý do", "csrf_token": "a"}

    def digest(**changed: Any) -> str:
        with posted(app, **{**base, **changed}):
            form = forms.StepForm()
            assert form.validate()
            return forms.once(form, "registration.submit", "/ho-so/x").body_digest

    assert digest() == digest(csrf_token="b")
    different = [digest(reason="Khác"), digest(seen="4"), digest(more="1"), digest(file=(io.BytesIO(b"1"), "a.pdf"))]
    assert len({digest(), *different, digest(file=(io.BytesIO(b"2"), "a.pdf"))}) == 6


def test_an_uploaded_file_can_still_be_read_after_it_was_digested(app: Flask) -> None:
    with posted(app, file=(io.BytesIO(b"%PDF"), "a.pdf")):
        from flask import request

        forms.body_digest()
        assert request.files["file"].read() == b"%PDF"


def test_why_a_member_is_recused_is_text_like_any_other(app: Flask) -> None:
    given = {"seen": "3", "key": "k" * 22, "in_favour": "5", "against": "0", "other": "0", "how-A": "recused"}
    with posted(app, **given, **{"why-A": unicodedata.normalize("NFD", " Anh  ruột")}):
        form = VoteForm()
        assert form.validate() and form.ballot().recused == {"A": "Anh ruột"}
    with posted(app, **given, **{"why-A": "Anh \u202eruột"}):
        form = VoteForm()
        assert not form.validate() and [name for name, _ in form.problems()] == ["why-A"]
