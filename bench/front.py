"""What stands before and behind several nodes: the shipped profiles of nginx and pgbouncer, with other ports."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from bench.machines import Machine

DEPLOY = Path(__file__).parents[1] / "deploy"


class Front:
    """The one address of all nodes."""

    def __init__(self, port: int) -> None:
        self.port = port


@contextmanager
def nginx(folder: Path, machines: list[Machine]) -> Iterator[Front]:
    """nginx before some servers, as `deploy/nginx.conf` has it but for TLS, which nobody speaks in a trial."""
    folder.mkdir()
    front = Front(_free_port())
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    nodes = "".join(f"server 127.0.0.1:{machine.port} max_fails=1 fail_timeout=2s;\n" for machine in machines)
    site = re.sub(r"server 127\.0\.0\.1:8000 .*\n", nodes, site)
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", site, flags=re.S)
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{front.port};")
    site = re.sub(r"rate=\d+r/s", "rate=1000r/s", re.sub(r"\n\s+ssl_.*", "", site))  # all people have one address here
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in TEMPORARY)
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{site}\n}}\n",
        encoding="utf-8",
    )
    with _running(["nginx", "-c", str(main), "-e", f"{folder}/error.log"], front.port):
        yield front


TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def pgbouncer(url: str) -> Iterator[str]:
    """pgbouncer before a database, as `deploy/pgbouncer.ini` has it; gives the address that goes through it."""
    direct, port = make_url(url), _free_port()
    host = direct.host or str(direct.query.get("host", "127.0.0.1"))
    target = f"host={host} port={direct.port or direct.query.get('port', 5432)} dbname={direct.database}"
    said = (DEPLOY / "pgbouncer.ini").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        said = re.sub(r"\nso = .*", f"\n{direct.database} = {target}", said)
        said = re.sub(r"listen_port = .*", f"listen_port = {port}", said)
        said = re.sub(r"auth_file = .*", f"auth_file = {folder}/users.txt\nunix_socket_dir =", said)
        said = re.sub(r"auth_type = .*", "auth_type = plain", said)
        (folder / "pgbouncer.ini").write_text(said, encoding="utf-8")
        (folder / "users.txt").write_text(f'"{direct.username}" "{direct.password or ""}"\n', encoding="utf-8")
        for path in (folder, *folder.iterdir()):  # it refuses to run as root
            shutil.chown(path, "postgres")
        with _running(["pgbouncer", "-u", "postgres", str(folder / "pgbouncer.ini")], port):
            through = direct.set(host="127.0.0.1", port=port, query={"pooler": "transaction"})
            yield through.render_as_string(hide_password=False)


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    # a file, not a pipe: nobody would empty the pipe, and a program whose log finds no room stands still
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        try:
            until = time.monotonic() + 20
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise RuntimeError(f"{command[0]} does not start: {log.read().decode()[-2000:]}")
                time.sleep(0.05)
            yield
        finally:
            process.kill()  # pgbouncer would wait for clients that are gone
            process.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
