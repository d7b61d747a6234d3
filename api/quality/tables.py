"""The quality of data as tables for people: scores of schools, and findings line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.quality.answers import advice, detail, finding_term
from api.registry_about import About
from api.registry_tables import OF_CASE, OF_PERSON, Persons, case_cells, person_cells
from api.tables import Table
from api.texts import label, label_of
from projections.quality.asked import FINDINGS, KINDS
from projections.quality.cases import CaseFindings
from projections.quality.score import Quality, QualityRow

SCORES, CASES = "quality", "quality-cases"
TITLE = "Качество данных"
TOTAL = "Всего"
OF_SCHOOL = ("Место", "Организация", "Дел", "Без замечаний", "Без замечаний, %")
SCHOOL_ON_SCREEN = {
    "Место": "№",
    "Организация": "ПОО",
    "Дел": "Дел",
    "Без замечаний, %": "Без зам., %",
}
KINDS_ON_SCREEN = {
    "UNVERIFIED": "Не подтв.",
    "STALE": "Устар.",
    "CONTRADICTORY": "Противор.",
    "MISSING": "Не зап.",
    "OTHER_SHARE": "«Иное»",
}
OF_FINDING = ("Статус", "Вид", "Замечание", "Подробности", "Что сделать", "С", "Запись")
FINDING_ON_SCREEN = {"Дело": "Дело", "Организация": "ПОО", "Подробности": "Подробности"}


def score_table(about: About, found: Quality) -> Table:
    """A line a school, and the whole at the end; counts by kind, then by finding."""
    kinds = {kind: f"{label('quality_kinds', kind)}: всего" for kind in KINDS}
    findings = [label_of(finding_term(code)) for code in FINDINGS]
    rows = [_score(row, row.organisation) for row in found.rows]
    return Table(
        SCORES,
        about,
        (*OF_SCHOOL, *kinds.values(), *findings),
        [*rows, _score(found.total, TOTAL)],
        SCHOOL_ON_SCREEN | {kinds[kind]: short for kind, short in KINDS_ON_SCREEN.items()},
    )


def finding_table(
    about: About, rows: Sequence[CaseFindings], persons: Persons | None = None
) -> Table:
    """A line for each finding of a case; with the person where these are given."""
    named = OF_PERSON if persons is not None else ()
    lines = [
        [*(person_cells(persons, row.case.case_id) if persons is not None else ()), *line]
        for row in rows
        for line in _lines(row)
    ]
    about = [*about, ("Дел", len(rows)), ("Замечаний", len(lines))]
    return Table(CASES, about, (*named, *OF_CASE, *OF_FINDING), lines, FINDING_ON_SCREEN)


def _score(row: QualityRow, name: str | None) -> list[Any]:
    score = row.score
    counts = (*row.kinds.values(), *row.findings.values())
    return [row.rank, name, score.of, score.cases, score.percent, *counts]


def _lines(row: CaseFindings) -> list[list[Any]]:
    return [
        [
            *case_cells(row.case),
            label("statuses", row.case.status),
            label("quality_kinds", found.kind),
            label_of(finding_term(found.finding)),
            detail(found),
            advice(found.finding),
            found.facts.get("since"),
            str(found.facts["entry_id"]) if "entry_id" in found.facts else None,
        ]
        for found in row.findings
    ]
