"""What every page may use: translations, formats, words for codes, addresses of static files, and its frame."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from flask import session as flask_session
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from states.roles import ADMINISTRATOR

from .. import formats, wording
from ..clock import day_of
from ..demo import PASSWORD
from ..document_numbers import cite
from ..i18n import other_language
from ..services import programme, queue
from ..services.unit_tree import ADMINISTERS
from . import current, proof, signing
from .access import open_to_all
from .forms import new_key
from .words import gettext, ngettext

bp = Blueprint("pages", __name__)

ALSO = {"/tra-cuu": ("/tra-cuu", "/cong-nhan")}  # one place of the navigation with two addresses
PACKAGE = Path(__file__).parents[1]
STATIC = PACKAGE / "static"
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
FOR_EVER = "public, max-age=31536000, immutable"

WORDS = (
    "process_name", "state_name", "action_name", "log_sentence", "field_name", "reason_text",
    "role_name", "reach_name", "document_type_name", "document_relation_name", "visibility_name", "unit_kind_name",
    "mail_failure", "seat_name", "capacity_name", "method_name", "paper_outcome_name", "closing_rule_text",
    "owner_name", "clause_name", "title_name", "further_name", "step_rule_text", "obligation_name",
    "unit_level_name", "cell_type_name", "entry_kind_name", "sealed_field_name", "opening_name", "finding_text",
    "event_kind_name", "fate_name", "kept_name", "kept_time", "earlier_mark", "earlier_outcome", "earlier_field",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation at the top."""

    url: str
    label: str
    current: bool
    count: int = 0


class Undefined(StrictUndefined):
    """A name no view gave is an error, and so is printing nothing; a key that a dict leaves out may be asked about."""

    __hash__ = StrictUndefined.__hash__  # type: ignore[assignment]

    def __bool__(self) -> bool:  # type: ignore[override]
        return self._left_out(False)

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return self._left_out(isinstance(other, Undefined))

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        return not self == other

    def _left_out(self, answer: bool) -> bool:
        return answer if isinstance(self._undefined_obj, dict) else bool(self._fail_with_undefined_error())


def templates_folder() -> Path:
    """The templates: beside the package in a checkout, inside it when installed from a wheel."""
    inside = PACKAGE / "_templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def init_app(app: Flask) -> None:
    """Set the templates up."""
    env = app.jinja_env
    env.undefined = Undefined
    env.trim_blocks = env.lstrip_blocks = True
    env.filters["date"] = lambda day: formats.format_day(day, current.lang())
    env.filters["long_date"] = lambda day: formats.format_long_day(day, current.lang())
    env.filters["datetime"] = lambda at: formats.format_instant(at, current.lang())
    env.filters["number"] = lambda value: formats.format_number(value, current.lang())
    env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, new_key=new_key, asks_proof=proof.asks)
    env.globals["cite_document"] = lambda named: cite(named.ref, named.type, current.lang())
    env.globals["signature_standing"] = signing.standing
    env.globals["validity"] = lambda since, until: formats.format_validity(since, until, current.lang())
    env.globals["asset"] = partial(_asset, static_digest(STATIC))
    for name in WORDS:
        env.globals[name] = _in_language(getattr(wording, name))
    app.context_processor(frame)


def _in_language(say: Any) -> Any:
    return lambda *codes: say(*codes, current.lang())


def frame() -> dict[str, Any]:
    """What base.html needs around every page."""
    seen = current.viewer()
    return {
        "lang": current.lang(),
        "other_language_url": other_language_url(),
        "viewer": seen,
        "nav": navigation(seen),
        "run_by": programme.issuer_name(current.house()),
        "demo_banner": banner(),
        "demo_day": day_of(current.house().clock()),
        "demo_password": PASSWORD if current.house().settings.mode == "demo" else "",
        "notices": notices(seen),
        "contact": contact(),
    }


def contact() -> dict[str, str]:
    """Who is told of a mistake, in the words of the setting; a mail address in it becomes a link."""
    text = current.house().settings.contact
    found = MAIL.search(text)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    return {"text": text, "before": before, "mail": found[0] if found else "", "after": after, "page": request.path}


def other_language_url() -> str | None:
    """This very page in the other language, for pages that can simply be opened."""
    if request.method not in ("GET", "HEAD") or request.endpoint is None:
        return None
    return other_language(current.lang(), current.here())


def navigation(seen: current.Viewer | None) -> list[NavItem]:
    """The places to go, with how much waits there for this viewer."""
    root = request.script_root
    items = [("/tra-cuu", gettext("Tra cứu"), 0), ("/nhat-ky", gettext("Nhật ký minh bạch"), 0)]
    if seen is None:
        items.append(("/dang-nhap", gettext("Đăng nhập"), 0))
    else:
        if seen.actor is not None:
            tasks = g.waiting if "waiting" in g else queue.count_tasks(current.house(), seen.actor)
            items.insert(0, ("/nhiem-vu", gettext("Nhiệm vụ của tôi"), tasks))
            if seen.actor.role in ADMINISTERS:
                items.append(("/quan-tri", gettext("Quản trị"), 0))
        items.append(("/tai-khoan", gettext("Tài khoản"), 0))
    return [NavItem(root + path, label, _is_here(path), count) for path, label, count in items]


def _is_here(path: str) -> bool:
    parts = ALSO.get(path, (path,))
    return any(request.path == part or request.path.startswith(f"{part}/") for part in parts)


def banner() -> str:
    """What must stand above every page: that this is the demo and what day it plays on."""
    house = current.house()
    if house.settings.mode != "demo":
        return ""
    today = formats.format_day(day_of(house.clock()), current.lang())
    return gettext("Bản trình diễn, ngày mô phỏng %(today)s. Tên đơn vị và tên người đều là giả định.", today=today)


def notices(seen: current.Viewer | None) -> list[tuple[str, str]]:
    """What to say above the heading: that writing is stopped, and what the page before wanted to say."""
    said = []
    if current.house().watch.rolled_back:
        stopped = gettext("Sổ đang tạm dừng ghi để kiểm tra lại dữ liệu vừa khôi phục. Việc xem vẫn bình thường.")
        said.append(("wait", stopped))
    if not g.get("bare") and "notices" in flask_session:  # to a visitor too: a password was set, please sign in
        said += [(kind, text) for kind, text in flask_session.pop("notices")]
    return said


@bp.get("/")
@open_to_all
def home() -> AnyResponse:
    """The front door leads where this viewer has something to do."""
    seen = current.viewer()
    if seen is not None:
        administers = seen.actor is not None and seen.actor.role == ADMINISTRATOR
        where = "/quan-tri" if administers else "/nhiem-vu" if seen.mandates else "/tai-khoan"
        return redirect(request.script_root + where, 303)
    return redirect(request.script_root + ("/demo" if current.house().settings.mode == "demo" else "/tra-cuu"), 303)


@bp.get("/tro-nang")
@open_to_all
def accessibility() -> Response:
    """What this site does for everybody, and where it still falls short."""
    g.bare = True  # the same for everyone, so that a cache may keep it
    answer = make_response(render_template("page/accessibility.html"))
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer


def static_digest(folder: Path) -> str:
    """One digest over all static files: part of their address, so that modules find each other under it too."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + b"\n" + path.read_bytes())
    return found.hexdigest()[:12]


def _asset(digest: str, name: str) -> str:
    return f"/static/{digest}/{name}"


@bp.get("/static/<path:name>", endpoint="static")
@open_to_all
def static_file(name: str) -> Response:
    """A style sheet, script, font or picture: kept for ever under its digest, asked again without one."""
    digest, _, rest = name.partition("/")
    hashed = len(digest) == 12 and all(char in "0123456789abcdef" for char in digest)
    answer = send_from_directory(STATIC, rest if hashed else name)
    same = hashed and current_app.jinja_env.globals["asset"](rest) == f"/static/{name}"  # type: ignore[operator]
    answer.headers["Cache-Control"] = FOR_EVER if same else "no-cache"
    return answer
