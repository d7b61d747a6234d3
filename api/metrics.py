"""What the API counts of its requests. Labels are of closed sets: nobody can make more of them."""

from __future__ import annotations

import time
from http import HTTPMethod

from flask import Flask, Response, g, request
from prometheus_client import Counter, Gauge, Histogram

UNMATCHED = "unmatched"
"""The route of an address that there is none for."""

OTHER = "OTHER"
METHODS = frozenset(HTTPMethod)

REQUESTS = Counter("marshrut_http_requests", "Requests", ["route", "method", "status"])
SECONDS = Histogram(
    "marshrut_http_request_seconds",
    "Seconds from a request to its answer",
    ["route", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0),
)
IN_FLIGHT = Gauge("marshrut_http_in_flight", "Requests at work", multiprocess_mode="livesum")
REFUSALS = Counter("marshrut_refusals", "Problems answered, by their code", ["code"])


def register_metrics(app: Flask) -> None:
    """Count every request of the application."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_gone)


def route() -> str:
    """The template of the route, which holds no id."""
    return request.url_rule.rule if request.url_rule else UNMATCHED


def method() -> str:
    """One of HTTP's own, or that it is another."""
    return request.method if request.method in METHODS else OTHER


def _begin() -> None:
    g.counted = True
    IN_FLIGHT.inc()


def _end(response: Response) -> Response:
    status = f"{response.status_code // 100}xx"
    REQUESTS.labels(route(), method(), status).inc()
    SECONDS.labels(route(), method()).observe(time.perf_counter() - g.begun)
    return response


def _gone(_error: BaseException | None) -> None:
    if g.pop("counted", False):
        IN_FLIGHT.dec()
