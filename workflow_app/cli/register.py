"""The register as a whole: making it, looking it over, bringing its tables to this version."""

from __future__ import annotations

import sys

import click

from .base import explained, main, settings_from
from .people import show_first_code


@main.command()
@explained
def init() -> None:
    """Make keys, tables, the journal and its first entries (once), and a code for the first administrator."""
    from ..services import seal
    from ..start import create_house, passphrase

    house = create_house(settings_from())
    seal.create(house, house.keys.origin, passphrase(house.settings))
    click.echo(f"Journal {house.keys.origin}")
    click.echo(house.keys.verifiers.text(), nl=False)
    click.echo("Keep these two lines on paper: they are what others check the journal with.")
    show_first_code(house)


@main.command()
@explained
def doctor() -> None:
    """Look an installation over and say what to mend; changes nothing, ends with 1 when there is a fault."""
    from ..services.doctor import FAULT, examine
    from ..start import open_house

    findings = examine(settings_from(), open_house)
    for finding in findings:
        click.echo(str(finding))
    sys.exit(1 if any(finding.level == FAULT for finding in findings) else 0)


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@click.option("--application", metavar="ROLE", help="PostgreSQL: the application's role; run this as the owner.")
@explained
def db_upgrade(application: str | None) -> None:
    """Bring the tables to this version."""
    from ..upgrade import grant, upgrade

    url = settings_from().url
    upgrade(url)
    if application:
        grant(url, application)
    click.echo("The tables are up to date.")
