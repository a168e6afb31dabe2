"""The page of a recognition in words: what happened, who has it, what comes next, and what this viewer can do."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from .. import wording
from ..clock import day_of
from ..formats import days_left, format_day, last_day_before
from ..services.history import Event
from ..services.offer import Action
from ..services.queue import Task
from ..services.recognition_case import RecognitionView
from ..services.recognition_dossier import PaperLine
from ..services.recognition_step import seen_by
from .current import house, lang
from .deadline import due_words, late_words
from .deed import Problems
from .press import Press
from .registration_page import size_words
from .registration_steps import say
from .words import gettext

NAME = "recognition"
STATE_KINDS = {
    "proposed": "info", "dossier_check": "wait", "returned": "no", "appraisal": "wait", "public_comment": "info",
    "voting": "wait", "decided": "ok", "published": "gold", "not_recognised": "no", "revoked": "no",
}  # fmt: skip
EVENT_KINDS = {"decide_yes": "gold", "publish": "gold", "return": "no", "decide_no": "no", "exclude": "no",
               "revoke": "no", "establish": "no"}  # fmt: skip
POSTS = ("accept_dossier", "to_appraisal")  # sent from the page of the case, with no page in between
# An act that has nothing to act on, or that the vote has ruled out, is not shown; what to wait for is the next step.
MOOT = {
    "knock-out-none", "knock-out-absent", "objection-answered", "tally-missing", "tally-unconfirmed",
    "tally-confirmed", "vote-carried", "vote-not-carried",
}  # fmt: skip
WAY = ("draft", "proposed", "dossier_check", "appraisal", "public_comment", "voting", "decided", "published")


def state_words(state: str) -> str:
    return wording.state_name(NAME, state, lang())


def case_page(view: RecognitionView, done: str = "") -> dict[str, Any]:
    """Everything the template of a case shows; `done` is the act that was just confirmed."""
    last = view.events[0].action if view.events else ""
    return {
        "view": view,
        "state": state_words(view.state),
        "state_kind": STATE_KINDS.get(view.state, ""),
        "steps": progress(view),
        "next_step": next_step(view),
        "due": due_words(view.rules, view.due_at),
        "late": late_words(view.rules, view.due_at),
        "missing": [text for _, text in name_papers(view, [(None, say_reason(code)) for code in view.missing])],
        "papers": [paper_words(view, line) for line in view.papers],
        "answers_due": {number: due_words(view.rules, due) for number, due in view.answers_due.items()},
        "registration": next((part.case for part in view.dossier if part.code == "registration" and part.there), ""),
        "presses": [press(view, action) for action in view.actions if not MOOT & set(action.reasons)],
        "dossier": [(part_words(part.code), part) for part in view.dossier if part.asked],
        "bodies": body_lines(view),
        "knock_outs": [(knock_out_name(view, one.code), one) for one in view.knock_outs],
        "events": [(event, event_words(view, event)) for event in view.events],
        "confirmed": done if done and done == last else "",
        "printed_at": house().clock(),
        "programme_name": say(view.rules.name),
    }


def say_reason(code: str) -> str:
    return wording.reason_text(code, lang())


def name_papers(view: RecognitionView, problems: Problems) -> list[tuple[str | None, str]]:
    """What is wrong, with each paper that is missing named instead of one sentence for all."""
    names = [say(line.paper.name) for line in view.papers if line.paper.required and not line.file]
    named: list[tuple[str | None, str]] = [(None, gettext("Còn thiếu tài liệu: %(name)s", name=name)) for name in names]
    general = say_reason("papers-missing")
    return [one for problem in problems for one in (named if named and problem[1] == general else [problem])]


def paper_words(view: RecognitionView, line: PaperLine) -> dict[str, Any]:
    """One paper of the dossier: its name, its file with address and size, and what is still to do about it."""
    file = line.file and {
        "name": line.file["name"],
        "size": size_words(line.file["size"]),
        "url": url_for("recognition_paper.download", code=view.code, file_code=line.file["code"]),
    }
    code, required = line.paper.code, line.paper.required
    return {"code": code, "name": say(line.paper.name), "required": required, "file": file, "wanted": line.wanted}


def progress(view: RecognitionView) -> list[dict[str, str]]:
    """The way of a recognition, from the dossier to the publication."""
    labels = (
        gettext("Lập hồ sơ"), gettext("Tiếp nhận"), gettext("Kiểm tra hồ sơ"), gettext("Thẩm định"),
        gettext("Lấy ý kiến"), gettext("Biểu quyết"), gettext("Quyết định"), gettext("Công bố"),
    )  # fmt: skip
    state = "draft" if view.state == "returned" else view.state
    if state not in WAY:
        return []
    here = WAY.index(state)
    places = ["done" if place < here else "current" if place == here else "todo" for place in range(len(WAY))]
    return [{"label": label, "state": place} for label, place in zip(labels, places, strict=True)]


def next_step(view: RecognitionView) -> str:
    """What happens next, who does it, and by when."""
    who = ", ".join(holder.unit for holder in view.holders) or gettext("Cấp ủy cấp trên")
    if view.under_review and view.state != "public_comment":
        return gettext("%(who)s xem xét và trả lời phản ánh, kiến nghị; trong lúc đó kết quả không đổi.", who=who)
    sentences = {
        "draft": gettext("Bí thư của đơn vị viết báo cáo kết quả và gửi đề nghị."),
        "returned": gettext("Đơn vị bổ sung hồ sơ theo lý do được nêu rồi gửi lại."),
        "proposed": gettext("%(who)s tiếp nhận hồ sơ.", who=who),
        "dossier_check": gettext("%(who)s kiểm tra hồ sơ, chuyển thẩm định hoặc trả lại.", who=who),
        "appraisal": gettext("Các cơ quan thẩm định cho ý kiến; sau đó danh sách được công khai lấy ý kiến."),
        "public_comment": comment_words(view),
        "voting": voting_words(view),
        "decided": gettext("%(who)s công bố quyết định.", who=who),
        "published": gettext("Công nhận đã công bố và còn hiệu lực."),
        "not_recognised": gettext("Lý do ghi trong quá trình xử lý. Đơn vị có thể được đề nghị lại."),
        "expired": gettext("Thời hạn công nhận đã hết; hồ sơ được giữ để tra cứu."),
        "revoked": gettext("Công nhận đã bị hủy bỏ; hồ sơ và lý do được giữ để tra cứu."),
    }
    if view.due_at is None or view.state == "public_comment":
        return sentences[view.state]
    day = format_day(last_day_before(view.due_at), lang())
    return sentences[view.state] + " " + gettext("Chậm nhất ngày %(day)s.", day=day)


def voting_words(view: RecognitionView) -> str:
    """Whose turn it is while the board votes."""
    if not view.voted:
        return gettext("Ban Thường vụ biểu quyết; thư ký cuộc họp ghi kết quả kiểm phiếu.")
    if view.voted != "confirmed":
        return gettext("Một người khác với người đã ghi xác nhận kết quả kiểm phiếu.")
    return gettext("Ban Thường vụ quyết định theo kết quả biểu quyết đã xác nhận.")


def comment_words(view: RecognitionView) -> str:
    """How long comments are asked for; empty before they are."""
    if view.closes_at is None:
        return ""
    day, today = last_day_before(view.closes_at), day_of(house().clock())
    if house().clock() >= view.closes_at:
        return gettext("Thời gian lấy ý kiến đã hết ngày %(day)s.", day=format_day(day, lang()))
    left = days_left(day, today, lang())
    return gettext("Công khai lấy ý kiến đến hết ngày %(day)s (%(left)s).", day=format_day(day, lang()), left=left)


def holder_words(task: Task) -> str:
    """Who has the case now."""
    if task.state in ("draft", "returned"):
        return task.unit
    roles = {
        "proposed": "reviewer", "dossier_check": "reviewer", "appraisal": "appraiser",
        "public_comment": "board_signatory", "voting": "board_signatory", "decided": "manager",
    }  # fmt: skip
    return wording.role_name(roles[task.state], lang()) if task.state in roles else ""


def press(view: RecognitionView, action: Action) -> Press:
    """An action as something to press."""
    label = wording.action_name(NAME, action.name, lang())
    if action.name == "petition" and view.is_own:
        label = gettext("Gửi kiến nghị")
    url = url_for(endpoint(action.name), code=view.code)
    reasons = tuple(say_reason(code) for code in action.reasons)
    primary = action.duty and not (action.name == "propose" and view.missing)
    return Press(action.name, label, url, reasons, primary, action.name in POSTS)


def endpoint(action: str) -> str:
    """The view of an action; two of them are words of Python."""
    others = {"return": "recognition.send_back", "object": "recognition.enter_objection"}
    return {**others, "attach": "recognition_paper.show"}.get(action, f"recognition.{action}")


def consequence(view: RecognitionView, name: str) -> str:
    """What an act does, said before it is done."""
    days = view.rules.deadlines.public_comment_days
    return {
        "propose": gettext("Hồ sơ được gửi đến cấp ủy cấp trên cùng những gì đơn vị đã đạt được trong kỳ."),
        "return": gettext("Hồ sơ trở lại đơn vị để bổ sung; đơn vị được báo lý do."),
        "establish": gettext("Hồ sơ không thể được công nhận khi điều kiện loại này còn được xác lập."),
        "lift": gettext("Điều kiện loại không còn ngăn việc công nhận; đơn vị được báo."),
        "open_comment": gettext("Tên đơn vị được công khai ngay để lấy ý kiến trong %(days)s ngày.", days=days),
        "object": gettext("Phản ánh được thụ lý phải được người chưa tham gia hồ sơ trả lời trước khi biểu quyết."),
        "petition": gettext("Kiến nghị được thụ lý phải được người chưa tham gia hồ sơ trả lời đúng hạn."),
        "open_vote": gettext("Ban Thường vụ biểu quyết về việc công nhận."),
        "confirm_vote": gettext("Sau khi xác nhận, kết quả kiểm phiếu không sửa được nữa."),
        "decide_yes": gettext("Quyết định lấy số tiếp theo và ký với tên của đồng chí."),
        "decide_no": gettext("Hồ sơ kết thúc ở đây; đơn vị được báo lý do."),
        "exclude": gettext("Hồ sơ kết thúc ở đây; đơn vị được báo điều kiện loại và lý do."),
        "publish": gettext("Quyết định được công khai; ai cũng tra cứu và kiểm tra được."),
        "correct": gettext("Bản mới thay bản cũ; bản cũ vẫn đọc được và ghi rõ đã đính chính."),
        "revoke": gettext("Công nhận hết hiệu lực từ hôm nay theo một quyết định có số; lý do được công khai."),
    }.get(name, "")


def part_words(code: str) -> str:
    """A part of the dossier."""
    return {
        "registration": gettext("Đăng ký đã được chấp nhận"),
        "inspection": gettext("Kết luận kiểm tra: Đạt"),
        "commitment": gettext("Đã ký bản ký kết, giao ước"),
    }[code]


def body_lines(view: RecognitionView) -> list[tuple[str, str, str]]:
    """Each body that is asked, what it said, and why."""
    said = {opinion.body: opinion for opinion in view.opinions}
    lines = []
    for body in view.rules.recognition.appraisers:
        opinion = said.get(body.code)
        verdict = wording.opinion_name(opinion.verdict, lang()) if opinion else gettext("chưa có ý kiến")
        lines.append((say(body.name), verdict, opinion.reasons if opinion else ""))
    return lines


def knock_out_name(view: RecognitionView, code: str) -> str:
    """A knock-out in words."""
    return next((say(one.name) for one in view.rules.framework.knock_outs if one.code == code), code)


def event_words(view: RecognitionView, event: Event) -> dict[str, Any]:
    """One line of the history: who, what, and what was said with it."""
    role = wording.role_name(event.role, lang())
    return {
        "actor": f"{event.person}, {event.title or role}" if event.person else role,
        "sentence": wording.log_sentence(NAME, event.action, lang()),
        "kind": EVENT_KINDS.get(event.action, ""),
        "reason": note_of(view, event),
        "marks": [],
        "proof_url": f"{request.script_root}/nhat-ky/{event.index}" if event.index is not None else None,
    }


def note_of(view: RecognitionView, event: Event) -> str:
    """What an act said, in one line."""
    said, notes = event.opened, [event.comment]
    if event.action == "return":
        names = {line.paper.code: say(line.paper.name) for line in view.papers}
        notes.insert(0, ", ".join(names.get(mark.field, mark.field) for mark in event.marks))
    if "opinion" in said:
        bodies = {body.code: say(body.name) for body in view.rules.recognition.appraisers}
        opinion = said["opinion"]
        notes.append(f"{bodies[opinion['body']]}: {wording.opinion_name(opinion['verdict'], lang())}")
    if event.action in ("establish", "lift"):
        notes.insert(0, knock_out_name(view, said["knock_out"]["code"]))
    if event.action == "exclude":
        notes.insert(0, "; ".join(knock_out_name(view, one["code"]) for one in said["knock_out"]))
    if "decision" in said:
        notes += [said["decision"]["symbol"], said["decision"].get("reason", "")]
    if "vote" in said:
        notes.append(tally_words(said["vote"]))
    if "correction" in said:
        notes.append(said["correction"]["reason"])
    return " – ".join(note for note in notes if note)


def tally_words(vote: Any) -> str:
    """Tán thành 5/7, không tán thành 1, ý kiến khác 0."""
    return gettext(
        "Tán thành %(a)s/%(n)s, không tán thành %(b)s, ý kiến khác %(c)s",
        a=vote["in_favour"], n=vote["members"], b=vote["against"], c=vote["other"],
    )  # fmt: skip


def seen_value(view: RecognitionView, action: str) -> int:
    """What the form of an act carries as seen."""
    return seen_by(action, view.version, view.dossier_no)
