"""The template is a list that this program reads, and it loads nobody by itself."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from marshrut.imports.columns import find_columns
from marshrut.imports.kinds import kinds
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import BadFile
from marshrut.imports.sheet import read_sheet
from marshrut.imports.template import csv_template, template_fields, xlsx_template

KINDS = pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
MAKERS = pytest.mark.parametrize("make", [csv_template, xlsx_template])


@KINDS
@MAKERS
def test_its_columns_are_all_understood_and_its_kind_is_recognised(kind, make):
    columns = find_columns(read_sheet(make(kind)), own_organisation=False)
    assert columns.kind.code == kind.code
    assert set(columns.places) == {field.name for field in template_fields(kind)}
    assert columns.warnings == ()


@KINDS
@MAKERS
def test_its_example_is_loaded_by_nobody(kind, make):
    with pytest.raises(BadFile) as empty:
        ListFile(make(kind))
    assert [problem.code for problem in empty.value.problems] == ["EMPTY"]


@KINDS
def test_its_example_would_be_read_without_a_fault(kind):
    lines = csv_template(kind).decode("utf-8-sig").split("\r\n")
    (row,) = ListFile("\n".join([lines[2], lines[1]]).encode(), kind=kind.code)
    assert (row.errors, row.warnings) == ((), ())


def test_its_second_sheet_has_the_values_of_coded_columns():
    with CalamineWorkbook.from_filelike(BytesIO(xlsx_template(kinds()["statuses"]))) as book:
        assert book.sheet_names == ["Занятость", "Справочники"]
        values = book.get_sheet_by_name("Справочники").to_python()
    assert values[0][:2] == ["Занятость", "Код"]
    assert [row[1] for row in values].count("EMPLOYED_LABOUR_CONTRACT") == 1
    assert all("NO_DATA" not in row for row in values)


def test_the_same_template_is_the_same_file():
    assert xlsx_template(kinds()["graduates"]) == xlsx_template(kinds()["graduates"])
