"""Uploaded files: what they really are, and whether they are fit to be kept and shown.

The ending of the name, the first bytes and a full parse must agree. A file has to be one thing from its first byte to
its last: what follows the end of a picture or a PDF is how two-faced files are made.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from .pdf_check import reason_against_in_child

LARGEST = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000
# A picture has some thousand pieces at most, and is drawn in ten passes or so; each pass over a large one takes a tenth
# of a second, and needs no more than seventy bytes.
MOST_PIECES, MOST_SCANS = 5_000, 30
LONGEST_NAME = 120  # characters


class UploadRefused(Exception):
    """A file we do not take; wording.reason_text says for its `code` what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is: "application/pdf" and "pdf"."""

    media_type: str
    extension: str


def recognise(data: bytes, name: str) -> Recognised:
    """What the file is, by name, first bytes and content together.

    Raises UploadRefused: file-empty, file-too-large, file-type-not-allowed, file-type-mismatch, file-mixed,
    pdf-broken, pdf-encrypted, pdf-active-content, pdf-embedded-file, picture-broken, picture-too-large.
    """
    if not data:
        raise UploadRefused("file-empty")
    if len(data) > LARGEST:
        raise UploadRefused("file-too-large")
    kind = _KINDS.get(safe_name(name).rpartition(".")[2].lower())
    if kind is None:
        raise UploadRefused("file-type-not-allowed")
    if not kind.begins.match(data):
        raise UploadRefused("file-type-mismatch")
    if _MARKUP.search(data[:1024]) or _is_archive(data):
        raise UploadRefused("file-mixed")
    kind.check(data)
    return kind.recognised


def media_type_of(data: bytes) -> str:
    """What bytes that were taken in once are, by their first ones alone; empty for bytes that never were."""
    return next((kind.recognised.media_type for kind in _KINDS.values() if kind.begins.match(data)), "")


_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)


def _is_archive(data: bytes) -> bool:
    """Whether the file is also a zip (jar, docx): those are read from their end, so any beginning goes unnoticed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError):
        return False  # all that `zipfile` raises for bytes that it cannot read as an archive: then they are none


# --- pictures ------------------------------------------------------------------------------------------------------

_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


def _check_picture(data: bytes, form: str, measure: Callable[[bytes], tuple[int, int, int]]) -> None:
    """Size first, then where it ends, and only then the picture itself is unpacked."""
    try:
        end, width, height = measure(data)
    except (IndexError, struct.error):
        raise UploadRefused("picture-broken") from None
    if not 0 < width * height <= MOST_PIXELS:
        raise UploadRefused("picture-too-large" if width * height else "picture-broken")
    if data[end:].strip(b"\0"):
        raise UploadRefused("file-mixed")
    try:
        with Image.open(io.BytesIO(data), formats=(form,)) as picture:
            if picture.size != (width, height):
                raise UploadRefused("picture-broken")  # before so much room is made for it
            picture.verify()
        with Image.open(io.BytesIO(data), formats=(form,)) as picture:
            picture.load()
    except (*_UNREADABLE, Image.DecompressionBombError):
        raise UploadRefused("picture-broken") from None


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _measure_jpeg(data: bytes) -> tuple[int, int, int]:
    """Where the picture ends, its width and height, from a walk over its segments."""
    at, width, height, scans = 2, 0, 0, 0
    for _ in range(MOST_PIECES):
        found = _MARKER.match(data, at)
        if found is None or scans > MOST_SCANS:
            break
        code = data[found.start() + 1]
        scans += code == 0xDA
        if code == 0xD9:
            return found.end(), width, height
        (length,) = struct.unpack_from(">H", data, found.end())
        if code in _FRAMES:
            height, width = struct.unpack_from(">HH", data, found.end() + 3)
        at = found.end() + length
        if code == 0xDA or data[at : at + 2] == b"\xff\xff":  # packed data, or filling, up to the next marker
            following = _MARKER.search(data, at)
            at = following.start() if following else len(data)
    raise IndexError("no end")


def _measure_png(data: bytes) -> tuple[int, int, int]:
    """Where the picture ends, its width and height, from a walk over its chunks."""
    width, height = struct.unpack_from(">II", data, 16)
    at = 8
    for _ in range(MOST_PIECES):
        length, kind = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if kind == b"IEND" and at <= len(data):
            return at, width, height
    raise IndexError("no end")


# --- kinds and names -----------------------------------------------------------------------------------------------


def _check_pdf(data: bytes) -> None:
    if reason := reason_against_in_child(data):
        raise UploadRefused(reason)


@dataclass(frozen=True, slots=True)
class _Kind:
    begins: re.Pattern[bytes]
    recognised: Recognised
    check: Callable[[bytes], None]


_PDF = _Kind(re.compile(rb"%PDF-[12]\.[0-9]"), Recognised("application/pdf", "pdf"), _check_pdf)
_JPEG = _Kind(
    re.compile(rb"\xff\xd8\xff"),
    Recognised("image/jpeg", "jpg"),
    lambda data: _check_picture(data, "JPEG", _measure_jpeg),
)
_PNG = _Kind(
    re.compile(rb"\x89PNG\r\n\x1a\n"),
    Recognised("image/png", "png"),
    lambda data: _check_picture(data, "PNG", _measure_png),
)
_KINDS = {"pdf": _PDF, "jpg": _JPEG, "jpeg": _JPEG, "png": _PNG}

_NOT_IN_NAMES = re.compile(r'[<>:"|?*%]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|\Z)", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The file's name as we show and offer it: NFC, no folders, nothing invisible, at most 120 characters.

    Only a label: the bytes are stored under their digest. A name with nothing left becomes "tep".
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    plain = " ".join(_NOT_IN_NAMES.sub("-", seen).split()).strip(". ")
    if _DEVICE.match(plain):
        plain = f"tep-{plain}"  # Windows takes these for a printer or a line, whatever follows the dot
    if "." in plain[-6:]:
        stem, _, ending = plain.rpartition(".")
        return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ') or 'tep'}.{ending}"
    return plain[:LONGEST_NAME].rstrip(". ") or "tep"
