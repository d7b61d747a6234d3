"""No text of a CSV is computed, and every text comes back: what is kept is said again."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.table_files import csv_file
from api.table_workbook import xlsx_file
from api.tables import Table
from marshrut.imports.formulas import kept, said
from marshrut.imports.kinds import kinds
from marshrut.imports.sheet import read_sheet
from marshrut.imports.template import csv_template
from tests.support.hostile_files import SHEET, parts_of

SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
RUN = re.compile(rf"(?:^|[,;\t\r\n])[{re.escape(SIGNS)}]")
TEXTS = st.text(alphabet=st.sampled_from(f"{SIGNS}',; аx1\""), max_size=12) | st.text(max_size=12)
PAYLOADS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")'),
    *("\t=1", "\r=1", "\n=1", "\uff1d1+1", "'=1", "''=1", "а,=1", "а;=1", "а\t=1", "а\n=1"),
)


@given(TEXTS)
def test_what_is_kept_is_said_again(text: str):
    assert said(kept(text)) == text
    assert not RUN.search(kept(text))


@pytest.mark.parametrize(
    "text", ["", "Иванов", "3-й курс", "a=b", "12,5", "д'Артаньян", "'", "№ 5"]
)
def test_what_is_no_formula_is_left_alone(text: str):
    assert kept(text) == text


@pytest.mark.parametrize("text", PAYLOADS)
def test_every_cell_of_an_exported_table_comes_back_as_it_was(text: str):
    wide = [f"{text}; {text}", "1", "2", "3", "4"]
    table = Table(
        "x", [(text, text)], [text, *wide], [[text, -5, -1.5, None], [[text, text], -1.5]]
    )
    data = csv_file(table)
    assert read_sheet(data) == [
        [text, text],
        [],
        [text, *wide],
        [text, "-5", "-1,5", ""],
        [f"{text}; {text}", "-1,5"],
    ]
    raw = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    cells = [cell for row in raw for cell in row if not re.fullmatch(r"-[0-9,]+", cell)]
    assert not [cell for cell in cells if RUN.search(cell)]


def test_a_workbook_holds_texts_and_no_formulas():
    rows = [[text, -5, -1.5, date(2025, 9, 1)] for text in PAYLOADS]
    data = xlsx_file(Table("x", [("=1", "=1")], ("=1", "+2", "-3", "@4"), rows))
    parts = parts_of(data)
    assert not re.search(rb"<(?:f|hyperlinks?)\b", parts[SHEET])
    assert not [name for name in parts if "externalLink" in name or name.endswith(".bin")]
    texts = ("\t=1", "\r=1", "\n=1")  # of which a workbook keeps no blanks apart
    read = {row[0]: row[1:3] for row in read_sheet(data)[3:]}
    assert all(read[text] == [-5, -1.5] for text in PAYLOADS if text not in texts)


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_a_template_computes_nothing(kind):
    for row in csv.reader(StringIO(csv_template(kind).decode("utf-8-sig")), delimiter=";"):
        assert not [cell for cell in row if RUN.search(cell)]
