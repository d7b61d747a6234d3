"""How the tables of the read models are made: rectangles in valid time × transaction time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Date, PrimaryKeyConstraint, Table

from marshrut.ledger.schema import metadata


def days() -> tuple[Column[Any], ...]:
    """The days on which a row is true, half-open; null is open."""
    return (Column("valid_from", Date, nullable=False), Column("valid_to", Date))


def slot_table(name: str, slot: str, key: tuple[str, ...], *columns: Column[Any]) -> Table:
    """A table of a slot."""
    full_name = f"{name}_{slot}"
    return Table(full_name, metadata, *columns, PrimaryKeyConstraint(*key, name=f"pk_{full_name}"))


def rectangles(name: str, slot: str, key: tuple[str, ...], *columns: Column[Any]) -> Table:
    """A table whose rows are known from a position to another, these being its last columns."""
    known = (
        Column("known_from", BigInteger, nullable=False),
        Column("known_to", BigInteger),
    )
    return slot_table(name, slot, (*key, "known_from"), *columns, *known)
