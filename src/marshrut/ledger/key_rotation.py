"""A new master key: everything wrapped under the old one is wrapped anew, in one transaction.

Killed at any moment, either the old key opens all or the new one does. Secrets that followed from
the old key stay what they are: from then on they are kept, wrapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Table,
    bindparam,
    delete,
    func,
    select,
    update,
)

from marshrut.ledger.key_database import (
    KeyDatabase,
    case_key,
    erasure,
    file_key,
    secret,
    signing_key,
)
from marshrut.ledger.key_database import master_key as named
from marshrut.ledger.key_wrapping import (
    CASE_KEYS,
    FILE_KEYS,
    PERMANENT,
    REASONS,
    SECRETS,
    SIGNING_KEYS,
    Wrapping,
    WrongMasterKey,
)
from marshrut.ledger.signing_keys import context_of

ROWS_A_STEP = 1000

Advance = Callable[[int, int], None]


def _of_uuid(whose: UUID) -> bytes:
    return whose.bytes


class Wrapped(NamedTuple):
    """A column of what is wrapped, by whose id, for which purpose; how the id binds it."""

    whose: Column[Any]
    column: Column[Any]
    purpose: str
    context: Callable[[Any], bytes] = _of_uuid

    @property
    def table(self) -> Table:
        """The table of the column."""
        return self.column.table


ALL = (
    Wrapped(case_key.c.case_id, case_key.c.wrapped_key, CASE_KEYS),
    Wrapped(file_key.c.file_id, file_key.c.wrapped_key, FILE_KEYS),
    Wrapped(erasure.c.case_id, erasure.c.sealed_reason, REASONS),
    Wrapped(signing_key.c.number, signing_key.c.wrapped_private, SIGNING_KEYS, context_of),
)


def rotate_master_key(url: str | URL, *, old: bytes, new: bytes, advance: Advance) -> bool:
    """Put the database of keys under the new master key; ``False`` where it was so already.

    Writers of keys wait meanwhile; whoever comes with the old key afterwards is refused. Raises
    ``WrongMasterKey`` where it is under neither.
    """
    database = KeyDatabase(url)
    try:
        database.create_tables()
        with database.writing() as connection:
            changed = _rotated(connection, Wrapping(old), Wrapping(new), advance)
        database.scrub()
    finally:
        database.close()
    return changed


def _rotated(connection: Connection, before: Wrapping, after: Wrapping, advance: Advance) -> bool:
    if _is_under(connection, after):
        return False
    before.check(connection)
    _wrap_anew(connection, before, after, advance)
    _keep_secrets(connection, before, after)
    connection.execute(delete(named))
    row = {"only": 1, "identity": after.identity, "since": datetime.now(UTC)}
    connection.execute(named.insert(), row)
    return True


def _is_under(connection: Connection, wrapping: Wrapping) -> bool:
    try:
        return wrapping.check(connection)
    except WrongMasterKey:
        return False


def _wrap_anew(connection: Connection, before: Wrapping, after: Wrapping, advance: Advance) -> None:
    total = sum(connection.scalar(select(func.count(each.column))) or 0 for each in ALL)
    done = 0
    for each in ALL:
        change = (
            update(each.table)
            .where(each.whose == bindparam("whose"))
            .values({each.column.name: bindparam("anew")})
        )
        for rows in _steps(connection, each):
            changed = [_anew(each, row, before, after) for row in rows]
            connection.execute(change, changed)
            done += len(rows)
            advance(done, total)


def _anew(each: Wrapped, row: Any, before: Wrapping, after: Wrapping) -> Mapping[str, object]:
    context = each.context(row.whose)
    plain = before.unwrap(each.purpose, row.wrapped, context=context)
    return {"whose": row.whose, "anew": after.wrap(each.purpose, plain, context=context)}


def _steps(connection: Connection, each: Wrapped) -> Iterator[list[Any]]:
    """All rows, some at a time, in the order of their ids."""
    wanted = (
        select(each.whose.label("whose"), each.column.label("wrapped"))
        .where(each.column.is_not(None))  # of what was destroyed there is nothing to wrap
        .order_by(each.whose)
    )
    rows = list(connection.execute(wanted.limit(ROWS_A_STEP)))
    while rows:
        yield rows
        beyond = wanted.where(each.whose > rows[-1].whose)
        rows = list(connection.execute(beyond.limit(ROWS_A_STEP)))


def _keep_secrets(connection: Connection, before: Wrapping, after: Wrapping) -> None:
    known = {purpose: before.secret(connection, purpose) for purpose in PERMANENT}
    connection.execute(delete(secret))
    for purpose, plain in known.items():
        wrapped = after.wrap(SECRETS, plain, context=purpose.encode())
        connection.execute(secret.insert(), {"purpose": purpose, "wrapped": wrapped})
