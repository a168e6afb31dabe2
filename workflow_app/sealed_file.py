"""Checking the sealed record of an agreement from its file alone: first the seal, then everything in it.

Also a program of its own (the trusted keys as a line of JSON and the file on standard input, the report as JSON on
standard output), like `signed_pdf` and for the same reason: some kilobytes of PDF can ask their reader for gigabytes.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

from .transparency.record import verify_record
from .transparency.report import Finding, Report
from .transparency.seal import digest_of

MOST_BYTES = 200_000_000  # of a file: a record of a hundred parties has some millions
MOST_MEMORY = 2 * 1024**3  # bytes of address space
MOST_SECONDS = 60  # of processor time
TOO_LONG = "record-too-long"


def verify_sealed(data: bytes, where: str, *, vkeys: str | None = None) -> Report:
    """What is wrong with a record; `vkeys`: the two public keys that the checker trusts."""
    from .pdf import sealing  # only here: it takes long to load

    try:
        sealed = sealing.read_sealed(data)
    except sealing.SealRefused as error:
        return Report(findings=(Finding(error.code, where, error.detail),))
    report = verify_record(sealed.files, digest_of(sealed.certificate), vkeys=vkeys)
    if sealed.stamped_at is None:
        said = "the time of the seal is what the sealing machine said; no timestamping service vouches for it"
        return replace(report, warnings=(*report.warnings, Finding("seal-unstamped", where, said)))
    return report


def verify_in_child(path: Path, *, vkeys: str | None = None) -> Report:
    """As `verify_sealed`, for a file of a stranger's: in a process with limits, which a record never reaches."""
    with open(path, "rb") as source:
        data = source.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return Report(findings=(Finding(TOO_LONG, path.name, f"more than {MOST_BYTES} bytes"),))
    sent = json.dumps({"where": path.name, "vkeys": vkeys}).encode() + b"\n" + data
    own = {"PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-P", "-m", __spec__.name]
    try:
        done = subprocess.run(
            command, input=sent, capture_output=True, timeout=2 * MOST_SECONDS, check=False, env=os.environ | own
        )
        return _read(json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError, TypeError, KeyError):
        detail = f"checking it takes more than {MOST_SECONDS} seconds or {MOST_MEMORY} bytes of memory"
        return Report(findings=(Finding(TOO_LONG, path.name, detail),))


def _read(said: dict[str, list[dict[str, str]]]) -> Report:
    findings, warnings = (tuple(Finding(**one) for one in said[name]) for name in ("findings", "warnings"))
    return Report(findings=findings, warnings=warnings)


def _limit() -> None:
    if sys.platform == "win32":
        return  # no such limits there; the time-out remains
    import resource

    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses the first
            resource.setrlimit(what, (most, most))


def _main() -> None:
    _limit()
    asked = json.loads(sys.stdin.buffer.readline())
    logging.disable(logging.CRITICAL)  # what the library says of a bad file is nobody's to read
    report = verify_sealed(sys.stdin.buffer.read(), asked["where"], vkeys=asked["vkeys"])
    json.dump({name: [asdict(one) for one in getattr(report, name)] for name in ("findings", "warnings")}, sys.stdout)


if __name__ == "__main__":
    _main()
