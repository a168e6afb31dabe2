"""Personal signatures: only a trusted key of the very person answers for the very statement, once and soon."""

from __future__ import annotations

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from tests import agreements, builders, signing
from tests.authenticator import ORIGIN, Device
from tests.builders import PASSWORD, District, MovableClock, state_of
from tests.tampering import by_hand
from workflow_app.house import House
from workflow_app.models import Account, AskedStatement, Evidence, Mandate, Seat, SecondFactor, Unit
from workflow_app.services import commitment, enrolment, export, journal, one_time_code, second_factor, signing_key
from workflow_app.services.account import create_account, end_mandate, grant_mandate
from workflow_app.services.commitment_deed import Act, begin
from workflow_app.services.commitment_matter import facts_for
from workflow_app.services.errors import Invalid, NotAllowed, NotFound
from workflow_app.services.perform import unit_of_work
from workflow_app.services.signing import Answer, Asked, Signed, ask
from workflow_app.services.upkeep import tidy
from workflow_app.services.verify_journal import verify
from workflow_app.transparency.evidence import check_evidence, read_evidence
from workflow_app.transparency.verify import verify_export


@pytest.fixture
def code(district: District) -> str:
    """An agreement that waits for signatures."""
    return agreements.frozen(district)


def asks(district: District, code: str, part: str = "secretary", site: str = ORIGIN) -> Asked:
    asked = commitment.ask_to_sign(district.house, district.mandates[part], code, site)
    assert asked is not None
    return asked


def why_not(district: District, code: str, answer: Answer, part: str = "secretary") -> str:
    with pytest.raises(Invalid) as refused:
        commitment.sign(district.house, district.mandates[part], code, answer=answer)
    assert state_of(district.house, code) == "frozen"
    (reason,) = refused.value.errors.values()
    return reason


def device_of(district: District, part: str = "secretary") -> Device:
    return signing.trusted_of(district.house, district.mandates[part])


def account_of(district: District, part: str) -> int:
    with district.house.db.reading() as session:
        found = session.get_one(Mandate, district.mandates[part]).account_id
    assert found is not None
    return found


def signed_by_nobody(act: Act, seat: Seat, answer: Answer | None, _form: str) -> Signed:
    """What a server that was told to cheat takes for a signature."""
    return Signed({**commitment.statement_of(act.work, act.matter, seat, act.actor), "method": "passkey"}, None)


def test_what_was_signed_is_checked_from_the_kept_bytes_alone(district: District, code: str) -> None:
    signing.sign(district.house, district.mandates["secretary"], code)
    with district.house.db.reading() as session:
        kept = session.scalars(select(Evidence.content)).all()
    signed = [read_evidence(one.encode()) for one in kept]
    for one in signed:
        check_evidence(one)
    (pact,) = (one.statement for one in signed if one.statement["act"] == "commitment.sign")
    assert (pact["text"], pact["case"]) == (agreements.digest(district.house, code), code)


def test_a_statement_is_answered_once(district: District, code: str) -> None:
    device = device_of(district)
    answer = signing.answer_of(device, asks(district, code))
    commitment.sign(district.house, district.mandates["secretary"], code, answer=answer)
    with pytest.raises(Invalid) as refused:
        commitment.sign(district.house, district.mandates["secretary"], code, answer=answer)
    assert refused.value.errors == {"answer": "statement-used"}


def test_after_ten_minutes_the_text_is_read_again(district: District, code: str, clock: MovableClock) -> None:
    device = device_of(district)
    asked = asks(district, code)
    clock.advance(minutes=9, seconds=59)
    later = asks(district, code)
    clock.advance(seconds=1)
    assert why_not(district, code, signing.answer_of(device, asked)) == "statement-expired"
    commitment.sign(district.house, district.mandates["secretary"], code, answer=signing.answer_of(device, later))


def test_nobody_answers_for_somebody_else(district: District, code: str) -> None:
    other = device_of(district, "secretary2")
    device_of(district)
    asked = asks(district, code)
    assert why_not(district, code, signing.answer_of(other, asked)) == "signature-refused"
    assert why_not(district, code, signing.answer_of(other, asked), "secretary2") == "statement-unknown"
    assert why_not(district, code, Answer("0" * 32, "{}")) == "statement-unknown"


def test_whoever_knows_all_of_the_server_cannot_make_a_signature(district: District, code: str) -> None:
    device = device_of(district)
    asked = asks(district, code)
    forged = Device(key_id=device.key_id)
    assert why_not(district, code, signing.answer_of(forged, asked)) == "signature-refused"


def test_an_answer_for_another_site_without_the_owner_or_for_other_words_is_refused(
    district: District, code: str
) -> None:
    device = device_of(district)
    asked = asks(district, code)
    device.origin = "https://elsewhere.example"
    assert why_not(district, code, signing.answer_of(device, asked)) == "signature-refused"
    device.origin, device.verifies = ORIGIN, False
    assert why_not(district, code, signing.answer_of(device, asked)) == "signature-refused"
    device.verifies = True
    other = json.dumps({**json.loads(asked.text), "text": "0" * 64})
    changed = Asked(asked.nonce, other, asked.site, asked.keys)
    assert why_not(district, code, signing.answer_of(device, changed)) == "signature-refused"
    for broken in ("", "{}", "[]", "null", '{"rawId": 1}', '{"rawId": "!", "response": {}}', "x" * 30_000):
        assert why_not(district, code, Answer(asked.nonce, broken)) == "signature-refused", broken
    commitment.sign(district.house, district.mandates["secretary"], code, answer=signing.answer_of(device, asked))


def test_a_text_that_was_reopened_in_between_is_not_signed(district: District, code: str) -> None:
    house, manager = district.house, district.mandates["manager"]
    device = device_of(district)
    answer = signing.answer_of(device, asks(district, code))
    commitment.reopen(house, manager, code, seen=agreements.seen(house, code)[0], reason="Sai tên")
    version, draft = agreements.seen(house, code)
    commitment.freeze(house, manager, code, seen=version, draft_seen=draft)
    assert why_not(district, code, answer) == "statement-changed"


def test_a_mandate_that_ended_in_between_signs_nothing(district: District, code: str) -> None:
    device = device_of(district)
    answer = signing.answer_of(device, asks(district, code))
    with unit_of_work(district.house) as work:
        held = work.session.get_one(Mandate, district.mandates["secretary"])
        end_mandate(work, work.system(), held, date(2025, 5, 20))
    with pytest.raises(NotAllowed):
        commitment.sign(district.house, district.mandates["secretary"], code, answer=answer)


def test_a_key_signs_only_after_somebody_vouched_for_it(district: District, code: str) -> None:
    device_of(district, "manager"), device_of(district, "board")
    device, factor = signing.enrol(district.house, account_of(district, "secretary"))
    with pytest.raises(Invalid) as refused:
        asks(district, code)
    assert refused.value.errors == {"answer": "key-missing"}
    officer = district.mandates["manager"]
    asked = signing_key.ask(district.house, officer, factor, ORIGIN)
    signing_key.trust(district.house, officer, factor, signing.answer_of(device_of(district, "manager"), asked))
    commitment.sign(
        district.house, district.mandates["secretary"], code, answer=signing.answer_of(device, asks(district, code))
    )
    with pytest.raises(Invalid) as again:
        signing_key.ask(district.house, officer, factor, ORIGIN)
    assert again.value.errors == {"answer": "key-trusted"}


def test_a_removed_key_signs_nothing_and_what_it_signed_stands(district: District, code: str) -> None:
    account_id = account_of(district, "secretary")
    device = device_of(district)
    first = asks(district, code)
    with district.house.db.reading() as session:
        factor = session.scalars(select(SecondFactor.code).where(SecondFactor.account_id == account_id)).one()
    second_factor.remove(district.house, account_id, 0, factor)
    assert why_not(district, code, signing.answer_of(device, first)) == "signature-refused"
    signing.sign(district.house, district.mandates["secretary2"], code)
    assert not verify(district.house).findings


def test_paper_vouches_for_the_first_two_keys_and_never_for_ones_own(district: District) -> None:
    house, officer = district.house, district.mandates["manager"]
    logins = district.logins
    _, own = signing.enrol(house, account_of(district, "manager"))
    with pytest.raises(Invalid) as refused:
        signing_key.trust_on_paper(house, officer, logins["manager"], shown(house, own), "01", date(2025, 5, 2))
    assert refused.value.errors == {"login": "key-own"}
    for part in ("secretary", "secretary2", "clerk"):
        _, factor = signing.enrol(house, account_of(district, part))
        print_ = shown(house, factor).lower().replace(" ", "")
        if part == "clerk":
            # The third: nobody who could vouch has a trusted key, so paper is all there is.
            assert signing_key.trust_on_paper(house, officer, logins[part], print_, "03", date(2025, 5, 2))
            break
        with pytest.raises(Invalid) as wrong:
            signing_key.trust_on_paper(house, officer, logins[part], "0000 " * 8, "01", date(2025, 5, 2))
        assert wrong.value.errors == {"fingerprint": "fingerprint-unknown"}
        with pytest.raises(Invalid) as early:
            signing_key.trust_on_paper(house, officer, logins[part], print_, "01", date(2025, 5, 21))
        assert early.value.errors == {"on": "day-in-future"}
        assert signing_key.trust_on_paper(house, officer, logins[part], print_, "01", date(2025, 5, 2))
    signing_key.trust_on_paper(house, None, logins["manager"], shown(house, own), "04", date(2025, 5, 2))
    _, last = signing.enrol(house, account_of(district, "clerk2"))
    with pytest.raises(Invalid) as late:
        signing_key.trust_on_paper(house, None, logins["clerk2"], shown(house, last), "05", date(2025, 5, 2))
    assert late.value.errors == {"fingerprint": "key-vouches"}


def test_the_key_of_an_administrator_is_taken_by_another_administrator_and_a_manager_is_told_so(
    district: District,
) -> None:
    house, at = district.house, date(2025, 5, 2)
    with unit_of_work(house) as work:
        place = work.session.get_one(Unit, work.session.get_one(Mandate, district.mandates["manager"]).unit_id)
        held = {"role": "administrator", "reach": "subtree", "unit": place, "valid_from": at}
        first, second = (
            create_account(work, login=login, full_name="Người Quản trị", password=PASSWORD)
            for login in ("quan.tri", "quan.tri.hai")
        )
        grant_mandate(work, work.system(), first, **held)
        other = grant_mandate(work, work.system(), second, **held).id
        account_id = first.id
    _, factor = signing.enrol(house, account_id)
    with pytest.raises(Invalid) as refused:
        signing_key.trust_on_paper(house, district.mandates["manager"], "quan.tri", shown(house, factor), "01", at)
    assert refused.value.errors == {"login": "key-owner-beyond"}
    assert signing_key.trust_on_paper(house, other, "quan.tri", shown(house, factor), "01", at) == "Người Quản trị"


def test_of_two_keys_that_paper_vouches_for_at_once_only_the_last_place_is_given(any_house: House) -> None:
    district = builders.build_district(any_house)
    for part in ("manager", "secretary", "secretary2"):
        signing.enrol(any_house, account_of(district, part))
    start, told = threading.Barrier(2), list[str]()

    def vouches(part: str) -> None:
        with any_house.db.reading() as session:
            asked = select(SecondFactor.public_key).where(SecondFactor.account_id == account_of(district, part))
            print_ = second_factor.fingerprint(session.scalars(asked).one())
        if part != "manager":
            start.wait()
        try:
            told.append(
                signing_key.trust_on_paper(any_house, None, district.logins[part], print_, "02", date(2025, 5, 2))
            )
        except Invalid as late:
            told.append(str(late.errors))

    vouches("manager")
    both = [threading.Thread(target=vouches, args=(part,)) for part in ("secretary", "secretary2")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(told) == 3 and told.count(str({"fingerprint": "key-vouches"})) == 1
    assert not verify(any_house).findings


def shown(house: House, factor: str) -> str:
    with house.db.reading() as session:
        key = session.scalars(select(SecondFactor.public_key).where(SecondFactor.code == factor)).one()
    return second_factor.fingerprint(key)


def test_whose_key_waits_is_seen_by_officers_within_reach_alone(district: District) -> None:
    _, factor = signing.enrol(district.house, account_of(district, "secretary"))
    (waiting,) = signing_key.list_waiting(district.house, district.mandates["manager"]).keys
    assert (waiting.factor, waiting.login) == (factor, district.logins["secretary"])
    assert signing_key.list_waiting(district.house, district.mandates["secretary2"]).keys == ()
    for part in ("secretary", "secretary2", "reviewer"):
        with pytest.raises((NotAllowed, NotFound)):
            signing_key.ask(district.house, district.mandates[part], factor, ORIGIN)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE agreement_text SET content = replace(content, 'Sinh', 'Xinh')", "agreement_text"),
        ("UPDATE evidence SET content = replace(content, '\"version\":1', '\"version\":2')", "evidence"),
        ("UPDATE signature SET statement = replace(statement, '\"place\":1', '\"place\":2')", "signature"),
        ("DELETE FROM evidence", "evidence"),
        ("UPDATE second_factor SET public_key = credential_id", "second_factor"),
        ("DELETE FROM trusted_key", "trusted_key"),
        ("UPDATE signature SET method = 'certificate'", "signature"),
    ],
)
def test_whatever_is_changed_beside_the_journal_is_found(
    district: District, code: str, tampering: None, change: str, found: str
) -> None:
    for part in ("secretary", "board"):
        signing.sign(district.house, district.mandates[part], code)
    with by_hand(district.house.settings.url) as connection:
        assert connection.execute(change).rowcount
    assert found in {finding.table for finding in verify(district.house).findings}


def test_whoever_holds_the_keys_of_the_journal_can_name_no_key_as_anybodys_and_sign_with_none(
    district: District, code: str, tampering: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    house = district.house
    device_of(district, "manager")
    signing.sign(house, district.mandates["secretary"], code)  # the second key; the first is an officer's
    assert verify(house).findings == ()
    monkeypatch.setattr(signing_key, "takes_paper", lambda *_: True)  # as a server does that was told to
    _, factor = signing.enrol(house, account_of(district, "board"))
    with house.db.reading() as session:
        row = session.scalars(select(SecondFactor).where(SecondFactor.code == factor)).one()
    login, print_ = district.logins["board"], second_factor.fingerprint(row.public_key)
    signing_key.trust_on_paper(house, None, login, print_, "99-BB/VP", date(2025, 5, 2))
    monkeypatch.setattr(commitment, "_signed", signed_by_nobody)
    commitment.sign(house, district.mandates["board"], code, answer=None)
    assert {"key-on-paper", "evidence-missing"} <= {finding.code for finding in verify(house).findings}
    journal.integrate(house)
    export.export(house, tmp_path / "copy")
    found = {one.code for one in verify_export(tmp_path / "copy").findings}
    assert found == {"key-on-paper", "evidence-missing"}, "nor by whoever has nothing but a copy"


def test_what_was_put_to_somebody_is_forgotten_after_a_day(
    district: District, code: str, clock: MovableClock
) -> None:
    device_of(district)
    asks(district, code)
    clock.advance(days=1, minutes=11)
    tidy(district.house)
    with district.house.db.reading() as session:
        assert session.scalars(select(AskedStatement)).all() == []


def test_a_step_after_a_signed_one_in_the_same_transaction_is_not_signed_by_that(district: District, code: str) -> None:
    with unit_of_work(district.house) as work:
        work.is_signed = True  # as a signed step leaves it
        act = begin(work, district.mandates["manager"], code, None)
        act.take("remind", facts_for(work, act.matter, act.actor))
        assert not work.is_signed


def test_one_officer_alone_does_not_get_a_key_into_the_name_of_somebody_else(
    district: District, clock: MovableClock
) -> None:
    """The slip, the password chosen with it, a key added then: another officer has to see whose key that is."""
    house, officer, clerk = district.house, district.mandates["manager"], account_of(district, "clerk")
    for part in ("manager", "board"):
        device_of(district, part)
    with house.db.reading() as session:
        person = session.get_one(Account, clerk).pseudonym
    slip = enrolment.new_code_for(house, officer, person)
    one_time_code.choose_password(house, slip.code, "mật khẩu của cán bộ kia", "10.0.0.7")
    _, factor = signing.enrol(house, clerk)
    assert signing_key.get_waiting(house, officer, factor).gave_slip
    statement = {"act": "account.trust_key"}
    ready = ask(house, account_of(district, "manager"), ORIGIN, statement)  # as if it had been asked before
    for tried in (
        lambda: signing_key.ask(house, officer, factor, ORIGIN),
        lambda: signing_key.trust(house, officer, factor, signing.answer_of(device_of(district, "manager"), ready)),
    ):
        with pytest.raises(Invalid) as refused:
            tried()
        assert refused.value.errors == {"answer": "key-slip-giver"}
    clock.advance(days=30)
    assert not signing_key.get_waiting(house, officer, factor).gave_slip, "as with the two codes of a lost factor"
