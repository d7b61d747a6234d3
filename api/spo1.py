"""The reconciliation with СПО-1, as answers, tables and the command line tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from api.links import address, narrowed
from api.point import Point
from api.records import record_links
from api.registry_about import About, Made, about_cases
from api.tables import Table
from api.texts import label
from marshrut.asof import AsOf
from marshrut.records.kinds import kinds
from marshrut.records.spo1 import CATEGORIES, RELEASES, Row
from projections.population import Scope
from projections.runner import Projections
from projections.spo1 import KIND, Reconciled

CASES = "/snapshot/cases"
TITLE = "Сверка с отчётом СПО-1"
WHOLE = "соответствует отчёту СПО-1 по всем категориям"
VERDICTS = {True: WHOLE, False: "есть расхождения", None: "строки отчёта не внесены"}
ONLY_IN = {"REPORT": "только в отчёте", "CASES": "только в делах", None: None}
HEADINGS = (
    "Код",
    "Форма обучения",
    "Категория",
    "СПО-1",
    "Дел",
    "Разница",
    "Где есть",
    "Пояснение",
)
OF_LIST = (
    "Запись",
    "Организация",
    "Год",
    "Выпуск",
    "По состоянию на",
    "Вывод",
    "Расхождений",
    "Без пояснения",
)
OF_LIST_ON_SCREEN = {
    "Запись": "Запись",
    "Организация": "Орг.",
    "Год": "Год",
    "Выпуск": "Выпуск",
    "Без пояснения": "Неясно",
}
ON_SCREEN = {name: name for name in HEADINGS if name != "Форма обучения"}


def shown_summary(reconciled: Reconciled, point: Point) -> dict[str, Any]:
    """A report and what came of it, with the ways to it."""
    line, found = reconciled.line, reconciled.found
    links = record_links(kinds()[KIND], line.record_id, point)
    links["reconciliation"] = address(f"/spo1-reports/{line.record_id}/reconciliation", point)
    return {**told_summary(reconciled), "links": links} | {
        "differing": len(found.differing),
        "unexplained": len(found.unexplained),
    }


def told_summary(reconciled: Reconciled) -> dict[str, Any]:
    """The same without links."""
    line, report, found = reconciled.line, reconciled.report, reconciled.found
    return {
        "record_id": line.record_id,
        "organisation": line.organisation,
        "graduation_year": report.graduation_year,
        "release_kind": report.release_kind,
        "release_label": label(RELEASES, report.release_kind),
        "counted_on": report.counted_on,
        "study_forms": report.study_forms,
        "state": line.state,
        "corresponds": found.corresponds,
        "differing": len(found.differing),
        "unexplained": len(found.unexplained),
    }


def shown_rows(reconciled: Reconciled, counted_at: Point) -> list[dict[str, Any]]:
    """Each cell on both sides, with the way to exactly its cases."""
    return [
        {
            **told_row(row),
            "links": {
                "cases": address(CASES, counted_at, narrowed(reconciled.of(row.cell))),
            },
        }
        for row in reconciled.found.rows
    ]


def told_row(row: Row) -> dict[str, Any]:
    """A cell on both sides."""
    return {
        **row.cell._asdict(),
        "category_label": label(CATEGORIES, row.cell.category),
        "reported": row.told,
        "cases": row.cases,
        "delta": row.delta,
        "only_in": row.only_in,
        "explanation": row.explanation,
    }


def spo1_table(projections: Projections, reconciled: Reconciled, made: Made) -> Table:
    """The reconciliation as a table for people."""
    report, found = reconciled.report, reconciled.found
    forms = ", ".join(str(label("study_forms", code)) for code in report.study_forms)
    about: About = [
        ("Отчёт", f"{TITLE}: {label(RELEASES, report.release_kind)}"),
        *about_cases(projections, reconciled.point, reconciled.filters, Scope(), made),
        ("Формы обучения", forms or "все"),
        ("Вывод", VERDICTS[found.corresponds]),
        ("Расхождений", len(found.differing)),
        ("Без пояснения", len(found.unexplained)),
    ]
    rows = [
        [
            row.cell.programme_code,
            label("study_forms", row.cell.study_form),
            label(CATEGORIES, row.cell.category),
            row.told,
            row.cases,
            row.delta,
            ONLY_IN[row.only_in],
            row.explanation,
        ]
        for row in found.rows
    ]
    return Table("spo1", about, HEADINGS, rows, ON_SCREEN)


def list_table(found: Sequence[Reconciled], point: AsOf) -> Table:
    """Reports and what came of each, as a table for people."""
    about: About = [
        ("Отчёт", TITLE),
        ("На дату", point.as_of),
        ("Известно к позиции", point.known),
    ]
    rows = [
        [
            str(each.line.record_id),
            each.line.organisation,
            each.report.graduation_year,
            label(RELEASES, each.report.release_kind),
            each.report.counted_on,
            VERDICTS[each.found.corresponds],
            len(each.found.differing),
            len(each.found.unexplained),
        ]
        for each in found
    ]
    return Table("spo1-reports", about, OF_LIST, rows, OF_LIST_ON_SCREEN)


def point_of(reconciled: Reconciled, point: Point) -> Point:
    """The point at which the cases were counted, as answers show it."""
    return msgspec.structs.replace(point, as_of=reconciled.point.as_of)
