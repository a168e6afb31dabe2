"""What keeps running until it is stopped: the demo, the server, the worker."""

from __future__ import annotations

import errno
import fcntl
import shutil
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ..settings import Settings
from .base import explained, main, settings_from

PORT = click.IntRange(1, 65535)


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
    from ..demo import seed

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
    from ..server import on_stop, run_post, run_worker
    from ..start import open_patiently

    stopping = threading.Event()
    on_stop(stopping.set)
    house = open_patiently(settings_from())
    threading.Thread(target=run_post, args=(house, stopping), name="post", daemon=True).start()
    run_worker(house, stopping)


def run_server(settings: Settings, host: str, port: int, ready: Callable[[], None]) -> None:
    """Open the house, wire the app and serve it."""
    from .. import create_app
    from ..server import serve as serve_app
    from ..start import open_patiently

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
    from ..demo import authority, device, nam_dinh

    known = {"demo.json", device.FILE, authority.FOLDER, nam_dinh.WORKBOOK, "keys", "files", "high-water"}
    names = sorted(path.name for path in folder.iterdir())
    foreign = [name for name in names if name not in known and not name.startswith("register.sqlite3")]
    if foreign:
        raise click.ClickException(f"{folder} holds {foreign[0]}, which is not of the demo; choose another --data-dir")


def open_later(address: str) -> None:
    """Open the browser once the server has had a moment."""
    threading.Timer(0.5, webbrowser.open, (address,)).start()
