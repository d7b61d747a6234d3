"""What a table of a registry says of itself: of what, of whom, as known when, made by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from api.texts import label, label_of
from marshrut.asof import AsOf
from projections.organisations import organisations_at
from projections.population import ANY, BOTH, NONE, Filters, Scope
from projections.registries import Asked
from projections.runner import Projections

NAMES = {
    "graduation_year": "Год выпуска",
    "organisation": "Организация",
    "programme_code": "Программа",
    "ugps": "УГПС",
    "study_form": "Форма обучения",
    "category": "Категория",
    "status": "Статус",
    "status_group": "Группа статусов",
    "municipality": "Территория",
    "at_risk": "Под риском",
    "lifecycle": "Стадия",
    "also_category": "И в категориях",
}
CLASSIFIERS: Mapping[str, tuple[str, ...]] = {
    "ugps": ("ugps",),
    "study_form": ("study_forms",),
    "category": ("categories", "target_groups"),
    "status": ("statuses",),
    "status_group": ("status_groups",),
    "lifecycle": ("lifecycles",),
}
WORDS = {
    ("municipality", NONE): "не указана",
    ("at_risk", "strict"): "строго",
    ("at_risk", "form"): "по форме",
    ("at_risk", BOTH): "и строго, и по форме",
    ("lifecycle", ANY): "любая",
}

About = list[tuple[str, Any]]


class Made(NamedTuple):
    """Who makes a table, when what it tells was known, and in whose time to say that."""

    by: str
    known_at: datetime | None
    zone: ZoneInfo


def about_registry(
    projections: Projections, point: AsOf, asked: Asked, made: Made, least: int | None
) -> About:
    """The registry, the point, whose cases, the filters and parameters, who made the table."""
    registry = asked.registry
    lines: About = [
        (f"Реестр {registry.code}", label_of(registry.term)),
        *about_cases(projections, point, asked.filters, asked.scope, made),
    ]
    if registry.days is not None:
        lines.append(("Вперёд, дней", asked.days or registry.days))
    if registry.least is not None:
        lines.append(("Выпускников, от", least or registry.least))
    return lines


def about_cases(
    projections: Projections, point: AsOf, filters: Filters, scope: Scope, made: Made
) -> About:
    """The point, whose cases, the filters, who made the table."""
    return [
        ("На дату", f"{point.as_of:%d.%m.%Y}"),
        ("Известно к позиции", f"{point.known}{_moment(made)}"),
        ("Охват", "; ".join(_bounds(projections, point, scope))),
        ("Отбор", "; ".join(_chosen(projections, point, filters)) or "нет"),
        ("Сформировано", made.by),
    ]


def _moment(made: Made) -> str:
    if made.known_at is None:
        return ""
    there = made.known_at.astimezone(made.zone)
    return f" ({there:%d.%m.%Y %H:%M:%S} {there.tzname()}, {made.zone.key})"


def _bounds(projections: Projections, point: AsOf, scope: Scope) -> Iterator[str]:
    if scope.organisation is not None:
        yield _school(projections, point, scope.organisation)
    for code in scope.regions:
        yield f"{label('regions', code)} ({code})"
    if scope == Scope():
        yield "все регионы"


def _chosen(projections: Projections, point: AsOf, filters: Filters) -> Iterator[str]:
    for name, value in msgspec.to_builtins(filters).items():
        if name == "organisation":
            shown = _school(projections, point, value)
        elif name == "also_category":
            shown = ", ".join(_word("category", code) for code in filters.also)
        else:
            shown = WORDS.get((name, value)) or _word(name, value)
        yield f"{NAMES[name]}: {shown}"


def _word(name: str, value: Any) -> str:
    labels = (label(table, value) for table in CLASSIFIERS.get(name, ()))
    return next((each for each in labels if each and each != value), str(value))


def _school(projections: Projections, point: AsOf, code: str) -> str:
    """The name of an organisation as it was known at the point, with its code."""
    found = organisations_at(projections, point, scope=Scope(organisation=code))
    return f"{found[0]['name']} ({code})" if found else code
