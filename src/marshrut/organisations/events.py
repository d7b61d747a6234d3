"""The events of an organisation, dated by the world (``effective_on``) as those of a case."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec

from marshrut.classifiers import classifier
from marshrut.events import Event


class Passport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of an organisation (domain 7.1).

    ``has_centre`` says whether it has a career centre; a mere responsible person is not one.
    """

    name: str
    region_code: str
    founder_type: str
    has_centre: bool
    short_name: str | None = None
    centre_kind: str | None = None
    org_kind: str = "POO"
    inn: str | None = None
    ogrn: str | None = None
    municipality: str | None = None

    @property
    def keeps_centre(self) -> bool:
        """Whether its graduates have a centre of their own (domain 7.1)."""
        kind = self.centre_kind
        counts = kind is None or classifier("centre_kinds").get(kind).flag("counts_as_centre")
        return self.has_centre and counts


class OrganisationRegistered(Event, frozen=True, kw_only=True):
    """An organisation is known under ``code``, for all days."""

    TOPIC: ClassVar[str] = "organisation.registered"
    code: str
    passport: Passport


class OrganisationChanged(Event, frozen=True, kw_only=True):
    """The named fields are others from ``effective_on`` on."""

    TOPIC: ClassVar[str] = "organisation.changed"
    effective_on: date
    changes: dict[str, Any]
