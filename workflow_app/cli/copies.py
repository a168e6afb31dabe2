"""What leaves the register in a folder: for everybody, for the archives, and to bring it back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .base import explained, main, settings_from


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@explained
def export(folder: Path) -> None:
    """Write everything public into a folder that can be checked without this system."""
    from ..services.export import export as write
    from ..start import open_house

    write(open_house(settings_from()), folder)
    click.echo(f"Written to {folder}. The command `verify {folder}` checks it without this register.")


@main.command("archive")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--programme", required=True, help="Code of the programme.")
@click.option("--period", required=True, help="A period that is over, for example 2025.")
@explained
def archive_period(folder: Path, programme: str, period: str) -> None:
    """Write a period that is over for the archives: entries, proofs, openings, papers, and a PDF to read and print."""
    from ..services.archive import archive
    from ..start import open_house

    made = archive(open_house(settings_from()), folder, programme, period)
    for sha256 in made.damaged:
        click.echo(f"NOT in the archive, lost or changed before it: stored file {sha256}")
    click.echo(f"{folder}: {made.cases} cases, {made.entries} entries, {made.files} files.")
    sys.exit(1 if made.damaged else 0)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-keys", is_flag=True, help="Also the private keys, with which anybody can sign as the journal.")
@explained
def backup(folder: Path, with_keys: bool) -> None:
    """Copy database and files into a new folder while the register is in use, and check the copy."""
    from ..services.backup import back_up
    from ..start import open_house

    made = back_up(open_house(settings_from()), folder, with_keys=with_keys)
    for sha256 in made.damaged:
        click.echo(f"NOT in the backup, lost or changed before it: stored file {sha256}")
    keys = "with the private keys: lock it away" if made.keys else "without the keys: keep a copy of them elsewhere"
    click.echo(f"{folder}: {made.size} entries in the tree, {len(made.files)} files, checked; {keys}.")
    sys.exit(1 if made.damaged else 0)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@explained
def restore(folder: Path) -> None:
    """Bring a backup back to where no register is; on PostgreSQL with the owner's URL, into an empty database."""
    from ..services.backup import restore as bring_back

    settings = settings_from()
    click.echo("\n".join(bring_back(settings, folder).report(settings)))
