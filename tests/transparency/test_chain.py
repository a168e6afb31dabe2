"""The rules between entries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.transparency.samples import EDITION, KEYS, body, case_body, entries
from workflow_app.transparency.chain import ChainEntry, check_chain
from workflow_app.transparency.entry import read_entry
from workflow_app.transparency.merkle import leaf_hash

COMMON = ("v", "kind", "at", "by", "sealed")
BY = {"ref": "4T7Q-K2M9-XR3D", "role": "secretary", "reach": "self"}


def chain(size: int = 9) -> list[ChainEntry]:
    """Three beginnings, then two cases of three steps each."""
    notes = entries(size)
    return [ChainEntry(i, leaf_hash(note), read_entry(note, KEYS.entry_verifier)) for i, note in enumerate(notes)]


def changed(index: int, **keys: Any) -> list[ChainEntry]:
    """The chain with one body changed (its leaf hash kept, so that only the one rule breaks)."""
    found = chain()
    entry = found[index]
    found[index] = ChainEntry(index, entry.leaf_hash, {**entry.body, **keys})
    return found


def renumbered(found: list[ChainEntry]) -> list[ChainEntry]:
    return [ChainEntry(index, entry.leaf_hash, entry.body) for index, entry in enumerate(found)]


def codes(found: list[ChainEntry]) -> set[str]:
    return {finding.code for finding in check_chain(found)}


def added(kind: str, at: str = "2024-06-01T00:00:00.000Z", **keys: Any) -> list[ChainEntry]:
    found = chain()
    mandate = found[1].leaf_hash
    return [*found, ChainEntry(9, bytes(32), body(kind, mandate, **keys) | {"at": at})]


def ended(on: str) -> list[ChainEntry]:
    """The one mandate is ended before the second case moves."""
    found = chain()
    keys = {"mandate": "M0C4-9Q2T-7HXB", "granted": found[1].leaf_hash.hex(), "on": on}
    end = ChainEntry(0, bytes(32), body("account.mandate_ended", found[1].leaf_hash, **keys))
    return renumbered([*found[:6], end, *found[6:]])


def test_a_true_journal_has_no_finding() -> None:
    assert check_chain(chain()) == []
    assert check_chain([]) == []


@pytest.mark.parametrize(
    ("index", "keys", "code"),
    [
        (4, {"seq": 3}, "seq"),
        (3, {"seq": 2}, "seq"),
        (4, {"prev": "00" * 32}, "prev"),
        (4, {"from": "draft"}, "from"),
        (5, {"at": "2024-03-02T02:11:09.122Z"}, "at"),
        (5, {"kind": "inspection.start"}, "process"),
        (5, {"edition": "00" * 32}, "edition-unpublished"),
        (4, {"by": BY | {"mandate": "00" * 32}}, "mandate-unknown"),
        (4, {"by": BY | {"ref": None, "mandate": None}}, "mandate-missing"),
        (3, {"case": "0000-0000-0000"}, "seq"),
        (0, {"kind": "unit.founded"}, "journal-created"),
        (2, {"kind": "journal.created"}, "journal-created"),
        (1, {"from": "2024-03-02"}, "mandate-not-in-force"),
        (1, {"to": "2024-03-03"}, "mandate-not-in-force"),
        (1, {"holder": "ZZZZ-ZZZZ-ZZZZ"}, "mandate-of-another"),
        (1, {"role": "reviewer"}, "mandate-role"),
        (1, {"reach": "subtree"}, "mandate-role"),
    ],
)
def test_one_broken_rule_is_found(index: int, keys: dict[str, Any], code: str) -> None:
    assert code in codes(changed(index, **keys))


def test_a_finding_names_the_entry() -> None:
    finding = check_chain(changed(4, prev="00" * 32))[0]
    assert (finding.code, finding.where) == ("prev", "entry 4")
    assert "entry 4" in str(finding)


def test_a_lost_middle_a_swap_and_a_repetition_are_found() -> None:
    found = chain()
    assert {"seq", "prev", "from"} <= codes(renumbered(found[:4] + found[5:]))
    assert codes(renumbered([*found[:3], found[4], found[3], *found[5:]]))
    assert "entry-repeated" in codes(renumbered([*found, found[-1]]))


def test_two_cases_may_interleave() -> None:
    found = chain()
    mixed = [*found[:3], found[3], found[6], found[4], found[7], found[8], found[5]]
    assert check_chain(renumbered(mixed)) == []


def test_a_mandate_holds_on_its_last_day_and_not_on_the_day_after() -> None:
    # 2024-03-03T02:11Z is the third of March in Viet Nam; `to` is the first day on which it no longer holds.
    assert check_chain(changed(1, to="2024-03-04")) == []
    assert codes(changed(1, to="2024-03-03")) == {"mandate-not-in-force"}


def test_the_day_of_an_act_is_the_day_in_viet_nam() -> None:
    late = {"unit": "7KX4-M2QD-9TRA"}
    found = added("unit.founded", "2024-05-31T17:00:00.000Z", **late)
    found[1] = ChainEntry(1, found[1].leaf_hash, {**found[1].body, "to": "2024-06-01"})
    assert codes(found) == {"mandate-not-in-force"}
    found[-1] = ChainEntry(9, bytes(32), {**found[-1].body, "at": "2024-05-31T16:59:59.999Z"})
    assert check_chain(found) == []


def test_a_mandate_that_was_ended_serves_no_later_entry() -> None:
    assert codes(ended("2024-03-01")) == {"mandate-ended"}
    assert codes(ended("2024-03-04")) == set()


@pytest.mark.parametrize("at, told", [("2024-03-03", set()), ("2024-03-04", {"mandate-ended"})])
def test_what_is_lent_serves_no_entry_after_what_it_is_of_was_ended(at: str, told: set[str]) -> None:
    found, lent = chain(3), b"lent".rjust(32)
    own = found[1].leaf_hash
    terms = dict(found[1].body, mandate="L1", holder="P2", to="2024-12-31", instead_of=own.hex())
    granted = body("account.mandate_granted", own, **{key: terms[key] for key in terms if key not in COMMON})
    end = {"mandate": "M0C4-9Q2T-7HXB", "granted": own.hex(), "on": "2024-03-04"}
    act = case_body(1, 0, None, lent) | {"at": f"{at}T02:11:09.123Z"}
    act["by"] = act["by"] | {"ref": "P2"}
    found += [
        ChainEntry(3, lent, granted),
        ChainEntry(4, bytes(32), body("account.mandate_ended", own, **end)),
        ChainEntry(5, b"act".rjust(32), act),
    ]
    assert codes(found) == told


def test_ending_names_a_mandate_that_was_granted_and_only_once() -> None:
    found = chain()
    granted = found[1].leaf_hash.hex()
    for keys in ({"mandate": "M0C4-9Q2T-7HXB", "granted": "00" * 32}, {"mandate": "OTHER", "granted": granted}):
        assert codes(added("account.mandate_ended", on="2025-01-01", **keys)) == {"mandate-unknown"}
    once = added("account.mandate_ended", mandate="M0C4-9Q2T-7HXB", granted=granted, on="2025-01-01")
    assert check_chain(once) == []
    assert codes([*once, ChainEntry(10, b"\x01" * 32, once[-1].body)]) == {"mandate-ended-twice"}


def test_only_the_first_mandate_is_granted_without_one() -> None:
    found = chain()
    again = ChainEntry(9, bytes(32), found[1].body)
    assert codes([*found, again]) == {"mandate-missing"}


def test_a_round_opens_under_a_published_edition() -> None:
    keys = {"programme": "bon-tot", "period": "2024", "opens_on": "2024-01-01", "closes_on": "2024-04-01"}
    keys["ends_on"] = "2025-01-01"
    assert check_chain(added("round.opened", edition=EDITION, **keys)) == []
    assert codes(added("round.opened", edition="00" * 32, **keys)) == {"edition-unpublished"}


def reorganised(*acts: dict[str, str]) -> set[str]:
    """The findings of a change of the organisation recorded for 1 July 2024, with these entries after it."""
    said = {"event": "M0C4-9Q2T-7HXB", "top": "A", "on": "2024-07-01", "rows": "00" * 32}
    found = added("unit.reorganised", founded=0, changed=1, ended=0, **said)
    by, leaf = found[-1].body["by"], found[-1].leaf_hash.hex()
    for number, act in enumerate(acts):
        body = {"event": said["event"], "by": by, "at": "2024-06-20T02:00:00.000Z", "sealed": {}, **act}
        if act["kind"] in ("unit.took_effect", "unit.reorganisation_undone"):
            body = {"recorded": leaf, **body}
        found.append(ChainEntry(10 + number, bytes([number + 1]) * 32, body))
    return codes(found)


CHANGED = {"kind": "unit.changed", "unit": "B", "on": "2024-07-01"}
EFFECT = {"kind": "unit.took_effect", "at": "2024-06-30T17:00:00.000Z"}  # the first instant of the day in Viet Nam
UNDONE = {"kind": "unit.reorganisation_undone"}


def test_a_change_of_the_organisation_is_settled_once_and_never_before_its_day() -> None:
    assert reorganised(CHANGED, EFFECT) == reorganised(CHANGED, UNDONE) == set()
    assert reorganised({**EFFECT, "at": "2024-06-30T16:59:59.999Z"}) == {"change-early"}
    assert reorganised(EFFECT, EFFECT) == reorganised(UNDONE, EFFECT) == {"change-unknown"}
    assert reorganised({**EFFECT, "recorded": "11" * 32}) == {"change-unknown"}


def test_what_a_change_of_the_organisation_does_to_units_stands_between_its_record_and_its_effect() -> None:
    assert reorganised({**CHANGED, "event": "OTHER"}) == {"change-unknown"}
    assert reorganised({**CHANGED, "on": "2024-08-01"}) == reorganised(EFFECT, CHANGED) == {"change-unknown"}
    founded = {"kind": "unit.founded", "unit": "B"}
    assert reorganised(founded, EFFECT) == set()
    assert reorganised(EFFECT, founded) == {"change-unknown"}


def round_changed(*changes: dict[str, str]) -> set[str]:
    """The findings of a round that was opened until 31 March 2024, with these changes one after the other."""
    keys = {"programme": "bon-tot", "period": "2024", "opens_on": "2024-01-01", "closes_on": "2024-04-01"}
    found = added("round.opened", edition=EDITION, ends_on="2025-01-01", **keys)
    common = {**found[-1].body, "opened": found[-1].leaf_hash.hex()}
    for number, change in enumerate(changes):
        found.append(ChainEntry(10 + number, bytes([number + 1]) * 32, {**common, **change}))
    return codes(found)


CLOSED = {"kind": "round.closed", "on": "2024-03-01"}
LONGER = {"kind": "round.extended", "at": "2024-03-20T02:00:00.000Z", "closes_on": "2024-05-01"}
AGAIN = {**LONGER, "kind": "round.reopened"}


def test_a_round_is_closed_once_and_only_while_it_is_open() -> None:
    assert round_changed(CLOSED) == set()
    assert round_changed(CLOSED, {**CLOSED, "on": "2024-02-01"}) == {"round-not-open"}
    for other in ({"opened": "11" * 32}, {"period": "2025"}):
        assert round_changed({**CLOSED, **other}) == round_changed({**LONGER, **other}) == {"round-unknown"}
    assert round_changed({**CLOSED, "on": "2024-04-01"}) == {"round-not-open"}
    assert round_changed({**CLOSED, "on": "2023-12-31"}) == {"round-not-open"}


def test_a_round_is_extended_while_it_lasts_opened_again_when_it_is_over_and_never_shortened() -> None:
    late = {"at": "2024-04-02T02:00:00.000Z"}
    assert round_changed(LONGER) == round_changed(CLOSED, AGAIN) == round_changed({**AGAIN, **late}) == set()
    assert round_changed(LONGER, {**CLOSED, "on": "2024-04-20"}, {**AGAIN, "at": "2024-04-21T02:00:00.000Z"}) == set()
    assert round_changed(CLOSED, LONGER) == round_changed({**LONGER, **late}) == {"round-not-longer"}
    assert round_changed(AGAIN) == {"round-not-longer"}
    for short in ({"closes_on": "2024-04-01"}, {"ends_on": "2024-12-31"}, {"closes_on": "2025-01-02"}):
        assert round_changed({**LONGER, **short}) == {"round-not-longer"}
    assert round_changed(CLOSED, {**AGAIN, "closes_on": "2024-03-20"}) == {"round-not-longer"}
