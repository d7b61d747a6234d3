"""Finding and registering many cases at once: a statement for hundreds of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from marshrut.ledger.case_lookup import DuplicateCase
from marshrut.ledger.schema_access import natural_key, search_token

TOKENS_A_QUERY = 1_000
VALUES = {
    "sqlite": "VALUES (?, ?) ON CONFLICT DO NOTHING",
    "postgresql": "SELECT * FROM unnest(%s::bytea[], %s::uuid[]) ON CONFLICT DO NOTHING",
}


class NewCase(NamedTuple):
    """A case that nothing leads to yet: its natural key, and the tokens to find it by."""

    case_id: UUID
    natural_key: bytes
    tokens: Collection[bytes]


def owners_of(connection: Connection, *, natural_keys: Collection[bytes]) -> dict[bytes, UUID]:
    """The cases that have these natural keys, by the key."""
    stored = natural_key.c
    found: dict[bytes, UUID] = {}
    for some in _batches(natural_keys):
        wanted = select(stored.token, stored.case_id).where(stored.token.in_(some))
        found.update((row.token, row.case_id) for row in connection.execute(wanted))
    return found


def cases_by_token(
    connection: Connection, *, tokens: Collection[bytes]
) -> Mapping[bytes, set[UUID]]:
    """The cases that each of the search tokens leads to; a token of none is not there."""
    stored = search_token.c
    found: dict[bytes, set[UUID]] = defaultdict(set)
    for some in _batches(tokens):
        wanted = select(stored.token, stored.case_id).where(stored.token.in_(some))
        for row in connection.execute(wanted):
            found[row.token].add(row.case_id)
    return found


def register_new_cases(connection: Connection, *, cases: Sequence[NewCase]) -> None:
    """Take the natural keys and let the cases be found, on the connection of their append.

    Raises ``DuplicateCase`` where one of the natural keys is another case's: a race is decided
    by the primary key. None of the cases may have tokens already.
    """
    if not cases:
        return
    _insert(connection, "natural_key", [(case.natural_key, case.case_id.hex) for case in cases])
    owners = owners_of(connection, natural_keys=[case.natural_key for case in cases])
    for case in cases:
        if owners[case.natural_key] != case.case_id:
            raise DuplicateCase(owners[case.natural_key])
    tokens = [(token, case.case_id.hex) for case in cases for token in set(case.tokens)]
    _insert(connection, "search_token", tokens)


def _insert(connection: Connection, table: str, rows: list[tuple[bytes, str]]) -> None:
    """Insert in the order of the keys, so that pages of an index fill one after another.

    By the driver: SQLAlchemy takes as long to bind a row as the database to store it.
    """
    rows.sort()
    statement = f"INSERT INTO {table} (token, case_id) {VALUES[connection.dialect.name]}"
    with closing(connection.connection.cursor()) as cursor:
        if connection.dialect.name == "sqlite":
            cursor.executemany(statement, rows)
        else:
            cursor.execute(statement, tuple(map(list, zip(*rows, strict=True))))


def _batches(tokens: Collection[bytes]) -> Iterator[list[bytes]]:
    ordered = sorted(set(tokens))
    for start in range(0, len(ordered), TOKENS_A_QUERY):
        yield ordered[start : start + TOKENS_A_QUERY]
