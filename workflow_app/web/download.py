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
    data = BytesIO(house().files.read(stored.sha256))
    answer = send_file(data, stored.media_type, as_attachment=True, download_name=stored.name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
