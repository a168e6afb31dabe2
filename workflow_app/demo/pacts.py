"""The emulation pacts of the demo: signed at the launch one after another, by some later, by one not at all."""

from __future__ import annotations

from datetime import date

from ..services import commitment, commitment_case, commitment_draft, commitment_end
from ..services.actor import load_actor
from ..services.commitment_case import AgreementView
from .stage import Stage

Pact = tuple[str, str]  # its code, and the digest of the text that is signed

CLAUSES = (
    "Hoàn thành tốt nhiệm vụ chính trị được giao trong kỳ; mỗi nội dung đăng ký có kết quả đo đếm được.",
    "Giữ nền nếp sinh hoạt thường kỳ và chuyên đề; dự họp từ 90% trở lên.",
    "Đoàn kết, kỷ luật; thực hiện nghiêm tự phê bình và phê bình.",
    "Cán bộ, đảng viên gương mẫu; mỗi đảng viên đang công tác có một việc làm cụ thể theo nghị quyết.",
)
LATE_2024, LATE_2025, DECLINES = range(44, 50), range(41, 46), 46


def sign_2024(stage: Stage) -> Pact:
    """The launch of 1 February 2024: the committee and most units in the hall, the others in the days after."""
    stage.clock.to(date(2024, 1, 29))
    pact = _freeze(stage, "2024")
    stage.clock.to(date(2024, 2, 1), hour=9)
    _sign(stage, pact, "board", minutes=3)
    for number in range(44):
        _sign(stage, pact, stage.cast.secretaries[number], minutes=2)
    for number in LATE_2024:
        stage.clock.to(date(2024, 2, 2 + number % 5), hour=10)
        _sign(stage, pact, stage.cast.secretaries[number])
    return pact


def complete(stage: Stage, pact: Pact) -> None:
    """The pact of 2024 is reviewed after its year."""
    stage.clock.to(date(2025, 1, 8))
    review = "50 trên 50 đơn vị đã ký; các nội dung cam kết được kiểm điểm cùng tổng kết năm."
    stage.act(commitment_end.complete, "board", pact[0], reason=review)


def sign_2025(stage: Stage) -> Pact:
    """The pact of 2025, in force, with units that have not answered yet."""
    stage.clock.to(date(2025, 5, 14))
    pact = _freeze(stage, "2025")
    stage.clock.to(date(2025, 5, 15), hour=9)
    _sign(stage, pact, "board", minutes=3)
    for number in range(41):
        _sign(stage, pact, stage.cast.secretaries[number], minutes=2)
    return pact


def sign_late(stage: Stage, pact: Pact) -> None:
    """Some units sign weeks later, and one does not sign."""
    for number in LATE_2025:
        _sign(stage, pact, stage.cast.secretaries[number])
    reason = "Đơn vị đang sắp xếp tổ chức, chưa đủ điều kiện ký."
    commitment.decline(stage.house, stage.cast.secretaries[DECLINES], pact[0], reason=reason)
    stage.clock.tick()


def _freeze(stage: Stage, period: str) -> Pact:
    house, manager = stage.house, stage.cast.parts["manager"]
    code = commitment_draft.start(house, manager, stage.cast.programme_id, period)
    begun = _seen_by_manager(stage, code)
    draft = {
        "title": f"Giao ước thi đua xây dựng “Chi bộ bốn tốt”, “Đảng bộ cơ sở bốn tốt” năm {period}",
        "clauses": [{"id": "", "text": text} for text in CLAUSES],
        "units": begun.draft["units"],
    }
    saved = commitment_draft.save_draft(house, manager, code, draft, begun.draft_version)
    stage.act(commitment.freeze, "manager", code, draft_seen=saved.draft_version)
    return code, _seen_by_manager(stage, code).digest


def _seen_by_manager(stage: Stage, code: str) -> AgreementView:
    with stage.house.db.reading() as session:
        actor = load_actor(session, stage.cast.parts["manager"], stage.today)
    return commitment_case.get_case(stage.house, actor, code)


def _sign(stage: Stage, pact: Pact, part: str | int, minutes: int = 7) -> None:
    code, shown = pact
    mandate = part if isinstance(part, int) else stage.cast.parts[part]
    receipt = commitment.sign(stage.house, mandate, code, text_seen=shown, method="password")
    stage.versions[code] = receipt.version or 0
    stage.clock.tick(minutes)
