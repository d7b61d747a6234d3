"""The keys of the cases, on both databases: made once, destroyed for ever, never in clear."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, event, text

from marshrut.ledger.key_wrapping import WrongMasterKey
from marshrut.ledger.keys import ErasureAct, KeyErased, KeyExists, KeyStore

MASTER = bytes(range(32))
WHEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
WORKERS = 8


@pytest.fixture
def store(database_url: str) -> Iterator[KeyStore]:
    with closing(KeyStore(database_url, MASTER)) as store:
        store.create_tables()
        yield store


def erase(store: KeyStore, case_id: UUID, act_number: str = "17-У") -> ErasureAct:
    return store.erase(
        case_id, act_number=act_number, reason="Заявление Ёлкиной А.", actor="admin", at=WHEN
    )


def stored_keys(url: str) -> dict[UUID, bytes]:
    engine = create_engine(url)
    schema = "" if engine.dialect.name == "sqlite" else "marshrut_keys."
    with engine.connect() as connection:
        rows = connection.execute(text(f"SELECT case_id, wrapped_key FROM {schema}case_key")).all()  # noqa: S608
    engine.dispose()
    return {UUID(str(case_id)): bytes(key) for case_id, key in rows}


def test_a_key_is_made_once_and_given_again(store: KeyStore) -> None:
    case_id = uuid4()
    key = store.create(case_id)
    assert len(key) == 32
    assert store.get(case_id) == key
    with pytest.raises(KeyExists):
        store.create(case_id)
    assert store.get(case_id) == key


def test_keys_differ_and_an_unknown_case_has_none(store: KeyStore) -> None:
    made = store.create_many([uuid4() for _ in range(2500)])  # more than one query asks for
    assert len(set(made.values())) == len(made)
    assert store.get_many([*made, uuid4()]) == made
    assert store.get(uuid4()) is None
    assert store.get_many([]) == store.create_many([]) == {}


def test_many_keys_are_made_all_or_none(store: KeyStore) -> None:
    old, new = uuid4(), uuid4()
    store.create(old)
    with pytest.raises(KeyExists):
        store.create_many([new, old])
    assert store.get(new) is None


def test_a_key_is_stored_wrapped(store: KeyStore, database_url: str) -> None:
    case_id = uuid4()
    key = store.create(case_id)
    assert key not in stored_keys(database_url)[case_id]


def test_another_master_key_opens_nothing(store: KeyStore, database_url: str) -> None:
    case_id = uuid4()
    store.create(case_id)
    with closing(KeyStore(database_url, MASTER[::-1])) as other, pytest.raises(WrongMasterKey):
        other.get(case_id)


def test_a_key_moved_to_another_case_does_not_open(store: KeyStore, database_url: str) -> None:
    case_id, other = uuid4(), uuid4()
    store.create_many([case_id, other])
    engine = create_engine(database_url)
    schema = "" if engine.dialect.name == "sqlite" else "marshrut_keys."
    with engine.begin() as connection:
        swap = f"UPDATE {schema}case_key SET wrapped_key = :key"  # noqa: S608
        connection.execute(text(swap), {"key": stored_keys(database_url)[other]})
    engine.dispose()
    with pytest.raises(WrongMasterKey):
        store.get(case_id)


def test_an_erased_case_never_has_a_key_again(store: KeyStore) -> None:
    case_id, other = uuid4(), uuid4()
    kept = store.create_many([case_id, other])[other]
    act = erase(store, case_id)
    assert act.reason == "Заявление Ёлкиной А."
    assert store.erasure(case_id) == act
    assert store.erasure(other) is None
    assert store.get_many([case_id, other]) == {other: kept}
    with pytest.raises(KeyErased):
        store.create(case_id)


def test_a_case_without_a_key_can_be_erased(store: KeyStore) -> None:
    case_id = uuid4()
    assert erase(store, case_id).erased_at == WHEN
    with pytest.raises(KeyErased):
        store.create(case_id)


def test_the_same_act_is_told_once_and_another_is_refused(store: KeyStore) -> None:
    case_id = uuid4()
    store.create(case_id)
    first = erase(store, case_id)
    again = store.erase(case_id, act_number="17-У", reason="…", actor="other", at=datetime.now(UTC))
    assert again == first
    with pytest.raises(KeyErased, match="another act"):
        erase(store, case_id, act_number="18-У")
    assert store.erasure(case_id) == first


def test_an_erasure_is_seen_by_another_process_at_once(store: KeyStore, database_url: str) -> None:
    case_id = uuid4()
    with closing(KeyStore(database_url, MASTER)) as other:
        assert store.create(case_id) == other.get(case_id)
        erase(other, case_id)
        assert store.get(case_id) is None


def test_workers_may_create_the_tables_at_once(database_url: str) -> None:
    ready = Barrier(WORKERS)

    def start(_: int) -> bytes:
        with closing(KeyStore(database_url, MASTER)) as store:
            ready.wait()
            store.create_tables()
            return store.create(uuid4())

    with ThreadPoolExecutor(WORKERS) as pool:
        assert len(set(pool.map(start, range(WORKERS)))) == WORKERS


@pytest.mark.parametrize("attempt", range(5))
def test_a_race_of_making_and_erasing_leaves_no_key(
    store: KeyStore, database_url: str, attempt: int
) -> None:
    case_id, ready = uuid4(), Barrier(2)

    def make() -> None:
        ready.wait()
        store.create(case_id)

    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(make)
        ready.wait()
        erase(store, case_id, act_number=str(attempt))
    assert isinstance(making.exception(), KeyErased | None)
    assert stored_keys(database_url) == {}


def test_of_a_race_of_makers_one_wins(store: KeyStore) -> None:
    case_id, ready = uuid4(), Barrier(WORKERS)

    def make(_: int) -> bytes | None:
        ready.wait()
        try:
            return store.create(case_id)
        except KeyExists:
            return None

    with ThreadPoolExecutor(WORKERS) as pool:
        won = [key for key in pool.map(make, range(WORKERS)) if key is not None]
    assert won == [store.get(case_id)]


@pytest.fixture
def careless_sqlite() -> Iterator[None]:
    """SQLite as most builds have it; some (Debian's) overwrite what is deleted by themselves."""

    def set_pragmas(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA secure_delete = OFF")

    event.listen(Engine, "connect", set_pragmas)
    yield
    event.remove(Engine, "connect", set_pragmas)


@pytest.mark.usefixtures("careless_sqlite")
def test_no_byte_of_an_erased_key_stays_in_the_files(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    with closing(KeyStore(url, MASTER)) as store:
        store.create_tables()
        store.create_many([uuid4() for _ in range(500)])
        wrapped = stored_keys(url)
        before = bytes_in(tmp_path)
        assert all(key in before for key in wrapped.values())
        erased = list(wrapped)[::50]
        for case_id in erased:
            erase(store, case_id)
        after = bytes_in(tmp_path)
        assert not [case_id for case_id in erased if half_of(wrapped[case_id], after)]
        assert all(wrapped[case_id] in after for case_id in wrapped if case_id not in erased)
        assert "Ёлкиной".encode() not in after
        assert MASTER not in after


def bytes_in(folder: Path) -> bytes:
    """Everything in the folder: the database, its journals, whatever else there is."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


def half_of(key: bytes, stored: bytes) -> bool:
    middle = len(key) // 2
    return key[:middle] in stored or key[middle:] in stored
