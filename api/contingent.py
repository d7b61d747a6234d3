"""Movements of the contingent as answers, tables and the command line tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from api.links import address, case_links, entry_events, template
from api.point import Point
from api.registry_about import About, Made, about_cases
from api.registry_tables import OF_PERSON, Persons, person_cells
from api.tables import Table
from api.texts import label
from marshrut.asof import AsOf
from marshrut.ledger.clock import moment_of
from projections.contingent import ARRIVED, LEFT, Moved, Movements, MovementsAsked
from projections.population import Filters
from projections.runner import Projections

MOVEMENTS = "/contingent-movements"
KINDS = "contingent_movements"
TITLE = "Движение контингента"
HEADINGS = (
    "Дело",
    "Вид",
    "Дата",
    "Откуда",
    "Куда",
    "Программа",
    "Форма обучения",
    "Год выпуска",
    "Известно с",
    "Позиция",
)
ON_SCREEN = {name: name for name in ("Дело", "Вид", "Дата", "Откуда", "Куда", "Программа")}

Times = Mapping[int, int]
"""When positions were recorded, in microseconds since 1970."""


def asked_of(asked: MovementsAsked) -> dict[str, Any]:
    """The question as parameters of an address, but for whose it is."""
    told: dict[str, Any] = msgspec.to_builtins(asked)
    del told["scope"]
    return {"from": told.pop("first"), "to": told.pop("last"), **told}


def shown_counts(found: Movements, asked: MovementsAsked, point: Point) -> dict[str, Any]:
    """How many there are of each kind, and of each school in scope; with the ways to them."""
    given = {name: value for name, value in asked_of(asked).items() if value is not None}
    of_school = {
        name: value for name, value in given.items() if name not in ("organisation", "part")
    }
    schools = [
        {
            "organisation": code,
            ARRIVED: found.of(code, ARRIVED),
            LEFT: found.of(code, LEFT),
            "links": {
                part: address(MOVEMENTS, point, of_school, organisation=code, part=part)
                for part in (ARRIVED, LEFT)
            },
        }
        for code in sorted(found.in_scope)
    ]
    listed = address(MOVEMENTS, point, {n: v for n, v in given.items() if n != "kind"})
    return {
        "total": len(found.rows),
        "kinds": dict(sorted(Counter(row.kind for row in found.rows).items())),
        "organisations": schools,
        "templates": {"kinds": template(listed, "kind")},
    }


def told_movement(row: Moved, times: Times) -> dict[str, Any]:
    """A movement without links and person."""
    told: dict[str, Any] = msgspec.structs.asdict(row)
    del told["entry_id"]
    position = told.pop("known_from")
    return {
        **told,
        "label": label(KINDS, row.kind),
        "recorded_at": moment_of(times[position]),
        "position": position,
    }


def movement_links(row: Moved, point: Point, *, present: bool) -> dict[str, Any]:
    """Of a movement: its case and its events; a former school reads the case of its own days."""
    if not present:
        then = msgspec.structs.replace(point, as_of=row.last_day)
        return case_links(row.case_id, then, present=False)
    return {
        **case_links(row.case_id, point),
        "events": entry_events(row.case_id, row.entry_id, point),
    }


def movements_table(
    projections: Projections,
    point: AsOf,
    found: Movements,
    asked: MovementsAsked,
    *,
    times: Times,
    made: Made,
    persons: Persons | None = None,
) -> Table:
    """The movements as a table for people; with their persons where these are given."""
    named = ("graduation_year", "organisation", "programme_code", "study_form")
    filters = Filters(**{name: getattr(asked, name) for name in named})
    about: About = [
        ("Отчёт", TITLE),
        ("Период", f"{asked.first:%d.%m.%Y} – {asked.last:%d.%m.%Y}"),
        *about_cases(projections, point, filters, asked.scope, made),
        *_counted(found),
        ("Строк", len(found.rows)),
    ]
    rows = [
        [
            *(person_cells(persons, row.case_id) if persons is not None else ()),
            *_cells(row, moment_of(times[row.known_from]), made),
        ]
        for row in found.rows
    ]
    headings = (*(OF_PERSON if persons is not None else ()), *HEADINGS)
    return Table("contingent-movements", about, headings, rows, ON_SCREEN)


def _counted(found: Movements) -> Sequence[tuple[str, int]]:
    counted = Counter(row.kind for row in found.rows)
    return [(str(label(KINDS, kind)), n) for kind, n in sorted(counted.items())]


def _cells(row: Moved, recorded: datetime, made: Made) -> list[Any]:
    return [
        row.number,
        label(KINDS, row.kind),
        row.effective_on,
        row.from_organisation,
        row.to_organisation,
        row.programme_code,
        label("study_forms", row.study_form),
        row.graduation_year,
        f"{recorded.astimezone(made.zone):%d.%m.%Y %H:%M}",
        row.known_from,
    ]


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)
