"""What lets somebody in, beside the signed entries: second factors, closed accounts, confirmed mail addresses."""

from __future__ import annotations

import hashlib
from typing import Any

from ..models import Account, MailChoice, SecondFactor
from .factor_secret import digest_of_address
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
        gone = self.entries.shut.keys() | self.entries.confirmed.keys()
        accounts = raw_select(Account, confirmed=MailChoice.confirmed)
        for row in stream(self.session, accounts.outerjoin(MailChoice, MailChoice.account_id == Account.id)):
            self._account(row)
            gone.discard(row["pseudonym"])
        for pseudonym in sorted(gone):
            self.findings.add("row-missing", "account", pseudonym, "pseudonym")

    def _account(self, row: Row) -> None:
        """Former versions wrote no entry when an account was closed or an address confirmed: then none is missed."""
        who, entries = row["pseudonym"], self.entries
        columns = {"factor_reset_at": (instant_text(row["factor_reset_at"]), entries.resets.get(who))}
        if who in entries.shut:
            columns["disabled_at"] = (instant_text(row["disabled_at"]), entries.shut[who])
        self.findings.compare("account", row["id"], None, columns)
        if who in entries.confirmed:
            address = digest_of_address(self.house, str(row["confirmed"]), row["id"])
            told = (address, entries.confirmed[who])
            self.findings.compare("mail_choice", row["id"], None, {"confirmed": told})

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
        if "secret" in body:  # not said by former versions
            columns["secret"] = (_digest(row["secret"]), None if removed_by else body["secret"])
            columns["credential_id"] = (_digest(row["credential_id"]), body["credential"])
        self.findings.compare("second_factor", row["id"], row["place"], columns)


def _digest(key: Any) -> str | None:
    return None if key is None else hashlib.sha256(bytes_value(key)).hexdigest()
