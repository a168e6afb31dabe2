"""The page of a case in words: what happened, who has it, what comes next, and what this viewer can do."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for

from states.registration import State

from .. import wording
from ..formats import format_day, format_number, last_day_before, parse_day
from ..services.history import Event
from ..services.offer import Action
from ..services.queue import Task
from ..services.registration_case import CaseView
from ..services.registration_content import Change
from .current import house, lang
from .deadline import due_words, late_words
from .press import Press
from .registration_steps import first_step, say, step_url
from .words import gettext

STATE_KINDS = {
    "submitted": "info", "in_review": "wait", "changes_requested": "no", "endorsed": "info", "approved": "ok",
    "rejected": "no",
}  # fmt: skip
EVENT_KINDS = {"approve": "gold", "reject": "no", "request_changes": "no"}
OF_UNIT = ("withdraw", "discard")  # acts whose pages belong to the unit; the others to those who review


def state_words(state: str) -> str:
    return wording.state_name("registration", state, lang())


def case_page(view: CaseView, done: str = "") -> dict[str, Any]:
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
        "missing": [wording.reason_text(code, lang()) for code in view.missing],
        "presses": [press(view, action) for action in view.actions],
        "marks": [(wording.field_name(m.field, lang()), say(m.reason), m.note) for m in view.marks],
        "changes": change_list(view.changes),
        "events": [(event, event_words(event)) for event in view.events],
        "confirmed": done if done and done == last else "",
        "printed_at": house().clock(),
        "programme_name": say(view.rules.name),
    } | content_words(view)


def content_words(view: CaseView) -> dict[str, Any]:
    """The content as it is read: days as people write them, the file with its address."""
    resolution = view.content["resolution"]
    return {
        "resolution": resolution | {"date": day_words(resolution["date"]), "file": file_line(view)},
        "contents": view.content["contents"],
        "roadmap": [row | {"due": day_words(row["due"])} for row in view.content["roadmap"]],
    }


def file_line(view: CaseView) -> dict[str, str] | None:
    """The file of the resolution: name, address, size."""
    named = view.content["resolution"]["file"]
    if named is None:
        return None
    url = url_for("registration.download", code=view.code, file_code=named["code"])
    return {"name": named["name"], "url": url, "size": size_words(named["size"])}


def size_words(size: int) -> str:
    """67 KB or 1,2 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    tenths = round(size / 100_000)
    return f"{format_number(tenths // 10, lang())}{'.' if lang() == 'en' else ','}{tenths % 10} MB"


def day_words(iso: str) -> str:
    """A day of the content as it is read."""
    day = parse_day(iso) if iso else None
    return format_day(day, lang()) if day else ""


def change_list(changes: tuple[Change, ...] | None) -> list[tuple[str, str, str]] | None:
    """The differences between two submissions in words; None where there are no two."""
    return None if changes is None else [change_words(*change) for change in changes]


def change_words(field: str, old: Any, new: Any) -> tuple[str, str, str]:
    """One difference between two submissions: what, before, after."""
    return wording.field_name(field, lang()), _shown(field, old), _shown(field, new)


def _shown(field: str, value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['name']} ({size_words(value['size'])}, SHA-256 {value['sha256'][:12]}…)"
    return day_words(value) if value and field.endswith((".due", ".date")) else value or ""


def progress(view: CaseView) -> list[dict[str, str]]:
    """The way of a registration: written, received, considered level by level, accepted."""
    labels = [gettext("Lập đăng ký"), gettext("Tiếp nhận"), *(say(stage.name) for stage in view.stages)]
    labels.append(gettext("Đã chấp nhận"))
    here = {
        "draft": 0, "changes_requested": 0, "submitted": 1, "in_review": 2 + view.stages_passed,
        "endorsed": 2 + view.stages_passed, "approved": len(labels) - 1, "closed": len(labels),
    }.get(view.state)  # fmt: skip
    if here is None:
        return []
    states = ["done" if place < here else "current" if place == here else "todo" for place in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def next_step(view: CaseView) -> str:
    """What happens next, who does it, and by when."""
    who = ", ".join(holder.unit for holder in view.holders) or gettext("Cấp ủy cấp trên")
    day = format_day(last_day(view), lang()) if view.due_at else ""
    values = {"who": who, "day": day}
    corrects = gettext("Đơn vị sửa những chỗ được đánh dấu rồi gửi lại, chậm nhất ngày %(day)s.", **values)
    if view.state == "approved":
        return _after_approval(view, who)
    sentences = {
        "draft": gettext("Đơn vị viết tiếp và gửi đăng ký, chậm nhất ngày %(day)s.", **values),
        "submitted": gettext("%(who)s tiếp nhận hồ sơ, chậm nhất ngày %(day)s.", **values),
        "in_review": gettext("%(who)s xem xét và cho ý kiến, chậm nhất ngày %(day)s.", **values),
        "endorsed": gettext("%(who)s xem xét và quyết định, chậm nhất ngày %(day)s.", **values),
        "changes_requested": corrects,
        "rejected": gettext("Lý do ghi trong quá trình xử lý. Đơn vị có thể đăng ký ở đợt sau."),
        "withdrawn": gettext("Đơn vị có thể lập đăng ký mới khi đợt đăng ký còn mở."),
        "closed": gettext("Kỳ đăng ký đã kết thúc; hồ sơ được giữ để tra cứu."),
    }
    return sentences[view.state]


def _after_approval(view: CaseView, who: str) -> str:
    if view.holders:
        return gettext("Đăng ký đã công khai. %(who)s phân công cấp ủy viên phụ trách đơn vị.", who=who)
    return gettext("Đăng ký đã công khai. Đơn vị thực hiện theo lộ trình đã đăng ký.")


def last_day(view: CaseView) -> date:
    """The last day on which the present step is in time."""
    assert view.due_at is not None
    return last_day_before(view.due_at)


def holder_words(task: Task) -> str:
    """Who has the case now: the unit itself, or the level by its name in the edition."""
    stages = task.rules.registration.stages
    if task.state in (State.DRAFT, State.CHANGES_REQUESTED):
        return task.unit
    if task.state == State.SUBMITTED:
        return say(stages[0].name)
    if task.state in (State.IN_REVIEW, State.ENDORSED) and task.stage < len(stages):
        return say(stages[task.stage].name)
    return ""


def press(view: CaseView, action: Action) -> Press:
    """An action as something to press."""
    label = wording.action_name("registration", action.name, lang())
    if action.name == "save":
        label = gettext("Sửa chỗ cần bổ sung") if view.marks else gettext("Viết tiếp")
        url = step_url(view, first_step(view))
    elif action.name == "submit":  # the next page says what is missing; here it stands on the page already
        ready = not action.reasons and view.pending != ()
        url = url_for("registration.check", code=view.code)
        return Press(action.name, gettext("Kiểm tra và gửi"), url, (), ready, False)
    else:
        url = url_for(f"{'registration' if action.name in OF_UNIT else 'review'}.{action.name}", code=view.code)
    reasons = tuple(wording.reason_text(code, lang()) for code in action.reasons)
    ready = action.name == "save" and not view.missing and view.pending != ()
    return Press(action.name, label, url, reasons, action.duty and not ready, action.name == "receive")


def consequence(name: str) -> str:
    """What an act does, said before it is done."""
    return {
        "withdraw": gettext("Hồ sơ kết thúc ở đây. Đơn vị có thể lập đăng ký mới khi đợt còn mở."),
        "discard": gettext("Bản nháp và các tệp của bản nháp bị xóa. Bản nháp chưa được ghi vào nhật ký."),
        "receive": gettext("Hồ sơ chuyển sang xem xét và bắt đầu tính thời hạn."),
        "endorse": gettext("Hồ sơ được chuyển lên cấp trên để xem xét tiếp."),
        "approve": gettext("Đăng ký được công khai ngay: tên đơn vị, nội dung và lộ trình."),
        "reject": gettext("Hồ sơ kết thúc ở đây; đơn vị được báo lý do."),
        "assign_incharge": gettext("Đơn vị và đồng chí được phân công sẽ nhận thông báo."),
        "close": gettext("Kỳ đăng ký của đơn vị kết thúc; hồ sơ được giữ để tra cứu."),
    }.get(name, "")


def field_values(view: CaseView) -> dict[str, str]:
    """Each field that can be sent back, with what it says."""
    words = content_words(view)
    values = {f"resolution.{key}": words["resolution"][key] or "" for key in ("number", "date")}
    values["resolution.file"] = words["resolution"]["file"]["name"] if words["resolution"]["file"] else ""
    for group in ("contents", "roadmap"):
        values |= {f"{group}.{i}": " · ".join(row.values()) for i, row in enumerate(words[group])}
    return values


def event_words(event: Event) -> dict[str, Any]:
    """One line of the history: who, what, and what was said with it."""
    role = wording.role_name(event.role, lang())
    actor = f"{event.person}, {event.title or role}" if event.person else role
    reason = ": ".join(part for part in (say(event.reason), event.comment) if part)
    marks = [(wording.field_name(m.field, lang()), say(m.reason), m.note) for m in event.marks]
    return {
        "actor": actor,
        "sentence": wording.log_sentence("registration", event.action, lang()),
        "kind": EVENT_KINDS.get(event.action, ""),
        "reason": reason,
        "marks": marks,
        "proof_url": f"{request.script_root}/nhat-ky/{event.index}" if event.index is not None else None,
    }
