"""Why an append was refused, told apart by the constraint that refused it (semantics S19)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import IntegrityError as _Sqlite
from typing import Any

import psycopg2
import sqlalchemy.exc
from eventsourcing.persistence import IntegrityError
from psycopg2 import IntegrityError as _Psycopg
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.exc import IntegrityError as _Sqlalchemy

from marshrut.ledger.schema import idempotency, metadata
from marshrut.ledger.schema_access import natural_key


class VersionConflict(IntegrityError):  # noqa: N818
    """Another writer has recorded this version of the aggregate: load it again (412)."""


class IdempotencyConflict(IntegrityError):  # noqa: N818
    """A request with this actor and idempotency key has been answered meanwhile."""


class NaturalKeyTaken(IntegrityError):  # noqa: N818
    """The person has a case in this organisation, programme and year (409 ``DUPLICATE``)."""


class TrackingConflict(IntegrityError):  # noqa: N818
    """A reader of the ledger has recorded this position already, or a later one."""


CONFLICTS: dict[str, type[IntegrityError]] = {
    "uq_ledger_originator": VersionConflict,
    str(idempotency.primary_key.name): IdempotencyConflict,
    str(natural_key.primary_key.name): NaturalKeyTaken,
}

_SQLITE_UNIQUE = re.compile(r"UNIQUE constraint failed: (\w+)\.")


CONNECTION_LOST: tuple[type[Exception], ...] = (
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
)
"""The database does not answer, or not any more: worth trying again, on another connection."""

TOO_LONG = frozenset({"57014", "55P03"})
"""The server's words for a statement or a wait for a lock that took longer than it may."""

# What the drivers raise; SQLAlchemy wraps it where it is in between.
DRIVER_CONFLICTS = (_Sqlite, _Psycopg)


def sqlstate(error: Exception) -> str | None:
    """PostgreSQL's code of what went wrong, where it was the server that said so."""
    original = getattr(error, "orig", None) or error
    code: str | None = getattr(original, "pgcode", None)
    return code


def took_too_long(error: Exception) -> bool:
    """Whether the database answers, but not in time: a limit of ours is what ended it."""
    return isinstance(error, sqlalchemy.exc.TimeoutError) or sqlstate(error) in TOO_LONG


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the drivers call a violated constraint as the conflict that it is."""
    try:
        yield
    except (_Sqlalchemy, *DRIVER_CONFLICTS) as error:
        raise translate(error) from error


def translate(error: Exception) -> IntegrityError:
    """The library's ``IntegrityError``, or its kind that names the conflict, for a driver's error.

    ``error`` is the driver's own, or SQLAlchemy's around it.
    """
    original = getattr(error, "orig", None) or error
    name = violated_constraint(original)
    if name is None:
        return IntegrityError(str(original))
    return CONFLICTS.get(name, IntegrityError)(f"violates {name}")


def violated_constraint(error: Any) -> str | None:
    """The name of the constraint that a driver's error reports, where it reports one."""
    if diagnostics := getattr(error, "diag", None):
        name: str | None = diagnostics.constraint_name
        return name
    return _named_by_columns(str(error))


def _named_by_columns(message: str) -> str | None:
    """SQLite tells the columns of a unique constraint, not its name."""
    if (found := _SQLITE_UNIQUE.search(message)) is None:
        return None
    columns = set(re.findall(r"\w+\.(\w+)", message))
    for constraint in metadata.tables[found[1]].constraints:
        if not isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint):
            continue
        if {column.name for column in constraint.columns} == columns:
            return str(constraint.name)
    return None
