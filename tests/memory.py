"""Where tests keep what they throw away: in memory where there is room, for waiting for a disk shows them nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FOLDER = Path("/dev/shm")
ROOM = 4 * 1024**3  # bytes: two workers with a database server and the folders of their tests


def folder() -> str | None:
    """The folder in memory; None where there is none, or too little of it."""
    if FOLDER.is_dir() and os.access(FOLDER, os.W_OK) and shutil.disk_usage(FOLDER).free > ROOM:
        return str(FOLDER)
    return None
