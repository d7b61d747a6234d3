"""Every scenario runs over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import KINDS, PostgresServer
from tests.support.http import Client, Installation, installed
from tests.support.issuer import Issuer, issuing


@pytest.fixture
def installation(migrated_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation with organisations."""
    with installed(migrated_url, tmp_path) as made:
        yield made


@pytest.fixture
def staff(installation: Installation) -> Client:
    """Staff of the school's career centre."""
    return installation.staff()


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    """An identity provider."""
    with issuing() as made:
        yield made


@pytest.fixture(scope="module", params=KINDS)
def standing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One installation for all tests of a module that each open cases of their own."""
    folder = tmp_path_factory.mktemp("standing")
    if request.param == "sqlite":
        copy = folder / "ledger.db"
        copy.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        with installed(f"sqlite:///{copy}", folder) as made:
            yield made
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database(template=request.getfixturevalue("postgresql_template"))
    with installed(url, folder) as made:
        yield made
    server.drop_database(url)
