"""What mails say: in both languages one below the other, text only, with links to this register alone.

A mail travels through strangers' hands: it says that something happened to a file, and names neither unit nor anybody
but the one it is written to. Who may read more, reads it after signing in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from states.edition_values import Name

from .. import wording
from ..formats import format_about, format_day, format_instant, last_day_before
from ..house import House
from ..settings import Settings
from ..wording import mail as words
from ..wording.vocabulary import Words

PATHS = {"registration": "ho-so", "commitment": "giao-uoc", "inspection": "danh-gia", "recognition": "xet-cong-nhan"}
WITHOUT_CASE = {  # by how the kind of a notice begins
    "people": "/quan-tri/nguoi/cho-duyet", "account": "/tai-khoan",
    "classification": "/chuong-trinh/{programme}/{period}",
    "return": "/sinh-hoat/{programme}/{month}", "returns": "/sinh-hoat/{programme}/{month}/cac-chi-bo?loc=overdue",
}  # fmt: skip
NOWHERE = "so-cong-nhan@demo.invalid"  # where the demo's mails come from: no such domain can exist


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as a mail tells of it; what is about no case has its kind, and what it speaks of."""

    kind: str
    code: str = ""
    process: str = ""
    programme: Name = Name("", "")
    period: str = ""
    due_at: datetime | None = None
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """Subject and text of a mail."""

    subject: str
    body: str


def notice_text(settings: Settings, name: str, told: Sequence[Told]) -> Text:
    """One notice, or several in a digest."""
    first, _, _ = wording.notice_text(told[0].kind, about=format_about(told[0].about, "vi")).rstrip(".").partition(". ")
    subject = f"{first} ({told[0].code})" if told[0].code else first
    if len(told) > 1:
        subject = words.SUBJECTS["digest"].format(count=len(told))

    def say(lang: str) -> list[str]:
        head = [_in(words.DIGEST, lang, count=len(told))] if len(told) > 1 else []
        return head + [_told(settings, one, lang) for one in told]

    return Text(subject, _both(settings, name, say))


def forgotten_text(settings: Settings, name: str, codes: Sequence[tuple[str, str]], until: datetime) -> Text:
    """The codes for the accounts that are reached at one address: pairs of sign-in name and code."""

    def say(lang: str) -> list[str]:
        url = _url(settings, "/ma-mot-lan", lang)
        lines = "\n".join(_in(words.CODE, lang, login=login, code=code) for login, code in codes)
        how = _in(words.HOW, lang, until=format_instant(until, lang), url=url)
        return [_in(words.FORGOTTEN, lang), lines, how, _in(words.NOT_YOU, lang)]

    return Text(words.SUBJECTS["forgotten"], _both(settings, name, say))


def entered_text(settings: Settings, name: str, login: str, at: datetime) -> Text:
    """That a password was chosen with a one-time code; who handed it over stands on the page of the account."""

    def say(lang: str) -> list[str]:
        what = _in(words.ENTERED, lang, login=login, at=format_instant(at, lang))
        return [what, _in(words.WHO_ENTERED, lang, url=_url(settings, "/tai-khoan", lang))]

    return Text(words.SUBJECTS["entered"], _both(settings, name, say))


def envelope(house: House, to: str, text: Text, name: str, now: datetime) -> EmailMessage:
    """A mail to one recipient; one that is sent again for the same cause has the same Message-ID.

    A line break in a header is refused by the policy, with `ValueError`.
    """
    sender = house.settings.mail_from or NOWHERE
    register = hashlib.sha256(house.keys.origin.encode()).hexdigest()[:12]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(words.SENDER, addr_spec=sender)
    message["To"] = to
    message["Subject"] = text.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{name}.{register}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text.body, charset="utf-8", cte="quoted-printable")
    return message


def _told(settings: Settings, one: Told, lang: str) -> str:
    if not one.code:
        url = _url(settings, WITHOUT_CASE[one.kind.partition(".")[0]].format(**one.about), lang)
        return f"{wording.notice_text(one.kind, lang, format_about(one.about, lang))}\n{_in(words.SEE, lang, url=url)}"
    programme = one.programme.en if lang == "en" else one.programme.vi
    process = wording.process_name(one.process, lang)
    lines = [
        wording.notice_text(one.kind, lang),
        _in(words.CASE, lang, code=one.code, process=process, programme=programme, period=one.period),
    ]
    if one.due_at is not None:
        lines.append(_in(words.DUE, lang, day=format_day(last_day_before(one.due_at), lang)))
    lines.append(_in(words.OPEN, lang, url=_url(settings, f"/{PATHS[one.process]}/{one.code}", lang)))
    return "\n".join(lines)


def _both(settings: Settings, name: str, say: Callable[[str], list[str]]) -> str:
    def whole(lang: str) -> str:
        foot = _in(words.FOOT, lang, url=_url(settings, "/tai-khoan", lang))
        return "\n\n".join([_in(words.GREETING, lang, name=name), *say(lang), foot])

    return f"{whole('vi')}\n\n{words.BETWEEN}\n\n{whole('en')}\n"


def _in(sentence: Words, lang: str, **values: object) -> str:
    return sentence[wording.LANGUAGES.index(lang)].format(**values)


def _url(settings: Settings, path: str, lang: str) -> str:
    return settings.base_url.rstrip("/") + ("/en" if lang == "en" else "") + path
