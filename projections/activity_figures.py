"""What was held in a period: by kind, for how many people, how they liked it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.records.activities import dissatisfied, reported_kind, weight
from marshrut.records.attended import Attained, Came, answers, by_audience, quotas
from projections.attendance import Attendance, attendance_at
from projections.population import Scope
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.runner import Projections

ACTIVITY, HELD = "ACTIVITY", "HELD"
SPECIALISED = "SPECIALISED_BCK"
"""The fairs to which organisations have quotas (S002-G3.2)."""


class HeldActivity(NamedTuple):
    """An activity that was held, and who of those in sight came by name."""

    line: RecordLine
    came: tuple[Came, ...]

    @property
    def attended(self) -> dict[str, int]:
        """How many came, by audience."""
        return by_audience(self.line.fields, self.came)

    @property
    def quotas(self) -> dict[str, Attained]:
        """How many came of each quota."""
        return quotas(self.line.fields, self.came)

    @property
    def dissatisfied(self) -> bool | None:
        """Whether too many were fully dissatisfied; ``None``: nobody was asked."""
        said = answers(self.line.fields, self.came)
        return dissatisfied({**self.line.fields, "satisfaction": said})


class ActivityFigures(NamedTuple):
    """Activities held in the period: the numbers of S004-I7, and those behind S001-I6.

    ``quotas``: those of specialised fairs, by organisation (S002-G3.2).
    """

    held: list[HeldActivity]
    by_kind: dict[str, int]
    attended: dict[str, int]
    surveyed: int
    failed: int
    quotas: dict[str, Attained]


def held_in(
    projections: Projections,
    point: AsOf,
    *,
    first: date,
    last: date,
    sight: Sight,
    narrowing: Narrowing,
    scope: Scope,
) -> list[HeldActivity]:
    """The activities that began in the period and are known to have been held, by number."""
    asked = Narrowing(
        organisation=narrowing.organisation, region_code=narrowing.region_code, state=HELD
    )
    lines = [
        line
        for line in records_at(projections, point, ACTIVITY, sight=sight, narrowing=asked)
        if first <= date.fromisoformat(line.fields["starts_on"]) <= last
    ]
    ids = [line.record_id for line in lines]
    came = came_by_activity(attendance_at(projections, point, ids, scope=scope))
    return [HeldActivity(line, tuple(came.get(line.record_id, ()))) for line in lines]


def came_by_activity(attended: Iterable[Attendance]) -> dict[UUID, list[Came]]:
    """Those who came, by activity."""
    found: dict[UUID, list[Came]] = defaultdict(list)
    for each in attended:
        if each.came:
            found[each.activity_id].append(Came(each.organisation, each.student, each.satisfaction))
    return found


def figures_of(held: list[HeldActivity]) -> ActivityFigures:
    """The figures of the activities; those who came to several are counted in each."""
    by_kind, attended = Counter[str](), Counter[str]()
    asked, came = Counter[str](), Counter[str]()
    for each in held:
        by_kind[reported_kind(each.line.fields)] += weight(each.line.fields)
        attended.update(each.attended)
        if each.line.fields.get("fair_type") == SPECIALISED:
            for code, attained in each.quotas.items():
                asked[code] += attained.quota
                came[code] += attained.attended
    said = [each.dissatisfied for each in held]
    return ActivityFigures(
        held,
        dict(by_kind),
        dict(attended),
        surveyed=sum(failed is not None for failed in said),
        failed=sum(failed is True for failed in said),
        quotas={code: Attained(asked[code], came[code]) for code in sorted(asked)},
    )
