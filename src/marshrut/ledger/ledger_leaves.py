"""The leaves of a ledger in a database, to be held to checkpoints (``verifying``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from marshrut.ledger.engine import reading
from marshrut.ledger.kept_leaves import kept_hashes
from marshrut.ledger.leaves import DamagedLedger, leaf_hash_of, leaf_rows
from marshrut.ledger.schema import ledger

_AT_ONCE = 2_048


class LedgerLeaves:
    """Reads in little memory but for one number for each aggregate, the first time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = reading(engine)
        position = ledger.c.position
        with self._engine.connect() as connection:
            least, most = connection.execute(select(func.min(position), func.max(position))).one()
        self.end: int = most or 0
        self.odd: int | None = None
        self._least: int = 1 if least is None else least

    def leaves(self, *, after: int) -> Iterator[bytes]:
        """The hashes at positions beyond ``after``. Raises ``DamagedLedger``."""
        if self._least < 1:
            raise DamagedLedger(self._least)
        order = _Order() if after == 0 else None
        for begin in range(after, self.end, _AT_ONCE):
            with self._engine.connect() as connection:
                upto = min(begin + _AT_ONCE, self.end)
                for row in leaf_rows(connection, after=begin, upto=upto):
                    yield leaf_hash_of(row)
                    if order and self.odd is None and not order.goes_on(row):
                        self.odd = row[0]

    def kept(self, *, upto: int) -> Iterator[bytes]:
        """The hashes that were kept of the positions up to there, as far as there are any."""
        with self._engine.connect() as connection:
            yield from kept_hashes(connection, upto=upto)


class _Order:
    """Whether times never fall, and the versions of an aggregate are 1, 2, 3 and so on."""

    def __init__(self) -> None:
        self._time = 0
        self._versions: dict[Any, int] = {}

    def goes_on(self, row: Sequence[Any]) -> bool:
        """Whether the row goes on from those before it."""
        _, recorded_at, originator, version, *_ = row
        follows = recorded_at >= self._time and version == self._versions.get(originator, 0) + 1
        self._time, self._versions[originator] = recorded_at, version
        return bool(follows)
