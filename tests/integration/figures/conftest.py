from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from projections.runner import Projections
from tests.support.databases import KINDS, PostgresServer
from tests.support.projector import open_projections


@pytest.fixture(scope="module", params=KINDS)
def projections(
    request: pytest.FixtureRequest, make_url: Callable[[str], str]
) -> Iterator[Projections]:
    """Read models of a ledger that a module writes once, on each kind of database."""
    with open_projections(make_url(request.param)) as opened:
        yield opened


@pytest.fixture(scope="module")
def make_url(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], str]]:
    """Makes a fresh database of a kind, with the current schema."""
    with ExitStack() as stack:

        def make(kind: str) -> str:
            if kind == "sqlite":
                copy = tmp_path_factory.mktemp("figures") / "ledger.db"
                shutil.copyfile(sqlite_template, copy)
                return f"sqlite:///{copy}"
            server: PostgresServer = request.getfixturevalue("postgres_server")
            url = server.create_database(template=request.getfixturevalue("postgresql_template"))
            stack.callback(server.drop_database, url)
            return url

        yield make
