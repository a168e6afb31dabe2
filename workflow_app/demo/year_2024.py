"""The year 2024 of the demo: everybody signs, registers and is inspected; 49 of 50 units are recognised in December.

48 of the 50 stand today, so that list and count say the same. The two that are missing show both ways of losing it:
one was stopped before the vote, because a member of its committee had been disciplined in the year; the other was
recognised like everybody else, but a second inspection in February found that figures had been counted wrongly, came
to "not met", and the board took the recognition back by a decision. So the year has 49 decisions and one revocation,
numbered 1 to 50 without a gap. One recognition among the 48 was corrected, because its decision misspelt the unit.
"""

from __future__ import annotations

from datetime import date, timedelta

from ..services import recognition_board, registration
from ..services.recognition_board import Wording
from . import checks, honours, lives, pacts
from .stage import Stage, Story

PERIOD = "2024"
DISCIPLINED, MISCOUNTED, MISPRINTED = 37, 33, 39
VISITS = [date(2024, 11, 18) + timedelta(days=week * 7 + day) for week in (0, 1) for day in range(5)]
PRACTICES = (
    "Mỗi đảng viên giúp đỡ một hộ khó khăn, có sổ theo dõi hằng tháng.",
    "Sinh hoạt chuyên đề gắn với việc làm cụ thể, có phân công và thời hạn.",
)
SHARED = {  # of which units, in words for everybody
    5: (
        "Mỗi đảng viên giúp một hộ khó khăn",
        "Chi bộ phân công từng đồng chí theo dõi một hộ, ghi sổ hằng tháng và báo cáo tại kỳ sinh hoạt. "
        "Sau một năm, các hộ được giúp đều có việc làm ổn định.",
    ),
    21: (
        "Sinh hoạt chuyên đề gắn với việc làm",
        "Mỗi chuyên đề kết thúc bằng một việc cụ thể, có người phụ trách và thời hạn; "
        "kỳ sau chi bộ nghe kết quả trước khi bàn việc mới.",
    ),
}


def play(stage: Stage) -> None:
    """The whole year, and what came after it until the next launch."""
    pact = pacts.sign_2024(stage)
    codes = _registrations(stage)
    recognised: dict[int, str] = {}
    stage.play(_unit(stage, number, code, recognised) for number, code in enumerate(codes))
    stage.to(date(2025, 1, 6))
    for code in codes:
        stage.act(registration.close, "manager", code)
    pacts.complete(stage, pact)
    _correct(stage, recognised[MISPRINTED])
    stage.play([_recheck(stage, codes[MISCOUNTED], recognised[MISCOUNTED])])
    pacts.give_up(stage)
    stage.read_notices()


def _registrations(stage: Stage) -> list[str]:
    codes = []
    for number in range(len(stage.cast.secretaries)):
        stage.to(date(2024, 3, 1 + number // 2))
        codes.append(lives.hand_in(stage, number, PERIOD).code)
    for number, code in enumerate(codes):
        stage.to(date(2024, 4, 2 + number // 6))
        lives.accept(stage, code, number)
    return codes


def _unit(stage: Stage, number: int, registration_code: str, recognised: dict[int, str]) -> Story:
    """One unit from the plan of its inspection to the publication."""
    place = number % len(VISITS)
    yield date(2024, 11, 4 + number % 2)
    code = checks.plan(stage, registration_code, VISITS[place])
    yield date(2024, 11, 6)
    checks.assign(stage, code)
    yield date(2024, 11, 7)
    checks.announce(stage, code)
    yield date(2024, 11, 11 + number % 5)
    checks.assess(stage, number, code, PERIOD)
    yield VISITS[place]
    checks.visit(stage, number, code, PERIOD)
    if number % 16 == 5:
        checks.praise(stage, code, PRACTICES[number % len(PRACTICES)])
    checks.send_minutes(stage, code)
    yield VISITS[place] + timedelta(days=3 if VISITS[place].weekday() == 4 else 1)
    checks.sign(stage, number, code)
    checks.conclude(stage, code)
    if number in SHARED:
        checks.share(stage, code, *SHARED[number])
    yield from _recognition(stage, number, recognised)


def _recognition(stage: Stage, number: int, recognised: dict[int, str]) -> Story:
    yield date(2024, 12, 2 + number % 2)
    code = recognised[number] = honours.propose(stage, number, PERIOD)
    yield date(2024, 12, 4)
    honours.take_up(stage, code)
    honours.pass_on(stage, code)
    yield date(2024, 12, 5)
    if number == DISCIPLINED:
        evidence = "Quyết định số 27-QĐ/UBKTHU ngày 18/10/2024 khiển trách một chi ủy viên."
        honours.establish(stage, "appraiser2", code, "ky-luat", evidence)
        yield date(2024, 12, 6)
        honours.exclude(stage, code, "Có chi ủy viên bị kỷ luật trong năm, không thuộc trường hợp được loại trừ.")
        return
    honours.give_opinions(stage, code)
    yield date(2024, 12, 9)
    honours.open_comment(stage, code)
    yield date(2024, 12, 16)
    honours.vote(stage, code)
    yield date(2024, 12, 18)
    honours.decide(stage, code)
    yield date(2024, 12, 20)
    honours.publish(stage, code)


def _correct(stage: Stage, code: str) -> None:
    stage.to(date(2025, 1, 10))
    text = Wording("Chi bộ Công ty cổ phần Điện cơ Hòa Phát An", "Đảng bộ huyện Đắk Song", "Chi bộ bốn tốt")
    reason = "Quyết định in thiếu chữ “cổ phần” trong tên đơn vị."
    stage.act(recognition_board.correct, "board", code, text, reason=reason)


def _recheck(stage: Stage, registration_code: str, recognised: str) -> Story:
    """What was found after the publication, and what the board made of it."""
    yield date(2025, 2, 10)
    code = checks.plan(stage, registration_code, date(2025, 2, 20))
    checks.assign(stage, code)
    yield date(2025, 2, 11)
    checks.announce(stage, code)
    yield date(2025, 2, 17)
    checks.assess(stage, MISCOUNTED, code, PERIOD)
    yield date(2025, 2, 20)
    checks.visit(stage, MISCOUNTED, code, PERIOD, checks.WEAK)
    checks.find(stage, code, "remark", "N2.4", "Đã tính thừa ba kỳ sinh hoạt vào số tháng xếp loại “Tốt”.")
    checks.send_minutes(stage, code)
    yield date(2025, 2, 21)
    checks.sign(stage, MISCOUNTED, code)
    checks.conclude(stage, code, "not_met", "Tính lại số tháng xếp loại “Tốt” thì đơn vị chưa đủ điểm.")
    yield date(2025, 3, 3)
    honours.revoke(stage, recognised, "Kiểm tra lại sau khi công bố: số liệu tính thừa, đơn vị chưa đủ điểm.")
