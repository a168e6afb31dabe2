"""A copy of an agreement's frozen text for the office to work with in Word: no signature, and no proof of anything.

Made when it is asked for: it takes some hundredths of a second, and nothing of it has to be kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WARNING = "BẢN SAO ĐỂ LÀM VIỆC, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
EXPLAINED = (
    "Bản này chép từ nội dung đã chốt và có thể bị sửa mà không ai nhận ra. Bản được ký là bản có mã băm dưới đây; "
    "hãy dùng bản PDF khi cần đối chiếu."
)
FONT = "Times New Roman"
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold


def copy_of(
    *, title: str, kind: str, issuer: str, recitals: Iterable[str],
    articles: Iterable[tuple[int, str, Sequence[tuple[str, str]]]], closing: str, parties: Sequence[tuple[str, str]],
    case: str, version: int, digest: str, at: datetime,
) -> bytes:  # fmt: skip
    """The document, everything as text, never as markup.

    `articles`: number, heading and named clauses of each; `parties`: name and capacity of each.
    """
    document = _empty(title, issuer, at)
    _line(document, WARNING, bold=True, centred=True)
    _line(document, EXPLAINED, centred=True)
    _line(document, issuer.upper(), bold=True)
    _line(document, kind.upper(), bold=True, centred=True)
    heading = document.add_heading(_fit(title), level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for recital in recitals:
        _line(document, f"Căn cứ {recital}")
    for number, name, clauses in articles:
        if name:
            document.add_heading(_fit(f"Điều {number}. {name}"), level=2)
        for called, clause in clauses:
            first, *more = _fit(clause).split("\n")
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{called}. ").bold = True
            paragraph.add_run(first)
            for line in more:
                _line(document, line)
    document.add_heading("Hiệu lực", level=2)
    _line(document, closing)
    document.add_heading("Các bên", level=2)
    for name, capacity in parties:
        document.add_paragraph(_fit(f"{name} ({capacity})"), style="List Number")
    document.add_heading("Đối chiếu", level=2)
    _line(document, f"Số hồ sơ {case}, bản {version}. Mã băm SHA-256 của nội dung đã chốt:")
    _line(document, digest)
    _line(document, WARNING, bold=True, centred=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _empty(title: str, issuer: str, at: datetime) -> Any:
    document = Document()
    said = document.core_properties
    said.title, said.author, said.language, said.comments = _fit(title)[:255], _fit(issuer)[:255], "vi-VN", WARNING
    said.created = said.modified = at.replace(tzinfo=None)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(3), Cm(2), Cm(2), Cm(2)
    section.footer.paragraphs[0].text = WARNING
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(14)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    return document


def _line(document: Any, text: str, *, bold: bool = False, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(_fit(text)).bold = bold
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fit(text: str) -> str:
    return _UNFIT.sub(" ", text)
