from __future__ import annotations

from uuid import uuid4

import pytest

from marshrut.ledger.errors import IdempotencyConflict
from marshrut.ledger.idempotency import Answer, IdempotencyKeyReused, recall, remember
from marshrut.ledger.ledger import Ledger
from tests.support.appends import annulled

ANSWER = Answer(201, '"3"', '{"position": 7}')
REQUEST = {"actor": "ivanova", "key": "k-1", "fingerprint": b"\x01\xff"}


def answered(ledger: Ledger) -> None:
    with ledger.appending() as connection:
        ledger.append([annulled(uuid4(), 1)], connection=connection)
        remember(connection, **REQUEST, answer=ANSWER)


def test_the_same_request_is_answered_the_same(ledger: Ledger) -> None:
    with ledger.engine.connect() as connection:
        assert recall(connection, **REQUEST) is None
    answered(ledger)
    with ledger.engine.connect() as connection:
        assert recall(connection, **REQUEST) == ANSWER
        assert recall(connection, **REQUEST | {"actor": "petrov"}) is None
        assert recall(connection, **REQUEST | {"key": "k-2"}) is None


def test_another_request_under_the_key_is_refused(ledger: Ledger) -> None:
    answered(ledger)
    with ledger.engine.connect() as connection, pytest.raises(IdempotencyKeyReused):
        recall(connection, **REQUEST | {"fingerprint": b"\x02"})


def test_the_slower_of_two_equal_requests_appends_nothing(ledger: Ledger) -> None:
    answered(ledger)
    with pytest.raises(IdempotencyConflict):
        answered(ledger)
    assert ledger.head().position == 1
