"""Programmes: reading an edition and publishing it."""

from __future__ import annotations

from pathlib import Path

import click

from .base import explained, main, settings_from


@main.group()
def programme() -> None:
    """Programmes."""


@programme.command("check")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def programme_check(path: Path) -> None:
    """Read an edition and name everything that is wrong with it."""
    from states.programme import EditionInvalid, digest, parse

    source = path.read_text(encoding="utf-8")
    try:
        edition = parse(source)
    except EditionInvalid as error:
        raise click.ClickException("\n".join(error.errors)) from None
    click.echo(f"{edition.code} {edition.number}: {digest(source)}")


@programme.command("load")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--mandate", required=True, help="Code of the programme manager's mandate under which it is published.")
@click.option("--unit", "pairs", multiple=True, metavar="NAME=CODE", help="Which unit a name in the edition means.")
@explained
def programme_load(path: Path, mandate: str, pairs: tuple[str, ...]) -> None:
    """Publish an edition in the journal."""
    from states.programme import EditionInvalid

    from ..services.edition import load
    from ..start import open_house

    names = dict(pair.rpartition("=")[::2] for pair in pairs)
    try:
        digest = load(open_house(settings_from()), mandate, path.read_text(encoding="utf-8"), names)
    except EditionInvalid as error:
        raise click.ClickException("\n".join(error.errors)) from None
    except (ValueError, KeyError) as error:
        raise click.ClickException(f"not published: {error}") from None
    click.echo(f"Published, digest {digest}")
