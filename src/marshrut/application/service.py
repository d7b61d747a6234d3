"""What every use case stands on: the ledger, the keys, the blind index, the calendar."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from marshrut.cases.case import Case
from marshrut.cases.events import CaseOpened
from marshrut.classifiers import classifier
from marshrut.employers.employer import Employer, employer_id
from marshrut.employers.events import EmployerRegistered
from marshrut.events import Aggregate, Event
from marshrut.indicators.events import IndicatorValueReported
from marshrut.indicators.reported import ReportedSeries
from marshrut.ledger.blind import BlindIndex
from marshrut.ledger.case_lookup import case_with, cases_matching
from marshrut.ledger.checkpoints import Checkpoints
from marshrut.ledger.clock import Clock, process_clock
from marshrut.ledger.engine import open_engine, reading
from marshrut.ledger.erased_keys import destroy_again
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.limits import UNLIMITED, Limits
from marshrut.ledger.schema import ledger
from marshrut.organisations.events import OrganisationRegistered
from marshrut.organisations.organisation import Organisation, organisation_id
from marshrut.programmes.events import ProgrammeRegistered
from marshrut.programmes.programme import Programme, programme_id
from marshrut.records.events import RecordOpened
from marshrut.records.record import Record
from marshrut.reports.events import PeriodClosed, ReportIssued
from marshrut.reports.period import Period, Subject, period_id
from marshrut.reports.report import Report

MOSCOW = "77"
"""Whose day it is where no region is known (semantics S11)."""

KEEPERS = 2
"""Connections of the role that keeps the read models: they are brought on one after another."""

A = TypeVar("A", bound=Aggregate)


class KeylessService:
    """The open ledger without any key: enough for every figure, and for nobody's name.

    Make it after a fork; close it in the end. ``images`` is the directory for column images of
    the ledger, if there is to be one. ``projection_url`` leads to the same database as a role of
    its own, which keeps the read models (semantics S26): ``keeper`` is the ledger as it sees it.
    """

    def __init__(
        self,
        *,
        database_url: str,
        projection_url: str | None = None,
        clock: Clock | None = None,
        images: Path | None = None,
        limits: Limits = UNLIMITED,
    ) -> None:
        self.engine = open_engine(database_url, limits=limits)
        self.reading = reading(self.engine)
        self.ledger = Ledger(self.engine, clock=clock)
        self.keeper = self.ledger
        if projection_url not in {None, database_url}:
            keepers = msgspec.structs.replace(limits, pool_size=KEEPERS)
            self.keeper = Ledger(open_engine(projection_url or "", limits=keepers))
        self.images = images
        self._clock = clock or process_clock

    def close(self) -> None:
        """Let go of every connection."""
        for each in {id(one): one for one in (self.keeper, self.ledger)}.values():
            each.close()
            each.engine.dispose()

    def now(self) -> datetime:
        """The time of the edge; the ledger gives its own under its lock."""
        return self._clock()

    def today(self, region: str | None = None) -> date:
        """The date in the region, Moscow's where none is given (semantics S11)."""
        return self.now().astimezone(self.zone(region)).date()

    @staticmethod
    def zone(region: str | None = None) -> ZoneInfo:
        """The time zone of the region, Moscow's where none is given."""
        return ZoneInfo(classifier("regions").get(region or MOSCOW).extra["tz"])

    def case(self, case_id: UUID) -> Case | None:
        """The case as it is at the head."""
        return self._load(case_id, Case, CaseOpened)

    def organisation(self, code: str) -> Organisation | None:
        """The organisation as it is at the head."""
        return self._load(organisation_id(code), Organisation, OrganisationRegistered)

    def employer(self, inn: str) -> Employer | None:
        """The employer as it is at the head."""
        return self._load(employer_id(inn), Employer, EmployerRegistered)

    def programme(self, code: str) -> Programme | None:
        """The programme as it is at the head."""
        return self._load(programme_id(code), Programme, ProgrammeRegistered)

    def reported_series(self, identity: UUID) -> ReportedSeries | None:
        """The reported values of a subject as they are at the head."""
        return self._load(identity, ReportedSeries, IndicatorValueReported)

    def report(self, identity: UUID) -> Report | None:
        """The edition of a report as it is at the head."""
        return self._load(identity, Report, ReportIssued)

    def period(self, subject: Subject) -> Period:
        """The period of monitoring as it is at the head, whether or not it was ever closed."""
        return self._load(period_id(subject), Period, PeriodClosed) or Period.of(subject)

    def periods(self, region: str, as_of: date) -> list[Period]:
        """The periods of the region with this cut-off that were ever closed, as at the head."""
        subjects = (Subject(region, cadence, as_of) for cadence in classifier("cadences").codes)
        found: dict[UUID, Period] = {}
        for record in self.ledger.records_of_many(map(period_id, subjects)):
            identity = record.event.originator_id
            found.setdefault(identity, Period(identity)).replay(record.event)
        return list(found.values())

    def record(self, identity: UUID) -> Record | None:
        """The record as it is at the head."""
        return self._load(identity, Record, RecordOpened)

    def _load(self, identity: UUID, make: Callable[[UUID], A], first: type[Event]) -> A | None:
        events = [record.event for record in self.ledger.records_of(identity)]
        if not events or not isinstance(events[0], first):
            return None
        aggregate = make(identity)
        for event in events:
            aggregate.replay(event)
        return aggregate


class Service(KeylessService):
    """The open ledger with the keys of its persons, and what finds them. Make it after a fork."""

    def __init__(
        self,
        *,
        database_url: str,
        keys_url: str,
        master_key: bytes,
        projection_url: str | None = None,
        clock: Clock | None = None,
        images: Path | None = None,
        ledger_name: str | None = None,
        limits: Limits = UNLIMITED,
    ) -> None:
        super().__init__(
            database_url=database_url,
            projection_url=projection_url,
            clock=clock,
            images=images,
            limits=limits,
        )
        self.keys = KeyStore(keys_url, master_key, limits=limits)
        self.checkpoints = Checkpoints(self.ledger, self.keys.signing, name=ledger_name)

    def close(self) -> None:
        """Let go of every connection."""
        super().close()
        self.keys.close()

    @cached_property
    def blind(self) -> BlindIndex:
        """By what persons are found without a name in clear."""
        return BlindIndex(self.keys.secret("blind index"))

    @cached_property
    def _fingerprints(self) -> bytes:
        return self.keys.secret("idempotency")

    def check_keys(self) -> None:
        """Raise ``MasterKeyError`` where the master key or the keys are not this ledger's.

        Keys of erased persons, which an older copy has brought back, are destroyed again.
        """
        openings = select(ledger.c.position).where(ledger.c.topic == CaseOpened.TOPIC).limit(1)
        with self.engine.connect() as connection:
            has_cases = connection.execute(openings).first() is not None
        self.keys.check(expected=has_cases)
        destroy_again(self.ledger, self.keys)

    def fingerprint(self, *parts: bytes) -> bytes:
        """The fingerprint of a request: keyed, as its body holds personal data (S19)."""
        mac = hmac.new(self._fingerprints, digestmod=hashlib.sha256)
        for part in parts:
            mac.update(len(part).to_bytes(8, "big") + part)
        return mac.digest()

    def case_with(self, natural_key: bytes) -> UUID | None:
        """The case that has the natural key."""
        with self.engine.connect() as connection:
            return case_with(connection, token=natural_key)

    def cases_found_by(self, token: bytes) -> set[UUID]:
        """The cases that a search token leads to."""
        with self.engine.connect() as connection:
            return cases_matching(connection, tokens=[token])
