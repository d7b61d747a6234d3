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

    @property
    def code(self) -> str | None:
        """The classifier code of the entry, where it has one."""
        return None

    @property
    def starts_on(self) -> date | None:
        """The first day of the fact; ``None`` = for the whole life of the case."""
        return None

    @property
    def last_day(self) -> date | None:
        """The last day of the fact, where it is stated."""
        return None


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

    changes: dict[str, Any]
    effective_on: date | None = None

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class Graduation(Content, frozen=True, kw_only=True):
    """The diploma: the student becomes a graduate on ``graduation_date``."""

    KIND: ClassVar[str] = "graduation"

    graduation_date: date
    diploma_issued_on: date | None = None
    gia_date: date | None = None

    @property
    def starts_on(self) -> date | None:
        return self.graduation_date


class Movement(Content, frozen=True, kw_only=True):
    """A contingent movement: expelled, transferred, academic leave, reinstated."""

    KIND: ClassVar[str] = "movements"

    kind: str
    effective_on: date
    to_organisation: str | None = None

    @property
    def code(self) -> str | None:
        return self.kind

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class Category(Content, frozen=True, kw_only=True):
    """A dated membership of a category of graduates (domain 3.2)."""

    KIND: ClassVar[str] = "categories"

    category_code: str
    valid_from: date
    valid_to: date | None = None
    nosology: str | None = None
    region: str | None = None
    evidence_kind: str | None = None
    evidence_date: date | None = None

    @property
    def code(self) -> str | None:
        return self.category_code

    @property
    def starts_on(self) -> date | None:
        return self.valid_from

    @property
    def last_day(self) -> date | None:
        return self.valid_to


class Status(Content, frozen=True, kw_only=True):
    """A status episode, actual or forecast (domain 4.1). ``attributes``: the clear ones only."""

    KIND: ClassVar[str] = "statuses"

    status_code: str
    effective_on: date
    ended_on: date | None = None
    attributes: dict[str, Scalar] = {}
    source: str | None = None
    evidence_kind: str | None = None
    evidence_date: date | None = None
    planned_change: bool = False

    @property
    def code(self) -> str | None:
        return self.status_code

    @property
    def starts_on(self) -> date | None:
        return self.effective_on

    @property
    def last_day(self) -> date | None:
        return self.ended_on


class Confirmation(Content, frozen=True, kw_only=True):
    """The case was looked at and nothing had changed (F015)."""

    KIND: ClassVar[str] = "confirmations"

    effective_on: date
    source: str | None = None

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class Closure(Content, frozen=True, kw_only=True):
    """Monitoring of the case is over from ``effective_on``."""

    KIND: ClassVar[str] = "closure"

    effective_on: date

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class Merge(Content, frozen=True, kw_only=True):
    """The case is a duplicate of ``into_case_id`` from ``effective_on``."""

    KIND: ClassVar[str] = "merge"

    into_case_id: UUID
    effective_on: date

    @property
    def starts_on(self) -> date | None:
        return self.effective_on


class Erasure(Content, frozen=True, kw_only=True):
    """The person's data were destroyed by the act ``act_number``; the facts stay."""

    KIND: ClassVar[str] = "erasure"

    act_number: str
    effective_on: date

    @property
    def starts_on(self) -> date | None:
        return self.effective_on
