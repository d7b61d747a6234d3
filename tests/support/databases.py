"""Fresh databases for tests: every one of them on SQLite and on PostgreSQL.

A test that asks for ``database_url`` or ``migrated_url`` runs twice, once on each;
``both_urls`` is for tests that compare the two. No server to be had is a failure, not a skip.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DatabaseError

from tests.support.postgres import own_postgres

# Text sorts by code point, as in SQLite, whatever locale the server was made with.
EMPTY = "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
APPLICATION, KEEPER = "marshrut_application", "marshrut_keeper"
"""The roles of an installation on PostgreSQL: none of them owns a table."""

KINDS = ("sqlite", "postgresql")
# Read before the tests' environment is cleared of settings (see conftest).
GIVEN_ADMIN_URL = os.environ.get("MARSHRUT_TEST_DATABASE_URL")


class PostgresServer:
    """A server in which tests may create databases and roles; it forgets them at the end."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        # Connections are kept: a process of the server's for each statement would cost more.
        self._engine = create_engine(
            admin_url, isolation_level="AUTOCOMMIT", pool_size=2, pool_pre_ping=True
        )
        self._beside = ThreadPoolExecutor(1)
        self._ready: dict[str, Future[str]] = {}
        self._dropped: list[Future[None]] = []
        self._databases: set[str] = set()
        self._roles: set[str] = set()

    def keep_ready(self, template: str) -> None:
        """Have a copy of ``template`` made ahead, always: nothing may change there from now on."""
        self._ready[template] = self._beside.submit(self._create, template)

    def create_database(self, *, template: str | None = None) -> str:
        """The URL of a fresh database, empty or a copy of the one at the URL ``template``."""
        if template is None or template not in self._ready:
            return self._create(template)
        url = self._ready[template].result()
        self.keep_ready(template)
        return url

    def _create(self, template: str | None) -> str:
        name = f"marshrut_test_{uuid4().hex}"
        source = EMPTY if template is None else make_url(template).database
        # Copied as files: less work than through the log, and there is nothing to lose here.
        self._execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        url = make_url(self.admin_url).set(database=name).render_as_string(hide_password=False)
        self._databases.add(url)
        return url

    def drop_database(self, url: str) -> None:
        """Drop the database at ``url``, closing whatever is still connected to it."""
        name = make_url(url).database
        self._databases.discard(url)
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def drop_beside(self, url: str) -> None:
        """Drop the database at ``url`` while the next test begins."""
        self._dropped.append(self._beside.submit(self.drop_database, url))

    def create_role(self, name: str, password: str, *, attributes: str = "") -> None:
        """Make sure that a role ``name`` exists and logs in with ``password``.

        Roles belong to the server, not to a database: give different tests different names.
        """
        quoted = password.replace("'", "''")
        exists = False
        try:
            self._execute(f"CREATE ROLE \"{name}\" LOGIN {attributes} PASSWORD '{quoted}'")
            self._roles.add(name)
        except DatabaseError:
            exists = True
        if exists:
            self._execute(f"ALTER ROLE \"{name}\" LOGIN {attributes} PASSWORD '{quoted}'")

    def close(self) -> None:
        """Drop what was created here; a role that another run still uses is left to it."""
        self._beside.shutdown()
        for dropped in self._dropped:
            dropped.result()
        for url in tuple(self._databases):
            self.drop_database(url)
        for name in self._roles:
            with suppress(DatabaseError):
                self._execute(f'DROP ROLE "{name}"')
        self._engine.dispose()

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def keys_url_for(url: str, tmp_path: Path) -> str:
    """A fresh place for the personal-data keys of the ledger at ``url``: a file apart."""
    kind = make_url(url).get_backend_name()
    return f"sqlite:///{tmp_path / f'keys-{kind}-{uuid4().hex}.db'}"


@contextmanager
def some_server() -> Iterator[PostgresServer]:
    """A PostgreSQL: the one that was given, or one of its own."""
    with nullcontext(GIVEN_ADMIN_URL) if GIVEN_ADMIN_URL else own_postgres() as admin_url:
        server = PostgresServer(admin_url)
        try:
            yield server
        finally:
            server.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The run's PostgreSQL (under xdist: each worker's), or an error that says what to do."""
    with some_server() as server:
        yield server


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh and empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture(params=KINDS)
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with the current schema, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def both_urls(sqlite_url: str, postgresql_url: str) -> dict[str, str]:
    """Two fresh databases with the current schema, for a test that compares them."""
    return {"sqlite": sqlite_url, "postgresql": postgresql_url}


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the current schema."""
    copy = tmp_path / "ledger.db"
    shutil.copyfile(sqlite_template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgresql_url(postgres_server: PostgresServer, postgresql_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the current schema."""
    url = postgres_server.create_database(template=postgresql_template)
    yield url
    postgres_server.drop_beside(url)


Pairs = Callable[[ExitStack, Path], dict[str, str]]
"""Makes a fresh database on each kind, the SQLite file at the path; they end with the stack."""


@pytest.fixture(scope="session")
def pairs(
    postgres_server: PostgresServer, postgresql_template: str, sqlite_template: Path
) -> Pairs:
    """For what lives as long as a module: pairs of fresh databases with the current schema."""

    def made(stack: ExitStack, file: Path) -> dict[str, str]:
        shutil.copyfile(sqlite_template, file)
        postgresql = postgres_server.create_database(template=postgresql_template)
        stack.callback(postgres_server.drop_database, postgresql)
        return {"sqlite": f"sqlite:///{file}", "postgresql": postgresql}

    return made


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, all of it in the one file, to copy from."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    migrate_at(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgres_server: PostgresServer) -> str:
    """A migrated PostgreSQL database, to copy from; nobody may be connected to it."""
    url = postgres_server.create_database()
    migrate_at(url)
    wall_at(postgres_server, url)
    postgres_server.keep_ready(url)
    return url


def wall_at(server: PostgresServer, url: str) -> None:
    """Make the two roles of an installation, and let them meet row-level security there."""
    # Imported here, as below.
    from marshrut.ledger.engine import open_engine  # noqa: PLC0415
    from marshrut.ledger.grants import (  # noqa: PLC0415
        grant_application_role,
        grant_projection_role,
    )
    from marshrut.ledger.limits import ALONE  # noqa: PLC0415
    from projections.row_security import raise_walls  # noqa: PLC0415

    server.create_role(APPLICATION, "secret")
    server.create_role(KEEPER, "secret", attributes="BYPASSRLS")
    engine = open_engine(url, limits=ALONE)
    with engine.begin() as connection:
        grant_application_role(connection, role=APPLICATION, keeps_read_models=False)
        grant_projection_role(connection, role=KEEPER)
        raise_walls(connection, application=APPLICATION, projection=KEEPER)
    engine.dispose()


def as_role(url: str, role: str) -> str:
    """The URL of the same database for one of the roles; SQLite has none."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return url
    return parsed.set(username=role, password="secret").render_as_string(hide_password=False)  # noqa: S106


def migrate_at(url: str) -> None:
    """Migrate the database at ``url`` as ``marshrut migrate`` does."""
    # Imported here, so that tests of lower layers run without the migrations.
    from marshrut.ledger.migrate import migrate  # noqa: PLC0415

    migrate(url)
