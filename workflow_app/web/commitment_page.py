"""The page of an agreement in words: where it stands, what comes next, who has signed, what this viewer can do."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for

from states.commitment import OPEN
from states.obligation import ACTS as OBLIGATION_ACTS

from .. import wording
from ..formats import format_day, last_day_before
from ..services.commitment_case import AgreementView
from ..services.history import Event
from ..services.offer import Action
from ..services.queue import Task
from .current import house, lang
from .deadline import due_words, late_words
from .press import Press
from .registration_steps import say
from .words import gettext

STATE_KINDS = {
    "consulting": "info", "frozen": "wait", "partially_signed": "wait", "in_force": "ok", "declined": "no",
    "terminated": "no",
}  # fmt: skip
EVENT_KINDS = {
    "sign": "gold", "attest_paper": "gold", "countersign": "gold", "witness": "gold", "expire": "no", "hold": "no",
    "decline_further": "no",
    "refuse_paper": "no", "decline": "no", "reopen": "no", "cancel": "no",
    "terminate": "no",
}  # fmt: skip
SEAT_KINDS = {"signed": "ok", "declined": "no", "waiting": "", "entered": "wait", "partial": "wait", "expired": "late"}
# Pages of web/commitment_order.py.
ORDER = ("countersign", "witness", "decline_further", "name_further", "extend", "hold", "resume")
PAPER_KINDS = {"waiting": "wait", "attested": "ok", "refused": "no"}


def agreement_page(view: AgreementView, done: str = "") -> dict[str, Any]:
    """Everything the template of an agreement shows; `done` is the act that was just confirmed."""
    last = view.events[0].action if view.events else ""
    return {
        "view": view,
        "name": say(view.rules.commitment.name),
        "programme_name": say(view.rules.name),
        "state": state_words(view),
        "state_kind": STATE_KINDS.get(view.state, "") if view.holds else "no",
        "next_step": next_step(view),
        "due": due_words(view.rules, view.due_at),
        "late": late_words(view.rules, view.due_at),
        "missing": [wording.reason_text(code, lang()) for code in view.missing],
        "presses": [press(view, action) for action in view.actions],
        "events": [(event, event_words(event)) for event in view.events],
        "seat_kinds": SEAT_KINDS,
        "paper_kinds": PAPER_KINDS,
        "confirmed": done if done and done == last else "",
        "printed_at": house().clock(),
    }


def state_words(view: AgreementView) -> str:
    """The state, with how many of the seats have signed where that is the question."""
    if not view.holds:
        return gettext("Cần kiểm tra: chữ ký không còn khớp nội dung")
    words = wording.state_name("commitment", view.state, lang())
    if view.state not in ("frozen", "partially_signed", "in_force"):
        return words
    if view.state == "partially_signed":  # “Đang ký (5/6 bên)” says already what the five did
        counts = gettext("%(k)s/%(n)s bên", k=view.signed, n=len(view.seats))
    else:
        counts = gettext("%(k)s/%(n)s bên đã ký", k=view.signed, n=len(view.seats))
    return f"{words} ({counts})"


def next_step(view: AgreementView) -> str:
    """What happens next, and by when."""
    day = format_day(last_day_before(view.due_at), lang()) if view.due_at else ""
    if view.effective_on is not None and view.state == "in_force":
        return gettext("Phụ lục có hiệu lực từ ngày %(day)s.", day=format_day(view.effective_on, lang()))
    signing = gettext("Các bên ký, chậm nhất ngày %(day)s.", day=day)
    rule = view.rules.commitment.closing_rule
    signing += " " + wording.closing_rule_text("steps" if view.steps else rule, lang())
    if view.held_at is not None:
        signing = gettext("Việc ký đang tạm dừng; chưa bên nào ký được.")
    elif turn := [seat.unit for seat in view.seats if seat.turn and seat.answer == "waiting"] if view.steps else []:
        more = gettext(" và %(n)s bên khác", n=len(turn) - 3) if len(turn) > 3 else ""
        signing = gettext("Đến lượt: %(units)s.", units="; ".join(turn[:3]) + more) + " " + signing
    if any(one.declined_at for seat in view.seats for one in seat.further):
        more = gettext("Có chữ ký kèm theo bị từ chối: %(who)s mời lại thì bên đó mới được tính.", who=view.issuer)
        signing = f"{more} {signing}"
    return {
        "drafting": gettext("%(who)s soạn nội dung rồi gửi các bên góp ý hoặc chốt để ký.", who=view.issuer),
        "consulting": gettext("Các bên góp ý, chậm nhất ngày %(day)s.", day=day),
        "frozen": signing,
        "partially_signed": signing,
        "in_force": gettext("Các bên thực hiện theo cam kết. Đơn vị chưa ký vẫn ký tiếp được, tính từ ngày ký.")
        if is_open(view) and view.signed < len(view.seats)
        else gettext("Các bên thực hiện theo cam kết."),
        "declined": gettext("%(who)s xem lý do, sửa thành bản mới hoặc hủy bản ký kết.", who=view.issuer),
        "cancelled": gettext("Bản ký kết không có hiệu lực; hồ sơ được giữ để tra cứu."),
        "terminated": gettext("Bản ký kết đã chấm dứt theo quyết định; hồ sơ được giữ để tra cứu."),
        "completed": gettext("Kết quả thực hiện đã được đánh giá; hồ sơ được giữ để tra cứu."),
    }[view.state]


def is_open(view: AgreementView) -> bool:
    """Whether units may still join."""
    return view.rules.commitment.closing_rule == OPEN


def press(view: AgreementView, action: Action) -> Press:
    """An action as something to press."""
    reasons = tuple(wording.reason_text(code, lang()) for code in action.reasons)
    label = wording.action_name("commitment", action.name, lang())
    first = next((one.name for one in view.actions if one.duty and one.enabled), "")
    return Press(action.name, label, _address(view, action.name), reasons, action.name == first)


def _address(view: AgreementView, name: str) -> str:
    if name in ORDER:
        return url_for(f"commitment_order.{name}", code=view.code)
    if name in OBLIGATION_ACTS:
        return url_for("obligation.listing", code=view.code)
    if name == "enter_paper":
        return url_for("commitment_paper.enter", code=view.code)
    if name.endswith("_paper"):  # what waits longest for this viewer
        mine = (one.number for one in view.minutes if (one.mine if name == "attest_paper" else one.refusable))
        act = name.removesuffix("_paper")
        return url_for(f"commitment_paper.{act}", code=view.code, number=next(mine, 0))
    if name == "set_reminders":
        return url_for("commitment_reminder.set_rule", code=view.code)
    if name == "amend":
        return url_for("commitment_amendment.amend", code=view.code)
    if name == "save" and view.amends:
        return url_for("commitment_amendment.write", code=view.code)
    return url_for(f"commitment.{'write' if name == 'save' else name}", code=view.code)


def consequence(view: AgreementView, name: str) -> str:
    """What follows from an act, said before it is done."""
    return {
        "circulate": gettext("Các bên đọc được nội dung và góp ý. Nội dung chưa được chốt."),
        "comment": gettext("Mọi bên trong bản này đều đọc được ý kiến."),
        "revise": gettext("Nội dung trở về soạn thảo; bản đã gửi được giữ trong quá trình xử lý."),
        "freeze": gettext("Từ lúc này không ai sửa được nội dung; các bên ký đúng từng chữ của bản này."),
        "decline": gettext("Lý do được báo cho cơ quan chủ trì."),
        "decline_further": gettext("Chữ ký của bên đó chưa được tính cho đến khi có người khác ký kèm theo. "
                                   "Lý do được báo cho cơ quan chủ trì."),
        "name_further": gettext("Đơn vị được mời nhận được thông báo. Nội dung đã chốt giữ nguyên; người được mời lần "
                                "này và lý do ghi vào quá trình xử lý."),
        "add_party": gettext("Đơn vị được mời ký vào giao ước đang mở."),
        "remind": gettext("Các bên chưa ký nhận được thông báo."),
        "reopen": gettext("Các chữ ký của bản này không còn tính; lập bản mới rồi ký lại."),
        "cancel": gettext("Bản ký kết dừng ở đây và không có hiệu lực."),
        "extend": gettext("Bên được gia hạn nhận được thông báo; ngày mới và lý do ghi vào quá trình xử lý."),
        "hold": gettext("Chưa ai ký được cho đến khi việc ký tiếp tục. Lý do được báo cho các bên."),
        "resume": gettext("Các bên ký tiếp được ngay. Hạn ký chưa qua được lùi đúng số ngày đã tạm dừng."),
        "terminate": gettext("Bản ký kết chấm dứt trước hạn theo quyết định."),
        "complete": gettext("Bản ký kết kết thúc cùng kỳ thực hiện."),
        "set_reminders": gettext("Lịch này thay lịch của chương trình cho riêng bản này, tính từ ngày mai."),
        "amend": gettext("Nội dung đang có hiệu lực giữ nguyên cho đến khi các bên đã ký ký đủ phụ lục."),
    }.get(name, "")


def event_words(event: Event) -> dict[str, Any]:
    """One line of the history: who, what, and what was said with it."""
    role = wording.role_name(event.role, lang())
    actor = f"{event.person}, {event.title or role}" if event.person else role
    sentence = wording.log_sentence("commitment", event.action, lang())
    unit = (event.opened.get("unit") or {}).get("name", "")
    if unit and event.action == "sign":
        sentence = gettext("đã ký thay mặt %(unit)s", unit=unit)
    elif unit:
        sentence = f"{sentence}: {unit}"
    if "until" in event.facts:
        sentence += gettext(", đến hết ngày %(day)s", day=format_day(date.fromisoformat(event.facts["until"]), lang()))
    if "instead_of" in event.facts:
        sentence += gettext(" (thay người được mời ký trước, nhiệm vụ đã kết thúc)")
    if event.action == "amend":
        sentence += gettext(" số %(number)s", number=event.facts["number"])
    if "version" in event.facts and event.action in ("circulate", "freeze"):
        sentence += gettext(" (bản %(version)s)", version=event.facts["version"])
    return {
        "actor": actor,
        "sentence": sentence,
        "kind": EVENT_KINDS.get(event.action, ""),
        "reason": event.comment,
        "marks": [],
        "proof_url": f"{request.script_root}/nhat-ky/{event.index}" if event.index is not None else None,
    }


def holder_words(task: Task) -> str:
    """Who has the agreement now."""
    if task.state in ("drafting", "consulting", "declined"):
        return task.unit
    return gettext("Các bên ký") if task.state in ("frozen", "partially_signed") else ""
