"""Whether the process lives, and whether it can serve. Both without a token."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from api.answers import answer
from api.context import published, service, services
from api.features import Feature
from api.problems import not_ready, problem_of
from api.schemas.reference import HealthAnswer, ReadyAnswer
from api.telemetry import log_failure
from marshrut.ledger.migrate import pending
from projections.lag import lag_of
from projections.row_security import walls_stand

feature = Feature("health", "Alive, and ready", prefix="")


@feature.read("/healthz", answers=HealthAnswer)
def alive(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell that the process answers."""
    return answer({"status": "ok"})


@feature.read("/readyz", answers=ReadyAnswer)
def ready(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell that ledger, keys and read models are there; 503 where they are not, or lag behind.

    What ``lacks`` is a member of the problem: ``database``, ``migrations``, ``keys``,
    ``look_ups``, ``read_models`` or ``lag``. On SQLite readers catch up by themselves.
    """
    try:
        if pending(service().engine):
            return problem_of(not_ready(), lacks="migrations")
        service().keys.secret("blind index")  # it, and that the master key was not changed
        lag = lag_of(published())
        with service().reading.connect() as connection:
            walled = walls_stand(connection)
    except SQLAlchemyError as error:  # a right or a table that is missing, too
        log_failure(error)
        return problem_of(not_ready(), lacks="database")
    told = {"lag_positions": lag.positions, "lag_seconds": round(lag.seconds, 3)}
    if 0 < services().settings.ready_lag_seconds < lag.seconds and _has_worker():
        return problem_of(not_ready(), lacks="lag", **told)
    return answer({"status": "ok", **told, "row_level_security": walled})


def _has_worker() -> bool:
    return service().engine.dialect.name != "sqlite"
