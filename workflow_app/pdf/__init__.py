"""Documents to keep and to print: a shipped template and a plain value become tagged PDF/A, always the same bytes."""

from __future__ import annotations

import json
import threading
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from ..clock import day_of

HERE = Path(__file__).parent
STANDARD: Final = "a-3a"  # for archives, readable aloud, and able to carry the signed entries with it
READABLE: Final = "ua-1"  # what a screen reader needs to find its way, by the rules for that

# What the fonts beside this file hold, but for marks that stand alone (fonts/README.md); the test sets every letter.
COVERED = (
    "20-7E A0-17F 192 1A0-1A1 1AF-1B0 2BC 2C6-2C7 2D8-2DD 300-304 306-30C 31B 323 327-328 1E80-1E85 1EA0-1EF9 "
    "2010-2015 2018-201E 2020-2022 2026 202F-2030 2032-2033 2039-203A 2044 2070 2074-2079 2080-2089 20AB-20AC 2116 "
    "2122 2190-2193 2212 2248 2260 2264-2265 25A0-25A1 25CF"
)


def _letters(ranges: str) -> frozenset[str]:
    ends = [[int(end, 16) for end in one.split("-")] for one in ranges.split()]
    return frozenset(chr(code) for one in ends for code in range(one[0], one[-1] + 1))


_LETTERS = _letters(COVERED) | {"\n"}
_of_thread = threading.local()


def typeset(template: str, value: Any, at: datetime, attached: str = "") -> bytes:
    """The document that a template makes of a value; `at` is when the document says it was made.

    `attached` is a text that a template may put into the file as it is.

    The template reads the value as JSON: nothing in it is ever taken for markup.
    """
    said = json.dumps(_shown(value), ensure_ascii=False, sort_keys=True)
    on = day_of(at)
    day = json.dumps({"year": on.year, "month": on.month, "day": on.day})
    inputs = {"value": said, "day": day, "attached": attached}
    second = at.replace(microsecond=0)  # a PDF knows no smaller part
    source = HERE / f"{template}.typ"
    made = _compiler().compile(source, sys_inputs=inputs, pdf_standards=[STANDARD, READABLE], timestamp=second)
    assert isinstance(made, bytes)
    return made


def _compiler() -> typst.Compiler:
    """One for each thread: its parsed templates and fonts are kept, and no two threads may share it."""
    if not hasattr(_of_thread, "compiler"):
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
        _of_thread.compiler = typst.Compiler(root=HERE, font_paths=fonts)
    compiler: typst.Compiler = _of_thread.compiler
    return compiler


def _shown(value: Any) -> Any:
    """The value with every character that the fonts lack as its number: PDF/A refuses a page with a missing letter."""
    if isinstance(value, str):
        return "".join(c if c in _LETTERS else f"[U+{ord(c):04X}]" for c in unicodedata.normalize("NFC", value))
    if isinstance(value, dict):
        return {_shown(key): _shown(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value
