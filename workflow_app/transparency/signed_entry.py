"""What a person signs of an entry, and whether evidence is that of an entry; bytes in, words out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .evidence import EvidenceRefused

STATEMENT = 1  # version
OF_ASKING = ("nonce", "at", "until", "site", "method")  # what a statement says beside the act itself
_OF_STEP = ("case", "seq", "prev", "from", "to", "edition", "facts")
_OF_TEXT = ("version", "text")  # stand among the facts of the entry, as do the places of seats
OF_SEAT = ("commitment.sign", "commitment.countersign", "commitment.witness")  # one person for one seat
OF_AGREEMENT = (*OF_SEAT, "commitment.enter_paper", "commitment.attest_paper")  # always signed by a person
BEFORE_KEYS = ("password", "totp")  # how persons signed in former versions: nothing shows it but the entry
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
    if body["kind"] in OF_AGREEMENT:
        expected = {"act": body["kind"], "origin": origin, "case": body["case"], "edition": body["edition"]}
        expected |= _who(body) | {key: body["facts"].get(key) for key in _OF_TEXT}
        differs = any(act.get(name) != value for name, value in expected.items()) or not _names_places(act, body)
    elif body["kind"] == "account.key_trusted":
        expected = {"v": STATEMENT, "act": "account.trust_key", "origin": origin, **_who(body)}
        differs = act != expected | {key: body[key] for key in _OF_KEY}
    else:
        differs = act != statement_of(body, origin)
    if differs:
        raise EvidenceRefused("evidence-entry", str(act.get("act"))[:60])


def check_opened(statement: Mapping[str, Any], body: Mapping[str, Any], opened: Mapping[str, Any]) -> None:
    """Raise `EvidenceRefused` unless what is opened of an agreement's entry is what the person stated."""
    if body["kind"] not in OF_AGREEMENT:
        return
    unit = statement.get("unit")
    if body["kind"] == "commitment.attest_paper":
        hand = hand_of(body["facts"]["place"], statement) or {}
        unit = {"code": hand.get("unit"), "name": hand.get("unit_name")}
    said = {"statement": statement, "unit": unit}
    if differs := [name for name in said if name in opened and opened[name] != said[name]]:
        raise EvidenceRefused("evidence-entry", f"opened {', '.join(differs)}")


def use_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """What evidence may be used for once: one act, but for minutes on paper, each seat of which has its entry."""
    attests = body["kind"] == "commitment.attest_paper"
    return str(body["evidence"]), repr(body["facts"].get("place")) if attests else ""


def _names_places(act: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Whether the statement is about the seats that the entry names."""
    facts = body["facts"]
    if body["kind"] in OF_SEAT:  # a file, where it was signed elsewhere; what stands beside a signature names that one
        return all(act.get(key) == facts.get(key) for key in ("place", "beside", "file"))
    signed = act.get("signed")
    if not isinstance(signed, list) or not all(isinstance(one, dict) for one in signed):
        return False
    places = [one.get("place") for one in signed]
    if body["kind"] == "commitment.attest_paper":
        return bool(facts.get("place") in places)
    return bool(places == facts.get("places"))


def _who(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"person": body["by"]["ref"], "mandate": body["by"]["mandate"]}


def hand_of(place: int, statement: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a statement about minutes on paper says of one seat; None of what was not signed on paper."""
    return next((one for one in statement.get("signed", ()) if one.get("place") == place), None)


def form_of(place: int, statement: Mapping[str, Any]) -> str:
    """In which form a seat was signed (tm, kt, tl): of a signature on paper as the minutes say; empty where none is."""
    return str((hand_of(place, statement) or statement).get("signs_as", ""))


def position_of(place: int, statement: Mapping[str, Any]) -> str:
    """The position of the one who signed: of a signature on paper that of the hand, not of who attested it."""
    return str((hand_of(place, statement) or statement).get("position", ""))
