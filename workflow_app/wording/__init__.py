"""The words for every code, Vietnamese and English: used by pages, documents, mail and the command line.

A code without words raises KeyError: nobody should ever read a code, so a missing word is a fault to repair here.
Wording rules: state names are short phrases of result, buttons begin with a verb, log sentences say "đã".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import (
    casework,
    classification,
    commitment,
    dashboard,
    earlier,
    edition,
    fate,
    findings,
    inspection,
    journal,
    mail,
    meeting,
    privacy,
    reasons,
    recognition,
    registration,
    table,
    targets,
    unit_event,
    vocabulary,
)
from .vocabulary import Words

LANGUAGES = ("vi", "en")


def _say(table: Mapping[str, Words], code: str, lang: str) -> str:
    return table[code][LANGUAGES.index(lang)]


# --- casework ---


def process_name(process: str, lang: str = "vi") -> str:
    return _say(casework.PROCESSES, process, lang)


def state_name(process: str, state: str, lang: str = "vi") -> str:
    return _say(casework.STATES[process], state, lang)


def action_name(process: str, action: str, lang: str = "vi") -> str:
    """The text of the button."""
    return _say(casework.ACTIONS[process], action, lang)


def log_sentence(process: str, action: str, lang: str = "vi") -> str:
    """What stands behind the actor in a history: "đã gửi đăng ký"."""
    return _say(casework.LOG_SENTENCES[process], action, lang)


def notice_text(kind: str, lang: str = "vi", about: Mapping[str, str] = {}) -> str:
    """The sentence of a notice of this kind ("registration.returned"), with the time that it speaks of."""
    return _say(casework.NOTICES, kind, lang).format(**about)


def bound_name(field: str, lang: str = "vi") -> str:
    """What a value that a signature binds is called on the form it came from: "roadmap.due"; "" where none has it."""
    return field_name(field, lang) if field in registration.FIELDS else ""


def field_name(field: str, lang: str = "vi") -> str:
    """A field of a registration: "resolution.number", "contents.0" (row 1), "roadmap.2.due" (row 3, its day)."""
    part, _, rest = field.partition(".")
    row, _, column = rest.partition(".")
    if not row.isdecimal():
        return _say(registration.FIELDS, field, lang)
    name = _say(registration.ROWS, part, lang).format(row=int(row) + 1)
    return f"{name}: {_say(registration.FIELDS, f'{part}.{column}', lang)}" if column else name


def seat_name(state: str, lang: str = "vi") -> str:
    """What became of a seat of an agreement."""
    return _say(commitment.SEATS, state, lang)


def capacity_name(capacity: str, lang: str = "vi") -> str:
    """In which capacity a party signs."""
    return _say(commitment.CAPACITIES, capacity, lang)


def change_name(change: str, lang: str = "vi") -> str:
    """What an amendment does to a clause."""
    return _say(commitment.CHANGES, change, lang)


def quiet_name(days: str, lang: str = "vi") -> str:
    """Days on which nobody is reminded."""
    return _say(commitment.QUIET, days, lang)


def method_name(method: str, lang: str = "vi") -> str:
    """The level of a signature, said honestly."""
    return _say(commitment.METHODS, method, lang)


def paper_outcome_name(outcome: str, lang: str = "vi") -> str:
    """What a second person said of a signature on paper."""
    return _say(commitment.OUTCOMES, outcome, lang)


def title_name(form: str, lang: str = "vi") -> str:
    """In which of the usual forms a person signs: T/M, K/T, T/L."""
    return _say(commitment.TITLES, form, lang)


def further_name(kind: str, lang: str = "vi") -> str:
    """What is signed beside the signature of a seat."""
    return _say(commitment.FURTHER, kind, lang)


def step_rule_text(rule: str, lang: str = "vi") -> str:
    """What a step of signing needs: "all", "any", or a number."""
    if rule.isdecimal():
        return _say(commitment.STEP_RULES, "some", lang).format(n=rule)
    return _say(commitment.STEP_RULES, rule, lang)


def closing_rule_text(rule: str, lang: str = "vi") -> str:
    """When an agreement comes into force."""
    return _say(commitment.CLOSING_RULES, rule, lang)


def owner_name(owner: str, lang: str = "vi") -> str:
    """Who carries out what a clause asks."""
    return _say(commitment.OWNERS, owner, lang)


def meeting_state(state: str, lang: str = "vi") -> str:
    """What a month without a grade is: "Chưa báo cáo"."""
    return _say(meeting.STATES, state, lang)


def meeting_left_out(why: str, lang: str = "vi") -> str:
    """Why a cell is not counted in a month; the words of a decision are themselves."""
    return _say(meeting.LEFT_OUT, why, lang) if why in meeting.LEFT_OUT else why


def meeting_count(name: str, lang: str = "vi") -> str:
    """What is reported of a meeting, "Số đảng viên dự họp"."""
    return _say(meeting.COUNTS, name, lang)


def meeting_share(count: str, lang: str = "vi") -> str:
    """What a share of a month is of, "Đảng viên đang công tác được phân công nhiệm vụ"."""
    return _say(meeting.SHARES, count, lang)


def classification_level(level: str, lang: str = "vi") -> str:
    """One of the four levels: "Hoàn thành tốt nhiệm vụ"."""
    return _say(classification.LEVELS, level, lang)


def classification_count(name: str, lang: str = "vi") -> str:
    """What is counted of a unit, "Số nhiệm vụ được giao"."""
    return _say(classification.COUNTS, name, lang)


def classification_against(code: str, said: Mapping[str, str], lang: str = "vi") -> str:
    """Why a level cannot be given to a unit."""
    return _say(classification.AGAINST, code, lang).format_map(said)


def obligation_name(status: str, lang: str = "vi") -> str:
    """What became of what a clause asks of one party."""
    return _say(commitment.STATUSES, status, lang)


def clause_name(article: int, number: int, lang: str = "vi") -> str:
    """Where a clause stands: "Điều 2, khoản 1", or "Điều 3" in a text without articles."""
    if lang == "en":
        return f"Article {article}, clause {number}" if article else f"Article {number}"
    return f"Điều {article}, khoản {number}" if article else f"Điều {number}"


def outcome_name(outcome: str, lang: str = "vi") -> str:
    """What an inspection came to: "Đạt"."""
    return _say(inspection.OUTCOMES, outcome, lang)


def severity_name(severity: str, lang: str = "vi") -> str:
    """How serious a finding of an inspection is."""
    return _say(inspection.SEVERITIES, severity, lang)


def reason_text(code: str, lang: str = "vi") -> str:
    """A full sentence: what stands in the way, and what to do about it."""
    return _say(reasons.REASONS, code, lang)


def opinion_name(verdict: str, lang: str = "vi") -> str:
    """What an appraising body says: "Đồng ý"."""
    return _say(recognition.OPINIONS, verdict, lang)


def table_fault(code: str, said: Mapping[str, str], lang: str = "vi") -> str:
    """What is wrong with a table, or with one cell of it, and the way to put it right."""
    return _say(table.FAULTS, code, lang).format_map(said) if code in table.FAULTS else reason_text(code, lang)


def table_heading(code: str, lang: str = "vi") -> str:
    """The heading of a column of a table, e.g. of "unit.name"."""
    return _say(table.HEADINGS, code, lang)


def table_hint(code: str, lang: str = "vi") -> str:
    """What to write in a column of a table."""
    return _say(table.HINTS, code, lang)


def in_both(name: Callable[[str, str], str], code: str, lang: str) -> tuple[str, str]:
    """The words for a code in a language, then in the other: a table may be filled in with either."""
    return name(code, lang), name(code, next(other for other in LANGUAGES if other != lang))


# --- mail ---


def mail_failure(code: str, lang: str = "vi") -> str:
    """Why a mail has not arrived."""
    return _say(mail.FAILURES, code, lang)


def mail_choice(choice: str, lang: str = "vi") -> tuple[str, str]:
    """A way in which notices come by mail: its name, and what it means."""
    name, meaning = mail.CHOICES[choice]
    return name[LANGUAGES.index(lang)], meaning[LANGUAGES.index(lang)]


# --- earlier results ---


def earlier_mark(lang: str = "vi") -> str:
    """What stands at every result that was copied from paper."""
    return earlier.MARK[LANGUAGES.index(lang)]


def earlier_outcome(outcome: str, lang: str = "vi") -> str:
    """What a decision on paper came to."""
    return _say(earlier.OUTCOMES, outcome, lang)


def earlier_field(field: str, lang: str = "vi") -> str:
    """A field of the form, a column of the file."""
    return _say(earlier.FIELDS, field, lang)


# --- privacy ---


def purpose_sentences(lang: str = "vi") -> list[str]:
    """What is kept about whoever acts here, and why."""
    return [sentence[LANGUAGES.index(lang)] for sentence in privacy.PURPOSE]


def kept_name(what: str, lang: str = "vi") -> str:
    """What is kept."""
    return privacy.KEPT[what][0][LANGUAGES.index(lang)]


def kept_time(what: str, days: int | None, lang: str = "vi") -> str:
    """For how long it is kept, or why for ever."""
    return privacy.KEPT[what][1][LANGUAGES.index(lang)].format(days)


# --- targets ---


def target_outcome(outcome: str, goal: str, lang: str = "vi") -> str:
    """What came of a target: "chưa đạt 100%"."""
    return _say(targets.OUTCOMES, outcome, lang).format(goal=goal)


def missing_reports(number: str, lang: str = "vi") -> str:
    """How many have not reported."""
    return targets.MISSING[LANGUAGES.index(lang)].format(number=number)


def count_name(count: str, lang: str = "vi") -> str:
    """What is counted: "đơn vị được công nhận"."""
    return _say(targets.COUNTS, count, lang)


# --- a programme seen from above ---


def unit_status(status: str, lang: str = "vi") -> str:
    """How a unit stands, in two or three words: "Cần chú ý"."""
    return _say(dashboard.STATUSES, status, lang)


def unit_status_legend(status: str, lang: str = "vi") -> str:
    """What that means."""
    return _say(dashboard.LEGEND, status, lang)


def unit_status_reason(reason: str, lang: str = "vi") -> str:
    """Why a unit stands so: "đăng ký cần bổ sung"."""
    return _say(dashboard.REASONS, reason, lang)


# --- editions and rounds ---


def phase_name(phase: str, lang: str = "vi") -> str:
    """How a round stands: "Đang mở"."""
    return _say(edition.PHASES, phase, lang)


def edition_key_name(key: str, above: str = "", lang: str = "vi") -> str:
    """A key of an edition's text below another one; a key without words, of a part not known here, is itself."""
    known = f"{above}.{key}" if f"{above}.{key}" in edition.KEYS else key
    return _say(edition.KEYS, known, lang) if known in edition.KEYS else key


def edition_value(value: str, lang: str = "vi") -> str:
    """A code that is a value of an edition, in words; any other text as it is."""
    tables = (edition.VALUES, journal.OPENINGS, vocabulary.ROLES, casework.PROCESSES)
    return next((_say(table, value, lang) for table in tables if value in table), value)


# --- vocabulary ---


def role_name(role: str, lang: str = "vi") -> str:
    return _say(vocabulary.ROLES, role, lang)


def reach_name(reach: str, lang: str = "vi") -> str:
    return _say(vocabulary.REACHES, reach, lang)


def document_type_name(code: str, lang: str = "vi") -> str:
    return _say(vocabulary.DOCUMENT_TYPES, code, lang)


def document_types() -> tuple[str, ...]:
    """The codes of all types of documents."""
    return tuple(vocabulary.DOCUMENT_TYPES)


def is_document_type(code: str) -> bool:
    """Whether a text is the code of a type of document."""
    return code in vocabulary.DOCUMENT_TYPES


def document_relation_name(code: str, lang: str = "vi") -> str:
    """What the first document does to the second: "thực hiện"."""
    return _say(vocabulary.DOCUMENT_RELATIONS, code, lang)


def visibility_name(code: str, lang: str = "vi") -> str:
    return _say(vocabulary.VISIBILITIES, code, lang)


def unit_kind_name(code: str, lang: str = "vi") -> str:
    return _say(vocabulary.UNIT_KINDS, code, lang)


def is_unit_kind(code: str) -> bool:
    """Whether a text is the code of a kind of unit."""
    return code in vocabulary.UNIT_KINDS


def unit_kind_hint(code: str, lang: str = "vi") -> str:
    """What tells a kind of unit from the next one, where it is chosen."""
    return _say(vocabulary.UNIT_KIND_HINTS, code, lang)


def unit_level_name(code: str, lang: str = "vi") -> str:
    return _say(vocabulary.UNIT_LEVELS, code, lang)


def cell_type_name(code: str, lang: str = "vi") -> str:
    """The type of a cell; the five names are illustrative, an edition may bring its own."""
    return _say(vocabulary.CELL_TYPES, code, lang)


# --- changes of the organisation ---


def event_kind_name(kind: str, lang: str = "vi") -> str:
    """What happens to a unit by a row of a change."""
    return _say(unit_event.KINDS, kind, lang)


def fate_name(fate_: str, to: str = "", lang: str = "vi") -> str:
    """What becomes of an open case when its unit ends; `to`: the name of the successor."""
    return _say(fate.FATES, fate_, lang).format(to=to)


def event_status_name(status: str, lang: str = "vi") -> str:
    """Where a change of the organisation stands."""
    return _say(unit_event.STATUSES, status, lang)


# --- journal ---


def entry_kind_name(kind: str, lang: str = "vi") -> str:
    """What happened, from the kind of an entry: "registration.submit" gives "đã gửi đăng ký"."""
    noun, _, verb = kind.partition(".")
    return log_sentence(noun, verb, lang) if noun in casework.LOG_SENTENCES else _say(journal.ENTRY_KINDS, kind, lang)


def sealed_field_name(field: str, lang: str = "vi") -> str:
    return _say(journal.SEALED_FIELDS, field, lang)


def opening_name(opens: str, lang: str = "vi") -> str:
    """When a sealed field of an entry can be read, and by whom."""
    return _say(journal.OPENINGS, opens, lang)


def finding_text(code: str, lang: str = "vi") -> str:
    """What a check of the journal found wrong."""
    return _say(findings.FINDINGS, code, lang)
