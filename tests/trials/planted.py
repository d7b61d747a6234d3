"""Personal data planted everywhere they can be said, then looked for in all that is stored.

Before an erasure no word stands anywhere in clear. After it, once the backups of the keys have
expired, nothing opens any more what was sealed: not the master key with all that is there.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import Engine, MetaData, create_engine, make_url, select, text

from api.context import EXTENSION
from api.logs import JsonLines
from marshrut.application.service import Service
from marshrut.ledger.key_database import case_key
from marshrut.ledger.key_wrapping import CASE_KEYS, Wrapping
from marshrut.ledger.master_key import load_master_key
from marshrut.ledger.schema_access_log import access_log
from marshrut.ledger.sealing import SealBroken, unseal
from tests.support.databases import KINDS, PostgresServer, migrate_at, wall_at
from tests.support.http import Installation, installed
from tests.support.planted_life import Life
from tests.support.planted_words import Planted, met
from tests.support.postgres import own_postgres
from tests.support.shell import Shell
from tests.trials.trial import Outcome, Trial

PERSONS_A_ROUND = 2


def run(rounds: int) -> Outcome:
    """Plant, look for, erase and look again, so many times on each database."""
    outcome = Outcome()
    with own_postgres(fsync=True) as admin_url, closing(PostgresServer(admin_url)) as server:
        for number in range(rounds):
            for kind in KINDS:
                with TemporaryDirectory(prefix="marshrut-planted-") as folder:
                    _round(outcome, number, kind, Path(folder), server)
                outcome.count(f"rounds on {kind}")
    return outcome


TRIAL = Trial(
    name="planted",
    about="personal data said in every way, then looked for in database files, logs of the"
    " database, column image, exports, backups and the log; then erased",
    aim="none in clear before an erasure; nothing opens after it and after the expiry of backups"
    " of keys",
    rounds=20,
    run=run,
)


def _round(outcome: Outcome, number: int, kind: str, folder: Path, server: PostgresServer) -> None:
    url = f"sqlite:///{folder / 'ledger.db'}"
    url = url if kind == "sqlite" else server.create_database()
    migrate_at(url)
    if kind != "sqlite":
        wall_at(server, url)
    with kept_log() as log, installed(url, folder) as made:
        lives = [Life(made, Planted(number * PERSONS_A_ROUND + one)) for one in range(2)]
        words = [word for life in lives for word in life.who.words]
        for life in lives:
            outcome.count("requests", life.live())
        outcome.count("words planted", len(words))
        _check_shown(outcome, lives)
        places = _places(made, folder) | {"log": "\n".join(log).encode()}
        outcome.count("places searched", len(places))
        outcome.count("megabytes searched", sum(map(len, places.values())) // 10**6)
        for word, place in met(words, places):
            outcome.fault(f"{kind}: «{word}» stands in {place}")
        _erase(outcome, kind, made, lives, folder)
    if kind != "sqlite":
        server.drop_database(url)


def _check_shown(outcome: Outcome, lives: list[Life]) -> None:
    """Whoever may see the person does: what is looked for was said, and is found by the search."""
    for life in lives:
        told = b"".join(answer.get_data() for answer in life.answers)
        missing = set(life.who.words) - {word for word, _ in met(life.who.words, {"": told})}
        spelt = {word for word in missing if not any(c.isdigit() for c in word)}
        outcome.count("words shown to whom they are for", len(life.who.words) - len(missing))
        for word in spelt - {life.who.word("listed")}:
            outcome.fault(f"«{word}» was planted and is shown to nobody")
        statuses = {answer.status_code for answer in life.answers}
        for status in sorted(statuses):
            if status >= 500:
                outcome.fault(f"a request was answered {status}")


def _places(made: Installation, folder: Path) -> dict[str, bytes]:
    """All that is stored, by where: files, tables, what commands write."""
    shell = Shell(made.environ)
    shell.out("image")
    shell.out("export", folder / "export.jsonl")
    engine = create_engine(made.database_url)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
    else:
        with (
            closing(sqlite3.connect(folder / "ledger.db")) as source,
            closing(sqlite3.connect(folder / "backup.db")) as copy,
        ):
            source.backup(copy)
    files = [path for path in folder.rglob("*") if path.is_file()]
    files += _server_files(engine)
    stored = {str(path): data for path in files if (data := _read(path))}
    found = stored | {"tables": b"\n".join(_rows(engine))}
    found["metrics"] = made.watcher().get("/metrics").get_data()
    engine.dispose()
    return found


def _server_files(engine: Engine) -> Iterator[Path]:
    """The files of the database, the write-ahead log and the server's own log."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        data = Path(connection.scalar(text("SHOW data_directory")) or "")
        own = connection.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
    for folder in (data / "base" / str(own), data / "pg_wal", data / "global"):
        yield from (path for path in folder.rglob("*") if path.is_file())
    yield data.parent / "log"


def _read(path: Path) -> bytes:
    """What a file holds; nothing if it is gone meanwhile, as temporary ones of a server."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _rows(engine: Engine) -> Iterator[bytes]:
    """Every value of every table: what a server stores compressed, too."""
    tables = MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    yield value if isinstance(value, bytes) else str(value).encode()


def _erase(
    outcome: Outcome, kind: str, made: Installation, lives: list[Life], folder: Path
) -> None:
    """Erase all of them; with a backup of the keys they would open, without it they do not."""
    service: Service = made.app.extensions[EXTENSION].current()
    master = load_master_key(Path(made.environ["MARSHRUT_MASTER_KEY_FILE"]))
    cases = [UUID(life.desk.case_id) for life in lives]
    sealed = {case_id: _sealed(service, case_id) for case_id in cases}
    backup = _wrapped(made, cases)
    for life in lives:
        answer = life.erase()
        if answer.status_code != 201:
            outcome.fault(f"{kind}: an erasure was answered {answer.status_code}")
    wrapping = Wrapping(master)
    for case_id in cases:
        key = wrapping.unwrap(CASE_KEYS, backup[case_id], context=case_id.bytes)
        if not all(_opens(payload, key, case_id) for payload in sealed[case_id]):
            outcome.fault(f"{kind}: not even a backup of the keys opens what was sealed")
    keys = [*_keys_there(made, wrapping), master]  # the backup has expired
    kept = b"".join(_read(path) for path in folder.glob("keys-*"))
    for case_id in cases:
        outcome.count("sealed payloads tried after an erasure", len(sealed[case_id]))
        if any(_opens(payload, key, case_id) for payload in sealed[case_id] for key in keys):
            outcome.fault(f"{kind}: {case_id} opens after its erasure")
        half = len(backup[case_id]) // 2
        if backup[case_id][:half] in kept or backup[case_id][half:] in kept:
            outcome.fault(f"{kind}: the key of {case_id} is left in the files of the keys")


def _sealed(service: Service, case_id: UUID) -> list[bytes]:
    """All that is sealed under the key of the case: in events, and in the access log."""
    found = [
        sealed
        for record in service.ledger.records_of(case_id)
        if (sealed := getattr(record.event, "sealed", None))
    ]
    why = select(access_log.c.sealed_why).where(access_log.c.case_id == case_id)
    with service.engine.connect() as connection:
        return [*found, *(each for each in connection.scalars(why) if each)]


def _wrapped(made: Installation, cases: list[UUID]) -> dict[UUID, bytes]:
    """What a backup of the keys holds of the cases."""
    engine = create_engine(make_url(made.environ["MARSHRUT_KEYS_URL"]))
    with engine.connect() as connection:
        rows = connection.execute(select(case_key)).all()
    engine.dispose()
    return {row.case_id: row.wrapped_key for row in rows if row.case_id in cases}


def _keys_there(made: Installation, wrapping: Wrapping) -> list[bytes]:
    """Every key that the database of keys still has."""
    engine = create_engine(make_url(made.environ["MARSHRUT_KEYS_URL"]))
    with engine.connect() as connection:
        rows = connection.execute(select(case_key)).all()
    engine.dispose()
    return [wrapping.unwrap(CASE_KEYS, row.wrapped_key, context=row.case_id.bytes) for row in rows]


def _opens(payload: bytes, key: bytes, case_id: UUID) -> bool:
    try:
        unseal(payload, key=key, case_id=case_id)
    except SealBroken:
        return False
    return True


@contextmanager
def kept_log() -> Iterator[list[str]]:
    """Every line that anything logs meanwhile."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.extend((self.format(record), record.getMessage()))

    handler, root = Kept(), logging.getLogger()
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
