"""`journal verify` finds any cell of a recognition that was changed beside the use cases."""

from __future__ import annotations

from typing import Any

import pytest

from tests import recognition
from tests.builders import District
from tests.recognition import act, objection
from tests.tampering import by_hand
from workflow_app.clock import day_of
from workflow_app.models import Document
from workflow_app.services import recognition as steps
from workflow_app.services import recognition_board as later
from workflow_app.services import record, verify_journal
from workflow_app.services.record import RECORDED, recorded_columns

pytestmark = pytest.mark.usefixtures("tampering")


@pytest.fixture
def full(board: District) -> District:
    """A recognition with a row in each of its tables, published and revoked."""
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
    act(board, later.revoke, "board", code, reason="Số liệu không trung thực")
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
    path = full.house.db.url
    with by_hand(path) as connection:
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
    with by_hand(full.house.db.url) as connection:
        assert connection.execute(f"DELETE FROM {table}").rowcount > 0
    assert any(finding.table == table for finding in verify_journal.verify(full.house).findings)


DOCUMENT = tuple(c.key for c in Document.__table__.columns if c.key not in ("id", "file_id"))


@pytest.mark.parametrize("link", ["decision_id", "revocation_id"])
def test_a_changed_cell_of_a_decision_is_found_and_named(full: District, link: str) -> None:
    path = full.house.db.url
    missed = []
    with by_hand(path) as connection:
        (key,) = connection.execute(f"SELECT {link} FROM recognition").fetchone()
        for column in DOCUMENT:
            (value,) = connection.execute(f"SELECT {column} FROM document WHERE id = ?", (key,)).fetchone()
            connection.execute(f"UPDATE document SET {column} = ? WHERE id = ?", (other(value), key))
            found = [(one.table, one.row, one.column) for one in verify_journal.verify(full.house).findings]
            if ("document", str(key), column) not in found:
                missed.append(f"{column}: {found}")
            connection.execute(f"UPDATE document SET {column} = ? WHERE id = ?", (value, key))
        connection.execute("DELETE FROM document WHERE id = ?", (key,))
        findings = verify_journal.verify(full.house).findings
    assert not missed, "\n".join(missed)
    assert any((one.code, one.table) == ("row-missing", "document") for one in findings)


def test_a_paper_whose_row_names_other_bytes_is_found(full: District) -> None:
    with by_hand(full.house.db.url) as connection:
        change = "UPDATE file SET name = 'khac.pdf' WHERE name = 'to-trinh.pdf'"
        assert connection.execute(change).rowcount == 1
    found = [(one.table, one.column) for one in verify_journal.verify(full.house).findings]
    assert ("file", "name") in found


@pytest.mark.parametrize("damaged", ["[1]", '"x"', '{"papers": 3}', '{"papers": [1, {"code": [1]}]}', "{"])
def test_a_dossier_that_is_damaged_is_named_and_stops_nothing(full: District, damaged: str) -> None:
    with by_hand(full.house.db.url) as connection:
        connection.execute("UPDATE recognition_proposal SET dossier = ?", (damaged,))
    found = [(one.table, one.column) for one in verify_journal.verify(full.house).findings]
    assert ("recognition_proposal", "dossier") in found


def test_a_column_that_came_later_is_compared_from_the_next_entry_on(
    board: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = recognition.commented(board)
    now = record.recorded_columns
    with monkeypatch.context() as before:  # as an older version of this program sealed it
        before.setattr(record, "recorded_columns", lambda model: tuple(c for c in now(model) if c != "kind"))
        tables = tuple(model for model in RECORDED["recognition"] if model.__tablename__ != "recognition_vote")
        before.setitem(RECORDED, "recognition", tables)
        act(board, steps.enter_objection, "reviewer", code, objection(received_on=day_of(board.house.clock())))
    assert verify_journal.verify(board.house).ok
    with by_hand(board.house.db.url) as connection:
        connection.execute(
            "INSERT INTO recognition_vote SELECT case_id, 1, '2025-05-20', 5, 0, 0, 'x', 1, NULL, NULL FROM recognition"
        )
    assert {one.table for one in verify_journal.verify(board.house).findings} == {"recognition_vote"}


def test_the_one_who_objected_may_be_erased_and_nothing_else_of_the_objection(full: District) -> None:
    path = full.house.db.url
    gone = "UPDATE opening SET salt = NULL, value = NULL, erased_at = '2025-06-01T00:00:00.000Z' WHERE field = ?"
    for field, fine in (("objector", True), ("objection", False)):
        with by_hand(path) as connection:
            assert connection.execute(gone, (field,)).rowcount == 1
        assert verify_journal.verify(full.house).ok == fine, field
