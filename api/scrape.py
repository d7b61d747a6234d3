"""What Prometheus is told: counts of all processes, and how the ledger stands now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import monotonic

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from api.gunicorn_hooks import DIRECTORY
from api.read_models import read_models
from api.unreadiness import UNREADY
from marshrut.application.service import Service
from marshrut.ledger.import_jobs import QUEUED, RUNNING
from marshrut.ledger.schema_imports import import_job
from projections.lag import lag_of

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BROKEN: tuple[type[Exception], ...] = (*UNREADY, SQLAlchemyError)


def scraped(service: Callable[[], Service]) -> bytes:
    """The text of all metrics. A database that does not answer is told of as well."""
    now = CollectorRegistry()
    now.register(Standing(service))
    if not os.environ.get(DIRECTORY):
        return generate_latest(REGISTRY) + generate_latest(now)
    MultiProcessCollector(now)  # type: ignore[no-untyped-call]
    return generate_latest(now)


class Standing(Collector):
    """How the ledger stands, asked of the database: the same whichever process answers."""

    def __init__(self, service: Callable[[], Service]) -> None:
        self._service = service

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering asks no database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The gauges, or only that there is no answer."""
        begun = monotonic()
        try:
            gauges = list(_gauges(self._service()))
        except BROKEN:
            gauges = []
        yield _gauge("marshrut_ready", "Whether ledger, keys and read models answer", bool(gauges))
        yield _gauge("marshrut_standing_seconds", "Seconds to ask them", monotonic() - begun)
        yield from gauges


def _gauges(service: Service) -> Iterator[Metric]:
    lag = lag_of(read_models(service))
    yield _gauge("marshrut_ledger_position", "Events in the ledger", lag.head)
    yield _gauge("marshrut_read_model_position", "Events in the read models", lag.position)
    yield _gauge("marshrut_read_model_lag_positions", "Events not read yet", lag.positions)
    yield _gauge("marshrut_read_model_lag_seconds", "Age of the first of them", lag.seconds)
    jobs = GaugeMetricFamily("marshrut_import_jobs", "Lists to be loaded", labels=["state"])
    counted = select(import_job.c.state, func.count()).group_by(import_job.c.state)
    waiting = import_job.c.state.in_([QUEUED, RUNNING])
    with service.reading.connect() as connection:
        rows = connection.execute(counted.where(waiting)).all()
    known = {row[0]: row[1] for row in rows}
    for state in (QUEUED, RUNNING):
        jobs.add_metric([state], known.get(state, 0))
    yield jobs


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
