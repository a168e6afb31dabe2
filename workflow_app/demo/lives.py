"""The registrations of the demo's units: written, handed in, and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..services import file, registration, registration_draft
from ..services.registration import Mark
from .paper import resolution_pdf
from .stage import Stage
from .units import CONTENTS, PEOPLE, ROADMAP

SIGNED_IN = {"2024": "2024-02-0", "2025": "2025-05-0"}  # month of the units' resolutions


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as it was saved: its code, who wrote it, what it says, and its version."""

    code: str
    mandate: int
    number: int
    content: dict[str, Any]
    draft_version: int


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
    stage.clock.tick(stage.pace)
    return Written(code, mandate, number, content, saved.draft_version)


def hand_in(stage: Stage, number: int, period: str = "2025") -> Written:
    """A registration that a unit wrote and sent."""
    written = _write(stage, number, period)
    stage.act(registration.submit, written.mandate, written.code, draft_seen=written.draft_version)
    return written


def _endorse(stage: Stage, code: str) -> None:
    stage.act(registration.receive, "reviewer", code)
    stage.act(registration.endorse, "reviewer", code)


def accept(stage: Stage, code: str, number: int) -> None:
    """It is accepted, and a member of the committee is put in charge of the unit."""
    _endorse(stage, code)
    stage.act(registration.approve, "board", code)
    stage.act(registration.assign_incharge, "board", code, stage.cast.codes[("incharge", "incharge2")[number % 2]])


def _approved_alone(stage: Stage, number: int) -> None:
    code = hand_in(stage, number).code
    _endorse(stage, code)
    stage.act(registration.approve, "board", code)


def _endorsed(stage: Stage, number: int) -> None:
    _endorse(stage, hand_in(stage, number).code)


def _in_review(stage: Stage, number: int) -> Written:
    written = hand_in(stage, number)
    stage.act(registration.receive, "reviewer", written.code)
    return written


def _submitted(stage: Stage, number: int) -> None:
    hand_in(stage, number)


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
    code = hand_in(stage, number).code
    _endorse(stage, code)
    reason = ("khong-kha-thi", "Nội dung đăng ký vượt quá thời gian còn lại của kỳ; đề nghị đăng ký ở đợt sau.")
    stage.act(registration.reject, "board", code, reason=reason)


def _withdrawn(stage: Stage, number: int) -> None:
    written = hand_in(stage, number)
    stage.act(registration.withdraw, written.mandate, written.code, reason="Đơn vị đăng ký chung với Đảng bộ cơ sở.")


LIVES: dict[str, Callable[[Stage, int], object]] = {
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
