"""The entry of one act: a signed note around one line of canonical JSON, and what each kind must say.

An entry carries exactly the keys its kind has; anything else is refused before it is signed, and again when it is
read. Names, reasons and other erasable things appear only as commitments under `sealed`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from .canonical import LARGEST_INT, NotCanonical, canonical, read_canonical
from .note import BadNote, Signer, Verifier, open_note, sign_note
from .strict import Malformed, is_hash_hex
from .tiles import LARGEST_ENTRY

VERSION = 1
Check = Callable[[object], bool]


class EntryRefused(Malformed):
    """An entry that must not be signed, or must not be believed."""


def _text(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_INT


def _positive(value: object) -> bool:
    return _number(value) and value != 0


def _day(value: object) -> bool:
    return _is_day(value) and _real(date.fromisoformat, value)


def _instant(value: object) -> bool:
    return _is_instant(value) and _real(datetime.fromisoformat, value)


def _real(parse: Callable[[str], object], value: object) -> bool:
    try:
        parse(str(value))
    except ValueError:
        return False
    return True


def _by(value: object) -> bool:
    return _has(value, {"ref": _or_null(CODE), "role": TOKEN, "reach": TOKEN, "mandate": _or_null(is_hash_hex)}) and (
        (value["ref"] is None) == (value["mandate"] is None)  # type: ignore[index]
    )


def _fields(value: object) -> bool:
    return isinstance(value, dict) and all(TOKEN(name) for name in value)


def _sealed(value: object) -> bool:
    return isinstance(value, dict) and _fields(value) and all(is_hash_hex(digest) for digest in value.values())


def _files(value: object) -> bool:
    return isinstance(value, list) and all(_has(file, {"role": TOKEN, "commitment": is_hash_hex}) for file in value)


def _has(value: object, keys: Mapping[str, Check]) -> bool:
    return isinstance(value, dict) and value.keys() == keys.keys() and all(keys[key](value[key]) for key in keys)


CODE = _text(r"[0-9A-Za-z](?:[0-9A-Za-z._/-]{0,62}[0-9A-Za-z])?")  # of a case, unit, programme, mandate, pseudonym
TOKEN = _text(r"[a-z][a-z0-9_]{0,39}")  # of a state, role, reach, field
LINE = _text(r"[^\x00-\x1f\x7f\u2028\u2029]{1,400}")
_is_day = _text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_is_instant = _text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")

_COMMON: dict[str, Check] = {
    "v": lambda value: _number(value) and value == VERSION,
    "kind": lambda value: value in KINDS,
    "at": _instant,
    "by": _by,
    "sealed": _sealed,
}
_CASE: dict[str, Check] = {
    "case": CODE,
    "seq": _positive,
    "from": TOKEN,
    "to": TOKEN,
    "edition": is_hash_hex,
    "facts": _fields,
}
OPTIONAL: dict[str, Check] = {"request": is_hash_hex, "files": _files, "prev": is_hash_hex, "evidence": is_hash_hex}

# The actions of each process that are journalled: "<process>.<action>" is a kind of a case.
ACTIONS = {
    "registration": (
        "submit", "withdraw", "receive", "request_changes", "endorse", "approve", "reject", "assign_incharge", "close",
        "transfer", "close_by_event",
    ),
    "commitment": (
        "circulate", "comment", "revise", "freeze", "sign", "decline", "add_party", "remind", "reopen", "cancel",
        "terminate", "complete", "enter_paper", "attest_paper", "refuse_paper", "countersign", "witness", "extend",
        "expire", "hold", "resume", "report_obligation", "accept_report", "return_report", "amend", "lapse",
        "set_reminders", "decline_further", "name_further", "lift_obligation", "transfer", "close_by_event",
    ),
    "inspection": (
        "plan", "assign_team", "announce", "open_self", "submit_self", "start", "score", "add_finding",
        "draft_minutes", "send_minutes", "explain", "sign_minutes", "record_refusal", "require_fix", "report_fix",
        "recheck", "conclude", "mark_practice", "cancel", "transfer", "close_by_event",
    ),
    "recognition": (
        "propose", "accept_dossier", "return", "to_appraisal", "give_opinion", "establish", "lift", "open_comment",
        "object", "answer", "open_vote", "record_vote", "confirm_vote", "decide_yes", "decide_no", "exclude",
        "publish", "petition", "correct", "revoke", "expire", "transfer",
    ),
}  # fmt: skip

_MANDATE: dict[str, Check] = {
    "mandate": CODE,
    "holder": CODE,
    "role": TOKEN,
    "reach": TOKEN,
    "from": _day,
    "to": _or_null(_day),
    "programme": _or_null(CODE),
    "document": _or_null(CODE),
}
_LONGER: dict[str, Check] = {
    "programme": CODE, "period": CODE, "opened": is_hash_hex, "closes_on": _day, "ends_on": _day,
}  # fmt: skip
_OTHERS: dict[str, dict[str, Check]] = {
    "journal.created": {"origin": LINE, "entry_vkey": LINE, "checkpoint_vkey": LINE},
    "journal.recovered": {"size": _number, "root": is_hash_hex, "reason": LINE},
    "account.mandate_proposed": _MANDATE,
    "account.mandate_granted": _MANDATE,
    "account.mandate_refused": {"mandate": CODE, "proposed": is_hash_hex},
    "account.mandate_ended": {"mandate": CODE, "granted": is_hash_hex, "on": _day},
    "account.factor_added": {"holder": CODE, "factor": CODE, "method": TOKEN, "key": _or_null(is_hash_hex)},
    "account.factor_removed": {"holder": CODE, "factor": CODE},
    "account.factor_reset": {"holder": CODE},
    "account.key_trusted": {"holder": CODE, "factor": CODE, "key": is_hash_hex, "evidence": _or_null(is_hash_hex)},
    "account.code_issued": {"holder": CODE},
    "account.password_chosen": {"holder": CODE, "with": TOKEN},
    "account.closed": {"holder": CODE},
    "account.address_confirmed": {"holder": CODE, "address": is_hash_hex},
    "programme.published": {"programme": CODE, "issuer": CODE, "number": _positive, "edition": is_hash_hex},
    "unit.founded": {"unit": CODE},
    "unit.reorganised": {
        "event": CODE, "top": CODE, "on": _day, "founded": _number, "changed": _number, "ended": _number,
        "rows": is_hash_hex,
    },
    "unit.changed": {"unit": CODE, "event": CODE, "on": _day},
    "unit.ended": {"unit": CODE, "event": CODE, "on": _day, "how": TOKEN, "fate": TOKEN},
    "unit.took_effect": {"event": CODE, "recorded": is_hash_hex},
    "unit.reorganisation_undone": {"event": CODE, "recorded": is_hash_hex},
    "earlier.recorded": {"result": CODE},
    "classification.decided": {
        "decision": CODE, "programme": CODE, "period": CODE, "edition": is_hash_hex, "committee": CODE,
        "excellent": _number, "good": _number, "completed": _number, "failed": _number,
    },
    "return.reported": {
        "return": CODE, "programme": CODE, "month": CODE, "edition": is_hash_hex, "version": _positive,
    },
    "return.excepted": {"exception": CODE, "programme": CODE, "first": CODE, "last": CODE, "how": TOKEN},
    "target.counted": {
        "programme": CODE, "period": CODE, "edition": is_hash_hex, "moment": TOKEN, "as_of": _day, "units": _number,
    },
    "target.reported": {
        "programme": CODE, "period": CODE, "target": CODE, "version": _number, "number": _number, "of": _number,
        "as_of": _day,
    },
    "practice.published": {"practice": CODE, "programme": CODE, "period": CODE, "version": _number},
    "practice.withdrawn": {"practice": CODE, "programme": CODE, "period": CODE, "version": _number},
    "target.decided": {"programme": CODE, "period": CODE, "choice": TOKEN},
    "document.recorded": {"document": CODE, "version": _number},
    "document.linked": {"document": CODE, "relation": TOKEN, "target": CODE},
    "document.unlinked": {"document": CODE, "relation": TOKEN, "target": CODE},
    "document.printed": {"of": is_hash_hex, "file": is_hash_hex},
    "document.sealed": {"of": is_hash_hex, "file": is_hash_hex, "certificate": is_hash_hex},
    "seal.adopted": {"certificate": is_hash_hex},
    "round.opened": {
        "programme": CODE,
        "period": CODE,
        "edition": is_hash_hex,
        "opens_on": _day,
        "closes_on": _day,
        "ends_on": _day,
    },
    "round.closed": {"programme": CODE, "period": CODE, "opened": is_hash_hex, "on": _day},
    "round.extended": _LONGER,
    "round.reopened": _LONGER,
}

# Kind of entry -> the keys it must have beside the common ones, each with the test its value must pass.
KINDS: dict[str, dict[str, Check]] = _OTHERS | {
    f"{process}.{action}": _CASE for process, actions in ACTIONS.items() for action in actions
}
# What further keys an entry of a kind may have: those of former versions do without.
_MORE: dict[str, dict[str, Check]] = {
    "unit.founded": {"event": CODE},
    "account.mandate_granted": {"instead_of": is_hash_hex},
    "account.mandate_proposed": {"instead_of": is_hash_hex},
    "account.factor_added": {"secret": _or_null(is_hash_hex), "credential": _or_null(is_hash_hex)},
}
WITHOUT_MANDATE = frozenset({"journal.created", "account.mandate_granted"})  # before the first mandate exists


def build_entry(body: Mapping[str, Any], signer: Signer) -> bytes:
    """The signed entry (the leaf of the tree, byte for byte), or `EntryRefused` with the key that is wrong."""
    check_body(body)
    if not signer.name.endswith("/entry"):
        raise EntryRefused("entry-key-purpose", signer.name)
    try:
        note = sign_note(canonical(dict(body)).decode("utf-8") + "\n", signer)
    except Malformed as error:
        raise EntryRefused(error.code, error.detail) from None
    if len(note) > LARGEST_ENTRY:
        raise EntryRefused("entry-too-long", f"{len(note)} of {LARGEST_ENTRY} bytes")
    return note


def read_entry(data: bytes, verifier: Verifier) -> dict[str, Any]:
    """The content of an entry after every check that needs no other entry; raises `EntryRefused`."""
    if len(data) > LARGEST_ENTRY:
        raise EntryRefused("entry-too-long", f"{len(data)} of {LARGEST_ENTRY} bytes")
    try:
        note = open_note(data, verifier)
    except BadNote as error:
        raise EntryRefused("entry-signature", str(error)) from None
    if note.signatures != 1:
        raise EntryRefused("entry-signature", f"{note.signatures} signatures instead of one")
    try:
        body = read_canonical(note.text.removesuffix("\n").encode("utf-8"))
    except NotCanonical as error:
        raise EntryRefused("entry-not-canonical", str(error)) from None
    check_body(body)
    result: dict[str, Any] = body
    return result


def check_body(body: object) -> None:
    """Refuse a body that does not have exactly the keys of its kind, each with a value of the right shape."""
    if not isinstance(body, Mapping) or not isinstance(body.get("kind"), str):
        raise EntryRefused("entry-form", "no object with a kind")
    kind = body["kind"]
    if kind not in KINDS:
        raise EntryRefused("entry-kind-unknown", kind[:60])
    required = _COMMON | KINDS[kind]
    known = required | ({} if kind in _OTHERS else OPTIONAL) | {"request": OPTIONAL["request"]}
    known |= _MORE.get(kind, {})
    _refuse_keys("entry-key-unknown", kind, set(body) - set(known))
    _refuse_keys("entry-key-missing", kind, set(required) - set(body))
    _refuse_keys("entry-value", kind, {key for key in body if not known[key](body[key])})
    _check_together(body)


def _refuse_keys(code: str, kind: str, keys: set[Any]) -> None:
    if keys:
        raise EntryRefused(code, f"{kind}: {', '.join(sorted(map(str, keys)))}")


def _check_together(body: Mapping[str, Any]) -> None:
    """What no key can say alone."""
    if "seq" in body and ("prev" in body) != (body["seq"] > 1):
        raise EntryRefused("entry-value", "prev: from the second entry of a case on, and only then")
    if twice := body["sealed"].keys() & body.get("facts", {}).keys():
        raise EntryRefused("entry-value", f"both open and sealed: {', '.join(sorted(twice))}")
    if body["by"]["mandate"] is None and body["kind"] not in WITHOUT_MANDATE:
        raise EntryRefused("entry-value", f"{body['kind']}: by.mandate")
