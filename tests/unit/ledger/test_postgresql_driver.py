"""A lost connection is called so, whatever the driver calls it."""

from __future__ import annotations

import psycopg2
import pytest

from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.postgresql_driver import _lost


def test_an_error_without_a_kind_is_a_lost_connection() -> None:
    with pytest.raises(CONNECTION_LOST, match="closed unexpectedly"), _lost():
        raise psycopg2.DatabaseError("server closed unexpectedly")


@pytest.mark.parametrize("kind", [psycopg2.IntegrityError, psycopg2.ProgrammingError])
def test_any_other_stays_what_it_is(kind: type[Exception]) -> None:
    with pytest.raises(kind), _lost():
        raise kind
