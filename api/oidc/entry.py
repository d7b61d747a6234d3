"""Who comes with a token of the issuer; what was verified once is not verified again."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock
from typing import Any, NamedTuple

import msgspec

from api.oidc.claims import actor_of
from api.oidc.configured import OidcSettings
from api.oidc.fetching import fetch_key_set
from api.oidc.key_set import IssuerKey
from api.oidc.source import KeySource
from api.oidc.verifying import IDENTITY, LEEWAY, Header, TokenUnfit, claims_of, header_of
from marshrut.policy import Actor

MOST_REMEMBERED = 4_096


class Vouched(NamedTuple):
    """Whom the issuer vouches for, in a token of which moment, until when."""

    actor: Actor
    issued_at: datetime
    expires_at: datetime


class OidcEntry:
    """The issuer's tokens, for all threads of a process."""

    def __init__(self, settings: OidcSettings, *, source: KeySource | None = None) -> None:
        self._settings = settings
        self._source = source or KeySource(lambda: fetch_key_set(settings))
        self._lock = Lock()
        self._remembered: OrderedDict[bytes, tuple[Vouched, int]] = OrderedDict()

    def vouched(self, token: str, *, now: datetime) -> Vouched:
        """Whom the token is of. Raises ``TokenUnfit``, ``IssuerUnreachable``, ``Refused``."""
        digest = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        known = self._recalled(digest)
        if known is None:
            known = self._verified(token, digest, now)
        elif known.expires_at.timestamp() + LEEWAY <= now.timestamp():
            raise TokenUnfit("expired")
        return known

    def identity(self, token: str, *, client_id: str, now: datetime) -> dict[str, Any]:
        """What an ID token tells that client; it opens nothing.

        Raises ``TokenUnfit``, ``IssuerUnreachable``.
        """
        header = header_of(token)
        key = self._key(header)
        moment = int(now.timestamp())
        told_to = msgspec.structs.replace(self._settings, audience=client_id)
        claims = claims_of(token, header.algorithm, key, told_to, now=moment, kind=IDENTITY)
        if claims.get("azp", client_id) != client_id:
            raise TokenUnfit("another client's")
        return claims

    def _verified(self, token: str, digest: bytes, now: datetime) -> Vouched:
        header = header_of(token)
        key = self._key(header)
        generation = self._source.generation
        moment = int(now.timestamp())
        claims = claims_of(token, header.algorithm, key, self._settings, now=moment)
        vouched = Vouched(
            actor_of(claims, self._settings), _moment(claims["iat"]), _moment(claims["exp"])
        )
        with self._lock:
            self._remembered[digest] = (vouched, generation)
            while len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return vouched

    def _key(self, header: Header) -> IssuerKey:
        key = self._source.key(header.kid, header.algorithm)
        if key is None:
            raise TokenUnfit("unknown key")
        return key

    def _recalled(self, digest: bytes) -> Vouched | None:
        """What was verified before, if it was by the keys that the issuer still has."""
        with self._lock:
            found = self._remembered.get(digest)
        if found is None or found[1] != self._source.keep_fresh():
            return None
        return found[0]


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise TokenUnfit("time") from error
