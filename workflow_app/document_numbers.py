"""Numbers of Party documents (518-KH/HU) and State documents (30/2020/NĐ-CP, 12/QĐ-UBND): reading and citing them.

A number alone identifies nothing: "TU", "HU", "ĐUK" are shared by every province, district and bloc, so the key of a
document is its issuer's id with type, number and term. Sources: Guidance 36-HD/VPTW (Party), Decree 30/2020 (State).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from . import wording
from .formats import format_day


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number taken apart. `type` is the type's code (wording.DOCUMENT_TYPES), or "" where the number names none."""

    system: str  # "party" or "state"
    number: int
    type: str
    issuer: str  # symbol of the issuing body: "HU", "BTCTW", "CP", "QH15"
    year: int | None = None  # State documents of legal force only; Party numbers run through a term

    @property
    def canonical(self) -> str:
        """The number in its one way of writing: 02-ĐA/TU, 30/2020/NĐ-CP, 20/2023/QH15, 12/QĐ-UBND."""
        if self.system == "party":
            return f"{self.number:02}-{self.type}/{self.issuer}"
        symbol = f"{self.type}-{self.issuer}" if self.type else self.issuer
        return f"{self.number:02}/{self.year}/{symbol}" if self.year else f"{self.number:02}/{symbol}"


PARTY_TYPES = ("NQ", "CT", "KL", "QĐ", "QC", "TB", "HD", "BC", "KH", "CTr", "ĐA", "TTr", "CV", "BB", "BS")
STATE_TYPES = ("L", "PL", "NQ", "NĐ", "QĐ", "CT", "TT", "TTLT", "TB", "HD", "BC", "KH", "CTr", "ĐA", "TTr", "CV", "BB")
_IN_SMALL_LETTERS = {"THU": "ThU", "TTG": "TTg"}  # town committee, Prime Minister

_LETTERS = "A-ZĐĂÂÊÔƠƯ"
_BEFORE = r"(?:SỐ\s*:?\s*)?(\d{1,5})\s*"
_PARTY = re.compile(rf"{_BEFORE}[- ]\s*([{_LETTERS}]{{2,4}})\s*/\s*([{_LETTERS}]{{2,12}})", re.ASCII)
_STATE = re.compile(
    rf"{_BEFORE}/\s*(?:(\d{{4}})\s*/\s*)?([{_LETTERS}]{{1,5}})\s*-\s*([{_LETTERS}]{{2,12}}(?:-[{_LETTERS}]{{2,12}})*)",
    re.ASCII,
)
_ASSEMBLY = re.compile(rf"{_BEFORE}/\s*(\d{{4}})\s*/\s*((?:UBTV)?QH\d{{1,2}})", re.ASCII)
_DASHES = str.maketrans("‐‑‒–—−", "------")


def parse(text: str) -> DocumentNumber | None:
    """The number in what somebody typed, in any case, with spaces and any dash; None without a known type."""
    plain = " ".join(unicodedata.normalize("NFC", text).upper().translate(_DASHES).split())
    if found := _PARTY.fullmatch(plain):
        return _party(int(found[1]), found[2], found[3])
    if found := _ASSEMBLY.fullmatch(plain):
        return DocumentNumber("state", int(found[1]), "", found[3], int(found[2])) if int(found[1]) else None
    if found := _STATE.fullmatch(plain):
        return _state(int(found[1]), found[3], found[4], int(found[2]) if found[2] else None)
    return None


def _party(number: int, type_: str, issuer: str) -> DocumentNumber | None:
    known = {code.upper(): code for code in PARTY_TYPES}
    if number == 0 or type_ not in known:
        return None
    return DocumentNumber("party", number, known[type_], _IN_SMALL_LETTERS.get(issuer, issuer))


def _state(number: int, type_: str, issuer: str, year: int | None) -> DocumentNumber | None:
    known = {code.upper(): code for code in STATE_TYPES}
    if number == 0 or type_ not in known:
        return None
    return DocumentNumber("state", number, known[type_], _IN_SMALL_LETTERS.get(issuer, issuer), year)


def cite(symbol: str, type_: str, lang: str = "vi") -> str:
    """A later citation: type, number and symbol. "Kế hoạch số 518-KH/HU"; the type alone where no number is known."""
    name = wording.document_type_name(type_, lang)
    if not symbol:
        return name
    return f"{name} No. {symbol}" if lang == "en" else f"{name} số {symbol}"


def cite_first(
    symbol: str, type_: str, *, issued_on: date | None = None, issuer: str = "", subject: str = "", lang: str = "vi"
) -> str:
    """The first citation: type, number, symbol, date, issuer, subject (Decree 30/2020), as far as they are known."""
    cited = cite(symbol, type_, lang)
    if issued_on:
        cited += f" of {format_day(issued_on, lang)}" if lang == "en" else f" ngày {format_day(issued_on)}"
    if issuer:
        cited += f", {issuer}" if lang == "en" else f" của {issuer}"
    return cited + _about(subject, lang)


def _about(subject: str, lang: str) -> str:
    """The subject line: a title, which has a capital, stands in quotes (its own become single); a phrase after "về"."""
    if not subject:
        return ""
    if lang == "en" or subject[0].isupper():
        inner = subject.replace("“", "‘").replace("”", "’")
        return f", “{inner}”"
    return f" {subject}" if subject.startswith("về ") else f" về {subject}"
