"""The page of an inspection in words: what happened, what the points come to and why, what this viewer can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request, url_for

from states.edition import Edition as Rules
from states.framework import Criterion, Framework
from states.inspection import State
from states.roles import MANAGER
from states.scoring import BAND, BAND_GATE, GATE, GROUP, KNOCK_OUT, TOTAL, Finding, Result

from .. import wording
from ..formats import format_day, format_number, last_day_before
from ..services.history import Event
from ..services.inspection_case import CaseView
from ..services.offer import Action
from ..services.queue import Task
from .current import house, lang, looker
from .deadline import due_words, late_words
from .press import Press
from .registration_page import size_words
from .registration_steps import say
from .words import gettext

STATE_KINDS = {
    "announced": "info", "self_assessing": "wait", "self_submitted": "info", "checking": "wait",
    "minutes_draft": "wait", "unit_reply": "wait", "rectifying": "no", "rechecking": "wait", "concluded": "ok",
}  # fmt: skip
OUTCOME_KINDS = {"met": "ok", "not_met": "no", "insufficient": "wait"}
EVENT_KINDS = {"conclude": "gold", "require_fix": "no", "cancel": "no", "record_refusal": "no"}
AT_THE_END = (
    "draft_minutes", "explain", "sign_minutes", "record_refusal", "require_fix", "report_fix", "recheck", "conclude",
)  # fmt: skip
# Where an action leads; the others to inspection.<action>.
PAGES = {
    "self": "inspection_sheet.own", "submit_self": "inspection_sheet.submit_self", "score": "inspection_sheet.team",
    **{name: f"inspection_end.{name}" for name in AT_THE_END},
    "send_minutes": "inspection_minutes.send",
}  # fmt: skip


def case_page(view: CaseView, done: str = "") -> dict[str, Any]:
    """Everything the template of a case shows; `done` is the act that was just confirmed."""
    last = view.events[0].action if view.events else ""
    return {
        "view": view,
        "state": state_words(view),
        "state_kind": OUTCOME_KINDS.get(view.outcome) or STATE_KINDS.get(view.state, ""),
        "steps": progress(view),
        "next_step": next_step(view),
        "due": due_words(view.rules, view.due_at),
        "late": late_words(view.rules, view.due_at),
        "presses": [press(view, action) for action in view.actions],
        "lines": [line_words(view, line) for line in view.lines],
        "totals": {side: total_words(view, side) for side in ("own", "team")},
        "findings": [finding_words(view, found) for found in view.findings],
        "said": [(said, statement_name(said.kind)) for said in view.said if said.kind != "signature"],
        "publish_url": publish_url(view),
        "signatures": [said for said in view.said if said.kind in ("minutes", "signature")],
        "verdict": verdict_words(view.rules.framework, view.result) if view.result else None,
        "by_points": wording.outcome_name(view.by_points, lang()) if view.by_points else "",
        "events": [(event, event_words(event)) for event in view.events],
        "confirmed": done if done and done == last else "",
        "printed_at": house().clock(),
        "programme_name": say(view.rules.name),
        "team": [(member, concern_words(member.name, member.concern)) for member in view.team],
    }


def publish_url(view: CaseView) -> str:
    """Where whoever runs the programme publishes what the team marked; empty for others, and before the conclusion."""
    role = getattr(looker(), "role", "")
    return url_for("practice.ask", code=view.code) if role == MANAGER and view.state == State.CONCLUDED else ""


def state_words(view: CaseView) -> str:
    """The state, and of what was concluded the conclusion."""
    name = wording.state_name("inspection", view.state, lang())
    return f"{name}: {wording.outcome_name(view.outcome, lang())}" if view.outcome else name


def progress(view: CaseView) -> list[dict[str, str]]:
    """The way of an inspection."""
    if view.state == "cancelled":
        return []
    labels = [gettext("Kế hoạch"), gettext("Tự đánh giá"), gettext("Kiểm tra"), gettext("Biên bản")]
    labels += [gettext("Khắc phục, phúc tra"), gettext("Kết luận")]
    here = {"planned": 0, "announced": 1, "self_assessing": 1, "self_submitted": 2, "checking": 2, "minutes_draft": 3,
            "unit_reply": 3, "rectifying": 4, "rechecking": 4}.get(view.state, len(labels))  # fmt: skip
    states = ["done" if place < here else "current" if place == here else "todo" for place in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def next_step(view: CaseView) -> str:
    """What happens next, who does it, and by when."""
    values = {"day": format_day(last_day_before(view.due_at), lang()) if view.due_at else ""}
    answered = any(said.kind in ("signature", "refusal") for said in view.said)
    sentences = {
        "planned": gettext("Tổ trưởng thông báo cho đơn vị, chậm nhất ngày %(day)s.", **values)
        if view.team
        else gettext("Ban Thường vụ phân công tổ kiểm tra; đơn vị được thông báo chậm nhất ngày %(day)s.", **values),
        "announced": gettext("Đơn vị mở phần tự đánh giá và gửi báo cáo, chậm nhất ngày %(day)s.", **values),
        "self_assessing": gettext("Đơn vị tự chấm điểm và gửi báo cáo, chậm nhất ngày %(day)s.", **values),
        "self_submitted": gettext("Tổ kiểm tra bắt đầu làm việc, chậm nhất ngày %(day)s.", **values),
        "checking": gettext("Tổ kiểm tra chấm điểm và ghi nhận, chậm nhất ngày %(day)s.", **values),
        "minutes_draft": gettext("Tổ trưởng lập biên bản và gửi đơn vị, chậm nhất ngày %(day)s.", **values),
        "unit_reply": gettext("Tổ trưởng kết luận hoặc yêu cầu khắc phục, chậm nhất ngày %(day)s.", **values)
        if answered
        else gettext("Đơn vị có ý kiến và ký biên bản, chậm nhất ngày %(day)s.", **values),
        "rectifying": gettext("Đơn vị khắc phục và báo cáo, chậm nhất ngày %(day)s.", **values),
        "rechecking": gettext("Tổ trưởng phúc tra và kết luận, chậm nhất ngày %(day)s.", **values),
        "concluded": gettext("Cuộc kiểm tra đã kết thúc; kết luận được dùng khi xét công nhận."),
        "cancelled": gettext("Cuộc kiểm tra đã được hủy; lý do ghi trong quá trình xử lý."),
    }
    return sentences[view.state]


def press(view: CaseView, action: Action) -> Press:
    """An action as something to press."""
    url = url_for(PAGES.get(action.name, f"inspection.{action.name}"), code=view.code)
    reasons = tuple(wording.reason_text(code, lang()) for code in action.reasons)
    label = wording.action_name("inspection", action.name, lang())
    return Press(action.name, label, url, reasons, action.duty and not reasons)


def number(value: Any) -> str:
    """Points as people write them; a dash where there are none."""
    return "–" if value is None else format_number(value.normalize(), lang())


def line_words(view: CaseView, line: Any) -> dict[str, Any]:
    """A criterion with what both sides say about it."""
    return {
        "code": line.criterion.code,
        "name": say(line.criterion.name),
        "max": number(line.criterion.max),
        "own": points_words(view, line.own),
        "team": points_words(view, line.team),
        "differs": bool(line.own and line.team and line.own.points != line.team.points),
        "earlier": [points_words(view, old) for old in line.earlier],
    }


def total_words(view: CaseView, side: str) -> str:
    """What one side gave in all, and of how many points where some criteria do not apply."""
    total, most = view.total(side), view.most(side)
    if total is None or most == view.rules.framework.full:
        return number(total)
    return gettext("%(total)s (tối đa còn %(most)s)", total=number(total), most=number(most))


def points_words(view: CaseView, points: Any) -> dict[str, Any] | None:
    """One version of points: figures, note, files, by whom and when."""
    if points is None:
        return None
    files = [file_words(view.code, one) for one in points.files]
    given = gettext("Không áp dụng") if points.points is None else number(points.points)
    return {"points": given, "note": points.note, "files": files, "by": points.by, "at": points.at}


def file_words(code: str, one: dict[str, Any]) -> dict[str, str]:
    """A file: name, address, size."""
    url = url_for("inspection.download", code=code, file_code=one["code"])
    return {"name": one["name"], "url": url, "size": size_words(one["size"]), "code": one["code"]}


def subject_name(rules: Rules, code: str) -> str:
    """A criterion or a knock-out by its name."""
    criteria = {c.code: f"{c.code} {say(c.name)}" for group in rules.framework.groups for c in group.criteria}
    return (criteria | {one.code: say(one.name) for one in rules.framework.knock_outs}).get(code, code)


def finding_words(view: CaseView, found: Any) -> dict[str, Any]:
    """A finding in words."""
    return {
        "number": found.number,
        "subject": subject_name(view.rules, found.subject),
        "severity": wording.severity_name(found.severity, lang()),
        "kind": {"remedy": "wait", "knock_out": "no"}.get(found.severity, ""),
        "text": found.text,
        "fix": found.fix,
        "accepted": found.accepted,
        "judgement": found.judgement,
        "open": found.is_open,
    }


def concern_words(name: str, concern: str) -> str:
    """Who has no part in a check, and why."""
    why = {
        "of-unit": gettext("%(name)s là người của đơn vị được kiểm tra nên không tham gia tổ kiểm tra.", name=name),
        "in-charge": gettext("%(name)s đang phụ trách đơn vị này nên không tham gia tổ kiểm tra.", name=name),
    }
    return why.get(concern, "")


def statement_name(kind: str) -> str:
    """What one side put down."""
    return {
        "minutes": gettext("Biên bản"),
        "explanation": gettext("Ý kiến giải trình của đơn vị"),
        "refusal": gettext("Đơn vị không ký biên bản"),
        "practice": gettext("Cách làm hay"),
        "conclusion": gettext("Căn cứ kết luận"),
    }[kind]


def verdict_words(framework: Framework, result: Result) -> dict[str, Any]:
    """What the points come to, every threshold, and why the band is not the one above."""
    bands = {band.code: say(band.name) for band in framework.bands}
    told = [("ok" if f.met else "no", text) for f, text in explained(framework, result)]
    missed = [text for f, text in explained(framework, result) if not f.met and f.code in (BAND, BAND_GATE)]
    band, higher = bands.get(result.band or "", ""), ""
    if result.band and (place := list(bands).index(result.band)):
        higher = list(bands.values())[place - 1]
    most = number(result.applicable) if result.applicable != framework.full else ""
    return {
        "total": number(result.total), "most": most, "band": band, "higher": higher, "why": missed, "thresholds": told,
    }  # fmt: skip


def criterion_name(criterion: Criterion) -> str:
    """A criterion as it is spoken of: with its number, "N1.2"; a code that is a word says nothing to a reader."""
    numbered = any(letter.isdigit() for letter in criterion.code)
    return f"{criterion.code} {say(criterion.name)}" if numbered else say(criterion.name)


def explained(framework: Framework, result: Result) -> Iterator[tuple[Finding, str]]:
    """Each comparison in one sentence: reached, needed."""
    band = ""
    names = {group.code: say(group.name) for group in framework.groups}
    names |= {one.code: criterion_name(one) for group in framework.groups for one in group.criteria}
    names |= {one.code: say(one.name) for one in framework.knock_outs}
    names |= {one.code: say(one.name) for one in framework.bands}
    for finding in result.explanation:
        band = finding.subject if finding.code == BAND else band
        values = {"name": names.get(finding.subject, ""), "band": names.get(band, ""),
                  "reached": number(finding.reached), "needed": number(finding.needed)}  # fmt: skip
        if finding.applicable == finding.full:
            yield finding, _sentence(finding, values)
        else:
            values |= {"most": number(finding.applicable), "full": number(finding.full),
                       "enough": number(finding.enough(framework.step))}  # fmt: skip
            yield finding, _sentence_in_part(finding, values)


def _sentence_in_part(finding: Finding, values: dict[str, str]) -> str:
    """Where criteria do not apply: how many points are left, and what is enough of them."""
    share = gettext("tối đa còn %(most)s, cần từ %(enough)s (tương ứng %(needed)s trên %(full)s)", **values)
    if finding.code == TOTAL:
        return gettext("Tổng điểm: đạt %(reached)s, %(share)s.", share=share, **values)
    if finding.code == BAND:
        return gettext("Mức %(band)s: đạt %(reached)s, %(share)s.", share=share, **values)
    if not finding.applicable:
        return gettext("Nhóm “%(name)s”: không có tiêu chí nào áp dụng, nên không xét điểm của nhóm.", **values)
    return gettext("Nhóm “%(name)s”: đạt %(reached)s, %(share)s.", share=share, **values)


def _sentence(finding: Finding, values: dict[str, str]) -> str:
    if finding.code == TOTAL:
        return gettext("Tổng điểm: đạt %(reached)s, cần từ %(needed)s.", **values)
    if finding.code == GROUP:
        return gettext("Nhóm “%(name)s”: đạt %(reached)s, cần từ %(needed)s.", **values)
    if finding.code == GATE:
        return gettext("Tiêu chí %(name)s phải đạt điểm tối đa %(needed)s: đạt %(reached)s.", **values)
    if finding.code == KNOCK_OUT and finding.met:
        return gettext("Không có điều kiện loại: %(name)s.", **values)
    if finding.code == KNOCK_OUT:
        return gettext("Có điều kiện loại: %(name)s.", **values)
    if finding.code == BAND:
        return gettext("Mức %(band)s cần từ %(needed)s điểm: đạt %(reached)s.", **values)
    return gettext("Mức %(band)s cần điểm tối đa %(needed)s ở tiêu chí %(name)s: đạt %(reached)s.", **values)


def holder_words(task: Task) -> str:
    """Who has the case now: the unit, the team, or nobody."""
    if task.state in ("announced", "self_assessing", "unit_reply", "rectifying"):
        return task.unit
    return "" if task.state in ("concluded", "cancelled") else gettext("Tổ kiểm tra")


def event_words(event: Event) -> dict[str, Any]:
    """One line of the history: who, what, and what was said with it."""
    role = wording.role_name(event.role, lang())
    return {
        "actor": f"{event.person}, {event.title or role}" if event.person else role,
        "sentence": wording.log_sentence("inspection", event.action, lang()),
        "kind": EVENT_KINDS.get(event.action, ""),
        "reason": event.comment,
        "marks": [],
        "proof_url": f"{request.script_root}/nhat-ky/{event.index}" if event.index is not None else None,
    }
