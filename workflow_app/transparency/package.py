"""A folder that was copied from a register: the keys it names, its checkpoint, and what was found wrong in it."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field, replace
from io import BufferedReader
from pathlib import Path

from . import checkpoint as checkpoints
from .canonical import commitment
from .checkpoint import Checkpoint
from .keys import JournalVerifiers
from .note import open_note
from .report import Finding, Report
from .strict import Malformed

EVIDENCE = "evidence"  # folder of a copy: each piece under its SHA-256
TRUST = "trust"  # folder of an archive: what certificates were believed by, each under its SHA-256
LARGEST_TEXT = 1_000_000  # bytes of a checkpoint, vkey or proof file


def read_file(path: Path, most: int) -> bytes:
    """A file's bytes, never more than `most` + 1; raises as `open_file`."""
    with open_file(path) as source:
        return source.read(most + 1)


def open_file(path: Path) -> BufferedReader:
    """A file to be read; raises OSError also for what is none, such as a pipe, which may never end."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a file")
    return open(path, "rb")


def open_checkpoint(note: bytes, verifiers: JournalVerifiers) -> Checkpoint:
    """A checkpoint signed by the journal's key, of the journal's own origin; otherwise `Malformed`."""
    head = checkpoints.parse(open_note(note, verifiers.checkpoint).text)
    if head.origin != verifiers.origin:
        raise Malformed("checkpoint-origin", head.origin)
    return head


def is_opening(opening: object, sealed: str) -> bool:
    """Whether this is the salt and the value behind a commitment in an entry."""
    if not (isinstance(opening, dict) and opening.keys() == {"salt", "value"} and isinstance(opening["salt"], str)):
        return False
    try:
        salt = bytes.fromhex(opening["salt"])
        return salt.hex() == opening["salt"] and commitment(salt, opening["value"]) == sealed
    except ValueError:
        return False


@dataclass(slots=True)
class Package:
    """One check of one folder, from the keys downwards."""

    folder: Path
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def report(self, head: Checkpoint | None) -> Report:
        found = Report() if head is None else Report(head.origin, head.size, head.root)
        return replace(found, findings=tuple(self.findings), warnings=tuple(self.warnings))

    def find(self, code: str, where: str, detail: str = "") -> None:
        self.findings.append(Finding(code, where, detail))

    def read(self, name: str, largest: int) -> bytes | None:
        """A file's bytes, never more than `largest` + 1 of them; None (and a finding) when it is not there."""
        try:
            return read_file(self.folder / name, largest)
        except OSError as error:
            self.find("file-missing", name, str(error.strerror))
            return None

    def find_keys(self, vkeys: str | None) -> JournalVerifiers | None:
        if vkeys is None:
            self.warnings.append(Finding("keys-from-package", "vkey", "the keys come from the package being checked"))
        elif not (self.folder / "vkey").exists():
            return self.parse_keys(vkeys, "vkeys")
        data = self.read("vkey", LARGEST_TEXT)
        if data is None:
            return None
        text = data.decode("utf-8", "replace")
        if vkeys is not None and vkeys != text:
            self.find("vkey-differs", "vkey", "the package names other keys than the trusted ones")
        return self.parse_keys(text if vkeys is None else vkeys, "vkey")

    def parse_keys(self, text: str, where: str) -> JournalVerifiers | None:
        try:
            return JournalVerifiers.from_text(text)
        except Malformed as error:
            self.find(error.code, where, error.detail)
            return None

    def open_head(self, verifiers: JournalVerifiers) -> Checkpoint | None:
        data = self.read("checkpoint", LARGEST_TEXT)
        try:
            return None if data is None else open_checkpoint(data, verifiers)
        except Malformed as error:
            self.find(error.code, "checkpoint", error.detail)
            return None
