"""Mail under a moving clock: when it goes, to whom, over which line, and what becomes of it when something fails."""

from __future__ import annotations

import ipaddress
import re
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask, url_for
from sqlalchemy import select

from tests import builders
from tests.builders import District, MovableClock
from tests.page import Browser
from tests.post_office import PostOffice, free_port, opened
from workflow_app import create_app
from workflow_app.clock import VIETNAM
from workflow_app.house import House
from workflow_app.models import Account, Mail, MailChoice, Notice, OneTimeCode
from workflow_app.services import account, forgotten, job, mail, mail_outbox, mail_text, one_time_code, registration
from workflow_app.services.mail_choice import address_in
from workflow_app.services.mail_text import Text
from workflow_app.services.perform import unit_of_work
from workflow_app.settings import SettingsInvalid, load

FROM = "so@huyenuy.example.vn"


def addressed(district: District, house: House, **choices: str) -> House:
    """The house as a demo; the people named are reached by mail, each in their own way: `reviewer="daily"`."""
    house = replace(house, settings=replace(house.settings, mode="demo", base_url="https://so.example.vn"))
    with house.db.writing() as session:
        for part, choice in choices.items():
            login = district.logins[part]
            person = session.scalars(select(Account).where(Account.login == login)).one()
            person.contact = f"{login}@example.vn"
            session.add(MailChoice(account_id=person.id, choice=choice, confirmed=person.contact))
        session.commit()
    district.house = house
    return house


def at(clock: MovableClock, day: int, hour: int, minute: int = 0, month: int = 5) -> None:
    clock.now = datetime(2025, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


def work(house: House) -> None:
    job.work_once(house)
    mail.send_due(house)


def arrived(house: House) -> list[tuple[str, str]]:
    """To whom mails went and their subjects, oldest first."""
    return [(one.to.partition("@")[0], one.subject) for one in reversed(mail_outbox.list_letters(house))]


# --- when ---


def test_a_digest_goes_once_at_seven_on_working_days(district: District, house: House, clock: MovableClock) -> None:
    house = addressed(district, house, reviewer="daily")
    at(clock, 23, 10)  # a Friday
    first, second = builders.submitted(district), builders.submitted(district, "secretary2")
    for _ in range(7):  # through the weekend
        work(house)
        clock.advance(hours=10 - 1 / 7)
    at(clock, 26, 6, 59)
    work(house)
    assert arrived(house) == []
    at(clock, 26, 7)
    for _ in range(3):
        work(house)
        clock.advance(minutes=1)
    assert [to for to, _ in arrived(house)] == ["tham-dinh"]
    letter = mail_outbox.list_letters(house)[0]
    assert letter.subject.startswith("Sổ công nhận: ") and first in letter.text and second in letter.text
    before = len(arrived(house))
    registration.withdraw(house, district.mandates["secretary"], first, seen=1, reason="Viết lại cho kỹ")
    at(clock, 27, 6, 59)
    work(house)
    assert len(arrived(house)) == before
    at(clock, 27, 7)
    work(house)
    assert len(arrived(house)) == before + 1, "what came after the digest is in the next one"


def test_at_once_is_at_once_on_working_days_and_waits_over_days_off(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, reviewer="at_once")
    at(clock, 24, 9)  # a Saturday
    builders.submitted(district)
    work(house)
    assert arrived(house) == []
    at(clock, 26, 6, 59)
    work(house)
    assert arrived(house) == []
    at(clock, 26, 7)
    work(house)
    before = len(arrived(house))
    assert before
    builders.submitted(district, "secretary2")
    work(house)
    assert len(arrived(house)) == before + 1


def test_whoever_wants_only_duties_gets_what_waits_and_deadlines(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, reviewer="duties", secretary="duties")
    code = builders.submitted(district)
    work(house)
    registration.receive(house, district.mandates["reviewer2"], code, seen=1)
    registration.withdraw(house, district.mandates["secretary"], code, seen=2, reason="Viết lại cho kỹ")
    work(house)
    assert arrived(house) == [("tham-dinh", f"Có hồ sơ đăng ký mới gửi đến, chờ tiếp nhận ({code})")]
    other = builders.submitted(district, "secretary2")
    at(clock, 21, 8)
    work(house)
    assert arrived(house)[1:] == [
        ("tham-dinh", f"Có hồ sơ đăng ký mới gửi đến, chờ tiếp nhận ({other})"),
        ("tham-dinh", f"Hồ sơ sắp đến hạn xử lý ({other})"),
    ]


# --- once ---


@pytest.mark.usefixtures("any_house")
def test_two_workers_send_a_mail_once_and_a_dead_one_gives_it_back(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, reviewer="at_once")
    builders.submitted(district)
    job.work_once(house)
    dead = mail._lease(house)
    assert dead is not None and mail._lease(house) is None and mail.send_due(house) == 0
    clock.advance(seconds=mail.LEASE.total_seconds() - 1)
    assert mail.send_due(house) == 0
    clock.advance(seconds=1)
    assert (mail.send_due(house), mail.send_due(house)) == (1, 0)
    with house.db.reading() as session:
        assert session.get_one(Mail, dead).done_at == clock.now


def test_a_notice_that_is_delivered_again_makes_no_second_mail(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, reviewer="at_once")
    builders.submitted(district)
    lost: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "add", lambda *given: lost.append(given) or 1 / 0)
        job.run_due(house)
    with house.db.reading() as session:
        assert lost and session.scalars(select(Notice.job_id)).all() == [], "notice and mail are written together"
    clock.advance(hours=1)
    work(house)
    work(house)
    assert len(arrived(house)) == 1


def test_pauses_grow_and_after_five_days_a_mail_is_given_up(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, reviewer="at_once")
    away = f"smtp://localhost:{free_port()}"
    house = replace(house, settings=replace(house.settings, smtp_url=away, mail_from=FROM))
    builders.submitted(district)
    job.work_once(house)
    pauses = []
    for _ in range(12):
        mail.send_due(house)
        row = _only(house)
        pauses.append((row.leased_until - clock.now).total_seconds())
        clock.now = row.leased_until
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900] and row.failure == "unreachable"
    clock.advance(days=5)
    mail.send_due(house)
    assert (_only(house).failure, _only(house).done_at) == ("too-old", clock.now)


def _only(house: House) -> Any:
    with house.db.reading() as session:
        return session.scalars(select(Mail)).one()


# --- over which line ---


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for localhost; `trusted()` it is only in this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, kept = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (tmp_path / "server.pem").write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, kept, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
    return context


@pytest.mark.parametrize("from_the_first_byte", [True, False])
def test_a_line_under_tls_signs_in_with_the_password_of_a_file(
    district: District, house: House, tls: ssl.SSLContext, tmp_path: Path, from_the_first_byte: bool
) -> None:
    house = addressed(district, house, reviewer="at_once")
    (tmp_path / "password").write_text("p:w/d\n")
    post = PostOffice(free_port(), tls, from_the_first_byte)
    url = post.url.replace("//", "//so%40huyenuy@")
    given = {"smtp_url": url, "smtp_password_file": str(tmp_path / "password"), "mail_from": FROM}
    house = replace(house, settings=replace(house.settings, **given))
    builders.submitted(district)
    job.work_once(house)
    with opened(post):
        assert mail.send_due(house) == 1
    assert [one for one, _ in post.arrived] == ["tham-dinh@example.vn"]
    assert post.logins == ["AHNvQGh1eWVudXkAcDp3L2Q="], "so@huyenuy with p:w/d"


def test_a_certificate_that_nobody_vouches_for_is_not_talked_to(
    district: District, house: House, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    house = addressed(district, house, reviewer="at_once")
    post = PostOffice(free_port(), tls)
    house = replace(house, settings=replace(house.settings, smtp_url=post.url, mail_from=FROM))
    builders.submitted(district)
    job.work_once(house)
    with opened(post):
        assert mail.send_due(house) == 0
    assert post.arrived == [] and _only(house).failure == "unreachable"


# --- what it says ---


def test_no_header_takes_a_line_break_and_no_contact_but_an_address_is_written_to(house: House) -> None:
    with pytest.raises(ValueError, match="linefeed|CR|newline|carriage"):
        mail_text.envelope(house, "a@example.vn", Text("Có hồ sơ\r\nBcc: b@example.vn", ""), "x", house.clock())
    others = ("0912 345 678", "a@b", "a@b.vn, c@d.vn", "a@example.vn\nb", "An <a@example.vn>", "@x.vn", "đ@x.vn", "")
    for contact in (*others, "a" * 250 + "@example.vn", "a@exa mple.vn"):
        assert address_in(contact) == "", contact
    assert address_in("Van.An+so@huyen-uy.example.vn")


def test_links_of_mails_lead_to_the_pages_of_cases(house: House) -> None:
    app = create_app(house)
    with app.test_request_context():
        pages = {process: url_for(f"{process}.case", code="X") for process in mail_text.PATHS}
    assert pages == {process: f"/{path}/X" for process, path in mail_text.PATHS.items()}


@pytest.mark.parametrize(
    ("url", "sender", "problems"),
    [("smtp://mail.example.vn", FROM, 0), ("http://mail.example.vn", FROM, 1), ("smtps://", "so", 2)]
    + [("smtp://x:99999", FROM, 1), ("", "", 0)],
)
def test_settings_of_mail_are_checked_at_the_start(url: str, sender: str, problems: int) -> None:
    given = {"WORKFLOW_APP_MODE": "test", "WORKFLOW_APP_SMTP_URL": url, "WORKFLOW_APP_MAIL_FROM": sender}
    try:
        load(given)
    except SettingsInvalid as error:
        assert len(error.problems) == problems
    else:
        assert problems == 0


# --- a forgotten password ---


def codes(house: House) -> list[OneTimeCode]:
    with house.db.reading() as session:
        return list(session.scalars(select(OneTimeCode).order_by(OneTimeCode.id)))


def test_a_code_by_mail_is_good_for_an_hour_and_leaves_a_slip_as_it_is(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, secretary="daily")
    with unit_of_work(house) as work:
        person = work.session.scalars(select(Account).where(Account.login == "bi-thu-1")).one()
        slip = one_time_code.issue(work.session, work.now, person.id, one_time_code.PASSWORD, made_by=None)
    forgotten.ask(house, "BI-THU-1@example.vn", "192.0.2.1")
    assert mail.send_due(house) == 1
    text = mail_outbox.list_letters(house)[0].text
    code = next(word for word in text.split() if word.count("-") == 2 and len(word) == 14)
    assert "09:00 ngày 20/05/2025" in text
    clock.advance(minutes=59, seconds=59)
    assert one_time_code.look_up(house, code, "192.0.2.1").login == "bi-thu-1"
    clock.advance(seconds=1)
    with pytest.raises(one_time_code.CodeRefused):
        one_time_code.look_up(house, code, "192.0.2.1")
    assert one_time_code.look_up(house, slip, "192.0.2.1").login == "bi-thu-1"


def test_a_code_is_not_mailed_an_hour_after_it_was_asked_for(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, secretary="at_once")
    forgotten.ask(house, "bi-thu-1@example.vn", "192.0.2.1")
    clock.advance(hours=1, seconds=1)
    assert mail.send_due(house) == 0 and codes(house) == []
    assert (_only(house).address, _only(house).done_at) == (None, clock.now)


def asks(app: Flask, typed: str, place: str) -> str:
    """Somebody at a place asks on the page; what they are told."""
    browser = Browser(app.test_client())
    browser.client.environ_base["REMOTE_ADDR"] = place
    browser.get("/quen-mat-khau")
    return browser.submit("/quen-mat-khau", address=typed).html


def newest_code(house: House) -> str:
    text = mail_outbox.list_letters(house)[0].text
    return next(word for word in text.split() if word.count("-") == 2 and len(word) == 14)


def test_a_stranger_who_asks_again_and_again_takes_nothing_from_the_owner(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, secretary="at_once")
    app = create_app(house)
    asks(app, "bi-thu-1@example.vn", "192.0.2.1")
    mail.send_due(house)
    code = newest_code(house)
    for minute in range(3):
        for number in range(2):
            asks(app, "bi-thu-1@example.vn", f"198.51.100.{minute * 2 + number}")
        clock.advance(minutes=1)
        mail.send_due(house)
    assert len(arrived(house)) == forgotten.MOST_TOGETHER, "the mailbox is not filled"
    assert one_time_code.look_up(house, code, "192.0.2.1").login == "bi-thu-1", "what arrived stays good"
    one_time_code.choose_password(house, newest_code(house), "thuyền xanh qua cầu đá", "192.0.2.1")
    with pytest.raises(one_time_code.CodeRefused):
        one_time_code.look_up(house, code, "192.0.2.1")


def test_whoever_asks_at_any_time_of_a_long_flood_finds_a_good_code_in_the_mailbox(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, secretary="at_once")
    for minute in range(0, 12 * 60, 15):
        forgotten.ask(house, "bi-thu-1@example.vn", f"198.51.100.{minute % 251}")
        mail.send_due(house)
        good = [one.expires_at - clock() for one in codes(house) if one.used_at is None]
        assert max(good) >= timedelta(minutes=15), minute
        clock.advance(minutes=15)
    assert len(arrived(house)) <= 6 + 12 * 60 / 45


def test_many_who_ask_from_one_place_are_answered_alike_and_hinder_one_another_not_soon(
    district: District, house: House, clock: MovableClock
) -> None:
    house = addressed(district, house, secretary="at_once")
    for _ in range(12):
        forgotten.ask(house, "khong-co@example.vn", "192.0.2.1")
    with house.db.reading() as session:
        assert len(session.scalars(select(Mail)).all()) == 10, "for one address from one place"
    app, typed = create_app(house), ("khong-co@example.vn", "x@y.vn")
    said = {re.sub(r'value="[^"]+"', "", asks(app, one, "192.0.2.1")) for one in typed}
    assert len(said) == 1
    forgotten.ask(house, "bi-thu-1@example.vn", "192.0.2.1")
    assert mail.send_due(house) == 1


def test_a_mail_that_is_put_off_uses_up_nothing(
    district: District, house: House, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = addressed(district, house, secretary="at_once")
    forgotten.ask(house, "bi-thu-1@example.vn", "192.0.2.1")
    monkeypatch.setattr(mail, "_finish", _later)
    for _ in range(5):
        mail.send_due(house)
        clock.advance(minutes=5)
    monkeypatch.undo()
    assert mail.send_due(house) == 1


def _later(*_: object, **__: object) -> None:
    raise mail.Later


def test_no_code_for_who_never_came_in_whose_account_is_closed_or_who_did_not_confirm_the_address(
    district: District, house: House
) -> None:
    house = addressed(district, house, secretary="at_once")
    with unit_of_work(house) as work:
        account.create_account(work, login="moi.den", full_name="Người mới đến", contact="moi.den@example.vn")
        person = work.session.scalars(select(Account).where(Account.login == "bi-thu-1")).one()
        account.disable(work, work.system(), person)
        stranger = work.session.scalars(select(Account).where(Account.login == "bi-thu-2")).one()
        stranger.contact = "bi-thu-2@example.vn"  # somebody else wrote it; its owner never said that it is right,
        work.session.add(MailChoice(account_id=stranger.id, choice="daily", confirmed="khac@example.vn"))  # but another
    for address in ("moi.den@example.vn", "bi-thu-1@example.vn", "bi-thu-2@example.vn"):
        forgotten.ask(house, address, "192.0.2.1")
    assert mail.send_due(house) == 0 and codes(house) == []
