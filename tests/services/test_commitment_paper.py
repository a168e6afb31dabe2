"""Signatures on paper below the pages: who may enter and attest, what stands in the way, and what verify finds."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from states.process import Refused
from tests import agreements, builders, papers, signing
from tests.authenticator import ORIGIN
from tests.builders import District, MovableClock, state_of
from workflow_app.clock import day_of
from workflow_app.house import House
from workflow_app.models import Account, Entry, Evidence, Mandate, Notice, PaperSeat, Seat, Signature
from workflow_app.services import account, commitment, commitment_paper, job, public_agreement, register, verify_journal
from workflow_app.services.errors import Invalid, NotAllowed, NotFound
from workflow_app.services.perform import Once, unit_of_work

ALL = 'closing_rule = "all"'


@pytest.fixture
def six(house: House) -> District:
    """A district whose agreements need every signature: five units and the committee."""
    source = builders.EDITION.read_text(encoding="utf-8").replace('closing_rule = "open"', ALL)
    return builders.build_district(house, cells=5, source=source)


def answers(house: House) -> list[str]:
    with house.db.reading() as session:
        return list(session.scalars(select(Seat.answer).order_by(Seat.version, Seat.place)))


def told(deed: Callable[[], Any]) -> tuple[str, ...]:
    """Why a deed is refused; nothing when it is not."""
    try:
        deed()
    except Refused as refused:
        return refused.reasons
    except Invalid as invalid:
        return tuple(invalid.errors.values())
    return ()


def test_one_scan_serves_several_seats_and_nothing_counts_before_a_second_person_attests(six: District) -> None:
    house, code = six.house, agreements.frozen(six)
    agreements.signed(six, code, "board", "secretary", "secretary2")
    number = papers.entered(six, code, "secretary3", "secretary4", "secretary5")
    assert answers(house) == ["signed"] * 3 + ["entered"] * 3
    assert state_of(house, code) == "partially_signed"
    papers.opened(six, code, number, "clerk3")
    papers.attest(six, code, number, "clerk3")
    assert answers(house) == ["signed"] * 4 + ["entered"] * 2, "a party attests its own seat alone"
    papers.opened(six, code, number, "reviewer")
    papers.attest(six, code, number)
    assert state_of(house, code) == "in_force" and answers(house) == ["signed"] * 6
    with house.db.reading() as session:
        kept = session.scalars(select(Signature).where(Signature.method == "paper").order_by(Signature.place)).all()
        signers = [session.get_one(Mandate, one.mandate_id).title for one in kept]
        sealed = session.scalars(select(Entry.kind).where(Entry.kind.like("%paper")).order_by(Entry.id)).all()
    assert signers == ["Bí Thư Số 3", "Bí Thư Số 4", "Bí Thư Số 5"]
    assert sealed == ["commitment.enter_paper"] + ["commitment.attest_paper"] * 3
    said = json.loads(kept[1].statement)
    assert said["text"] == agreements.digest(house, code) and len(said["scan"]) == 64
    page = public_agreement.read(house, code)
    assert page.checks.verdict == "ok"
    shown = [(one.unit, one.method, one.position, one.signed_on) for one in page.signatures]
    assert shown[3] == ("Chi bộ Phòng Kỹ thuật 3", "paper", "Bí Thư Số 3", day_of(house.clock()))
    (row,) = register.search(house, "commitment", register.Search()).rows
    assert (row.signatures, row.on_paper) == (6, 3)


def test_who_may_enter_and_who_may_attest(six: District) -> None:
    code = agreements.frozen(six)
    number = papers.entered(six, code, "secretary", "board")
    for part in ("reviewer", "clerk", "secretary", "board", "reviewer2"):
        papers.opened(six, code, number, part)
    said = papers.written(six, code, "secretary2")
    for part in ("secretary2", "clerk2", "reviewer", "board"):
        with pytest.raises(NotAllowed):
            papers.scanned(six, code, part)
        mandate = six.mandates[part]
        assert told(lambda m=mandate: commitment_paper.ask_to_enter(six.house, m, code, said, ORIGIN)) == (
            "not-your-role",
        )
    assert told(lambda: papers.attest(six, code, number, "manager")) == ("not-your-role",)
    assert "not-an-attester" in told(lambda: papers.attest(six, code, number, "secretary2"))
    assert told(lambda: papers.attest(six, code, number, "secretary")) == ()
    papers.opened(six, code, number, "board2")
    assert told(lambda: papers.attest(six, code, number, "board2")) == ()
    with pytest.raises(NotFound):
        papers.attest(six, code, 9)


def test_who_entered_a_paper_does_not_attest_it_under_whatever_mandate(six: District) -> None:
    code = agreements.frozen(six)
    number = papers.entered(six, code, "secretary")
    with unit_of_work(six.house) as work:
        manager = work.session.get_one(Mandate, six.mandates["manager"])
        person, unit = work.session.get_one(Account, manager.account_id), work.actor(six.mandates["reviewer"]).unit_id
        of = next(one for one in work.session.scalars(select(builders.unit.Unit)) if one.id == unit)
        both = account.grant_mandate(
            work, work.system(), person, role="reviewer", reach="children", unit=of, valid_from=date(2025, 1, 1)
        )
        six.mandates["both"] = both.id
    papers.opened(six, code, number, "both")
    assert told(lambda: papers.attest(six, code, number, "both")) == ("paper-second-person",)
    assert answers(six.house)[1] == "entered"


def test_everything_that_is_wrong_with_minutes_is_said_at_once(six: District, clock: MovableClock) -> None:
    code = agreements.frozen(six)
    today = day_of(clock.now)
    empty = papers.written(six, code, file="", signed_on=None, digest="0000")
    manager = six.mandates["manager"]

    def reasons(said: papers.Written) -> set[str]:
        return set(told(lambda: commitment_paper.ask_to_enter(six.house, manager, code, said, ORIGIN)))

    assert reasons(empty) == {"scan-missing", "text-changed", "paper-day-missing", "paper-seats-missing"}
    early = papers.written(six, code, "secretary", signed_on=today - timedelta(days=1))
    assert reasons(early) == {"day-before-text"}
    late = papers.written(six, code, "secretary", signed_on=today + timedelta(days=1))
    assert reasons(late) == {"day-in-future"}
    agreements.signed(six, code, "secretary")
    again = papers.written(six, code, "secretary")
    assert reasons(again) == {"paper-seat-answered"}
    assert commitment_paper.faulty_seats(six.house, manager, code, again) == {2: "paper-seat-answered"}
    other = papers.written(six, code, signers={3: "không có"})
    assert reasons(other) == {"paper-mandate", "paper-two-seats", "paper-seat-answered"}
    somebody = papers.scanned(six, code)
    with six.house.db.writing() as session:
        session.execute(update(builders.file.File).values(uploaded_by_id=None))
        session.commit()
    assert reasons(papers.written(six, code, "secretary2", file=somebody)) == {"scan-missing"}


def test_a_mandate_that_did_not_hold_on_the_day_of_signing_signs_nothing(six: District, clock: MovableClock) -> None:
    code = agreements.frozen(six)
    signed_on = day_of(clock.now)
    clock.now += timedelta(days=3)
    with unit_of_work(six.house) as work:
        by = work.actor(six.mandates["manager"])
        account.end_mandate(work, by, work.session.get_one(Mandate, six.mandates["secretary"]), day_of(clock.now))
    late = papers.written(six, code, "secretary")
    manager = six.mandates["manager"]
    assert told(lambda: commitment_paper.ask_to_enter(six.house, manager, code, late, ORIGIN)) == ("paper-mandate",)
    number = papers.entered(six, code, "secretary", signed_on=signed_on)
    papers.opened(six, code, number, "reviewer")
    papers.attest(six, code, number)
    assert answers(six.house)[1] == "signed", "the day of signing counts, not the day of entering"


def test_nobody_signs_for_two_parties_on_paper_or_beside_it(six: District) -> None:
    house, code = six.house, agreements.frozen(six)
    with unit_of_work(house) as work:
        first = work.session.get_one(Mandate, six.mandates["secretary"])
        person = work.session.get_one(Account, first.account_id)
        both = account.grant_mandate(
            work, work.system(), person, role="secretary", reach="self", unit=six.units[1],
            valid_from=date(2025, 1, 1),
        )  # fmt: skip
        six.mandates["both"] = both.id
    manager = six.mandates["manager"]
    two = papers.written(six, code, "secretary", "both")
    assert told(lambda: commitment_paper.ask_to_enter(house, manager, code, two, ORIGIN)) == ("paper-two-seats",)
    papers.entered(six, code, "secretary")
    second = papers.written(six, code, "both")
    assert told(lambda: commitment_paper.ask_to_enter(house, manager, code, second, ORIGIN)) == ("paper-two-seats",)


def test_an_entered_seat_is_signed_in_no_other_way_until_the_paper_is_refused(six: District) -> None:
    house, code = six.house, agreements.frozen(six)
    number = papers.entered(six, code, "secretary")
    assert "seat-entered" in told(lambda: agreements.signed(six, code, "secretary"))
    assert told(lambda: commitment.decline(house, six.mandates["secretary"], code, reason="Không")) == (
        "seat-answered",
    )
    assert told(lambda: papers.refuse(six, code, number, reason="")) == ("reason-missing",)
    assert told(lambda: papers.refuse(six, code, number, "secretary2")) == ("not-an-attester", "nothing-to-attest")
    papers.refuse(six, code, number, "secretary")
    assert answers(house)[1] == "waiting"
    papers.opened(six, code, number, "reviewer")
    assert "nothing-to-attest" in told(lambda: papers.attest(six, code, number))
    agreements.signed(six, code, "secretary")
    job.run_due(house)
    with house.db.reading() as session:
        kinds = select(Notice.kind, Mandate.id).join(Mandate, Mandate.account_id == Notice.account_id)
        seen = {(kind, mandate) for kind, mandate in session.execute(kinds)}
    assert ("commitment.paper_entered", six.mandates["reviewer"]) in seen
    assert ("commitment.paper_refused", six.mandates["manager"]) in seen


def test_who_entered_takes_it_back_and_a_declined_seat_is_declined_again(district: District) -> None:
    house, code = district.house, agreements.frozen(district)
    commitment.decline(house, district.mandates["secretary2"], code, reason="Đang sáp nhập")
    number = papers.entered(district, code, "secretary2")
    assert answers(house) == ["waiting", "waiting", "entered"]
    papers.refuse(district, code, number, "manager")
    assert answers(house) == ["waiting", "waiting", "declined"]


def test_nobody_attests_what_was_not_opened_or_was_entered_for_another_text(six: District) -> None:
    house, code = six.house, agreements.frozen(six)
    number = papers.entered(six, code, "secretary")
    assert told(lambda: papers.attest(six, code, number)) == ("scan-unopened",)
    papers.opened(six, code, number, "reviewer")
    commitment.reopen(house, six.mandates["manager"], code, seen=agreements.seen(house, code)[0], reason="Sai tên")
    assert told(lambda: papers.attest(six, code, number)) == ("not-from-this-state",)
    version, draft_version = agreements.seen(house, code)
    commitment.freeze(house, six.mandates["manager"], code, seen=version, draft_seen=draft_version)
    with pytest.raises(NotFound):
        papers.attest(six, code, number)
    assert answers(house)[6:] == ["waiting"] * 6


def test_a_form_sent_twice_enters_once_and_an_answer_to_other_words_enters_nothing(six: District) -> None:
    house, code, manager = six.house, agreements.frozen(six), six.mandates["manager"]
    said, other = papers.written(six, code, "secretary"), papers.written(six, code, "secretary2")
    device = signing.trusted_of(house, manager)
    asked = commitment_paper.ask_to_enter(house, manager, code, other, ORIGIN)
    answer = signing.answer_of(device, asked)
    assert told(lambda: commitment_paper.enter(house, manager, code, said, answer=answer)) == ("statement-changed",)
    once = Once("k" * 20, "commitment_paper.enter", "b", f"/giao-uoc/{code}")
    papers.enter(six, code, said, request=once)
    with pytest.raises(Exception, match=code):
        commitment_paper.enter(house, manager, code, said, answer=answer, request=once)
    assert answers(house) == ["waiting", "entered", *["waiting"] * 4]


@pytest.mark.tool("postgres")
@pytest.mark.timeout(180)
def test_two_persons_attest_one_paper_at_once_on_postgresql_and_it_counts_once(postgres_house: House) -> None:
    district = builders.build_district(postgres_house, cells=2)
    code = agreements.frozen(district)
    agreements.signed(district, code, "board")
    number = papers.entered(district, code, "secretary")
    mandates = [district.mandates[part] for part in ("reviewer", "reviewer2", "clerk", "secretary")]
    for part in ("reviewer", "reviewer2", "clerk", "secretary"):
        papers.opened(district, code, number, part)
        signing.trusted_of(postgres_house, district.mandates[part])
    asked = [commitment_paper.ask_to_attest(postgres_house, one, code, number, ORIGIN) for one in mandates]

    def go(at: int) -> tuple[str, ...]:
        device = signing.trusted_of(postgres_house, mandates[at])
        answer = signing.answer_of(device, asked[at])
        return told(
            lambda: commitment_paper.attest(postgres_house, mandates[at], code, number, answer=answer)
        )

    with ThreadPoolExecutor(4) as people:
        found = sorted(people.map(go, range(4)))
    assert found[0] == () and all("nothing-to-attest" in one for one in found[1:])
    with postgres_house.db.reading() as session:
        assert len(session.scalars(select(Signature).where(Signature.method == "paper")).all()) == 1
        assert len(session.scalars(select(Entry).where(Entry.kind == "commitment.attest_paper")).all()) == 1
    assert state_of(postgres_house, code) == "in_force"
    assert verify_journal.verify(postgres_house).ok


CHANGES = {
    "UPDATE paper_minutes SET sha256 = '" + "0" * 64 + "'": ("paper_minutes", "sha256"),
    "UPDATE paper_minutes SET signed_on = '2025-05-19'": ("paper_minutes", "signed_on"),
    "UPDATE paper_minutes SET statement = replace(statement, 'Quản', 'Khác')": ("paper_minutes", "statement"),
    "UPDATE paper_seat SET signer_id = signer_id + 2": ("paper_seat", "signer_id"),
    "UPDATE paper_seat SET outcome = 'waiting'": ("paper_seat", "outcome"),
    "UPDATE signature SET method = 'passkey' WHERE method = 'paper'": ("paper_seat", "signature"),
    "UPDATE signature SET statement = replace(statement, 'bien', 'x') || ' ' WHERE method = 'paper'": (
        "signature", "statement",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_cell_of_a_paper_is_found_and_named(district: District, tampering: None, change: str) -> None:
    house, code = district.house, agreements.frozen(district)
    papers.attested(district, code, "secretary")
    assert verify_journal.verify(house).ok
    with house.db.engine.begin() as connection:
        for table in ("paper_minutes", "signature"):
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
        connection.execute(text(change))
    found = {(one.table, one.column) for one in verify_journal.verify(house).findings}
    assert CHANGES[change] in found
    checked = {(one.table, one.column) for one in verify_journal.verify(house).findings if "/" in one.row}
    assert CHANGES[change] in checked, "by what was signed, not by the record alone"


def test_a_paper_that_one_person_both_entered_and_attested_is_found(
    district: District, tampering: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from states import commitment_paper as table

    house, code = district.house, agreements.frozen(district)
    with unit_of_work(house) as work:
        manager = work.session.get_one(Mandate, district.mandates["manager"])
        person = work.session.get_one(Account, manager.account_id)
        of = work.session.get_one(builders.unit.Unit, manager.unit_id)
        terms = {"role": "reviewer", "reach": "children", "unit": of, "valid_from": date(2025, 1, 1)}
        district.mandates["both"] = account.grant_mandate(work, work.system(), person, **terms).id
    number = papers.entered(district, code, "secretary")
    papers.opened(district, code, number, "both")
    monkeypatch.setattr(table.Paper, "__getattribute__", _always_another)
    papers.attest(district, code, number, "both")
    assert "one-person" in {one.code for one in verify_journal.verify(house).findings}
    with house.db.reading() as session:
        assert session.scalar(select(PaperSeat.outcome)) == "attested" and session.scalars(select(Evidence)).all()


def _always_another(self: Any, name: str) -> Any:
    return True if name == "other_entered" else object.__getattribute__(self, name)


def test_a_form_of_signing_that_there_is_not_is_refused_on_paper_too(house: House) -> None:
    district = builders.build_district(house)
    code = agreements.frozen(district)
    with pytest.raises(Invalid) as refused:
        papers.entered(district, code, "secretary", forms={2: "xx"})
    assert refused.value.errors == {"signs_as": "form-unknown"}
