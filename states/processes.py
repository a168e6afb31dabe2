"""All the processes there are, by name."""

from __future__ import annotations

from typing import Any

from . import recognition, registration
from .process import Process

PROCESSES: dict[str, Process[Any]] = {process.name: process for process in (registration.PROCESS, recognition.PROCESS)}
