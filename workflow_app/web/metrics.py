"""Figures for a Prometheus server, where the office has one: an extra that is off unless a setting asks for it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ..house import House
from ..services.outage import OUTAGES, standing
from .access import open_to_all

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Register(Collector):
    """What the database says at the moment it is asked."""

    def __init__(self, house: House) -> None:
        self.house = house

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures; `so_cong_nhan_database_up` alone while the database is away."""
        try:
            found = standing(self.house)
        except OUTAGES:
            found = {}
        yield GaugeMetricFamily("so_cong_nhan_database_up", "Whether the database answers", value=float(bool(found)))
        for name, (about, value) in found.items():
            yield GaugeMetricFamily(f"so_cong_nhan_{name}", about, value=value)


def init_app(app: Flask, house: House) -> None:
    """Time every request by endpoint and answer, and offer the figures at /metrics."""
    registry = CollectorRegistry()
    registry.register(Register(house))
    about = ("so_cong_nhan_request_seconds", "Time of the server for a page", ["endpoint"])
    taken = Histogram(*about, buckets=BUCKETS, registry=registry)
    answers = Counter("so_cong_nhan_answers", "Answers", ["endpoint", "status"], registry=registry)
    bp = Blueprint("metrics", __name__)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        endpoint = request.endpoint or "none"  # never the address: it names cases, and anybody can invent more
        taken.labels(endpoint).observe(time.perf_counter() - g.began)
        answers.labels(endpoint, response.status_code).inc()
        return response

    @bp.get("/metrics")
    @open_to_all
    def show() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(bp)
