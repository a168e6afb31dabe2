"""Entries: exactly the keys of their kind, canonical, signed by the entry key."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest

from tests.transparency.samples import KEYS, ORIGIN, body, case_body
from workflow_app.transparency.canonical import canonical
from workflow_app.transparency.entry import ACTIONS, KINDS, EntryRefused, build_entry, check_body, read_entry
from workflow_app.transparency.note import sign_note
from workflow_app.transparency.tiles import LARGEST_ENTRY

H = "ab" * 32
MANDATE = bytes(32)
NUMBERS = ("founded", "changed", "ended")  # how many units a change founds, changes and ends


def others() -> dict[str, dict[str, Any]]:
    grant = {"mandate": "M1", "holder": "P1", "role": "secretary", "reach": "self", "from": "2024-01-01", "to": None}
    grant |= {"programme": "bon-tot", "document": None}
    opened = {"programme": "bon-tot", "period": "2024", "edition": H}
    opened |= {"opens_on": "2024-01-01", "closes_on": "2024-04-01", "ends_on": "2025-01-01"}
    longer = {"programme": "bon-tot", "period": "2024", "opened": H, "closes_on": "2024-05-01", "ends_on": "2025-01-01"}
    return {
        "journal.created": {"origin": ORIGIN, "entry_vkey": KEYS.entry.vkey, "checkpoint_vkey": KEYS.checkpoint.vkey},
        "journal.recovered": {"size": 0, "root": H, "reason": "khôi phục bản sao lưu"},
        "account.mandate_granted": grant,
        "account.mandate_proposed": grant,
        "account.mandate_refused": {"mandate": "M1", "proposed": H},
        "account.code_issued": {"holder": "P1"},
        "account.password_chosen": {"holder": "P1", "with": "slip"},
        "account.closed": {"holder": "P1"},
        "account.address_confirmed": {"holder": "P1", "address": H},
        "account.mandate_ended": {"mandate": "M1", "granted": H, "on": "2024-05-01"},
        "account.factor_added": {"holder": "P1", "factor": "F1", "method": "totp", "key": None},
        "account.factor_removed": {"holder": "P1", "factor": "F1"},
        "account.factor_reset": {"holder": "P1"},
        "account.key_trusted": {"holder": "P1", "factor": "F1", "key": H, "evidence": None},
        "programme.published": {"programme": "bon-tot", "issuer": "2D4K-7QWX-MRT0", "number": 1, "edition": H},
        "unit.founded": {"unit": "7KX4-M2QD-9TRA"},
        "unit.reorganised": {"event": "E1", "top": "U1", "on": "2025-07-01", "rows": H} | dict.fromkeys(NUMBERS, 1),
        "unit.changed": {"unit": "U1", "event": "E1", "on": "2025-07-01"},
        "unit.ended": {"unit": "U1", "event": "E1", "on": "2025-07-01", "how": "merge", "fate": "continue"},
        "unit.took_effect": {"event": "E1", "recorded": H},
        "unit.reorganisation_undone": {"event": "E1", "recorded": H},
        "earlier.recorded": {"result": "7KX4-M2QD-9TRA"},
        "classification.decided": {
            "decision": "D1", "programme": "nd", "period": "2025", "edition": H, "committee": "U1",
        } | dict.fromkeys(("excellent", "good", "completed", "failed"), 1),  # fmt: skip
        "return.reported": {"return": "R1", "programme": "hn", "month": "2025-06", "edition": H, "version": 1},
        "return.excepted": {
            "exception": "X1", "programme": "hn", "first": "2025-06", "last": "2025-12", "how": "duration",
        },  # fmt: skip
        "target.counted": {
            "programme": "qp", "period": "2025", "edition": H, "moment": "end", "as_of": "2025-12-31", "units": 42,
        },  # fmt: skip
        "target.reported": {
            "programme": "tb", "period": "2025", "target": "T-TB-2", "version": 2, "number": 118, "of": 120,
            "as_of": "2025-06-30",
        },  # fmt: skip
        "practice.published": {"practice": "AAAA-AAAA-AAAA", "programme": "qp", "period": "2022", "version": 1},
        "practice.withdrawn": {"practice": "AAAA-AAAA-AAAA", "programme": "qp", "period": "2022", "version": 2},
        "target.decided": {"programme": "qp", "period": "2025", "choice": "keep"},
        "document.recorded": {"document": "1A2B-3C4D-5E6F", "version": 1},
        "document.linked": {"document": "1A2B-3C4D-5E6F", "relation": "replaces", "target": "6F5E-4D3C-2B1A"},
        "document.unlinked": {"document": "1A2B-3C4D-5E6F", "relation": "replaces", "target": "6F5E-4D3C-2B1A"},
        "document.printed": {"of": H, "file": H},
        "document.sealed": {"of": H, "file": H, "certificate": H},
        "seal.adopted": {"certificate": H},
        "round.opened": opened,
        "round.extended": longer,
        "round.reopened": longer,
        "round.closed": {"programme": "bon-tot", "period": "2024", "opened": H, "on": "2024-03-01"},
    }


def of_kind(kind: str) -> dict[str, Any]:
    if kind.partition(".")[0] in ACTIONS:
        return case_body(1, 0, None, MANDATE) | {"kind": kind}
    return body(kind, MANDATE, **others()[kind])


def code_of(changed: dict[str, Any]) -> str:
    with pytest.raises(EntryRefused) as refused:
        build_entry(changed, KEYS.entry)
    return refused.value.code


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_of_each_kind_is_one_canonical_line_that_comes_back(kind: str) -> None:
    note = build_entry(of_kind(kind), KEYS.entry)
    assert note.split(b"\n")[0] == canonical(of_kind(kind))
    assert note.count(b"\n") == 3
    assert read_entry(note, KEYS.entry_verifier) == of_kind(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_may_be_missing_or_added(kind: str) -> None:
    good = of_kind(kind)
    for key in good:
        missing = {name: value for name, value in good.items() if name != key}
        assert code_of(missing) in ("entry-key-missing", "entry-form"), key
    assert code_of(good | {"name": "Nguyễn Văn A"}) == "entry-key-unknown"


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_takes_a_value_of_another_shape(kind: str) -> None:
    for key in of_kind(kind).keys() - {"facts"}:
        for wrong in (1.5, "", "\n", ["x"], {"x": "Chi bộ"}, True, -1):
            code = code_of(of_kind(kind) | {key: wrong})
            assert code in ("entry-value", "entry-form", "entry-kind-unknown"), (key, wrong)


def test_a_kind_nobody_registered_is_refused() -> None:
    assert code_of(of_kind("unit.founded") | {"kind": "unit.founded2"}) == "entry-kind-unknown"
    assert code_of(of_kind("registration.submit") | {"kind": "registration.save"}) == "entry-kind-unknown"


@pytest.mark.parametrize(
    "at",
    [
        "2024-03-01T02:11:09Z", "2024-03-01T02:11:09.123456Z", "2024-03-01T02:11:09.123+00:00",
        "2024-03-01 02:11:09.123Z", "2024-02-30T02:11:09.123Z", "2024-03-01T24:11:09.123Z", "2024-03-01T02:11:60.123Z",
        "٢024-03-01T02:11:09.123Z", "2024-03-01T02:11:09.123Z\n",
    ],
)  # fmt: skip
def test_an_instant_has_one_spelling(at: str) -> None:
    assert code_of(of_kind("unit.founded") | {"at": at}) == "entry-value"


@pytest.mark.parametrize("day", ["2024-02-30", "2024-1-1", "20240101", "01/02/2024", "2024-W01-1"])
def test_a_day_has_one_spelling(day: str) -> None:
    assert code_of(of_kind("account.mandate_ended") | {"on": day}) == "entry-value"


def test_the_previous_entry_is_named_from_the_second_on_and_only_then() -> None:
    first = of_kind("registration.submit")
    assert code_of(first | {"prev": H}) == "entry-value"
    assert code_of(first | {"seq": 2}) == "entry-value"
    assert code_of(first | {"seq": 0}) == "entry-value"
    check_body(first | {"seq": 2, "prev": H})


def test_what_is_open_is_not_sealed_too() -> None:
    assert code_of(of_kind("registration.submit") | {"facts": {"unit": "X"}}) == "entry-value"


@pytest.mark.parametrize("value", ["Chi bộ Phòng Kỹ thuật", 90, {"points": "92.5"}, ["a"], None, True])
def test_an_open_fact_may_be_any_canonical_value(value: Any) -> None:
    entry = build_entry(of_kind("registration.submit") | {"facts": {"result": value}}, KEYS.entry)
    assert read_entry(entry, KEYS.entry_verifier)["facts"] == {"result": value}


@pytest.mark.parametrize("value", [7.5, {"tên": 1}, unicodedata.normalize("NFD", "Hòa")])
def test_a_fact_without_canonical_form_is_refused(value: Any) -> None:
    code = code_of(of_kind("registration.submit") | {"facts": {"result": value}})
    assert code in ("json-type", "json-key", "text-not-nfc")


def test_only_the_first_entries_may_lack_a_mandate() -> None:
    nobody = {"ref": None, "role": "system", "reach": "programme", "mandate": None}
    check_body(of_kind("journal.created") | {"by": nobody})
    check_body(of_kind("account.mandate_granted") | {"by": nobody})
    assert code_of(of_kind("unit.founded") | {"by": nobody}) == "entry-value"
    assert code_of(of_kind("unit.founded") | {"by": nobody | {"mandate": H}}) == "entry-value"
    assert code_of(of_kind("unit.founded") | {"by": {"ref": "P1", "mandate": H}}) == "entry-value"


def test_an_entry_has_at_most_65535_bytes() -> None:
    note = build_entry(of_kind("registration.submit") | {"facts": {"x": ""}}, KEYS.entry)
    room = LARGEST_ENTRY - len(note)
    longest = build_entry(of_kind("registration.submit") | {"facts": {"x": "a" * room}}, KEYS.entry)
    assert len(longest) == LARGEST_ENTRY
    assert read_entry(longest, KEYS.entry_verifier)["facts"] == {"x": "a" * room}
    assert code_of(of_kind("registration.submit") | {"facts": {"x": "a" * (room + 1)}}) == "entry-too-long"
    with pytest.raises(EntryRefused, match="entry-too-long"):
        read_entry(longest + b"x", KEYS.entry_verifier)


def test_only_the_entry_key_signs_and_is_believed() -> None:
    good = of_kind("unit.founded")
    with pytest.raises(EntryRefused, match="entry-key-purpose"):
        build_entry(good, KEYS.checkpoint)
    forged = sign_note(canonical(good).decode() + "\n", KEYS.checkpoint)
    with pytest.raises(EntryRefused, match="entry-signature"):
        read_entry(forged, KEYS.entry_verifier)


def test_a_second_signature_line_hides_nothing_in_the_leaf() -> None:
    note = sign_note(canonical(of_kind("unit.founded")).decode() + "\n", KEYS.entry, KEYS.checkpoint)
    with pytest.raises(EntryRefused, match="entry-signature"):
        read_entry(note, KEYS.entry_verifier)


@pytest.mark.parametrize("change", ["pretty", "two lines", "doubled key", "not an object", "escaped", "float"])
def test_a_signed_text_that_is_not_canonical_is_still_refused(change: str) -> None:
    line = canonical(of_kind("unit.founded")).decode()
    texts = {
        "pretty": json.dumps(json.loads(line)),
        "two lines": line + "\n" + line,
        "doubled key": line.replace('"v":1', '"v":1,"v":1'),
        "not an object": '["unit.founded"]',
        "escaped": line.replace('"unit"', '"\\u0075nit"'),
        "float": line.replace('"v":1', '"v":1.0'),
    }
    with pytest.raises(EntryRefused):
        read_entry(sign_note(texts[change] + "\n", KEYS.entry), KEYS.entry_verifier)


def test_a_line_break_inside_a_value_stays_inside_one_line() -> None:
    facts = {"x": "a\nb\r\n\n— c\u2028d\x00\x7f"}
    note = build_entry(of_kind("registration.submit") | {"facts": facts}, KEYS.entry)
    assert note.count(b"\n") == 3 and b"\r" not in note
    assert read_entry(note, KEYS.entry_verifier)["facts"] == facts
