"""The prose of pages in the language of the request; msgids are the Vietnamese sentences themselves."""

from __future__ import annotations

from ..i18n import translator
from .current import lang


def gettext(text: str, **values: object) -> str:
    """A sentence in the reader's language, with its values put in."""
    said = translator(lang()).gettext(text)
    return said % values if values else said


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The same for a sentence that counts; `num` can be used in it."""
    return translator(lang()).ngettext(one, many, num) % {"num": num, **values}


def lazy(text: str) -> str:
    """Marks a sentence that is written down before anybody reads it; `gettext` translates it when it is shown."""
    return text
