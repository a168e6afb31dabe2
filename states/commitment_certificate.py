"""Signatures by certificate, given outside: what must be true of a signed file besides what every signature needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from .guards import Guard

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """A file that was signed elsewhere and is handed in. What nobody states counts against it."""

    expected: bool = False  # the programme takes signatures by certificate
    follows: bool = False  # it begins with the very bytes that were accepted last
    key_free: bool = False  # no other party has signed this text with the same key


Rule = Guard[SignedFile]

expected = Rule("certificate-not-expected", "The programme takes certificates.", lambda f: f.expected)
follows = Rule("certificate-overtaken", "The file continues what was accepted last.", lambda f: f.follows)
key_free = Rule("certificate-key-used", "No other party signed this text with this key.", lambda f: f.key_free)


def fitting(file_of: Callable[[Facts], SignedFile | None]) -> tuple[Guard[Facts], ...]:
    """The guards as those of facts that may hold a signed file: where there is none, they ask nothing."""

    def of(rule: Rule) -> Guard[Facts]:
        return Guard(rule.reason, rule.rule, lambda facts: (file := file_of(facts)) is None or rule.holds(file))

    return tuple(map(of, (expected, follows, key_free)))
