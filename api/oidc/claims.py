"""What claims say of an actor: one role, and the scope that is due to it, as for our own tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from api.oidc.configured import OidcSettings
from marshrut.ledger.access import ELSEWHERE, TokenRefused, check_functions, check_scope
from marshrut.policy import Actor, Role
from marshrut.refusals import Refused, refuse

CODE = re.compile(r"\w[\w.-]{0,63}")
MOST = 100


def actor_of(claims: Mapping[str, Any], settings: OidcSettings) -> Actor:
    """Who the claims are about. Raises ``Refused`` (``NO_ACCESS``) where they give no access.

    Roles that are not Marshrut's are somebody else's business; of ours there must be one.
    """
    role = _role(_texts(claims, settings.role_claim), settings)
    organisations = _texts(claims, settings.organisation_claim)
    regions = _texts(claims, settings.regions_claim)
    functions = _texts(claims, settings.functions_claim)
    if len(organisations) > 1 or not all(map(CODE.fullmatch, organisations)):
        raise _no_access(settings.organisation_claim)
    organisation = organisations[0] if organisations else None
    try:
        check_scope(role, organisation, regions)
    except TokenRefused as error:
        raise _no_access(f"{settings.organisation_claim}, {settings.regions_claim}") from error
    try:
        check_functions(role, functions)
    except TokenRefused as error:
        raise _no_access(settings.functions_claim) from error
    return Actor(
        actor_id=f"{ELSEWHERE}{claims['sub']}",
        role=role,
        organisation=organisation,
        regions=regions,
        functions=functions,
    )


def _role(told: tuple[str, ...], settings: OidcSettings) -> Role:
    ours = {name for name in told if name in Role.__members__}
    if len(ours) != 1:
        raise _no_access(settings.role_claim)
    return Role(ours.pop())


def _texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A claim of one text or of several, each told once; ``a.b`` is also ``b`` within ``a``."""
    value = claims.get(name)
    if name not in claims:
        value = claims
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    listed = value if isinstance(value, list) else [value]
    listed = [one for one in listed if one is not None and one != ""]
    if len(listed) > MOST or not all(isinstance(one, str) for one in listed):
        raise _no_access(name)
    return tuple(dict.fromkeys(listed))


def _no_access(claim: str) -> Refused:
    return refuse("NO_ACCESS", claim=claim)
