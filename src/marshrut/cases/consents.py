"""Consents of the graduate, granted and revoked (domain 3.3; F010)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from marshrut.cases.casework import Consent
from marshrut.cases.entries import Entry
from marshrut.classifiers import classifier


def consent_on(entries: Iterable[Entry], kind: str, day: date) -> UUID | None:
    """The entry of a consent of ``kind`` that holds on ``day``."""
    for entry in entries:
        content = entry.content
        if (
            entry.annulled_by is None
            and isinstance(content, Consent)
            and content.consent_kind == kind
            and content.period.covers(day)
        ):
            return entry.entry_id
    return None


def blocks(kind: str) -> bool:
    """Whether steps that need the consent are refused without it; else they are warned of."""
    return bool(kind) and classifier("consent_kinds").get(kind).flag("blocks")
