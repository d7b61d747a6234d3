"""The organisations at a point, with or without a career centre."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from marshrut.asof import AsOf
from projections.point import covers
from projections.population import Scope
from projections.runner import Projections

FIELDS = (
    "code",
    "name",
    "short_name",
    "region_code",
    "founder_type",
    "org_kind",
    "has_centre",
    "centre_kind",
    "inn",
    "ogrn",
    "municipality",
)


def organisations_at(
    projections: Projections,
    point: AsOf,
    *,
    scope: Scope,
    code: str | None = None,
    after: str = "",
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """The organisations of the scope with codes above ``after``, by code; or the one ``code``."""
    table = projections.at(point.known).organisation_state
    statement = select(*(table.c[name] for name in FIELDS)).where(covers(table, point))
    if scope.organisation is not None:
        statement = statement.where(table.c.code == scope.organisation)
    if scope.regions:
        statement = statement.where(table.c.region_code.in_(scope.regions))
    if code is not None:
        statement = statement.where(table.c.code == code)
    statement = statement.where(table.c.code > after).order_by(table.c.code).limit(limit)
    with projections.reading() as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]
