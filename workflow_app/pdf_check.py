"""Whether a PDF is fit to be kept: whole, open to read, and without anything that acts or hides a file.

Runs as a program of its own (PDF on standard input, the reason against it on standard output), because a PDF of some
kilobytes can ask its reader for gigabytes and minutes: the limits below end the child, not the register. It imports
nothing of the application, so that it starts fast.
"""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
from typing import Any

import pikepdf

MOST_OBJECTS = 50_000  # ten megabytes of scanned pages have some hundreds
MOST_MEMORY = 512 * 1024**2  # bytes of address space
MOST_SECONDS = 5  # of processor time

_END = re.compile(rb"startxref\s+[0-9]+\s+%%EOF[\s\0]{0,16}\Z")
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/AA", "/RichMediaContent", "/RichMediaSettings"})
_ACTIVE_ACTIONS = frozenset(
    "/JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Rendition /Movie /Sound /RichMediaExecute".split()
)
_ACTIVE_ANNOTATIONS = frozenset({"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
_FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF"})


class _Found(Exception):
    """Something that speaks against the document, as a reason code."""


def reason_against_in_child(data: bytes) -> str:
    """As `reason_against`, in a process with limits; a document that breaks them is "pdf-broken"."""
    command = [sys.executable, "-P", __file__]  # -P: our own modules must not pose as those of the standard library
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=3 * MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "pdf-broken"
    return done.stdout.decode() if done.returncode == 0 else "pdf-broken"


def reason_against(data: bytes) -> str:
    """The reason code against a PDF, or "".

    Codes: file-mixed, pdf-broken, pdf-encrypted, pdf-active-content, pdf-embedded-file.
    """
    if not _END.search(data[-1024:]):
        return "file-mixed" if b"%%EOF" in data else "pdf-broken"
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            _check_document(pdf)
    except _Found as found:
        return str(found)
    except pikepdf.PasswordError:
        return "pdf-encrypted"
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError, ValueError, TypeError):
        return "pdf-broken"
    return ""


def _check_document(pdf: pikepdf.Pdf) -> None:
    if pdf.is_encrypted:
        raise _Found("pdf-encrypted")
    if int(pdf.trailer.get("/Size", 0)) > MOST_OBJECTS or len(pdf.objects) > MOST_OBJECTS or not len(pdf.pages):
        raise _Found("pdf-broken")
    for root in pdf.objects:
        _check_object(root)
    # Where qpdf had to guess, another reader may guess otherwise. A page without resources is common and harmless.
    if any("Resources is missing" not in str(warning) for warning in pdf.get_warnings()):
        raise _Found("pdf-broken")


def _check_object(root: Any) -> None:
    """One object and what is written inside it; what it points to is in the list of objects by itself."""
    waiting = [root]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Array):
            inside = list(found)
        elif isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            entries = dict(found.items())
            _check_entries(entries)
            inside = list(entries.values())
        else:
            continue
        waiting += [value for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _check_entries(entries: dict[str, Any]) -> None:
    """The keys of one dictionary; qpdf has already resolved spellings such as /J#53."""
    kind, subtype, action = (_name(entries.get(key)) for key in ("/Type", "/Subtype", "/S"))
    if entries.keys() & _ACTIVE_KEYS or action in _ACTIVE_ACTIONS or subtype in _ACTIVE_ANNOTATIONS:
        raise _Found("pdf-active-content")
    if entries.keys() & _FILE_KEYS or kind == "/EmbeddedFile" or subtype == "/FileAttachment":
        raise _Found("pdf-embedded-file")


def _name(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _limit() -> None:
    if sys.platform == "win32":
        return  # no such limits there; the time-out remains
    import resource

    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses the first
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _limit()
    sys.stdout.write(reason_against(sys.stdin.buffer.read()))
