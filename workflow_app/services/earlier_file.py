"""A table of earlier results as spreadsheets save it: CSV, whatever its encoding and separator."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass

from ..text import search_fold

LARGEST = 300_000  # bytes: what the page that asks once more can carry
MOST_LINES = 1000

# What a heading may say, without marks and case -> the field.
HEADINGS = {
    "ma don vi": "unit_code", "unit code": "unit_code",
    "don vi": "unit", "ten don vi": "unit", "unit": "unit",
    "chuong trinh": "programme", "programme": "programme",
    "ky": "period", "nam": "period", "period": "period",
    "ket qua": "outcome", "outcome": "outcome",
    "so quyet dinh": "decision", "quyet dinh": "decision", "decision": "decision",
    "ngay quyet dinh": "decided_on", "ngay": "decided_on", "date": "decided_on",
    "ghi chu": "remark", "note": "remark",
}  # fmt: skip
NEEDED = ("period", "outcome", "decision", "decided_on")


class FileRefused(Exception):
    """A file that is not such a table; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Typed:
    """One result as somebody wrote it: every field is text; `line` is its place in the file, from 1."""

    line: int
    unit: str
    programme: str
    period: str
    outcome: str
    decision: str
    decided_on: str
    remark: str


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or the windows-1258 of an older Excel.

    Raises `FileRefused`: earlier-empty, earlier-too-large, earlier-not-csv, earlier-encoding.
    """
    if not data.strip():
        raise FileRefused("earlier-empty")
    if len(data) > LARGEST:
        raise FileRefused("earlier-too-large")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise FileRefused("earlier-not-csv")
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = unicodedata.normalize("NFC", data.decode(encoding))  # windows-1258 writes tones by themselves
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused("earlier-encoding")


def read(text: str) -> list[Typed]:
    """The lines that say something, with their numbers; a line with nothing but the unit waits to be filled in.

    Raises `FileRefused`: earlier-columns, earlier-too-many, earlier-empty.
    """
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise FileRefused("earlier-not-csv") from None
    if not table:
        raise FileRefused("earlier-empty")
    names = [HEADINGS.get(search_fold(cell)) for cell in table[0]]
    if set(NEEDED) - set(names) or not {"unit", "unit_code"} & set(names):
        raise FileRefused("earlier-columns")
    if len(set(filter(None, names))) != len(list(filter(None, names))):
        raise FileRefused("earlier-columns")
    found = [_typed(number, names, cells) for number, cells in enumerate(table[1:], 2)]
    told = [typed for typed in found if typed.period or typed.outcome or typed.decision or typed.decided_on]
    if not told:
        raise FileRefused("earlier-empty")
    if len(told) > MOST_LINES:
        raise FileRefused("earlier-too-many")
    return told


def _typed(number: int, names: list[str | None], cells: list[str]) -> Typed:
    given = {name: " ".join(cell.split()) for name, cell in zip(names, cells, strict=False) if name}
    values = {name: given.get(name, "") for name in ("programme", *NEEDED, "remark")}
    return Typed(line=number, unit=given.get("unit_code") or given.get("unit", ""), **values)
