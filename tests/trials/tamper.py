"""Tampering as the database's superuser: whatever is done to what was recorded, it is found.

Each round does one thing to a ledger, asks ``verify`` what it says, and puts all back. It knows
what it did, so it knows which position is the first that is bad. Half of the rounds believe only
checkpoints that were kept elsewhere, as an auditor would. Where the hashes of leaves are changed
as well, to fit, the exact position is past telling: then the span that is told must hold it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, insert, select, text, update

from marshrut.ledger.checkpoints import Cause, Checkpoints
from marshrut.ledger.clock import process_clock
from marshrut.ledger.engine import open_engine
from marshrut.ledger.kept_leaves import BLOCK, HASH_BYTES
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.leaves import DamagedLedger, leaf_hashes
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.ledger_leaves import LedgerLeaves
from marshrut.ledger.migrate import migrate
from marshrut.ledger.schema import ledger as table
from marshrut.ledger.schema_proof import ledger_leaves
from marshrut.ledger.trust import proof_of, trust
from marshrut.ledger.verifying import Fault, Trusted, verify
from tests.support.appends import annulled
from tests.support.databases import PostgresServer
from tests.support.postgres import own_postgres
from tests.trials.trial import Outcome, Trial

SIZES = (150, 400, 700)
"""At which positions there is a checkpoint; at the last one the ledger ends."""

HEAD = SIZES[-1]
GUARDED = ("ledger", "ledger_leaves", "checkpoint")


class Told(NamedTuple):
    """What ``verify`` said: ``None`` where nothing is wrong."""

    fault: Fault | None


Done = int
"""The first position that is bad after it."""

Tampering = Callable[[Connection, random.Random], Done]


def edited(connection: Connection, rng: random.Random) -> Done:
    """A byte of the state of an event is another, or one more, or one less."""
    position = rng.randint(1, HEAD)
    state = bytearray(_one(connection, position).state)
    at = rng.randrange(len(state))
    match rng.randrange(3):
        case 0:
            state[at] ^= rng.randint(1, 255)
        case 1:
            state.insert(at, rng.randrange(256))
        case _:
            del state[at]
    _set(connection, position, state=bytes(state))
    return position


def renamed(connection: Connection, rng: random.Random) -> Done:
    """An event is of another kind."""
    position = rng.randint(1, HEAD)
    _set(connection, position, topic=rng.choice(["case.merged", "case.entry-annulled ", "", "é"]))
    return position


def given_away(connection: Connection, rng: random.Random) -> Done:
    """An event is of another aggregate."""
    position = rng.randint(1, HEAD)
    _set(connection, position, originator_id=_uuid(rng))
    return position


def another_version(connection: Connection, rng: random.Random) -> Done:
    """An event is another one of its aggregate."""
    position = rng.randint(1, HEAD)
    _set(connection, position, originator_version=rng.choice([0, -1, 7_000 + position]))
    return position


def re_dated(connection: Connection, rng: random.Random) -> Done:
    """An event was known at another time."""
    position = rng.randint(1, HEAD)
    moved = rng.choice([-1, 1, 1_000_000, -86_400_000_000, 10**15])
    _set(connection, position, recorded_at=_one(connection, position).recorded_at + moved)
    return position


def all_re_dated(connection: Connection, rng: random.Random) -> Done:
    """All events from one on were known a day later, in order."""
    position = rng.randint(1, HEAD)
    connection.execute(
        update(table)
        .where(table.c.position >= position)
        .values(recorded_at=table.c.recorded_at + 86_400_000_000)
    )
    return position


def deleted(connection: Connection, rng: random.Random) -> Done:
    """Events are gone."""
    position, many = rng.randint(1, HEAD), rng.choice([1, 1, 2, 60])
    connection.execute(table.delete().where(table.c.position.between(position, position + many)))
    return position


def closed_up(connection: Connection, rng: random.Random) -> Done:
    """An event is gone, and those behind it have moved up."""
    position = rng.randint(1, HEAD)
    connection.execute(table.delete().where(table.c.position == position))
    _move(connection, after=position, by=-1)
    return position


def truncated(connection: Connection, rng: random.Random) -> Done:
    """Everything behind some position is gone, or everything."""
    position = rng.choice([0, rng.randint(0, HEAD - 1)])
    connection.execute(table.delete().where(table.c.position > position))
    return position + 1


def inserted(connection: Connection, rng: random.Random) -> Done:
    """There is an event that nobody recorded; those behind it have moved on."""
    position = rng.randint(1, HEAD)
    like = _one(connection, position)
    _move(connection, after=position - 1, by=1)
    row = {**like._asdict(), "originator_id": _uuid(rng), "originator_version": 1}
    connection.execute(insert(table), {**row, "position": position})
    return position


def before_the_first(connection: Connection, rng: random.Random) -> Done:
    """There is an event at a position that there is not."""
    row = {**_one(connection, 1)._asdict(), "originator_id": _uuid(rng)}
    position = rng.choice([0, -1, -700])
    connection.execute(insert(table), {**row, "position": position})
    return position


def swapped(connection: Connection, rng: random.Random) -> Done:
    """Two events have changed places, with their times or without."""
    first, second = sorted(rng.sample(range(1, HEAD + 1), 2))
    times = {each: _one(connection, each).recorded_at for each in (first, second)}
    _set(connection, first, position=-1)
    _set(connection, second, position=first)
    _set(connection, -1, position=second)
    if rng.random() < 0.5:
        _set(connection, first, recorded_at=times[first])
        _set(connection, second, recorded_at=times[second])
    return first


EXACT: tuple[Tampering, ...] = (
    edited,
    renamed,
    given_away,
    another_version,
    re_dated,
    all_re_dated,
    deleted,
    closed_up,
    truncated,
    inserted,
    before_the_first,
    swapped,
)


def with_hashes(connection: Connection, rng: random.Random) -> Done:
    """An event is another, and so are the hashes of leaves, which fit again."""
    position = edited(connection, rng)
    for number in range(HEAD // BLOCK):
        after = number * BLOCK
        hashes = b"".join(leaf_hashes(connection, after=after, upto=after + BLOCK))
        connection.execute(
            ledger_leaves.update().where(ledger_leaves.c.number == number).values(hashes=hashes)
        )
    after = HEAD // BLOCK * BLOCK
    tail = b"".join(leaf_hashes(connection, after=after, upto=HEAD))
    assert len(tail) == (HEAD - after) * HASH_BYTES
    connection.execute(
        text("UPDATE checkpoint SET tail = :tail WHERE position = :head"),
        {"tail": tail, "head": HEAD},
    )
    return position


class Stage:
    """A ledger on a database, of which somebody else holds the checkpoints."""

    def __init__(self, url: str, keys_url: str) -> None:
        migrate(url)
        self.engine = open_engine(url)
        self._keys = KeyStore(keys_url, bytes(range(32)))
        self._keys.create_tables()
        ledger = Ledger(self.engine)
        checkpoints = Checkpoints(ledger, self._keys.signing, name="trial/ledger")
        cases = [uuid4() for _ in range(40)]
        for position in range(HEAD):
            version = position // len(cases) + 1
            ledger.append([annulled(cases[position % len(cases)], version)])
            if position + 1 in SIZES:
                checkpoints.keep(position=position + 1, cause=Cause.REQUEST, now=process_clock())
        self.key = checkpoints.log_keys()[-1].public
        ledger.close()
        notes = [(f"note {n}", note) for n, note in enumerate(proof_of(self.engine).checkpoints)]
        self.elsewhere = trust(notes, keys=[self.key]).checkpoints
        assert [each.size for each in self.elsewhere] == list(SIZES)
        self._prepare()

    def close(self) -> None:
        """Let go of the databases."""
        self.engine.dispose()
        self._keys.close()

    def _prepare(self) -> None:
        """Take away what guards the tables, and keep a copy of each to put back."""
        sqlite = self.engine.dialect.name == "sqlite"
        with self.engine.begin() as connection:
            for name in GUARDED:
                if sqlite:
                    for change in ("update", "delete"):
                        connection.exec_driver_sql(f"DROP TRIGGER {name}_no_{change}")
                else:
                    connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
                copy = f"CREATE TABLE kept_{name} AS SELECT * FROM {name}"  # noqa: S608 - a name
                connection.exec_driver_sql(copy)

    def put_back(self) -> None:
        """As it was."""
        with self.engine.begin() as connection:
            for name in GUARDED:
                connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608 - a table's name
                connection.execute(
                    text(f"INSERT INTO {name} SELECT * FROM kept_{name}")  # noqa: S608 - likewise
                )

    def tamper(self, tampering: Tampering, rng: random.Random) -> Done:
        """Do it."""
        with self.engine.begin() as connection:
            return tampering(connection, rng)

    def verified(self, *, outside: bool) -> Told:
        """What is found, by checkpoints from outside or by those in the database."""
        if outside:
            trusted: tuple[Trusted, ...] = self.elsewhere
        else:
            notes = [("kept", note) for note in proof_of(self.engine).checkpoints]
            trusted = trust(notes, keys=[self.key]).checkpoints
        try:
            return Told(verify(LedgerLeaves(self.engine), trusted=trusted).fault)
        except DamagedLedger as damaged:
            return Told(Fault(damaged.position - 1, damaged.position, None))


def run(rounds: int) -> Outcome:
    """So many rounds on each kind of database."""
    outcome = Outcome()
    for kind, stage in stages():
        hold(stage, rounds // 2 or 1, outcome, kind)
    return outcome


def hold(stage: Stage, rounds: int, outcome: Outcome, kind: str) -> None:
    """Tamper so often, each kind of tampering in its turn."""
    rng = random.Random(f"{kind} {rounds}")  # noqa: S311 - to be repeated
    if stage.verified(outside=False).fault or stage.verified(outside=True).fault:
        outcome.fault(f"{kind}: a ledger that nobody has touched is found bad")
    kinds = (*EXACT, with_hashes)
    for number in range(rounds):
        tampering = kinds[number % len(kinds)]
        first = stage.tamper(tampering, rng)
        told = stage.verified(outside=number % 2 == 0)
        stage.put_back()
        judge(
            outcome,
            f"{kind}, round {number}, {tampering.__name__}",
            first,
            told,
            exact=tampering is not with_hashes,
        )
        outcome.count(f"on {kind}")


def judge(outcome: Outcome, where: str, first: Done, told: Told, *, exact: bool) -> None:
    """A fault, if it was not found, or not there."""
    fault = told.fault
    if fault is None:
        outcome.fault(f"{where}: position {first} is bad, and nothing was found")
    elif exact and fault.position != first:
        outcome.fault(f"{where}: position {first} is bad, found {fault}")
    elif not fault.after < first <= fault.upto:
        outcome.fault(f"{where}: position {first} is bad, which is not in {fault}")


@contextmanager
def staged(kind: str, folder: Path, server: PostgresServer | None = None) -> Iterator[Stage]:
    """A stage on a fresh database."""
    url = f"sqlite:///{folder / 'ledger.db'}" if server is None else server.create_database()
    stage = Stage(url, f"sqlite:///{folder / f'{kind}.keys.db'}")
    try:
        yield stage
    finally:
        stage.close()


def stages() -> Iterator[tuple[str, Stage]]:
    """One on each kind of database."""
    with TemporaryDirectory(prefix="tamper-") as folder:
        with staged("SQLite", Path(folder)) as stage:
            yield "SQLite", stage
        with own_postgres() as admin_url:
            server = PostgresServer(admin_url)
            with staged("PostgreSQL", Path(folder), server) as stage:
                yield "PostgreSQL", stage
            server.close()


def _one(connection: Connection, position: int) -> Row[Any]:
    return connection.execute(select(table).where(table.c.position == position)).one()


def _set(connection: Connection, at: int, **values: object) -> None:
    statement = update(table).where(table.c.position == at).values(**values)
    assert connection.execute(statement).rowcount == 1


def _move(connection: Connection, *, after: int, by: int) -> None:
    """Move those behind a position, by way of positions that nobody has."""
    far = 1_000_000
    moved = update(table).where(table.c.position > after)
    connection.execute(moved.values(position=table.c.position + far))
    back = update(table).where(table.c.position > far)
    connection.execute(back.values(position=table.c.position - far + by))


def _uuid(rng: random.Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


TRIAL = Trial(
    name="tamper",
    about="Events edited, renamed, given away, re-dated, deleted, moved, swapped, inserted, "
    "truncated by the database's superuser, also with the hashes of leaves made to fit",
    aim="≥ 10,000, all found, the first bad position right",
    rounds=10_400,
    run=run,
)
