"""The shapes of editions of reports."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointAnswer, PointedAnswer
from api.schemas.forms import (
    FORMATS,
    ROWS,
    CellFields,
    FilledTableAnswer,
    FormAnswer,
    LedgerProofAnswer,
)
from api.schemas.links import Links
from api.schemas.population import PAGE, Number, OneOf
from api.shapes import LONGEST_CODE, Code, Day, Text, Whole, Year
from marshrut.reports.report import State
from projections.case_list import LONGEST_PAGE

ORDERS = ("issued", "newest")
"""Of editions: as they were issued, or the latest first."""


class ReportScope(Schema):
    """Whose cases: of an organisation, or of a region; the reporter's own if neither is named."""

    organisation = Code(allow_none=True)
    region = Code(allow_none=True)


class ReportParameters(Schema):
    """Which cases, and the choices that the form leaves."""

    graduation_year = Year(allow_none=True)
    programme_code = Code(allow_none=True)
    ugps = Code(allow_none=True)
    study_form = Code(allow_none=True)
    category = Code(allow_none=True)
    municipality = Code(allow_none=True)
    rows = Text(longest=2, allow_none=True, metadata={"description": " | ".join(ROWS)})


class ReportIssueRequest(Schema):
    """An edition to issue: a form at a point."""

    form = Code(required=True)
    as_of = Day(required=True)
    known_position = Whole(least=0, most=10**12, allow_none=True)
    scope = fields.Nested(ReportScope)
    parameters = fields.Nested(ReportParameters)


class ReportNoteRequest(Schema):
    """What is said beside the step."""

    note = Text(allow_none=True)


class ReportReturnRequest(Schema):
    """Why the edition is returned."""

    reason = Text(required=True)


class FileAnswer(Schema):
    """A file of an edition."""

    format = fields.String()
    sha256 = fields.String()
    bytes = fields.Integer()


class EditionWrittenAnswer(Schema):
    """An edition was written; `version` is the next If-Match."""

    report_id = fields.UUID()
    position = fields.Integer()
    version = fields.Integer()
    state = fields.String()


class ReportIssuedAnswer(EditionWrittenAnswer):
    """An edition was issued."""

    form = fields.String()
    edition = fields.Integer()
    point = fields.Nested(PointAnswer)
    files = fields.List(fields.Nested(FileAnswer))
    violations = fields.Integer(metadata={"description": "Checks that do not hold."})
    links = fields.Dict()


class ReportsQuery(PointQuery):
    """Which editions, as known at which point; `day` is that of which they tell."""

    form = Code()
    organisation = Code()
    region_code = Code()
    state = OneOf(*(state.value for state in State))
    day = Day()
    order = OneOf(*ORDERS, metadata={"description": "`issued` if not given."})
    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class ReportLineAnswer(Schema):
    """An edition in a list."""

    report_id = fields.UUID()
    number = fields.Integer()
    form = fields.String()
    edition = fields.String()
    as_of = fields.Date()
    known_position = fields.Integer()
    region_code = fields.String(allow_none=True)
    organisation = fields.String(allow_none=True)
    parameters = fields.Dict()
    state = fields.String()
    state_label = fields.String()
    version = fields.Integer()
    issued_at = fields.DateTime()
    issued_by = fields.String()
    issued_role = fields.String()
    decided_by = fields.String(allow_none=True)
    links = fields.Dict()


class ReportsAnswer(PointedAnswer):
    """The editions."""

    filters = fields.Dict()
    reports = fields.List(fields.Nested(ReportLineAnswer))


class ReportStepAnswer(Schema):
    """Something done to an edition."""

    position = fields.Integer()
    recorded_at = fields.DateTime()
    action = fields.String()
    actor = fields.String()
    role = fields.String()
    organisation = fields.String(allow_none=True)
    about = fields.String(allow_none=True, metadata={"description": "Whose exception it is."})
    until = fields.Date(allow_none=True)
    note = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    links = Links("event")


class ReportAnswer(Schema):
    """An edition: what it tells of, how far it has come, its files, its siblings."""

    report_id = fields.UUID()
    form = fields.Nested(FormAnswer)
    point = fields.Nested(PointAnswer)
    organisation = fields.String(allow_none=True)
    regions = fields.List(fields.String())
    filters = fields.Dict()
    parameters = fields.Dict()
    indicators = fields.Dict(metadata={"description": "Editions of the definitions it uses."})
    software = fields.Dict()
    renderer = fields.Integer()
    zone = fields.String()
    checkpoint = fields.String(
        allow_none=True, metadata={"description": "Of the ledger at the point: size and root."}
    )
    proof = fields.Nested(LedgerProofAnswer, allow_none=True)
    issued_at = fields.DateTime()
    state = fields.String()
    state_label = fields.String()
    version = fields.Integer()
    files = fields.List(fields.Nested(FileAnswer))
    history = fields.List(fields.Nested(ReportStepAnswer))
    editions = fields.List(
        fields.Nested(ReportLineAnswer),
        metadata={"description": "All editions of the same form, day, subject and parameters."},
    )
    links = fields.Dict()


class ReportContentQuery(Schema):
    """In which format."""

    format = OneOf(*FORMATS, metadata={"description": "One of the files issued; required."})


class RegenerationAnswer(Schema):
    """Whether the edition, rendered again, is the same to the byte, and the ledger under it."""

    identical = fields.Boolean()
    files = fields.List(fields.Dict())
    checkpoint_then = fields.String(allow_none=True)
    checkpoint_now = fields.String(
        allow_none=True,
        metadata={
            "description": "From each event up to the point; null where one is missing or broken."
        },
    )
    software_then = fields.Dict()
    software_now = fields.Dict()


class ReportTableAnswer(PointedAnswer):
    """The tables of an edition."""

    report_id = fields.UUID()
    form = fields.Nested(FormAnswer)
    lines = fields.Dict()
    tables = fields.List(fields.Nested(FilledTableAnswer))


class ReportCellQuery(CellFields):
    """A cell of an edition."""


class ReportCellCasesQuery(CellFields):
    """A page of the cases behind a cell of an edition."""

    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})
