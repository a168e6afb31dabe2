"""Codes with which somebody gets in when nobody inside can help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .base import explained, main, settings_from

if TYPE_CHECKING:
    from ..house import House


@main.command("first-code")
@explained
def first_code() -> None:
    """Another code for the first administrator, while there is none; the one before is good no more."""
    from ..start import open_house

    show_first_code(open_house(settings_from()))
    click.echo("A code printed before is good no more.")


@main.command("factor-code")
@click.argument("login")
@explained
def factor_code(login: str) -> None:
    """Let somebody whom no officer can help set the second factor up anew; prints a one-time code."""
    from ..services.errors import Invalid
    from ..services.second_factor import reset_by_operator
    from ..start import open_house
    from ..wording import reason_text

    try:
        name, code = reset_by_operator(open_house(settings_from()), login)
    except Invalid as invalid:
        raise click.ClickException("; ".join(reason_text(code, "en") for code in invalid.errors.values())) from None
    click.echo(f"{name}: {code}")
    click.echo("Good for 7 days, after the password. Old factors, recovery codes and sessions ended; it is journalled.")


def show_first_code(house: House) -> None:
    """Print a new code and where to type it."""
    from ..services.first_start import AlreadyStarted, issue_code
    from ..services.one_time_code import ON_PAPER

    try:
        code = issue_code(house)
    except AlreadyStarted:
        said = "somebody has an account here already; administrators give out further codes in the browser"
        raise click.ClickException(said) from None
    finally:
        house.db.close()
    click.echo(
        f"\nFirst administrator: start `workflow-app serve`, open\n\n  {house.settings.base_url}/ma-mot-lan\n\n"
        f"and type this code; it can be used once, within {ON_PAPER.days} days:\n\n  {code}\n"
    )
