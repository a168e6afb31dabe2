"""What lists of cases say of a case, whatever its process: where its page is, how its state looks, who has it."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from ..services.queue import Task
from . import recognition_page, registration_page

# process -> the page for those who work on the case
ENDPOINTS = {"registration": "registration.case", "recognition": "recognition.case"}
STATE_KINDS: dict[str, dict[str, str]] = {
    "registration": registration_page.STATE_KINDS,
    "recognition": recognition_page.STATE_KINDS,
}
HOLDERS: dict[str, Callable[[Task], str]] = {
    "registration": registration_page.holder_words,
    "recognition": recognition_page.holder_words,
}


def case_url(process: str, code: str) -> str:
    """The page of a case for those who work on it."""
    return url_for(ENDPOINTS[process], code=code)


def state_kind(process: str, state: str) -> str:
    """The colour of a state: "ok", "info", "wait", "no", "gold" or ""."""
    return STATE_KINDS[process].get(state, "")


def holder_words(task: Task) -> str:
    """Who has the case now; empty where nobody does."""
    return HOLDERS[task.process](task)
