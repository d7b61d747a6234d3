"""The shipped editions of the forms against the domain's tables, and what a bad file is told."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from marshrut.cases.statuses import status_term
from marshrut.classifiers import UnknownCode, classifier
from marshrut.forms.conditions import condition
from marshrut.forms.definitions import Form
from marshrut.forms.shipped import UnknownForm, edition, editions, form, forms, read
from marshrut.forms.words import in_words

TODAY = date(2026, 11, 28)
FOREIGN = "category(FOREIGN_NO_SNILS)"


def test_the_forms_that_there_are():
    names = {each.name for each in editions()}
    assert {"A-1", "C-1", "INDUSTRY-1", "OPK-1"} <= names
    assert [each.code for each in forms(day=TODAY)] == sorted({each.code for each in editions()})


def test_form_a_has_the_printed_rows_and_columns():
    table = edition("A", 1).table("main")
    assert [lead.number for lead in table.leads] == [f"{n:02d}" for n in range(1, 7)]
    assert [column.number for column in table.columns] == [f"{n:02d}" for n in range(7, 34)]
    assert [row.number for row in table.rows] == [f"{n:02d}" for n in range(1, 16)]
    short = [row.number for row in table.rows if not row.choices]
    assert short == ["01", "02", "03", "04", "05"]


def test_form_c_has_the_printed_columns():
    table = edition("C", 1).table("main")
    assert [column.number for column in table.columns] == [f"{n:02d}" for n in range(5, 23)]


def placed(code: str) -> dict[str, list[str]]:
    """The columns of form A by the statuses that their conditions name, 25 apart."""
    found = defaultdict(list)
    for column in edition("A", 1).table("main").counts:
        text = column.where or ""
        if column.number in {"07", "09", "10", "25"}:
            continue
        inside = text.partition("status(")[2].partition(")")[0]
        for status in inside.split(", "):
            found[status].append(column.number)
    return found[code]


@pytest.mark.parametrize("code", classifier("statuses").codes)
def test_every_status_stands_in_the_column_that_its_classifier_names(code: str):
    assert placed(code) == [f"{status_term(code).form_a:02d}"]


def test_every_industry_of_the_classifier_has_its_column():
    told = [column.where or "" for column in edition("INDUSTRY", 1).table("main").columns]
    for code in classifier("industries").codes:
        named = [where for where in told if f"industry({code})" in where]
        assert len([where for where in named if "F_EMPLOYED" not in where]) == 1


def test_an_edition_is_in_force_on_its_days():
    whole = edition("A", 1)
    assert whole.in_force(date(1900, 1, 1))
    assert whole.in_force(TODAY)
    with pytest.raises(UnknownForm):
        form("Q", day=TODAY)
    with pytest.raises(UnknownForm):
        edition("A", 99)


MINIMAL = """
code = "T"
edition = 2
title = "Проба"
label_en = "Trial"
source = "tests"
cohort = "year"
renderer = 1
formats = ["csv"]
valid_from = 2025-01-01
valid_to = 2025-12-31

[[table]]
code = "main"
sheet = "Проба"
title = "Проба"
population = "graduates"
by = ["organisation"]
layout = "lines"
{}
[[table.lead]]
heading = "Организация"
of = "organisation"
[[table.row]]
number = "01"
label = "Всего"
where = "everyone"
[[table.column]]
number = "1"
heading = "Всего"
[[table.column]]
number = "2"
heading = "Иное"
where = "status(OTHER)"
{}
"""


def trial(head: str = "", tail: str = "") -> Form:
    return read(MINIMAL.format(head, tail))


def test_an_edition_ends_on_its_last_day():
    found = trial()
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [found.in_force(day) for day in days] == [False, True, True, False]


CHECK = """
[[table.check]]
code = "T1"
text = "гр. 1 = гр. {0}"
across = "columns"
left = ["1"]
relation = "="
right = ["{0}"]
"""


def test_a_check_is_about_what_there_is():
    assert trial(tail=CHECK.format("2")).tables[0].checks[0].code == "T1"
    with pytest.raises(ValueError, match="T1 is of"):
        trial(tail=CHECK.format("3"))


def test_a_number_stands_once():
    with pytest.raises(ValueError, match="stands twice"):
        trial(tail='[[table.column]]\nnumber = "2"\nheading = "Опять"\n')


def test_a_word_that_files_do_not_have_is_a_mistake():
    with pytest.raises(ValueError, match="unknown field"):
        trial(head="colour = 'red'")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status",
        "status()",
        "everyone(OTHER)",
        "weather(OTHER)",
        "status(OTHER) and everyone",
        "status(OTHER, 1)",
    ],
)
def test_an_unreadable_condition_is_told(text: str):
    with pytest.raises(ValueError, match=r"condition"):
        condition(text)


def test_an_unknown_code_is_told():
    with pytest.raises(UnknownCode, match="OTHERS"):
        condition("status(OTHERS)")


def test_conditions_in_words():
    assert in_words(condition("everyone")) == "все"
    assert in_words(condition("status(OTHER) & ~category(OVZ)")) == (
        "первичный статус — «Иное» и не (категория — "
        "«лица с ограниченными возможностями здоровья (ОВЗ)»)"
    )
    nested = in_words(condition("(category(OVZ) | category(ORPHAN)) & four_months"))
    assert nested.startswith("(категория")
    assert nested.endswith(") и не менее 4 месяцев на последнем месте работы")


def test_every_condition_of_every_edition_has_words():
    said = {
        in_words(each)
        for found in editions()
        for table in found.tables
        for each in table.conditions
    }
    assert all(said)
    assert not any("{" in each for each in said)
