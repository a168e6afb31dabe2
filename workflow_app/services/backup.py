"""Backups: database and stored files as of one moment, checked before anybody relies on them, and brought back.

The database is copied first. Bytes of a file are stored before the row that names them, so every file of the copy lies
in the store when the copy is done. The mark of what was published last is never part of a backup: it has to outlive it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import delete

from ..clock import iso_instant
from ..db import Database
from ..files import FileStore
from ..house import House
from ..models import SignInSession
from ..settings import Settings
from ..transparency import checkpoint as checkpoints
from ..transparency.keys import JournalVerifiers
from ..transparency.merkle import leaf_hash
from ..transparency.note import open_note
from ..transparency.strict import Malformed
from ..transparency.tiles import MemoryStore
from ..upgrade import known_revisions
from ..version import VERSION
from . import backup_postgres, backup_sqlite
from .backup_parts import (
    DATABASE_PART,
    CannotBackUp,
    Manifest,
    check_parts,
    chunks_of,
    measure,
    names_in,
    read_manifest,
    write_manifest,
    write_private,
)
from .raw_rows import bytes_value


class Kind(Protocol):
    """What each kind of database can do in a backup."""

    def copy(self, url: str, part: Path) -> None: ...
    def rows(self, part: Path, table: str, columns: tuple[str, ...]) -> Any: ...
    def occupied(self, url: str) -> list[str]: ...
    def put_back(self, part: Path, url: str) -> None: ...


KINDS: Mapping[str, Kind] = {"sqlite": backup_sqlite, "postgresql": backup_postgres}


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy of the database holds, as far as a backup answers for it."""

    tables: str
    verifiers: JournalVerifiers
    head: checkpoints.Checkpoint
    note: str
    files: set[str]  # digests


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back, and how it stands to what was published last."""

    manifest: Manifest
    verifiers: JournalVerifiers
    published: int | None  # size of the checkpoint in the high-water file, if there is one

    def report(self, settings: Settings) -> list[str]:
        """What to know and to do now, line by line."""
        size, mark = self.manifest.size, settings.high_water_path
        said = [
            f"Restored as of {self.manifest.at}: {size} entries in the tree, {len(self.manifest.files)} files.",
            "Its journal signs with these keys; compare them with your paper:",
            *self.verifiers.text().splitlines(),
        ]
        if self.published is None:
            said.append(f"No high-water file at {mark}: put that of the lost register there before anybody works.")
        elif self.published > size:
            said += [
                f"READ-ONLY: {self.published} entries were published, {self.published - size} are not in this backup.",
                "Look for a newer backup first. When there is none:",
                f'workflow-app journal recover --accept {size} --reason "..."',
            ]
        if not settings.keys_dir.exists():
            said.append(
                "The backup has no keys: put checkpoint.pem, entry.pem and, for records of agreements, seal.pem "
                f"into {settings.keys_dir} (mode 0600)."
            )
        said += [f"Lost before the backup was made: stored file {sha256}" for sha256 in self.manifest.damaged]
        return [
            *said,
            "Next: workflow-app db upgrade (PostgreSQL: --application ROLE), then workflow-app journal verify",
        ]


def back_up(house: House, folder: Path, *, with_keys: bool = False) -> Manifest:
    """Write a backup into a new or empty folder, and check it there; `CannotBackUp` says why not."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotBackUp([("folder-used", str(folder))])
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _write(house, folder, with_keys)
    except BaseException:  # half a backup is none: it would be counted as one, and keep out the next try
        for made in folder.iterdir():
            shutil.rmtree(made) if made.is_dir() else made.unlink()
        raise


def _write(house: House, folder: Path, with_keys: bool) -> Manifest:
    at, database = house.clock(), house.db.dialect
    part = folder / DATABASE_PART[database]
    KINDS[database].copy(house.settings.url, part)
    copied = read_copy(part, database)
    if copied.verifiers != house.keys.verifiers:
        raise CannotBackUp([("checkpoint-differs", copied.verifiers.origin)])
    damaged = _copy_files(house, folder, copied.files)
    if with_keys:
        for key in sorted(house.settings.keys_dir.glob("*.pem")):
            write_private(folder / "keys" / key.name, chunks_of(key))
    manifest = Manifest(
        at=iso_instant(at), version=VERSION, tables=copied.tables, database=database,
        origin=copied.head.origin, size=copied.head.size, root=copied.head.root.hex(), checkpoint=copied.note,
        damaged=damaged, parts={name: measure(folder / name) for name in sorted(names_in(folder))},
    )  # fmt: skip
    write_manifest(folder, manifest)
    check(folder)
    return manifest


def check(folder: Path) -> tuple[Manifest, Copied]:
    """Every part beside the manifest, and the copy of the database beside its own signed checkpoint."""
    manifest = read_manifest(folder)
    check_parts(folder, manifest)
    copied = read_copy(folder / manifest.database_part, manifest.database)
    of_copy = (copied.tables, copied.head.origin, copied.head.size, copied.head.root.hex(), copied.note)
    if of_copy != (manifest.tables, manifest.origin, manifest.size, manifest.root, manifest.checkpoint):
        raise CannotBackUp([("manifest-changed", "tables, origin, size, root, checkpoint")])
    if missing := sorted(copied.files - set(manifest.files) - set(manifest.damaged)):
        raise CannotBackUp([("part-missing", f"files/{sha256}") for sha256 in missing])
    return manifest, copied


def restore(settings: Settings, folder: Path) -> Restored:
    """Bring a backup back to where nothing is; every digest is checked before the first byte is written."""
    manifest, copied = check(folder)
    _refuse_target(settings, folder, manifest)
    published = _published(settings, copied.verifiers)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in manifest.keys:
        if not (target := settings.keys_dir / Path(name).name).exists():
            write_private(target, chunks_of(folder / name))
    store = FileStore(settings.data_dir / "files")
    for sha256 in manifest.files:
        store.put((folder / "files" / sha256[:2] / sha256).read_bytes())
    KINDS[manifest.database].put_back(folder / manifest.database_part, settings.url)
    _end_sessions(settings)
    return Restored(manifest, copied.verifiers, published)


def read_copy(part: Path, database: str) -> Copied:
    """What a copy holds; its tree is computed anew from the entries and compared with the signed checkpoint."""
    kind = KINDS[database]
    journal = list(kind.rows(part, "journal", ("checkpoint_vkey", "entry_vkey")))
    heads = list(kind.rows(part, "checkpoint", ("size", "note")))
    if len(journal) != 1 or not heads:
        raise CannotBackUp([("no-checkpoint", "")])
    try:
        hashes = {int(entry): leaf_hash(bytes_value(note)) for entry, note in kind.rows(part, "entry", ("id", "note"))}
        places = sorted((int(index), int(entry)) for index, entry in kind.rows(part, "leaf", ("index", "entry_id")))
        note = max((int(size), str(note)) for size, note in heads)[1]
        verifiers = JournalVerifiers.from_text("".join(f"{vkey}\n" for vkey in journal[0]))
        head = checkpoints.parse(open_note(note.encode(), verifiers.checkpoint).text)
        tree = MemoryStore(hashes[entry] for _, entry in places)
        (tables,) = (row[0] for row in kind.rows(part, "alembic_version", ("version_num",)))
    except (ValueError, TypeError, KeyError) as error:  # whatever nonsense stands where the program writes none
        raise CannotBackUp([("checkpoint-differs", str(error))]) from None
    if (head.size, head.root) != (len(places), tree.root()) or head.origin != verifiers.origin:
        raise CannotBackUp([("checkpoint-differs", f"{head.origin}, {head.size} / {len(places)}")])
    files = {sha256 for (sha256,) in kind.rows(part, "file", ("sha256",))}
    return Copied(tables, verifiers, head, note, files)


def _copy_files(house: House, folder: Path, files: set[str]) -> list[str]:
    """Copy the stored files that the rows name; returns the digests of those that were lost or changed before."""
    damaged = []
    for sha256 in sorted(files):
        try:
            data = house.files.read(sha256)
        except (OSError, ValueError):
            damaged.append(sha256)  # one bad file must not keep all the others out of every backup
            continue
        write_private(folder / "files" / sha256[:2] / sha256, [data])
    return damaged


def _refuse_target(settings: Settings, folder: Path, manifest: Manifest) -> None:
    database = "sqlite" if settings.url.startswith("sqlite") else "postgresql"
    if database != manifest.database:
        raise CannotBackUp([("other-database", manifest.database)])
    if manifest.tables not in known_revisions():
        raise CannotBackUp([("later-version", manifest.tables)])
    used = KINDS[database].occupied(settings.url)
    store = settings.data_dir / "files"
    if store.exists() and names_in(store):
        used.append(str(store))
    problems = [("target-used", place) for place in used]
    for name in manifest.keys:
        here = settings.keys_dir / Path(name).name
        if here.exists() and here.read_bytes() != (folder / name).read_bytes():
            problems.append(("keys-differ", str(here)))
    if problems:
        raise CannotBackUp(problems)


def _end_sessions(settings: Settings) -> None:
    """Who signed out since the backup must not be signed in again by it."""
    database = Database(settings.url)
    with database.writing() as session:
        session.execute(delete(SignInSession))
        session.commit()
    database.close()


def _published(settings: Settings, verifiers: JournalVerifiers) -> int | None:
    try:
        note = settings.high_water_path.read_bytes()
        return checkpoints.parse(open_note(note, verifiers.checkpoint).text).size
    except FileNotFoundError:
        return None
    except Malformed:
        raise CannotBackUp([("mark-foreign", str(settings.high_water_path))]) from None
