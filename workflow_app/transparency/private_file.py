"""Secrets in files: made whole or not at all, and for their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def create_private(path: Path, content: bytes) -> None:
    """Make a file that only its owner may read, durably; `FileExistsError` when there is one of this name.

    The file gets its name only when it is whole: another process that starts at the same moment, or after this one
    was killed, must never read half a secret.
    """
    arriving = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.link(arriving, path)  # unlike a rename it never takes the place of a file
    finally:
        arriving.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name durable: without this it can vanish in a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
