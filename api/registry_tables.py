"""A registry as a table for people: a block that says of what, then its rows in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from api.registry_answers import CODED, label_in_column, type_of
from api.table_files import Table
from api.texts import label, label_of
from marshrut.asof import AsOf
from marshrut.cases.person import Person
from marshrut.classifiers import classifier
from marshrut.registries import Registry
from projections.population import Filters
from projections.registries import RegistryRow

OF_PERSON = ("Фамилия", "Имя", "Отчество", "Дата рождения")
OF_CASE = ("Дело", "Организация", "Программа", "Год выпуска", "Форма обучения", "Категории")
OF_MEMBERSHIP = ("Статус", "В реестре с", "В реестре по", "Дней в реестре")
EVENTS = "События (позиции)"

ERASED = "персональные данные удалены"

Persons = Mapping[UUID, Person | None]


def registry_table(
    registry: Registry,
    about: Sequence[tuple[str, str]],
    rows: Sequence[RegistryRow],
    persons: Persons | None = None,
) -> Table:
    """The cases in a registry; with their persons where these are given."""
    named = OF_PERSON if persons is not None else ()
    headings = (*named, *OF_CASE, *OF_MEMBERSHIP, *_headings(registry), EVENTS)
    told = [
        [*(_person(persons, row.case.case_id) if persons is not None else ()), *_row(row)]
        for row in rows
    ]
    return Table(registry.code, about, headings, told)


def plain_table(
    registry: Registry, about: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]], key: str
) -> Table:
    """A registry of something else than cases: its key, then its columns."""
    headings = (classifier("registries").get(registry.code).label_ru, *_headings(registry))
    told = [[row[key], *_values({n: row[n] for n in registry.columns})] for row in rows]
    return Table(registry.code, about, headings, told)


def about_registry(
    registry: Registry, point: AsOf, known_at: datetime | None, filters: Filters, total: int
) -> list[tuple[str, str]]:
    """What the file is: the registry, the point, the filters, how many rows."""
    moment = f", {known_at:%d.%m.%Y %H:%M:%S} UTC" if known_at else ""
    asked = msgspec.to_builtins(filters)
    chosen = "; ".join(f"{name}={value}" for name, value in asked.items())
    return [
        (f"Реестр {registry.code}", label_of(registry.term)),
        ("На дату", f"{point.as_of:%d.%m.%Y}"),
        ("Известно к позиции", f"{point.known}{moment}"),
        ("Отбор", chosen or "нет"),
        ("Строк", str(total)),
    ]


def _headings(registry: Registry) -> list[str]:
    return [label_of(classifier("registry_columns").get(name)) for name in registry.columns]


def _row(row: RegistryRow) -> list[Any]:
    case = row.case
    return [
        case.number,
        case.organisation,
        case.programme_code,
        case.graduation_year,
        label("study_forms", case.study_form),
        [label("categories", code) for code in case.categories],
        label("statuses", case.status),
        row.since,
        row.until,
        row.days,
        *_values(row.facts),
        row.events,
    ]


def _values(facts: Mapping[str, Any]) -> list[Any]:
    return [
        label_in_column(name, value) if type_of(name).startswith(CODED) and value else value
        for name, value in facts.items()
    ]


def _person(persons: Persons, case_id: UUID) -> list[Any]:
    """The person; none is shown where it is not the asker's business, and none is left (152-ФЗ)."""
    person = persons.get(case_id)
    if person is None:
        mark = None if case_id in persons else ERASED
        return [mark, *[None] * (len(OF_PERSON) - 1)]
    return [person.last_name, person.first_name, person.middle_name, person.birth_date]
