"""No table and no file holds a person in clear, whatever was written about him (S24, S25)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, create_engine, make_url, select

from marshrut.application import cases
from marshrut.application.corrections import change_person, correct
from marshrut.application.erasure import erase
from marshrut.application.requests import Idempotency
from tests.support.exports import exported
from tests.support.office import ADMIN, Office, request, status

PERSON = {
    "last_name": "Тринадцатиборский",
    "first_name": "Мстислав",
    "middle_name": "Бориполкович",
    "birth_date": date(2004, 11, 27),
    "snils": "112-233-445 95",
    "inn": "500100732259",
    "phone": "+79161234567",
    "email": "mstislav.13@example.org",
    "messenger": "@mstislav13",
}
WORDS = (
    *(str(value) for value in PERSON.values()),
    "11223344595",
    "Борисоглебский",
    "Наставник-резчик",
    "ДГ-77/13",
    "366316608346",
    "ИП Крестовоздвиженский",
    "СПР-4411",
    "поручительство бабушки",
    "диплом-990-41",
    "семейные обстоятельства",
    "отзыв согласия",
    "2024-12-24",
    "описка регистратора",
    "Удалённая причина",
)
IN_CLEAR = ("7707083893", "Колледж A", "EMPLOYED_LABOUR_CONTRACT", "CK_STAFF")


def live_through(office: Office) -> None:
    """Say of one person everything that can be said."""
    key = Idempotency("k", office.service.fingerprint(str(PERSON).encode()))
    case = office.open(by=request(idempotency=key), **PERSON).case_id
    on = date(2025, 9, 1)
    office.employ(case, on)
    attributes = {
        "employer_inn": "366316608346",
        "employer_name": "ИП Крестовоздвиженский",
        "position": "Наставник-резчик",
        "contract_number": "ДГ-77/13",
    }
    evidence = {"kind": "WORK_CERTIFICATE", "number": "СПР-4411", "issuer": PERSON["last_name"]}
    work = office.employ(case, date(2025, 9, 2), attributes=attributes, evidence=evidence).entry_id
    changes: dict[str, Any] = {"attributes": {"position": PERSON["last_name"]}}
    office.write(case, lambda c: correct(c, work, reason="описка регистратора", changes=changes))
    same = {"status_code": "EMPLOYED_LABOUR_CONTRACT"}
    renamed = {**same, "attributes": {"employer_name": "ИП Крестовоздвиженский"}}
    office.write(case, lambda c: correct(c, work, reason=WORDS[-1], changes=renamed))
    end = {"ended_on": date(2025, 10, 1), "reason": "семейные обстоятельства"}
    office.write(case, lambda c: cases.end_status(c, work, **end))
    text = {"text": "поручительство бабушки"}
    office.write(case, status("NO_DEMAND", date(2025, 8, 1), attributes=text))
    child = {"child_birth_date": "2024-12-24"}
    office.write(case, status("PARENTAL_LEAVE", date(2026, 3, 1), attributes=child))
    orphan = {"category_code": "ORPHAN", "valid_from": on, "evidence": {"number": "СПР-4411"}}
    office.write(case, lambda c: cases.add_category(c, **orphan))
    new = {"last_name": "Борисоглебский", "phone": None}
    office.write(case, lambda c: change_person(c, reason="описка регистратора", changes=new))
    history = office.visit(case).case.history
    (graduation,) = (e.entry_id for e in history.entries.values() if e.kind == "graduation")
    diploma = {"diploma_number": "диплом-990-41"}
    office.write(case, lambda c: correct(c, graduation, reason=WORDS[-1], changes=diploma))
    annulled = office.write(case, lambda c: cases.confirm(c, effective_on=on)).entry_id
    office.write(case, lambda c: cases.annul(c, annulled, reason="Удалённая причина"))
    office.projections.catch_up()
    office.projections.rebuild()
    other = office.open(2, last_name=PERSON["last_name"]).case_id
    erase(office.service, ADMIN, other, reason="отзыв согласия", act_number="7")


def stored(url: str, schema: str | None = None) -> Iterator[bytes]:
    """Every value of every table of the database."""
    engine, tables = create_engine(url), MetaData()
    with engine.connect() as connection:
        tables.reflect(connection, schema=schema)
        for table in tables.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    yield value if isinstance(value, bytes) else str(value).encode()
    engine.dispose()


def files_of(*urls: str) -> Iterator[bytes]:
    """Every file of the SQLite databases: the logs beside them, too."""
    for url in map(make_url, urls):
        if url.get_backend_name() == "sqlite":
            path = Path(url.database or "")
            for file in path.parent.glob(f"{path.name}*"):
                yield file.read_bytes()


def forms(word: str) -> set[bytes]:
    """How a word might stand among bytes."""
    cases_of = {word, word.lower(), word.upper(), word.casefold().replace("ё", "е")}
    escaped = {form.encode("ascii", "backslashreplace") for form in cases_of}
    return {form.encode() for form in cases_of} | escaped | {word.encode("utf-16-le")}


def held(word: str, places: list[bytes]) -> bool:
    return any(form in place for form in forms(word) for place in places)


@pytest.fixture
def places(office: Office, migrated_url: str, keys_url: str) -> list[bytes]:
    """All that is stored after a life was recorded."""
    live_through(office)
    found = [*stored(migrated_url), *stored(keys_url), *files_of(migrated_url, keys_url)]
    assert len(found) > 500
    return found


def test_no_word_about_a_person_is_stored_in_clear(places: list[bytes]) -> None:
    assert [word for word in WORDS if held(word, places)] == []


def test_what_figures_need_is_found_by_the_same_search(places: list[bytes]) -> None:
    assert [word for word in IN_CLEAR if not held(word, places)] == []


def test_an_exported_ledger_holds_no_word_about_a_person_either(office: Office) -> None:
    live_through(office)
    file = [exported(office.service.ledger)]
    assert [word for word in WORDS if held(word, file)] == []
    assert [word for word in IN_CLEAR if not held(word, file)] == []
