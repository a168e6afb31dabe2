"""The rows of cases in every process, and the files of the store, beside the entries."""

from __future__ import annotations

from typing import Any

from states.processes import PROCESSES

from ..models import Case, Edition, File, InspectionScore, Unit
from ..uploads import media_type_of
from . import record
from .raw_rows import instant_text, json_value, raw_select, stream
from .verify_entries import Replay
from .verify_rows import Row, RowCheck


class CaseRows(RowCheck):
    """The rows that pages of cases are made of."""

    def run(self) -> None:
        """The cases, what their last entries sealed of their other rows, and the files themselves."""
        self._cases()
        self._evidence()
        self._files()

    def _cases(self) -> None:
        more = {"edition": Edition.digest, "of": Edition.programme_id, "unit": Unit.code}
        asked = raw_select(Case, **more).outerjoin(Edition, Case.edition_id == Edition.id)
        missing = set(self.entries.cases)
        for row in stream(self.session, asked.outerjoin(Unit, Case.unit_id == Unit.id)):
            missing.discard(row["code"])
            replay = self.entries.cases.get(row["code"])
            if replay is not None:
                self._case(row, replay)
            elif row["seq"] != 0 or row["version"] != 0 or row["state"] != _initial(row):
                self.findings.add("row-without-entry", "case_record", row["id"], "code")
        for code in sorted(missing):
            self.findings.add("row-missing", "case_record", code, "code", self.entries.cases[code].place)

    def _case(self, row: Row, replay: Replay) -> None:
        expected = {
            "process": (row["process"], replay.process),
            "state": (row["state"], replay.reached),
            "seq": (row["seq"], replay.seq),
            "version": (row["version"], replay.seq),
            "changed_at": (instant_text(row["changed_at"]), replay.at),
            "edition_id": (row["edition"], replay.edition),
            "programme_id": (row["programme_id"], row["of"]),
        }
        if replay.unit is not None:
            expected["unit_id"] = (row["unit"], replay.unit)
        self.findings.compare("case_record", row["id"], replay.place, expected)
        self._record(row, replay)

    def _record(self, row: Row, replay: Replay) -> None:
        """The case's rows in the tables of its process are those its last entry sealed.

        What a later version of this program added is sealed from the case's next entry on: until then a further
        column cannot be compared, and a further table holds nothing of the case.
        """
        now, sealed = record.digests(self.session, replay.process, row["id"]), replay.record
        for table in sorted(now.keys() | sealed.keys()):
            columns = sealed.get(table) or dict.fromkeys(now[table], record.NOTHING)
            said = {c: (now.get(table, {}).get(c), digest) for c, digest in columns.items()}
            self.findings.compare(table, f"of case {row['code']}", replay.place, said)

    def _evidence(self) -> None:
        """The points of inspections are sealed row by row; here the rows of the files that they name."""
        told = set[tuple[Any, str]]()  # the team's versions name the same file again and again
        for score in stream(self.session, raw_select(InspectionScore)):
            files = json_value(score["files"])
            for named in files if isinstance(files, list) else ():
                if (key := (score["case_id"], repr(named))) not in told:
                    told.add(key)
                    self.named_file(score["case_id"], named, None)

    def _files(self) -> None:
        """Every file has the bytes its row names, and is given out as what they are."""
        for row in stream(self.session, raw_select(File)):
            try:
                data = self.house.files.read(str(row["sha256"]))
            except ValueError:
                self.findings.add("file-changed", "file", row["id"], "sha256")
            except OSError:
                self.findings.add("file-missing", "file", row["id"], "sha256")
            else:
                columns = {"size": (row["size"], len(data)), "media_type": (row["media_type"], media_type_of(data))}
                self.findings.compare("file", row["id"], None, columns, "recomputed-differs")


def _initial(row: Row) -> str | None:
    """The state of a case that nobody has handed in yet."""
    process = PROCESSES.get(row["process"])
    return process.initial.value if process else None
