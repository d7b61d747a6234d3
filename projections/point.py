"""The one condition that makes a rectangle answer a point."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, and_, or_

from marshrut.asof import AsOf


def covers(table: FromClause, point: AsOf) -> ColumnElement[bool]:
    """Rows of ``table`` that were true on the date, by what was known at the position."""
    return and_(valid(table, point), known(table, point))


def valid(table: FromClause, point: AsOf) -> ColumnElement[bool]:
    """Rows that hold on the date; periods are half-open, null is open."""
    c = table.c
    return and_(c.valid_from <= point.as_of, or_(c.valid_to.is_(None), c.valid_to > point.as_of))


def known(table: FromClause, point: AsOf) -> ColumnElement[bool]:
    """Rows that were known at the position."""
    c = table.c
    return and_(c.known_from <= point.known, or_(c.known_to.is_(None), c.known_to > point.known))
