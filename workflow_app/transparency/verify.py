"""Checking a copy of the journal, or one proof file, with nothing but its bytes and the public keys.

No hash is believed before it was checked against its parent, up to the signed root; no entry before its signature,
its form and its place were checked. Every finding names the file and, where there is one, the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .canonical import read_canonical
from .chain import ChainEntry, check_chain
from .checkpoint import Checkpoint
from .entry import read_entry
from .keys import JournalVerifiers
from .merkle import WIDTH, leaf_hash, root, verify_inclusion
from .package import EVIDENCE, LARGEST_TEXT, Package, is_opening, open_checkpoint, read_file
from .proof import LogProof, parse_proof
from .report import Finding, Report
from .strict import Malformed
from .tiles import LARGEST_BUNDLE, MemoryStore, entries_path, parse_bundle
from .verify_evidence import EvidenceCheck, in_folder
from .verify_tiles import Tiles

__all__ = ["ChainEntry", "Finding", "Report", "check_chain", "verify_export", "verify_proof"]

_MOST_MISSING = 100  # bundles
_LARGEST_OPENINGS = 1_000_000_000  # bytes


def verify_export(path: Path, *, vkeys: str | None = None, earlier: Sequence[bytes] = ()) -> Report:
    """Check an exported folder, or a single .tlog-proof file.

    `vkeys` is the text of two lines (checkpoint key, entry key) that the checker trusts; without it the keys of the
    package are used and the report warns that the package vouches for itself. `earlier` are checkpoints kept from
    before: without one a log rewritten from its beginning cannot be told from the true one.
    """
    if path.is_dir():
        return _Folder(path).verify(vkeys, earlier)
    try:
        return verify_proof(read_file(path, LARGEST_TEXT), vkeys=vkeys, where=path.name)
    except OSError as error:
        return Report(findings=(Finding("file-missing", path.name, str(error.strerror)),))


def verify_proof(data: bytes, *, vkeys: str | None, entry: bytes | None = None, where: str = "proof") -> Report:
    """Check a proof file: that the entry it carries (or `entry`) is signed and lies in the signed tree at its index."""
    if vkeys is None:
        return Report(findings=(Finding("vkey-missing", where, "a proof needs the journal's public keys"),))
    report = Report()
    try:
        verifiers = JournalVerifiers.from_text(vkeys)
        proof = parse_proof(data[: LARGEST_TEXT + 1])
        head = open_checkpoint(proof.checkpoint, verifiers)
        report = Report(head.origin, head.size, head.root, index=proof.index)
        _, hashed, body = read_proof(data, head, verifiers, entry)
    except Malformed as error:
        return replace(report, findings=(Finding(error.code, where, error.detail),))
    return replace(report, entry=body, leaf=hashed)


def read_proof(
    data: bytes, head: Checkpoint, verifiers: JournalVerifiers, entry: bytes | None = None
) -> tuple[LogProof, bytes, dict[str, Any]]:
    """A proof with the leaf hash and content of its entry, which lies in this tree at its place; raises `Malformed`."""
    proof = parse_proof(data[: LARGEST_TEXT + 1])
    leaf = proof.extra if entry is None else entry
    if leaf is None:
        raise Malformed("entry-missing", "the proof carries no entry")
    body, hashed = read_entry(leaf, verifiers.entry), leaf_hash(leaf)
    if not verify_inclusion(hashed, proof.index, head.size, proof.hashes, head.root):
        raise Malformed("proof-differs", "the hashes do not lead from the entry to the signed root")
    return proof, hashed, body


@dataclass(slots=True)
class _Folder(Package):
    """One check of one folder, from the keys downwards."""

    leaves: list[bytes | None] = field(default_factory=list)  # computed from the entries; None where one is unreadable
    openings: dict[str, Any] = field(default_factory=dict)
    opened: dict[str, Any] = field(default_factory=dict)  # of the entry read last: field -> value, where it fits

    def verify(self, vkeys: str | None, earlier: Sequence[bytes]) -> Report:
        verifiers = self.find_keys(vkeys)
        head = self.open_head(verifiers) if verifiers else None
        if verifiers is None or head is None:
            return self.report(None)
        self.openings = self.read_openings()
        signatures = EvidenceCheck(in_folder(self.folder / EVIDENCE), head.origin, is_whole=True)
        self.findings += check_chain(self.beside(signatures, self.read_entries(head.size, verifiers)))
        self.findings += signatures.findings
        if signatures.withheld:
            detail = f"{signatures.checked} checked, {signatures.withheld} not in this copy"
            self.warnings.append(Finding("evidence-withheld", EVIDENCE, detail))
        if signatures.by_file:
            self.warnings.append(Finding("evidence-by-file", EVIDENCE, f"{len(signatures.by_file)} signatures"))
        self.findings += [Finding("opening-unknown-entry", "openings.json", leaf) for leaf in self.openings]
        tiles = Tiles(self.folder / "tile", head.size, head.root, self.leaves)
        tiles.check()
        self.findings += tiles.findings
        self.warnings += tiles.warnings
        self.check_earlier(earlier, head, verifiers, tiles.trusted)
        return self.report(head)

    def beside(self, signatures: EvidenceCheck, entries: Iterable[ChainEntry]) -> Iterator[ChainEntry]:
        for one in entries:
            signatures.take(one.body, one.where, self.opened)
            yield one

    def read_openings(self) -> dict[str, Any]:
        if not (self.folder / "openings.json").exists():
            return {}
        data = self.read("openings.json", _LARGEST_OPENINGS) or b"{}"
        try:
            value = read_canonical(data)
        except Malformed as error:
            self.find(error.code, "openings.json", error.detail)
            return {}
        if isinstance(value, dict):
            return value
        self.find("opening-form", "openings.json", "not an object")
        return {}

    def read_entries(self, size: int, verifiers: JournalVerifiers) -> Iterator[ChainEntry]:
        """The readable entries in order; notes every leaf hash on the way, readable or not."""
        missing = 0
        for first in range(0, size, WIDTH):
            width = min(WIDTH, size - first)
            name = f"tile/{entries_path(first // WIDTH, width)}"
            entries = self.read_bundle(name, width)
            if entries is None:
                self.leaves += [None] * width
                missing += 1
                if missing == _MOST_MISSING:  # a size that was only claimed must not keep the check busy
                    return
                continue
            self.leaves += [leaf_hash(entry) for entry in entries]
            for index, entry in enumerate(entries, first):
                if (read := self.read_one(entry, index, f"{name} entry {index}", verifiers)) is not None:
                    yield read

    def read_bundle(self, name: str, width: int) -> list[bytes] | None:
        data = self.read(name, LARGEST_BUNDLE)
        try:
            entries = None if data is None else parse_bundle(data)
        except Malformed as error:
            self.find(error.code, name, error.detail)
            return None
        if entries is not None and len(entries) != width:
            self.find("bundle", name, f"{len(entries)} entries instead of {width}")
            return None
        return entries

    def read_one(self, entry: bytes, index: int, where: str, verifiers: JournalVerifiers) -> ChainEntry | None:
        try:
            body = read_entry(entry, verifiers.entry)
        except Malformed as error:
            self.find(error.code, where, error.detail)
            return None
        leaf = leaf_hash(entry)
        self.check_openings(leaf.hex(), body, where)
        if body["kind"] == "journal.created":
            own = (verifiers.origin, verifiers.checkpoint.vkey, verifiers.entry.vkey)
            if (body["origin"], body["checkpoint_vkey"], body["entry_vkey"]) != own:
                self.find("journal-created", where, "names another origin or other keys")
        return ChainEntry(index, leaf, body, where)

    def check_openings(self, leaf: str, body: Mapping[str, Any], where: str) -> None:
        self.opened, opened = {}, self.openings.pop(leaf, {})
        if not isinstance(opened, dict):
            self.find("opening-form", f"openings.json, {where}")
            return
        for name, opening in opened.items():
            place = f"openings.json, {where}, field {name}"
            if name not in body["sealed"]:
                self.find("opening-unknown-field", place)
            elif not is_opening(opening, body["sealed"][name]):
                self.find("opening-differs", place, "salt and value are not those that were sealed")
            else:
                self.opened[name] = opening["value"]

    def check_earlier(
        self, earlier: Sequence[bytes], head: Checkpoint, verifiers: JournalVerifiers, trusted: MemoryStore | None
    ) -> None:
        if not earlier:
            detail = "without an earlier checkpoint a log rewritten from its beginning cannot be noticed"
            self.warnings.append(Finding("no-earlier-checkpoint", "checkpoint", detail))
        for number, note in enumerate(earlier):
            where = f"earlier checkpoint {number}"
            try:
                mark = open_checkpoint(note, verifiers)
            except Malformed as error:
                self.find(error.code, where, error.detail)
                continue
            if mark.size > head.size:
                self.find("log-shrank", where, f"{head.size} entries, but {mark.size} were signed before")
            elif trusted is not None and root(mark.size, trusted) != mark.root:
                self.find("log-rewritten", where, f"the first {mark.size} entries are not those signed before")
