"""Steps that a person signs: each is bound to the act, the case, its place there, and all that the entry seals."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from states.decision import Tally
from tests import builders, inspections, recognition, signing
from tests.authenticator import ORIGIN, Device
from tests.builders import EDITION, District, MovableClock
from tests.inspections import version
from tests.tampering import by_hand
from workflow_app.house import House
from workflow_app.models import AskedStatement, Entry, Evidence, InspectionStatement
from workflow_app.services import archive, export, inspection_minutes, journal, recognition_board, registration
from workflow_app.services import recognition as recognition_steps
from workflow_app.services.errors import Invalid, SignatureNeeded
from workflow_app.services.perform import Once, Receipt, Work
from workflow_app.services.signing import ask
from workflow_app.services.verify_journal import verify
from workflow_app.transparency.verify import verify_export
from workflow_app.transparency.verify_archive import verify_archive

Deed = Callable[[Once | None], Receipt]
BEFORE: dict[str, Callable[[District], tuple[str, Deed]]] = {}


def kind(name: str, part: str) -> Any:
    """What leads up to a signed step; it returns the code of the case, and the verb with what it is given."""

    def keep(prepare: Callable[[District], tuple[str, Callable[..., Receipt], dict[str, Any]]]) -> Any:
        def ready(district: District) -> tuple[str, Deed]:
            code, verb, more = prepare(district)
            mandate = district.mandates[part]
            return code, lambda request: verb(district.house, mandate, code, **more, request=request)

        BEFORE[name] = ready
        return prepare

    return keep


@kind("registration.submit", "secretary")
def handing_in(district: District) -> Any:
    code = builders.drafted(district)
    seen, draft_seen = builders.seen(district.house, code)
    return code, registration.submit, {"seen": seen, "draft_seen": draft_seen}


@kind("registration.endorse", "reviewer")
def endorsing(district: District) -> Any:
    code = builders.received(district)
    return code, registration.endorse, {"seen": version(district, code), "reason": "Đủ điều kiện"}


@kind("registration.approve", "board")
def accepting(district: District) -> Any:
    code = builders.endorsed(district)
    return code, registration.approve, {"seen": version(district, code)}


@kind("registration.reject", "board")
def refusing(district: District) -> Any:
    code = builders.endorsed(district)
    return code, registration.reject, {"seen": version(district, code), "reason": ("trung-lap", "Đã có đăng ký khác")}


@kind("inspection.send_minutes", "lead")
def sending_minutes(district: District) -> Any:
    code = inspections.scored(district)
    inspections.act(district, code, inspections.inspection_check, "draft_minutes", "lead")
    return code, inspection_minutes.send_minutes, {"seen": version(district, code), "text": "Biên bản làm việc"}


@kind("inspection.sign_minutes", "secretary")
def signing_minutes(district: District) -> Any:
    code = inspections.minutes_sent(district)
    return code, inspection_minutes.sign_minutes, {"seen": version(district, code)}


def to_decide(district: District, tally: Tally | None = None) -> str:
    """A unit of which the board has voted."""
    return recognition.voted(district, given=recognition.ballot(district, tally=tally))


def excluded(district: District, code: str) -> str:
    """The same, after a knock-out was found."""
    establish = recognition_steps.establish
    recognition.act(district, establish, "reviewer", code, fact="ky-luat", evidence="Quyết định 12-QĐ/UBKT")
    return code


@kind("recognition.decide_yes", "board")
def recognising(district: District) -> Any:
    code = to_decide(district)
    return code, recognition_board.decide_yes, {"seen": version(district, code)}


@kind("recognition.decide_no", "board")
def not_recognising(district: District) -> Any:
    code = to_decide(district, Tally(1, 4, 0))
    return code, recognition_board.decide_no, {"seen": version(district, code), "reason": "Không đủ phiếu"}


@kind("recognition.exclude", "board")
def excluding(district: District) -> Any:
    code = excluded(district, recognition.in_appraisal(district))
    return code, recognition_board.exclude, {"seen": version(district, code), "reason": "Có kỷ luật"}


@kind("recognition.revoke", "board")
def revoking(district: District) -> Any:
    code = recognition.decided(district)
    return code, recognition_board.revoke, {"seen": version(district, code), "reason": "Có vi phạm"}


@pytest.fixture
def signed_district(house: House) -> District:
    """The small district, under the rules as they are shipped; a recognition asks nothing of other processes."""
    return recognition.add_people(builders.build_district(house, source=recognition.SOURCE, signed=True))


@pytest.fixture(params=sorted(BEFORE))
def waiting(request: pytest.FixtureRequest, signed_district: District) -> tuple[str, str, Deed]:
    """A case of which the next step waits for a signature: kind, code, deed."""
    return (request.param, *BEFORE[request.param](signed_district))


def needed_for(deed: Deed) -> SignatureNeeded:
    with pytest.raises(SignatureNeeded) as needed:
        deed(None)
    return needed.value


def why_not(deed: Deed, request: Once) -> str:
    with pytest.raises(Invalid) as refused:
        deed(request)
    (reason,) = refused.value.errors.values()
    return reason


def test_a_step_is_signed_as_it_is_and_nothing_else_does(
    signed_district: District, waiting: tuple[str, str, Deed]
) -> None:
    """Forged, another's, another act's, another case's, another version's, another text's: all refused; then signed."""
    name, code, deed = waiting
    house = signed_district.house
    needed = needed_for(deed)
    device = signing.trusted(house, needed.account_id)

    def answer(by: Device, **changed: Any) -> Once:
        lots = list(needed.lots)
        return signing.form_of(signing.answer_of(by, ask(
            house, needed.account_id, ORIGIN, {**needed.statement, **changed}, lots
        )))  # fmt: skip

    before = version(signed_district, code)
    assert why_not(deed, answer(Device(key_id=device.key_id))) == "signature-refused"
    stranger = signing.trusted_of(house, signed_district.mandates["board2"])
    assert why_not(deed, answer(stranger)) == "signature-refused"
    sealed = needed.statement["sealed"]
    for changed in (
        {"act": "registration.withdraw"}, {"case": "0000-0000-0000"}, {"seq": needed.statement["seq"] + 1},
        *({"sealed": {**sealed, field: "0" * 64}} for field in sealed), {"sealed": {}}, {"to": "elsewhere"},
        {"edition": "0" * 64}, {"mandate": "0" * 64}, {"origin": "elsewhere.example/log"}, {"facts": {"more": 1}},
    ):  # fmt: skip
        assert why_not(deed, answer(device, **changed)) == "statement-changed", changed
    without_lots = ask(house, needed.account_id, ORIGIN, needed.statement)
    assert why_not(deed, signing.form_of(signing.answer_of(device, without_lots))) == "statement-changed"
    assert version(signed_district, code) == before, "nothing was written"

    good = answer(device)
    assert good.answer is not None
    receipt = deed(good)
    body = json.loads(receipt.note.split(b"\n", 1)[0])
    with house.db.reading() as session:
        kept = session.get_one(Evidence, body["evidence"])
        assert session.get_one(AskedStatement, good.key).lots is None, "what opens the commitments is kept nowhere else"
        statement = json.loads(kept.content)["statement"]
    assert (statement["act"], statement["case"], statement["seq"]) == (name, code, body["seq"])
    assert statement["sealed"].items() <= body["sealed"].items() and statement["sealed"].keys() == sealed.keys()
    report = verify(house)
    assert not report.findings, report.findings


def test_a_signature_is_used_once(signed_district: District) -> None:
    house = signed_district.house
    first, again = builders.drafted(signed_district), builders.drafted(signed_district, "secretary2")
    seen, draft_seen = builders.seen(house, first)
    mandate = signed_district.mandates["secretary"]
    with pytest.raises(SignatureNeeded) as needed:
        registration.submit(house, mandate, first, seen=seen, draft_seen=draft_seen)
    device = signing.trusted(house, needed.value.account_id)
    request = signing.reply_to(house, needed.value, device)
    registration.submit(house, mandate, first, seen=seen, draft_seen=draft_seen, request=request)
    registration.withdraw(house, mandate, first, seen=version(signed_district, first), reason="Sửa lại")
    other = replace(request, key="another form of the same answer")
    mine = signed_district.mandates["secretary2"]
    with pytest.raises(Invalid) as refused:
        registration.submit(house, mine, again, seen=seen, draft_seen=draft_seen, request=other)
    assert refused.value.errors == {"answer": "statement-unknown"}, "nor by somebody else"


def test_a_statement_is_too_old_after_ten_minutes(signed_district: District, clock: MovableClock) -> None:
    _, deed = BEFORE["registration.submit"](signed_district)
    needed = needed_for(deed)
    request = signing.reply_to(signed_district.house, needed, signing.trusted(signed_district.house, needed.account_id))
    clock.advance(minutes=10)
    assert why_not(deed, request) == "statement-expired"


def test_a_decision_keeps_the_code_that_was_signed(house: House) -> None:
    district = recognition.add_people(builders.build_district(house, source=recognition.SOURCE, signed=True))
    code = recognition.voted(district)
    receipt = recognition.act(district, recognition_board.decide_yes, "board", code)
    body = json.loads(receipt.note.split(b"\n", 1)[0])
    assert body["kind"] == "recognition.decide_yes" and body["evidence"]
    revoked = recognition.act(district, recognition_board.revoke, "board", code, reason="Có vi phạm")
    assert json.loads(revoked.note.split(b"\n", 1)[0])["evidence"] != body["evidence"]
    assert not verify(house).findings


def test_no_row_says_any_more_that_something_was_signed_with_a_password(district: District) -> None:
    """Where the edition asks nobody to sign, minutes are confirmed, and nothing calls that a signature."""
    inspections.signed(district)
    with district.house.db.reading() as session:
        assert set(session.scalars(select(InspectionStatement.method))) == {""}
        entries = session.scalars(select(Entry).where(Entry.kind.startswith("inspection."))).all()
        assert all("evidence" not in journal.body_of(entry) for entry in entries)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE evidence SET content = replace(content, '\"seq\":1', '\"seq\":2')", "recomputed-differs"),
        ("DELETE FROM evidence", "row-missing"),
        ("DELETE FROM trusted_key", "row-missing"),
    ],
)
def test_evidence_that_was_changed_is_found(
    signed_district: District, tampering: None, change: str, code: str
) -> None:
    builders.submitted(signed_district)
    with by_hand(signed_district.house.settings.url) as connection:
        assert connection.execute(change).rowcount
    assert code in {finding.code for finding in verify(signed_district.house).findings}


def test_a_signature_is_checked_with_nothing_but_the_exported_files(
    signed_district: District, tmp_path: Path
) -> None:
    signing.trusted_of(signed_district.house, signed_district.mandates["manager"])
    builders.approved(signed_district)
    house, folder = signed_district.house, tmp_path / "copy"
    journal.integrate(house)
    export.export(house, folder)
    pieces = sorted((folder / "evidence").iterdir())
    signed = [json.loads(piece.read_text())["statement"]["act"] for piece in pieces]
    assert {"registration.submit", "registration.endorse", "registration.approve", "account.trust_key"} == set(signed)
    assert "evidence-withheld" not in {one.code for one in verify_export(folder).warnings}
    assert verify_export(folder).ok

    submit, trust = (pieces[signed.index(act)] for act in ("registration.submit", "account.trust_key"))
    whole = submit.read_bytes()
    submit.write_bytes(whole.replace(b'"seq":1', b'"seq":2'))
    assert {one.code for one in verify_export(folder).findings} == {"evidence-differs"}
    submit.write_bytes(trust.read_bytes())
    assert {one.code for one in verify_export(folder).findings} == {"evidence-differs"}
    submit.unlink()
    assert verify_export(folder).ok
    assert "evidence-withheld" in {one.code for one in verify_export(folder).warnings}
    shutil.rmtree(folder / "evidence")
    assert verify_export(folder).ok, "copies of former versions have none"


def test_an_archive_carries_what_was_signed_and_whose_the_keys_were(
    signed_district: District, clock: MovableClock, tmp_path: Path
) -> None:
    builders.approved(signed_district)
    clock.advance(days=60)
    journal.integrate(signed_district.house)
    folder = tmp_path / "archive"
    archive.archive(signed_district.house, folder, "ds-bontot", builders.PERIOD)
    kept = list((folder / "evidence").iterdir())
    assert verify_archive(folder).ok and len(kept) >= 3
    kept[0].write_bytes(kept[0].read_bytes() + b" ")
    kept[1].unlink()
    assert [one.code for one in verify_archive(folder).findings] == ["evidence-differs", "evidence-missing"]


def test_an_archive_in_which_a_server_left_a_signature_out_says_so(
    signed_district: District, clock: MovableClock, tampering: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = builders.endorsed(signed_district)
    monkeypatch.setattr(Work, "_signature", lambda *_: None)
    registration.approve(
        signed_district.house, signed_district.mandates["board"], code, seen=version(signed_district, code)
    )
    assert "evidence-missing" in {one.code for one in verify(signed_district.house).findings}
    clock.advance(days=60)
    journal.integrate(signed_district.house)
    archive.archive(signed_district.house, tmp_path / "archive", "ds-bontot", builders.PERIOD)
    assert [(one.code, one.detail) for one in verify_archive(tmp_path / "archive").findings] == [
        ("evidence-missing", "registration.approve")
    ]


def test_a_copied_key_is_refused_for_roles_that_are_bound_to_one_device(signed_district: District) -> None:
    code, deed = BEFORE["registration.submit"](signed_district)
    house = signed_district.house
    device = signing.trusted(house, needed_for(deed).account_id)
    device.backed_up = True
    strict = replace(house.settings, device_bound_roles="secretary")
    signed_district.house = replace(house, settings=strict)
    assert why_not(deed, signing.reply_to(house, needed_for(deed), device)) == "key-copied"
    signed_district.house = house
    deed(signing.reply_to(house, needed_for(deed), device))
    assert builders.state_of(house, code) == "submitted"


def test_the_shipped_editions_ask_for_the_same_signatures() -> None:
    from states.programme import parse

    texts = [path.read_text(encoding="utf-8") for path in sorted(EDITION.parent.glob("*.toml"))]
    (signed,) = {parse(text).signed for text in texts} - {()}  # where there is no step, nobody signs one
    assert set(signed) == set(BEFORE), "each of them is forged above in vain"
    with pytest.raises(Exception, match="bước không có"):
        parse(builders.unsigned(texts[0]).replace("signed = []", 'signed = ["registration.close"]'))
