"""The parts of a backup on disk: a manifest that names each with its digest, and reading it back without trust."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ..transparency.canonical import canonical, read_canonical
from ..transparency.private_file import sync_folder
from ..transparency.strict import Malformed
from ..wording.backup import PROBLEMS

MANIFEST, SEAL = "manifest.json", "manifest.sha256"
FORMAT = 1
DATABASE_PART = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
CHUNK = 1 << 20
# Exactly what a backup may hold: a name from a manifest must never lead out of the folder it is restored to.
PART = re.compile(r"database\.(?:sqlite3|pgdump)|files/[0-9a-f]{2}/[0-9a-f]{64}|keys/(?:checkpoint|entry|seal)\.pem")


class CannotBackUp(Exception):
    """A backup that cannot be made or must not be restored, with every reason in Vietnamese and English."""

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        said = [PROBLEMS[code][lang].format(about) for lang in (0, 1) for code, about in self.problems]
        super().__init__("\n".join(said))


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `damaged` are stored files that were bad before they were copied."""

    at: str
    version: str
    tables: str
    database: str
    origin: str
    size: int
    root: str
    checkpoint: str
    damaged: list[str]
    parts: dict[str, Part]
    v: int = FORMAT

    @property
    def database_part(self) -> str:
        """The part that is the database."""
        return DATABASE_PART[self.database]

    @property
    def keys(self) -> list[str]:
        """The parts that are keys; empty where none were asked for."""
        return [name for name in self.parts if name.startswith("keys/")]

    @property
    def files(self) -> list[str]:
        """The digests of the stored files."""
        return [Path(name).name for name in self.parts if name.startswith("files/")]


def write_private(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file durably that only its owner may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in chunks:
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    sync_folder(path.parent)


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a part at a time."""
    with open(path, "rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def measure(path: Path) -> Part:
    """Size and digest of a file as it lies on disk."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks_of(path):
        digest.update(chunk)
        size += len(chunk)
    return Part(digest.hexdigest(), size)


def names_in(folder: Path) -> set[str]:
    """Every file below a folder, named from there."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Written last: without it a folder is no backup."""
    body = canonical(asdict(manifest))
    write_private(folder / SEAL, [f"{hashlib.sha256(body).hexdigest()}  {MANIFEST}\n".encode()])
    write_private(folder / MANIFEST, [body])


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup, or `CannotBackUp` when there is none or it is not as it was written."""
    try:
        body, seal = (folder / MANIFEST).read_bytes(), (folder / SEAL).read_bytes()
    except OSError:
        raise CannotBackUp([("manifest-missing", str(folder))]) from None
    if seal != f"{hashlib.sha256(body).hexdigest()}  {MANIFEST}\n".encode():
        raise CannotBackUp([("manifest-changed", SEAL)])
    try:
        return _manifest(read_canonical(body))
    except (Malformed, TypeError, ValueError, KeyError, AttributeError) as error:
        raise CannotBackUp([("manifest-changed", str(error)[:200])]) from None


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Refuse a backup of which a part is missing, changed or too many; every one is named."""
    problems = []
    for name, said in manifest.parts.items():
        path = folder / name
        if not path.is_file() or path.is_symlink():
            problems.append(("part-missing", name))
        elif measure(path) != said:
            problems.append(("part-changed", name))
    unknown = names_in(folder) - manifest.parts.keys() - {MANIFEST, SEAL}
    problems += [("part-unknown", name) for name in sorted(unknown)]
    if problems:
        raise CannotBackUp(problems)


def _manifest(said: dict[str, Any]) -> Manifest:
    if said.keys() != {one.name for one in fields(Manifest)} or said["v"] != FORMAT:
        raise ValueError("other keys than those of a manifest")
    parts = {name: Part(**part) for name, part in said["parts"].items()}
    for name, part in parts.items():
        if not PART.fullmatch(name) or (name.startswith("files/") and not name.endswith(f"/{part.sha256}")):
            raise ValueError(name)
    if not all(shown.isprintable() for shown in (said["at"], *said["damaged"])):
        raise ValueError("at, damaged")  # what `restore` shows must not steer the terminal
    manifest = Manifest(**{**said, "parts": parts})
    if manifest.database_part not in parts:
        raise ValueError(manifest.database_part)
    return manifest
