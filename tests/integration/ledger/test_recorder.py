from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from eventsourcing.application import Repository
from eventsourcing.persistence import IntegrityError, NotSupportedError
from sqlalchemy import Engine, insert

from marshrut.cases.events import EntryAnnulled
from marshrut.events import Aggregate, Event
from marshrut.ledger.clock import microseconds_of
from marshrut.ledger.errors import VersionConflict
from marshrut.ledger.factory import LedgerFactory
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.schema import tracking
from tests.support.appends import annulled

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def append_one_by_one(ledger: Ledger, events: list[EntryAnnulled]) -> None:
    with ledger.appending() as connection:
        for event in events:
            ledger.append([event], connection=connection)


def append_with_row(ledger: Ledger, row: dict[str, object]) -> None:
    with ledger.appending() as connection:
        ledger.append([annulled(uuid4(), 1)], connection=connection)
        connection.execute(insert(tracking).values(row))


def test_the_empty_ledger_has_no_head(ledger: Ledger) -> None:
    assert ledger.head() == (0, None)
    assert ledger.records_between(after=0) == []
    assert ledger.append([]) == []


def test_records_come_back_as_they_were_appended(ledger: Ledger) -> None:
    first, second = sorted([uuid4(), uuid4()])
    events = [annulled(second, 1), annulled(first, 1), annulled(second, 2)]
    assert ledger.append(events[:2]) == [1, 2]
    assert ledger.append(events[2:]) == [3]
    assert [record.event for record in ledger.records_between(after=0)] == events
    assert [record.position for record in ledger.records_of(second)] == [1, 3]
    assert [record.position for record in ledger.records_of(second, upto=2)] == [1]
    many = ledger.records_of_many([second, first, uuid4(), second], upto=3)
    assert [record.position for record in many] == [2, 1, 3]
    assert [record.position for record in ledger.records_between(after=1, upto=2)] == [2]
    assert [record.position for record in ledger.records_between(after=0, limit=2)] == [1, 2]


def test_more_aggregates_are_read_than_one_statement_takes(ledger: Ledger) -> None:
    ids = [uuid4() for _ in range(1_500)]
    ledger.append([annulled(id_, 1) for id_ in ids])
    records = ledger.records_of_many(ids)
    assert [record.event.originator_id for record in records] == sorted(ids)
    assert ledger.times_of(range(1, 1_501)) == {r.position: r.recorded_at for r in records}


def test_events_of_one_transaction_share_its_time(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1), annulled(uuid4(), 1)])
    with ledger.appending() as connection:
        for _ in range(2):
            ledger.append([annulled(uuid4(), 1)], connection=connection)
    times = ledger.times_of([1, 2, 3, 4])
    assert times[1] == times[2] < times[3] == times[4]
    assert ledger.head() == (4, times[4])


def test_what_fails_leaves_neither_row_nor_gap(ledger: Ledger) -> None:
    case = uuid4()
    ledger.append([annulled(case, 1)])
    with pytest.raises(VersionConflict):
        append_one_by_one(ledger, [annulled(uuid4(), 1), annulled(case, 1)])
    with pytest.raises(VersionConflict):
        ledger.append([annulled(uuid4(), 1), annulled(case, 1)])
    with pytest.raises(VersionConflict):
        ledger.append([annulled(case, 2), annulled(case, 2)])
    assert ledger.append([annulled(case, 2)]) == [2]


def test_a_savepoint_rolled_back_leaves_no_gap(ledger: Ledger) -> None:
    case = uuid4()
    with ledger.appending() as connection:
        ledger.append([annulled(case, 1)], connection=connection)
        savepoint = connection.begin_nested()
        ledger.append([annulled(uuid4(), 1)], connection=connection)
        savepoint.rollback()
        with pytest.raises(VersionConflict), connection.begin_nested():
            ledger.append([annulled(case, 1)], connection=connection)
        assert ledger.append([annulled(case, 2)], connection=connection) == [2]
    assert ledger.head().position == 2


def test_rows_of_other_tables_are_written_with_the_events_or_not_at_all(ledger: Ledger) -> None:
    row = {"application_name": "reader", "notification_id": 1}
    append_with_row(ledger, row)
    with pytest.raises(IntegrityError):
        append_with_row(ledger, row)
    assert ledger.head().position == 1


def test_an_append_joins_no_transaction_but_its_own(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection, pytest.raises(ValueError, match="appending"):
        ledger.append([annulled(uuid4(), 1)], connection=connection)
    with pytest.raises(TypeError, match="conection"):
        ledger.recorder.insert_events([ledger.mapper.stored(annulled(uuid4(), 1))], conection=1)
    assert ledger.head().position == 0


def test_a_given_clock_tells_the_time_but_never_turns_it_back(engine: Engine) -> None:
    moments = iter([NOON, NOON + timedelta(days=1), NOON, NOON])
    ledger = Ledger(engine, clock=lambda: next(moments))
    for _ in range(3):
        ledger.append([annulled(uuid4(), 1)])
    day_after = microseconds_of(NOON + timedelta(days=1))
    assert ledger.times_of([1, 2, 3]) == {
        1: microseconds_of(NOON),
        2: day_after,
        3: day_after + 1,
    }


def test_a_database_whose_clock_lags_behind_still_goes_forward(engine: Engine) -> None:
    future = datetime(2999, 1, 1, tzinfo=UTC)
    Ledger(engine, clock=lambda: future).append([annulled(uuid4(), 1)])
    ledger = Ledger(engine)
    ledger.append([annulled(uuid4(), 1)])
    ledger.append([annulled(uuid4(), 1), annulled(uuid4(), 1)])
    append_one_by_one(ledger, [annulled(uuid4(), 1), annulled(uuid4(), 1)])
    latest = microseconds_of(future)
    times = [latest, latest + 1, latest + 2, latest + 2, latest + 3, latest + 3]
    assert ledger.times_of(range(1, 7)) == dict(enumerate(times, 1))
    ledger.close()


def test_a_naive_clock_is_refused(engine: Engine) -> None:
    ledger = Ledger(engine, clock=lambda: NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        ledger.append([annulled(uuid4(), 1)])
    assert ledger.head().position == 0


class Counted(Aggregate):
    """Counts its events."""

    def apply(self, _event: Event) -> None:
        self.count = getattr(self, "count", 0) + 1


def test_the_library_loads_our_aggregates(ledger: Ledger) -> None:
    case = uuid4()
    ledger.append([annulled(case, version) for version in (1, 2, 3)])

    def project(_: Counted | None, events: object) -> Counted:
        aggregate = Counted(case)
        for event in events:  # type: ignore[attr-defined]
            aggregate.replay(event)
        return aggregate

    repository = Repository(ledger.store)
    assert repository.get(case, projector_func=project).count == 3
    assert repository.get(case, projector_func=project, version=2).version == 2


def test_there_are_no_snapshots(engine: Engine) -> None:
    factory = LedgerFactory(engine=engine)
    with pytest.raises(NotSupportedError, match="snapshots"):
        factory.aggregate_recorder("snapshots")
    assert factory.aggregate_recorder().select_events(uuid4()) == []
