"""Nobody changes or removes what was recorded: not the owner, not the application."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url, select
from sqlalchemy.exc import DatabaseError, ProgrammingError

from marshrut.ledger.engine import open_engine
from marshrut.ledger.grants import grant_application_role
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.schema import ledger_subtree
from marshrut.ledger.subtrees import recomputed_root, root_at
from tests.support.appends import annulled, open_ledger
from tests.support.databases import PostgresServer

COLUMNS = "(position, originator_id, originator_version, topic, state, recorded_at)"


def refused(engine: Engine, statement: str, message: str) -> None:
    with engine.connect() as connection, pytest.raises(DatabaseError, match=message):
        connection.exec_driver_sql(statement)


def test_the_owner_can_only_append(ledger: Ledger) -> None:
    ledger.append([annulled(uuid4(), 1)])
    before = ledger.reader.between(after=0)
    refused(ledger.engine, "UPDATE ledger SET topic = 'other'", "append-only: UPDATE refused")
    refused(ledger.engine, "UPDATE ledger SET topic = 'x' WHERE false OR true", "append-only")
    refused(ledger.engine, "DELETE FROM ledger", "append-only: DELETE refused")
    if ledger.engine.dialect.name == "postgresql":
        refused(ledger.engine, "TRUNCATE ledger", "append-only: TRUNCATE refused")
        replica = "SET session_replication_role = replica; DELETE FROM ledger"
        refused(ledger.engine, replica, "append-only: DELETE refused")
    assert ledger.reader.between(after=0) == before


@pytest.mark.parametrize("clash", ["position", "version"])
def test_sqlite_replaces_no_row(sqlite_url: str, clash: str) -> None:
    with open_ledger(sqlite_url) as ledger:
        case = uuid4()
        ledger.append([annulled(case, 1)])
        before = ledger.reader.between(after=0)
        position, originator = (1, uuid4()) if clash == "position" else (2, case)
        row = f"({position}, '{originator.hex}', 1, 't', x'00', 1)"
        statement = f"INSERT OR REPLACE INTO ledger {COLUMNS} VALUES {row}"  # noqa: S608
        refused(ledger.engine, statement, "append-only: DELETE refused")
        assert ledger.reader.between(after=0) == before


@pytest.fixture
def application(postgresql_url: str, postgres_server: PostgresServer) -> Iterator[Ledger]:
    """A ledger opened by a role of the application."""
    role = f"application_{uuid4().hex}"
    postgres_server.create_role(role, "secret")
    owner = open_engine(postgresql_url)
    with owner.begin() as connection:
        grant_application_role(connection, role=role)
        grant_application_role(connection, role=role)
    url = make_url(postgresql_url).set(username=role, password="secret")  # noqa: S106
    with open_ledger(url.render_as_string(hide_password=False)) as ledger:
        yield ledger
    with owner.begin() as connection:
        connection.exec_driver_sql(f'DROP OWNED BY "{role}"')
    owner.dispose()


def test_the_application_appends_and_follows(application: Ledger) -> None:
    with application.recorder.subscribe() as followed:
        assert application.append([annulled(uuid4(), 1)]) == [1]
        with application.appending() as connection:
            assert application.append([annulled(uuid4(), 1)], connection=connection) == [2]
        assert [next(followed).id, next(followed).id] == [1, 2]
    assert application.settled()[1].position == 2


def test_the_application_keeps_the_tree(application: Ledger) -> None:
    application.append([annulled(uuid4(), 1) for _ in range(256)])
    assert root_at(application, position=256) == recomputed_root(application, position=256)
    with application.engine.connect() as connection:
        assert connection.scalar(select(ledger_subtree.c.number)) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET topic = 'other'",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "ALTER TABLE ledger DISABLE TRIGGER ledger_append_only",
        "DROP TABLE ledger",
        "UPDATE idempotency SET answer = ''",
        "UPDATE alembic_version SET version_num = ''",
        "UPDATE ledger_subtree SET hash = ''",
        "DELETE FROM ledger_subtree",
        "TRUNCATE ledger_subtree",
        "UPDATE access_log SET actor = 'other'",
        "DELETE FROM access_log",
        "TRUNCATE access_log",
        "ALTER TABLE access_log DISABLE TRIGGER access_log_append_only",
    ],
)
def test_the_application_has_no_right_to_change(application: Ledger, statement: str) -> None:
    no_right = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with application.engine.connect() as connection, no_right:
        connection.exec_driver_sql(statement)
