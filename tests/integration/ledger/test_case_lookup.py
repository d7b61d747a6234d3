"""Cases are found by blind tokens, on both databases, and nothing stored says a name."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, select

from marshrut.ledger.access import issue_token
from marshrut.ledger.blind import BlindIndex
from marshrut.ledger.case_lookup import (
    DuplicateCase,
    case_with,
    cases_matching,
    forget,
    register_natural_key,
    replace_natural_key,
    replace_search_tokens,
)
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.master_key import derive
from marshrut.ledger.schema_access import access_token, natural_key, search_token
from marshrut.ledger.sealing import seal, unseal

MASTER = bytes(range(32))
INDEX = BlindIndex(derive(MASTER, purpose="blind index"))
KEY, OTHER_KEY = b"k" * 16, b"o" * 16
PERSON = {
    "last_name": "Ёлкина-Маркова",
    "first_name": "Аграфена",
    "middle_name": "Сергеевна",
    "birth_date": "2006-02-28",
    "snils": "11223344595",
}
IN_CLEAR = ["Ёлкина", "Маркова", "Аграфена", "Сергеевна", "2006-02-28", "11223344595"]


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        for table in (natural_key, search_token, access_token):
            table.create(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        yield connection


def test_a_natural_key_is_one_case_s(connection: Connection) -> None:
    case_id, other = uuid4(), uuid4()
    assert case_with(connection, token=KEY) is None
    register_natural_key(connection, token=KEY, case_id=case_id)
    register_natural_key(connection, token=KEY, case_id=case_id)
    with pytest.raises(DuplicateCase) as caught:
        register_natural_key(connection, token=KEY, case_id=other)
    assert caught.value.case_id == case_id
    assert case_with(connection, token=KEY) == case_id  # the transaction is still usable


def test_a_changed_passport_gives_up_the_former_key(connection: Connection) -> None:
    case_id, other = uuid4(), uuid4()
    register_natural_key(connection, token=KEY, case_id=case_id)
    replace_natural_key(connection, token=OTHER_KEY, case_id=case_id)
    assert case_with(connection, token=OTHER_KEY) == case_id
    register_natural_key(connection, token=KEY, case_id=other)
    with pytest.raises(DuplicateCase):
        replace_natural_key(connection, token=KEY, case_id=case_id)
    assert case_with(connection, token=OTHER_KEY) == case_id


def test_a_case_is_found_by_all_words_of_a_query(connection: Connection) -> None:
    anna, boris = uuid4(), uuid4()
    for case_id, first in ((anna, "Анна"), (boris, "Борис")):
        tokens = INDEX.name_tokens(last_name="Ёлкина", first_name=first)
        replace_search_tokens(connection, case_id=case_id, tokens=tokens)
    assert found(connection, "елк") == {anna, boris}
    assert found(connection, "ёлкина АННА") == {anna}
    assert found(connection, "елк елк анн") == {anna}
    assert found(connection, "Елкина Вера") == set()
    assert found(connection, " - ") == set()


def test_a_new_name_replaces_the_old(connection: Connection) -> None:
    case_id = uuid4()
    for last in ("Ёлкина", "Маркова"):
        tokens = INDEX.name_tokens(last_name=last, first_name="Анна")
        replace_search_tokens(connection, case_id=case_id, tokens=tokens)
    assert found(connection, "Елкина") == set()
    assert found(connection, "Маркова") == {case_id}
    replace_search_tokens(connection, case_id=case_id, tokens=[])
    assert found(connection, "Маркова") == set()


def test_a_forgotten_case_is_found_no_more_and_others_are(connection: Connection) -> None:
    case_id, other = uuid4(), uuid4()
    for each, token in ((case_id, KEY), (other, OTHER_KEY)):
        register_natural_key(connection, token=token, case_id=each)
        replace_search_tokens(connection, case_id=each, tokens=[INDEX.snils("11223344595")])
    forget(connection, case_id=case_id)
    assert case_with(connection, token=KEY) is None
    assert case_with(connection, token=OTHER_KEY) == other
    assert cases_matching(connection, tokens=[INDEX.snils("112-233-445 95")]) == {other}


def test_of_a_race_for_a_natural_key_one_case_wins(engine: Engine) -> None:
    def take(case_id: UUID) -> UUID:
        with engine.begin() as connection:
            try:
                register_natural_key(connection, token=KEY, case_id=case_id)
            except DuplicateCase as taken:
                return taken.case_id
        return case_id

    with ThreadPoolExecutor(8) as pool:
        winners = set(pool.map(take, [uuid4() for _ in range(32)]))
    with engine.connect() as connection:
        assert winners == {case_with(connection, token=KEY)}


def test_nothing_stored_says_a_name(tmp_path: Path) -> None:
    case_id = uuid4()
    engine = create_engine(f"sqlite:///{tmp_path / 'ledger.db'}")
    with closing(KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", MASTER)) as store:
        store.create_tables()
        sealed = seal(PERSON, key=store.create(case_id), case_id=case_id)
        (tmp_path / "event").write_bytes(sealed)
        record(engine, case_id)
        assert unseal(sealed, key=store.get(case_id) or b"", case_id=case_id) == PERSON
        assert_blind(tmp_path)
        erase(store, engine, case_id)
        assert store.get(case_id) is None
        assert_blind(tmp_path)
    with engine.connect() as connection:
        assert connection.execute(select(search_token)).all() == []
        assert found(connection, "Елкина") == set()
    engine.dispose()


def record(engine: Engine, case_id: UUID) -> None:
    """Leave what opening a case leaves beside its event."""
    names = {part: PERSON[part] for part in ("last_name", "first_name", "middle_name")}
    person = INDEX.person(full_name=" ".join(names.values()), birth_date=date(2006, 2, 28))
    tokens = {*INDEX.name_tokens(**names), INDEX.snils(PERSON["snils"]), person}
    key = INDEX.natural_key(
        organisation="TTIT", programme_code="15.02.16", graduation_year=2025, snils=PERSON["snils"]
    )
    with engine.begin() as connection:
        for table in (natural_key, search_token, access_token):
            table.create(connection)
        replace_search_tokens(connection, case_id=case_id, tokens=tokens)
        register_natural_key(connection, token=key, case_id=case_id)
        issue_token(connection, actor="staff-1", role="CK_STAFF", organisation="TTIT")


def erase(store: KeyStore, engine: Engine, case_id: UUID) -> None:
    reason = "Отзыв согласия: Ёлкина-Маркова Аграфена"
    store.erase(case_id, act_number="17-У", reason=reason, actor="admin", at=datetime.now(UTC))
    with engine.begin() as connection:
        forget(connection, case_id=case_id)


def assert_blind(folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {"ledger.db", "keys.db", "event"} <= set(files)
    for name, stored in files.items():
        seen = [word for word in IN_CLEAR if clear_in(word, stored)]
        assert not seen, f"{name} holds {seen} in clear"


def clear_in(word: str, stored: bytes) -> bool:
    spellings = {word, word.casefold(), word.upper(), word.casefold().replace("ё", "е")}
    return any(
        spelling.encode(encoding) in stored
        for spelling in spellings
        for encoding in ("utf-8", "utf-16-le", "cp1251", "unicode-escape")
    )


def found(connection: Connection, query: str) -> set[UUID]:
    return cases_matching(connection, tokens=INDEX.query_tokens(query))
