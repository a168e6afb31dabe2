"""Signing in and sessions, asked of the services on both databases."""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.builders import PASSWORD, District, MovableClock
from workflow_app.house import House
from workflow_app.models import Account, Entry, LoginAttempt, Mandate, SignInSession
from workflow_app.services import account, guessing, password, second_factor, session
from workflow_app.services.errors import NotFound
from workflow_app.services.guessing import TooManyAttempts
from workflow_app.services.perform import unit_of_work
from workflow_app.services.session import SignInRefused, hash_of, resolve, sign_in

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
WRONG = "một câu hoàn toàn khác"


def try_in(house: House, login: str, word: str = WRONG, address: str = HERE) -> str:
    return sign_in(house, login, word, address, "Firefox, Linux")


def fail(house: House, login: str, times: int, address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            try_in(house, login, address=address)


def visit_of(house: House, token: str) -> session.Visit:
    found = resolve(house, hash_of(token))
    assert found is not None
    return found


def account_of(house: House, login: str) -> Account:
    with house.db.reading() as read:
        return read.scalars(select(Account).where(Account.login == login)).one()


def test_an_unknown_account_takes_as_long_as_a_wrong_password(district: District) -> None:
    house = district.house
    times: dict[str, list[float]] = {"bi-thu-1": [], "không-có-ai": []}
    for _ in range(3):
        for login, taken in times.items():
            begun = time.perf_counter()
            fail(house, login, 1)
            taken.append(time.perf_counter() - begun)
    known, unknown = (min(taken) for taken in times.values())
    assert 0.5 < known / unknown < 2


def test_whoever_asks_for_a_name_learns_nothing_from_the_work_it_costs(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = district.house
    with unit_of_work(house) as work:
        account.create_account(work, login="không-mật-khẩu", full_name="Người Chưa Có Mật Khẩu")
        account.disable(work, work.system(), work.session.merge(account_of(house, "bi-thu-2")))
    real, checked = password.Argon2id.verify_phc_encoded, []

    def verify(word: bytes, kept: str) -> None:
        checked.append(kept.rsplit("$", 2)[0])
        real(word, kept)

    monkeypatch.setattr(password, "Argon2id", SimpleNamespace(verify_phc_encoded=verify))
    for login in ("bi-thu-1", "không-có-ai", "không-mật-khẩu", "bi-thu-2", "", "\ud800", "x" * 5000):
        with pytest.raises(SignInRefused):
            try_in(house, login)
    assert checked == ["$argon2id$v=19$m=19456,t=2,p=1"] * 7


# --- signing in ----------------------------------------------------------------------------------------------------


def test_signing_in_gives_a_session_in_the_only_capacity(any_house: House, district: District) -> None:
    token = try_in(any_house, "bi-thu-1", PASSWORD)
    visit = visit_of(any_house, token)
    assert visit.actor and visit.actor.mandate_id == district.mandates["secretary"]
    assert [held.role for held in visit.capacities] == ["secretary"]
    assert visit.capacities[0].unit_name == "Chi bộ Phòng Kỹ thuật 1"


@pytest.mark.parametrize("typed", ["BI-THU-1", "  bi-thu-1 ", unicodedata.normalize("NFD", "Bi-Thu-1")])
def test_a_login_is_taken_in_any_spelling(district: District, typed: str) -> None:
    assert try_in(district.house, typed, PASSWORD)


@pytest.mark.parametrize("typed", ["bi-thu-1\x00", "bi-thu-1' OR 1=1 --", "\ud800", "x" * 5000, ""])
def test_a_strange_login_is_refused_like_a_wrong_one(district: District, typed: str) -> None:
    with pytest.raises(SignInRefused):
        try_in(district.house, typed)


def test_a_closed_account_is_refused_although_the_password_is_right(district: District) -> None:
    house = district.house
    with unit_of_work(house) as work:
        account.disable(work, work.system(), work.session.merge(account_of(house, "bi-thu-1")))
    with pytest.raises(SignInRefused):
        try_in(house, "bi-thu-1", PASSWORD)


def test_ten_failures_of_a_login_from_an_address_must_wait_a_quarter_of_an_hour(
    any_house: House, district: District, clock: MovableClock
) -> None:
    fail(any_house, "bi-thu-1", 10)
    with pytest.raises(TooManyAttempts):
        try_in(any_house, "bi-thu-1", PASSWORD)
    clock.advance(minutes=15)
    assert try_in(any_house, "bi-thu-1", PASSWORD)


def test_whoever_guesses_locks_nobody_else_out(district: District) -> None:
    house = district.house
    living = try_in(house, "bi-thu-1", PASSWORD, ELSEWHERE)
    fail(house, "bi-thu-1", 10)
    assert try_in(house, "bi-thu-1", PASSWORD, ELSEWHERE)
    assert visit_of(house, living).actor
    assert try_in(house, "bi-thu-2", PASSWORD, HERE)


@pytest.fixture
def room_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told that the door is crowded."""
    monkeypatch.setattr(guessing, "AT_ONCE", 16)
    monkeypatch.setattr(guessing, "AT_ONCE_FROM_ONE", 16)


@pytest.mark.usefixtures("room_for_all")
def test_of_many_guesses_at_the_same_moment_ten_are_looked_at(any_house: House, district: District) -> None:
    start = threading.Barrier(16)

    def guess(_number: int) -> str:
        start.wait()
        try:
            try_in(any_house, "bi-thu-1")
        except (SignInRefused, TooManyAttempts) as refused:
            return type(refused).__name__
        return "signed in"

    with ThreadPoolExecutor(16) as guessers:
        told = sorted(guessers.map(guess, range(16)))
    assert told == ["SignInRefused"] * 10 + ["TooManyAttempts"] * 6


@pytest.mark.usefixtures("room_for_all")
def test_many_who_sign_in_at_the_same_moment_do_not_stop_one_another(any_house: House, district: District) -> None:
    start = threading.Barrier(8)

    def enter(_number: int) -> str:
        start.wait()
        return try_in(any_house, "bi-thu-1", PASSWORD)

    with ThreadPoolExecutor(8) as people:
        assert len(set(people.map(enter, range(8)))) == 8
    with any_house.db.reading() as read:
        assert read.scalar(select(func.count()).select_from(LoginAttempt)) == 0


def test_waiting_is_not_prolonged_by_trying(district: District, clock: MovableClock) -> None:
    fail(district.house, "bi-thu-1", 10)
    for _ in range(5):
        clock.advance(minutes=2)
        with pytest.raises(TooManyAttempts):
            try_in(district.house, "bi-thu-1")
    clock.advance(minutes=5)
    assert try_in(district.house, "bi-thu-1", PASSWORD)


def test_an_address_that_tries_many_names_must_wait(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "MOST_PER_ADDRESS", 6)
    for number in range(6):
        fail(district.house, f"người-{number}", 1, "2001:db8:1:2::1")
    with pytest.raises(TooManyAttempts):
        try_in(district.house, "người-7", address="2001:db8:1:2:ffff::9")  # the same subscriber
    fail(district.house, "người-7", 1, "2001:db8:1:3::1")


def test_success_forgets_the_failures_of_this_login_here_but_not_the_others(district: District) -> None:
    house = district.house
    fail(house, "bi-thu-2", 2)
    fail(house, "bi-thu-1", 9)
    assert try_in(house, "bi-thu-1", PASSWORD)
    fail(house, "bi-thu-1", 9)
    assert try_in(house, "bi-thu-1", PASSWORD)
    with house.db.reading() as read:
        assert read.scalar(select(func.count()).select_from(LoginAttempt)) == 2 * 2 + 9 + 9


def test_what_is_kept_of_failures_names_nobody(district: District) -> None:
    fail(district.house, "bi-thu-1", 1)
    with district.house.db.reading() as read:
        subjects = read.scalars(select(LoginAttempt.subject)).all()
    assert len(subjects) == 2 and all(len(s) == 64 and set(s) <= set("0123456789abcdef") for s in subjects)


def change_password(house: House) -> None:
    account.change_password(house, account_of(house, "bi-thu-1").id, 0, PASSWORD, "bốn từ chẳng dính dáng", "::1")


def close_account(house: House) -> None:
    with unit_of_work(house) as work:
        account.disable(work, work.system(), work.session.merge(account_of(house, "bi-thu-1")))


def reset_factor(house: House) -> None:
    second_factor.reset_by_operator(house, "bi-thu-1")


@pytest.mark.parametrize("change", [change_password, close_account, reset_factor])
def test_a_password_that_stopped_being_right_while_it_was_checked_opens_nothing(
    any_house: House, district: District, change: Callable[[House], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(word: str, kept: str | None) -> bool:
        right = password.matches(word, kept)
        change(any_house)
        return right

    monkeypatch.setattr(session, "matches", slow)
    with pytest.raises(SignInRefused):
        try_in(any_house, "bi-thu-1", PASSWORD)
    with any_house.db.reading() as read:
        assert read.scalar(select(func.count()).select_from(SignInSession)) == 0


@pytest.mark.parametrize("change", [change_password, close_account])
def test_a_session_being_opened_while_the_account_changes_is_ended_by_the_change(
    any_house: House, district: District, change: Callable[[House], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, changing = session._open, threading.Thread(target=change, args=(any_house,))

    def slow(*given: Any) -> str:
        changing.start()
        changing.join(timeout=1)  # it waits for this sign-in, as long as that takes
        return opened(*given)

    monkeypatch.setattr(session, "_open", slow)
    token = try_in(any_house, "bi-thu-1", PASSWORD)
    changing.join()
    assert resolve(any_house, hash_of(token)) is None


def test_a_session_token_that_nobody_got_opens_nothing(district: District) -> None:
    for token in ("", "x" * 43, "\ud800"):
        assert resolve(district.house, hash_of(token)) is None


def test_after_the_mandate_in_use_ended_nothing_is_chosen_silently(district: District) -> None:
    house = district.house
    with unit_of_work(house) as work:
        person = work.session.merge(account_of(house, "bi-thu-1"))
        terms = {
            "role": "auditor",
            "reach": "self",
            "unit": work.session.merge(district.units[1]),
            "valid_from": work.today,
        }
        second = account.grant_mandate(work, work.system(), person, **terms)
    token = try_in(house, "bi-thu-1", PASSWORD)
    visit = visit_of(house, token)
    assert visit.actor is None and len(visit.capacities) == 2
    token = session.switch_mandate(house, visit.session_id, visit.account_id or 0, second.code)
    assert visit_of(house, token).actor
    with unit_of_work(house) as work:
        account.end_mandate(work, work.system(), work.session.get_one(Mandate, second.id), work.today)
    visit = visit_of(house, token)
    assert visit.actor is None and [held.role for held in visit.capacities] == ["secretary"]
    with pytest.raises(NotFound):
        session.switch_mandate(house, visit.session_id, visit.account_id or 0, second.code)


def test_closing_an_account_ends_its_mandates_in_the_journal_and_its_sessions(district: District) -> None:
    house = district.house
    token = try_in(house, "bi-thu-1", PASSWORD)
    with unit_of_work(house) as work:
        person = work.session.scalars(select(Account).where(Account.login == "bi-thu-1")).one()
        account.disable(work, work.system(), person)
    assert resolve(house, hash_of(token)) is None
    with house.db.reading() as read:
        kinds = read.scalars(select(Entry.kind).order_by(Entry.id.desc()).limit(2)).all()
        alive = read.scalar(
            select(func.count()).where(SignInSession.ended_at.is_(None), SignInSession.account_id == person.id)
        )
    assert kinds == ["account.closed", "account.mandate_ended"] and alive == 0


def test_the_demo_door_is_shut_outside_the_demo(district: District) -> None:
    with pytest.raises(NotFound):
        session.enter_demo(district.house, account_of(district.house, "bi-thu-1").pseudonym, "")
