"""Which identity provider is believed, and where its tokens say who may do what."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

ISSUER = "MARSHRUT_OIDC_ISSUER"
AUDIENCE = "MARSHRUT_OIDC_AUDIENCE"
JWKS_URL = "MARSHRUT_OIDC_JWKS_URL"
ROLE_CLAIM = "MARSHRUT_OIDC_ROLE_CLAIM"
ORGANISATION_CLAIM = "MARSHRUT_OIDC_ORGANISATION_CLAIM"
REGIONS_CLAIM = "MARSHRUT_OIDC_REGIONS_CLAIM"
FUNCTIONS_CLAIM = "MARSHRUT_OIDC_FUNCTIONS_CLAIM"
CLAIMS = {
    ROLE_CLAIM: "marshrut_role",
    ORGANISATION_CLAIM: "marshrut_organisation",
    REGIONS_CLAIM: "marshrut_regions",
    FUNCTIONS_CLAIM: "marshrut_functions",
}
OIDC_SETTINGS = (ISSUER, AUDIENCE, JWKS_URL, *CLAIMS)

LONGEST_URL = 2_000


class OidcSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One issuer, the audience that its tokens for Marshrut name, and the names of claims.

    Without ``jwks_url`` its keys are found by discovery.
    """

    issuer: str
    audience: str
    jwks_url: str | None = None
    role_claim: str = CLAIMS[ROLE_CLAIM]
    organisation_claim: str = CLAIMS[ORGANISATION_CLAIM]
    regions_claim: str = CLAIMS[REGIONS_CLAIM]
    functions_claim: str = CLAIMS[FUNCTIONS_CLAIM]


def oidc_settings(environ: Mapping[str, str]) -> OidcSettings | None:
    """What the environment says of an issuer; ``None`` where it names none.

    Raises ``ValueError`` with one line that says what to do.
    """
    given = {name: environ.get(name, "").strip() for name in OIDC_SETTINGS}
    if not given[ISSUER]:
        stray = next((name for name in OIDC_SETTINGS if given[name]), None)
        if stray is not None:
            message = f"{stray} says nothing without {ISSUER}"
            raise ValueError(message)
        return None
    if not given[AUDIENCE]:
        message = f"set {AUDIENCE} too: tokens for others must not open this installation"
        raise ValueError(message)
    return OidcSettings(
        issuer=_checked(given[ISSUER], ISSUER),
        audience=given[AUDIENCE],
        jwks_url=_checked(given[JWKS_URL], JWKS_URL) if given[JWKS_URL] else None,
        role_claim=given[ROLE_CLAIM] or CLAIMS[ROLE_CLAIM],
        organisation_claim=given[ORGANISATION_CLAIM] or CLAIMS[ORGANISATION_CLAIM],
        regions_claim=given[REGIONS_CLAIM] or CLAIMS[REGIONS_CLAIM],
        functions_claim=given[FUNCTIONS_CLAIM] or CLAIMS[FUNCTIONS_CLAIM],
    )


def safe_url(url: str) -> bool:
    """Whether keys may be fetched there: over https, or from this very machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not plain or not host or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _loopback(host))


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _checked(url: str, name: str) -> str:
    if not safe_url(url):
        message = f"{name} must be an https:// address (http:// only on this very machine)"
        raise ValueError(message)
    return url
