"""The agreements of the bloc of enterprises: six parties, and every one of them must sign.

One is in force, with obligations that some have reported on, and with an amendment since; one waits for its ceremony;
one is signed step by step, with a second hand and a last day; one was declined. A cell has registered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from states.commitment_amendment import ADD, REPLACE, Change
from states.commitment_order import COUNTERSIGN
from states.commitment_reminder import HOLIDAYS, WEEKENDS, ReminderRule

from ..pdf.fields import field_name
from ..services import (
    commitment,
    commitment_amendment,
    commitment_certificate,
    commitment_draft,
    commitment_further,
    commitment_order,
    commitment_reminder,
    job,
    obligation,
    obligation_file,
    registration,
)
from ..services.commitment_clauses import as_written
from . import authority, device, lives, pacts
from .bloc import COMPANIES, PERIOD
from .paper import paper_pdf
from .stage import Stage, Story

PARTIES = range(len(COMPANIES))
FIRST_CELL = len(COMPANIES)  # its place among the secretaries
TITLE = "Bản ký kết xây dựng “Chi bộ kiểu mẫu” năm 2025"
SHARED = (
    "Các bên dùng chung tài liệu sinh hoạt chuyên đề; mỗi quý một bên chủ trì biên soạn.",
    "Mỗi bên cử một đầu mối phụ trách; vướng mắc được trao đổi trong vòng ba ngày làm việc.",
)
LAST_DAY = "2025-06-12"
BY_THE_FIFTH = "Giữ nền nếp sinh hoạt chi bộ trước ngày 05 hằng tháng; mọi chi bộ dùng Sổ tay đảng viên điện tử."
EXCHANGE = "Mỗi quý các bên trao đổi kinh nghiệm một lần, luân phiên tổ chức."
SPREAD, MEETINGS = "k1", "k3"  # clauses of the first agreement: the scheme made known to members; meetings of cells


def tell(stage: Stage) -> list[Story]:
    """What happens in the bloc from May to the evening before the simulated day."""
    return [_in_force(stage), _in_steps(stage), _declined(stage), _for_a_ceremony(stage), _registered(stage)]


def _in_force(stage: Stage) -> Story:
    """From the template to the amendment: commented, fixed in its second version, signed by all, reported on."""
    yield date(2025, 5, 19)
    code, version = _from_template(stage)
    stage.act(commitment.circulate, "manager", code, draft_seen=version)
    for number, text in ((1, "Đề nghị ghi rõ thời hạn phổ biến."), (3, "Thống nhất với dự thảo.")):
        stage.done(commitment.comment(stage.house, stage.cast.secretaries[number], code, SPREAD, text))
    yield date(2025, 5, 21)
    stage.act(commitment.revise, "manager", code)
    view = pacts.seen_by_manager(stage, code)
    clauses = as_written(view.draft)
    clauses[0] |= {"text": clauses[0]["text"].replace("trong đơn vị.", "trong đơn vị, xong trước ngày 05/6/2025.")}
    version = _save(stage, code, {**view.draft, "clauses": clauses}, view.draft_version)
    stage.act(commitment.freeze, "manager", code, draft_seen=version)
    yield date(2025, 5, 22)
    _all_sign(stage, code)
    yield date(2025, 5, 29)
    amendment = _amend(stage, code)
    yield date(2025, 5, 30)
    _all_sign(stage, amendment)
    yield date(2025, 6, 3)
    _report(stage, code)


def _report(stage: Stage, code: str) -> None:
    """One report is accepted, one waits, one was given back; two companies have not reported, and are late."""
    _reports(stage, code, 0, "Đã phổ biến trong hai hội nghị và qua Sổ tay đảng viên điện tử.", Decimal(128))
    stage.done(obligation.accept(stage.house, stage.mandate("manager"), code, 1))
    _reports(stage, code, 1, "Đã phổ biến tại năm chi bộ trực thuộc.", Decimal(64))
    _reports(stage, code, 2, "Đã phổ biến.")
    reason = "Đề nghị nêu số đảng viên đã được phổ biến trên tổng số đảng viên."
    stage.done(obligation.give_back(stage.house, stage.mandate("manager"), code, 3, reason=reason))


def _reports(stage: Stage, code: str, number: int, text: str, quantity: Decimal | None = None) -> None:
    house, secretary = stage.house, stage.cast.secretaries[number]
    proof = paper_pdf("Bien ban hoi nghi pho bien De an", PERIOD)
    files = [obligation_file.attach(house, secretary, code, proof, "bien-ban.pdf")["code"]] if quantity else []
    stage.done(obligation.report(house, secretary, code, SPREAD, text=text, quantity=quantity, files=files))


def _amend(stage: Stage, code: str) -> str:
    """An amendment that says more of one clause, adds another, and counts from a later day; returns its code."""
    stage.act(commitment_amendment.amend, "manager", code)
    made = pacts.seen_by_manager(stage, code).amendments[-1].code
    changes = [Change(REPLACE, MEETINGS, BY_THE_FIFTH), Change(ADD, "", EXCHANGE)]
    house, manager = stage.house, stage.mandate("manager")
    saved = commitment_amendment.save(house, manager, made, changes, date(2025, 6, 5), 0)
    stage.act(commitment.freeze, "manager", made, draft_seen=saved.draft_version)
    return made


def _in_steps(stage: Stage) -> Story:
    """Three companies, one with a second hand and one with a last day, then one of two others, then the bloc."""
    yield date(2025, 6, 5)
    title = "Bản ký kết phối hợp chuyển đổi số trong sinh hoạt chi bộ"
    code, version = pacts.write(stage, PERIOD, title, SHARED, PARTIES)
    units, manager = stage.cast.units, stage.mandate("manager")
    seats = {units[0]: {"step": 1, COUNTERSIGN: True}, units[1]: {"step": 1}, units[2]: {"step": 1, "until": LAST_DAY}}
    seats |= {units[number]: {"step": 2} for number in (3, 4)} | {"superior": {"step": 3}}
    ordered = commitment_order.save_order(stage.house, manager, code, {"2": "any"}, seats, version)
    stage.act(commitment.freeze, "manager", code, draft_seen=ordered.draft_version)
    rule = ReminderRule(first_after_days=2, repeat_days=2, cap=3, quiet=(WEEKENDS, HOLIDAYS))
    stage.act(commitment_reminder.set_rule, "manager", code, rule)
    yield date(2025, 6, 6)
    pacts.sign(stage, code, stage.cast.secretaries[0])
    _sign_beside(stage, code, "clerk")
    _sign_by_certificate(stage, code, 1)
    stage.authority.issue(COMPANIES[2][1]).keep(stage.house.settings.data_dir / authority.FOLDER / authority.TOKEN)
    yield date(2025, 6, 9)
    stage.house.watch.asked_again_on = None  # a worker looks once a day, and here the day was looked at in passing
    commitment_reminder.send_due(stage.house)


def _declined(stage: Stage) -> Story:
    """One party says no, and with that nobody signs any more until the text is written anew."""
    yield date(2025, 6, 3)
    code = pacts.freeze(stage, PERIOD, "Bản ký kết luân phiên đăng cai hội thao", SHARED[1:], PARTIES)
    yield date(2025, 6, 4)
    for number in (0, 4):
        pacts.sign(stage, code, stage.cast.secretaries[number])
    reason = "Đơn vị đang mùa tưới tiêu; đề nghị lùi hội thao sang quý IV rồi trình lại bản ký kết."
    stage.done(commitment.decline(stage.house, stage.cast.secretaries[3], code, reason=reason))


def _for_a_ceremony(stage: Stage) -> Story:
    """A text that six parties will sign in a hall: nobody has signed it yet."""
    yield date(2025, 6, 9)
    pacts.freeze(stage, PERIOD, "Bản ký kết giúp nhau bồi dưỡng cấp ủy viên", SHARED, PARTIES)


def _registered(stage: Stage) -> Story:
    """A cell of the first company registers for the model; its committee has agreed, the bloc has not decided."""
    yield date(2025, 6, 6)
    code = lives.hand_in(stage, FIRST_CELL).code
    yield date(2025, 6, 9)
    stage.act(registration.receive, "reviewer", code)
    stage.act(registration.endorse, "reviewer", code)


def _from_template(stage: Stage) -> tuple[str, int]:
    """The draft as the programme's template has it, for the committees of the companies."""
    code = commitment_draft.start(stage.house, stage.mandate("manager"), stage.cast.programme_id, PERIOD)
    view = pacts.seen_by_manager(stage, code)
    clauses, parties = as_written(view.draft), [stage.cast.units[number] for number in PARTIES]
    draft = {**view.draft, "title": TITLE, "clauses": clauses, "units": parties}
    return code, _save(stage, code, draft, view.draft_version)


def _save(stage: Stage, code: str, draft: commitment_draft.Draft, seen: int) -> int:
    return commitment_draft.save_draft(stage.house, stage.mandate("manager"), code, draft, seen).draft_version


def _all_sign(stage: Stage, code: str) -> None:
    parts: Sequence[str | int] = ["board", *(stage.cast.secretaries[number] for number in PARTIES)]
    for part in parts:
        pacts.sign(stage, code, part)


def _sign_beside(stage: Stage, code: str, part: str) -> None:
    mandate = stage.mandate(part)
    asked = commitment_further.ask(stage.house, mandate, code, COUNTERSIGN, device.SITE)
    assert asked is not None, "the order of this text asks for it"
    answer = stage.devices.answer(stage.cast.people[mandate], asked.nonce, asked.text)
    stage.done(commitment_further.countersign(stage.house, mandate, code, answer=answer))


def _sign_by_certificate(stage: Stage, code: str, number: int) -> None:
    """A secretary signs the PDF of the text with a token, in the field that is its company's."""
    house, secretary = stage.house, stage.cast.secretaries[number]
    job.run_due(house, most=100_000)  # sets the PDF
    view = pacts.seen_by_manager(stage, code)
    assert view.to_sign is not None, "set above"
    place = next(seat.place for seat in view.seats if COMPANIES[number][0] in seat.unit)
    token = stage.authority.issue(COMPANIES[number][1])
    signed = token.sign(house.files.read(view.to_sign.sha256), field_name(place), stage.clock.now)
    stage.done(commitment_certificate.hand_in(house, secretary, code, signed))
