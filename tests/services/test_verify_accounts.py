"""`journal verify` finds what lets somebody in exchanged behind the program's back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import District
from tests.factors import protect
from tests.services.test_verify_journal import copies_of
from tests.tampering import names
from workflow_app.models import Account
from workflow_app.services import account, perform, second_factor, verify_journal
from workflow_app.services.perform import unit_of_work


def test_what_lets_somebody_in_is_not_exchanged_unseen(district: District, tmp_path: Path) -> None:
    protect(district)
    copies = copies_of(district, tmp_path)
    for table, column, statement in (
        ("second_factor", "secret", "UPDATE second_factor SET secret = x'00' WHERE method = 'totp'"),
        ("second_factor", "credential_id", "UPDATE second_factor SET credential_id = x'00' WHERE name = 'Khóa 2'"),
        ("account", "disabled_at", "UPDATE account SET disabled_at = NULL WHERE login = 'da-nghi'"),
        ("account", "pseudonym", "DELETE FROM account WHERE login = 'da-nghi'"),
        ("mail_choice", "confirmed", "UPDATE mail_choice SET confirmed = 'ke-khac@example.vn'"),
        ("mail_choice", "confirmed", "DELETE FROM mail_choice"),
    ):
        assert names(copies.verify((statement, ())), table, column), statement


def test_entries_of_former_versions_that_say_less_are_no_fault(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = perform.Work.append

    def of_former(work: Any, kind: str, *given: Any, secret: Any = None, credential: Any = None, **said: Any) -> Any:
        return append(work, kind, *given, **said) if kind != "account.closed" else None

    monkeypatch.setattr(perform.Work, "append", of_former)
    second_factor.add_passkey(district.house, 1, 0, b"credential", b"key", 0, "Khóa cũ")
    with unit_of_work(district.house) as work:
        account.disable(work, work.system(), work.session.get_one(Account, 1))
    report = verify_journal.verify(district.house)
    assert report.ok, "\n".join(map(str, report.findings))
