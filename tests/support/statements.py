"""The SQL of a statement made once for all databases of a kind, not once for each of thousands.

An installation has one engine, which keeps the SQL that it made. Tests open new engines all the
time, to the same server and with the same settings: the next would make what the last one made.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

MOST = 4_000
"""More than the suite has statements; how many values a list has is no part of one."""


class Compiled(LRUCache[Any, Any]):
    """What engines keep, by the kind of the dialect and not by the very object."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_of_kind(key), value)


def _of_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return (type(dialect), *statement)


def share_compiled() -> None:
    """Let every engine of this process keep its SQL in the same place."""
    made, compiled = Engine.__init__, Compiled(MOST)

    # The library looks which options an engine takes: those of ours have to be named.
    def made_sharing(
        self: Engine,
        pool: Any,
        dialect: Any,
        url: Any,
        hide_parameters: Any = False,  # noqa: FBT002 - as it is named there
        **options: Any,
    ) -> None:
        made(self, pool, dialect, url, hide_parameters=hide_parameters, **options)
        self._compiled_cache = compiled

    Engine.__init__ = made_sharing  # type: ignore[method-assign]
