"""What a person signs of an entry, and whether evidence is that of an entry; bytes in, words out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .evidence import EvidenceRefused

STATEMENT = 1  # version
OF_ASKING = ("nonce", "at", "until", "site", "method")  # what a statement says beside the act itself
_OF_STEP = ("case", "seq", "prev", "from", "to", "edition", "facts")
_OF_AGREEMENT = ("version", "text", "place")  # stand among the facts of the entry
_OF_KEY = ("holder", "factor", "key")
_WRITTEN_LATER = ("record",)  # sealed only when the rows are written


def statement_of(body: Mapping[str, Any], origin: str) -> dict[str, Any]:
    """The statement by which somebody signs a step: all that its entry will say but when it was written."""
    sealed = {field: digest for field, digest in body["sealed"].items() if field not in _WRITTEN_LATER}
    said = {key: body[key] for key in _OF_STEP if key in body}
    return {"v": STATEMENT, "act": body["kind"], "origin": origin, **said, **_who(body), "sealed": sealed}


def check_signed(statement: Mapping[str, Any], body: Mapping[str, Any], origin: str) -> None:
    """Raise `EvidenceRefused` unless this statement is the one that this entry rests on."""
    act = {name: value for name, value in statement.items() if name not in OF_ASKING}
    if body["kind"] == "commitment.sign":
        expected = {"act": body["kind"], "origin": origin, "case": body["case"], "edition": body["edition"]}
        expected |= _who(body) | {key: body["facts"].get(key) for key in _OF_AGREEMENT}
        differs = any(act.get(name) != value for name, value in expected.items())
    elif body["kind"] == "account.key_trusted":
        expected = {"v": STATEMENT, "act": "account.trust_key", "origin": origin, **_who(body)}
        differs = act != expected | {key: body[key] for key in _OF_KEY}
    else:
        differs = act != statement_of(body, origin)
    if differs:
        raise EvidenceRefused("evidence-entry", str(act.get("act"))[:60])


def _who(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"person": body["by"]["ref"], "mandate": body["by"]["mandate"]}
