"""The file chosen in a form, and the one question asked about it."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import FileStorage

from ..uploads import UploadRefused

OPEN = "none"  # what the form begins with


def chosen(name: str, secrecy: str = "secrecy") -> FileStorage | None:
    """The file of an input, None where none was chosen.

    Raises `UploadRefused` (file-classified) before a byte is read when whoever chose it says that it is classified.
    """
    upload = request.files.get(name)
    if upload is None or not upload.filename:
        return None
    if request.form.get(secrecy, OPEN) != OPEN:
        raise UploadRefused("file-classified")
    return upload
