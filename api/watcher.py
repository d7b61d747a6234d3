"""Who may read the metrics: whoever has the token for that, which no database is asked about.

Nobody's token of another kind is one, and where none is set nobody may.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from flask import request

from api.context import services
from api.settings import METRICS_TOKEN_FILE, SettingsError
from marshrut.refusals import refuse

WATCHED = frozenset({"metrics.scraped_now"})
LEAST = 16
"""Characters of a token: shorter ones can be guessed."""


def require_watcher() -> None:
    """Raise ``Refused`` (``UNAUTHENTICATED``) for anybody else, ``SettingsError``."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    path = services().settings.metrics_token_file
    known = scheme.lower() == "bearer" and path is not None
    if not known or not hmac.compare_digest(_kept(path), token.strip().encode()):
        raise refuse("UNAUTHENTICATED")


def _kept(path: Path | None) -> bytes:
    try:
        kept = path.read_bytes().strip() if path else b""
    except OSError as error:
        raise SettingsError(f"{METRICS_TOKEN_FILE} cannot be read: {error.strerror}") from error
    if len(kept) < LEAST:
        raise SettingsError(f"{METRICS_TOKEN_FILE} must hold at least {LEAST} characters")
    return kept
