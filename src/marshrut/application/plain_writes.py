"""Writing to an aggregate that is no case: events and the answer to a key together, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Connection

from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import recalled
from marshrut.events import Aggregate
from marshrut.ledger.errors import IdempotencyConflict, VersionConflict
from marshrut.ledger.idempotency import Answer, remember
from marshrut.policy import Action, Actor, may
from marshrut.refusals import refuse

CREATED = 201


class Saved(Protocol):
    """What such a write answers: at least the version that the aggregate has come to."""

    @property
    def version(self) -> int:
        """The next expected version."""


S = TypeVar("S", bound=Saved)


class Repeated(Exception):  # noqa: N818 - not an error: the same question again
    """The request was answered before; the answer is the same (semantics S19)."""

    def __init__(self, saved: Any) -> None:
        super().__init__("answered before")
        self.saved = saved


def check_right(actor: Actor, *actions: Action) -> None:
    """Raise ``Refused`` (``FORBIDDEN``) for one who has the right to none of the actions."""
    if not any(may(actor, action) for action in actions):
        raise refuse("FORBIDDEN", role=actor.role)


def check_not_repeated(service: Service, request: Request, kind: type[Saved]) -> None:
    """Raise ``Repeated`` with an answer of the ``kind``, or ``IDEMPOTENCY_KEY_REUSED`` (S19)."""
    answer = recalled(service, request)
    if answer is not None:
        raise Repeated(msgspec.json.decode(answer.answer, type=kind))


def check_version(request: Request, version: int) -> None:
    """Raise ``Refused``: no version is expected, or another one than there is."""
    if request.if_match is None:
        raise refuse("PRECONDITION_REQUIRED")
    if request.if_match != version:
        raise refuse("STALE_VERSION", given=request.if_match, current=version)


def keep_answer(
    connection: Connection, request: Request, saved: msgspec.Struct | Saved, *, etag: str | None
) -> None:
    """Keep what was answered for the request's key, if it has one, on a writer's connection."""
    if request.idempotency is not None:
        remember(
            connection,
            actor=request.actor.actor_id,
            key=request.idempotency.key,
            fingerprint=request.idempotency.fingerprint,
            answer=Answer(CREATED, etag, msgspec.json.encode(saved).decode()),
        )


def save(
    service: Service,
    request: Request,
    aggregate: Aggregate,
    kind: type[S],
    answer: Callable[[Sequence[int]], S],
) -> S:
    """Append what was decided, with the answer to the request's key, or nothing.

    ``answer`` makes one of the ``kind`` of the positions. Raises ``VersionConflict`` where another
    writer was faster, ``Repeated`` where it was the very same request.
    """
    events = aggregate.collect_events()

    def record(connection: Connection) -> S:
        saved = answer(service.ledger.append(events, connection=connection))
        keep_answer(connection, request, saved, etag=f'"{saved.version}"')
        return saved

    try:
        return service.ledger.appending_together(record)
    except (VersionConflict, IdempotencyConflict):
        check_not_repeated(service, request, kind)
        raise
