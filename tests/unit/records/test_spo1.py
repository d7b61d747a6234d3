"""A report СПО-1 beside the cases: cells of both sides, what differs and what is explained."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.classifiers import classifier
from marshrut.records.spo1 import Cell, Report, Row, members, reconciled, report_of

TOKAR = ("15.02.16", "FULL_TIME")
FIELDS: dict[str, Any] = {
    "graduation_year": 2025,
    "release_kind": "ACTUAL",
    "counted_on": "2025-07-01",
    "lines": [
        {"programme_code": "15.02.16", "study_form": "FULL_TIME", "category": "OVZ", "number": 2},
        {"programme_code": "15.02.16", "study_form": "FULL_TIME", "category": "ALL", "number": 25},
        {"programme_code": "09.02.07", "study_form": "MIXED", "category": "ALL", "number": 0},
    ],
    "explanations": [
        {
            "programme_code": "15.02.16",
            "study_form": "FULL_TIME",
            "category": "OVZ",
            "text": "Заключение ПМПК получено позже",
        }
    ],
}


def report(**fields: Any) -> Report:
    return report_of({**FIELDS, **fields})


def test_all_cells_of_both_sides_are_told_in_the_order_of_the_form():
    counted = {
        Cell(*TOKAR, "ALL"): 25,
        Cell(*TOKAR, "TARGETED"): 1,
        Cell("08.02.01", "FULL_TIME", "ALL"): 3,
    }
    found = reconciled(report(), counted)
    assert [(*row.cell, row.told, row.cases, row.delta, row.only_in) for row in found.rows] == [
        ("08.02.01", "FULL_TIME", "ALL", None, 3, -3, "CASES"),
        ("09.02.07", "MIXED", "ALL", 0, None, 0, "REPORT"),
        ("15.02.16", "FULL_TIME", "ALL", 25, 25, 0, None),
        ("15.02.16", "FULL_TIME", "OVZ", 2, None, 2, "REPORT"),
        ("15.02.16", "FULL_TIME", "TARGETED", None, 1, -1, "CASES"),
    ]
    assert found.corresponds is False
    assert len(found.differing) == 3
    assert [row.cell.category for row in found.unexplained] == ["ALL", "TARGETED"]


def test_it_corresponds_where_nothing_differs_in_any_category():
    counted = {Cell(*TOKAR, "ALL"): 25, Cell(*TOKAR, "OVZ"): 2}
    found = reconciled(report(), counted)
    assert (found.corresponds, found.differing, found.unexplained) == (True, (), ())


def test_an_explanation_does_not_make_it_correspond():
    found = reconciled(report(), {Cell(*TOKAR, "ALL"): 25})
    assert (found.corresponds, len(found.differing), found.unexplained) == (False, 1, ())


def test_a_report_without_lines_has_no_verdict():
    found = reconciled(report(lines=[]), {})
    assert (found.corresponds, found.rows) == (None, ())


def test_a_cell_without_a_number_is_zero_on_that_side():
    assert Row(Cell(*TOKAR, "ALL"), None, 4, None).delta == -4
    assert Row(Cell(*TOKAR, "ALL"), 4, None, None).delta == 4


@pytest.mark.parametrize(("kind", "lifecycle"), [("EXPECTED", "FINAL_YEAR"), ("ACTUAL", None)])
def test_who_is_counted_is_said_by_the_kind_of_graduation(kind: str, lifecycle: str | None):
    assert report(release_kind=kind).lifecycle == lifecycle


def test_categories_of_the_report_are_categories_of_cases():
    codes = classifier("spo1_categories").codes
    assert members("ALL") == ()
    assert all(len(members(code)) == 1 for code in codes if code != "ALL")
    assert {one for code in codes for one in members(code)} <= {*classifier("categories").codes}
