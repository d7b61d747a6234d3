"""Whether the process lives, and whether it can serve. Both without a token."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy.exc import SQLAlchemyError

from api.answers import answer
from api.context import published, service
from api.features import Feature
from api.problems import not_ready
from api.schemas.reference import HealthAnswer, ReadyAnswer
from marshrut.ledger.migrate import pending
from projections.row_security import walls_stand

feature = Feature("health", "Alive, and ready", prefix="")


@feature.read("/healthz", answers=HealthAnswer)
def alive(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell that the process answers."""
    return answer({"status": "ok"})


@feature.read("/readyz", answers=ReadyAnswer)
def ready(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell that ledger, keys and read models are there; 503 where they are not."""
    try:
        if pending(service().engine):
            raise not_ready()
        service().keys.get(UUID(int=0))
        published().state()
        with service().reading.connect() as connection:
            walled = walls_stand(connection)
    except SQLAlchemyError as error:
        raise not_ready() from error
    return answer({"status": "ok", "row_level_security": walled})
