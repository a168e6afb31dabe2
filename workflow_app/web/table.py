"""Tables that come in and go out: the file of a form, the page that shows what it would do, and files to download."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import wtforms
from flask import Response, abort, render_template, request
from wtforms.validators import Length

from .. import wording
from ..services.table_check import Checked
from ..tables import LARGEST, MOST_ROWS, Cell, Column, Table, as_csv, as_xlsx, pack, read, unpack
from .current import lang
from .forms import KeyForm
from .words import gettext

MOST_SHOWN = 50  # rows without a fault in the preview
MOST_FAULTY = 200  # rows with one: whoever has more begins with these
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TableForm(KeyForm):
    """The table that was just shown, packed, and the key of the page that showed it."""

    content = wtforms.StringField(validators=[Length(max=500_000)])

    def table(self, columns: Sequence[Column]) -> Table:
        """What the page showed, read again."""
        return read(unpack(self.content.data or ""), columns)


def uploaded(columns: Sequence[Column], most_rows: int = MOST_ROWS) -> Table | None:
    """The table that was sent; None when no file was chosen."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    return read(upload.stream.read(LARGEST + 1), columns, most_rows)


def fault_words(table: Table) -> list[str]:
    """Why a file was not read at all, in sentences with their place."""
    return [
        _placed(fault.row, fault.column, wording.table_fault(fault.code, fault.said, lang())) for fault in table.faults
    ]


def _placed(row: int, column: str, sentence: str) -> str:
    if row and column:
        return gettext("Dòng %(row)s, cột %(column)s: %(sentence)s", row=row, column=column, sentence=sentence)
    return gettext("Dòng %(row)s: %(sentence)s", row=row, sentence=sentence) if row else sentence


def preview(
    template: str, table: Table, checked: Sequence[Checked], columns: Sequence[Column],
    kind_name: Callable[[str, str], str], **more: Any,
) -> str:  # fmt: skip
    """The page that shows what a table would do: what is new, what is there, and every fault with its place."""
    said: dict[int, list[tuple[str, str]]] = {}
    unread = {(fault.row, fault.column) for fault in table.faults}  # said once: what is missing here was not read there
    beside = [fault for one in checked for fault in one.faults if (fault.row, fault.column) not in unread]
    for fault in (*table.faults, *beside):
        said.setdefault(fault.row, []).append((fault.column, wording.table_fault(fault.code, fault.said, lang())))
    names = {one.row.number: one.name for one in checked}
    good = [one for one in checked if one.row.number not in said]
    new = [one for one in good if not one.known]
    kinds = Counter(one.kind for one in new)
    seen = {
        "total": len(checked),
        "new": len(new),
        "same": len(good) - len(new),
        "faulty": [(number, names.get(number, ""), said[number]) for number in sorted(said)[:MOST_FAULTY]],
        "faults": len(said),
        "kinds": [(kind_name(kind, lang()), number) for kind, number in kinds.items() if kind],
        "content": pack(table.rows, columns) if not said and new else "",
    }
    shown = {"good": good[:MOST_SHOWN], "beside": [one for one in good if one.beside]}
    return render_template(template, seen=seen, **shown, **more)


def handed_out(rows: Sequence[Sequence[Cell]], name: str, ending: str, **more: Any) -> Response:
    """A list as a file to download, of the kind that its ending says."""
    if ending not in TYPES:
        abort(404)
    data = as_csv(rows) if ending == "csv" else as_xlsx(rows, gettext("Danh sách"), more or None)
    answer = Response(data, mimetype=TYPES[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def template_of(columns: Sequence[Column], part: str, name: str, ending: str) -> Response:
    """A table to fill in; a workbook also says, on a sheet of its own, what each column may hold."""
    hints: list[list[Cell]] = [[gettext("Cột"), gettext("Bắt buộc"), gettext("Ghi thế nào")]]
    for column in columns:
        needed = gettext("Có") if column.required else ""
        hints.append([column.heading, needed, wording.table_hint(f"{part}.{column.code}", lang())])
        hints += [["", "", words[0]] for words in column.choices.values()]
    return handed_out([[column.heading for column in columns]], name, ending, **{gettext("Cách ghi"): hints})
