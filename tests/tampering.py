"""A stranger's hand in the database: what somebody can do who may also drop triggers and ignore checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

# Which row of a table is changed; the last one where nothing is said.
ROWS = {
    "entry": "kind = 'registration.approve'",
    "opening": "field = 'content'",
    "case_record": "state = 'approved'",
    "registration": "case_id = (SELECT id FROM case_record WHERE state = 'approved')",
    "mandate": "ended_on IS NOT NULL",
    "account": "login = 'da-nghi'",
    "unit_version": "kind = 'chi_bo_co_so'",
    "second_factor": "removed_at IS NOT NULL",
    "tile": "level = 0",
    "seat": "answer = 'declined'",
}
# What a value becomes where a stranger's hand would not write nonsense.
VALUES: dict[str, Any] = {
    "case_record.state": "closed",
    "case_record.period": "2024",
    "entry.kind": "registration.reject",
    "opening.opens": "at_once",
    "opening.value": '{"contents":[],"roadmap":[]}',
    "opening.erased_at": "2025-05-20T01:00:00.000Z",
    "mandate.role": "board_signatory",
    "mandate.reach": "subtree",
    "mandate.valid_to": "2030-01-01",
    "mandate.ended_on": "2025-06-30",
    "mandate.kind": "system",
    "round.closes_on": "2025-12-31",
    "round.opens_on": "2025-01-01",
    "unit_version.kind": "dang_bo_co_so",
    "unit_version.level": "province",
    "trusted_key.factor_id": 1_000_000,  # the others are trusted themselves
}
# Tables of which the busy register has no row, and the tests that change theirs: a pact with an open list has no
# order, and one whose programme takes no certificates has no signed file.
ELSEWHERE = {
    "further_signature": "tests/services/test_commitment_order.py",
    "certificate_signature": "tests/services/test_commitment_certificate.py",
    "classification": "tests/stories/test_classification.py",  # the programme classifies nobody
    "population": "tests/stories/test_population.py",
    "document_version": "tests/stories/test_documents.py",
    "document_link": "tests/stories/test_documents.py",
    "target_figure": "tests/stories/test_figure.py",
    "practice": "tests/stories/test_practice.py",
    "population_decision": "tests/stories/test_population.py",
    "meeting_return": "tests/stories/test_returns.py",  # nor asks anybody to report
    "return_exception": "tests/stories/test_returns.py",
    "classification_decision": "tests/stories/test_classification.py",
    "signing_trust": "tests/services/test_commitment_certificate.py",
}


@contextmanager
def by_hand(path: str | Path) -> Iterator[sqlite3.Connection]:
    """A connection to an SQLite database that nothing holds back any more; each statement is committed."""
    with closing(sqlite3.connect(str(path).removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
