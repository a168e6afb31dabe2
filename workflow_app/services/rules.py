"""The rules of an edition as they were published, read from its text."""

from __future__ import annotations

from functools import lru_cache

from states import programme as rules

from ..models import Edition

Editions = dict[int, rules.Edition]  # by the id of the edition's row


@lru_cache(maxsize=64)
def parsed(source: str) -> rules.Edition:
    """The rules in a text (read once per process: a published text never changes)."""
    return rules.parse(source)


def rules_of(edition: Edition) -> rules.Edition:
    """The rules of a published edition."""
    return parsed(edition.source)
