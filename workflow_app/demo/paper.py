"""The papers of the demo: one-page PDFs standing for what a unit resolved, proposed or wrote down."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import pikepdf


def resolution_pdf(period: str) -> bytes:
    """A unit's resolution, other for each period."""
    return paper_pdf("Nghi quyet dang ky xay dung mo hinh", period)


@lru_cache
def paper_pdf(title: str, period: str) -> bytes:
    """A small, well-formed PDF (the built-in font has no Vietnamese letters)."""
    lines = ["MINH HOA - ILLUSTRATIVE", title, f"Ky dang ky {period}"]
    text = " ".join(f"({_plain(line)}) Tj 0 -24 Td" for line in lines)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(f"BT /F1 16 Tf 72 760 Td {text} ET".encode("ascii", "replace"))
        out = BytesIO()
        pdf.save(out, static_id=True)
        return out.getvalue()


def _plain(line: str) -> str:
    return line.replace("\\", "").replace("(", "[").replace(")", "]")
