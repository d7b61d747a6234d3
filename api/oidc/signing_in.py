"""Signing in at the issuer: the authorization code flow with PKCE, a state and a nonce.

Nothing of a sign-in that has begun is kept here: whoever begins one holds it, and brings it along
with what the issuer answers (RFC 6749, 7636, 9207, 9700; OpenID Connect Core, RP-Initiated Logout).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote_plus, urlencode

import msgspec

from api.oidc.configured import OidcClient, OidcSettings, safe_url
from api.oidc.entry import OidcEntry
from api.oidc.fetching import OK, FetchFailed, fetch_discovery, send_form
from api.oidc.source import PATIENCE, IssuerUnreachable, Source
from api.oidc.verifying import TokenUnfit

SCOPE = "openid"
"""No profile, no e-mail: who somebody is we are told by the subject alone."""

AT_ONCE = 2
"""Codes that a process exchanges at once: a slow issuer must not hold all of its threads."""

AUTHORIZE, TOKEN, END = "authorization_endpoint", "token_endpoint", "end_session_endpoint"
ISS_COMES = "authorization_response_iss_parameter_supported"
DENIED = frozenset({"access_denied", "interaction_required", "login_required", "consent_required"})
BUSY = frozenset({"server_error", "temporarily_unavailable"})
SPENT = "invalid_grant"
SERVER_FAULT = 500


class Failure(StrEnum):
    """Why nobody was signed in, as far as it makes a difference to what one can do."""

    DENIED = "DENIED"
    STALE = "STALE"
    UNREACHABLE = "UNREACHABLE"
    UNFIT = "UNFIT"


class SignInFailed(Exception):  # noqa: N818
    """Nobody was signed in; the message says why to the log, and nothing of a token."""

    def __init__(self, failure: Failure, reason: str) -> None:
        super().__init__(reason)
        self.failure = failure


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that has begun: what its answer is known by. A secret of its browser."""

    state: str
    nonce: str
    verifier: str


def begin() -> Begun:
    """Another sign-in."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Begun(state=state, nonce=nonce, verifier=verifier)


def answers(begun: Begun, state: str | None) -> bool:
    """Whether what comes with the state is the answer to that very sign-in."""
    return _same(state, begun.state)


class SignIn:
    """The pages as a client of one issuer, for all threads of a process."""

    def __init__(
        self,
        settings: OidcSettings,
        client: OidcClient,
        entry: OidcEntry,
        *,
        source: Source | None = None,
    ) -> None:
        self.client = client
        self._issuer = settings.issuer
        self._entry = entry
        self._source = source or Source(lambda: fetch_discovery(settings.issuer))
        self._turns = BoundedSemaphore(AT_ONCE)

    def address(self, begun: Begun, *, back: str, language: str) -> str:
        """Where to sign in, and be sent ``back`` from. Raises ``SignInFailed``."""
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": back,
            "scope": SCOPE,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "ui_locales": language,
        }
        return _with(self._endpoint(AUTHORIZE), asked)

    def code(self, answered: Mapping[str, str]) -> str:
        """The code in an answer to a sign-in (``answers``). Raises ``SignInFailed``."""
        told, due = answered.get("iss"), self._discovered().get(ISS_COMES) is True
        if (told is not None or due) and told != self._issuer:
            raise SignInFailed(Failure.STALE, "another issuer")
        error = answered.get("error")
        if error in DENIED:
            raise SignInFailed(Failure.DENIED, "denied")
        if error in BUSY:
            raise SignInFailed(Failure.UNREACHABLE, "authorization endpoint")
        if error is not None or not answered.get("code"):
            raise SignInFailed(Failure.UNFIT, "authorization refused")
        return answered["code"]

    def token(self, begun: Begun, code: str, *, back: str, now: datetime) -> str:
        """The access token that the code stands for. Raises ``SignInFailed``.

        The ID token that comes with it must answer this sign-in; whom it names is of no matter, as
        only an access token opens anything.
        """
        told = self._exchanged(code, begun.verifier, back)
        access, identity = told.get("access_token"), told.get("id_token")
        bearer = str(told.get("token_type", "")).lower() == "bearer"
        if not bearer or not isinstance(access, str) or not isinstance(identity, str):
            raise SignInFailed(Failure.UNFIT, "no tokens")
        try:
            claims = self._entry.identity(identity, client_id=self.client.client_id, now=now)
        except TokenUnfit as unfit:
            raise SignInFailed(Failure.UNFIT, f"id token: {unfit}") from unfit
        except IssuerUnreachable as error:
            raise SignInFailed(Failure.UNREACHABLE, "keys") from error
        if not _same(claims.get("nonce"), begun.nonce):
            raise SignInFailed(Failure.STALE, "another nonce")
        return access

    def way_out(self, *, back: str) -> str | None:
        """Where one ends the issuer's own session too, if it has such a place.

        The issuer is not told whose: an ID token in an address would leave a name in its logs and
        in the browser's history. It asks. Raises ``SignInFailed``.
        """
        if END not in self._discovered():
            return None
        asked = {"client_id": self.client.client_id, "post_logout_redirect_uri": back}
        return _with(self._endpoint(END), asked)

    def _exchanged(self, code: str, verifier: str, back: str) -> dict[str, Any]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        headers = self._credentials()
        if not headers:
            fields["client_id"] = self.client.client_id
        place = self._endpoint(TOKEN)
        if not self._turns.acquire(timeout=PATIENCE):
            raise SignInFailed(Failure.UNREACHABLE, "too many at once")
        try:
            status, told = send_form(place, fields, headers)
        except FetchFailed as error:
            raise SignInFailed(Failure.UNREACHABLE, "token endpoint") from error
        finally:
            self._turns.release()
        if status >= SERVER_FAULT:
            raise SignInFailed(Failure.UNREACHABLE, "token endpoint")
        if status != OK:
            spent = told.get("error") == SPENT
            raise SignInFailed(Failure.STALE if spent else Failure.UNFIT, "code refused")
        return told

    def _credentials(self) -> dict[str, str]:
        """The header by which the client is known, if it has a secret (RFC 6749, 2.3.1)."""
        path = self.client.secret_file
        if path is None:
            return {}
        try:
            secret = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SignInFailed(Failure.UNFIT, "client secret cannot be read") from error
        pair = f"{quote_plus(self.client.client_id)}:{quote_plus(secret)}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def _endpoint(self, name: str) -> str:
        place = self._discovered().get(name)
        if not isinstance(place, str) or not safe_url(place):
            raise SignInFailed(Failure.UNFIT, f"no {name}")
        return place

    def _discovered(self) -> Mapping[str, Any]:
        try:
            return self._source.told()
        except IssuerUnreachable as error:
            raise SignInFailed(Failure.UNREACHABLE, "discovery") from error


def _with(place: str, asked: Mapping[str, str]) -> str:
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"


def _same(told: object, known: str) -> bool:
    return isinstance(told, str) and hmac.compare_digest(
        told.encode(errors="replace"), known.encode()
    )
