"""Which cases a question is about: filters and the asker's scope, as one SQL condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import ColumnElement, Select, Table, and_, not_, or_, select, true

from marshrut.asof import AsOf
from marshrut.cases.lifecycle import IN_COHORT
from marshrut.classifiers import classifier
from marshrut.policy import Actor
from marshrut.records.lists import LISTS
from projections.listed import is_listed
from projections.point import covers
from projections.tables import Slot

ANY = "any"
BOTH = "both"
"""At risk by either measure: the cases in a row of those at risk by one that are by the other."""

NONE = "none"
"""The municipality of cases that have none, so that this cell too opens to its cases."""

WITHOUT_CENTRE = "ORG_WITHOUT_CENTRE"
PREVIOUS_YEARS = "PREVIOUS_YEARS"
JOINED = (WITHOUT_CENTRE, *LISTS, PREVIOUS_YEARS)
"""The categories that no row of a case holds: others imply them, or the date (S13)."""

EQUALITIES = ("graduation_year", "organisation", "programme_code", "study_form", "status")
"""Filters that are columns of ``case_state`` by the same name."""


class Scope(msgspec.Struct, frozen=True):
    """The organisation or the regions that bound an actor; none of both: everything."""

    organisation: str | None = None
    regions: tuple[str, ...] = ()

    @classmethod
    def of(cls, actor: Actor) -> Scope:
        """The bounds of an actor."""
        return cls(actor.organisation, actor.regions)


class Filters(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The filters of ``/snapshot``, ``/snapshot/cases`` and ``/cases`` (api "Monitoring")."""

    graduation_year: int | None = None
    organisation: str | None = None
    programme_code: str | None = None
    ugps: str | None = None
    study_form: str | None = None
    category: str | None = None
    status: str | None = None
    status_group: str | None = None
    municipality: str | None = None
    at_risk: str | None = None
    lifecycle: str | None = None
    also_category: str | None = None

    @property
    def risks(self) -> tuple[str, ...]:
        """The measures by which the cases are at risk, as columns."""
        asked = ("strict", "form") if self.at_risk == BOTH else (self.at_risk,)
        return tuple(f"at_risk_{measure}" for measure in asked if measure is not None)

    @property
    def within(self) -> tuple[str, ...]:
        """The categories in all of which the cases are."""
        return (*((self.category,) if self.category else ()), *self.also)

    @property
    def also(self) -> tuple[str, ...]:
        """Those beside ``category``, which are written with commas between them."""
        return tuple(self.also_category.split(",")) if self.also_category else ()


def condition(
    slot: Slot,
    point: AsOf,
    filters: Filters,
    scope: Scope,
    *,
    lifecycles: Iterable[str] = IN_COHORT,
) -> ColumnElement[bool]:
    """The rows of ``case_state`` that the question is about.

    ``lifecycles`` are those counted where the filters name none (semantics S12); ``any``
    counts every case that has begun.
    """
    table = slot.case_state
    parts = [covers(table, point), *_in_scope(slot, point, scope), *_equal(table, filters)]
    if filters.lifecycle is None:
        parts.append(table.c.lifecycle.in_(sorted(lifecycles)))
    elif filters.lifecycle != ANY:
        parts.append(table.c.lifecycle == filters.lifecycle)
    parts += (table.c[name] for name in filters.risks)
    parts += (_in_category(slot, point, code) for code in filters.within)
    return and_(*parts)


def schools_without_centre(slot: Slot, point: AsOf) -> Select[str]:
    """Organisations without a career centre at the point; a responsible person is none (7.1)."""
    table = slot.organisation_state
    responsible = or_(table.c.centre_kind == "RESPONSIBLE_PERSON", table.c.centre_kind == "NONE")
    without = or_(not_(table.c.has_centre), responsible)
    return select(table.c.code).where(covers(table, point), without)


def _equal(table: Table, filters: Filters) -> Iterator[ColumnElement[bool]]:
    for name in (*EQUALITIES, "ugps", "status_group", "municipality"):
        value = getattr(filters, name)
        if value == NONE and name == "municipality":
            yield table.c[name].is_(None)
        elif value is not None:
            yield table.c[name] == value


def _in_scope(slot: Slot, point: AsOf, scope: Scope) -> Iterator[ColumnElement[bool]]:
    if scope.organisation is not None:
        yield slot.case_state.c.organisation == scope.organisation
    if scope.regions:
        table = slot.organisation_state
        codes = select(table.c.code).where(
            covers(table, point), table.c.region_code.in_(scope.regions)
        )
        yield slot.case_state.c.organisation.in_(codes)


def in_scope(slot: Slot, point: AsOf, scope: Scope) -> ColumnElement[bool]:
    """The rows of ``case_state`` whose organisation is in the bounds at the point."""
    return and_(true(), *_in_scope(slot, point, scope))


def _in_category(slot: Slot, point: AsOf, code: str) -> ColumnElement[bool]:
    """Recorded and derived categories stand in the row; others are joined at the point (S13)."""
    table = slot.case_state
    if code == PREVIOUS_YEARS:
        return table.c.graduation_year < point.as_of.year
    if code == WITHOUT_CENTRE:
        return table.c.organisation.in_(schools_without_centre(slot, point))
    if code in LISTS:
        return is_listed(slot, point, code)
    if code in classifier("target_groups").terms:
        members = classifier("target_groups").get(code).words("members")
        return or_(*(table.c.categories.contains(f"|{one}|", autoescape=True) for one in members))
    return table.c.categories.contains(f"|{code}|", autoescape=True)
