"""For machines that watch this one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from ..services.outage import readiness
from .access import open_to_all
from .current import house

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@open_to_all
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@bp.get("/readyz")
@open_to_all
def ready() -> tuple[dict[str, Any], int]:
    """Whether requests may be sent here, and what stands in the way."""
    checks = readiness(house())
    well = all(checks.values())
    return {"status": "ready" if well else "not ready", "checks": checks}, 200 if well else 503
