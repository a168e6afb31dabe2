"""Sealed records forged by whoever holds the keys of the journal and the seal: what persons signed gives them away."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests import agreements, builders, signing
from tests.builders import District
from tests.pdf_text import text_of
from tests.services.test_agreement_record import blank, made, records
from tests.transparency.samples import checkpoint_note
from workflow_app.house import House
from workflow_app.pdf import sealing
from workflow_app.sealed_file import verify_sealed
from workflow_app.services import job, seal
from workflow_app.transparency import record
from workflow_app.transparency.canonical import canonical, commitment, read_canonical
from workflow_app.transparency.chain import ChainEntry
from workflow_app.transparency.entry import build_entry, read_entry
from workflow_app.transparency.merkle import inclusion_proof, leaf_hash
from workflow_app.transparency.proof import LogProof, format_proof, parse_proof
from workflow_app.transparency.report import Report
from workflow_app.transparency.tiles import MemoryStore
from workflow_app.wording import further_name

SALT = "00" * 32


@dataclass
class Forger:
    """The parts of a true record, to be changed at will; everything is then signed, proved and sealed anew."""

    house: House
    files: dict[str, bytes]
    bodies: dict[int, dict[str, Any]]
    openings: dict[int, dict[str, Any]]
    manifest: dict[str, Any]
    leaves: dict[str, int]  # leaf hash (hex) of the true entries -> place

    def of_kind(self, kind: str, place: int | None = None) -> tuple[int, dict[str, Any]]:
        return next(
            (index, body) for index, body in sorted(self.bodies.items())
            if body["kind"] == kind and place in (None, body.get("facts", {}).get("place"))
        )  # fmt: skip

    def open_as(self, index: int, field: str, value: object) -> None:
        """Seal another value in an entry, and open it."""
        self.bodies[index]["sealed"][field] = commitment(bytes.fromhex(SALT), value)
        self.openings[index][field] = {"salt": SALT, "value": value}

    def report(self) -> Report:
        """What a check says of the record made of these parts."""
        house, notes = self.house, self.notes()
        size = max(notes) + 1
        tree = MemoryStore([leaf_hash(notes.get(place, secrets.token_bytes(8))) for place in range(size)])
        head = checkpoint_note(size, tree.root(), house.keys)
        files = {name: data for name, data in self.files.items() if not name.endswith(".tlog-proof")}
        for place, note in notes.items():
            path = tuple(inclusion_proof(place, size, tree))
            files[record.PROOF.format(place)] = format_proof(LogProof(place, path, head, note))
        opened = {leaf_hash(notes[place]).hex(): fields for place, fields in self.openings.items()}
        files |= {record.CHECKPOINT: head, record.OPENINGS: canonical(opened)}
        of_case = [ChainEntry(*one) for one in self.of_case(notes)]
        parties = record.parties_of(of_case, opened, read_canonical(files[record.TEXT]))
        for one in parties:
            statement = self.openings[one["index"]]["statement"]["value"]
            files[record.stated_in(one)] = canonical(statement)
        digests = {name: record.digest(data) for name, data in files.items()}
        files[record.MANIFEST] = canonical({"parties": parties, **self.manifest, "files": digests})
        kept = {name: ("text/plain", data) for name, data in files.items()}
        filled = sealing.with_files(blank(), kept, house.clock())
        data = sealing.seal(filled, seal.loaded(house), house.clock(), reason="")
        return verify_sealed(data, "x.pdf", vkeys=house.keys.verifiers.text())

    def notes(self) -> dict[int, bytes]:
        """Every entry signed anew, each naming those before it."""
        notes, renamed, prev, number = dict[int, bytes](), dict[str, str](), "", 0
        was = {place: leaf for leaf, place in self.leaves.items()}
        for place, body in sorted(self.bodies.items()):
            if "case" in body:
                number += 1
                body |= {"seq": number} | ({"prev": prev} if prev else {})
            if body.get("of") in renamed:
                body["of"] = renamed[body["of"]]
            notes[place] = build_entry(body, self.house.keys.entry)
            renamed[was[place]] = leaf_hash(notes[place]).hex()
            prev = renamed[was[place]] if "case" in body else prev
        return notes

    def of_case(self, notes: dict[int, bytes]) -> list[tuple[int, bytes, dict[str, Any]]]:
        return [(n, leaf_hash(notes[n]), body) for n, body in sorted(self.bodies.items()) if "case" in body]


def forger(district: District) -> Forger:
    """The record of an agreement in force, taken apart."""
    return taken_apart(district.house, made(district)[1])


def taken_apart(house: House, data: bytes) -> Forger:
    """The parts of a true record."""
    files = dict(sealing.read_sealed(data).files)
    bodies, leaves = dict[int, dict[str, Any]](), dict[str, int]()
    for name, data in files.items():
        if name.endswith(".tlog-proof"):
            proof = parse_proof(data)
            assert proof.extra is not None
            bodies[proof.index] = read_entry(proof.extra, house.keys.entry_verifier)
            leaves[leaf_hash(proof.extra).hex()] = proof.index
    openings = {leaves[leaf]: fields for leaf, fields in read_canonical(files[record.OPENINGS]).items()}
    manifest = read_canonical(files.pop(record.MANIFEST))
    del manifest["parties"]
    return Forger(house, files, bodies, openings, manifest, leaves)


def other_position(true: Forger) -> None:
    place, _ = true.of_kind("commitment.sign", 1)
    true.open_as(place, "statement", true.openings[place]["statement"]["value"] | {"position": "Bí thư Huyện ủy"})


def other_unit(true: Forger) -> None:
    true.open_as(true.of_kind("commitment.sign", 2)[0], "unit", {"code": "AAAA-AAAA-AAAA", "name": "Chi bộ khác"})


def unsigned(true: Forger) -> None:
    """The answers of devices left out, and with them the entries of the keys."""
    for seat in (1, 2):
        name = true.of_kind("commitment.sign", seat)[1].pop("evidence")
        del true.files[record.EVIDENCE.format(name)]
    for place in [one for one, body in true.bodies.items() if body["kind"] == "account.key_trusted"]:
        true.bodies.pop(place)
        true.openings.pop(place, None)


def of_another(true: Forger) -> None:
    """The statements and answers of two parties, each used for the other."""
    (one, said), (other, told) = (true.of_kind("commitment.sign", seat) for seat in (1, 2))
    said["evidence"], told["evidence"] = told["evidence"], said["evidence"]
    first, second = (true.openings[place]["statement"]["value"] for place in (one, other))
    true.open_as(one, "statement", second)
    true.open_as(other, "statement", first)


def never_in_force(true: Forger) -> None:
    true.of_kind("commitment.sign", 1)[1]["to"] = "partially_signed"


def a_party_less(true: Forger) -> None:
    true.manifest["parties"] = []


def other_title(true: Forger) -> None:
    true.manifest["title"] = "Giao ước khác"


def other_day(true: Forger) -> None:
    true.manifest["in_force_at"] = "2024-01-01T00:00:00.000Z"


def other_journal(true: Forger) -> None:
    true.manifest["origin"] = "other.invalid/log"


FORGED: dict[Callable[[Forger], None], set[str]] = {
    other_position: {"evidence-entry"},
    other_unit: {"evidence-entry"},
    unsigned: {"evidence-missing"},
    of_another: {"evidence-entry"},
    a_party_less: {"party-differs"},
    never_in_force: {"record-differs"},
    other_title: {"record-differs"},
    other_day: {"record-differs"},
    other_journal: {"record-differs"},
}


def test_a_record_that_shows_what_nobody_signed_is_found(district: District) -> None:
    true = forger(district)
    assert true.report().findings == (), "put together again as it was"
    found = {}
    for forge in FORGED:
        forge(forged := copy.deepcopy(true, {id(true.house): true.house}))
        found[forge] = {one.code for one in forged.report().findings}
    assert found == FORGED


def test_a_record_proves_who_vouched_for_the_keys_that_signed(district: District) -> None:
    for part in ("manager", "clerk"):  # the two that are taken on paper
        signing.trusted_of(district.house, district.mandates[part])
    true = forger(district)
    vouched = [body for body in true.bodies.values() if body["kind"] == "account.key_trusted" and body["evidence"]]
    report = true.report()
    [paper] = [one.where for one in report.warnings if one.code == "key-by-paper"]
    assert report.ok and len(vouched) == 2 and paper.count("tlog-proof") == 1, "that of the officer alone"
    statement = record.EVIDENCE.format(vouched[0]["evidence"])
    kept = true.files.pop(statement)
    assert "evidence-withheld" in {one.code for one in true.report().warnings}
    true.files[statement] = kept
    vouched[0]["key"] = "0" * 64  # of somebody for whom nobody vouched
    assert {one.code for one in true.report().findings} == {"evidence-entry", "key-untrusted"}



def test_a_record_names_forms_of_signing_and_what_stands_beside_a_signature(any_house: House) -> None:
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', 'closing_rule = "all"')
    district = builders.build_district(any_house, cells=2, source=source)
    seal.create(any_house, "Huyện ủy Đắk Song")
    code = agreements.frozen(district, seats={district.units[0].code: {"countersign": True}})
    agreements.signed(district, code, "board", "secretary2")
    signing.sign(any_house, district.mandates["secretary"], code, signs_as="kt")
    agreements.beside(district, code, "clerk")
    job.run_due(any_house)
    [(_, file)] = records(any_house)
    true = taken_apart(any_house, data := any_house.files.read(file.sha256))
    assert true.report().findings == ()
    said = read_canonical(sealing.read_sealed(data).files[record.MANIFEST])
    (seat,) = [one for one in said["parties"] if one["form"]]
    (beside,) = said["further"]
    assert seat["form"] == "kt" and (beside["kind"], beside["place"]) == ("countersign", seat["place"])
    shown = text_of(data)
    assert "K/T: ký thay người đứng đầu" in shown and further_name("countersign") in shown
    assert beside["statement"] in shown.replace("\n", "")

    place, _ = true.of_kind("commitment.countersign")
    forged = copy.deepcopy(true, {id(any_house): any_house})
    forged.open_as(place, "statement", true.openings[place]["statement"]["value"] | {"position": "Bí thư Huyện ủy"})
    forged.manifest["further"] = []
    assert {one.code for one in forged.report().findings} == {"evidence-entry", "file-differs", "party-differs"}
    del true.files[record.stated_in(beside)]
    assert {one.code for one in true.report().findings} == {"file-missing"}
