"""What leads from a person to a case, made anew from the sealed events: the same as it grew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select

from marshrut.application import cases
from marshrut.application.corrections import change_person, correct
from marshrut.application.erasure import erase
from marshrut.application.reindexing import reindex
from marshrut.application.steps import record_step
from marshrut.ledger import keys
from marshrut.ledger.case_lookup import cases_matching
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.look_ups import LookUps, LookUpsDue
from marshrut.ledger.schema_access import natural_key, search_token
from marshrut.refusals import Refused
from tests.support.office import ADMIN, MASTER_KEY, Office, noon, request, snils

ACT = {"reason": "отзыв согласия", "act_number": "7"}
BASE_CENTRE = request("BCK_STAFF", None, ("67",))
Rows = dict[str, set[tuple[Any, ...]]]


def look_ups(office: Office) -> Rows:
    """Every row that leads to a case."""
    with office.service.engine.connect() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in (natural_key, search_token)
        }


def forget_all(office: Office) -> None:
    """As in a ledger that was just restored."""
    with office.service.engine.begin() as connection:
        for table in (natural_key, search_token):
            connection.execute(delete(table))


def renamed(office: Office, case_id: UUID, **fields: Any) -> UUID:
    dated = {"effective_on": fields.pop("effective_on")} if "effective_on" in fields else {}
    return office.write(
        case_id, lambda come: change_person(come, reason="заявление", changes=fields, **dated)
    ).entry_id


def moved(office: Office, case_id: UUID, *, to: str, on: date) -> None:
    move = {"kind": "TRANSFERRED", "effective_on": on, "to_organisation": to}
    office.write(case_id, lambda come: cases.move(come, **move), by=BASE_CENTRE)


def student(office: Office, number: int) -> UUID:
    to_come = {"graduation_year": 2026, "expected_graduation_date": date(2026, 6, 30)}
    return office.open(number, graduation_date=None, passport=to_come).case_id


def live(office: Office) -> dict[str, UUID]:
    """Everything by which the look-up of a case may change."""
    made = {"plain": office.open(1).case_id, "nameless": office.open(2, snils=None).case_id}
    made["married"] = office.open(3).case_id
    renamed(office, made["married"], last_name="Семёнова", effective_on=date(2026, 2, 14))
    made["to marry"] = office.open(4).case_id
    renamed(office, made["to marry"], last_name="Средняя", effective_on=date(2026, 8, 1))
    made["given up"] = office.open(5).case_id
    renamed(office, made["given up"], snils=snils(50))
    made["taken"] = office.open(5).case_id
    made["put right"] = office.open(6).case_id
    wrong = renamed(office, made["put right"], last_name="Опечатка", snils=snils(60))
    right = {"last_name": "Правильная", "snils": snils(61)}
    office.write(made["put right"], lambda c: correct(c, wrong, reason="опечатка", changes=right))
    made["taken back"] = office.open(7).case_id
    other = renamed(office, made["taken back"], snils=snils(70), last_name="Чужая")
    office.write(made["taken back"], lambda c: cases.annul(c, other, reason="не тот человек"))
    made["moved"] = student(office, 8)
    moved(office, made["moved"], to="B", on=date(2026, 3, 1))
    made["to change"] = student(office, 9)
    renamed(office, made["to change"], programme_code="15.02.17", effective_on=date(2026, 7, 1))
    made["finished"] = student(office, 10)
    on = date(2026, 5, 30)
    office.write(made["finished"], lambda c: cases.graduate(c, graduation_date=on))
    made["late"] = office.open(11, graduation_date=None).case_id
    step = {"step_code": "DIPLOMA", "state": "DONE", "outcome": "ISSUED", "effective_on": on}
    given = {"graduation_date": "2026-05-29"}
    office.write(made["late"], lambda c: record_step(c, **step, attributes=given))
    made["double"] = office.open(12).case_id
    into = made["plain"]
    office.write(made["double"], lambda c: cases.merge(c, into_case_id=into, reason="двойник"))
    made["erased"] = office.open(13).case_id
    erase(office.service, ADMIN, made["erased"], **ACT)
    return made


def test_made_anew_the_rows_are_those_that_grew(office: Office) -> None:
    made = live(office)
    grown = look_ups(office)
    assert len(grown["natural_key"]) == len(made) - 1  # nothing leads to the erased one
    for _ in range(2):
        told = reindex(office.service)
        assert (told.cases, told.erased, told.closed, told.doubles) == (len(made) - 1, 1, (), ())
        assert look_ups(office) == grown
        forget_all(office)


@pytest.fixture
def later(migrated_url: str, keys_url: str) -> Iterator[Office]:
    """The office two months later, when what was announced has come."""

    def clock() -> datetime:
        return noon() + timedelta(days=60)

    with closing(Office(migrated_url, keys_url, clock=clock)) as opened:
        yield opened


def test_the_day_on_which_it_is_done_changes_nothing(office: Office, later: Office) -> None:
    live(office)
    grown = look_ups(office)
    forget_all(office)
    reindex(later.service)
    assert look_ups(office) == grown


def test_rows_that_were_wrong_are_put_right(office: Office) -> None:
    first, second = office.open(1).case_id, office.open(2).case_id
    right = look_ups(office)
    with office.service.engine.begin() as connection:
        tokens = {row.case_id: row.token for row in connection.execute(select(natural_key))}
        connection.execute(delete(natural_key))
        exchanged = [{"case_id": first, "token": tokens[second]}]
        exchanged += [{"case_id": second, "token": tokens[first]}]
        connection.execute(insert(natural_key), exchanged)
    told = reindex(office.service)
    assert (told.cases, told.doubles) == (2, ())
    assert look_ups(office) == right


def test_two_cases_of_one_person_are_told_and_both_are_found(office: Office) -> None:
    first = office.open(1).case_id
    forget_all(office)
    second = office.open(1).case_id
    assert reindex(office.service).doubles == (second,)
    with office.service.engine.connect() as connection:
        owners = set(connection.scalars(select(natural_key.c.case_id)))
        found = cases_matching(connection, tokens=office.service.blind.query_tokens("петровб"))
    assert (owners, found) == ({first}, {first, second})


def test_an_erasure_holds_whatever_an_old_copy_of_the_keys_has(
    office: Office, keys_url: str, tmp_path: Path
) -> None:
    case_id = office.open().case_id
    copy = tmp_path / "copy.db"
    copy.write_bytes(Path(keys_url.removeprefix("sqlite:///")).read_bytes())
    erase(office.service, ADMIN, case_id, **ACT)
    office.service.keys = KeyStore(f"sqlite:///{copy}", MASTER_KEY)
    told = reindex(office.service)
    assert (told.cases, told.erased) == (0, 1)
    assert look_ups(office) == {"natural_key": set(), "search_token": set()}


def test_an_act_in_the_keys_is_an_erasure_too(office: Office) -> None:
    """A ledger restored to a position before it."""
    case_id = office.open().case_id
    office.service.keys.erase(case_id, actor="ADMIN", at=noon(), **ACT)
    assert (reindex(office.service).erased, look_ups(office)["natural_key"]) == (1, set())


def test_who_has_no_key_or_another_is_told(office: Office) -> None:
    case_ids = [office.open(number).case_id for number in range(1, 4)]
    lost, strange, kept = case_ids
    with office.service.keys._database.writing() as connection:
        stored = keys.case_key
        connection.execute(delete(stored).where(stored.c.case_id.in_([lost, strange])))
    office.service.keys.create(strange)
    told = reindex(office.service)
    assert told.closed == (lost, strange)
    assert {case_id for _, case_id in look_ups(office)["natural_key"]} == {kept}


def test_after_a_restore_it_is_due_once(office: Office) -> None:
    office.open(1)
    state, ledger = LookUps(office.service.engine), office.service.ledger
    state.check()
    with ledger.appending() as connection:
        state.restored(connection, ledger.head().position)
    with pytest.raises(LookUpsDue, match="run: marshrut reindex"):
        state.check()
    told: list[tuple[int, int]] = []
    reindex(office.service, progress=lambda *done: told.append(done))
    state.check()
    assert len(told) == 1
    office.open(2)
    state.check()
    reindex(office.service)
    reindex(office.service)
    with pytest.raises(Refused, match="DUPLICATE"):
        office.open(1)
