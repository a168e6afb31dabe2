"""The sealed record of an agreement: the files in it, and whether they prove what it says, with public keys alone.

Reading the PDF and its seal is done elsewhere (pdf/sealing.py); this part takes the files that were in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .canonical import canonical, commitment, read_canonical
from .chain import ChainEntry
from .checkpoint import Checkpoint
from .keys import JournalVerifiers
from .package import open_checkpoint
from .report import Finding, Report
from .signed_entry import BEFORE_KEYS, form_of, position_of
from .strict import Malformed
from .verify import read_proof
from .verify_evidence import EvidenceCheck

VERSION, FIRST = 2, 1  # the first one named neither forms of signing nor what stands beside a signature
MANIFEST = "ban-ghi.json"
TEXT = "noi-dung.json"  # what was signed, byte for byte
FROZEN = "van-ban.pdf"  # the PDF of it
SIGNED = "van-ban-da-ky.pdf"  # that PDF with every signature by certificate, where there is one
OPENINGS = "gia-tri-da-mo.json"
VKEY = "khoa-cong-khai.txt"
CHECKPOINT = "diem-kiem-tra.txt"
HOW_TO = "huong-dan-kiem-tra.txt"
PROOF, STATEMENT, EVIDENCE = "muc-{}.tlog-proof", "loi-ky-{}.json", "bang-chung-{}.json"
SIGN, IN_FORCE = "commitment.sign", "in_force"
SIGNING = ("commitment.sign", "commitment.attest_paper")
BESIDE = {"commitment.countersign": "countersign", "commitment.witness": "witness"}
Opened = Mapping[str, Mapping[str, Any]]  # leaf hash in hex -> field -> {"salt": hex, "value": ...}


def parties_of(entries: Iterable[ChainEntry], openings: Opened, text: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who signed the text of this version: seat, unit, position, form, means, time, digest of what was stated."""
    superior = {party["code"] for party in text["parties"] if party["capacity"] == "superior"}
    found = []
    for entry in entries:
        if entry.body["kind"] in SIGNING and entry.body["facts"].get("version") == text["version"]:
            line, statement = _signature(entry, openings)
            capacity = "superior" if line["unit"]["code"] in superior else "unit"
            found.append(line | {"capacity": capacity, "signed_on": statement.get("signed_on")})
    return sorted(found, key=lambda one: int(one["place"]))


def further_of(entries: Iterable[ChainEntry], openings: Opened, text: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who signed beside the signature of a seat, of the same unit or as its witness."""
    found = [
        _signature(entry, openings)[0] | {"kind": BESIDE[entry.body["kind"]]}
        for entry in entries
        if entry.body["kind"] in BESIDE and entry.body["facts"].get("version") == text["version"]
    ]
    return sorted(found, key=lambda one: (int(one["place"]), one["kind"]))


def _signature(entry: ChainEntry, openings: Opened) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an entry and its openings say of one signature, and what was stated."""
    body = entry.body
    shown = {name: one["value"] for name, one in openings.get(entry.leaf_hash.hex(), {}).items()}
    statement, place = shown["statement"], body["facts"]["place"]
    line = {
        "place": place, "unit": shown["unit"], "position": position_of(place, statement),
        "form": form_of(place, statement),
        "method": "paper" if body["kind"] == "commitment.attest_paper" else statement["method"], "at": body["at"],
        "statement": digest(canonical(statement)), "evidence": body.get("evidence"), "index": entry.index,
        "leaf": entry.leaf_hash.hex(),
    }  # fmt: skip
    return line, statement


def stated_in(one: Mapping[str, Any]) -> str:
    """The name of the file with what was stated for one line of parties, or of what was signed beside them."""
    return STATEMENT.format(f"{one['place']}-{one['kind']}" if "kind" in one else one["place"])


def in_force_at(of_case: Iterable[ChainEntry]) -> str | None:
    """When the agreement came into force, as its entries say; None where they do not."""
    return next((str(one.body["at"]) for one in of_case if one.body["to"] == IN_FORCE != one.body["from"]), None)


def digest(data: bytes) -> str:
    """SHA-256 in hex: by what files of a record are named in it."""
    return hashlib.sha256(data).hexdigest()


def last_signed(signed: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """The digest of the PDF accepted last, by version of the text, from the bodies of signatures in their order."""
    return {one["facts"]["version"]: one["facts"]["file"] for one in signed if one["facts"].get("file")}


def verify_record(files: Mapping[str, bytes], certificate: str, *, vkeys: str | None = None) -> Report:
    """Check the files of a record whose seal holds; `certificate` is the digest of the certificate that sealed it.

    `vkeys`: the two public keys that the checker trusts; without them those of the record are used, with a warning.
    """
    check = _Record(files)
    try:
        check.run(certificate, vkeys)
    except Malformed as error:
        check.find(error.code, MANIFEST, error.detail)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        check.find("record-form", MANIFEST, f"{type(error).__name__}: {error}"[:120])
    return replace(check.report, findings=tuple(check.findings), warnings=tuple(check.warnings))


@dataclass(slots=True)
class _Record:
    """One check of one record, from its list of files downwards."""

    files: Mapping[str, bytes]
    report: Report = Report()
    findings: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def find(self, code: str, where: str, detail: str = "") -> None:
        self.findings.append(Finding(code, where, detail))

    def require(self, holds: bool, code: str, where: str, detail: str = "") -> None:
        if not holds:
            self.find(code, where, detail)

    def run(self, certificate: str, vkeys: str | None) -> None:
        said = read_canonical(self.file(MANIFEST))
        self.require(said["v"] in (FIRST, VERSION), "record-form", MANIFEST, f"version {said['v']}")
        self.check_files(said["files"])
        verifiers = self.keys(vkeys)
        head = open_checkpoint(self.file(CHECKPOINT), verifiers)
        self.report = Report(head.origin, head.size, head.root)
        entries = sorted(self.read_entries(head, verifiers), key=lambda one: one.index)
        of_case = [one for one in entries if one.body.get("case") == said["case"]]
        self.check_chain(of_case)
        openings = self.read_openings(entries)
        text = self.check_text(said, of_case, entries)
        parties = self.check_parties(said, of_case, openings, text)
        self.check_said(said, of_case, text, head.origin)
        self.check_evidence(entries, openings, head.origin)
        adopted = {one.body["certificate"] for one in entries if one.body["kind"] == "seal.adopted"}
        self.require(certificate in adopted, "seal-unknown", MANIFEST, certificate)
        self.require(said["seal"] == certificate, "seal-unknown", MANIFEST, str(said["seal"])[:64])
        signed = "; ".join(f"{one['place']} {one['unit']['name']}, {one['position']}" for one in parties)
        proved = f"the pages are for reading; proved: {text['title']}, version {text['version']}, signed by {signed}"
        self.warnings.append(Finding("record-reading-copy", MANIFEST, proved))

    def file(self, name: str) -> bytes:
        if name not in self.files:
            raise Malformed("file-missing", name)
        return self.files[name]

    def check_files(self, listed: Mapping[str, str]) -> None:
        for name in sorted(listed.keys() ^ (self.files.keys() - {MANIFEST})):
            self.find("file-missing" if name in listed else "file-unknown", name)
        for name in sorted(listed.keys() & self.files.keys()):
            self.require(digest(self.files[name]) == listed[name], "file-differs", name)

    def keys(self, vkeys: str | None) -> JournalVerifiers:
        own = self.file(VKEY).decode("utf-8", "replace")
        if vkeys is None:
            self.warnings.append(Finding("keys-from-package", VKEY, "the keys come from the record being checked"))
        else:
            self.require(own == vkeys, "vkey-differs", VKEY, "the record names other keys than the trusted ones")
        return JournalVerifiers.from_text(own if vkeys is None else vkeys)

    def read_entries(self, head: Checkpoint, verifiers: JournalVerifiers) -> Iterable[ChainEntry]:
        """The entries whose proofs lead to the one checkpoint of the record."""
        for name in sorted(self.files):
            if not name.endswith(".tlog-proof"):
                continue
            try:
                proof, leaf, body = read_proof(self.files[name], head, verifiers)
                if PROOF.format(proof.index) != name or proof.checkpoint != self.files[CHECKPOINT]:
                    raise Malformed("proof-differs", "another index or another checkpoint")
            except Malformed as error:
                self.find(error.code, name, error.detail)
                continue
            yield ChainEntry(proof.index, leaf, body, name)

    def check_chain(self, of_case: Sequence[ChainEntry]) -> None:
        """No act on the agreement was left out, up to the last one in the record."""
        before: ChainEntry | None = None
        for number, one in enumerate(of_case, 1):
            prev = before.leaf_hash.hex() if before else None
            linked = (one.body["seq"], one.body.get("prev")) == (number, prev)
            self.require(linked, "seq", one.where, str(one.body["seq"]))
            before = one

    def read_openings(self, entries: Sequence[ChainEntry]) -> dict[str, Any]:
        found: dict[str, Any] = read_canonical(self.file(OPENINGS))
        sealed = {one.leaf_hash.hex(): one.body["sealed"] for one in entries}
        for leaf, fields in found.items():
            for name, one in fields.items():
                said = sealed.get(leaf, {}).get(name)
                opens = commitment(bytes.fromhex(one["salt"]), one["value"]) == said
                self.require(opens, "opening-differs", OPENINGS, f"{leaf[:16]} {name}")
        return found

    def check_text(
        self, said: Mapping[str, Any], of_case: Sequence[ChainEntry], entries: Sequence[ChainEntry]
    ) -> dict[str, Any]:
        """The text is the one that was fixed last, and the PDF beside it is the one that was made of it."""
        data = self.file(TEXT)
        text: dict[str, Any] = read_canonical(data)
        fixed = [one for one in of_case if one.body["kind"] == "commitment.freeze"]
        named = fixed[-1].body["facts"] if fixed else {}
        same = (digest(data), text["version"]) == (named.get("text"), named.get("version"))
        self.require(same and said["text"] == digest(data), "text-differs", TEXT)
        leaf = fixed[-1].leaf_hash.hex() if fixed else ""
        printed = [one.body for one in entries if one.body["kind"] == "document.printed"]
        made = {body["file"] for body in printed if body["of"] == leaf}
        self.require(digest(self.file(FROZEN)) in made, "file-differs", FROZEN, "not the one that the journal names")
        self.check_signed(last_signed(one.body for one in of_case if one.body["kind"] == SIGN), text["version"])
        return text

    def check_signed(self, of_version: Mapping[int, str], version: int) -> None:
        """The PDF that parties signed by certificate is the one accepted last, and continues the text as it was set."""
        if (accepted := of_version.get(version)) is None:
            return
        data = self.file(SIGNED)
        continued = digest(data) == accepted and data.startswith(self.file(FROZEN))
        self.require(continued, "file-differs", SIGNED, "not the one that the journal names")

    def check_parties(
        self, said: Mapping[str, Any], of_case: Sequence[ChainEntry], openings: Opened, text: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Those who signed, as the entries say it; the statement of each is in the record."""
        parties, further = parties_of(of_case, openings, text), further_of(of_case, openings, text)
        if said["v"] == FIRST:
            parties, further = [{key: one[key] for key in one if key != "form"} for one in parties], []
        self.require(bool(parties) and parties == said["parties"], "party-differs", MANIFEST)
        self.require(further == said.get("further", []), "party-differs", MANIFEST, "what stands beside a signature")
        for one in of_case:
            if one.body["kind"] in (*SIGNING, *BESIDE) and one.body["facts"]["version"] == text["version"]:
                self.require(one.body["facts"]["text"] == said["text"], "text-differs", one.where)
        for line in (*parties, *further):
            name = stated_in(line)
            self.require(digest(self.file(name)) == line["statement"], "file-differs", name)
            if line["evidence"] is not None:
                self.file(EVIDENCE.format(line["evidence"]))
            elif line["method"] in BEFORE_KEYS:
                self.warnings.append(Finding("party-unproven", name, line["method"]))
        return parties

    def check_said(
        self, said: Mapping[str, Any], of_case: Sequence[ChainEntry], text: Mapping[str, Any], origin: str
    ) -> None:
        """What the list says of the agreement is what text and entries say, and the agreement is in force."""
        expected = {key: text[key] for key in ("case", "version", "title")}
        expected |= {"origin": origin, "in_force_at": in_force_at(of_case)}
        differs = [key for key in sorted(expected) if expected[key] is None or said[key] != expected[key]]
        self.require(not differs, "record-differs", MANIFEST, ", ".join(differs))

    def check_evidence(self, entries: Sequence[ChainEntry], openings: Opened, origin: str) -> None:
        """What devices answered, to which statements, and that the journal says whose keys these are."""
        checking = EvidenceCheck(lambda name: self.files.get(EVIDENCE.format(name)), origin)
        for one in entries:
            opened = openings.get(one.leaf_hash.hex(), {})
            checking.take(one.body, one.where, {name: said["value"] for name, said in opened.items()})
        self.findings += checking.findings
        if checking.by_file:
            self.warnings.append(Finding("evidence-by-file", SIGNED, f"{len(checking.by_file)} signatures"))
        trusted = [one for one in entries if one.body["kind"] == "account.key_trusted"]
        if on_paper := [one.where for one in trusted if one.body["evidence"] is None]:
            self.warnings.append(Finding("key-by-paper", ", ".join(on_paper), "compare with the whole journal"))
        for one in trusted:
            if one.body["evidence"] is not None and EVIDENCE.format(one.body["evidence"]) not in self.files:
                self.warnings.append(Finding("evidence-withheld", one.where, "who vouched for this key"))
