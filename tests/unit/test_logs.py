"""The log: one JSON object a line, whatever was sent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FORGED = '"}\r\n{"event": "sign_in"}\u2028\u2029\x85\x0b\x1b[2J\x00\ud800 Đắk Nông\u202e'
SPEAKING = f"""
import logging, structlog
from workflow_app.logs import configure
configure()
log, forged = structlog.get_logger(), {FORGED!a}
log.warning("request.foreign", site=forged, **{{"a\\nb": 1}})
try:
    raise ValueError(forged)
except ValueError as error:
    log.error("request.failed", exc_info=error)
logging.getLogger("waitress").info("nothing worth a line")
logging.getLogger("waitress").warning("while serving %s", forged)
"""


def test_what_a_stranger_sent_begins_no_line_of_its_own_and_steers_no_terminal() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", SPEAKING], cwd=root, capture_output=True, timeout=60, check=True)
    lines = done.stderr.decode("ascii").splitlines()
    assert all(line.isprintable() for line in lines)
    foreign, failed, library = map(json.loads, lines)
    assert (foreign["event"], foreign["site"]) == ("request.foreign", FORGED)
    assert failed["exception"].startswith("Traceback") and FORGED in failed["exception"]
    assert (library["level"], library["event"]) == ("warning", f"while serving {FORGED}")
    assert all(told["timestamp"].endswith("Z") for told in (foreign, failed, library))
