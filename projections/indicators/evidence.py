"""What indicators are counted from beside cases, read as a question asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.indicators.evidence import Filled, Line, School
from marshrut.indicators.predicates import Question
from marshrut.records.attended import Came
from marshrut.records.filled import fillings
from projections.activity_figures import came_by_activity
from projections.attendance import attendance_at
from projections.defence import Complex, courses_at
from projections.organisations import organisations_at
from projections.population import Scope
from projections.programmes import programmes_at
from projections.record_courses import reached_at
from projections.records import Narrowing, Sight, records_at
from projections.runner import Projections
from projections.vacancies_per_hundred import homes_at, programmes_of_schools
from projections.vacancy_bank import VACANCY

ACTIVITY, HELD = "ACTIVITY", "HELD"
NO_CENTRE = {"RESPONSIBLE_PERSON", "NONE"}
IN_FORCE = {"APPROVED", "AMENDED"}


class KnownEvidence:
    """The evidence at a point: of one organisation, of some regions, or (neither) of all.

    Records are those of the whole region of the organisation, since its quotas stand in fairs
    that others hold.
    """

    def __init__(
        self,
        projections: Projections,
        point: AsOf,
        question: Question,
        *,
        organisation: str | None,
        regions: tuple[str, ...],
    ) -> None:
        self._projections = projections
        self._point = point
        self.question = question
        self.organisation = organisation
        self._regions = self._home() if organisation else regions
        self._lines: dict[str, Sequence[Line]] = {}

    def lines(self, kind: str) -> Sequence[Line]:
        """The records of the kind in the regions, by number."""
        if kind not in self._lines:
            self._lines[kind] = self._read(kind)
        return self._lines[kind]

    def came(self, record_id: UUID) -> Sequence[Came]:
        """Who came to an activity, by name: of the organisation that is asked about, if one is."""
        return self._came.get(record_id, ())

    def schools(self) -> Sequence[School]:
        """The organisations of the regions, or the one that is asked about."""
        return self._schools

    def nothing_kept(self) -> bool:
        """Whether there was no record at all of the kinds that were asked for."""
        return bool(self._lines) and not any(self._lines.values())

    def filled(self) -> Sequence[Filled]:
        """The vacancies of the regions that were filled, whatever has become of them since."""
        whose = {each.record_id: each.organisation for each in self.lines(VACANCY)}
        sight = Sight(regions=self._regions)
        return [
            Filled(record_id=record_id, organisation=whose.get(record_id), filling=filling)
            for record_id, told in courses_at(self._projections, self._point, sight, None)
            for filling in fillings(told)
        ]

    def is_opk(self, inn: str, day: date) -> bool:
        """Whether the employer was of the defence-industrial complex on the day."""
        return self._complex.has(inn, day)

    def home(self, inn: str) -> str | None:
        """The region of an employer, where that is known."""
        return self._homes.get(inn)

    @property
    def _scope(self) -> Scope:
        return Scope(self.organisation, () if self.organisation else self._regions)

    def _home(self) -> tuple[str, ...]:
        scope = Scope(self.organisation)
        found = organisations_at(self._projections, self._point, scope=scope)
        return tuple(each["region_code"] for each in found) or ("",)

    def _read(self, kind: str) -> Sequence[Line]:
        reached = reached_at(self._projections, self._point, kind)
        sight = Sight(regions=self._regions)
        found = records_at(self._projections, self._point, kind, sight=sight, narrowing=Narrowing())
        return [
            Line(
                record_id=each.record_id,
                kind=each.kind,
                organisation=each.organisation,
                region_code=each.region_code,
                state=each.state,
                open=each.open,
                reached=reached[each.record_id],
                confirmed_on=each.confirmed_on,
                fields=dict(each.fields),
            )
            for each in found
        ]

    @cached_property
    def _came(self) -> dict[UUID, list[Came]]:
        ids = [each.record_id for each in self.lines(ACTIVITY) if each.state == HELD]
        return came_by_activity(
            attendance_at(self._projections, self._point, ids, scope=self._scope)
        )

    @cached_property
    def _complex(self) -> Complex:
        return Complex(self._projections, self._point)

    @cached_property
    def _homes(self) -> dict[str, str | None]:
        return homes_at(self._projections, self._point)

    @cached_property
    def _schools(self) -> Sequence[School]:
        found = organisations_at(self._projections, self._point, scope=self._scope)
        plans = programmes_at(self._projections, self._point, scope=self._scope)
        day = self._point.as_of
        planned = {
            each["organisation"]
            for each in plans
            if each["status"] in IN_FORCE and each["runs_from"] <= day <= each["runs_to"]
        }
        taught = programmes_of_schools(self._projections, self._point)
        return [
            School(
                code=each["code"],
                region_code=each["region_code"],
                org_kind=each["org_kind"],
                centre=each["has_centre"] and each["centre_kind"] not in NO_CENTRE,
                plan=each["code"] in planned,
                programmes=frozenset(taught.get(each["code"], ())),
            )
            for each in found
        ]
