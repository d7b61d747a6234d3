"""The shapes around programmes: writes, questions, answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.population import Number, OneOf
from api.schemas.programme_parts import (
    LONGEST_TITLE,
    ActPart,
    Codes,
    IndicatorPart,
    ItemPart,
    Parts,
    PartyPart,
    SectionPart,
)
from api.schemas.programme_rows import (
    ProgrammeEntryAnswer,
    ProgrammeEventAnswer,
    TargetFactAnswer,
)
from api.shapes import LONGEST_CODE, LONGEST_NAME, Amount, Changes, Code, Day, Text, Year
from marshrut.programmes.contents import Reported
from marshrut.programmes.plan import Comparator, Level, PeriodKind
from marshrut.programmes.states import ItemState
from projections.case_list import LONGEST_PAGE

UPCOMING = "UPCOMING"
MOST_DAYS = 3_660


class ProgrammeRequest(Schema):
    """A programme to make known: a ``template`` that is shipped, or a content of its own.

    The content needs ``code``, ``level``, ``title``, ``valid_from`` and ``valid_to``.
    """

    template = Code()
    code = Code()
    level = OneOf(*Level)
    region_code = Code()
    organisation = Code()
    title = Text()
    short_title = Text(allow_none=True)
    owner = Text(allow_none=True)
    goal = Text(longest=LONGEST_TITLE, allow_none=True)
    valid_from = Day()
    valid_to = Day()
    parties = Parts(PartyPart)
    sections = Parts(SectionPart)
    items = Parts(ItemPart)
    indicators = Parts(IndicatorPart)
    legal_basis = Parts(ActPart)


class ProgrammeApprovalRequest(Schema):
    """How and when it was approved; a shipped programme knows what its original says.

    Posts, never persons.
    """

    approved_on = Day()
    document = Text()
    number = Code(allow_none=True)
    signed_by = Text(longest=LONGEST_NAME, allow_none=True)
    controlled_by = Text(longest=LONGEST_NAME, allow_none=True)


class ProgrammeAmendmentRequest(Schema):
    """A revision from a day on: named parts replace those of their id, or are added."""

    effective_on = Day(required=True)
    reason = Text(required=True)
    document = Text(allow_none=True)
    title = Text()
    goal = Text(longest=LONGEST_TITLE)
    valid_to = Day()
    parties = Parts(PartyPart)
    sections = Parts(SectionPart)
    items = Parts(ItemPart)
    indicators = Parts(IndicatorPart)
    legal_basis = Parts(ActPart)
    removed_items = Codes()
    removed_indicators = Codes()


class ProgrammeProgressRequest(Schema):
    """How an item stands; ``due_on`` names the occurrence of one that has due days."""

    item_id = Code(required=True)
    effective_on = Day(required=True)
    state = OneOf(*Reported, required=True)
    due_on = Day(allow_none=True)
    text = Text(allow_none=True)
    value = Amount(allow_none=True)
    evidence = Text(allow_none=True)


class ProgrammeTargetRequest(Schema):
    """A value or a baseline entered for a target; a new target needs ``period`` and ``op``."""

    effective_on = Day(required=True)
    indicator_id = Code(required=True)
    period_from = Day(required=True)
    period_to = Day(required=True)
    cohort = Year(allow_none=True)
    category = Code(allow_none=True)
    period = OneOf(*PeriodKind, allow_none=True)
    op = OneOf(*Comparator, allow_none=True)
    value = Amount(allow_none=True)
    baseline = Amount(allow_none=True)
    document = Text(allow_none=True)


class ProgrammeClosureRequest(Schema):
    """The programme ends on a day."""

    effective_on = Day(required=True)
    reason = Text(required=True)


class ProgrammeCorrection(
    Changes, ProgrammeTargetRequest, ProgrammeProgressRequest, ProgrammeApprovalRequest
):
    """What was wrong in an entry, and why it is corrected."""

    reason = Text(required=True)


class ProgrammeAnnulment(Schema):
    """Why an entry should never have been."""

    reason = Text(required=True)


class ProgrammesQuery(PointQuery):
    """Which programmes."""

    region_code = Code()
    organisation = Code()
    level = OneOf(*Level)
    status = OneOf("DRAFT", "APPROVED", "AMENDED", "CLOSED")


class ProgrammeQuery(PointQuery):
    """A programme at a point."""

    before_approval = OneOf(
        "true",
        "false",
        metadata={"description": "Whether what was due before the approval may be overdue."},
    )


class ProgrammeItemsQuery(ProgrammeQuery):
    """Which occurrences of items."""

    state = OneOf(UPCOMING, *ItemState)
    days = Number(most=MOST_DAYS, metadata={"description": "Due within so many days; UPCOMING."})
    section = Code()
    responsible = Code()


class ProgrammeEvaluationQuery(PointQuery):
    """Which indicator, and whether month by month."""

    indicator = Code()
    dynamics = OneOf("month")


class ProgrammeEvaluationCasesQuery(PointQuery):
    """Which target, which part of its fact."""

    indicator = Code(metadata={"description": "Which; it must be given."})
    period_to = Day(metadata={"description": "The last day of the target's period."})
    cohort = Number(most=2200)
    category = Code()
    part = OneOf("numerator", "denominator")
    on = Day(metadata={"description": "The fact of this day: that of a month, say."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE)


class ProgrammeWrittenAnswer(Schema):
    """A write to a programme."""

    code = fields.String()
    entry_id = fields.UUID(allow_none=True)
    position = fields.Integer()
    version = fields.Integer()


class ProgrammesAnswer(PointedAnswer):
    """Programmes by code."""

    programmes = fields.List(fields.Dict())


class ProgrammeAnswer(PointedAnswer):
    """A programme with its items and their states, its targets and notes."""

    code = fields.String()
    level = fields.Dict()
    status = fields.Dict()
    revision = fields.Integer()
    version = fields.Integer()
    region = fields.Dict()
    organisation = fields.String(allow_none=True)
    template = fields.String(allow_none=True)
    title = fields.String()
    short_title = fields.String()
    owner = fields.String(allow_none=True)
    goal = fields.String(allow_none=True)
    valid_from = fields.Date()
    valid_to = fields.Date()
    approval = fields.Dict(allow_none=True)
    closing = fields.Dict(allow_none=True)
    parties = fields.List(fields.Dict())
    sections = fields.List(fields.Dict())
    counts = fields.Dict()
    items = fields.List(fields.Dict())
    indicators = fields.List(fields.Dict())
    legal_basis = fields.List(fields.Dict())
    notes = fields.List(fields.Dict())


class ProgrammeItemsAnswer(PointedAnswer):
    """Occurrences of items, the earliest due first."""

    code = fields.String()
    items = fields.List(fields.Dict())
    counts = fields.Dict()


class ProgrammeEntriesAnswer(PointedAnswer):
    """Every entry as known at the point."""

    code = fields.String()
    entries = fields.List(fields.Nested(ProgrammeEntryAnswer))


class ProgrammeTrailAnswer(PointedAnswer):
    """Every event, oldest first."""

    code = fields.String()
    events = fields.List(fields.Nested(ProgrammeEventAnswer))


class ProgrammeEvaluationAnswer(PointedAnswer):
    """Every target with its fact; dynamics by year, and by month where asked for."""

    code = fields.String()
    revision = fields.Integer()
    filters = fields.Dict()
    targets = fields.List(fields.Nested(TargetFactAnswer))
    years = fields.List(fields.Dict())
    counts = fields.Dict()


class ActivitiesAnswer(Schema):
    """The recommended activities."""

    activities = fields.List(fields.Dict())


class LegalBasisAnswer(Schema):
    """The acts a programme rests on, and slots for others."""

    acts = fields.List(fields.Dict())
