"""Files given out: only ever to be saved, so that none of them runs as a page of this site."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from ..services.file import Stored
from .current import house

SANDBOX = "default-src 'none'; sandbox"  # what others uploaded never runs, even where a browser opens it


def to_save(stored: Stored) -> Response:
    """The bytes of a stored file, as an answer."""
    return bytes_to_save(house().files.read(stored.sha256), stored.media_type, stored.name)


def bytes_to_save(data: bytes, media_type: str, name: str) -> Response:
    """The same of bytes that were just made."""
    answer = send_file(BytesIO(data), media_type, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
