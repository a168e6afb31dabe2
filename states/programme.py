"""The TOML text of an edition: read strictly, refused with every fault named, and digested as it was written."""

from __future__ import annotations

import hashlib
import json
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from .edition import Edition
from .edition_reader import read_edition
from .toml_table import LARGEST, Table

__all__ = ["Edition", "EditionInvalid", "digest", "parse"]

DEEPEST = 12  # tables and lists within each other; an edition needs half of them
LONGEST_LINE = 1_000  # characters; a key of thousands of parts, or such a number, is more than `tomllib` bears

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # general categories of Unicode: control, format, no character


class EditionInvalid(Exception):
    """A text that is no edition; `errors` holds every fault as "place: what is wrong"."""

    def __init__(self, errors: tuple[str, ...]) -> None:
        self.errors = errors
        super().__init__("\n".join(errors))


def parse(toml_text: str) -> Edition:
    """Read an edition; raises `EditionInvalid` with all the faults at once."""
    document = _load(toml_text)
    errors = _unfit(document)
    root = Table(document, "", errors)
    edition = read_edition(root)
    root.finish()
    places = _places(document)
    errors += [f"illustrative: không có mục {path!r}" for path in edition.illustrative if path not in places]
    if errors:
        raise EditionInvalid(tuple(errors))
    return edition


def digest(toml_text: str) -> str:
    """SHA-256 (hex) of the document as written, nothing filled in: canonical JSON (RFC 8785), dates "YYYY-MM-DD".

    Raises `EditionInvalid` for values that have no single exact spelling.
    """
    document = _load(toml_text)
    if errors := _unfit(document):
        raise EditionInvalid(tuple(errors))
    # With ASCII keys and whole numbers only, sorted compact JSON is the canonical form.
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=date.isoformat)
    return hashlib.sha256(text.encode()).hexdigest()


def _load(toml_text: str) -> dict[str, Any]:
    for number, line in enumerate(toml_text.splitlines(), 1):
        if len(line) > LONGEST_LINE:
            raise EditionInvalid((f"TOML: dòng {number} dài quá {LONGEST_LINE} ký tự",))
    try:
        return tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise EditionInvalid((f"TOML: {error}",)) from error
    except RecursionError:
        raise EditionInvalid(("TOML: lồng quá sâu",)) from None


def _unfit(value: Any, place: str = "", depth: int = 0) -> list[str]:
    """The places of values that could be read in two ways: fractions, times of day, text that is not what it seems."""
    if depth > DEEPEST:
        raise EditionInvalid((f"{place}: lồng quá sâu",))
    if isinstance(value, dict | list):
        odd = [f"{key!r}: khóa phải viết bằng ASCII" for key in value if isinstance(value, dict) and not key.isascii()]
        return odd + [
            error for inner_place, inner in _inside(value, place) for error in _unfit(inner, inner_place, depth + 1)
        ]
    if isinstance(value, float):
        return [f'{place}: không nhận số thập phân; viết trong ngoặc kép, ví dụ "7.5"']
    if isinstance(value, str):
        return [f"{place}: {fault}" for fault in _unreadable(value)]
    if isinstance(value, int):
        return [] if abs(value) <= LARGEST else [f"{place}: số quá lớn"]
    return [] if type(value) is date else [f"{place}: chỉ nhận ngày, không nhận giờ"]


def _unreadable(text: str) -> Iterator[str]:
    """What makes a text read otherwise than it is written: the page shows the same letters for another rule."""
    if not unicodedata.is_normalized("NFC", text):
        yield "chữ phải theo Unicode NFC"
    hidden = sorted({one for one in text if one != "\n" and unicodedata.category(one) in HIDDEN})
    if hidden:
        yield f"có ký tự không nhìn thấy hoặc đảo chiều chữ: {', '.join(f'U+{ord(one):04X}' for one in hidden)}"


def _places(value: Any, place: str = "") -> set[str]:
    """Every place of a document, "registration.stages[0].role"."""
    inner = list(_inside(value, place)) if isinstance(value, dict | list) else []
    return {place} | {below for at, part in inner for below in _places(part, at)}


def _inside(value: dict[str, Any] | list[Any], place: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(f"{place}.{key}" if place else key, inner) for key, inner in value.items()]
    return [(f"{place}[{i}]", inner) for i, inner in enumerate(value)]
