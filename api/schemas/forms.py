"""The shapes of forms: what they are asked with, and what they answer."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.point import PointQuery
from api.schemas.answers import PointedAnswer
from api.schemas.population import PAGE, CaseListAnswer, Number, OneOf
from api.shapes import LONGEST_CODE, Code, Day
from projections.case_list import LONGEST_PAGE

FORMATS = ("xlsx", "csv", "json", "pdf")
ROWS = ("5", "15")


class FormsQuery(Schema):
    """The day on which the editions are in force; today if not given."""

    as_of = Day()


class FormParameters(Schema):
    """Which cases a form is of, and the choices that it leaves."""

    graduation_year = Number(most=2200)
    programme_code = Code()
    ugps = Code()
    study_form = Code()
    category = Code()
    municipality = Code(metadata={"description": "A municipality (ОКТМО), or `none`."})
    rows = OneOf(*ROWS, metadata={"description": "Rows of a block, of form A."})


class FormTableQuery(PointQuery, FormParameters):
    """A form at a point: of an organisation, or of a region; as a file, if a format is named."""

    organisation = Code()
    region = Code()
    format = OneOf(*FORMATS)


class BlockFields(Schema):
    """The address of a block: the table, and what names the block (nothing: all together)."""

    table = Code(metadata={"description": "`main` if not given."})
    block_organisation = Code()
    block_programme_code = Code()
    block_ugps = Code()
    block_study_form = Code()
    block_category = Code()
    block_employer = Code()
    block_cohort = Code()
    block_programme = Code()
    block_indicator = Code()
    block_period_from = Code()
    block_period_to = Code()
    block_section = Code()
    block_item = Code()
    block_stage = Code()
    block_status = Code()
    block_measure = Code()
    block_key = Code()


class CellFields(BlockFields):
    """The address of a cell: its block, the row, the column."""

    row = Code(metadata={"description": "`01` if not given."})
    column = Code(metadata={"description": "The number of the column; required."})
    part = OneOf("numerator", "denominator", metadata={"description": "Of a share."})
    measure = Code(metadata={"description": "Of a text of measures, one of them."})


class FormCellQuery(PointQuery, FormParameters, CellFields):
    """A cell of a form at a point."""

    organisation = Code()
    region = Code()


class FormCellCasesQuery(FormCellQuery):
    """A page of the cases behind a cell."""

    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=LONGEST_PAGE, metadata={"description": f"{PAGE} if not given."})


class FormAnswer(Schema):
    """A form, and its edition in force."""

    code = fields.String()
    edition = fields.Integer()
    title = fields.String()
    source = fields.String()
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)
    formats = fields.List(fields.String())
    whose = fields.String()
    parameters = fields.List(fields.Dict())


class FormsAnswer(Schema):
    """The forms that there are on a day."""

    as_of = fields.Date()
    forms = fields.List(fields.Nested(FormAnswer))


class FormDescriptionAnswer(FormAnswer):
    """A form with its rows, columns, conditions and checks."""

    notes = fields.List(fields.String())
    tables = fields.List(fields.Dict())


class LinksAnswer(Schema):
    """Where a block leads: addresses, with `{&row,column}` to be filled in (RFC 6570)."""

    cell = fields.String()
    cases = fields.String()


class FormRowAnswer(Schema):
    """A row: what names it, and a value by the number of each column."""

    number = fields.String()
    leads = fields.List(fields.Raw(allow_none=True))
    values = fields.Dict(keys=fields.String(), values=fields.Raw(allow_none=True))


class FiledBlock(Schema):
    """A block; its key is empty for all together."""

    key = fields.Dict()
    rows = fields.List(fields.Nested(FormRowAnswer))


class FormBlockAnswer(FiledBlock):
    """A block, and the way to its cells."""

    links = fields.Nested(LinksAnswer)


class ViolationFields(Schema):
    """A check that does not hold."""

    check = fields.String()
    text = fields.String()
    key = fields.Dict()
    place = fields.String()
    left = fields.Integer()
    right = fields.Integer()


class FiledViolation(ViolationFields):
    """The same, and what is compared: in one row `columns`, or in one column `rows`."""

    across = fields.String()
    numbers = fields.List(fields.String())


class ViolationAnswer(ViolationFields):
    """The same, and the way to the cells that are compared."""

    links = fields.Nested(LinksAnswer)


class TableFields(Schema):
    """A table of a form with its figures."""

    code = fields.String()
    sheet = fields.String()
    title = fields.String()
    layout = fields.String()
    leads = fields.List(fields.Dict())
    columns = fields.List(fields.Dict())
    checks = fields.List(fields.String())
    overlapping = fields.Boolean()
    note = fields.String(allow_none=True)


class FiledTable(TableFields):
    """The same in a file."""

    blocks = fields.List(fields.Nested(FiledBlock))
    violations = fields.List(fields.Nested(FiledViolation))


class FilledTableAnswer(TableFields):
    """The same with the ways on from it."""

    blocks = fields.List(fields.Nested(FormBlockAnswer))
    violations = fields.List(fields.Nested(ViolationAnswer))


class FiledPair(Schema):
    """What a line is about, and what it says."""

    name = fields.String()
    text = fields.String()


class LedgerProofAnswer(Schema):
    """What an edition shows of the ledger at its point; bytes are base64."""

    note = fields.String(metadata={"description": "A signed checkpoint (C2SP)."})
    key = fields.String(metadata={"description": "The public key that has signed it."})
    hand_overs = fields.List(
        fields.String(), metadata={"description": "Notes by which the log came to the key."}
    )
    since = fields.String(
        allow_none=True, metadata={"description": "The checkpoint of the edition before."}
    )
    path = fields.List(
        fields.String(), metadata={"description": "Proves both to be of one ledger."}
    )


class FormFile(PointedAnswer):
    """The file of a form in JSON: what its XLSX says."""

    form = fields.String()
    edition = fields.Integer()
    title = fields.String()
    lines = fields.List(fields.Nested(FiledPair))
    tables = fields.List(fields.Nested(FiledTable))
    method = fields.List(fields.Nested(FiledPair))
    proof = fields.Nested(LedgerProofAnswer, metadata={"description": "Of an edition."})


class FormTableAnswer(PointedAnswer):
    """A form at a point: no edition, nothing is recorded."""

    form = fields.Nested(FormAnswer)
    lines = fields.Dict(metadata={"description": "What the files are headed by."})
    filters = fields.Dict()
    parameters = fields.Dict()
    tables = fields.List(fields.Nested(FilledTableAnswer))


class CellAnswer(PointedAnswer):
    """A cell: its value, what it counts, and where its cases are."""

    table = fields.String()
    key = fields.Dict()
    row = fields.Dict()
    column = fields.Dict()
    value: Any = fields.Raw(allow_none=True)
    words = fields.String(allow_none=True)
    links = fields.Dict()


class CellCasesAnswer(CaseListAnswer):
    """A page of the cases behind a cell."""

    cell = fields.Dict()
    total = fields.Integer()
