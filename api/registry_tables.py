"""A registry as a table for people: a block that says of what, then its rows in words.

A screen has room for a few of the columns; files have them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.registry_about import About
from api.registry_answers import CODED, label_in_column, type_of
from api.tables import Table
from api.texts import label, label_of
from marshrut.cases.person import Person
from marshrut.classifiers import classifier
from marshrut.registries import Registry
from projections.case_list import CaseRow
from projections.registries import RecordRow, RegistryRow

OF_PERSON = ("Фамилия", "Имя", "Отчество", "Дата рождения")
OF_CASE = ("Дело", "Организация", "Программа", "Год выпуска", "Форма обучения", "Категории")
OF_MEMBERSHIP = ("Статус", "В реестре с", "В реестре по", "Дней в реестре")
OF_RECORD = ("Запись", "Название", "Организация", "Регион")
EVENTS = "События (позиции)"
ON_SCREEN = {
    "Дело": "Дело",
    "Организация": "ПОО",
    "Программа": "Программа",
    "Статус": "Статус",
    "В реестре с": "С",
    "Дней в реестре": "Дней",
}
OF_RECORD_ON_SCREEN = {
    "Запись": "Запись",
    "Название": "Название",
    "Организация": "ПОО",
    "В реестре с": "С",
    "Дней в реестре": "Дней",
}
TOTAL = "Строк"

ERASED = "персональные данные удалены"

Persons = Mapping[UUID, Person | None]


def registry_table(
    registry: Registry, about: About, rows: Sequence[RegistryRow], persons: Persons | None = None
) -> Table:
    """The cases in a registry; with their persons where these are given."""
    named = OF_PERSON if persons is not None else ()
    own = _headings(registry)
    told = [
        [*(person_cells(persons, row.case.case_id) if persons is not None else ()), *_row(row)]
        for row in rows
    ]
    return Table(
        registry.code,
        [*about, (TOTAL, len(told))],
        (*named, *OF_CASE, *OF_MEMBERSHIP, *own, EVENTS),
        told,
        ON_SCREEN | _all(own[:1]),
    )


def programme_table(registry: Registry, about: About, rows: Sequence[dict[str, Any]]) -> Table:
    """A registry of programmes: a code, the group it belongs to, the columns."""
    told = [
        [row["programme_code"], _group(row["programme_code"]), *_own(registry, row)] for row in rows
    ]
    headings = ("Код", "УГПС", *_headings(registry))
    return Table(registry.code, [*about, (TOTAL, len(told))], headings, told, _all(headings))


def employer_table(registry: Registry, about: About, rows: Sequence[dict[str, Any]]) -> Table:
    """A registry of employers: the ИНН, the columns."""
    told = [[row["employer_inn"], *_own(registry, row)] for row in rows]
    headings = ("ИНН", *_headings(registry))
    return Table(registry.code, [*about, (TOTAL, len(told))], headings, told, _all(headings))


def record_table(registry: Registry, about: About, rows: Sequence[RecordRow]) -> Table:
    """A registry of records: what each is called, whose it is, since when, the columns."""
    told = [
        [
            row.number,
            row.title,
            row.organisation,
            label("regions", row.region_code),
            row.since,
            row.until,
            row.days,
            *_values(row.facts),
            row.events,
        ]
        for row in rows
    ]
    headings = (*OF_RECORD, *OF_MEMBERSHIP[1:], *_headings(registry), EVENTS)
    return Table(registry.code, [*about, (TOTAL, len(told))], headings, told, OF_RECORD_ON_SCREEN)


def _all(headings: Sequence[str]) -> dict[str, str]:
    return {heading: heading for heading in headings}


def _group(programme_code: str) -> str:
    """The group of programmes: the first two digits of the code, with its name."""
    code = programme_code[:2]
    return f"{code} {label('ugps', code)}" if code in classifier("ugps").terms else code


def _own(registry: Registry, row: Mapping[str, Any]) -> list[Any]:
    return _values({name: row[name] for name in registry.columns})


def _headings(registry: Registry) -> list[str]:
    return [label_of(classifier("registry_columns").get(name)) for name in registry.columns]


def case_cells(case: CaseRow) -> list[Any]:
    """The cells under ``OF_CASE``."""
    return [
        case.number,
        case.organisation,
        case.programme_code,
        case.graduation_year,
        label("study_forms", case.study_form),
        [label("categories", code) for code in case.categories],
    ]


def _row(row: RegistryRow) -> list[Any]:
    return [
        *case_cells(row.case),
        label("statuses", row.case.status),
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


def person_cells(persons: Persons, case_id: UUID) -> list[Any]:
    """The person; none is shown where it is not the asker's business, and none is left (152-ФЗ)."""
    person = persons.get(case_id)
    if person is None:
        mark = None if case_id in persons else ERASED
        return [mark, *[None] * (len(OF_PERSON) - 1)]
    return [person.last_name, person.first_name, person.middle_name, person.birth_date]
