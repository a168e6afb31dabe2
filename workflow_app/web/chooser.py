"""The programmes of the register to choose from, two lines each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for

from states.edition import Edition

from ..services.programme import ProgrammeLine
from .admin_words import phase
from .registration_steps import say
from .words import gettext


def chooser(lines: Iterable[ProgrammeLine]) -> list[dict[str, Any]]:
    """Each programme in two lines: its name with what happens in it, and whose it is with its periods."""
    return [
        {
            "code": line.code,
            "name": say(line.rules.name),
            "what": what(line.rules),
            "registers": line.rules.has("registration"),
            "issuer": say(line.rules.issuer_name),
            "url": url_for("programme.show", code=line.code, period=line.rounds[0].period),
            "periods": [(one.period, url_for("programme.show", code=line.code, period=one.period))
                        for one in sorted(line.rounds, key=lambda one: one.period, reverse=True)],
            "is_open": line.rounds[0].is_open,
            "last_day": line.rounds[0].last_day,
            "phase": phase(line.rounds[0].phase),
        }
        for line in lines
    ]  # fmt: skip


def what(rules: Edition) -> str:
    """What units and committees do in a programme, by the parts that its edition has."""
    if rules.has("registration") and rules.has("commitment"):
        return gettext("Đơn vị đăng ký và ký kết, được kiểm tra, xét và công nhận.")
    if rules.has("registration"):
        return gettext("Đơn vị đăng ký, được kiểm tra, xét và công nhận.")
    if rules.has("returns") and rules.has("classification"):
        return gettext("Chi bộ báo cáo sinh hoạt hằng tháng; cuối năm xếp loại đơn vị.")
    return gettext("Chi bộ báo cáo sinh hoạt hằng tháng.") if rules.has("returns") else ""
