"""Recording the consents of a graduate (F010)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from marshrut.application.codes import check_codes
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.cases.casework import Consent


def grant_consent(
    visit: Visit,
    *,
    consent_kind: str,
    granted_on: date,
    valid_until: date | None = None,
    document_ref: str | None = None,
    source: str | None = None,
) -> Outcome:
    """Record a consent; ``document_ref`` names the paper, sealed."""
    check_codes({"consent_kind": consent_kind, "source": source}, on=granted_on)
    consent = Consent(
        consent_kind=consent_kind, granted_on=granted_on, valid_until=valid_until, source=source
    )
    words = {"document_ref": document_ref} if document_ref else {}
    return visit.case.add(consent, visit.writing(uuid4(), source=source, sealed={"words": words}))


def revoke_consent(
    visit: Visit, entry_id: UUID, *, revoked_on: date, reason: str | None = None
) -> Outcome:
    """Record that a consent was revoked: ``revoked_on`` is the first day without it (S5)."""
    writing = visit.writing(entry_id, sealed={"reason": reason})
    return visit.case.revoke_consent(revoked_on, writing)
