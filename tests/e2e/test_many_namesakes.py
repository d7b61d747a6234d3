"""A search by a name that very many people have."""

from __future__ import annotations

import sqlite3
from uuid import uuid4

import pytest
from sqlalchemy import event

from api.context import EXTENSION
from marshrut.ledger.schema_access import search_token
from tests.support.http import Client, Installation, answered, open_case, person

MOST_PARAMETERS = 100


@pytest.fixture
def migrated_url(sqlite_url: str) -> str:
    """Only SQLite bounds the parameters of a statement."""
    return sqlite_url


def few_parameters(connection: sqlite3.Connection, _record: object) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, MOST_PARAMETERS)


def test_namesakes_may_be_more_than_a_statement_takes_parameters(
    installation: Installation, staff: Client
):
    own = open_case(staff, person=person(last_name="Иванова"))["case_id"]
    service = installation.app.extensions[EXTENSION].current()
    (token,) = service.blind.query_tokens("Иванова")
    elsewhere = [{"token": token, "case_id": uuid4()} for _ in range(2 * MOST_PARAMETERS)]
    with service.engine.begin() as connection:
        connection.execute(search_token.insert(), elsewhere)
    service.engine.dispose()
    event.listen(service.engine, "connect", few_parameters)
    found = answered(staff.post("cases/search", {"name": "Иванова"}))["cases"]
    assert [row["case_id"] for row in found] == [own]
