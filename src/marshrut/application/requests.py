"""What comes with a request besides its body, and what a write answers."""

from __future__ import annotations

from uuid import UUID

import msgspec

from marshrut.events import Stamp
from marshrut.policy import Actor
from marshrut.refusals import Finding


class Idempotency(msgspec.Struct, frozen=True):
    """The client's key and the fingerprint of the request that came with it (semantics S19)."""

    key: str
    fingerprint: bytes


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks, under which correlation id, expecting which version of the case."""

    actor: Actor
    correlation_id: str
    if_match: int | None = None
    idempotency: Idempotency | None = None
    purpose: str | None = None

    def stamp(self, source: str | None) -> Stamp:
        """The stamp of an event recorded on this request."""
        return Stamp(
            actor=self.actor.actor_id,
            role=self.actor.role,
            organisation=self.actor.organisation,
            source=source,
            correlation_id=self.correlation_id,
        )


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a write. It holds nothing of the person: it is kept for repetitions."""

    case_id: UUID
    entry_id: UUID
    position: int
    version: int
    warnings: tuple[Finding, ...] = ()
    closed: tuple[UUID, ...] | None = None


class AlreadyAnswered(Exception):  # noqa: N818 - not an error: the same question again
    """The request was answered before; the answer is the same (semantics S19)."""

    def __init__(self, written: Written) -> None:
        super().__init__("answered before")
        self.written = written
