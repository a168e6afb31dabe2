"""Words for cases, gathered from the module of each process."""

from __future__ import annotations

from . import commitment, deadline, fate, inspection, notice, recognition, registration
from .vocabulary import Words

NOUNS = {
    "registration": registration,
    "commitment": commitment,
    "inspection": inspection,
    "recognition": recognition,
}

PROCESSES: dict[str, Words] = {noun: words.PROCESS for noun, words in NOUNS.items()}
STATES: dict[str, dict[str, Words]] = {noun: words.STATES for noun, words in NOUNS.items()}

ACTIONS: dict[str, dict[str, Words]] = {
    noun: words.ACTIONS | fate.of(noun, fate.ACTIONS) for noun, words in NOUNS.items()
}
LOG_SENTENCES: dict[str, dict[str, Words]] = {
    noun: words.LOG_SENTENCES | fate.of(noun, fate.LOG_SENTENCES) for noun, words in NOUNS.items()
}
NOTICES: dict[str, Words] = notice.NOTICES | fate.NOTICES | {
    f"{noun}.{name}": text for noun, words in NOUNS.items() for name, text in words.NOTICES.items()
} | {f"deadline.{name}": text for name, text in deadline.NOTICES.items()}
