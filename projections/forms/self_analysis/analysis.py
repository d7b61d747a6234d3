"""Of what a self-analysis is: one school, its academic year up to the day, three cohorts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from marshrut.asof import AsOf
from marshrut.indicators.periods import academic_year_of
from projections.cohorts import COHORTS
from projections.forms.asked import Asked
from projections.funnel import Asked as AskedRoutes
from projections.population import Filters
from projections.runner import Projections

OF_SCHOOL = ("organisation", "graduation_year")


class NotOfOneSchool(ValueError):  # noqa: N818 - it is a name of the domain
    """A self-analysis is of one organisation as a whole: ``field`` is missing, or too much."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Analysis(NamedTuple):
    """A self-analysis to fill; ``first`` and ``last`` are both inclusive.

    ``years`` are the years of graduation of the cohorts, by their codes, the latest first.
    """

    projections: Projections
    asked: Asked
    organisation: str
    first: date
    last: date
    years: Mapping[str, int]

    @property
    def point(self) -> AsOf:
        """The point at which it is asked."""
        return self.asked.point

    def filters(self, cohort: str | None = None) -> Filters:
        """The school's cases, or those of a cohort."""
        year = None if cohort is None else self.years[cohort]
        return Filters(organisation=self.organisation, graduation_year=year)

    def routes(self, cohort: str | None = None) -> AskedRoutes:
        """The question about routing in the academic year."""
        return AskedRoutes(self.first, self.last, self.filters(cohort), self.asked.scope)


def analysis(projections: Projections, asked: Asked) -> Analysis:
    """The analysis that is asked for. Raises ``NotOfOneSchool``.

    Y is the year of the question, or else the one in which the academic year ends.
    """
    filters = asked.filters
    if filters.organisation is None:
        raise NotOfOneSchool("organisation")
    for name in filters.__struct_fields__:
        if name not in OF_SCHOOL and getattr(filters, name) is not None:
            raise NotOfOneSchool(name)
    first, last = academic_year_of(asked.point.as_of)
    year = filters.graduation_year or first.year + 1
    years = {code: year - ago for code, ago in COHORTS.items()}
    return Analysis(projections, asked, filters.organisation, first, last, years)
