"""What is published, as answers, files and the command line tell it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.registry_about import About
from api.tables import Table
from api.texts import label, language
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.wording import RUSSIAN
from projections.centre_pages import CentrePage
from projections.disclosure import LEAST, REST, PublicTable
from projections.organisations import organisations_at
from projections.population import Scope
from projections.public_data import GROUPS, PublicFigures
from projections.records import RecordLine
from projections.runner import Projections

NOTE = {
    True: "Пусто — скрыто: менее {least} человек, либо чтобы такое число нельзя было вычислить.",
    False: "Empty cells are hidden: less than {least} persons, or what such a number follows from.",
}
OTHERS = {True: "Прочие ({number})", False: "Others ({number})"}
VACANCY = ("title", "employer_inn", "places", "programme_codes", "municipality", "salary_from",
           "salary_to", "url")  # fmt: skip
AGREEMENT = ("number", "employer_inn", "signed_on", "until", "subjects")
ACTIVITY = ("title", "activity_kind", "starts_on", "ends_on", "online", "audience", "url")
PRACTICE = ("title", "about", "url")
PLAN = ("code", "title", "runs_from", "runs_to")
OF_CENTRE = ("code", "name", "short_name", "region_code", "municipality", "has_centre",
             "centre_kind")  # fmt: skip


def note() -> str:
    """What an empty cell means."""
    return NOTE[language() == RUSSIAN].format(least=LEAST)


def shown_figures(
    projections: Projections, point: AsOf, region: str, figures: PublicFigures
) -> dict[str, Any]:
    """The tables with their labels."""
    schools = school_names(projections, point, region)
    return {
        "least": LEAST,
        "note": note(),
        "groups": {code: label(GROUPS, code) for code in classifier(GROUPS).codes},
        "schools": shown_table(figures.schools, schools),
        "programmes": shown_table(figures.programmes, {}),
        "measures": [
            {"code": code, "label": label("measures", code), "graduates": number}
            for code, number in figures.measures.items()
        ],
    }


def shown_table(table: PublicTable | None, names: Mapping[str, str]) -> dict[str, Any] | None:
    """A table with the names of its rows."""
    if table is None:
        return None
    return {
        "columns": table.columns,
        "rows": [
            {
                "code": row.name,
                "label": row_label(row.name, row.of, names),
                "of": row.of,
                "total": row.total,
                "cells": row.cells,
            }
            for row in table.rows
        ],
        "totals": table.totals,
        "total": table.total,
    }


def row_label(name: str, of: tuple[str, ...], names: Mapping[str, str]) -> str:
    """What a row is called."""
    if name == REST:
        return OTHERS[language() == RUSSIAN].format(number=len(of))
    return names.get(name, name)


def school_names(projections: Projections, point: AsOf, region: str) -> dict[str, str]:
    """The schools of the region by code."""
    found = organisations_at(projections, point, scope=Scope(regions=(region,)))
    return {school["code"]: school["name"] for school in found}


def figures_table(
    projections: Projections, point: AsOf, region: str, year: int, figures: PublicFigures
) -> Table:
    """The table of schools for people."""
    about: About = [
        ("Открытые данные", f"Выпускники {year} года: чем заняты"),
        ("Регион", label("regions", region)),
        ("На дату", point.as_of),
        ("Известно к позиции", point.known),
        ("Пустые ячейки", note()),
    ]
    table = figures.schools
    if table is None:
        return Table("public", [*about, ("Данных", "слишком мало для публикации")], (), ())
    names = school_names(projections, point, region)
    heads = [_column(name, of) for name, of in table.columns.items()]
    rows: list[list[Any]] = [
        [row_label(row.name, row.of, names), row.total, *row.cells.values()] for row in table.rows
    ]
    rows.append(["Всего", table.total, *table.totals.values()])
    headings = ("Организация", "Всего", *heads)
    return Table("public", about, headings, rows, {name: name for name in headings})


def _column(name: str, of: tuple[str, ...]) -> str:
    return (
        "; ".join(str(label(GROUPS, one)) for one in of)
        if name == REST
        else str(label(GROUPS, name))
    )


def shown_page(page: CentrePage, centre: Mapping[str, Any]) -> dict[str, Any]:
    """The page of a centre: contacts, plans, vacancies, agreements, what is to be held."""
    return {
        "organisation": {name: centre[name] for name in OF_CENTRE},
        "contacts": page.page.fields if page.page else None,
        "plans": [{name: plan[name] for name in PLAN} for plan in page.plans],
        "vacancies": [_said(line, VACANCY) for line in page.vacancies],
        "agreements": [_said(line, AGREEMENT) for line in page.agreements],
        "activities": [_said(line, ACTIVITY) for line in page.activities],
        "practices": [_said(line, PRACTICE) for line in page.practices],
        "items": page.items,
    }


def _said(line: RecordLine, names: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {name: line.fields[name] for name in names if name in line.fields}
    return {**told, "confirmed_on": line.confirmed_on}


def month_of(day: date) -> str:
    """The month as it is written."""
    return f"{day:%Y-%m}"
