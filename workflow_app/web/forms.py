"""Forms: text cleaned once at the edge, errors in the reader's language, and what makes a repeat harmless."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import wtforms
from flask import request
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import BadRequest
from wtforms.validators import InputRequired, Regexp

from .. import wording
from ..form_messages import FormMessages
from ..formats import format_day, format_number, parse_day, parse_number
from ..services.perform import Once, Reply
from ..text import TextRefused, normalise, normalise_lines
from .current import lang
from .words import gettext

POSTING = ("POST", "PUT", "PATCH", "DELETE")
# The first two are new each time the form is shown; a fast digest of a password could be guessed from.
NOT_IN_DIGEST = ("csrf_token", "key", "password")


class Line(wtforms.StringField):
    """One line of text, cleaned; characters that nobody can see are refused."""

    clean = staticmethod(normalise)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = ""
        if valuelist:
            try:
                self.data = self.clean(valuelist[0])
            except TextRefused as refused:
                raise ValueError(wording.reason_text(refused.code, lang())) from None


class Lines(Line):
    """Several lines of text, cleaned."""

    clean = staticmethod(normalise_lines)


class Day(wtforms.Field):
    """A day in any sane spelling: 5/6/2025, 2025-06-05, 5 tháng 6 năm 2025."""

    data: date | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        written = valuelist[0].strip() if valuelist else ""
        self.data = parse_day(written) if written else None
        if written and self.data is None:
            raise ValueError(gettext("Ngày chưa đúng; nhập như 05/06/2025"))


class Number(wtforms.Field):
    """A number as people write it: 8.600 or 90,57."""

    data: Decimal | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        written = valuelist[0].strip() if valuelist else ""
        self.data = parse_number(written, lang()) if written else None
        if written and self.data is None:
            raise ValueError(gettext("Số chưa đúng; nhập như 14 hoặc 7,5"))


class Form(wtforms.Form):
    """A form of this site: takes what was posted by itself, and a field of one value only once."""

    class Meta:
        def get_translations(self, form: Any) -> FormMessages:
            return FormMessages(lang())

    def __init__(self, formdata: Any = None, **values: Any) -> None:
        if formdata is None and request.method in POSTING:
            formdata = CombinedMultiDict([request.files, request.form])
        super().__init__(formdata, **values)
        if formdata:
            self._refuse_repeated(formdata)

    def _refuse_repeated(self, formdata: Any) -> None:
        several = (wtforms.SelectMultipleField, wtforms.FieldList, wtforms.MultipleFileField)
        for field in self:
            if not isinstance(field, several) and len(formdata.getlist(field.name)) > 1:
                raise BadRequest(f"{field.name} is given twice")

    def error(self, name: str) -> str | None:
        """The first thing wrong with a field, for the words beside it."""
        found = self[name].errors
        return gettext(str(found[0])) if found else None

    def problems(self) -> list[tuple[str, str]]:
        """Pairs of field and text for the summary above the heading, in the order of the form."""
        return [(name, text) for name in self._fields if (text := self.error(name))]

    def shown(self, name: str) -> str:
        """What to put into the input: as typed when the form came back, else the value it began with."""
        field = self[name]
        if field.raw_data:
            return str(field.raw_data[0])
        if isinstance(field.data, date):
            return format_day(field.data, lang())
        if isinstance(field.data, int | Decimal) and not isinstance(field.data, bool):
            return format_number(field.data, lang())
        return "" if field.data is None else str(field.data)


class KeyForm(Form):
    """What every form that acts carries: the key of this very form."""

    key = wtforms.StringField(validators=[InputRequired(), Regexp(r"[A-Za-z0-9_-]{16,64}\Z")])

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check the fields; a broken `seen` or `key` is nothing a person could repair, so it is a bad request."""
        good = super().validate(extra_validators)
        if any(self[name].errors for name in ("seen", "key") if name in self):
            raise BadRequest("the form is not whole")
        return good


class StepForm(KeyForm):
    """What every form that moves a case carries beside its key: the version that its page showed."""

    seen = wtforms.IntegerField(validators=[InputRequired()])


def new_key() -> str:
    """The key of one rendered form: sent twice, it is answered alike and acts once."""
    return secrets.token_urlsafe(16)


def once(form: KeyForm, endpoint: str, location: str, answer: Reply | None = None) -> Once:
    """What `perform` remembers of a form: its key, where it was sent, all it said, and where its answer leads."""
    return Once(str(form.key.data), endpoint, body_digest(), location, answer)


def body_digest() -> str:
    """SHA-256 (hex) over the case in the address and every posted field and file but the form's own tokens."""
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NOT_IN_DIGEST)
    files = []
    for name, upload in request.files.items(multi=True):
        files.append((name, upload.filename or "", hashlib.file_digest(upload.stream, "sha256").hexdigest()))  # type: ignore[arg-type]
        upload.stream.seek(0)
    said = [sorted((request.view_args or {}).items()), fields, sorted(files)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
