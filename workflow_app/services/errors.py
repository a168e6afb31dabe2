"""What a use case may answer instead of a result; the web maps each once."""

from __future__ import annotations

from datetime import datetime
from typing import Any


class NotFound(Exception):
    """There is no such thing, or not for this viewer: both are answered alike."""


class NotAllowed(Exception):
    """The viewer may see the thing, but not do this."""


class Stale(Exception):
    """The case changed since the page was shown."""

    def __init__(self, changed_at: datetime, by_role: str, kind: str) -> None:
        self.changed_at, self.by_role, self.kind = changed_at, by_role, kind
        super().__init__(f"changed by {by_role} ({kind})")


class Repeated(Exception):
    """This very form was answered before; the answer is the same place."""

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(location)


class KeyReused(Exception):
    """The key of one form came back with another body."""


class ReadOnly(Exception):
    """The register takes no writes until an operator has decided (restored backup)."""


class SignatureNeeded(Exception):
    """Nothing stands in the way of a step but that the person signs it: what is to be signed, and what it binds.

    `values`: the salt (hex) and the value behind each commitment; `lots`: what was drawn by lot on the way.
    """

    def __init__(
        self, account_id: int, statement: dict[str, Any], values: dict[str, tuple[str, Any]], lots: list[str]
    ) -> None:
        self.account_id, self.statement, self.values, self.lots = account_id, statement, values, lots
        super().__init__(statement["act"])


class Invalid(Exception):
    """Input that cannot be taken, as field -> reason code; `why` says more to the operator, in codes."""

    def __init__(self, errors: dict[str, str], why: str = "") -> None:
        self.errors, self.why = errors, why
        super().__init__(str(errors))
