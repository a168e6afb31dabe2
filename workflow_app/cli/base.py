"""What every command needs: the settings, the known reasons for not starting, and the first word."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from .. import settings as settings_module
from ..logs import configure
from ..settings import Settings, SettingsInvalid


def settings_from(**overrides: Any) -> Settings:
    """The settings of this run, or an end with every problem named."""
    try:
        return settings_module.load(**overrides)
    except SettingsInvalid as error:
        raise click.ClickException("\n".join(error.problems)) from None


def explained(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the known reasons for not starting into one clear message."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from ..db import WeakDurability
        from ..services.backup_parts import CannotBackUp
        from ..services.export import CannotExport
        from ..services.outage import OUTAGES
        from ..services.seal import SealMissing
        from ..start import CannotStart
        from ..transparency.strict import Malformed

        try:
            return command(*args, **kwargs)
        except (CannotBackUp, CannotExport, CannotStart, SealMissing, WeakDurability, Malformed) as error:
            raise click.ClickException(str(error)) from None
        except OUTAGES as error:
            raise click.ClickException(f"the database does not answer: {getattr(error, 'orig', error)}") from None
        except OSError as error:  # a file, a disk or a port of this machine
            raise click.ClickException(f"{error.strerror}: {error.filename or command.__name__}") from None

    return run


@click.group()
def main() -> None:
    """Sổ công nhận: registration, inspection and public recognition, with a journal anyone can check."""
    configure()  # before anything is logged: the default of the library prints local variables, keys among them
