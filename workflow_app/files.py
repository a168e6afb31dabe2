"""Uploaded files, kept by their digest outside the web root."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from .transparency.private_file import sync_folder


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files named by SHA-256; writing the same bytes twice keeps one copy."""

    folder: Path

    def path_of(self, sha256: str) -> Path:
        """Where the bytes with this digest (64 hex characters) lie."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Store bytes durably and return their SHA-256 in hex."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path_of(sha256)
        if target.exists():
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{sha256}.{secrets.token_hex(8)}")
        try:
            with open(temporary, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)  # half a file on a full disk would only take room
        sync_folder(target.parent)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes with this digest; `FileNotFoundError` when they are gone, `ValueError` when they changed."""
        data = self.path_of(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError(f"stored file {sha256} no longer has its digest")
        return data
