"""What somebody can do to stored events who owns the database: no trigger is in their way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, delete, select, text, update

from marshrut.ledger.engine import open_engine
from marshrut.ledger.schema import ledger

Plant = Callable[[Connection, int], None]
"""Tampers with the event at a position, which is not the first one."""


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A transaction in which the ledger can be changed, on either kind of database."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for trigger in ("ledger_no_update", "ledger_no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        else:
            connection.exec_driver_sql("ALTER TABLE ledger DISABLE TRIGGER ledger_append_only")
        yield connection


def tamper(url: str, plant: Plant, position: int) -> None:
    """Tamper with the ledger at the URL."""
    engine = open_engine(url)
    with unguarded(engine) as connection:
        plant(connection, position)
    engine.dispose()


def one_byte(connection: Connection, position: int) -> None:
    """A letter in the middle of the state is another."""
    state = connection.scalar(select(ledger.c.state).where(ledger.c.position == position))
    assert state is not None
    middle = len(state) // 2
    other = bytes([state[middle] ^ 1])
    _set(connection, position, {"state": state[:middle] + other + state[middle + 1 :]})


def sealed_part(connection: Connection, position: int) -> None:
    """What only the key of the case opens is another, which no figure can tell."""
    state = connection.scalar(select(ledger.c.state).where(ledger.c.position == position))
    assert state is not None
    begin = state.index(b'"sealed":"') + len(b'"sealed":"')
    letter = b"B" if state[begin : begin + 1] == b"A" else b"A"
    _set(connection, position, {"state": state[:begin] + letter + state[begin + 1 :]})


def re_dated(connection: Connection, position: int) -> None:
    """The event came a microsecond later."""
    at = connection.scalar(select(ledger.c.recorded_at).where(ledger.c.position == position))
    assert at is not None
    _set(connection, position, {"recorded_at": at + 1})


def renamed(connection: Connection, position: int) -> None:
    """The event is of another kind."""
    _set(connection, position, {"topic": "case.of-another-kind"})


def given_away(connection: Connection, position: int) -> None:
    """The event is another's: the first event's aggregate has it, in a version that is free."""
    first = connection.scalar(select(ledger.c.originator_id).where(ledger.c.position == 1))
    _set(connection, position, {"originator_id": first, "originator_version": 1_000})


def swapped(connection: Connection, position: int) -> None:
    """The event has changed places with the one before, and so have their times."""
    before = position - 1
    rows = select(ledger.c.position, ledger.c.recorded_at)
    times = {row.position: row.recorded_at for row in connection.execute(rows)}
    _set(connection, position, {"position": -1, "recorded_at": times[before]})
    _set(connection, before, {"position": position, "recorded_at": times[position]})
    _set(connection, -1, {"position": before})


def removed(connection: Connection, position: int) -> None:
    """The event is not there any more."""
    connection.execute(delete(ledger).where(ledger.c.position == position))


def made_text(connection: Connection, position: int) -> None:
    """SQLite: the state is text now, as a careless ``replace`` leaves it, of the same bytes."""
    changed = "UPDATE ledger SET state = CAST(state AS TEXT) WHERE position = :position"
    connection.execute(text(changed), {"position": position})


def spelt_otherwise(connection: Connection, position: int) -> None:
    """SQLite: nobody finds the event by its aggregate any more, though the id is the same."""
    changed = "UPDATE ledger SET originator_id = :id WHERE position = :position"
    found = text("SELECT originator_id FROM ledger WHERE position = :position")
    plain = connection.scalar(found, {"position": position})
    spelt = {"id": plain.upper(), "position": position}
    connection.execute(text(changed), spelt)


EVERYWHERE: tuple[Plant, ...] = (one_byte, re_dated, renamed, given_away, swapped, removed)
ON_SQLITE: tuple[Plant, ...] = (made_text, spelt_otherwise)


def _set(connection: Connection, position: int, values: Mapping[str, object]) -> None:
    statement = update(ledger).where(ledger.c.position == position).values(**values)
    assert connection.execute(statement).rowcount == 1
