"""What the cadences of monitoring are asked with, and what they answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from api.schemas.answers import PointedAnswer
from api.schemas.links import Templates
from api.schemas.population import CaseListAnswer, CaseListQuery, OneOf, PopulationQuery
from api.shapes import Code, Day
from marshrut.classifiers import classifier
from projections.cadences_due import PARTS

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
WEEKDAY: dict[str, Any] = {
    "weekday": OneOf(
        *WEEKDAYS, metadata={"description": "The day of weekly cadences; `MON` if not given."}
    )
}


class CadencesQuery(Schema):
    """The day from which the cut-offs are told, and a region."""

    as_of = Day(metadata={"description": "Today if not given."})
    region = Code(metadata={"description": "Only what is in force in this region."})


class CutOffsQuery(Schema.from_dict(WEEKDAY, name="WeekdayQuery")):  # type: ignore[misc]
    """The days between which cut-offs are told, and a region."""

    from_ = Day(data_key="from", metadata={"description": "1 January of this year if none."})
    to = Day(metadata={"description": "31 December of the year of `from` if none."})
    region = Code(metadata={"description": "No cut-offs where the cadence is not in force."})


class DueQuery(PopulationQuery.from_dict(WEEKDAY, name="DueBase")):  # type: ignore[misc]
    """Whose cases."""


class DueCasesQuery(CaseListQuery.from_dict(WEEKDAY, name="DueCasesBase")):  # type: ignore[misc]
    """The cases of a part of what is due by a cadence."""

    cadence = OneOf(*classifier("cadences").codes, required=True)
    part = OneOf(*PARTS, metadata={"description": "`missing` if not given."})


class CadencesAnswer(Schema):
    """The cadences with their last and next cut-off.

    One in force `everywhere` is of reports; a `default` one holds where no other names the region.
    """

    as_of = fields.Date()
    cadences = fields.List(fields.Dict())


class CutOffsAnswer(Schema):
    """The cut-offs of a cadence, each with the first of the days that it is of."""

    cadence = fields.Dict()
    period = fields.Dict()
    in_force = fields.Boolean(allow_none=True)
    cutoffs = fields.List(fields.Dict())


class DueAnswer(PointedAnswer):
    """By cadence its last and next cut-off, `total` and a row an organisation.

    `cases` that it concerns; of these `changed` and `confirmed` in its days, `done` (either),
    `missing` (neither), and `stale`. Counts that say nothing are null, for the `reason`.
    """

    filters = fields.Dict()
    weekday = fields.String()
    cadences = fields.List(fields.Dict())
    templates = Templates()


class DueCasesAnswer(CaseListAnswer):
    """The cases of a part of what is due by a cadence."""

    cadence = fields.Dict()
