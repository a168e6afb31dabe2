"""Checking a period that was archived, with nothing but the folder and the public keys.

An archive holds one period out of the whole journal. So each entry is proved by its own proof file, the entries of a
case by their chain, and what stands beside them (values, papers, statements, rules) by the digests in the entries.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .canonical import canonical
from .chain import ChainEntry
from .checkpoint import Checkpoint
from .package import EVIDENCE, LARGEST_TEXT, TRUST, Package, is_opening, open_file, read_file
from .report import Finding, Report
from .verify import verify_proof
from .verify_evidence import EvidenceCheck, in_folder

CONTENT = "archive.json"
_LARGEST_CONTENT = 250_000_000  # bytes: a province's period has some tens of millions


def verify_archive(folder: Path, *, vkeys: str | None = None) -> Report:
    """Check an archived period; `vkeys` as in `verify_export`."""
    return _Archive(folder).verify(vkeys)


@dataclass(slots=True)
class _Archive(Package):
    vkeys: str = ""
    named: set[str] = field(default_factory=set)  # every text in an entry or in a value that fits its entry
    editions: set[str] = field(default_factory=set)

    def verify(self, vkeys: str | None) -> Report:
        verifiers = self.find_keys(vkeys)
        head = self.open_head(verifiers) if verifiers else None
        content = self.read_content() if head else None
        if head is None or content is None:
            return self.report(None)
        self.vkeys = vkeys or (self.folder / "vkey").read_text(encoding="utf-8")
        try:
            self.check(content, head)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            self.find("archive-form", CONTENT, f"{type(error).__name__}: {error}")
        detail = "the printed copy and the names of units are for reading; what is checked are the entries behind them"
        self.warnings.append(Finding("archive-reading-copy", "archive.pdf", detail))
        return self.report(head)

    def read_content(self) -> Mapping[str, Any] | None:
        data = self.read(CONTENT, _LARGEST_CONTENT)
        try:
            content = None if data is None else json.loads(data, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            self.find("archive-form", CONTENT, str(error)[:120])
            return None
        if data is not None and not isinstance(content, dict):
            self.find("archive-form", CONTENT, "not an object")
            return None
        return content

    def check(self, content: Mapping[str, Any], head: Checkpoint) -> None:
        if (content["origin"], content["tree_size"]) != (head.origin, head.size):
            self.find("archive-head", CONTENT, "names another journal or another size than the checkpoint")
        proven = sorted(self.prove(content, head), key=lambda one: one.index)
        opened = {one["leaf"]: one["openings"] for _, one in _entries(content)}
        signatures = EvidenceCheck(in_folder(self.folder / EVIDENCE), head.origin)
        for one in proven:
            values = {name: said["value"] for name, said in opened[one.leaf_hash.hex()].items()}
            signatures.take(one.body, one.where, values)
            self.named |= set(_texts(one.body))
        self.findings += signatures.findings
        if signatures.withheld:
            self.find("evidence-missing", EVIDENCE, f"of {signatures.withheld} entries")
        self.check_signed_files(signatures.by_file, {one["sha256"] for one in content["files"]})
        for case in content["cases"]:
            self.check_case(case, {one.leaf_hash.hex(): one for one in proven})
        self.check_edition(content, proven)
        self.check_files(content["files"])

    def prove(self, content: Mapping[str, Any], head: Checkpoint) -> Iterator[ChainEntry]:
        """The entries that are signed, lie in the signed tree, and say what the archive says they say."""
        seen: set[str] = set()
        for where, said in _entries(content):
            place = f"{where}, entry {said['index']}"
            if said["leaf"] in seen:
                self.find("entry-repeated", place, said["leaf"])
                continue
            seen.add(said["leaf"])
            if said["index"] is None or type(said["index"]) is not int:
                self.find("entry-unproven", place, "it was not in the tree yet when the archive was written")
            elif (body := self.proved(said, place, head)) is not None:
                self.check_openings(said, body, place)
                yield ChainEntry(said["index"], bytes.fromhex(said["leaf"]), body, place)

    def proved(self, said: Mapping[str, Any], place: str, head: Checkpoint) -> Mapping[str, Any] | None:
        name = f"proofs/{said['index']}.tlog-proof"
        data = self.read(name, LARGEST_TEXT)
        if data is None:
            return None
        report = verify_proof(data, vkeys=self.vkeys, where=name)
        self.findings += report.findings
        if report.entry is None or not report.ok:
            return None
        if (report.size, report.root) != (head.size, head.root):
            self.find("proof-differs", name, "it leads to another checkpoint than the archive's")
            return None
        shown = {key: report.entry[key] for key in ("kind", "at")}
        if report.index != said["index"] or report.entry != said["body"]:
            self.find("entry-differs", place, "the proof is of another entry than the archive shows")
            return None
        if report.leaf is None or report.leaf.hex() != said["leaf"] or shown != {key: said[key] for key in shown}:
            self.find("entry-differs", place, "what is said beside the entry is not what the entry says")
            return None
        return report.entry

    def check_openings(self, said: Mapping[str, Any], body: Mapping[str, Any], place: str) -> None:
        for name, opening in said["openings"].items():
            sealed = body["sealed"].get(name)
            if sealed is None:
                self.find("opening-unknown-field", f"{place}, field {name}")
            elif not is_opening(opening, sealed):
                self.find("opening-differs", f"{place}, field {name}", "salt and value are not those that were sealed")
            else:
                self.named |= set(_texts(opening["value"]))

    def check_case(self, case: Mapping[str, Any], proven: Mapping[str, ChainEntry]) -> None:
        """The acts of a case without a gap from the first to the state it is shown in."""
        where, last = f"case {case['code']}", None
        of_case = [proven[one["leaf"]] for one in case["entries"] if one["leaf"] in proven]
        for one in (one for one in of_case if "case" in one.body):
            before, prev = (last.body["seq"], last.leaf_hash.hex()) if last else (0, None)
            if (one.body["case"], one.body["seq"], one.body.get("prev")) != (case["code"], before + 1, prev):
                self.find("case-broken", one.where, f"it does not follow number {before} of the case")
            last = one
        if last is None or last.body["to"] != case["state"]:
            self.find("case-state", where, f"shown as {case['state']}, which no last entry says")

    def check_edition(self, content: Mapping[str, Any], proven: Sequence[ChainEntry]) -> None:
        data = self.read("edition.toml", LARGEST_TEXT)
        if data is None:
            return
        rules = tomllib.loads(data.decode())
        written = json.dumps(rules, default=date.isoformat)  # days as they are written
        digest = hashlib.sha256(canonical(json.loads(written))).hexdigest()
        published = {
            one["body"]["edition"] for one in content["programme_entries"] if one["kind"] == "programme.published"
        }
        if digest not in published:
            self.find("edition-differs", "edition.toml", "no entry publishes rules with this digest")
        for one in proven:  # what the rules have a person sign, a person signed
            by_these = one.body.get("edition") == digest and one.body["kind"] in rules.get("signed", ())
            if by_these and "evidence" not in one.body:
                self.find("evidence-missing", one.where, one.body["kind"])

    def check_signed_files(self, said: list[tuple[str, dict[str, Any]]], files: set[str]) -> None:
        """What was signed by certificate is there: the PDF, and the roots and lists on which it was believed."""
        for where, statement in said:
            trust = self.folder / TRUST / statement["trust"]
            kept = hashlib.sha256(read_file(trust, LARGEST_TEXT)).hexdigest() if trust.is_file() else ""
            if statement["file"] not in files or kept != statement["trust"]:
                self.find("file-missing", where, "the signed PDF, or what its certificate was believed by")
        if said:
            self.warnings.append(Finding("evidence-by-file", "files", f"{len(said)} signatures"))

    def check_files(self, files: list[Mapping[str, Any]]) -> None:
        for sha256 in sorted({one["sha256"] for one in files}):
            name = f"files/{sha256}"
            try:
                with open_file(self.folder / "files" / Path(sha256).name) as source:
                    found = hashlib.file_digest(source, "sha256").hexdigest()
            except OSError as error:
                self.find("file-missing", name, str(error.strerror))
                continue
            if found != sha256:
                self.find("file-differs", name, "the bytes are not those that were handed in")
            elif sha256 not in self.named:
                detail = "no entry that may be opened names it: that it was handed in is not proved"
                self.warnings.append(Finding("file-unproven", name, detail))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys all differ: of two with one name another reader may take the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _entries(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in content["programme_entries"]:
        yield "programme", one
    for case in content["cases"]:
        for one in case["entries"]:
            yield f"case {case['code']}", one


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
