"""The events of an employer, dated by the world (``effective_on``) as those of an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec

from marshrut.events import Event


class Passport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of an employer (domain 7.2); of its ``industry`` perhaps nothing.

    ``opk``: whether it belongs to the defence-industrial complex, whatever its industry.
    ``ogrn``: the 13 digits under which it stands in the state register, checked.
    """

    name: str
    opk: bool
    industry: str | None = None
    region_code: str | None = None
    ogrn: str | None = None


class EmployerRegistered(Event, frozen=True, kw_only=True):
    """A legal entity is known under its ИНН, for all days."""

    TOPIC: ClassVar[str] = "employer.registered"
    inn: str
    passport: Passport


class EmployerChanged(Event, frozen=True, kw_only=True):
    """The named fields are others from ``effective_on`` on; null: they were wrong from the start.

    ``reason`` says why they were; of a change in the world it may say anything, or be left out.
    """

    TOPIC: ClassVar[str] = "employer.changed"
    effective_on: date | None
    changes: dict[str, Any]
    reason: str | None = None
