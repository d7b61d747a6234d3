"""Consents of the graduate: granted, revoked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.features import Feature
from api.schemas.casework import ConsentRequest, RevocationRequest
from marshrut.application.consents import grant_consent, revoke_consent
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("consents", "To what the graduate consents")


@feature.case_write("/consents", body=ConsentRequest)
def grant(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record a consent."""
    return grant_consent(visit, **body)


@feature.case_write("/consents/<uuid:entry_id>/revocation", body=RevocationRequest)
def revoke(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """Record that a consent was revoked."""
    return revoke_consent(visit, entry_id, **body)
