"""A good practice of a unit that the committee of a programme publishes, so that others can do likewise."""

from __future__ import annotations

from . import inspection

LONGEST_TITLE, LONGEST_TEXT = 200, 4_000


def reasons_against(state: str, marked: int) -> tuple[str, ...]:
    """Why nothing of an inspection can be published: it has not ended, or its team marked no practice."""
    found = [] if state == inspection.State.CONCLUDED else ["practice-open"]
    return tuple(found if marked else [*found, "practice-unmarked"])


def faults_of(title: str, text: str) -> dict[str, str]:
    """Every reason why the words cannot be published, by the name of their field."""
    faults = {}
    if not 0 < len(title) <= LONGEST_TITLE:
        faults["title"] = "practice-title"
    if not 0 < len(text) <= LONGEST_TEXT:
        faults["text"] = "practice-text"
    return faults
