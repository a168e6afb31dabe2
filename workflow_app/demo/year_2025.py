"""The year 2025 of the demo, under way: on 10 June 2025 every step has a unit that stands at it.

One state has nobody in it: "expired" comes twelve months after the decision, in December 2025, and whoever goes on
day by day meets it. The agreement that was declined is one of the bloc of enterprises (see `bloc_pacts`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date, timedelta
from functools import partial

from states.decision import Tally

from . import bloc_pacts, checks, honours, lives, pacts
from .stage import Stage, Story

Way = Generator[date, None, str]  # a story that ends with the code of a recognition

PERIOD = "2025"
WORKING = [day for day in (date(2025, 5, 15) + timedelta(days=n) for n in range(26)) if day.weekday() < 5]
SLOW = 31  # the units before this one registered in the first days

# How far the inspection of a unit has come, by its number.
CHECKS = dict(
    enumerate(
        "rechecking rectifying unit_reply signed checking scored minutes_draft self_submitted self_assessing announced "
        "planned no_team not_met insufficient cancelled".split(),
        16,
    )
)
# How far the registration of each unit from SLOW on has come; the last two have not begun.
REGISTRATIONS = (
    ["approved_alone"] * 2 + ["rejected", "withdrawn"] + ["endorsed"] * 3 + ["in_review"] * 2 + ["resubmitted"]
    + ["returned"] * 2 + ["draft"] * 3 + ["submitted"] * 2
)  # fmt: skip


def play(stage: Stage, companies: Stage) -> None:
    """From the launch to the evening before the simulated day, in the district and among the companies of the bloc."""
    stage.pace = 7
    pact = pacts.sign_2025(stage)
    early = [_early(stage, number) for number in range(SLOW)]
    late = [_late(stage, number, life) for number, life in enumerate(REGISTRATIONS, SLOW)]
    beside = [pacts.sign_late(stage, pact), pacts.small_ones(stage), *bloc_pacts.tell(companies)]
    stage.play([*early, *late, *beside, _reading(stage)])


def _reading(stage: Stage) -> Story:
    yield WORKING[17]
    stage.read_notices()


def _late(stage: Stage, number: int, life: str) -> Story:
    yield WORKING[9 + (number - SLOW) // 2]
    lives.LIVES[life](stage, number)


def _early(stage: Stage, number: int) -> Story:
    """A unit that registered in the first days: its inspection, and its recognition if it has come to that."""
    yield WORKING[number // 10]
    written = lives.hand_in(stage, number)
    yield WORKING[number // 10 + 1]
    lives.accept(stage, written.code, number)
    if number in CHECKS:
        yield from _inspected(stage, number, written.code, CHECKS[number])
        return
    yield from _met(stage, number, written.code)
    if number < len(HONOURS):
        yield from HONOURS[number](stage, number)


def _met(stage: Stage, number: int, registration: str) -> Story:
    """A check without any trouble, in four days."""
    yield WORKING[3]
    code = checks.plan(stage, registration, WORKING[6])
    checks.assign(stage, code)
    checks.announce(stage, code)
    yield WORKING[4]
    checks.assess(stage, number, code, PERIOD)
    yield WORKING[5]
    checks.visit(stage, number, code, PERIOD)
    checks.send_minutes(stage, code)
    yield WORKING[6]
    checks.sign(stage, number, code)
    checks.conclude(stage, code)


def _inspected(stage: Stage, number: int, registration: str, until: str) -> Story:
    """A check that stands, or ended, at a certain step."""
    waits = until in ("no_team", "planned")
    yield WORKING[17 if waits else 15]
    code = checks.plan(stage, registration, date(2025, 6, 13) if waits else WORKING[17])
    if until == "no_team":
        return
    checks.assign(stage, code)
    if until == "planned":
        return
    yield WORKING[16]
    checks.announce(stage, code)
    if until == "cancelled":
        checks.cancel(stage, code, "Đơn vị làm nhiệm vụ đột xuất; sẽ lập kế hoạch kiểm tra vào ngày khác.")
    if until in ("announced", "cancelled"):
        return
    yield WORKING[17]
    if until == "self_assessing":
        checks.begin_assessment(stage, number, code, PERIOD)
        return
    checks.assess(stage, number, code, PERIOD)
    if until != "self_submitted":
        yield WORKING[17]
        _visited(stage, number, code, until)


def _visited(stage: Stage, number: int, code: str, until: str) -> None:
    if until == "checking":
        checks.start(stage, code)
        return
    weak = checks.WEAK if until in ("not_met", "insufficient") else None
    checks.visit(stage, number, code, PERIOD, weak)
    if until == "scored":
        return
    if until in ("rechecking", "rectifying"):
        checks.find(stage, code, "remedy", "N3.2", "Sổ theo dõi việc thực hiện kết luận sau kiểm tra còn thiếu.")
    if until == "minutes_draft":
        checks.close_scoring(stage, code)
        return
    checks.send_minutes(stage, code)
    if until == "unit_reply":
        return
    checks.sign(stage, number, code)
    _after_minutes(stage, number, code, until)


def _after_minutes(stage: Stage, number: int, code: str, until: str) -> None:
    if until in ("rechecking", "rectifying"):
        checks.require_fix(stage, code)
    if until == "rechecking":
        checks.report_fix(stage, number, code)
    if until == "not_met":
        checks.conclude(stage, code, "not_met", "Chưa đủ điểm ở hai tiêu chí; các nội dung khác đạt.")
    if until == "insufficient":
        checks.conclude(stage, code, "insufficient", "Minh chứng bị thất lạc khi chuyển trụ sở, chưa đủ căn cứ.")


def _proposed(stage: Stage, number: int, first: int) -> Way:
    yield WORKING[first]
    return honours.propose(stage, number, PERIOD)


def _taken_up(stage: Stage, number: int, first: int) -> Way:
    code = yield from _proposed(stage, number, first)
    yield WORKING[first + 1]
    honours.take_up(stage, code)
    return code


def _returned(stage: Stage, number: int, first: int) -> Way:
    code = yield from _taken_up(stage, number, first)
    yield WORKING[first + 2]
    honours.send_back(stage, code, "Báo cáo chưa nêu kết quả của nội dung đăng ký thứ hai.")
    return code


def _appraised(stage: Stage, number: int, first: int, *bodies: str) -> Way:
    code = yield from _taken_up(stage, number, first)
    honours.pass_on(stage, code)
    yield WORKING[first + 2]
    honours.give_opinions(stage, code, *bodies)
    return code


def _commented(stage: Stage, number: int, first: int = 7) -> Way:
    code = yield from _appraised(stage, number, first)
    yield WORKING[first + 3]
    honours.open_comment(stage, code)
    return code


def _objected(stage: Stage, number: int) -> Way:
    code = yield from _commented(stage, number, 13)
    yield WORKING[17]
    text = "Đề nghị làm rõ kết quả quỹ khuyến học của đơn vị, vì chưa thấy công khai tại thôn."
    honours.object_to(stage, code, text)
    return code


def _voting(stage: Stage, number: int) -> Way:
    code = yield from _commented(stage, number, 9)
    yield WORKING[17]
    honours.open_vote(stage, code)
    return code


def _counted(stage: Stage, number: int) -> Way:
    code = yield from _voting(stage, number)
    honours.count(stage, code)
    return code


def _voted(stage: Stage, number: int, tally: Tally = honours.ALL) -> Way:
    code = yield from _commented(stage, number)
    yield WORKING[15]
    honours.vote(stage, code, tally)
    return code


def _refused(stage: Stage, number: int) -> Way:
    code = yield from _voted(stage, number, Tally(2, 1, 1))
    yield WORKING[16]
    honours.refuse(stage, code, "Không đủ quá nửa tổng số ủy viên tán thành.")
    return code


def _decided(stage: Stage, number: int) -> Way:
    code = yield from _voted(stage, number)
    yield WORKING[17]
    honours.decide(stage, code)
    return code


def _published(stage: Stage, number: int) -> Way:
    code = yield from _decided(stage, number)
    honours.publish(stage, code)
    return code


def _begun(stage: Stage, number: int) -> Way:
    yield WORKING[17]
    return honours.begin(stage, number, PERIOD)


# How far the recognition of the first units has come; the one after them may propose itself.
HONOURS: list[Callable[[Stage, int], Way]] = [
    _published, _decided, _counted, _voting, _refused,
    partial(_commented, first=10), partial(_commented, first=10),  # the time for comments is over
    _objected, partial(_commented, first=12),
    lambda stage, number: _appraised(stage, number, 14, "appraiser"), partial(_appraised, first=14),
    partial(_taken_up, first=16), partial(_returned, first=15), partial(_proposed, first=17), _begun,
]  # fmt: skip
