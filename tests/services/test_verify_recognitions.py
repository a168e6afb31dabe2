"""`journal verify` finds any cell of a recognition that was changed beside the use cases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests import recognition
from tests.builders import District
from tests.recognition import act, objection
from workflow_app.services import recognition as steps
from workflow_app.services import recognition_board as later
from workflow_app.services import verify_journal
from workflow_app.services.record import RECORDED, recorded_columns

pytestmark = pytest.mark.usefixtures("tampering")


@pytest.fixture
def full(board: District) -> District:
    """A published recognition with a row in each of its tables."""
    code = recognition.heard(board)
    act(board, steps.establish, "reviewer", code, fact="ky-luat", evidence="Quyết định 05")
    act(board, steps.lift, "board", code, number=1, reason="Đã thu hồi")
    act(board, steps.open_comment, "board", code)
    board.house.clock.advance(days=1)  # type: ignore[attr-defined]
    act(board, steps.enter_objection, "reviewer", code, objection())
    act(board, steps.answer, "reviewer2", code, number=1, text="Đã đối chiếu")
    board.house.clock.advance(days=6)  # type: ignore[attr-defined]
    act(board, later.open_vote, "board", code)
    act(board, later.record_vote, "teller", code, recognition.ballot(board))
    act(board, later.confirm_vote, "board2", code)
    act(board, later.decide_yes, "board", code)
    act(board, later.publish, "manager", code)
    return board


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if value is None or isinstance(value, int):
        return 1 - value if value in (0, 1) else (value or 0) + 1000
    return f"{value[:-1]}{'1' if value[-1:] != '1' else '2'}"


def test_a_full_register_is_intact(full: District) -> None:
    report = verify_journal.verify(full.house)
    assert report.ok, "\n".join(map(str, report.findings))


@pytest.mark.timeout(300)
def test_a_changed_cell_of_any_table_is_found(full: District) -> None:
    missed, tried = [], 0
    path = full.house.db.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for model in RECORDED["recognition"]:
            table = model.__tablename__
            for column in recorded_columns(model):
                key, value = connection.execute(f"SELECT rowid, {column} FROM {table} LIMIT 1").fetchone()
                change = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"
                connection.execute(change, (other(value), key))
                found = verify_journal.verify(full.house).findings
                if not any(finding.table == table for finding in found):
                    missed.append(f"{table}.{column}: {value!r} -> {other(value)!r}")
                # `case_id` is the row's own number in one table
                again = key if column != "case_id" or table != "recognition" else other(value)
                connection.execute(change, (value, again))
                tried += 1
    assert tried > 50
    assert not missed, "\n".join(missed)
    assert verify_journal.verify(full.house).ok, "everything was put back"


@pytest.mark.parametrize("model", RECORDED["recognition"], ids=lambda model: model.__tablename__)
def test_a_row_taken_away_is_missed(full: District, model: Any) -> None:
    table = model.__tablename__
    with closing(sqlite3.connect(full.house.db.url.removeprefix("sqlite:///"))) as connection, connection:
        assert connection.execute(f"DELETE FROM {table}").rowcount > 0
    assert any(finding.table == table for finding in verify_journal.verify(full.house).findings)


def test_the_one_who_objected_may_be_erased_and_nothing_else_of_the_objection(full: District) -> None:
    path = full.house.db.url.removeprefix("sqlite:///")
    gone = "UPDATE opening SET salt = NULL, value = NULL, erased_at = '2025-06-01T00:00:00.000Z' WHERE field = ?"
    for field, fine in (("objector", True), ("objection", False)):
        with closing(sqlite3.connect(path)) as connection, connection:
            assert connection.execute(gone, (field,)).rowcount == 1
        assert verify_journal.verify(full.house).ok == fine, field
