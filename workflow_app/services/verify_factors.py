"""The rows of second factors beside the signed entries that added and removed them."""

from __future__ import annotations

import hashlib
from typing import Any

from ..models import Account, SecondFactor
from .raw_rows import bytes_value, instant_text, raw_select, stream
from .verify_rows import Row, RowCheck


class FactorRows(RowCheck):
    """Nobody is given a factor, and nobody loses one, beside the journal."""

    def run(self) -> None:
        """Every factor, and which accounts are to begin anew."""
        kind = "account.factor_added"
        asked = self.with_entry(SecondFactor, SecondFactor.entry_id, kind, holder=Account.pseudonym)
        asked = asked.outerjoin(Account, SecondFactor.account_id == Account.id)
        for row, body, _ in self.told(SecondFactor, kind, asked):
            self._factor(row, body)
        for row in stream(self.session, raw_select(Account)):
            since = self.entries.resets.get(row["pseudonym"])
            reset = {"factor_reset_at": (instant_text(row["factor_reset_at"]), since)}
            self.findings.compare("account", row["id"], None, reset)

    def _factor(self, row: Row, body: Row) -> None:
        removed_by, removed_at = self.entries.removed.get(body["factor"], (None, None))
        columns = {
            "code": (row["code"], body["factor"]),
            "account_id": (row["holder"], body["holder"]),
            "method": (row["method"], body["method"]),
            "public_key": (_digest(row["public_key"]), body["key"]),
            "added_at": (instant_text(row["added_at"]), body["at"]),
            "removed_at": (instant_text(row["removed_at"]), removed_at),
            "removed_entry_id": (row["removed_entry_id"], removed_by),
        }
        self.findings.compare("second_factor", row["id"], row["place"], columns)


def _digest(key: Any) -> str | None:
    return None if key is None else hashlib.sha256(bytes_value(key)).hexdigest()
