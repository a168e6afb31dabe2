"""What happened to the registrations of the demo's units in 2024 and 2025, act by act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..services import file, job, notice, registration, registration_draft
from ..services.registration import Mark
from . import pacts
from .paper import resolution_pdf
from .stage import Stage
from .units import CONTENTS, PEOPLE, ROADMAP

# How far the 2025 registration of each unit has come; units not counted here have not begun.
LIVES = (
    ["approved"] * 18 + ["approved_alone"] * 3 + ["rejected"] * 2 + ["withdrawn"] * 2  # decided by now
    + ["endorsed"] * 6 + ["in_review"] * 5 + ["resubmitted"] * 2 + ["returned"] * 3 + ["draft"] * 3 + ["submitted"] * 4
)  # fmt: skip


SIGNED_IN = {"2024": "2024-02-0", "2025": "2025-05-0"}  # month of the units' resolutions


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as it was saved: its code, who wrote it, what it says, and its version."""

    code: str
    mandate: int
    number: int
    content: dict[str, Any]
    draft_version: int


def play(stage: Stage) -> None:
    """Both years, in order of time."""
    pact = pacts.sign_2024(stage)
    _first_year(stage)
    pacts.complete(stage, pact)
    pact = pacts.sign_2025(stage)
    for number, life in enumerate(LIVES):
        stage.clock.to(date(2025, 5, 15) + timedelta(days=number * 25 // len(LIVES)))
        _LIFE[life](stage, number)
    pacts.sign_late(stage, pact)


def _first_year(stage: Stage) -> None:
    """2024: every unit registers in March, is accepted in April, and the round is closed in January."""
    codes = []
    for number in range(len(stage.cast.secretaries)):
        stage.clock.to(date(2024, 3, 1 + number // 2))
        codes.append(_hand_in(stage, number, "2024").code)
    for number, code in enumerate(codes):
        stage.clock.to(date(2024, 4, 2 + number // 6))  # six a day, within office hours
        _accept(stage, code, number)
    stage.clock.to(date(2025, 1, 6))
    for code in codes:
        stage.act(registration.close, "manager", code)
    _read_all(stage)


def _read_all(stage: Stage) -> None:
    """Last year's notices were read long ago."""
    job.run_due(stage.house, most=100_000)
    for account_id in stage.cast.accounts:
        page = notice.list_notices(stage.house, account_id)
        while page.rows:
            notice.mark_read(stage.house, account_id, [line.id for line in page.rows])
            page = notice.list_notices(stage.house, account_id, page.rows[-1].id)


def _write(stage: Stage, number: int, period: str) -> Written:
    mandate = stage.cast.secretaries[number]
    code = registration_draft.start(stage.house, mandate, stage.cast.programme_id, period)
    kept = file.attach(stage.house, mandate, code, resolution_pdf(period), f"nghi-quyet-{number + 1:02d}.pdf")
    contents = [CONTENTS[(number + i) % len(CONTENTS)] for i in range(2 + number % 2)]
    signed_on = f"{SIGNED_IN[period]}{number % 9 + 1}"
    content = {
        "resolution": {"number": f"{number + 3:02d}-NQ/CB", "date": signed_on, "file": kept},
        "contents": [{"text": text, "measure": measure} for text, measure in contents],
        "roadmap": [
            {"task": task, "due": due[period], "responsible": PEOPLE[(number + i) % len(PEOPLE)]}
            for i, (task, due) in enumerate(ROADMAP)
        ],
    }
    saved = registration_draft.save_draft(stage.house, mandate, code, content, 0)
    stage.clock.tick()
    return Written(code, mandate, number, content, saved.draft_version)


def _hand_in(stage: Stage, number: int, period: str = "2025") -> Written:
    written = _write(stage, number, period)
    stage.act(registration.submit, written.mandate, written.code, draft_seen=written.draft_version)
    return written


def _endorse(stage: Stage, code: str) -> None:
    stage.act(registration.receive, "reviewer", code)
    stage.act(registration.endorse, "reviewer", code)


def _accept(stage: Stage, code: str, number: int) -> None:
    _endorse(stage, code)
    stage.act(registration.approve, "board", code)
    stage.act(registration.assign_incharge, "board", code, stage.cast.incharge[number % 2])


def _approved(stage: Stage, number: int) -> None:
    _accept(stage, _hand_in(stage, number).code, number)


def _approved_alone(stage: Stage, number: int) -> None:
    code = _hand_in(stage, number).code
    _endorse(stage, code)
    stage.act(registration.approve, "board", code)


def _endorsed(stage: Stage, number: int) -> None:
    _endorse(stage, _hand_in(stage, number).code)


def _in_review(stage: Stage, number: int) -> Written:
    written = _hand_in(stage, number)
    stage.act(registration.receive, "reviewer", written.code)
    return written


def _submitted(stage: Stage, number: int) -> None:
    _hand_in(stage, number)


def _returned(stage: Stage, number: int) -> Written:
    written = _in_review(stage, number)
    marks = [
        Mark("contents.0", "noi-dung-chung-chung", "Đề nghị nêu rõ chỉ tiêu đo đếm được và thời hạn hoàn thành."),
        Mark("resolution.file", "nghi-quyet-sai-the-thuc", "Bản chụp thiếu trang ký của đồng chí bí thư."),
    ]
    stage.act(registration.request_changes, "reviewer", written.code, marks)
    return written


def _resubmitted(stage: Stage, number: int) -> None:
    back = _returned(stage, number)
    stage.clock.tick(60 * 20)
    data = resolution_pdf("2025 (du trang)")
    kept = file.attach(stage.house, back.mandate, back.code, data, "nghi-quyet-du-trang.pdf")
    first, *others = back.content["contents"]
    part = {
        "contents": [{**first, "measure": "Hoàn thành trước 22/6/2025, nghiệm thu có biên bản"}, *others],
        "resolution": {**back.content["resolution"], "file": kept},
    }
    saved = registration_draft.save_draft(stage.house, back.mandate, back.code, part, back.draft_version)
    stage.act(registration.submit, back.mandate, back.code, draft_seen=saved.draft_version)
    stage.act(registration.receive, "reviewer", back.code)


def _draft(stage: Stage, number: int) -> None:
    _write(stage, number, "2025")


def _rejected(stage: Stage, number: int) -> None:
    code = _hand_in(stage, number).code
    _endorse(stage, code)
    reason = ("khong-kha-thi", "Nội dung đăng ký vượt quá thời gian còn lại của kỳ; đề nghị đăng ký ở đợt sau.")
    stage.act(registration.reject, "board", code, reason=reason)


def _withdrawn(stage: Stage, number: int) -> None:
    written = _hand_in(stage, number)
    stage.act(registration.withdraw, written.mandate, written.code, reason="Đơn vị đăng ký chung với Đảng bộ cơ sở.")


_LIFE: dict[str, Callable[[Stage, int], object]] = {
    "approved": _approved,
    "approved_alone": _approved_alone,
    "endorsed": _endorsed,
    "in_review": _in_review,
    "resubmitted": _resubmitted,
    "submitted": _submitted,
    "returned": _returned,
    "draft": _draft,
    "rejected": _rejected,
    "withdrawn": _withdrawn,
}
