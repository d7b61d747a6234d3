"""The library's test cases for recorders, given ours; in a module where pytest collects none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from eventsourcing.persistence import Tracking
from eventsourcing.tests import persistence as cases
from eventsourcing.tests import projection as projections
from sqlalchemy import BigInteger, Column, Engine, MetaData, Table, Text, insert, select, update

from marshrut.ledger.engine import reading
from marshrut.ledger.factory import LedgerFactory
from marshrut.ledger.process import LedgerProcessRecorder
from marshrut.ledger.recorder import LedgerRecorder
from marshrut.ledger.tracking import LedgerTrackingRecorder

counters = Table(
    "test_counter",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)


class OnSqlite:
    @pytest.fixture(autouse=True)
    def _open(self, sqlite_url: str) -> Iterator[None]:
        yield from self.opened(sqlite_url)

    def opened(self, url: str) -> Iterator[None]:
        self.env = {
            "PERSISTENCE_MODULE": "marshrut.ledger.factory",
            "MAPPER_TOPIC": "eventsourcing.persistence:Mapper",
            "MARSHRUT_DATABASE_URL": url,
        }
        self.factory = LedgerFactory(self.env)
        yield
        self.factory.close()


class OnPostgresql(OnSqlite):
    @pytest.fixture(autouse=True)
    def _open(self, postgresql_url: str) -> Iterator[None]:
        yield from self.opened(postgresql_url)


class ApplicationRecorderCase(cases.ApplicationRecorderTestCase):
    factory: LedgerFactory

    def create_recorder(self) -> LedgerRecorder:
        return self.factory.application_recorder()

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class NonInterleavingCase(cases.NonInterleavingNotificationIDsBaseCase):
    factory: LedgerFactory

    def create_recorder(self) -> LedgerRecorder:
        return self.factory.application_recorder()


class TrackingRecorderCase(cases.TrackingRecorderTestCase):
    factory: LedgerFactory

    def create_recorder(self) -> LedgerTrackingRecorder:
        return self.factory.tracking_recorder()


class ProcessRecorderCase(cases.ProcessRecorderTestCase):
    factory: LedgerFactory

    def create_recorder(self) -> LedgerProcessRecorder:
        recorder = self.factory.process_recorder()
        assert isinstance(recorder, LedgerProcessRecorder)
        return recorder


class CountersView(LedgerTrackingRecorder, projections.EventCountersView):
    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        counters.create(engine, checkfirst=True)

    def get_created_event_counter(self) -> int:
        return self._number("created")

    def get_subsequent_event_counter(self) -> int:
        return self._number("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._increment("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._increment("subsequent", tracking)

    def _number(self, name: str) -> int:
        with reading(self.engine).connect() as connection:
            statement = select(counters.c.number).where(counters.c.name == name)
            return connection.scalar(statement) or 0

    def _increment(self, name: str, tracking: Tracking) -> None:
        with self.engine.begin() as connection:
            # The row before the position: what the library asks for is that neither stays alone.
            more = update(counters).values(number=counters.c.number + 1)
            if connection.execute(more.where(counters.c.name == name)).rowcount == 0:
                connection.execute(insert(counters).values(name=name, number=1))
            self.insert_tracking(tracking, connection=connection)


class CountersViewCase(projections.EventCountersViewTestCase):
    factory: LedgerFactory

    def construct_event_counters_view(self) -> CountersView:
        view = self.factory.tracking_recorder(CountersView)
        assert isinstance(view, CountersView)
        return view


class ProjectionCase(projections.AggregateEventCountersProjectionTestCase):
    view_class: ClassVar = CountersView
