"""Registries: who is in which at any point, since when, and by which events (domain 8)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from api import portfolios
from api.answers import answer
from api.context import actor, projections, require, shows_person
from api.cursors import asked_page, link_next
from api.features import PURPOSE, Feature
from api.links import address, events_template, file_links, narrowed, with_row
from api.point import Point, asked_point, memento
from api.populations import asked_filters, persons_opened
from api.records import record_links
from api.registry_answers import labels_of, shown_events, shown_registry, shown_rows, shown_spell
from api.registry_pages import (
    MOST_EXPORTED,
    PROGRAMMES,
    asked_of,
    counts,
    plain_rows,
    whole_table,
)
from api.schemas.population import PAGE, PopulationQuery
from api.schemas.registries import (
    RegistriesAnswer,
    RegistryAnswer,
    RegistryCaseAnswer,
    RegistryCaseQuery,
    RegistryQuery,
)
from api.sight import sighted
from api.table_answers import MEDIA_TYPES, made_by_asker, table_file
from marshrut.policy import Action
from marshrut.records.kinds import kinds
from marshrut.refusals import refuse
from marshrut.registries import Registry, registries
from marshrut.registries.of_records import RECORD_RULES
from projections.places import SMALL
from projections.population import Scope
from projections.registries import (
    Asked,
    necessary_events,
    record_members,
    record_rows,
    registry_history,
    registry_numbers,
    registry_rows,
)

feature = Feature("registries", "Registries: who is in which, since when, and by which events")

CASES_PATH = "/snapshot/cases"


@feature.read("/registries", query=PopulationQuery, answers=RegistriesAnswer)
def read_registries(*, query: dict[str, Any]) -> Response:
    """Tell the registries, and how many rows each has at a point."""
    require(Action.READ_FIGURES)
    filters, point = asked_filters(query), asked_point(query)
    scope = Scope.of(actor())

    def asked(code: str) -> Asked:
        return asked_of(registries()[code], filters, scope)

    counted = counts(projections(), point.asof, asked)
    told = [{**shown_registry(each), "count": counted[code]} for code, each in registries().items()]
    payload = {
        "point": point,
        "filters": filters,
        "registries": told,
        "templates": {
            "registries": {"count": address("/registries/{code}", point, narrowed(filters))}
        },
    }
    return memento(answer(payload), point)


@feature.read(
    "/registries/<registry_code>",
    query=RegistryQuery,
    answers=RegistryAnswer,
    files=MEDIA_TYPES,
    headers=(PURPOSE,),
)
def read_registry(*, query: dict[str, Any], registry_code: str) -> Response:
    """List who is in a registry at a point, with the events that brought them in; or as a file."""
    registry = _registry(registry_code)
    require(Action.READ_CASES)
    _check_parameters(query, registry)
    filters, (point, after) = asked_filters(query), asked_page(query)
    asked = asked_of(registry, filters, Scope.of(actor()), query.get("days"))
    if "format" in query:
        return _file(asked, point, query)
    limit = query.get("limit", PAGE)
    told = {"point": point, "filters": asked.filters, "registry": shown_registry(registry)}
    rows = _cases if registry.of_cases else _records if registry.of_records else _others
    page, next_after = rows(asked, point, query, after, limit)
    response = answer({**told, **page})
    if next_after is not None:
        link_next(response, point, next_after)
    return memento(response, point)


@feature.read(
    "/registries/<registry_code>/cases/<uuid:case_id>",
    query=RegistryCaseQuery,
    answers=RegistryCaseAnswer,
)
def read_registry_case(*, query: dict[str, Any], registry_code: str, case_id: UUID) -> Response:
    """Tell when a case was in a registry, and which events brought it in and out."""
    registry = _registry(registry_code)
    if not registry.of_cases:
        raise refuse("NOT_FOUND")
    _, point, _ = sighted(case_id, query)
    _check_parameters(query, registry)
    asked = Asked(registry=registry, days=query.get("days"))
    spells = registry_history(projections(), point.asof, asked, case_id)
    member = any(spell.period.covers(point.as_of) for spell in spells)
    events = necessary_events(projections(), point.asof, asked, case_id) if member else []
    named = {*events, *(p for spell in spells for p in (*spell.entered_by, *spell.left_by))}
    payload = {
        "point": point,
        "case_id": case_id,
        "registry": shown_registry(registry),
        "member": member,
        "periods": [shown_spell(spell, point.as_of) for spell in spells],
        "events": events,
        "records": shown_events(projections(), point, named),
        "links": file_links(case_id, point),
    }
    return memento(answer(payload), point)


def _registry(code: str) -> Registry:
    if code not in registries():
        raise refuse("NOT_FOUND")
    return registries()[code]


def _check_parameters(query: dict[str, Any], registry: Registry) -> None:
    """Raise ``Refused`` for a parameter that the registry does not take."""
    for name in ("days", "least"):
        if name in query and getattr(registry, name) is None:
            taken = RegistryQuery().fields.keys() - {name}
            raise refuse("UNKNOWN_FIELD", field=name, allowed=taken)


def _cases(
    asked: Asked, point: Point, _: dict[str, Any], after: int, limit: int
) -> tuple[dict[str, Any], int | None]:
    numbers = registry_numbers(projections(), point.asof, asked)
    rows = registry_rows(
        projections(), point.asof, asked, numbers=numbers, after=after, limit=limit
    )
    last = rows[-1].case.number if rows else None
    more = last if rows and numbers[-1] != last else None
    told = shown_rows(rows, point, asked)
    if asked.registry.code == portfolios.REGISTRY:
        told = portfolios.with_links(told, point)
    events = {"rows": {"events": events_template(point)}}
    return {"total": len(numbers), "rows": told, "templates": events}, more


def _records(
    asked: Asked, point: Point, _: dict[str, Any], after: int, limit: int
) -> tuple[dict[str, Any], int | None]:
    members = record_members(projections(), point.asof, asked)
    page = [line for line in members if line.number > after][:limit]
    rows = record_rows(projections(), point.asof, asked.registry, page)
    more = rows[-1].number if rows and members[-1].number != rows[-1].number else None
    kind = kinds()[RECORD_RULES[asked.registry.code].kind]
    told = [
        {
            **msgspec.structs.asdict(row),
            "labels": labels_of(row.facts),
            "links": record_links(kind, row.record_id, point),
        }
        for row in rows
    ]
    ways = {"rows": {"events": events_template(point)}}
    return {"total": len(members), "rows": told, "templates": ways}, more


def _others(
    asked: Asked, point: Point, query: dict[str, Any], after: int, limit: int
) -> tuple[dict[str, Any], int | None]:
    found = plain_rows(projections(), point.asof, asked, query.get("least"))
    more = after + limit if after + limit < len(found.rows) else None
    named = asked.registry.columns
    rows = [
        {**row, "labels": labels_of({n: row[n] for n in named}), **_opened(asked, point, row)}
        for row in found.rows[after : after + limit]
    ]
    left_out = {"left_out": found.left_out} if found.left_out else {}
    ways = _templates(asked, point, query.get("least"))
    return {"total": len(found.rows), "rows": rows, **left_out, "templates": ways}, more


def _opened(asked: Asked, point: Point, row: dict[str, Any]) -> dict[str, Any]:
    """Where the cases of a programme are listed: its graduates, and those at risk."""
    if asked.registry.basis != PROGRAMMES:
        return {}
    own = {"programme_code": row["programme_code"]}
    parts = {
        "graduates": narrowed(asked.filters, **own),
        "at_risk": narrowed(asked.filters, **own, at_risk="strict"),
    }
    return {"cases": {name: address(CASES_PATH, point, part) for name, part in parts.items()}}


def _templates(asked: Asked, point: Point, least: int | None) -> dict[str, Any]:
    """How the counts of programmes open, and of those left out; or the cases of an employer."""
    if asked.registry.basis != PROGRAMMES:
        return {
            "rows": {
                "case_ids": address("/cases/{case_id}", point),
                "record_ids": address("/records/unfair-employers/{record_id}", point),
                "events": events_template(point),
            }
        }
    filters = asked.filters
    graduates = address(CASES_PATH, point, narrowed(filters))
    at_risk = address(CASES_PATH, point, narrowed(filters, at_risk="strict"))
    small = {"by": "programme_code", "size": SMALL, "least": least or asked.registry.least}
    left_out = address("/risks/ranking/cases", point, narrowed(filters), **small, part="graduates")
    rows = {
        "graduates": with_row(graduates, filters, "programme_code"),
        "at_risk": with_row(at_risk, filters, "programme_code"),
    }
    return {"rows": rows, "left_out": {"graduates": left_out}}


def _file(asked: Asked, point: Point, query: dict[str, Any]) -> Response:
    if asked.registry.of_cases:
        numbers = registry_numbers(projections(), point.asof, asked)
        if len(numbers) > MOST_EXPORTED:
            raise refuse("TOO_LARGE", limit=MOST_EXPORTED)
    shown = shows_person()
    table = whole_table(
        projections(),
        point.asof,
        asked,
        least=query.get("least"),
        made=made_by_asker(point),
        persons=(lambda cases: persons_opened(cases, point)) if shown else None,
    )
    return table_file(table, point, query["format"])
