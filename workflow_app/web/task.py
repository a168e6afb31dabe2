"""What waits for a person: the queues, and the notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from states.processes import PROCESSES
from states.roles import MANAGING, ROLES

from .. import wording
from ..clock import day_of
from ..formats import format_about, format_day, last_day_before
from ..services import meeting_view, notice, programme, queue, recognition_dossier
from ..services.notice import NoticeLine
from ..services.own_notice import OWN
from ..services.queue import Queue, Task, queues_of
from ..services.reach import OF_UNIT
from .access import requires, signed_in
from .cases import case_url, holder_words, state_kind
from .chooser import chooser
from .current import actor, house, lang, viewer
from .deadline import capitalised, left_words
from .meeting import COMMITTEES, month_name
from .registration_steps import say
from .words import gettext

bp = Blueprint("task", __name__)

# The names of the queues in addresses.
PATHS = {
    "mine": "cho-toi", "write": "viet-tiep", "correct": "can-bo-sung", "receive": "cho-tiep-nhan",
    "review": "cho-xem-xet", "incharge": "cho-phan-cong", "commitment": "giao-uoc", "inspection": "danh-gia",
    "recognition": "xet-cong-nhan", "elsewhere": "o-noi-khac", "accepted": "da-chap-nhan", "ended": "da-ket-thuc",
}  # fmt: skip


@bp.get("/nhiem-vu")
@requires(*ROLES)
def mine() -> str:
    """The queues of the mandate in use; queue, search and filter stand in the address."""
    asked = asked_for()
    queues, tasks = queue.read_page(house(), actor(), asked.queue, q=asked.q, state=asked.state, after=asked.after)
    waiting = next((found for found in queues if found.name == "mine"), None)
    programmes = programme.list_programmes(house(), actor())
    g.waiting = waiting.count if waiting else 0  # the navigation above says the same
    return render_template(
        "task/list.html",
        asked=asked,
        waiting=waiting,
        queues=[queue_line(found, asked.queue) for found in queues],
        tasks=[task_line(task) for task in tasks.rows],
        states=state_choices(),
        first_url=asked.url() if asked.after else None,
        next_url=asked.url(tasks.next) if tasks.next else None,
        programmes=chooser(programmes),
        nothing_yet=actor().role in OF_UNIT
        and any(line.rounds[0].is_open and line.rules.has("registration") for line in programmes)
        and not any(found.count for found in queues),
        due=[(say(one.rules.name), one) for one in recognition_dossier.list_due(house(), actor())],
        to_report=[
            (say(one.name), month_name(one.month), one) for one in meeting_view.list_to_report(house(), actor())
        ],
        unread=notice.count_unread(house(), account_id()),
    )


@bp.get("/thong-bao")
@signed_in
def notices() -> str:
    """The notices of the person, newest first."""
    after = request.args.get("sau", "")
    me = viewer()
    found = notice.list_notices(
        house(), account_id(), int(after) if is_number(after) else None, me.actor if me else None
    )
    return render_template(
        "task/notices.html",
        lines=found.rows,
        unread=[line.id for line in found.rows if not line.read],
        next_url=url_for(".notices", sau=found.next) if found.next else None,
        case_url=case_url,
        texts={line.id: text_of(line) for line in found.rows},
        urls={line.id: url_of(line.kind, line.about) for line in found.rows},
    )


@bp.post("/thong-bao")
@signed_in
def mark_read() -> Response:
    """Mark read what the page showed."""
    shown = request.form.get("shown", "").split(".")[: notice.PAGE]
    notice.mark_read(house(), account_id(), [int(number) for number in shown if is_number(number)])
    return redirect(url_for(".notices"), 303)


def text_of(line: NoticeLine) -> str:
    """What a notice says, with the time that it speaks of."""
    return wording.notice_text(line.kind, lang(), format_about(line.about, lang()))


def url_of(kind: str, about: Mapping[str, str]) -> str:
    """The page that a notice about no case leads to; none for what the mandate in use does not open."""
    me = viewer()
    if kind.startswith("classification."):
        return url_for("programme.show", code=about["programme"], period=about["period"])
    if kind.startswith(OWN):
        return url_for("account.mine")
    if kind.startswith(("return.", "returns.")):
        above = kind.startswith("returns.")
        at: dict[str, Any] = {"code": about["programme"], "month": about["month"]}
        if not me or not me.actor or me.actor.role not in (COMMITTEES if above else OF_UNIT):
            return ""
        return url_for("meeting.branch", **at, loc="overdue") if above else url_for("meeting.own", **at)
    return url_for("people.waiting") if me and me.actor and me.actor.role in MANAGING else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: queue, search, state, and where to go on."""

    queue: str
    q: str
    state: str
    after: str

    @property
    def path(self) -> str:
        return PATHS[self.queue]

    def url(self, after: str | None = None) -> str:
        """The same list from its beginning, or after a row."""
        values: dict[str, Any] = self.values() | ({"sau": after} if after else {})
        return url_for(".mine", **values)

    def values(self) -> dict[str, Any]:
        """What stands in every address of this list."""
        values = {"hang": self.path, "q": self.q, "trang-thai": self.state}
        return {name: value for name, value in values.items() if value}


def asked_for() -> Asked:
    """What this request asks for; a queue or state that does not exist counts as none."""
    names = {PATHS[name]: name for name in queues_of(actor())}
    return Asked(
        queue=names.get(request.args.get("hang", ""), next(iter(names.values()))),
        q=request.args.get("q", "").strip()[:100],
        state=next((value for value, _ in state_choices() if value == request.args.get("trang-thai")), ""),
        after=request.args.get("sau", "")[:20],
    )


def state_choices() -> list[tuple[str, str]]:
    """Every state of every process: "registration.draft" and its words."""
    return [
        (f"{name}.{state.value}", wording.state_name(name, state.value, lang()))
        for name, process in PROCESSES.items()
        for state in process.states
    ]


def account_id() -> int:
    """The account of the one who looks."""
    me = viewer()
    assert me is not None, "pages of tasks are marked @requires or @signed_in"
    return me.account_id


def is_number(text: str) -> bool:
    """Whether a text from outside is the number of a notice."""
    return text.isascii() and text.isdecimal() and len(text) < 16


def queue_label(name: str) -> str:
    """A queue's name as people say it."""
    return {
        "mine": gettext("Việc chờ tôi xử lý"),
        "write": gettext("Viết tiếp"),
        "correct": gettext("Cần bổ sung"),
        "receive": gettext("Chờ tiếp nhận"),
        "review": gettext("Chờ xem xét"),
        "incharge": gettext("Chờ phân công"),
        "close": gettext("Chờ khép lại"),
        "commitment": gettext("Giao ước, ký kết"),
        "inspection": gettext("Kiểm tra, đánh giá"),
        "recognition": gettext("Chờ xét, công nhận"),
        "elsewhere": gettext("Đang ở nơi khác"),
        "accepted": gettext("Đã chấp nhận"),
        "ended": gettext("Đã kết thúc"),
    }[name]


def queue_line(found: Queue, current: str) -> dict[str, Any]:
    """A queue as the component shows it."""
    url = url_for(".mine", hang=PATHS[found.name])
    late = found.late if found.name != "ended" else 0
    return {"label": queue_label(found.name), "url": url, "count": found.count, "current": found.name == current,
            "late": late}  # fmt: skip


def task_line(task: Task) -> dict[str, Any]:
    """A case as a row of the list, with the one thing to do about it."""
    line: dict[str, Any] = {
        "title": task.unit,
        "url": case_url(task.process, task.code),
        "code": task.code,
        "unit": f"{wording.process_name(task.process, lang())} · {say(task.rules.name)}, {task.period}",
        "state": wording.state_name(task.process, task.state, lang()),
        "state_kind": state_kind(task.process, task.state),
        "holder": holder_words(task),
    }
    if task.due_at is not None:
        line |= due_words(task)
    if task.duty:
        line["action"] = duty_words(task)
    return line


def due_words(task: Task) -> dict[str, str]:
    """The last day, or how late it is: "24/11/2025", "Quá hạn 2 ngày"."""
    assert task.due_at is not None
    day = last_day_before(task.due_at)
    if day > day_of(house().clock()):
        return {"due": format_day(day, lang())}
    return {
        "due": capitalised(left_words(task.rules, task.due_at)),
        "due_kind": "late" if task.late else "wait",
    }


def duty_words(task: Task) -> str:
    """The word on the button of a row."""
    own = {"write": gettext("Viết tiếp"), "correct": gettext("Bổ sung"), "review": gettext("Xem xét"),
           "incharge": gettext("Phân công")}  # fmt: skip
    return own.get(task.duty) or wording.action_name(task.process, task.duty, lang())
