"""The shapes of loading a list."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from api.schemas.answers import ProblemAnswer
from api.schemas.population import Number
from marshrut.imports.kinds import GRADUATES, kinds
from projections.case_list import LONGEST_PAGE

OWN_LISTS = 50


class ImportQuery(Schema):
    """``dry_run``: judge everything, write nothing. Both may stand in the form as well.

    ``run_id``: the run that an extract is of.
    """

    dry_run = fields.String(validate=validate.OneOf(("true", "false")), load_default="false")
    kind = fields.String(validate=validate.OneOf(tuple(kinds())))
    run_id = fields.UUID()


class TemplateQuery(Schema):
    """Which template."""

    kind = fields.String(validate=validate.OneOf(tuple(kinds())), load_default=GRADUATES)
    format = fields.String(validate=validate.OneOf(("xlsx", "csv")), load_default="xlsx")


class ImportProblem(Schema):
    """What is wrong in the list, or worth a look, and what to do about it."""

    row = fields.Integer(
        allow_none=True, metadata={"description": "As in the sheet: from 1, headings included."}
    )
    column = fields.String(allow_none=True, metadata={"description": "By its heading."})
    code = fields.String()
    detail = fields.String()


class ImportColumn(Schema):
    """How a column was understood."""

    column = fields.String(metadata={"description": "Its letter."})
    heading = fields.String()
    field = fields.String(allow_none=True)
    label = fields.String(allow_none=True)
    problem = fields.Nested(ImportProblem, allow_none=True)


class ImportsQuery(Schema):
    """How many of one's own lists; the latest are told first."""

    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{OWN_LISTS} if not given."})


class ImportLineAnswer(Schema):
    """A list that was sent, so far: each row is accepted, rejected, skipped or changed."""

    import_id = fields.UUID()
    kind = fields.String()
    run_id = fields.UUID(allow_none=True)
    state = fields.String(validate=validate.OneOf(("QUEUED", "RUNNING", "DONE", "FAILED")))
    rows = fields.Integer()
    done = fields.Integer(metadata={"description": "Rows gone through."})
    accepted = fields.Integer(metadata={"description": "Something was recorded, or would be."})
    rejected = fields.Integer(metadata={"description": "Nothing was recorded, for its errors."})
    skipped = fields.Integer(metadata={"description": "All of it was known."})
    changed = fields.Integer(
        metadata={"description": "Nothing new in it, but the case says otherwise."}
    )
    dry_run = fields.Boolean()
    created_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime(allow_none=True)
    kept_until = fields.AwareDateTime(
        allow_none=True, metadata={"description": "Until when errors can be asked for."}
    )


class ImportsAnswer(Schema):
    """One's own lists, the latest first."""

    imports = fields.List(fields.Nested(ImportLineAnswer))


class ImportAnswer(ImportLineAnswer):
    """What came of the list, so far."""

    errors = fields.List(fields.Nested(ImportProblem))
    errors_in_all = fields.Integer(metadata={"description": "The answer holds the first 1,000."})
    warnings = fields.List(fields.Nested(ImportProblem))
    warnings_in_all = fields.Integer()
    columns = fields.List(fields.Nested(ImportColumn))


class SentRowAnswer(Schema):
    """A row as it was sent."""

    row = fields.Integer(metadata={"description": "As in the sheet: from 1, headings included."})
    cells = fields.List(
        fields.String(), metadata={"description": "From column A, at most 200 characters each."}
    )


class SentRowsAnswer(Schema):
    """The rows that errors are about, as they were sent, at most a thousand."""

    import_id = fields.UUID()
    columns = fields.List(fields.Nested(ImportColumn))
    rows = fields.List(fields.Nested(SentRowAnswer))


class ImportRefusedAnswer(ProblemAnswer):
    """The problem of a request, or of a file: ``errors`` are then those of an import."""

    rows = fields.Integer()
    accepted = fields.Integer()
    rejected = fields.Integer()
    errors = fields.Raw(  # type: ignore[assignment]  # a problem of a file has a list of them
        metadata={"description": "By field; of a file a list."}
    )
    columns = fields.List(fields.Nested(ImportColumn))
