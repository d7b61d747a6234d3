"""Giving access and taking it away: each deed and its record in one transaction, or neither."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from marshrut.application.codes import no_such_organisation
from marshrut.application.service import KeylessService
from marshrut.ledger.access import ELSEWHERE, check_functions, check_scope, issue
from marshrut.ledger.access_denials import block, disbelieve
from marshrut.ledger.access_events import AccessEvent, Deed, record
from marshrut.ledger.access_tokens import Token, revoke, token_by_id, token_itself, tokens
from marshrut.policy import Action, Actor, Role, may, may_give
from marshrut.refusals import Refused, refuse

CLI, HTTP = "CLI", "HTTP"
DAYS = 90
"""That a token is good for where nothing else is said."""

T = TypeVar("T")


class Manager(msgspec.Struct, frozen=True, kw_only=True):
    """Who manages access, by which way they came, under which correlation id."""

    actor: Actor
    channel: str
    correlation_id: str


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to give a token, for what, for how many days, and why."""

    actor: str
    role: Role
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    days: int = DAYS
    reason: str | None = None


class Given(msgspec.Struct, frozen=True):
    """A new token, for the only time, and what is known of it."""

    secret: str
    token: Token


def give(service: KeylessService, manager: Manager, grant: Grant) -> Given:
    """Make a token. Raises ``TokenRefused``, or ``Refused``: ``FORBIDDEN``, ``BEYOND_OWN_SCOPE``.

    ``FORBIDDEN`` and ``BEYOND_OWN_SCOPE`` are kept among the events, as attempts.
    """
    check_manages(service, manager, Action.MANAGE_ACCESS)
    check_scope(grant.role, grant.organisation, grant.regions)
    check_functions(grant.role, grant.functions)
    if grant.organisation is not None and service.organisation(grant.organisation) is None:
        raise no_such_organisation(grant.organisation)
    regions = _regions_of(service, grant)
    about = {**_about_grant(grant), "within": _one_of(regions)}
    if not may_give(manager.actor, regions=regions):
        raise _noted(service, manager, refuse("BEYOND_OWN_SCOPE"), **about)
    now = service.now()
    expires_at = now + timedelta(days=grant.days)

    def do(connection: Connection) -> Given:
        issued = issue(
            connection,
            actor=grant.actor,
            role=grant.role,
            organisation=grant.organisation,
            regions=grant.regions,
            functions=grant.functions,
            expires_at=expires_at,
            now=now,
        )
        told = {**about, "token_id": issued.token_id, "expires_at": expires_at}
        _record(service, connection, manager, Deed.TOKEN_ISSUED, reason=grant.reason, **told)
        known = token_by_id(connection, issued.token_id)
        if known is None:
            raise LookupError(issued.token_id)  # it was written just now
        return Given(issued.token, known)

    return _together(service, do)


def sighted(service: KeylessService, manager: Manager, token_id: UUID) -> Token:
    """The token that is the manager's to end. Raises ``Refused``: ``FORBIDDEN``, ``NOT_FOUND``.

    What is beyond the scope is not found either, and kept as an attempt.
    """
    check_manages(service, manager, Action.MANAGE_ACCESS, token_id=token_id)
    with service.reading.connect() as connection:
        known = token_by_id(connection, token_id)
    if known is None:
        raise refuse("NOT_FOUND")
    if not may_give(manager.actor, regions=_regions_of(service, known)):
        raise _noted(service, manager, refuse("NOT_FOUND"), **_about_token(service, known))
    return known


def take(
    service: KeylessService, manager: Manager, known: Token, *, reason: str | None = None
) -> Token:
    """End a token in sight now. Raises ``Refused``: ``TOKEN_REVOKED``."""

    def do(connection: Connection) -> Token:
        if not _end(service, connection, manager, known, reason):
            raise refuse("TOKEN_REVOKED", token_id=known.token_id)
        return token_by_id(connection, known.token_id) or known

    return _together(service, do)


def take_itself(service: KeylessService, manager: Manager, token: str) -> bool:
    """End a token that somebody has in hand; whether there was one not yet revoked."""

    def do(connection: Connection) -> bool:
        known = token_itself(connection, token)
        return known is not None and _end(service, connection, manager, known, None)

    return _together(service, do)


def sign_out(
    service: KeylessService, manager: Manager, actor: str, *, reason: str | None = None
) -> int:
    """End all tokens of the actor, and those an issuer elsewhere gave so far; how many of ours."""

    def do(connection: Connection) -> int:
        ours = tokens(connection, now=service.now(), actor=actor)
        ended = [_end(service, connection, manager, token, reason) for token in ours]
        if actor.startswith(ELSEWHERE):
            disbelieve(connection, actor, issued_before=service.now())
        _record(service, connection, manager, Deed.ACTOR_SIGNED_OUT, actor=actor, reason=reason)
        return sum(ended)

    return _together(service, do)


def keep_out(
    service: KeylessService,
    manager: Manager,
    actor: str,
    *,
    blocked: bool,
    reason: str | None = None,
) -> bool:
    """Block the actor, or let them in again; whether it was otherwise before."""
    deed = Deed.ACTOR_BLOCKED if blocked else Deed.ACTOR_UNBLOCKED

    def do(connection: Connection) -> bool:
        changed = block(connection, actor, blocked=blocked)
        if changed:
            _record(service, connection, manager, deed, actor=actor, reason=reason)
        return changed

    return _together(service, do)


def check_manages(service: KeylessService, manager: Manager, action: Action, **about: Any) -> None:
    """Raise ``Refused`` (``FORBIDDEN``) where the role has no right to it; the attempt is kept."""
    if not may(manager.actor, action):
        refused = refuse("FORBIDDEN", role=manager.actor.role)
        raise _noted(service, manager, refused, **about)


def _together(service: KeylessService, do: Callable[[Connection], T]) -> T:
    engine = service.engine.execution_options(sqlite_begin="IMMEDIATE")
    with engine.begin() as connection:
        return do(connection)


def _end(
    service: KeylessService,
    connection: Connection,
    manager: Manager,
    token: Token,
    reason: str | None,
) -> bool:
    ended = revoke(connection, token.token_id, at=service.now())
    if ended:
        about = _about_token(service, token)
        _record(service, connection, manager, Deed.TOKEN_REVOKED, reason=reason, **about)
    return ended


def _regions_of(service: KeylessService, of: Grant | Token) -> tuple[str, ...]:
    """The regions that the access is to; none for the whole country, or for a school unknown."""
    if of.organisation is None:
        return of.regions
    school = service.organisation(of.organisation)
    return () if school is None else (school.on(service.today()).region_code,)


def _one_of(regions: tuple[str, ...]) -> str | None:
    return regions[0] if len(regions) == 1 else None


def _about_grant(grant: Grant) -> dict[str, Any]:
    return {
        "actor": grant.actor,
        "role": grant.role,
        "organisation": grant.organisation,
        "regions": grant.regions,
        "functions": grant.functions,
    }


def _about_token(service: KeylessService, token: Token) -> dict[str, Any]:
    names = ("actor", "role", "organisation", "regions", "functions", "token_id", "expires_at")
    within = _one_of(_regions_of(service, token))
    return {**{name: getattr(token, name) for name in names}, "within": within}


def _record(
    service: KeylessService, connection: Connection, manager: Manager, kind: Deed, **about: Any
) -> None:
    record(
        connection,
        AccessEvent(
            at=service.now(),
            kind=kind,
            by_actor=manager.actor.actor_id,
            by_role=manager.actor.role,
            channel=manager.channel,
            correlation_id=manager.correlation_id,
            **about,
        ),
    )


def _noted(service: KeylessService, manager: Manager, refused: Refused, **about: Any) -> Refused:
    """The refusal, kept: it has a transaction to itself, as nothing else was done."""
    _together(
        service,
        lambda connection: _record(
            service, connection, manager, Deed.REFUSED, refusal=refused.code, **about
        ),
    )
    return refused
