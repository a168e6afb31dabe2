"""The rules between entries: each case is one unbroken chain, and each act rests on a mandate in force.

Used on an export and on the database alike; the order is that of the tree, never that of the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .report import Finding

# The journal counts days in Viet Nam, which is UTC+7 without summer time since 1975: no time zone data is needed.
_VIETNAM = timedelta(hours=7)


def day_of(at: str) -> str:
    """The day in Viet Nam of an instant of the journal, as "2024-03-01"."""
    return (datetime.fromisoformat(at) + _VIETNAM).date().isoformat()


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """An entry that was read and checked by itself: place, leaf hash (32 bytes), content, and where it was found."""

    index: int
    leaf_hash: bytes
    body: Mapping[str, Any]
    where: str = ""

    @property
    def day(self) -> str:
        """The day of the act in Viet Nam, as "2024-03-01"."""
        return day_of(self.body["at"])


@dataclass(slots=True)
class _Grant:
    body: Mapping[str, Any]
    ended_on: str | None = None


@dataclass(slots=True)
class _Round:
    body: Mapping[str, Any]
    closes_on: str
    ends_on: str
    early: bool = False  # somebody closed it before its day


@dataclass(slots=True)
class _Event:
    """A change of the organisation; `settled` once it took effect or was taken back."""

    body: Mapping[str, Any]
    leaf: str
    settled: bool = False


@dataclass(slots=True)
class _Rules:
    cases: dict[str, ChainEntry] = field(default_factory=dict)
    grants: dict[str, _Grant] = field(default_factory=dict)
    editions: set[str] = field(default_factory=set)
    rounds: dict[str, _Round] = field(default_factory=dict)  # by the leaf hash of what opened them
    proposals: dict[str, ChainEntry] = field(default_factory=dict)  # by the code of the mandate, until settled
    events: dict[str, _Event] = field(default_factory=dict)  # by the code of the change
    seen: set[bytes] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    entry: ChainEntry = ChainEntry(-1, b"", {})

    def take(self, entry: ChainEntry) -> None:
        self.entry = entry
        body, kind = entry.body, entry.body["kind"]
        self.require(entry.leaf_hash not in self.seen, "entry-repeated")
        self.require((kind == "journal.created") == (entry.index == 0), "journal-created", "exactly the first entry")
        self.check_mandate(body["by"], kind)
        if "case" in body:
            self.check_case(body)
        if kind == "account.mandate_ended":
            self.end_mandate(body)
        if kind in ("account.mandate_granted", "account.mandate_refused"):
            self.settle(body, kind)
        if "instead_of" in body:
            self.check_stand_in(body)
        if kind == "round.opened":
            self.require(body["edition"] in self.editions, "edition-unpublished", body["edition"])
        if kind in ("round.closed", "round.extended", "round.reopened"):
            self.change_round(body, kind)
        if kind.startswith("unit.") and "event" in body and kind != "unit.reorganised":
            self.check_change(body)
        self.remember(entry, body, kind)

    def require(self, holds: bool, code: str, detail: str = "") -> None:
        if not holds:
            where = self.entry.where or f"entry {self.entry.index}"
            self.findings.append(Finding(code, where, detail))

    def check_mandate(self, by: Mapping[str, Any], kind: str) -> None:
        if by["mandate"] is None:
            first = kind == "journal.created" or (kind == "account.mandate_granted" and not self.grants)
            self.require(first, "mandate-missing", "only the first mandate may be granted without one")
            return
        grant = self.grants.get(by["mandate"])
        if grant is None:
            self.require(False, "mandate-unknown", by["mandate"])
            return
        self.require(by["ref"] == grant.body["holder"], "mandate-of-another", f"{by['ref']}")
        same = (by["role"], by["reach"]) == (grant.body["role"], grant.body["reach"])
        self.require(same, "mandate-role", f"{by['role']}, {by['reach']}")
        lends = kind.startswith("account.") and "instead_of" in grant.body
        self.require(not lends, "mandate-passed-on", kind)
        day, until = self.entry.day, grant.body["to"]
        in_force = grant.body["from"] <= day and (until is None or day < until)
        self.require(in_force, "mandate-not-in-force", day)
        for held in (grant, self.grants.get(grant.body.get("instead_of", ""))):  # what is lent ends with what it is of
            ended_on = held.ended_on if held else None
            self.require(ended_on is None or day < ended_on, "mandate-ended", str(ended_on))

    def check_case(self, body: Mapping[str, Any]) -> None:
        last = self.cases.get(body["case"])
        if last is None:
            self.require(body["seq"] == 1, "seq", f"the first entry of a case has seq {body['seq']}")
        else:
            expected = last.body["seq"] + 1
            self.require(body["seq"] == expected, "seq", f"{body['seq']} instead of {expected}")
            self.require(body.get("prev") == last.leaf_hash.hex(), "prev", str(body.get("prev")))
            self.require(body["from"] == last.body["to"], "from", f"{body['from']} after {last.body['to']}")
            self.require(body["at"] >= last.body["at"], "at", f"{body['at']} after {last.body['at']}")
            process, before = (b["kind"].partition(".")[0] for b in (body, last.body))
            self.require(process == before, "process", f"{process} after {before}")
        self.require(body["edition"] in self.editions, "edition-unpublished", body["edition"])

    def end_mandate(self, body: Mapping[str, Any]) -> None:
        grant = self.grants.get(body["granted"])
        if grant is None or grant.body["mandate"] != body["mandate"]:
            self.require(False, "mandate-unknown", body["granted"])
            return
        sooner = grant.ended_on is None or body["on"] < grant.ended_on
        self.require(sooner, "mandate-ended-twice", body["mandate"])
        grant.ended_on = min(body["on"], grant.ended_on or body["on"])

    def change_round(self, body: Mapping[str, Any], kind: str) -> None:
        found = self.rounds.get(body["opened"])
        if found is None or any(found.body[key] != body[key] for key in ("programme", "period")):
            self.require(False, "round-unknown", body["opened"])
        elif kind == "round.closed":
            is_open = found.body["opens_on"] <= body["on"] < found.closes_on and not found.early
            self.require(is_open, "round-not-open", body["on"])
            found.closes_on, found.early = body["on"], True
        else:
            over = found.early or self.entry.day >= found.closes_on
            self.require(over == (kind == "round.reopened"), "round-not-longer", kind)
            longer = max(found.closes_on, self.entry.day) < body["closes_on"] <= body["ends_on"]
            self.require(longer and body["ends_on"] >= found.ends_on, "round-not-longer", body["closes_on"])
            found.closes_on, found.ends_on, found.early = body["closes_on"], body["ends_on"], False

    def check_change(self, body: Mapping[str, Any]) -> None:
        """What belongs to a change of the organisation follows it, before it is settled; that happens once."""
        found = self.events.get(body["event"])
        if found is None or found.settled or body.get("on", found.body["on"]) != found.body["on"]:
            self.require(False, "change-unknown", body["event"])
        elif "recorded" in body:
            self.require(body["recorded"] == found.leaf, "change-unknown", body["recorded"])
            early = body["kind"] == "unit.took_effect" and self.entry.day < found.body["on"]
            self.require(not early, "change-early", self.entry.day)
            found.settled = True

    def settle(self, body: Mapping[str, Any], kind: str) -> None:
        """What one person proposed another grants, as it was proposed; it may begin later, never earlier."""
        proposed = self.proposals.pop(body["mandate"], None)
        if kind == "account.mandate_refused":
            known = proposed is not None and proposed.leaf_hash.hex() == body["proposed"]
            self.require(known, "mandate-unknown", body["proposed"])
        elif proposed is not None:
            others = (proposed.body["by"]["ref"], body["holder"])
            self.require(body["by"]["ref"] not in others, "mandate-second-person")
            keys = ("holder", "role", "reach", "to", "programme", "document")
            same = all(body[key] == proposed.body[key] for key in keys) and body["from"] >= proposed.body["from"]
            same = same and body.get("instead_of") == proposed.body.get("instead_of")
            self.require(same, "mandate-proposal", body["mandate"])

    def check_stand_in(self, body: Mapping[str, Any]) -> None:
        """Who stands in for somebody has what that person has, no longer, and passes it on to nobody."""
        grant = self.grants.get(body["instead_of"])
        if grant is None:
            self.require(False, "mandate-unknown", body["instead_of"])
            return
        own = grant.body
        same = all(body[key] == own[key] for key in ("role", "reach", "programme")) and body["from"] >= own["from"]
        within = body["to"] is not None and (own["to"] is None or body["to"] <= own["to"])
        other = body["holder"] != own["holder"] and "instead_of" not in own
        self.require(same and within and other, "mandate-stand-in", body["mandate"])

    def remember(self, entry: ChainEntry, body: Mapping[str, Any], kind: str) -> None:
        self.seen.add(entry.leaf_hash)
        if "case" in body:
            self.cases[body["case"]] = entry
        if kind == "account.mandate_proposed":
            self.proposals[body["mandate"]] = entry
        if kind == "account.mandate_granted":
            self.grants[entry.leaf_hash.hex()] = _Grant(body)
        if kind == "round.opened":
            self.rounds[entry.leaf_hash.hex()] = _Round(body, body["closes_on"], body["ends_on"])
        if kind == "unit.reorganised":
            self.events.setdefault(body["event"], _Event(body, entry.leaf_hash.hex()))
        if kind == "programme.published":
            self.editions.add(body["edition"])


def check_chain(entries: Iterable[ChainEntry]) -> list[Finding]:
    """Every breach of the rules between entries, given all entries in the order of the tree."""
    rules = _Rules()
    for entry in entries:
        rules.take(entry)
    return rules.findings
