"""The text of a PDF that we made, read from its pages through the fonts' own tables of characters."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_PAIRS = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def text_of(data: bytes) -> str:
    """The letters of all pages as they come, a line for each page; nothing parts paragraphs or cells."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return "\n".join("".join(_pieces(page)) for page in document.pages)


def read_aloud(data: bytes) -> list[tuple[str, str]]:
    """What a screen reader goes by, in its order: kind and words of each heading, table head, picture and field.

    Fails where the file does not say its language and title, or leaves the order to the reader.
    """
    with pikepdf.open(io.BytesIO(data)) as document:
        root = document.Root
        assert root.Lang == "vi" and root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo["/Title"] and all(page.Tabs == "/S" for page in document.pages)
        return list(_steps(root.StructTreeRoot))


def _steps(element: Any) -> Iterator[tuple[str, str]]:
    kind = str(element.get("/S", "")).lstrip("/")
    if kind[0:1] == "H" or kind in ("TH", "Figure", "Form"):
        yield kind, str(element.get("/T", element.get("/Alt", "")))
    inner = element.get("/K", ())
    for one in inner if isinstance(inner, pikepdf.Array) else (inner,):
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") not in ("/OBJR", "/MCR"):
            yield from _steps(one)


def _letters(font: Any) -> dict[int, str]:
    table = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    pairs = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, letters in _PAIRS.findall(part):
            pairs[int(glyph, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    return pairs


def _pieces(page: Any) -> list[str]:
    tables = {str(name): _letters(font) for name, font in page.Resources.Font.items()}
    letters: dict[int, str] = {}
    pieces: list[str] = []
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) == "Tf":
            letters = tables[str(step.operands[0])]
        elif str(step.operator) in {"Tj", "TJ"}:
            shown = step.operands[0]
            texts = [shown] if str(step.operator) == "Tj" else [one for one in shown if isinstance(one, pikepdf.String)]
            raw = b"".join(bytes(one) for one in texts)
            pieces.append("".join(letters[int.from_bytes(raw[at : at + 2], "big")] for at in range(0, len(raw), 2)))
    return pieces
