"""Finding cases by blind tokens, on the connection of the append that changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Connection, Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from marshrut.ledger.errors import NaturalKeyTaken
from marshrut.ledger.schema_access import natural_key, search_token


class DuplicateCase(NaturalKeyTaken):
    """The natural key belongs to the case ``case_id``."""

    def __init__(self, case_id: UUID) -> None:
        super().__init__(f"the natural key belongs to case {case_id}")
        self.case_id = case_id


def register_natural_key(connection: Connection, *, token: bytes, case_id: UUID) -> None:
    """Take the natural key for the case; again for the same case changes nothing.

    Raises ``DuplicateCase`` if another case has it. A race is decided by the primary key,
    and the loser's transaction stays usable.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"token": token, "case_id": case_id}
    connection.execute(dialect.insert(natural_key).values(row).on_conflict_do_nothing())
    owner = case_with(connection, token=token)
    if owner is not None and owner != case_id:
        raise DuplicateCase(owner)


def replace_natural_key(connection: Connection, *, token: bytes, case_id: UUID) -> None:
    """Take the natural key and give up the case's former ones, after its passport changed.

    Raises ``DuplicateCase``.
    """
    register_natural_key(connection, token=token, case_id=case_id)
    stored = natural_key.c
    connection.execute(delete(natural_key).where(stored.case_id == case_id, stored.token != token))


def case_with(connection: Connection, *, token: bytes) -> UUID | None:
    """The case that has the natural key."""
    found = select(natural_key.c.case_id).where(natural_key.c.token == token)
    return connection.execute(found).scalar_one_or_none()


def replace_search_tokens(
    connection: Connection, *, case_id: UUID, tokens: Collection[bytes]
) -> None:
    """Let the case be found by exactly these tokens: of its names, СНИЛС, person."""
    connection.execute(delete(search_token).where(search_token.c.case_id == case_id))
    rows = [{"token": token, "case_id": case_id} for token in sorted(set(tokens))]
    if rows:
        connection.execute(search_token.insert(), rows)


def cases_matching(connection: Connection, *, tokens: Iterable[bytes]) -> set[UUID]:
    """The cases that have every one of the tokens; none for no tokens."""
    return set(connection.execute(matching(tokens)).scalars())


def matching(tokens: Iterable[bytes]) -> Select[UUID]:
    """The question for those cases, for a part of another: they may be too many to name."""
    wanted = set(tokens)
    stored = search_token.c
    return (
        select(stored.case_id)
        .where(stored.token.in_(wanted))
        .group_by(stored.case_id)
        .having(func.count() == len(wanted))
    )


def forget(connection: Connection, *, case_id: UUID) -> None:
    """Remove every token of the case: after an erasure nothing leads from a person to it."""
    for table in (natural_key, search_token):
        connection.execute(delete(table).where(table.c.case_id == case_id))
