"""The command line: everything an operator does."""

from __future__ import annotations

import errno
import fcntl
import shutil
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import settings as settings_module
from .logs import configure
from .settings import Settings, SettingsInvalid

if TYPE_CHECKING:
    from .house import House

PORT = click.IntRange(1, 65535)


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
        from .db import WeakDurability
        from .services.backup_parts import CannotBackUp
        from .services.export import CannotExport
        from .services.outage import OUTAGES
        from .start import CannotStart
        from .transparency.strict import Malformed

        try:
            return command(*args, **kwargs)
        except (CannotBackUp, CannotExport, CannotStart, WeakDurability, Malformed) as error:
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


@main.command()
@explained
def init() -> None:
    """Make keys, tables, the journal and its first entries (once), and a code for the first administrator."""
    from .start import create_house

    house = create_house(settings_from())
    click.echo(f"Journal {house.keys.origin}")
    click.echo(house.keys.verifiers.text(), nl=False)
    click.echo("Keep these two lines on paper: they are what others check the journal with.")
    show_first_code(house)


@main.command("first-code")
@explained
def first_code() -> None:
    """Another code for the first administrator, while there is none; the one before is good no more."""
    from .start import open_house

    show_first_code(open_house(settings_from()))
    click.echo("A code printed before is good no more.")


def show_first_code(house: House) -> None:
    """Print a new code and where to type it."""
    from .services.first_start import AlreadyStarted, issue_code
    from .services.one_time_code import ON_PAPER

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


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8000, show_default=True, help="When it is in use, the next free one.")
@click.option("--data-dir", type=click.Path(path_type=Path, file_okay=False), default=Path("var/demo"))
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--reset", is_flag=True, help="Throw the demo's data away and start anew.")
@explained
def demo(host: str, port: int, data_dir: Path, no_browser: bool, reset: bool) -> None:
    """Set up the demo if need be, and serve it."""
    port = free_port(host, port)
    settings = settings_from(mode="demo", data_dir=data_dir.absolute(), base_url=f"http://localhost:{port}")
    with hold(data_dir):
        run_demo(settings, host, port, open_browser=not no_browser, reset=reset)


def run_demo(settings: Settings, host: str, port: int, *, open_browser: bool, reset: bool) -> None:
    """Make the demo if there is none, and serve it until it is stopped."""
    from .demo import seed

    if settings.data_dir.exists() and (reset or seed.seeded(settings) is None):
        refuse_foreign(settings.data_dir)
        shutil.rmtree(settings.data_dir)
    if (ready := seed.seeded(settings)) is None:
        click.echo("Making the demo (50 units, two years) ...")
        ready = seed.seed(settings)
    address = f"http://localhost:{port}"
    if host not in ("127.0.0.1", "localhost"):
        click.echo(f"Listening on {host}: everyone who reaches it can enter the demo without a password.")
    click.echo(f"\n  {address}\n\nStop with Ctrl+C.")
    run_server(ready, host, port, lambda: open_later(address) if open_browser else None)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=PORT, default=8000, show_default=True)
@explained
def serve(host: str, port: int) -> None:
    """Serve an initialised system; stops cleanly on SIGTERM."""
    run_server(settings_from(), host, port, lambda: click.echo(f"Serving on {host}:{port}"))


@main.command()
@explained
def worker() -> None:
    """Integrate the journal, deliver notices and send mail, without serving pages."""
    from .server import on_stop, run_post, run_worker
    from .start import open_patiently

    stopping = threading.Event()
    on_stop(stopping.set)
    house = open_patiently(settings_from())
    threading.Thread(target=run_post, args=(house, stopping), name="post", daemon=True).start()
    run_worker(house, stopping)


@main.command()
@explained
def doctor() -> None:
    """Look an installation over and say what to mend; changes nothing, ends with 1 when there is a fault."""
    from .services.doctor import FAULT, examine
    from .start import open_house

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
    from .upgrade import grant, upgrade

    url = settings_from().url
    upgrade(url)
    if application:
        grant(url, application)
    click.echo("The tables are up to date.")


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
    from .services.edition import load
    from .start import open_house

    names = dict(pair.rpartition("=")[::2] for pair in pairs)
    try:
        digest = load(open_house(settings_from()), mandate, path.read_text(encoding="utf-8"), names)
    except (ValueError, KeyError) as error:
        raise click.ClickException(f"not published: {error}") from None
    click.echo(f"Published, digest {digest}")


@main.group("journal")
def journal_group() -> None:
    """The journal."""


@journal_group.command("verify")
@explained
def journal_verify() -> None:
    """Check the whole database against its journal; ends with 1 when anything differs."""
    from .services.verify_journal import verify
    from .start import open_house

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
    from .services.setup import recover
    from .start import open_house

    try:
        recover(open_house(settings_from()), accept, reason)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    click.echo("Recorded. Writing is possible again.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@explained
def export(folder: Path) -> None:
    """Write everything public into a folder that can be checked without this system."""
    from .services.export import export as write
    from .start import open_house

    write(open_house(settings_from()), folder)
    click.echo(f"Written to {folder}. The command `verify {folder}` checks it without this register.")


@main.command("factor-code")
@click.argument("login")
@explained
def factor_code(login: str) -> None:
    """Let somebody whom no officer can help set the second factor up anew; prints a one-time code."""
    from .services.errors import Invalid
    from .services.second_factor import reset_by_operator
    from .start import open_house
    from .wording import reason_text

    try:
        name, code = reset_by_operator(open_house(settings_from()), login)
    except Invalid as invalid:
        raise click.ClickException("; ".join(reason_text(code, "en") for code in invalid.errors.values())) from None
    click.echo(f"{name}: {code}")
    click.echo("Good for 7 days, after the password. Old factors, recovery codes and sessions ended; it is journalled.")


@main.command("archive")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--programme", required=True, help="Code of the programme.")
@click.option("--period", required=True, help="A period that is over, for example 2025.")
@explained
def archive_period(folder: Path, programme: str, period: str) -> None:
    """Write a period that is over for the archives: entries, proofs, openings, papers, and a page to print."""
    from .services.archive import archive
    from .start import open_house

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
    from .services.backup import back_up
    from .start import open_house

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
    from .services.backup import restore as bring_back

    settings = settings_from()
    click.echo("\n".join(bring_back(settings, folder).report(settings)))


@main.command("verify")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--vkey", type=click.Path(path_type=Path, exists=True), help="File with the two public keys you trust.")
@click.option(
    "--earlier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="A checkpoint kept from before, which the journal must continue; may be given several times.",
)
def verify_file(path: Path, vkey: Path | None, earlier: tuple[Path, ...]) -> None:
    """Check an exported folder or a .tlog-proof file, without any database."""
    from .transparency.verify import verify_export

    if earlier and not path.is_dir():
        raise click.UsageError("--earlier is for a folder")
    kept = [one.read_bytes() for one in earlier]
    report = verify_export(path, vkeys=vkey.read_text(encoding="utf-8") if vkey else None, earlier=kept)
    for line in (*report.warnings, *report.findings):
        click.echo(str(line))
    click.echo("intact" if report.ok else "NOT intact")
    sys.exit(0 if report.ok else 1)


def run_server(settings: Settings, host: str, port: int, ready: Callable[[], None]) -> None:
    """Open the house, wire the app and serve it."""
    from . import create_app
    from .server import serve as serve_app
    from .start import open_patiently

    house = open_patiently(settings)
    serve_app(create_app(house), house, host, port, ready)


def free_port(host: str, port: int) -> int:
    """The port asked for, or the next free one of the hundred after it."""
    last = min(port + 99, 65535)
    for candidate in range(port, last + 1):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as error:
                if error.errno in (errno.EADDRINUSE, errno.EACCES):
                    continue
                raise click.ClickException(f"cannot listen on {host}: {error.strerror}") from None
            return candidate
    raise click.ClickException(f"no free port from {port} to {last}; choose one with --port")


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep a demo's folder to this process: two on one folder would throw each other's data away."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(f".{folder.name}.lock"), "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = f"another demo runs on {folder}; stop it, or choose another --data-dir"
            raise click.ClickException(said) from None
        yield


def refuse_foreign(folder: Path) -> None:
    """Never delete a folder that is not a demo's."""
    known = {"demo.json", "keys", "files", "high-water"}
    names = sorted(path.name for path in folder.iterdir())
    foreign = [name for name in names if name not in known and not name.startswith("register.sqlite3")]
    if foreign:
        raise click.ClickException(f"{folder} holds {foreign[0]}, which is not of the demo; choose another --data-dir")


def open_later(address: str) -> None:
    """Open the browser once the server has had a moment."""
    threading.Timer(0.5, webbrowser.open, (address,)).start()
