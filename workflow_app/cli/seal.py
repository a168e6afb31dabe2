"""The organisation's electronic seal: making it, bringing it from elsewhere, looking at it."""

from __future__ import annotations

from pathlib import Path

import click

from .base import explained, main, settings_from

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@main.group("seal")
def seal_group() -> None:
    """The key under which records of agreements are sealed."""


@seal_group.command("create")
@click.option("--name", default="", help="What its certificate names; the name of the journal if nothing is given.")
@explained
def seal_create(name: str) -> None:
    """Make a key with a certificate of its own and take it into use; `init` does the same for a new register."""
    from ..services import seal
    from ..start import open_house, passphrase

    house = open_house(settings_from())
    show(seal.create(house, name or house.keys.origin, passphrase(house.settings)))


@seal_group.command("import")
@click.argument("key", type=FILE)
@click.argument("certificate", type=FILE)
@explained
def seal_import(key: Path, certificate: Path) -> None:
    """Take a key (P-256 or RSA, PEM without passphrase) and its certificate with those above it into use."""
    from ..services import seal
    from ..start import open_house, passphrase

    house = open_house(settings_from())
    show(seal.take_in(house, key, certificate, passphrase(house.settings)))


@seal_group.command("adopt")
@explained
def seal_adopt() -> None:
    """Name the seal in the key folder in the journal, after another one was put there by hand."""
    from ..services import seal
    from ..start import open_house

    show(seal.adopt(open_house(settings_from())))


@seal_group.command("show")
@explained
def seal_show() -> None:
    """Show the certificate and its digest, by which the journal names it."""
    from ..services import seal
    from ..start import open_house

    show(seal.loaded(open_house(settings_from())), certificates=True)


def show(found: object, *, certificates: bool = False) -> None:
    """Whose certificate it is, until when, and its digest."""
    from ..transparency.seal import Seal

    assert isinstance(found, Seal)
    of = found.certificate
    click.echo(f"{of.subject.rfc4514_string()}\nvalid until {of.not_valid_after_utc:%Y-%m-%d}\nSHA-256 {found.digest}")
    click.echo(found.certificates() if certificates else "A server that runs takes it at its next start.", nl=True)
