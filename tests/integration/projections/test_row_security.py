"""Row-level security on PostgreSQL: whom it binds, whom it lets through, what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError, ProgrammingError

import projections
from marshrut.ledger.engine import open_engine, reading
from marshrut.ledger.grants import grant_application_role, grant_projection_role
from marshrut.ledger.limits import ALONE
from marshrut.ledger.statement_settings import with_settings
from marshrut.policy import Actor, Role
from projections.reader import Reader
from projections.row_security import (
    WallRefused,
    keeper_of,
    keeps,
    lower_walls,
    raise_walls,
    walls_stand,
)
from projections.tables import slots
from projections.walls import conditions, open_tables
from tests.support.databases import APPLICATION, KEEPER, PostgresServer, as_role

TODAY = date(2026, 1, 15)
STAFF = Actor(actor_id="x", role=Role.CK_STAFF, organisation="A")
EVERYWHERE = Actor(actor_id="x", role=Role.AUDITOR)
KEEPING = (
    "INSERT INTO employer_state_a (inn, valid_from, name, opk, known_from) "
    "VALUES ('7', now(), 'x', true, 1)"
)
CASE = (
    "INSERT INTO case_access_a (source_id, case_id, valid_from, organisation, known_from) "
    "SELECT id, id, '0001-01-01', school, 1 FROM (VALUES (gen_random_uuid(), 'A'), "
    "(gen_random_uuid(), 'B')) AS cases (id, school)"
)


@pytest.fixture
def engines(postgresql_url: str) -> Iterator[dict[str, Engine]]:
    """The database as its owner, its application and its keeper open it; two cases are there."""
    roles = {"owner": postgresql_url}
    roles |= {role: as_role(postgresql_url, role) for role in (APPLICATION, KEEPER)}
    opened = {name: open_engine(url, limits=ALONE) for name, url in roles.items()}
    with opened[KEEPER].begin() as connection:
        connection.exec_driver_sql(CASE)
    yield opened
    for engine in opened.values():
        engine.dispose()


def seen(engine: Engine, actor: Actor | None) -> set[str]:
    """The schools of the cases that the actor sees; nobody where there is none."""
    within = reading(engine)
    if actor is not None:
        told = Reader.of(actor, today=TODAY).told()
        within = with_settings(within, marshrut__reader=told)
    with within.connect() as connection:
        return set(connection.scalars(select(slots["a"].case_access.c.organisation)))


@pytest.mark.parametrize("slot", slots.values(), ids=slots)
def test_every_read_model_has_a_wall_or_is_open_to_all(slot):
    walled, free = {*conditions(slot)}, open_tables(slot)
    assert walled.isdisjoint(free)
    assert walled | free == {table.name for table in slot.tables}
    assert not any("case_id" in table.c for table in slot.tables if table.name in free)


def test_each_has_its_policies_in_the_database(engines):
    statement = text(
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relrowsecurity AND relforcerowsecurity AND polname = 'reader' AND polcmd = 'r'"
    )
    with engines["owner"].connect() as connection:
        found = set(connection.scalars(statement))
    assert found == {name for slot in slots.values() for name in conditions(slot)}


def test_a_reader_sees_its_own_and_the_next_one_on_the_connection_does_not(engines):
    application = engines[APPLICATION]
    assert seen(application, STAFF) == {"A"}
    assert seen(application, None) == set(), "the pool has one connection"
    assert seen(application, EVERYWHERE) == {"A", "B"}
    assert seen(application, None) == set()
    assert seen(engines[KEEPER], None) == {"A", "B"}


def test_a_setting_that_makes_no_sense_lets_nobody_in(engines):
    within = with_settings(reading(engines[APPLICATION]), marshrut__reader="everything")
    statement = select(slots["a"].case_access)
    with within.connect() as connection, pytest.raises(DatabaseError, match="json"):
        connection.execute(statement)
    hostile = Actor(actor_id="x", role=Role.CK_STAFF, organisation="A'; SELECT 1; --%s")
    assert seen(engines[APPLICATION], hostile) == set()


def test_many_statements_at_once_are_not_told_who_asks(engines):
    within = with_settings(engines[APPLICATION], marshrut__reader="{}")
    with within.connect() as connection, pytest.raises(NotImplementedError):
        connection.execute(text("SELECT :n"), [{"n": 1}, {"n": 2}])


@pytest.mark.parametrize("statement", [KEEPING, CASE, "UPDATE projection SET position = 0"])
def test_the_application_writes_no_read_model(engines, statement):
    with engines[APPLICATION].connect() as connection, pytest.raises(ProgrammingError):
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("table", ["access_token", "search_token", "idempotency", "import_job"])
def test_the_keeper_reads_nothing_but_the_ledger(engines, table):
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with engines[KEEPER].connect() as connection, denied:
        connection.exec_driver_sql(f"TABLE {table}")


def test_who_meets_the_walls_and_who_keeps(engines):
    told = {}
    for name, engine in engines.items():
        with engine.connect() as connection:
            told[name] = (walls_stand(connection), keeps(connection))
    assert told == {"owner": (False, True), APPLICATION: (True, False), KEEPER: (False, True)}


def test_walls_are_taken_down_and_raised_anew(engines):
    with engines["owner"].begin() as connection:
        assert keeper_of(connection) == KEEPER
        lower_walls(connection)
        assert keeper_of(connection) is None
        grant_application_role(connection, role=APPLICATION)
    assert seen(engines[APPLICATION], None) == {"A", "B"}
    with engines[APPLICATION].connect() as connection:
        assert (walls_stand(connection), keeps(connection)) == (False, True)
    with engines["owner"].begin() as connection:
        for _ in range(2):
            grant_application_role(connection, role=APPLICATION, keeps_read_models=False)
            grant_projection_role(connection, role=KEEPER)
            raise_walls(connection, application=APPLICATION, projection=KEEPER)
    assert seen(engines[APPLICATION], STAFF) == {"A"}
    assert seen(engines[APPLICATION], None) == set()


@pytest.mark.parametrize(
    "over", [("postgres", KEEPER), (KEEPER, KEEPER), (APPLICATION, APPLICATION)]
)
def test_roles_that_would_see_over_it_or_not_get_over_it_are_refused(engines, over):
    application, projection = over
    with engines["owner"].begin() as connection, pytest.raises(WallRefused):
        raise_walls(connection, application=application, projection=projection)


def test_a_member_of_the_keepers_role_is_refused(engines, postgres_server: PostgresServer):
    postgres_server.create_role("marshrut_member", "secret")
    with engines["owner"].begin() as connection:
        connection.exec_driver_sql(f"GRANT {KEEPER} TO marshrut_member")
        with pytest.raises(WallRefused, match="marshrut_member"):
            raise_walls(connection, application="marshrut_member", projection=KEEPER)
        connection.exec_driver_sql(f"REVOKE {KEEPER} FROM marshrut_member")


def test_only_known_questions_look_beyond_the_readers_bounds():
    folder = Path(projections.__file__).parent
    users = {file.stem for file in folder.rglob("*.py") if ".beyond()" in file.read_text("utf-8")}
    assert users == {"access_log", "contingent", "reported_list"}
