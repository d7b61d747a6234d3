"""What indicators are asked with, and what they answer."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.links import Links, Templates
from api.schemas.population import CaseListQuery, CaseRowAnswer, OneOf, PopulationQuery
from api.schemas.records import RecordItem
from api.shapes import Code, Day
from marshrut.indicators.definitions import DOCUMENTS
from projections.indicators.cases import DISJOINT, OVERLAPPING
from projections.population import NONE

LEVELS = ("01", "02")
PARTS = ("numerator", "denominator", "known", "all")
PART = "The numerator if not given; `known` and `all` are those of the coverage."
KINDS = tuple(str(kind) for kind in range(1, 12))
NONE_TOO = "Or `none`: the cases without one."


class PeriodFields(Schema):
    """The period, both days inclusive; that of the definition if not given."""

    first = Day(data_key="from", metadata={"description": "The first day of the period."})
    last = Day(data_key="to", metadata={"description": "Its last day, never behind `as_of`."})


class CellFields(Schema):
    """What narrows a question to one row of a breakdown."""

    region = Code(metadata={"description": NONE_TOO})
    founder_type = Code(metadata={"description": NONE_TOO})
    level = OneOf(*LEVELS, NONE, metadata={"description": "01 workers, 02 specialists."})
    funding = Code(metadata={"description": NONE_TOO})
    sex = Code(metadata={"description": NONE_TOO})
    nosology = Code(metadata={"description": NONE_TOO})
    measure_kind = OneOf(*KINDS, metadata={"description": "A kind of measures (S004-I6)."})


class IndicatorListQuery(PopulationQuery, PeriodFields, CellFields):
    """Which indicators, and whether their figures are wanted too."""

    document = OneOf(*DOCUMENTS)
    figures = OneOf("true", "false", metadata={"description": "Whether to evaluate them."})


class IndicatorQuery(PopulationQuery, PeriodFields, CellFields):
    """The population, the period and the reading of an indicator."""

    variant = Code(metadata={"description": "Another reading, of those that the definition names."})
    by = OneOf(*DISJOINT, *OVERLAPPING, metadata={"description": "A breakdown."})


class IndicatorCasesQuery(CaseListQuery, PeriodFields, CellFields):
    """The cases of a part of an indicator."""

    variant = Code()
    part = OneOf(*PARTS, metadata={"description": PART})


class IndicatorRecordsQuery(PopulationQuery, PeriodFields, CellFields):
    """The records of a part of an indicator."""

    variant = Code()
    part = OneOf("numerator", "denominator", metadata={"description": "`numerator` if not given."})


class IndicatorPieceAnswer(Schema):
    """What adds `number` to the figure: a record, an organisation, or the latter's share of one."""

    number = fields.Float()
    organisation = fields.String(allow_none=True)
    record = fields.Nested(RecordItem, allow_none=True)
    links = Links("piece")


class IndicatorRecordsAnswer(PointedAnswer):
    """What makes up a part of an indicator that is counted from records; `sum` is the part."""

    filters = fields.Dict()
    indicator = fields.String()
    part = fields.String()
    total = fields.Integer()
    sum = fields.Float()
    pieces = fields.List(fields.Nested(IndicatorPieceAnswer))


class DefinitionsQuery(PointQuery):
    """The date on which definitions are in force."""


class FigureAnswer(PointedAnswer):
    """An indicator at the point: numerator, denominator, value, and what they mean."""

    filters = fields.Dict()
    id = fields.String()
    name = fields.String()
    document = fields.String()
    item = fields.String()
    kind = fields.String()
    kind_label = fields.String()
    unit = fields.String()
    computed = fields.Boolean(
        metadata={"description": "Counted from cases or records, or reported."}
    )
    numerator = fields.Float(allow_none=True)
    denominator = fields.Float(allow_none=True)
    value = fields.Raw(allow_none=True, metadata={"description": "Unrounded."})
    display = fields.String(allow_none=True, metadata={"description": "As reports show it."})
    percent = fields.Float(allow_none=True, metadata={"description": "Of a count with a share."})
    reason = fields.Dict(allow_none=True)
    target = fields.Raw(allow_none=True)
    deviation = fields.Float(allow_none=True, metadata={"description": "Value less target."})
    comparator = fields.String(allow_none=True)
    inferred = fields.Boolean()
    achieved = fields.Boolean(allow_none=True)
    variant = fields.String(allow_none=True)
    edition = fields.Integer()
    cohorts = fields.List(fields.Integer(), allow_none=True)
    period = fields.Dict(allow_none=True)
    coverage = fields.Dict(allow_none=True)
    reported = fields.Dict(allow_none=True)
    counted = fields.Dict(
        metadata={"description": "What records say, where a reported value stands before it."}
    )
    runs = fields.List(fields.Dict(), metadata={"description": "Verifications it is counted by."})
    formula = fields.Dict()
    note = fields.String(allow_none=True)
    variants = fields.List(fields.Dict())
    by = fields.String(allow_none=True)
    rows = fields.List(fields.Dict())
    overlapping = fields.Boolean()
    links = Links("numerator", "denominator", "values")
    templates = Templates()


class IndicatorItemAnswer(Schema):
    """A definition, with its `figure`; or the figure itself, with its cases."""

    class Meta:
        """As of one indicator."""

        unknown = INCLUDE

    id = fields.String()
    links = Links("figure", "numerator", "denominator", "values")
    templates = Templates()


class IndicatorListAnswer(PointedAnswer):
    """The indicators in force on the date, with their figures where these were asked for."""

    filters = fields.Dict()
    indicators = fields.List(fields.Nested(IndicatorItemAnswer))


class IndicatorCasesAnswer(PointedAnswer):
    """The cases of a part of an indicator."""

    filters = fields.Dict()
    indicator = fields.String()
    part = fields.String()
    total = fields.Integer()
    cases = fields.List(fields.Nested(CaseRowAnswer))
