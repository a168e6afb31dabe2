"""The agreements of the demo.

The emulation pacts are signed at the launch one after another, by some later, by one not at all. A few small
agreements beside them show what else may become of a text. None is in the state "declined": the editions of this
programme leave the list open, and in an open pact one who declines stops nobody (see `bloc_pacts` for one that needs
every party).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..models import Mandate
from ..services import (
    commitment,
    commitment_case,
    commitment_draft,
    commitment_end,
    commitment_paper,
    commitment_paper_case,
    commitment_paper_file,
)
from ..services.actor import load_actor
from ..services.commitment_case import AgreementView
from ..services.commitment_paper_matter import Written
from . import device
from .paper import paper_pdf
from .stage import Stage, Story

CLAUSES = (
    "Hoàn thành tốt nhiệm vụ chính trị được giao trong kỳ; mỗi nội dung đăng ký có kết quả đo đếm được.",
    "Giữ nền nếp sinh hoạt thường kỳ và chuyên đề; dự họp từ 90% trở lên.",
    "Đoàn kết, kỷ luật; thực hiện nghiêm tự phê bình và phê bình.",
    "Cán bộ, đảng viên gương mẫu; mỗi đảng viên đang công tác có một việc làm cụ thể theo nghị quyết.",
)
LATE_2024, LATE_2025, DECLINES = range(44, 50), range(41, 46), 46
TITLE = "Giao ước thi đua xây dựng “Chi bộ bốn tốt”, “Đảng bộ cơ sở bốn tốt” năm {}"
SMALL = (
    "Mỗi quý các bên cùng làm một việc cụ thể và báo cáo kết quả với cấp ủy cấp trên.",
    "Mỗi bên cử một đầu mối phụ trách; vướng mắc được trao đổi trong vòng ba ngày làm việc.",
)
COMMUNES, OFFICES, SCHOOLS, COMPANIES, FORCES = (0, 3, 5), (16, 17, 19), (26, 27, 28), (34, 35, 36), (42, 43, 44)


def sign_2024(stage: Stage) -> str:
    """The launch of 1 February 2024: the committee and most units in the hall, the others in the days after."""
    stage.to(date(2024, 1, 29))
    code = freeze(stage, "2024", TITLE.format("2024"), CLAUSES)
    stage.to(date(2024, 2, 1), hour=9)
    sign(stage, code, "board")
    for number in range(44):
        sign(stage, code, stage.cast.secretaries[number])
    for number in LATE_2024:
        stage.to(date(2024, 2, 2 + number % 5), hour=10)
        sign(stage, code, stage.cast.secretaries[number])
    return code


def complete(stage: Stage, code: str) -> None:
    """The pact of 2024 is reviewed after its year."""
    stage.to(date(2025, 1, 8))
    review = "50 trên 50 đơn vị đã ký; các nội dung cam kết được kiểm điểm cùng tổng kết năm."
    stage.act(commitment_end.complete, "board", code, reason=review)


def give_up(stage: Stage) -> None:
    """A small agreement of 2024 is ended early by the board, because the next great one will say the same."""
    stage.to(date(2025, 3, 10))
    code = freeze(stage, "2024", "Thỏa thuận phối hợp của các đơn vị lực lượng vũ trang", SMALL, FORCES)
    sign(stage, code, "board")
    for number in FORCES:
        sign(stage, code, stage.cast.secretaries[number])
    stage.to(date(2025, 4, 14))
    reason = "Nội dung được đưa vào giao ước thi đua chung năm 2025."
    stage.act(commitment_end.terminate, "board", code, reason=reason, number="312-TB/HU", on="2025-04-14")


def sign_2025(stage: Stage) -> str:
    """The pact of 2025, in force, with units that have not answered yet."""
    stage.to(date(2025, 5, 14))
    code = freeze(stage, "2025", TITLE.format("2025"), CLAUSES)
    stage.to(date(2025, 5, 15), hour=9)
    sign(stage, code, "board")
    for number in range(41):
        sign(stage, code, stage.cast.secretaries[number])
    return code


def sign_late(stage: Stage, code: str) -> Story:
    """Some units sign weeks later, and one does not sign."""
    yield date(2025, 6, 6)
    for number in LATE_2025:
        sign(stage, code, stage.cast.secretaries[number])
    reason = "Đơn vị đang sắp xếp tổ chức, chưa đủ điều kiện ký."
    stage.done(commitment.decline(stage.house, stage.cast.secretaries[DECLINES], code, reason=reason))


def small_ones(stage: Stage) -> Story:
    """Agreements of a few units beside the great one: given up, signed in part, waiting, discussed, being written."""
    yield date(2025, 5, 26)
    code = freeze(stage, "2025", "Thỏa thuận luân phiên tổ chức sinh hoạt chuyên đề", SMALL, OFFICES)
    stage.act(commitment_end.cancel, "manager", code, reason="Các bên đã thống nhất đưa nội dung vào giao ước chung.")
    yield date(2025, 6, 5)
    code = freeze(stage, "2025", "Thỏa thuận cùng xây dựng quỹ khuyến học", SMALL, COMMUNES)
    sign(stage, code, stage.cast.secretaries[COMMUNES[0]])
    yield date(2025, 6, 6)
    freeze(stage, "2025", "Thỏa thuận giúp nhau bồi dưỡng đảng viên mới", SMALL, SCHOOLS)
    code = freeze(stage, "2025", "Thỏa thuận hỗ trợ chuyển đổi số trong sinh hoạt", SMALL, COMPANIES)
    sign(stage, code, "board")
    sign(stage, code, stage.cast.secretaries[COMPANIES[0]])
    _on_paper(stage, code, COMPANIES[1])
    _enter(stage, code, COMPANIES[2])
    yield date(2025, 6, 9)
    code, version = write(stage, "2025", "Thỏa thuận chung tuyến đường tự quản", SMALL, COMPANIES)
    stage.act(commitment.circulate, "manager", code, draft_seen=version)
    text = "Đề nghị nêu rõ đoạn đường của từng đơn vị."
    secretary = stage.cast.secretaries[COMPANIES[1]]
    stage.done(commitment.comment(stage.house, secretary, code, "k1", text))
    write(stage, "2025", "Thỏa thuận phối hợp giữ gìn trật tự dịp đại hội", SMALL, FORCES)


def write(
    stage: Stage, period: str, title: str, clauses: Sequence[str], numbers: Sequence[int] = ()
) -> tuple[str, int]:
    """A text by the manager, for the units numbered, or for all; returns its code and the version of the draft."""
    house, manager = stage.house, stage.cast.parts["manager"]
    code = commitment_draft.start(house, manager, stage.cast.programme_id, period)
    begun = seen_by_manager(stage, code)
    draft = {
        "title": title,
        "clauses": [{"id": "", "text": text} for text in clauses],
        "units": [stage.cast.units[number] for number in numbers] or begun.draft["units"],
    }
    return code, commitment_draft.save_draft(house, manager, code, draft, begun.draft_version).draft_version


def freeze(stage: Stage, period: str, title: str, clauses: Sequence[str], numbers: Sequence[int] = ()) -> str:
    """A text that waits for its signatures; returns its code."""
    code, version = write(stage, period, title, clauses, numbers)
    stage.act(commitment.freeze, "manager", code, draft_seen=version)
    return code


def seen_by_manager(stage: Stage, code: str) -> AgreementView:
    """An agreement as the page shows it to who leads it."""
    with stage.house.db.reading() as session:
        actor = load_actor(session, stage.cast.parts["manager"], stage.today)
    return commitment_case.get_case(stage.house, actor, code)


def _on_paper(stage: Stage, code: str, number: int) -> None:
    """A secretary signs with ink; the manager enters the scan, the reviewer opens and attests it."""
    minutes, house, reviewer = _enter(stage, code, number), stage.house, stage.mandate("reviewer")
    with house.db.reading() as session:
        actor = load_actor(session, reviewer, stage.today)
    commitment_paper_file.get_file(house, actor, code, minutes.file)
    asked = commitment_paper.ask_to_attest(house, reviewer, code, 1, device.SITE)
    assert asked is not None, "the reviewer opened the scan"
    answer = stage.devices.answer(stage.cast.people[reviewer], asked.nonce, asked.text)
    stage.done(commitment_paper.attest(house, reviewer, code, 1, answer=answer))


def _enter(stage: Stage, code: str, number: int) -> Written:
    """Minutes that a unit's secretary signed, entered by the manager."""
    house, manager, digest = stage.house, stage.mandate("manager"), seen_by_manager(stage, code).digest
    scan = paper_pdf(f"Bien ban le ky, gia tri bam {digest[:8]}, cho ky {number}", "2025")
    file = commitment_paper_file.attach(house, manager, code, scan, "bien-ban-le-ky.pdf")
    with house.db.reading() as session:
        signer = session.get_one(Mandate, stage.cast.secretaries[number]).code
        actor = load_actor(session, manager, stage.today)
    free = commitment_paper_case.list_free(house, actor, code)
    place = next(seat.place for seat in free if signer in {held for held, _, _ in seat.signers})
    written = Written(file=file, signed_on=stage.today, digest=digest, signers={place: signer})
    asked = commitment_paper.ask_to_enter(house, manager, code, written, device.SITE)
    answer = stage.devices.answer(stage.cast.people[manager], asked.nonce, asked.text)
    stage.done(commitment_paper.enter(house, manager, code, written, answer=answer))
    return written


def sign(stage: Stage, code: str, part: str | int) -> None:
    """A party signs with its device."""
    mandate = stage.mandate(part)
    asked = commitment.ask_to_sign(stage.house, mandate, code, device.SITE)
    assert asked is not None, "the story lets only those sign who may"
    answer = stage.devices.answer(stage.cast.people[mandate], asked.nonce, asked.text)
    stage.done(commitment.sign(stage.house, mandate, code, answer=answer))
