"""All the processes there are, by name."""

from __future__ import annotations

from typing import Any

from . import commitment, inspection, recognition, registration
from .process import Process

PROCESSES: dict[str, Process[Any]] = {
    process.name: process
    for process in (registration.PROCESS, commitment.PROCESS, inspection.PROCESS, recognition.PROCESS)
}
