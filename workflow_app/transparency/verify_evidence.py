"""Personal signatures in a copy of the journal: each entry that names evidence, beside the evidence in the copy.

Nothing is asked of a server: whose key it is, from when and until when, is what the entries before it say. Nor is a
signature left out: who holds the keys of the journal can write any entry, but none that a person has to sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .chain import day_of
from .evidence import LARGEST, EvidenceRefused, check_evidence, digest_of, key_digest, read_evidence
from .report import Finding
from .signed_entry import BEFORE_KEYS, OF_AGREEMENT, check_opened, check_signed, use_of
from .signed_file import is_signed_file, read_signed_file
from .strict import Malformed

OFFICERS = ("administrator", "manager")  # who vouches for keys
ON_PAPER = 2  # so many keys of a journal are trusted by what stands on paper


@dataclass(slots=True)
class EvidenceCheck:
    """One pass over the entries in the order of the tree."""

    find: Callable[[str], bytes | None]  # evidence by its digest; None where it is not in the copy
    origin: str
    is_whole: bool = False  # whether these are all entries of the journal: then they also say who could have vouched
    findings: list[Finding] = field(default_factory=list)
    checked: int = 0
    withheld: int = 0  # entries whose evidence is not in the copy
    by_file: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # where, statement of a signed file
    _trusted: dict[str, tuple[str, str]] = field(default_factory=dict)  # digest of a key -> holder, factor
    _removed: set[str] = field(default_factory=set)  # factors
    _officers: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # mandate -> holder, from, to
    _closed: set[str] = field(default_factory=set)  # holders
    _used: set[tuple[str, str]] = field(default_factory=set)

    def take(self, body: Mapping[str, Any], where: str, opened: Mapping[str, Any]) -> None:
        """Check what this entry names beside what is opened of it (field -> value), then learn what it says of keys."""
        if digest := body.get("evidence"):
            try:
                self._check(str(digest), body, where, opened)
            except Malformed as wrong:
                self.findings.append(Finding(wrong.code, where, wrong.detail))
        elif body["kind"] in OF_AGREEMENT and (self._trusted or _says_key(opened)):  # passwords only while no key was
            self.findings.append(Finding("evidence-missing", where, body["kind"]))
        if body["kind"] == "account.key_trusted":
            if self.is_whole and body["evidence"] is None and self._needs_no_paper(body["at"]):
                self.findings.append(Finding("key-on-paper", where, body["holder"]))
            self._trusted.setdefault(body["key"], (body["holder"], body["factor"]))
        elif body["kind"] == "account.factor_removed":
            self._removed.add(body["factor"])
        elif body["kind"] == "account.mandate_granted" and body["role"] in OFFICERS:
            self._officers[body["mandate"]] = (body["holder"], body["from"], body["to"] or "9999-12-31")
        elif body["kind"] == "account.mandate_ended" and body["mandate"] in self._officers:
            holder, first, last = self._officers[body["mandate"]]
            self._officers[body["mandate"]] = (holder, first, min(last, body["on"]))
        elif body["kind"] == "account.closed":
            self._closed.add(body["holder"])

    def _needs_no_paper(self, at: str) -> bool:
        """Whether two keys are there, and the holder of one of them could have signed for another at that instant."""
        day = day_of(at)
        in_office = {holder for holder, first, last in self._officers.values() if first <= day < last} - self._closed
        living = {holder for holder, factor in self._trusted.values() if factor not in self._removed}
        return len(self._trusted) >= ON_PAPER and bool(living & in_office)

    def _check(self, digest: str, body: Mapping[str, Any], where: str, opened: Mapping[str, Any]) -> None:
        if use_of(body) in self._used:
            raise EvidenceRefused("evidence-repeated", digest)
        self._used.add(use_of(body))
        data = self.find(digest)
        if data is None:
            self.withheld += 1
            return
        if digest_of(data) != digest:
            raise EvidenceRefused("evidence-differs", digest)
        if is_signed_file(data):
            check_signed(statement := read_signed_file(data), body, self.origin)
            check_opened(statement, body, opened)
            self.by_file.append((where, statement))
            return
        evidence = read_evidence(data)
        check_evidence(evidence)
        check_signed(evidence.statement, body, self.origin)
        check_opened(evidence.statement, body, opened)
        holder, factor = self._trusted.get(key_digest(evidence.public_key), (None, ""))
        if holder != body["by"]["ref"] or factor in self._removed:
            raise EvidenceRefused("key-untrusted", str(body["by"]["ref"]))
        self.checked += 1


def _says_key(opened: Mapping[str, Any]) -> bool:
    """Whether a statement that is open says that its signer had more than a password."""
    said = opened.get("statement")
    return isinstance(said, dict) and said.get("method") not in BEFORE_KEYS


def in_folder(folder: Path) -> Callable[[str], bytes | None]:
    """The evidence of an exported copy, each piece in a file under its digest."""

    def find(digest: str) -> bytes | None:
        path = folder / digest
        if not path.is_file():
            return None
        with open(path, "rb") as source:
            return source.read(LARGEST + 1)

    return find
