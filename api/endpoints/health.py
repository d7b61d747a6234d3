"""Whether the process lives, and whether it can serve. Both without a token."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from api.answers import answer
from api.context import projections, service
from api.features import Feature
from api.problems import not_ready
from api.schemas.reference import HealthAnswer
from marshrut.ledger.migrate import pending

feature = Feature("health", "Alive, and ready", prefix="")


@feature.read("/healthz", answers=HealthAnswer)
def alive(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell that the process answers."""
    return answer({"status": "ok"})


@feature.read("/readyz", answers=HealthAnswer)
def ready(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell that ledger, keys and read models are there; 503 where they are not."""
    try:
        if pending(service().engine):
            raise not_ready()
        service().keys.secret("blind index")  # it, and that the master key was not changed
        projections().state()
    except SQLAlchemyError as error:
        raise not_ready() from error
    return answer({"status": "ok"})
