"""`/metrics` for Prometheus, and a line of the log for each request: how many, how long, how busy.

Never a word of a question, nor who asked it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.gate import Gate

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds."""
ELSEWHERE = "other"
"""Where a request without a route of ours went: a page's own files, or nowhere. An address that a stranger makes up
must not become a name that is kept."""

log = logging.getLogger(__name__)


class Meter:
    """The figures of one application."""

    def __init__(self, gates: Mapping[str, Gate]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "repere_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "repere_request_seconds",
            "Time from a request to the end of its answer.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.registry.register(_Gates(gates))


class _Gates(Collector):
    """What the gates tell when they are asked."""

    def __init__(self, gates: Mapping[str, Gate]) -> None:
        self._gates = gates

    def collect(self) -> Iterator[Metric]:
        """Give how many are inside each gate, and how many were sent away."""
        inside = GaugeMetricFamily("repere_inside", "Being served or waiting now.", labels=("gate",))
        refused = CounterMetricFamily("repere_busy", "Told that the server is busy.", labels=("gate",))
        for name, gate in self._gates.items():
            inside.add_metric((name,), gate.inside)
            refused.add_metric((name,), gate.refused)
        yield inside
        yield refused

    def describe(self) -> Iterable[Metric]:
        """Give nothing: the names above are nobody else's."""
        return ()


class Metered:
    """An ASGI middleware that counts and times what passes through it."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            route = getattr(scope.get("route"), "path", ELSEWHERE)
            method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else ELSEWHERE
            self._meter.requests.labels(method, route, str(status)).inc()
            seconds = time.perf_counter() - started
            self._meter.seconds.labels(method, route).observe(seconds)
            fields = {"method": method, "route": route, "status": status, "seconds": round(seconds, 3)}
            log.info("request", extra={"fields": fields})


def metrics_routes(meter: Meter) -> APIRouter:
    """Return the route of the figures."""
    router = APIRouter()

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        """Return counts, times and business, in Prometheus's text format."""
        return Response(generate_latest(meter.registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return router
