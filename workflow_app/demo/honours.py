"""The recognitions of the demo, step by step: proposed, appraised, shown for comment, voted on, decided, published."""

from __future__ import annotations

from states.decision import Tally

from ..services import recognition, recognition_board, recognition_paper
from ..services.board import Ballot
from ..services.recognition import Objection
from .paper import paper_pdf
from .stage import Stage

BOARD = ("board", "board2", "board3", "teller")
OPINIONS = {"appraiser": "to-chuc", "appraiser2": "kiem-tra", "appraiser3": "tuyen-giao"}
REPORTS = (
    "Đơn vị hoàn thành các nội dung đã đăng ký, giữ nền nếp sinh hoạt và không có đảng viên vi phạm.",
    "Các nội dung đăng ký đều có kết quả đo đếm được; nghị quyết chuyên đề được sơ kết đúng hạn.",
    "Đơn vị hoàn thành nhiệm vụ chính trị được giao, đoàn kết, tự phê bình và phê bình nghiêm túc.",
)
PAPERS = {"to-trinh": "To trinh de nghi cong nhan", "bien-ban": "Bien ban hop, ket qua bieu quyet"}
ALL = Tally(4, 0, 0)
FIRST = 1  # the dossier on which opinions and objections rest


def begin(stage: Stage, number: int, period: str) -> str:
    """An empty file of a unit; returns its code."""
    return recognition.begin(stage.house, stage.cast.secretaries[number], stage.cast.programme_id, period)


def propose(stage: Stage, number: int, period: str) -> str:
    code, secretary = begin(stage, number, period), stage.cast.secretaries[number]
    for paper, title in PAPERS.items():
        recognition_paper.attach(stage.house, secretary, code, paper, paper_pdf(title, period), f"{paper}.pdf")
    stage.act(recognition.propose, secretary, code, report=REPORTS[number % len(REPORTS)])
    return code


def take_up(stage: Stage, code: str) -> None:
    stage.act(recognition.accept_dossier, "reviewer", code)


def pass_on(stage: Stage, code: str) -> None:
    stage.act(recognition.to_appraisal, "reviewer", code)


def send_back(stage: Stage, code: str, reason: str) -> None:
    stage.act(recognition.send_back, "reviewer", code, reason=reason)


def give_opinions(stage: Stage, code: str, *parts: str) -> None:
    """The bodies agree: all of them, if none is named."""
    for part in parts or OPINIONS:
        said = {"verdict": "agree", "reasons": "Hồ sơ đủ, số liệu khớp với kết luận kiểm tra."}
        stage.act(recognition.give_opinion, part, code, seen=FIRST, body=OPINIONS[part], **said)


def establish(stage: Stage, part: str, code: str, fact: str, evidence: str) -> None:
    stage.act(recognition.establish, part, code, seen=FIRST, fact=fact, evidence=evidence)


def exclude(stage: Stage, code: str, reason: str) -> None:
    stage.act(recognition_board.exclude, "board", code, reason=reason)


def open_comment(stage: Stage, code: str) -> None:
    stage.act(recognition.open_comment, "board", code)


def object_to(stage: Stage, code: str, text: str) -> None:
    said = Objection("Trần Văn Phản", "0900 000 000", stage.today, text, admissible=True)
    stage.act(recognition.enter_objection, "reviewer", code, said, seen=FIRST)


def open_vote(stage: Stage, code: str) -> None:
    stage.act(recognition_board.open_vote, "board", code)


def count(stage: Stage, code: str, tally: Tally = ALL) -> None:
    present = tuple(stage.cast.persons[part] for part in BOARD)
    stage.act(recognition_board.record_vote, "teller", code, Ballot(present, tally))


def confirm(stage: Stage, code: str) -> None:
    stage.act(recognition_board.confirm_vote, "board2", code)


def vote(stage: Stage, code: str, tally: Tally = ALL) -> None:
    """The whole vote: opened, counted, confirmed by a second person."""
    open_vote(stage, code)
    count(stage, code, tally)
    confirm(stage, code)


def decide(stage: Stage, code: str) -> None:
    stage.act(recognition_board.decide_yes, "board", code)


def refuse(stage: Stage, code: str, reason: str) -> None:
    stage.act(recognition_board.decide_no, "board", code, reason=reason)


def publish(stage: Stage, code: str) -> None:
    stage.act(recognition_board.publish, "manager", code)


def revoke(stage: Stage, code: str, reason: str) -> None:
    stage.act(recognition_board.revoke, "board", code, reason=reason)
