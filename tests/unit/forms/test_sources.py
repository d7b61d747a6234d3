"""Tables that are filled from a source: what their definitions may say, and that all is there."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest

from marshrut.forms.shipped import editions, form, read
from marshrut.indicators.definitions import definition
from projections.forms.self_analysis.filling import SOURCES
from projections.forms.self_analysis.numbers import printed, share_of

SELF = form("SELF", day=date(2026, 6, 1))
TEXT = files("marshrut.forms").joinpath("data", "SELF-1.toml").read_text(encoding="utf-8")
MONITORING = files("marshrut.forms").joinpath("data", "OPK-1.toml").read_text(encoding="utf-8")


def test_every_table_has_a_source_and_every_source_a_table():
    assert [table.source for table in SELF.tables] == list(SOURCES)
    assert SELF.whose == "organisation"
    assert {"xlsx", "pdf"} <= set(SELF.formats)
    assert len(SELF.signed_by) == 2


def test_a_form_is_for_organisations_alone_or_of_tables_that_count():
    for each in editions():
        sourced = {table.source is not None for table in each.tables}
        assert sourced == {each.kind == "self_analysis"}


def test_the_indicators_of_its_rows_are_those_of_the_form():
    assert SELF.indicators == ("S002-K1", "S004-I2", "S004-I3", "S004-I4", "S000-3.4")
    for row in SELF.table("effectiveness").rows:
        assert (row.indicator is None) == (row.of is not None)
        if row.indicator is not None:
            definition(row.indicator, day=date(2026, 6, 1)).varied(row.variant)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (TEXT, 'source = "targets"\n', ""),
        (TEXT, 'of = "sign"\n', ""),
        (TEXT, 'of = "career_card"', 'of = "career_card"\nwhere = "everyone"'),
        (TEXT, 'kind = "self_analysis"', 'kind = "monitoring"'),
        (TEXT, 'of = "sign"', 'off = "sign"'),
        (MONITORING, 'where = "everyone"', ""),
        (MONITORING, "[[table.column]]\n", '[[table.column]]\nof = "sign"\n'),
        (MONITORING, "[[table.column]]\n", '[[table.column]]\nkind = "share"\n'),
        (MONITORING, "[[table]]\n", '[[table]]\nsource = "targets"\n'),
    ],
)
def test_a_definition_that_contradicts_itself_is_refused(text: str, old: str, new: str):
    read(text)
    assert old in text
    with pytest.raises(ValueError, match=re.compile("one of both|unknown field|off")):
        read(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [(1, 3, 33.3), (1, 16, 6.3), (1, 8, 12.5), (0, 5, 0.0), (0, 0, None), (3, None, None)],
)
def test_a_share_has_one_decimal_half_up(
    numerator: int, denominator: int | None, percent: float | None
):
    assert share_of(numerator, denominator) == percent


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (Fraction(100, 16), "%", "6.3"),
        (50, "%", "50.0"),
        (-0.04, "%", "0.0"),
        (-1.25, "%", "-1.3"),
        (12.0, "ед.", "12"),
        (1.005, "раз", "1.01"),
        (Fraction(4, 3), "раз", "1.33"),
        (None, "%", "None"),
    ],
)
def test_a_value_is_printed_in_its_unit(value: Fraction | float | None, unit: str, told: str):
    assert repr(printed(value, unit)) == told
