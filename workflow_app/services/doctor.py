"""An examination of an installation: what is in order, what is not, and what to do about it.

Nothing is changed. Each check stands alone, so that one that fails hides none of the others.
"""

from __future__ import annotations

import shutil
import ssl
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from ..clock import day_of
from ..db import WeakDurability
from ..house import House
from ..models import Account, Checkpoint, Entry, File, Job, Mail, Mandate, Pending
from ..settings import Settings
from ..transparency.seal import FILE as SEAL_FILE
from ..upgrade import ADD_ONLY
from . import journal
from .commitment_certificate_file import list_ends, unread_roots
from .outage import LONGEST_PENDING

OK, WARNING, FAULT = "ok", "warning", "fault"
LEAST_ROOM = 1024**3  # bytes: about a year of a district's uploads
LATE_JOB, ODD_CLOCK, AHEAD = timedelta(hours=1), timedelta(seconds=5), timedelta(days=30)
LIST_ENDS_SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what mends it."""

    level: str
    about: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.level:8}{self.about}" + (f"\n{'':8}-> {self.mend}" if self.mend else "")


Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings, open_house: Callable[[Settings], House]) -> list[Finding]:
    """Everything that can be said of an installation, the checks of a running register only where it opens."""
    found = [finding for check in BEFORE for finding in check(settings)]
    try:
        house = open_house(settings)
    except Exception as error:  # whatever keeps it from opening is the finding
        return [*found, Finding(FAULT, "the register does not open", str(error).split("\n", 1)[0])]
    found.append(Finding(OK, f"the register opens: {house.keys.origin}"))
    try:
        return found + [finding for look in INSIDE for finding in look(house)]
    finally:
        house.db.close()


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.mode != "production":
        yield Finding(WARNING, f"mode is {settings.mode}", "WORKFLOW_APP_MODE=production for real work")
    if not settings.base_url.startswith("https://"):
        yield Finding(WARNING, f"people reach it at {settings.base_url}", "TLS by a reverse proxy (docs/deployment.md)")
    elif settings.trusted_proxies == 0:
        mend = "WORKFLOW_APP_TRUSTED_PROXIES=1, or everybody seems to come from the proxy's address"
        yield Finding(WARNING, "https, but no proxy is trusted", mend)
    if not settings.needs_second_factor:
        mend = "WORKFLOW_APP_SECOND_FACTOR=required for real work"
        yield Finding(WARNING, "whoever decides may do so with a password alone", mend)
    yield Finding(OK, f"Python's {ssl.OPENSSL_VERSION}")


def _folders(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.is_dir():
        yield Finding(FAULT, f"no data folder {folder}", "WORKFLOW_APP_DATA_DIR, or `workflow-app init`")
        return
    yield from _closed(folder, 0o077, f"chmod 700 {folder}")
    for key in sorted(settings.keys_dir.glob("*.pem")):
        yield from _closed(key, 0o077, f"chmod 600 {key}")
    room = shutil.disk_usage(folder).free
    level = OK if room >= LEAST_ROOM else WARNING
    yield Finding(level, f"{room // 1024**2} MB free in {folder}", "" if level == OK else "make room")
    mark = settings.high_water_path
    if settings.high_water_file == "" or mark.parent.resolve().is_relative_to(folder.resolve()):
        mend = "WORKFLOW_APP_HIGH_WATER_FILE on another disk, which is in no backup"
        yield Finding(WARNING, "the high-water mark lies with the data: restored together they notice nothing", mend)
    if settings.keys_dir.is_dir() and not (settings.keys_dir / SEAL_FILE).exists():
        yield Finding(WARNING, "no seal: records of agreements wait", "`workflow-app seal create`, or `seal import`")
    if not settings.key_passphrase_file:
        yield Finding(
            WARNING, "the journal's keys have no passphrase", "WORKFLOW_APP_KEY_PASSPHRASE_FILE before `init`"
        )


def _closed(path: Path, others: int, mend: str) -> Iterator[Finding]:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & others:
        yield Finding(FAULT, f"{path} is open to others ({mode:03o})", mend)
    else:
        yield Finding(OK, f"{path} is closed to others")


def _durability(house: House) -> Iterator[Finding]:
    try:
        house.db.check_durability()
    except WeakDurability as error:
        yield Finding(FAULT, f"a power cut would lose acknowledged work: {error}", "docs/operations.md, What must hold")
    else:
        yield Finding(OK, f"{house.db.dialect} waits for the disk")


def _rights(house: House) -> Iterator[Finding]:
    if house.db.dialect != "postgresql":
        return
    with house.db.reading() as session:
        can = "has_table_privilege(current_user, :table, 'UPDATE, DELETE, TRUNCATE')"
        open_ones = [table for table in ADD_ONLY if session.scalar(text(f"SELECT {can}"), {"table": table})]
    if open_ones:
        mend = "run as another role than the owner; `workflow-app db upgrade --application ROLE` sets its rights"
        yield Finding(FAULT, f"this role can rewrite {', '.join(open_ones)}", mend)
    else:
        yield Finding(OK, "this role can rewrite nothing that is only added to")


TRIGGERS = {
    "sqlite": ("SELECT name FROM sqlite_master WHERE type = 'trigger'", ("no_update", "no_delete")),
    "postgresql": ("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'", ("add_only",)),
}


def _triggers(house: House) -> Iterator[Finding]:
    """Whether the database itself still refuses to rewrite what is only added to; a copy made by hand may not."""
    asked, ends = TRIGGERS[house.db.dialect]
    with house.db.reading() as session:
        there = set(session.scalars(text(asked)))
    if open_ones := [table for table in ADD_ONLY if not {f"{table}_{end}" for end in ends} <= there]:
        mend = "somebody altered these tables by hand: `workflow-app journal verify`, and restore a backup"
        yield Finding(FAULT, f"nothing in the database protects {', '.join(open_ones)}", mend)
    else:
        yield Finding(OK, "the database itself refuses to rewrite what is only added to")


def _journal(house: House) -> Iterator[Finding]:
    with house.db.reading() as session:
        oldest = session.scalar(select(func.min(Entry.at)).join(Pending, Pending.entry_id == Entry.id))
        head, newest = journal.newest(session), session.scalar(select(func.max(Entry.at)))
        signed = session.scalar(select(func.max(Checkpoint.at)))
    if house.watch.rolled_back:
        yield Finding(FAULT, f"read-only: {house.watch.rolled_back}", "docs/operations.md, A restored backup")
    if oldest is not None and house.clock() - oldest > LONGEST_PENDING:
        mend = "`workflow-app serve` or `workflow-app worker` must run; look into its log"
        yield Finding(FAULT, f"an entry of {oldest:%Y-%m-%d %H:%M} UTC is not in the tree", mend)
    if newest is not None and newest > house.clock() + ODD_CLOCK:
        yield Finding(WARNING, "the newest entry lies in the future", "set the clock (NTP)")
    if head is not None and signed is not None:
        yield Finding(OK, f"{head.size} entries in the tree, the last checkpoint of {signed:%Y-%m-%d %H:%M} UTC")


def _clock(house: House) -> Iterator[Finding]:
    if house.db.dialect == "postgresql" and not house.settings.clock_shift_seconds:
        with house.db.reading() as session:
            apart = abs(house.clock() - session.execute(text("SELECT clock_timestamp()")).scalar_one())
        if apart > ODD_CLOCK:
            yield Finding(WARNING, f"clocks of this machine and the database are {apart} apart", "NTP on both")
    ahead = day_of(house.clock()) + AHEAD
    if not house.calendar.is_announced(ahead):
        mend = "take the next version, or add the year to WORKFLOW_APP_CALENDAR_FILE"
        yield Finding(WARNING, f"the calendar does not know the days off of {ahead.year} yet", mend)


def _jobs(house: House) -> Iterator[Finding]:
    with house.db.reading() as session:
        waiting = (Job.done_at.is_(None), Job.run_at < house.clock() - LATE_JOB)
        late, why = session.execute(select(func.count(), func.max(Job.failure)).where(*waiting)).one()
        unsent = (Mail.done_at.is_(None), Mail.run_at < house.clock() - LATE_JOB)
        mails, fault = session.execute(select(func.count(), func.max(Mail.failure)).where(*unsent)).one()
    if mails:
        mend = f"the last fault: {fault or 'none noted'}; WORKFLOW_APP_SMTP_URL, and `mail.` in the log"
        yield Finding(WARNING, f"{mails} mails wait for more than an hour", mend)
    if late:
        yield Finding(WARNING, f"{late} notices wait for more than an hour", f"the last fault: {why or 'none noted'}")
    else:
        yield Finding(OK, "no notice waits")


def _files(house: House) -> Iterator[Finding]:
    with house.db.reading() as session:
        named = session.scalars(select(File.sha256).distinct()).all()
    lost = [sha256 for sha256 in named if not house.files.path_of(sha256).is_file()]
    if lost:
        yield Finding(FAULT, f"{len(lost)} of {len(named)} stored files are missing, {lost[0]} first", "restore them")
    else:
        yield Finding(OK, f"{len(named)} stored files are there (`journal verify` reads every byte)")


def _people(house: House) -> Iterator[Finding]:
    today = day_of(house.clock())
    with house.db.reading() as session:
        asked = select(func.count(Account.id.distinct())).join(Mandate, Mandate.account_id == Account.id)
        holds = (Mandate.valid_from <= today, Mandate.valid_to.is_(None) | (Mandate.valid_to > today))
        lasts = (Account.disabled_at.is_(None), Mandate.ended_on.is_(None) | (Mandate.ended_on > today))
        count = session.scalar(asked.where(Mandate.role == "administrator", *holds, *lasts)) or 0
    if count == 0:
        mend = "the code of `init` makes the first one; `first-code` prints another while nobody has an account"
        yield Finding(WARNING, "no administrator", mend)
    elif count == 1:
        mend = "name a second one: whoever loses password or phone is let in by another"
        yield Finding(WARNING, "only one administrator", mend)


def _certificates(house: House) -> Iterator[Finding]:
    """Whether signatures by certificate could be taken tomorrow as well."""
    if not house.settings.signing_roots:
        return
    for place in unread_roots(house.settings):
        mend = "put the authority's certificate there (PEM or DER), or take the file away"
        yield Finding(FAULT, f"there is no certificate in {place}: whom it certified signs in vain", mend)
    lists = list_ends(house.settings)
    if not lists:
        mend = "put the authorities' lists into WORKFLOW_APP_SIGNING_CRLS"
        yield Finding(FAULT, "no revocation list: every signature by certificate is refused", mend)
    for name, until in lists:
        if until is None or until < house.clock() + LIST_ENDS_SOON:
            mend = "renew it (docs/operations.md, signatures by certificate)"
            yield Finding(WARNING, f"the revocation list of {name} is good until {until or 'nobody knows when'}", mend)


BEFORE: tuple[Check, ...] = (_settings, _folders)
INSIDE = (_durability, _rights, _triggers, _journal, _clock, _jobs, _files, _people, _certificates)
