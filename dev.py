#!/usr/bin/env python3
"""The commands of this project, with nothing but Python 3.11 or newer:

    python3 dev.py demo    the register with a district of demonstration data; options: --host --port --data-dir
                           --no-browser --reset
    python3 dev.py test    all tests; anything behind it goes to pytest
    python3 dev.py lint    ruff and mypy
    python3 dev.py bench   server time of every page of a demo made for it, against the limit of 50 ms
    python3 dev.py step    what a complete step costs beside a bare commit, the same rows by hand, and peers
    python3 dev.py writers many at once: how long the slowest waits, and how fast the tree follows
    python3 dev.py growth  whether a step costs more with a million entries than with a thousand
    python3 dev.py people  fifty people at once on the demo: how long their pages take; --nodes: on two nodes
    python3 dev.py overload  ten times as many as the server bears: who is turned away, and how soon all is as before
    python3 dev.py kills   servers killed while people work, then every act they were told of is looked for; options:
                           --seeds N --database sqlite|postgresql
    python3 dev.py record  what the documents of an agreement with six parties cost
    python3 dev.py tables  how long five thousand units take from one workbook, against the limit of 20 s
    python3 dev.py returns how long a month of five thousand cells takes, against the limit of 300 ms
    python3 dev.py run     the command workflow-app, on the demo's data unless WORKFLOW_APP_DATA_DIR says otherwise:
                           run journal verify, run export FOLDER, run verify FOLDER …

The first start makes .venv beside this file and installs the locked packages, whole and checked by their digests.
The project itself runs from this folder and is never installed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
# Written last. An environment without it was interrupted while being made, and is made again.
FINISHED = VENV / "finished.json"
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
COMMANDS = {
    "demo": (RUNTIME, [["workflow_app", "demo"]]),
    "test": (DEVELOPMENT, [["pytest"]]),
    "run": (RUNTIME, [["workflow_app"]]),
    "bench": (RUNTIME, [["bench.pages"]]),
    "step": (DEVELOPMENT, [["bench.step"]]),
    "people": (DEVELOPMENT, [["bench.people"]]),
    "overload": (DEVELOPMENT, [["bench.overload"]]),
    "growth": (DEVELOPMENT, [["bench.growth"]]),
    "writers": (DEVELOPMENT, [["bench.writers"]]),
    "record": (DEVELOPMENT, [["bench.record"]]),
    "tables": (DEVELOPMENT, [["bench.tables"]]),
    "returns": (DEVELOPMENT, [["bench.returns"]]),
    "kills": (DEVELOPMENT, [["bench.kills"]]),
    "lint": (DEVELOPMENT, [["ruff", "check", "."], ["mypy"]]),
}


def fail(message: str) -> None:
    sys.exit("dev.py: " + message)


def run(*command: object) -> bool:
    """Run a command and let its output through; true when it succeeded.

    The command inherits the lock file: when this program is killed, an installer that goes on keeps others out.
    """
    return subprocess.run([str(part) for part in command], cwd=HERE, close_fds=False).returncode == 0


def fingerprint(lock: str) -> str:
    """What an installation depends on: the locked packages and the Python that runs them."""
    python = f"{os.path.realpath(PYTHON)} {sys.version_info[:2]}".encode()
    return hashlib.sha256((HERE / lock).read_bytes() + python).hexdigest()


def finished() -> dict[str, str]:
    """The fingerprints of what is installed in full; empty when nothing can be trusted."""
    try:
        return dict(json.loads(FINISHED.read_text()))
    except (OSError, ValueError):
        return {}


def is_installed(lock: str) -> bool:
    return PYTHON.exists() and finished().get(lock) == fingerprint(lock)


@contextlib.contextmanager
def one_at_a_time():
    """Hold the lock file beside .venv: a second dev.py waits here instead of writing into the same folder."""
    try:
        handle = open(HERE / ".venv.lock", "w")
    except OSError as error:
        fail(f"cannot write in {HERE} ({error.strerror}). Work in a copy of your own: cp -r {HERE} ~/so-cong-nhan")
    with handle:
        os.set_inheritable(handle.fileno(), True)
        if os.name == "nt":
            import msvcrt

            while True:  # LK_LOCK gives up after ten seconds
                with contextlib.suppress(OSError):
                    msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_environment(uv: str | None) -> None:
    """Make .venv anew."""
    shutil.rmtree(VENV, ignore_errors=True)
    if uv and run(uv, "venv", "--quiet", "--python", sys.executable, VENV):
        return
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    said = made.stdout + made.stderr
    if "ensurepip" in said or "No module named venv" in said:
        sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        fail(f"this Python cannot make a virtual environment. On Debian or Ubuntu: {sudo}apt install {package}")
    fail(f"cannot make {VENV}:\n{said}")


def install_packages(lock: str, uv: str | None) -> bool:
    checked = ["--require-hashes", "--only-binary", ":all:", "-r", lock]
    if uv:
        return run(uv, "pip", "install", "--quiet", "--python", PYTHON, "--compile-bytecode", *checked)
    return run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *checked)


def attempts(extends: bool) -> list[tuple[str | None, bool]]:
    """The installers to try in turn (uv, or None for pip), each with whether .venv is made anew first."""
    uv = shutil.which("uv")
    first = [(uv, not extends)] if uv or extends else []
    # uv may be too old, or without a home folder for its cache; pip comes with Python.
    return [*first, (None, True)]


def install(lock: str) -> None:
    """Bring .venv to what the lock says; the development lock only adds to the runtime lock."""
    extends = lock == DEVELOPMENT and is_installed(RUNTIME)
    FINISHED.unlink(missing_ok=True)
    print(f"Installing the locked packages ({lock}); this happens once.", flush=True)
    for uv, anew in attempts(extends):
        if anew:
            make_environment(uv)
        if install_packages(lock, uv):
            break
    else:
        fail("installing failed, see above. Once the package registry can be reached: the same command again.")
    run(PYTHON, "-m", "compileall", "-q", "states", "workflow_app")
    locks = (RUNTIME, DEVELOPMENT) if lock == DEVELOPMENT else (RUNTIME,)
    temporary = FINISHED.with_suffix(".new")
    temporary.write_text(json.dumps({name: fingerprint(name) for name in locks}))
    temporary.replace(FINISHED)


def ensure_installed(lock: str) -> None:
    if is_installed(lock):
        return
    with one_at_a_time():
        if not is_installed(lock):  # another dev.py may have done it while this one waited
            install(lock)


def start(module: list[str], environment: dict[str, str]) -> int:
    # -P: the folder one stands in must not hide the project's packages.
    command = [str(PYTHON), "-P", "-m", *module]
    if os.name == "nt":
        return subprocess.run(command, env=environment).returncode
    os.execve(command[0], command, environment)  # Ctrl-C and signals go straight to the program


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - the person may well start this with an older Python
        fail(f"needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    command, *options = sys.argv[1:] or ["--help"]
    if command not in COMMANDS:
        print(__doc__)
        sys.exit(0 if command in ("-h", "--help") else 2)
    lock, modules = COMMANDS[command]
    ensure_installed(lock)
    if command not in ("demo", "run"):
        os.chdir(HERE)  # those two stay where they were started, so that a path means what the person sees
    if command == "demo" and not any(option.split("=")[0] == "--data-dir" for option in options):
        options += ["--data-dir", str(HERE / "var" / "demo")]
    paths = [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    if command == "run" and "WORKFLOW_APP_DATA_DIR" not in environment:
        environment |= {"WORKFLOW_APP_DATA_DIR": str(HERE / "var" / "demo"), "WORKFLOW_APP_MODE": "demo"}
    for module in modules[:-1]:
        if subprocess.run([str(PYTHON), "-P", "-m", *module], env=environment).returncode:
            sys.exit(1)
    sys.exit(start([*modules[-1], *options], environment))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
