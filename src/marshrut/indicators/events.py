"""The events of a series of reported values: of one indicator, for one organisation or region.

What the ledger cannot count is reported (domain/09 N7): for a period, on evidence, by an author, to
be approved or returned; corrected and annulled by name, never changed in place.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from marshrut.events import Event


class What(StrEnum):
    """What a report gives: the value itself, the contingent to divide by, or persons beside."""

    VALUE = "VALUE"
    DENOMINATOR = "DENOMINATOR"
    EXTRA = "EXTRA"


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The document that a report rests on; ``kind`` is of ``report_evidence_kinds``."""

    kind: str
    number: str | None = None
    date: date | None = None
    issuer: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is reported of a period, both days inclusive; of its values as many as its form has.

    ``category`` and ``graduation_year`` narrow it to a category and a cohort; without them it is
    about all, and about nothing less.
    """

    what: What
    period_from: date
    period_to: date
    evidence: Evidence
    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    yes: bool | None = None
    text: str | None = None
    category: str | None = None
    graduation_year: int | None = None
    note: str | None = None


class IndicatorValueReported(Event, frozen=True, kw_only=True):
    """A value was reported; ``organisation`` is null where it is the region's."""

    TOPIC: ClassVar[str] = "indicator.value-reported"
    indicator_id: str
    region_code: str
    organisation: str | None = None
    entry_id: UUID
    content: Report


class IndicatorValueApproved(Event, frozen=True, kw_only=True):
    """The report as it then read was approved."""

    TOPIC: ClassVar[str] = "indicator.value-approved"
    entry_id: UUID
    note: str | None = None


class IndicatorValueReturned(Event, frozen=True, kw_only=True):
    """The report was returned to be put right; an approval is taken back by this too."""

    TOPIC: ClassVar[str] = "indicator.value-returned"
    entry_id: UUID
    reason: str


class IndicatorValueCorrected(Event, frozen=True, kw_only=True):
    """The report was wrong: the named fields replace its own; null clears. It waits again."""

    TOPIC: ClassVar[str] = "indicator.value-corrected"
    entry_id: UUID
    changes: dict[str, Any]
    reason: str


class IndicatorValueAnnulled(Event, frozen=True, kw_only=True):
    """The report should never have been."""

    TOPIC: ClassVar[str] = "indicator.value-annulled"
    entry_id: UUID
    reason: str
