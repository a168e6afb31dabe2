"""Two languages: Vietnamese as it is written in the source, English from a catalogue; the address says which.

Codes have their words in `wording`; this is for the prose of pages. `translations/extract.py` keeps the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

LANGUAGES = ("vi", "en")
CATALOGUES = Path(__file__).with_name("translations")

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WSGIApp = Callable[[Environ, StartResponse], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Translator:
    """One language. A text without translation is shown as it is written, in Vietnamese; a rule test forbids that."""

    lang: str
    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)  # singular msgid -> forms

    def gettext(self, text: str) -> str:
        return self.texts.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        if forms := self.plurals.get(one):
            return forms[0 if number == 1 else -1]
        return many  # Vietnamese has one form


@lru_cache(maxsize=len(LANGUAGES))
def translator(lang: str) -> Translator:
    """The translator of "vi" or "en"; its catalogue is read once. KeyError for another language."""
    if lang not in LANGUAGES:
        raise KeyError(lang)
    return Translator(lang) if lang == LANGUAGES[0] else load(lang, CATALOGUES / lang / "messages.po")


def load(lang: str, path: Path) -> Translator:
    """A translator from a .po file; entries marked fuzzy are not used."""
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    with path.open("rb") as source:
        for message in read_po(source, locale=lang, abort_invalid=True):
            if not message.id or message.fuzzy or not message.string:
                continue
            if isinstance(message.id, str):
                texts[message.id] = str(message.string)
            elif all(message.string):
                plurals[message.id[0]] = tuple(message.string)
    return Translator(lang, texts, plurals)


class LanguagePrefix:
    """WSGI: takes "/en" off the front of the path and remembers it, so that `url_for` keeps it in every address.

    Sets environ["workflow_app.lang"]. It is taken off once: "/en/en/x" is the page "/en/x" in English, which is none.
    """

    def __init__(self, app: WSGIApp) -> None:
        self.app = app

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        english = path == "/en" or path.startswith("/en/")
        if english:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[len("/en") :] or "/"
        environ["workflow_app.lang"] = "en" if english else "vi"
        return self.app(environ, start_response)


def other_language(lang: str, path: str) -> str:
    """The address in the other language of the page at `path` (as the application sees it, without "/en")."""
    return path if lang == "en" else "/en" + path
