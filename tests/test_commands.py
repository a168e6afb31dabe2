"""The commands of dev.py and the command line say what is wrong instead of failing somewhere inside."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.faults import AWAY
from workflow_app import cli, start
from workflow_app.calendars import SHIPPED
from workflow_app.services import backup_postgres
from workflow_app.services.backup_parts import CannotBackUp
from workflow_app.settings import Settings
from workflow_app.start import CannotStart, calendar_of, open_house, open_patiently
from workflow_app.version import VERSION

ROOT = Path(__file__).parents[1]
NO_FILE = os.strerror(errno.ENOENT)


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "workflow_app", *arguments]
    known = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=known)


def test_where_no_register_is_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="no register at .*register.sqlite3"):
        open_house(Settings(mode="demo", data_dir=tmp_path / "nothing"))
    told = run("export", str(tmp_path / "out"), WORKFLOW_APP_DATA_DIR=str(tmp_path / "nothing"))
    assert told.returncode == 1 and told.stderr.startswith("Error: no register at")
    assert list(tmp_path.iterdir()) == []


def test_a_server_waits_for_a_database_that_starts_too_and_in_the_end_says_what_it_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = [AWAY, AWAY]

    def ask(_: Settings) -> str:
        if answers:
            raise answers.pop()
        return "open"

    monkeypatch.setattr(start, "open_house", ask)
    monkeypatch.setattr(start, "PAUSE", 0)
    settings = Settings(database_url="postgresql+psycopg:///away")
    assert open_patiently(settings) == "open"
    answers += [AWAY] * (start.WAITS + 1)
    with pytest.raises(CannotStart, match="the database does not answer"):
        open_patiently(settings)


@pytest.mark.parametrize("command", [("journal", "verify"), ("export", "out"), ("backup", "out")])
def test_a_command_that_finds_the_database_away_says_so(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def away(_: Settings) -> None:
        raise AWAY

    monkeypatch.setattr(start, "open_house", away)
    told = CliRunner().invoke(cli.main, command, env={"WORKFLOW_APP_DATA_DIR": str(tmp_path)})
    assert told.exit_code == 1 and told.output.startswith("Error: the database does not answer: ")


def test_a_calendar_of_ones_own_is_counted_by_and_a_faulty_one_is_refused(tmp_path: Path) -> None:
    own = tmp_path / "calendar.toml"
    own.write_text(SHIPPED.read_text(encoding="utf-8").replace("year = 2026", "year = 2027"), encoding="utf-8")
    with pytest.raises(CannotStart, match=r"calendar.toml cannot be counted by: years\[4\].off\[0\].last: .*; years"):
        calendar_of(Settings(calendar_file=str(own)))
    shortened = SHIPPED.read_text(encoding="utf-8").split("[[years]]\nyear = 2026")[0]
    (tmp_path / "shorter.toml").write_text(shortened, encoding="utf-8")
    assert calendar_of(Settings(calendar_file=str(tmp_path / "shorter.toml"))).years == {2022, 2023, 2024, 2025}
    assert 2026 in calendar_of(Settings()).years


@pytest.mark.parametrize(
    "options, said",
    [(("--port", "99999"), "99999 is not in the range"), (("--host", "192.0.2.1"), "cannot listen on 192.0.2.1")],
)
def test_a_place_where_nothing_can_listen_is_named(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    told = run("demo", *options, "--data-dir", str(tmp_path / "demo"), "--no-browser")
    assert told.returncode and said in told.stderr and "Traceback" not in told.stderr


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    with cli.serve.hold(tmp_path / "demo"):
        with pytest.raises(click.ClickException, match="another demo runs"), cli.serve.hold(tmp_path / "demo"):
            pass
    with cli.serve.hold(tmp_path / "demo"):
        pass


def test_a_backup_is_made_and_restored_from_the_command_line(tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")

    def call(data_dir: str, *arguments: str) -> Result:
        environment = {"WORKFLOW_APP_DATA_DIR": str(tmp_path / data_dir), "WORKFLOW_APP_ORIGIN": "so.example.vn/log"}
        return CliRunner().invoke(cli.main, arguments, env=environment)

    keys = call("first", "init").output.splitlines()[1:3]
    assert (
        "3 entries in the tree, 0 files, checked; with the private keys"
        in call("first", "backup", "--with-keys", kept).output
    )
    restored = call("second", "restore", kept)
    assert restored.exit_code == 0 and all(key in restored.output for key in keys)
    assert call("second", "journal", "verify").output == "3 entries: intact\n"
    again = call("second", "restore", kept)
    assert again.exit_code == 1 and "Nơi phục hồi không trống" in again.output and "is not empty" in again.output


def test_what_this_machine_lacks_is_named_in_one_line(tmp_path: Path) -> None:
    base = {"WORKFLOW_APP_DATA_DIR": str(tmp_path / "house"), "WORKFLOW_APP_ORIGIN": "so.example.vn/log"}

    def call(*arguments: str, **more: str) -> str:
        told = CliRunner().invoke(cli.main, arguments, env=base | more)
        assert told.exit_code == 1 and isinstance(told.exception, SystemExit), told.exception
        return told.output

    assert CliRunner().invoke(cli.main, ["init"], env=base).exit_code == 0
    secret = str(tmp_path / "secret")
    assert call("journal", "verify", WORKFLOW_APP_KEY_PASSPHRASE_FILE=secret) == f"Error: {NO_FILE}: {secret}\n"
    (tmp_path / "file").touch()
    assert "Error: Not a directory" in call("backup", str(tmp_path / "file" / "kept"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = run("serve", "--port", str(port), WORKFLOW_APP_DATA_DIR=base["WORKFLOW_APP_DATA_DIR"])
    assert told.returncode == 1 and told.stderr.startswith(f"Error: cannot listen on 127.0.0.1:{port}: ")


def test_an_export_is_held_against_a_checkpoint_kept_from_before(tmp_path: Path) -> None:
    def call(*arguments: str, register: str = "first") -> Result:
        environment = {"WORKFLOW_APP_DATA_DIR": str(tmp_path / register), "WORKFLOW_APP_ORIGIN": "so.example.vn/log"}
        return CliRunner().invoke(cli.main, [str(tmp_path / one[1:]) if one[0] == "@" else one for one in arguments],
                                  env=environment)  # fmt: skip

    for register, folder in (("first", "@one"), ("other", "@two")):
        call("init", register=register)
        assert call("export", folder, register=register).exit_code == 0
    told = call("verify", "@one", "--vkey", "@one/vkey", "--earlier", "@one/checkpoint")
    assert (told.exit_code, told.output) == (0, "intact\n")
    foreign = call("verify", "@one", "--vkey", "@one/vkey", "--earlier", "@two/checkpoint")
    assert foreign.exit_code == 1 and "earlier checkpoint 0" in foreign.output
    assert call("verify", "@one/checkpoint", "--earlier", "@one/checkpoint").exit_code == 2


def test_a_missing_program_of_postgresql_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotBackUp, match="pg_dump was not found; install postgresql-client"):
        backup_postgres.copy("postgresql+psycopg://so_app@/so", tmp_path / "database.pgdump")


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION
