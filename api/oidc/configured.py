"""Which identity provider is believed, what its tokens say, and as which client one signs in."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
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
CLIENT_ID = "MARSHRUT_OIDC_CLIENT_ID"
CLIENT_SECRET_FILE = "MARSHRUT_OIDC_CLIENT_SECRET_FILE"  # noqa: S105 - a name
PAGES_URL = "MARSHRUT_PAGES_URL"
OIDC_SETTINGS = (ISSUER, AUDIENCE, JWKS_URL, *CLAIMS, CLIENT_ID, CLIENT_SECRET_FILE, PAGES_URL)

LONGEST_URL = 2_000


class OidcClient(msgspec.Struct, frozen=True, kw_only=True):
    """What the pages are to the issuer, and the address at which browsers have them.

    ``pages_url`` has no path and no slash at its end. Without a secret it is a public client.
    """

    client_id: str
    pages_url: str
    secret_file: Path | None = None


class OidcSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One issuer, the audience that its tokens for Marshrut name, and the names of claims.

    Without ``jwks_url`` its keys are found by discovery; without ``client`` nobody signs in at it
    from the pages.
    """

    issuer: str
    audience: str
    jwks_url: str | None = None
    role_claim: str = CLAIMS[ROLE_CLAIM]
    organisation_claim: str = CLAIMS[ORGANISATION_CLAIM]
    regions_claim: str = CLAIMS[REGIONS_CLAIM]
    functions_claim: str = CLAIMS[FUNCTIONS_CLAIM]
    client: OidcClient | None = None


def oidc_settings(environ: Mapping[str, str]) -> OidcSettings | None:
    """What the environment says of an issuer; ``None`` where it names none.

    Raises ``ValueError`` with one line that says what to do.
    """
    given = {name: environ.get(name, "").strip() for name in OIDC_SETTINGS}
    if not given[ISSUER]:
        _check_alone(given, OIDC_SETTINGS, without=ISSUER)
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
        client=_client(given),
    )


def safe_url(url: str) -> bool:
    """Whether one may be sent there, or fetch from there: over https, or on this very machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not plain or not host or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _loopback(host))


def _client(given: Mapping[str, str]) -> OidcClient | None:
    if not given[CLIENT_ID]:
        _check_alone(given, (CLIENT_SECRET_FILE, PAGES_URL), without=CLIENT_ID)
        return None
    if not given[PAGES_URL]:
        message = f"set {PAGES_URL} too: the issuer sends whom it signs in there"
        raise ValueError(message)
    secret = given[CLIENT_SECRET_FILE]
    return OidcClient(
        client_id=given[CLIENT_ID],
        pages_url=_origin(given[PAGES_URL]),
        secret_file=Path(secret) if secret else None,
    )


def _origin(url: str) -> str:
    parts = urlsplit(_checked(url, PAGES_URL))
    if parts.path not in {"", "/"} or "?" in url:
        message = f"{PAGES_URL} must have no path: https://marshrut.example.org"
        raise ValueError(message)
    return f"{parts.scheme}://{parts.netloc}"


def _check_alone(given: Mapping[str, str], names: tuple[str, ...], *, without: str) -> None:
    stray = next((name for name in names if given[name]), None)
    if stray is not None:
        message = f"{stray} says nothing without {without}"
        raise ValueError(message)


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
