from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.postgres import KeptPostgres, kept_postgres


@pytest.fixture(scope="session")
def kept_server() -> Iterator[KeptPostgres]:
    """A server that the trials may kill: nobody else's test is on it."""
    with kept_postgres() as kept:
        yield kept
