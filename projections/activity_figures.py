"""What was held in a period: by kind, for how many people, how they liked it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from marshrut.asof import AsOf
from marshrut.records.activities import dissatisfied, reported_kind, weight
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.runner import Projections

ACTIVITY, HELD = "ACTIVITY", "HELD"


class ActivityFigures(NamedTuple):
    """Activities held in the period: the numbers of S004-I7, and those behind S001-I6."""

    held: list[RecordLine]
    by_kind: dict[str, int]
    attended: dict[str, int]
    surveyed: int
    failed: list[RecordLine]


def held_in(
    projections: Projections,
    point: AsOf,
    *,
    first: date,
    last: date,
    sight: Sight,
    narrowing: Narrowing,
) -> list[RecordLine]:
    """The activities that began in the period and are known to have been held, by number."""
    asked = Narrowing(
        organisation=narrowing.organisation, region_code=narrowing.region_code, state=HELD
    )
    return [
        line
        for line in records_at(projections, point, ACTIVITY, sight=sight, narrowing=asked)
        if first <= date.fromisoformat(line.fields["starts_on"]) <= last
    ]


def figures_of(held: list[RecordLine]) -> ActivityFigures:
    """The figures of the activities; those who came to several are counted in each."""
    by_kind, attended = Counter[str](), Counter[str]()
    for line in held:
        by_kind[reported_kind(line.fields)] += weight(line.fields)
        attended.update(line.fields.get("attended", {}))
    told = [(line, dissatisfied(line.fields)) for line in held]
    return ActivityFigures(
        held,
        dict(by_kind),
        dict(attended),
        surveyed=sum(failed is not None for _, failed in told),
        failed=[line for line, failed in told if failed],
    )
