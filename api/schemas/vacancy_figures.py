"""The shapes of what the bank of vacancies comes to: per 100 students, and at the ОПК."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links
from api.schemas.population import PAGE, CaseListAnswer, Number
from api.schemas.records import RecordItem
from api.shapes import LONGEST_CODE, Code, Day
from projections.case_list import LONGEST_PAGE

PAGED = {
    "cursor": fields.String(validate=validate.Length(max=4 * LONGEST_CODE)),
    "limit": Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."}),
}
DAYS = {
    "from": Day(metadata={"description": "The first day; of the year of `to` if not given."}),
    "to": Day(metadata={"description": "The last day; `as_of` if not given."}),
}


class PerHundredQuery(PointQuery):
    """For which schools, at which point."""

    organisation = Code()
    region_code = Code()


class PerHundredPageQuery(PointQuery.from_dict(PAGED, name="PerHundredPage")):  # type: ignore[misc]
    """The vacancies that count for one school."""


class PerHundredRow(Schema):
    """A school: current vacancies of the region for it, those it keeps itself, its contingent.

    `own` are those that the indicator S004-I8 counts. Both ratios are null where no contingent
    is reported (`students` null).
    """

    organisation = fields.String()
    name = fields.String()
    region_code = fields.String()
    vacancies = fields.Integer()
    own = fields.Integer()
    places = fields.Integer()
    students = fields.Integer(allow_none=True)
    per_hundred = fields.Float(allow_none=True)
    own_per_hundred = fields.Float(allow_none=True)
    links = Links("vacancies", "own", "students", "per_hundred", "own_per_hundred")


class PerHundredAnswer(PointedAnswer):
    """Vacancies that require a vocational education, by school and per 100 students (S004-I8)."""

    filters = fields.Dict()
    indicator = fields.String()
    rows = fields.List(fields.Nested(PerHundredRow))


class PerHundredVacanciesAnswer(PointedAnswer):
    """A page of the vacancies that count for the school, of `total` in all."""

    organisation = fields.String()
    total = fields.Integer()
    records = fields.List(fields.Nested(RecordItem))


class DefenceQuery(PointQuery.from_dict(DAYS, name="DefenceDays")):  # type: ignore[misc]
    """Whose vacancies and graduates, of which period."""

    organisation = Code()


class DefenceAnswer(PointedAnswer):
    """What was filled at the ОПК in the period (S004-I12), and who began to work there.

    `places` counts cases by which vacancies were filled, `employed` students and graduates whose
    work at an enterprise of the ОПК began (S002-G3.5).
    """

    filters = fields.Dict()
    period = fields.Dict()
    vacancies = fields.Integer()
    places = fields.Integer()
    employed = fields.Integer()
    links = Links("vacancies", "places", "employed")


class DefencePageQuery(DefenceQuery.from_dict(PAGED, name="DefencePage")):  # type: ignore[misc]
    """A page of the vacancies, or of the cases."""


class FilledVacancyAnswer(RecordItem):
    """A vacancy with the day on which it was filled, and by how many cases."""

    filled_on = fields.Date()
    places = fields.Integer()


class DefenceVacanciesAnswer(PointedAnswer):
    """The vacancies of the ОПК that were filled in the period, by day; `total` in all."""

    filters = fields.Dict()
    period = fields.Dict()
    total = fields.Integer()
    records = fields.List(fields.Nested(FilledVacancyAnswer))


class DefenceCasesAnswer(CaseListAnswer):
    """Those whose work at the ОПК began in the period, by number."""

    period = fields.Dict()
