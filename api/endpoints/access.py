"""Access: who one is, tokens given and ended, and what was done to access."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from flask import Response, g, request

from api.answers import CREATED, answer
from api.auth import Entry
from api.bodies import load_body
from api.context import actor, projections, service
from api.features import Feature
from api.point import own_today
from api.schemas.access import (
    AccessEventsAnswer,
    AccessEventsQuery,
    TokenAnswer,
    TokenGivenAnswer,
    TokenRequest,
    TokenRevocationRequest,
    TokensAnswer,
    TokensQuery,
    WhoAmIAnswer,
)
from api.schemas.population import PAGE
from api.texts import label
from marshrut.application.access import (
    HTTP,
    Grant,
    Manager,
    check_manages,
    give,
    sighted,
    take,
)
from marshrut.asof import AsOf
from marshrut.ledger.access import TokenRefused
from marshrut.ledger.access_events import Asked, events
from marshrut.ledger.access_tokens import Token, tokens
from marshrut.policy import RIGHTS, Action, Role
from marshrut.refusals import refuse
from projections.organisations import organisations_at
from projections.population import Scope

feature = Feature("access", "Who one is; tokens, and what was done to access")


@feature.read("/access/whoami", answers=WhoAmIAnswer)
def who_am_i(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell who asks, within which bounds, with which rights and until when."""
    entry: Entry = g.entry
    rights = RIGHTS[entry.actor.role]
    return answer(
        {
            "actor": entry.actor.actor_id,
            "role": entry.actor.role,
            "role_label": label("roles", entry.actor.role),
            "organisation": entry.actor.organisation,
            "regions": entry.actor.regions,
            "functions": entry.actor.functions,
            "today": own_today(),
            "rights": sorted(action.name for action in rights.actions),
            "persons": rights.persons.name,
            "by": entry.by,
            "token_id": entry.token_id,
            "expires_at": entry.expires_at,
        }
    )


@feature.write("/access/tokens", body=TokenRequest, answers=TokenGivenAnswer, headers=())
def give_token() -> Response:
    """Give a token, within one's own scope. It is shown this once; no key makes a retry the same.

    The holder is told by what stands in events: no name of a person.
    """
    manager = _manager()
    check_manages(service(), manager, Action.MANAGE_ACCESS)
    body = load_body(TokenRequest)
    role = Role(body.pop("role"))
    if "expires_days" in body:
        body["days"] = body.pop("expires_days")
    for several in ("regions", "functions"):
        body[several] = tuple(dict.fromkeys(body.get(several, ())))
    try:
        given = give(service(), manager, Grant(role=role, **body))
    except TokenRefused as error:
        raise refuse("SCOPE_UNFIT", role=role) from error
    return answer({**_shown(given.token), "token": given.secret}, CREATED)


@feature.read("/access/tokens", query=TokensQuery, answers=TokensAnswer)
def list_tokens(*, query: dict[str, Any]) -> Response:
    """List the tokens of one's own scope, by id; those that have ended with ``ended=true``."""
    check_manages(service(), _manager(), Action.MANAGE_ACCESS)
    limit = query.get("limit", PAGE)
    (region,) = actor().regions or (None,)
    with service().reading.connect() as connection:
        found = tokens(
            connection,
            now=service().now(),
            actor=query.get("actor"),
            ended=query.get("ended") == "true",
            region=region,
            schools=_schools(region),
            after=query.get("cursor"),
            limit=limit + 1,
        )
    response = answer({"tokens": [*map(_shown, found[:limit])]})
    return _linked(response, found[limit - 1].token_id if len(found) > limit else None)


@feature.write(
    "/access/tokens/<uuid:token_id>/revocation",
    body=TokenRevocationRequest,
    answers=TokenAnswer,
    headers=(),
)
def take_token(token_id: UUID) -> Response:
    """End a token now."""
    manager = _manager()
    known = sighted(service(), manager, token_id)
    body = load_body(TokenRevocationRequest)
    return answer(_shown(take(service(), manager, known, reason=body["reason"])), CREATED)


@feature.read("/access/events", query=AccessEventsQuery, answers=AccessEventsAnswer)
def list_events(*, query: dict[str, Any]) -> Response:
    """List what was done to access, and what was refused, oldest first.

    Who is bounded by regions sees what concerns one of them alone.
    """
    check_manages(service(), _manager(), Action.READ_ACCESS_EVENTS)
    limit = query.get("limit", PAGE)
    asked = Asked(
        regions=actor().regions,
        actor=query.get("actor"),
        by_actor=query.get("by_actor"),
        kind=query.get("kind"),
        after=query.get("cursor", 0),
        limit=limit + 1,
    )
    with service().reading.connect() as connection:
        found = events(connection, asked)
    told = [
        {**msgspec.structs.asdict(event), "label": label("access_deeds", event.kind)}
        for event in found[:limit]
    ]
    return _linked(answer({"events": told}), told[-1]["number"] if len(found) > limit else None)


def _manager() -> Manager:
    return Manager(actor=actor(), channel=HTTP, correlation_id=g.correlation_id)


def _schools(region: str | None) -> set[str]:
    """The organisations that are in the region today; none for the whole country."""
    if region is None:
        return set()
    point = AsOf(service().today(), service().ledger.head().position)
    found = organisations_at(projections(), point, scope=Scope(regions=(region,)))
    return {organisation["code"] for organisation in found}


def _shown(token: Token) -> dict[str, Any]:
    return {**msgspec.structs.asdict(token), "role_label": label("roles", token.role)}


def _linked(response: Response, after: UUID | int | None) -> Response:
    """The response with the ``Link`` to what comes after, if there is more."""
    if after is not None:
        kept = {name: value for name, value in request.args.items() if name != "cursor"}
        url = f"{request.path}?{urlencode({**kept, 'cursor': str(after)})}"
        response.headers["Link"] = f'<{url}>; rel="next"'
    return response
