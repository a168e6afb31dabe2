"""Structured logs: one JSON object a line, no names, no contents."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: int = logging.INFO) -> None:
    """Write JSON lines to standard error, for journald or a file to keep; those of libraries too, from warnings on.

    Lines are plain ASCII: whatever a stranger sent can neither begin a line of its own nor steer a terminal.
    """
    known: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    as_json = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*known, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    plain = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=known, processors=[plain, as_json]))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
