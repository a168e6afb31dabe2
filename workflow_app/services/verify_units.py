"""Units, what they were called day by day, and the changes of the organisation, beside the entries that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session, aliased

from states import unit_history
from states.reorganisation import DRAFT, EFFECTIVE, FOUND, RECORDED, UNDONE
from states.unit_history import Attributes, History, Writing

from .. import text
from ..clock import day_of
from ..house import House
from ..models import Unit, UnitEdge, UnitEvent, UnitVersion
from .raw_rows import day_text, instant_text, json_value, raw_select, stream
from .unit_effect import paths_of
from .unit_event import rows_digest
from .verify_mandate import referred
from .verify_report import Findings

SAID = ("name", "short_name", "kind", "level", "cell_type", "parent")
EDGE = ("event_id", "predecessor_id", "successor_id", "position", "kind", "entry_id")
Edge = tuple[str, str, int, str, int]  # predecessor, successor, position, kind, id of the entry


@dataclass(slots=True)
class Told:
    """What the entries say of one change: what recorded it, and what became of it."""

    entry_id: int
    body: Mapping[str, Any]
    values: Mapping[str, Any]
    place: int | None
    written: list[tuple[str, int]] = field(default_factory=list)  # code of a unit and id of the entry
    edges: list[Edge] = field(default_factory=list)
    successors: dict[str, list[str]] = field(default_factory=dict)  # of each unit that ends
    fates: dict[str, dict[str, Any]] = field(default_factory=dict)  # of open cases by code, as they were chosen
    status: str = RECORDED
    effect_entry_id: int | None = None
    undone_entry_id: int | None = None


@dataclass(slots=True)
class UnitReplay:
    """What all entries about units lead to."""

    histories: dict[str, History] = field(default_factory=dict)  # by the code of the unit
    places: dict[int, int | None] = field(default_factory=dict)  # id of an entry -> place in the tree
    events: dict[str, Told] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)  # units of which an entry cannot be read: named already

    def take(self, entry_id: int, body: Mapping[str, Any], values: Mapping[str, Any], place: int | None) -> None:
        """The next entry about units, in the order of the journal."""
        action = body["kind"].removeprefix("unit.")
        self.places[entry_id] = place
        event = self.events.get(body.get("event", ""))
        if action == "reorganised":
            self.events[body["event"]] = Told(entry_id, body, values, place)
        elif action == "took_effect" and event is not None:
            event.status, event.effect_entry_id = EFFECTIVE, entry_id
        elif action == "reorganisation_undone" and event is not None:
            self._undo(event, Writing(datetime.fromisoformat(body["at"]), entry_id))
        elif action in ("founded", "changed", "ended"):
            said = values.get("unit")
            if not isinstance(said, dict):
                self.lost.add(body["unit"])
                return
            self._write(action, body, said, Writing(datetime.fromisoformat(body["at"]), entry_id))
            if event is not None:
                event.written.append((body["unit"], entry_id))
                event.edges += _edges(action, body, said, entry_id)
                if action == "ended":
                    event.successors[body["unit"]] = said["successors"]
                    event.fates |= {one["case"]: {**one, "unit": body["unit"]} for one in values.get("fates", ())}

    def _write(self, action: str, body: Mapping[str, Any], said: Mapping[str, Any], by: Writing) -> None:
        code, known = body["unit"], self.histories.get(body["unit"], ())
        if action == "founded":
            first = unit_history.founded(_attributes(said), date.fromisoformat(said["valid_from"]), by)
            self.histories[code] = (*known, *first)
        elif not unit_history.standing(known):
            self.lost.add(code)
        elif action == "changed":
            on = date.fromisoformat(body["on"])
            self.histories[code] = unit_history.changed(known, _attributes(said), on, by)
        else:
            self.histories[code] = unit_history.ended(known, date.fromisoformat(body["on"]), by)

    def _undo(self, event: Told, by: Writing) -> None:
        for code, entry_id in event.written:
            self.histories[code] = unit_history.undone(self.histories[code], entry_id, by)
        event.status, event.undone_entry_id = UNDONE, by.entry


@dataclass(slots=True)
class UnitRows:
    """The rows of units beside the replay of their entries."""

    house: House
    session: Session
    findings: Findings
    replay: UnitReplay

    def run(self) -> None:
        """Every table about units."""
        rows: dict[str, list[dict[str, Any]]] = {}
        of_entry = {one.entry: code for code, history in self.replay.histories.items() for one in history}
        for row in self._versions():
            rows.setdefault(of_entry.get(row["entry_id"], str(row["unit"])), []).append(row)
        for code in self.replay.histories.keys() | rows.keys():
            if code not in self.replay.lost:
                self._history(code, rows.get(code, []), self.replay.histories.get(code, ()))
        self._units()
        self._events()
        self._edges()
        self._paths()

    def _versions(self) -> Iterator[dict[str, Any]]:
        above = aliased(Unit)
        asked = raw_select(UnitVersion, unit=Unit.code, parent=above.code, event=UnitEvent.code)
        asked = asked.outerjoin(Unit, UnitVersion.unit_id == Unit.id)
        asked = asked.outerjoin(above, UnitVersion.parent_id == above.id)
        asked = asked.outerjoin(UnitEvent, UnitVersion.event_id == UnitEvent.id)
        return stream(self.session, asked.order_by(UnitVersion.id))

    def _history(self, code: str, rows: list[dict[str, Any]], history: History) -> None:
        rows.sort(key=lambda row: row["unit"] != code)  # what another unit's row says of this one is too much
        for row in rows[len(history) :]:
            self.findings.add("row-without-entry", "unit_version", row["id"], "entry_id")
        for one in history[len(rows) :]:
            self.findings.add("row-missing", "unit_version", code, "entry_id", self.replay.places.get(one.entry))
        events = {entry_id: event for event, told in self.replay.events.items() for _, entry_id in told.written}
        for row, one in zip(rows, history, strict=False):
            place, name = self.replay.places.get(one.entry), str(row["name"])
            columns: dict[str, tuple[Any, Any]] = {key: (row[key], getattr(one.said, key)) for key in SAID[:-1]}
            columns |= {
                "unit_id": (row["unit"], code),
                "parent_id": (referred(row, "parent"), one.said.parent),
                "valid_from": (day_text(row["valid_from"]), one.valid_from.isoformat()),
                "valid_to": (day_text(row["valid_to"]), one.valid_to.isoformat() if one.valid_to else None),
                "ended": (_flag(row["ended"]), one.ended),
                "recorded_at": (instant_text(row["recorded_at"]), instant_text(one.recorded_at)),
                "superseded_at": (instant_text(row["superseded_at"]), instant_text(one.superseded_at)),
                "superseded_entry_id": (row["superseded_entry_id"], one.superseded_by),
                "entry_id": (row["entry_id"], one.entry),
                "event_id": (referred(row, "event"), events.get(one.entry)),
                "document_id": (row["document_id"], None),
            }
            self.findings.compare("unit_version", row["id"], place, columns)
            derived = {
                "name_fold": (row["name_fold"], text.search_fold(name)),
                "sort_key": (row["sort_key"], text.sort_key(name)),
            }
            self.findings.compare("unit_version", row["id"], place, derived, "recomputed-differs")

    def _units(self) -> None:
        known = {row["code"]: row["id"] for row in stream(self.session, raw_select(Unit))}
        founded = self.replay.histories.keys() | self.replay.lost
        for code in known.keys() - founded:
            self.findings.add("row-without-entry", "unit", known[code], "code")
        for code in founded - known.keys():
            self.findings.add("row-missing", "unit", code, "code")

    def _events(self) -> None:
        asked = raw_select(UnitEvent, top=Unit.code).outerjoin(Unit, UnitEvent.top_id == Unit.id)
        rows = {row["code"]: row for row in stream(self.session, asked)}
        for code, told in self.replay.events.items():
            row = rows.pop(code, None)
            if row is None:
                self.findings.add("row-missing", "unit_event", code, "code", told.place)
                continue
            document = told.values.get("document") or {}
            columns = {
                "top_id": (row["top"], told.body["top"]),
                "title": (row["title"], told.values.get("title", row["title"])),
                "effective_on": (day_text(row["effective_on"]), told.body["on"]),
                "symbol": (row["symbol"], document.get("symbol")),
                "issued_on": (day_text(row["issued_on"]), document.get("issued_on")),
                "issuer": (row["issuer"], document.get("issuer")),
                "rows": (rows_digest(json_value(row["rows"])), told.body["rows"]),
                "status": (row["status"], told.status),
                "entry_id": (row["entry_id"], told.entry_id),
                "effect_entry_id": (row["effect_entry_id"], told.effect_entry_id),
                "undone_entry_id": (row["undone_entry_id"], told.undone_entry_id),
            }
            self.findings.compare("unit_event", row["id"], told.place, columns)
        for row in rows.values():
            entries = [row[key] for key in ("entry_id", "effect_entry_id", "undone_entry_id")]
            if row["status"] != DRAFT or any(one is not None for one in entries):
                self.findings.add("row-without-entry", "unit_event", row["id"], "entry_id")

    def _edges(self) -> None:
        before, after = aliased(Unit), aliased(Unit)
        asked = raw_select(UnitEdge, before=before.code, after=after.code, event=UnitEvent.code)
        asked = asked.outerjoin(before, UnitEdge.predecessor_id == before.id)
        asked = asked.outerjoin(after, UnitEdge.successor_id == after.id)
        asked = asked.outerjoin(UnitEvent, UnitEdge.event_id == UnitEvent.id)
        said = {(code, *edge): told.place for code, told in self.replay.events.items() for edge in told.edges}
        odd = []
        for row in stream(self.session, asked):
            edge = tuple(row[key] for key in ("event", "before", "after", "position", "kind", "entry_id"))
            if edge in said:
                del said[edge]
            else:
                odd.append((row, edge))
        for row, edge in odd:
            self._edge(row, edge, said)
        for edge, place in said.items():
            self.findings.add("row-missing", "unit_edge", "/".join(map(str, edge[:3])), "entry_id", place)

    def _edge(self, row: dict[str, Any], edge: tuple[Any, ...], said: dict[tuple[Any, ...], int | None]) -> None:
        """A row that no entry says like this, beside the one it resembles most."""
        name = "/".join(str(row[key]) for key in EDGE[:3])
        alike = max(said, key=lambda one: sum(a == b for a, b in zip(one, edge, strict=True)), default=None)
        if alike is None:
            self.findings.add("row-without-entry", "unit_edge", name, "entry_id")
            return
        columns = {key: (a, b) for key, a, b in zip(EDGE, edge, alike, strict=True)}
        self.findings.compare("unit_edge", name, said.pop(alike), columns)

    def _paths(self) -> None:
        """Where every unit stands on the day to which the tree was turned last."""
        ids = {row["code"]: row["id"] for row in stream(self.session, raw_select(Unit))}
        expected = self._expected_paths(self._turned_to(), ids)
        for row in stream(self.session, raw_select(Unit)):
            if row["code"] not in self.replay.lost:
                path = {"path": (row["path"], expected.get(row["id"], ""))}
                self.findings.compare("unit", row["id"], None, path, "recomputed-differs")

    def _turned_to(self) -> date:
        """Today, or the latest day that had come already when a clock was set back; but no change that still waits."""
        events = self.replay.events.values()
        known = [date.fromisoformat(one.body["on"]) for one in events if one.status == EFFECTIVE]
        of_events = {code for one in events for code, _ in one.written}
        plain = (history for code, history in self.replay.histories.items() if code not in of_events)
        latest = max([day_of(self.house.clock()), *known, *(history[0].valid_from for history in plain)])
        waiting = [date.fromisoformat(one.body["on"]) for one in events if one.status == RECORDED]
        return min([latest, *(day - timedelta(days=1) for day in waiting)])

    def _expected_paths(self, on: date, ids: Mapping[str, int]) -> dict[int, str]:
        above: dict[int, int | None] = {}
        carried: dict[int, int] = {}
        for code, history in self.replay.histories.items():
            begun = [one for one in unit_history.standing(history) if one.valid_from <= on]
            if code not in ids or not begun:
                continue
            last = begun[-1]
            if last.valid_to is None or last.valid_to > on:
                above[ids[code]] = ids.get(last.said.parent) if last.said.parent else None
        for told in self.replay.events.values():
            for before, after, position, kind, _ in told.edges:
                over = told.status != UNDONE and position == 0 and kind != FOUND and before in ids
                if over and ids[before] not in above and date.fromisoformat(told.body["on"]) <= on:
                    carried[ids[before]] = ids.get(after, 0)
        return paths_of(above, carried)


def _flag(value: Any) -> Any:
    return bool(value) if value in (0, 1) else value  # SQLite keeps any number there


def _attributes(said: Mapping[str, Any]) -> Attributes:
    return Attributes(**{key: said.get(key) for key in SAID})  # type: ignore[arg-type]


def _edges(action: str, body: Mapping[str, Any], said: Mapping[str, Any], entry_id: int) -> list[Edge]:
    if action == "founded":
        return [(before, body["unit"], 0, FOUND, entry_id) for before in said.get("split_from", [])]
    if action == "ended":
        return [(body["unit"], after, n, body["how"], entry_id) for n, after in enumerate(said["successors"])]
    return []

