"""Whether a JSON Web Token is the issuer's, for us, and of now. Nothing is fetched here.

Where a key or a certificate stands in the token itself, or an address of one, it is never looked
at: who could make a token could make those.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, NamedTuple

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

from api.bodies import parse_json
from api.oidc.configured import OidcSettings
from api.oidc.key_set import SIGNS, IssuerKey
from marshrut.refusals import Refused

LONGEST_TOKEN = 8_192
LONGEST_KID = 256
LEEWAY = 30
"""Seconds by which our clock and the issuer's may differ."""

THREE_PARTS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})
BEARER, IDENTITY = "Bearer", "ID"
"""The ``typ`` among the claims of Keycloak's access tokens and of its ID tokens."""

SUBJECT = re.compile(r"[\x21-\x7e]{1,150}", re.ASCII)
NOT_UNDERSTOOD = frozenset({"crit", "b64", "zip", "enc"})


class TokenUnfit(Exception):  # noqa: N818
    """The token opens nothing; the message says why, and nothing of the token."""


class Header(NamedTuple):
    """Of the header of a token, all that counts."""

    kid: str
    algorithm: str


class _Registry(jws.JWSRegistry):
    """Room for the headers that are never looked at."""

    max_header_length = LONGEST_TOKEN


_REGISTRY = _Registry(algorithms=[*SIGNS], strict_check_header=False)


def header_of(token: str) -> Header:
    """Which key the token asks for. Raises ``TokenUnfit`` for what no key could make good."""
    if len(token) > LONGEST_TOKEN or not THREE_PARTS.fullmatch(token):
        raise TokenUnfit("malformed")
    head, _, _ = map(_decoded, token.split("."))
    told = _object(head)
    if told.keys() & NOT_UNDERSTOOD:
        raise TokenUnfit("critical header")
    algorithm, kid, kind = told.get("alg"), told.get("kid"), told.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in SIGNS:
        raise TokenUnfit("algorithm")
    if not isinstance(kid, str) or not 0 < len(kid) <= LONGEST_KID:
        raise TokenUnfit("kid")
    if not isinstance(kind, str) or kind.lower() not in TYPES:
        raise TokenUnfit("type")
    return Header(kid, algorithm)


def claims_of(
    token: str,
    algorithm: str,
    key: IssuerKey,
    settings: OidcSettings,
    *,
    now: int,
    kind: str = BEARER,
) -> dict[str, Any]:
    """What the issuer says in a token of the kind at ``now``. Raises ``TokenUnfit``."""
    try:
        signed = jws.deserialize_compact(token, key.key, [algorithm], registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise TokenUnfit("signature") from error
    claims = _object(signed.payload)
    rules = JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.audience},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        rules.validate(claims)
    except JoseError as error:
        raise TokenUnfit(f"claims: {error.error}") from error
    if claims.get("typ", kind) != kind or "cnf" in claims:
        raise TokenUnfit("kind")  # of another use, or bound to a key of its holder
    if not SUBJECT.fullmatch(claims["sub"]):
        raise TokenUnfit("subject")
    return claims


def _decoded(part: str) -> bytes:
    """The bytes of a part, in the one spelling that they have."""
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError) as error:
        raise TokenUnfit("malformed") from error
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != part.encode():
        raise TokenUnfit("malformed")
    return raw


def _object(raw: bytes) -> dict[str, Any]:
    """The object, as strictly read as a body: two readers could not read it differently."""
    try:
        value = parse_json(raw)
    except Refused as error:
        raise TokenUnfit("malformed") from error
    if not isinstance(value, dict):
        raise TokenUnfit("malformed")
    return value
