"""What may be published of graduates: counts that tell of nobody, of ends of months (F122).

Only ends of months are published, each by what was known ten days later: whoever might ask for any
day and any position could follow a single person from one answer to the next.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

import polars as pl

from marshrut.asof import ONE_DAY, AsOf, add_months
from marshrut.classifiers import classifier
from projections.disclosure import LEAST, PublicTable, published
from projections.frames import among, frames_at
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.snapshot import snapshot

GROUPS = "public_groups"
DAYS_TO_RECORD = 10
"""After a month's end until what is known of it is published."""

EVERYBODY = "ALL"


class PublicFigures(NamedTuple):
    """Schools by group, programmes, whom each measure has reached.

    Null tables are of too few graduates; a null number is of less than ``LEAST``.
    """

    schools: PublicTable | None
    programmes: PublicTable | None
    measures: dict[str, int | None]


def month_end(month: date) -> date:
    """The last day of the month."""
    return add_months(month.replace(day=1), 1) - ONE_DAY


def known_from(end: date, zone: tzinfo) -> datetime:
    """The moment from which the month that ends so is published, and by what is known then."""
    return datetime.combine(end + timedelta(days=DAYS_TO_RECORD + 1), time(), tzinfo=zone)


def last_published(now: datetime, zone: tzinfo) -> date:
    """The end of the last month that is published by now."""
    end = month_end(now.astimezone(zone).date())
    while known_from(end, zone) > now:
        end = end.replace(day=1) - ONE_DAY
    return end


def public_figures(
    projections: Projections, point: AsOf, *, region: str, graduation_year: int
) -> PublicFigures:
    """The figures of the graduates of a year in a region."""
    scope = Scope(regions=(region,))
    filters = Filters(graduation_year=graduation_year)
    return PublicFigures(
        published(_by_school(projections, point, filters, scope), tuple(classifier(GROUPS).codes)),
        published(_by_programme(projections, point, filters, scope), (EVERYBODY,)),
        _measures(projections, point, filters, scope),
    )


def _by_school(
    projections: Projections, point: AsOf, filters: Filters, scope: Scope
) -> dict[str, dict[str, int]]:
    terms = classifier(GROUPS).terms.values()
    public = {group: term.code for term in terms for group in term.words("members")}
    found = snapshot(projections, point, filters=filters, scope=scope, by=("organisation",))
    counts: dict[str, dict[str, int]] = {}
    for row in found.rows:
        groups: Counter[str] = Counter()
        for group, number in row.groups.items():
            groups[public[group]] += number
        counts[row.key["organisation"]] = dict(groups)
    return counts


def _by_programme(
    projections: Projections, point: AsOf, filters: Filters, scope: Scope
) -> dict[str, dict[str, int]]:
    """Without groups: whoever knows which school teaches what could solve both tables at once."""
    found = snapshot(projections, point, filters=filters, scope=scope, by=("programme_code",))
    return {row.key["programme_code"]: {EVERYBODY: row.total} for row in found.rows}


def _measures(
    projections: Projections, point: AsOf, filters: Filters, scope: Scope
) -> dict[str, int | None]:
    """How many graduates each measure has reached by the day; small numbers are hidden."""
    frames = frames_at(projections, point)
    cases = frames.states.filter(among(projections, point, filters=filters, scope=scope))
    given = frames.facts.filter(
        (pl.col("kind") == "measures") & pl.col("counted") & (pl.col("effective_on") <= point.as_of)
    )
    reached = (
        given.join(cases.select("number"), on="number", how="semi")
        .group_by("code")
        .agg(pl.col("number").n_unique().alias("graduates"))
        .collect()
    )
    told: dict[str, int] = defaultdict(int)
    for row in reached.to_dicts():
        told[str(row["code"])] = int(row["graduates"])
    return {
        code: None if told[code] < LEAST else told[code]
        for code in classifier("measures").codes
        if told[code]
    }
