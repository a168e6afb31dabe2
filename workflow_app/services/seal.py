"""The organisation's electronic seal: taken into use once, named in the journal, and loaded when it is needed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..house import House
from ..models import Entry, Job
from ..transparency.seal import FILE, Seal, create_seal, load_seal, read_seal, store
from . import journal
from .perform import Sealed, unit_of_work

ADOPTED = "seal.adopted"
SEALING = "document.sealed"  # entries made under a seal, and the work of making them


class SealMissing(Exception):
    """There is no seal, or not the one that the journal names."""


def create(house: House, name: str, passphrase: bytes | None = None) -> Seal:
    """Make a seal with a certificate of its own and take it into use; raises `BadKey` where there is one."""
    return _adopt(house, create_seal(house.settings.keys_dir, name, house.clock(), passphrase))


def take_in(house: House, key: Path, certificates: Path, passphrase: bytes | None = None) -> Seal:
    """Take a key and certificate into use that came from elsewhere; raises `BadKey`.

    `passphrase` protects the key here; the file it comes from has none.
    """
    seal = read_seal(key.read_bytes(), certificates.read_bytes())
    store(house.settings.keys_dir, seal, passphrase)
    return _adopt(house, seal)


def is_there(house: House) -> bool:
    """Whether this installation has a seal."""
    return house.watch.seal is not None or (house.settings.keys_dir / FILE).is_file()


def loaded(house: House) -> Seal:
    """The seal, read from its file once; raises `SealMissing`, or `BadKey` for a file that must not be used."""
    if house.watch.seal is None:
        if not is_there(house):
            raise SealMissing("`workflow-app seal create` makes one")
        given = house.settings.key_passphrase_file
        passphrase = Path(given).read_bytes().strip() if given else None
        house.watch.seal = load_seal(house.settings.keys_dir, passphrase)
    return house.watch.seal


def adoption_of(session: Session, seal: Seal) -> Entry:
    """The entry that took this seal into use, if none was since; raises `SealMissing`."""
    last = session.scalar(select(Entry).where(Entry.kind == ADOPTED).order_by(Entry.id.desc()).limit(1))
    if last is None or journal.body_of(last)["certificate"] != seal.digest:
        raise SealMissing("the journal names another seal than the one in the key folder; `workflow-app seal adopt`")
    return last


def adopt(house: House) -> Seal:
    """Name the seal in the key folder in the journal: after one was put there by hand."""
    return _adopt(house, loaded(house))


def _adopt(house: House, seal: Seal) -> Seal:
    with unit_of_work(house) as work:
        certificates = {"seal": Sealed(seal.certificates(), "at_once")}
        work.append(ADOPTED, work.system(), certificates, certificate=seal.digest)
        # What could not be sealed so far waits no longer.
        waiting = update(Job).where(Job.kind == SEALING, Job.done_at.is_(None))
        work.session.execute(waiting.values(leased_until=None))
    house.watch.seal = seal
    return seal
