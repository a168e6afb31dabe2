"""Signature fields in a document: all of them made at once, before anybody signs, each where its seat stands.

The template leaves room for each as an empty link, which the typesetter tags in its table cell; here the link becomes
the field. Nothing else of the document is touched, and the same document gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

ROOM = "seat:"  # what the template's links lead to


def field_name(place: int) -> str:
    """What the field of a seat is called inside the file, and in the window of a signing program."""
    return f"Ben-{place}"


def with_fields(data: bytes, parties: Mapping[int, str]) -> bytes:
    """The document with an empty signature field for each seat; `parties`: place of a seat to whose it is."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        seats = {place: link for place, link in _rooms(pdf)}
        if seats.keys() != parties.keys():
            raise ValueError("the document has other seats than the agreement")
        for place, link in seats.items():
            _make_field(pdf, link, field_name(place), f"Chữ ký của {parties[place]}")
        for element in pdf.objects:
            if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Link" and _is_field(element):
                element.S, element.K = pikepdf.Name.Form, element.K[0]  # alone: so checkers of changes expect it
        fields = pikepdf.Array([seats[place] for place in sorted(seats)])
        pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=fields, SigFlags=3))
        # In an object of its own, so that a signing program that writes the root again does not seem to add a file.
        pdf.Root.Names = pdf.make_indirect(pdf.Root.Names)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _rooms(pdf: pikepdf.Pdf) -> Iterator[tuple[int, Any]]:
    for page in pdf.pages:
        for link in page.get("/Annots", ()):
            address = str(_in(link, "/A", "/URI"))
            if address.startswith(ROOM):
                link.P = page.obj
                yield int(address.removeprefix(ROOM)), link


def _in(found: Any, *keys: str) -> str:
    """The name or text at the end of a path of keys; empty where there is none."""
    for key in keys:
        found = found.get(key) if isinstance(found, pikepdf.Dictionary) else None
    return str(found) if isinstance(found, pikepdf.Name | pikepdf.String) else ""


def _make_field(pdf: pikepdf.Pdf, link: Any, name: str, title: str) -> None:
    for key in ("/A", "/Border", "/Contents"):
        del link[key]
    left, low, right, high = (one for one in link.Rect)
    empty = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    empty.BBox = pikepdf.Array([0, 0, right - left, high - low])
    link.Subtype, link.FT, link.T, link.TU = pikepdf.Name.Widget, pikepdf.Name.Sig, pikepdf.String(name), title
    link.AP = pikepdf.Dictionary(N=empty)  # PDF/A wants each annotation to say how it looks
    link.F = 132  # printed, and not to be moved


def _is_field(element: Any) -> bool:
    inner = element.get("/K")
    return isinstance(inner, pikepdf.Array) and any(_in(one, "/Obj", "/FT") == "/Sig" for one in inner)
