"""What an entry of a case says, by kind.

An *entry* is one fact about the graduate; its content can be corrected as a whole or in part,
and the entry annulled, by later events. All days named ``ended_on`` or ``valid_to`` are last
days, inclusive (semantics S5). Only what figures need stands here in clear; everything that
names or describes the person is sealed in the event (semantics S24).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

import msgspec

Scalar = str | bool | int | None
Value = Scalar | list[str]
"""What an attribute of a measure or a step may hold: several codes or ids, too."""


class Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The common shape: a kind, a code of a classifier, the day it holds from, its last day."""

    KIND: ClassVar[str]
    CODE: ClassVar[str | None] = None
    STARTS: ClassVar[str | None] = None
    ENDS: ClassVar[str | None] = None
    """The fields that hold the code, the first day and the stated last day, where there are any."""

    @property
    def code(self) -> str | None:
        """The classifier code of the entry, where it has one."""
        return getattr(self, self.CODE) if self.CODE else None

    @property
    def starts_on(self) -> date | None:
        """The first day of the fact; ``None`` = for the whole life of the case."""
        return getattr(self, self.STARTS) if self.STARTS else None

    @property
    def last_day(self) -> date | None:
        """The last day of the fact, where it is stated."""
        return getattr(self, self.ENDS) if self.ENDS else None


class Passport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The clear part of a case's passport (domain 3.1; semantics S24).

    ``adult_on`` is the 18th birthday, kept only where it falls after the case begins.
    """

    programme_code: str
    study_form: str
    graduation_year: int
    programme_name: str | None = None
    funding: str | None = None
    base_education: str | None = None
    expected_graduation_date: date | None = None
    group_name: str | None = None
    qualification: str | None = None
    extra_qualifications: tuple[str, ...] = ()
    sex: str | None = None
    citizenship_ru: bool = True
    has_snils: bool = False
    municipality: str | None = None
    adult_on: date | None = None


class Opening(Content, frozen=True, kw_only=True):
    """The case exists. ``person_id`` groups the cases of one person."""

    KIND: ClassVar[str] = "opening"

    organisation: str
    person_id: UUID
    passport: Passport


class PassportChange(Content, frozen=True, kw_only=True):
    """Passport fields replaced: from a day on (a change), or for all days (a correction)."""

    KIND: ClassVar[str] = "person-changes"
    STARTS: ClassVar[str] = "effective_on"

    changes: dict[str, Any]
    effective_on: date | None = None


class Graduation(Content, frozen=True, kw_only=True):
    """The diploma: the student becomes a graduate on ``graduation_date``."""

    KIND: ClassVar[str] = "graduation"
    STARTS: ClassVar[str] = "graduation_date"

    graduation_date: date
    diploma_issued_on: date | None = None
    gia_date: date | None = None


class Movement(Content, frozen=True, kw_only=True):
    """A contingent movement: expelled, transferred, academic leave, reinstated."""

    KIND: ClassVar[str] = "movements"
    CODE: ClassVar[str] = "kind"
    STARTS: ClassVar[str] = "effective_on"

    kind: str
    effective_on: date
    to_organisation: str | None = None


class Category(Content, frozen=True, kw_only=True):
    """A dated membership of a category of graduates (domain 3.2)."""

    KIND: ClassVar[str] = "categories"
    CODE: ClassVar[str] = "category_code"
    STARTS: ClassVar[str] = "valid_from"
    ENDS: ClassVar[str] = "valid_to"

    category_code: str
    valid_from: date
    valid_to: date | None = None
    nosology: str | None = None
    region: str | None = None
    evidence_kind: str | None = None
    evidence_date: date | None = None


class Status(Content, frozen=True, kw_only=True):
    """A status episode, actual or forecast (domain 4.1). ``attributes``: the clear ones only."""

    KIND: ClassVar[str] = "statuses"
    CODE: ClassVar[str] = "status_code"
    STARTS: ClassVar[str] = "effective_on"
    ENDS: ClassVar[str] = "ended_on"

    status_code: str
    effective_on: date
    ended_on: date | None = None
    attributes: dict[str, Scalar] = {}
    source: str | None = None
    evidence_kind: str | None = None
    evidence_date: date | None = None
    planned_change: bool = False


class Confirmation(Content, frozen=True, kw_only=True):
    """The case was looked at and nothing had changed (F015)."""

    KIND: ClassVar[str] = "confirmations"
    STARTS: ClassVar[str] = "effective_on"

    effective_on: date
    source: str | None = None


class Closure(Content, frozen=True, kw_only=True):
    """Monitoring of the case is over from ``effective_on``."""

    KIND: ClassVar[str] = "closure"
    STARTS: ClassVar[str] = "effective_on"

    effective_on: date


class Merge(Content, frozen=True, kw_only=True):
    """The case is a duplicate of ``into_case_id`` from ``effective_on``."""

    KIND: ClassVar[str] = "merge"
    STARTS: ClassVar[str] = "effective_on"

    into_case_id: UUID
    effective_on: date


class Erasure(Content, frozen=True, kw_only=True):
    """The person's data were destroyed by the act ``act_number``; the facts stay."""

    KIND: ClassVar[str] = "erasure"
    STARTS: ClassVar[str] = "effective_on"

    act_number: str
    effective_on: date
