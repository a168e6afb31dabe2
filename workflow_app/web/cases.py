"""What lists of cases say of a case, whatever its process: where its page is, how its state looks, who has it."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from ..services.queue import Task
from . import commitment_page, inspection_page, recognition_page, registration_page

PAGES = {
    "registration": registration_page,
    "commitment": commitment_page,
    "inspection": inspection_page,
    "recognition": recognition_page,
}
STATE_KINDS: dict[str, dict[str, str]] = {process: page.STATE_KINDS for process, page in PAGES.items()}
HOLDERS: dict[str, Callable[[Task], str]] = {
    process: page.holder_words for process, page in PAGES.items()
}


def case_url(process: str, code: str) -> str:
    """The page of a case for those who work on it."""
    return url_for(f"{process}.case", code=code)


def state_kind(process: str, state: str) -> str:
    """The colour of a state: "ok", "info", "wait", "no", "gold" or ""."""
    return STATE_KINDS[process].get(state, "")


def holder_words(task: Task) -> str:
    """Who has the case now; empty where nobody does."""
    return HOLDERS[task.process](task)
