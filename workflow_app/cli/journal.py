"""The journal: checking it here and away from here, and going on after a restore."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .base import explained, main, settings_from


@main.group("journal")
def journal_group() -> None:
    """The journal."""


@journal_group.command("verify")
@explained
def journal_verify() -> None:
    """Check the whole database against its journal; ends with 1 when anything differs."""
    from ..services.verify_journal import verify
    from ..start import open_house

    report = verify(open_house(settings_from()))
    for finding in report.findings:
        click.echo(str(finding))
    click.echo(f"{report.size} entries: " + ("intact" if report.ok else f"{len(report.findings)} findings"))
    sys.exit(0 if report.ok else 1)


@journal_group.command("recover")
@click.option("--accept", type=int, required=True, help="The size this database stands at.")
@click.option("--reason", required=True, help="Why; it is written into the journal for everyone to read.")
@explained
def journal_recover(accept: int, reason: str) -> None:
    """Go on from a restored database although later checkpoints were published."""
    from ..services.setup import recover
    from ..start import open_house

    try:
        recover(open_house(settings_from()), accept, reason)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo("Recorded. Writing is possible again.")


@main.command("verify")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--vkey", type=click.Path(path_type=Path, exists=True), help="File with the two public keys you trust.")
@click.option(
    "--earlier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="A checkpoint kept from before, which the journal must continue; may be given several times.",
)
@explained
def verify_file(path: Path, vkey: Path | None, earlier: tuple[Path, ...]) -> None:
    """Check an exported folder, an archived period, a .tlog-proof file or the sealed record of an agreement."""
    from ..transparency.verify import verify_export
    from ..transparency.verify_archive import CONTENT, verify_archive

    archived = (path / CONTENT).is_file()
    if earlier and (archived or not path.is_dir()):
        raise click.UsageError("--earlier is for the folder of an export")
    trusted = vkey.read_text(encoding="utf-8", errors="replace") if vkey else None
    if archived:
        report = verify_archive(path, vkeys=trusted)
    elif path.suffix.lower() == ".pdf" or _begins(path, b"%PDF-"):
        from ..sealed_file import verify_in_child

        report = verify_in_child(path, vkeys=trusted)
    else:
        report = verify_export(path, vkeys=trusted, earlier=[one.read_bytes() for one in earlier])
    for line in (*report.warnings, *report.findings):
        click.echo(str(line))
    click.echo("intact" if report.ok else "NOT intact")
    sys.exit(0 if report.ok else 1)


def _begins(path: Path, with_: bytes) -> bool:
    if not path.is_file():
        return False
    with open(path, "rb") as source:
        return source.read(len(with_)) == with_
