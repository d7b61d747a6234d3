"""Registries as answers show them: definitions, rows with labels beside codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from api.links import address, event_link
from api.point import Point
from api.populations import case_rows
from api.reasons import help_of
from api.sight import sees_joined_event
from api.texts import label, label_of
from marshrut.asof import last_day
from marshrut.classifiers import classifier
from marshrut.ledger.clock import moment_of
from marshrut.registries import Registry
from projections.registries import Asked, RegistryRow, Spell, named_events
from projections.runner import Projections

CODED = "code:"


def shown_registry(registry: Registry) -> dict[str, Any]:
    """The definition of a registry."""
    term = registry.term
    return {
        "code": registry.code,
        "label": label_of(term),
        "help": help_of(term),
        "basis": registry.basis,
        "seed": term.words("seed"),
        "lifecycles": sorted(registry.lifecycles),
        "columns": [_column(name) for name in registry.columns],
        "days": registry.days,
        "least": registry.least,
    }


def _column(name: str) -> dict[str, str]:
    term = classifier("registry_columns").get(name)
    return {"code": name, "label": label_of(term), "type": type_of(name)}


def type_of(column: str) -> str:
    """How the values of a column read: ``day``, ``flag``, ``count``, ``code:…`` of a classifier."""
    return classifier("registry_columns").get(column).extra["type"]


def shown_rows(rows: Sequence[RegistryRow], point: Point, asked: Asked) -> list[dict[str, Any]]:
    """The rows of a registry of cases, with the person where the caller may see one.

    Where the case's events are seen, its ``course`` through the registry is too.
    """
    cases = case_rows([row.case for row in rows], point)
    for case in cases:
        if "audit_trail" in case["links"]:
            path = f"/registries/{asked.registry.code}/cases/{case['case_id']}"
            case["links"]["course"] = address(path, point, days=asked.days)
    return [{**case, **told(row)} for case, row in zip(cases, rows, strict=True)]


def told(row: RegistryRow) -> dict[str, Any]:
    """What a registry tells of a case beside what every list tells."""
    shown = msgspec.structs.asdict(row)
    del shown["case"]
    return {**shown, "labels": labels_of(row.facts)}


def labels_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The labels of those facts that are codes."""
    return {
        name: label_in_column(name, value)
        for name, value in facts.items()
        if type_of(name).startswith(CODED) and value is not None
    }


def label_in_column(name: str, value: Any) -> Any:
    """The label of a code in the column, or the labels of several."""
    table = type_of(name).removeprefix(CODED)
    if isinstance(value, list):
        return [label(table, code) for code in value]
    return label(table, value)


def shown_spell(spell: Spell, on: date) -> dict[str, Any]:
    """Days in a registry, with their last one; how many, those up to ``on`` while it goes on."""
    start, end = spell.period.start, spell.period.end
    if spell.period.covers(on):
        days: int | None = (on - start).days + 1
    else:
        days = None if end is None else (end - start).days
    return {
        "since": start,
        "until": last_day(end),
        "days": days,
        "entered_by": spell.entered_by,
        "left_by": spell.left_by,
    }


def shown_events(
    projections: Projections, point: Point, positions: Iterable[int]
) -> list[dict[str, Any]]:
    """The events at these positions: when they were recorded, what they are, and by whom.

    One of what is out of the reader's sight is told by no link (``api.told_events``).
    """
    return [
        {
            "position": event.position,
            "recorded_at": moment_of(event.recorded_at),
            "topic": event.topic,
            "actor": event.actor,
            "links": {"event": event_link(event.position, point)}
            if event.topic.startswith("case.") or sees_joined_event(event.position)
            else {},
        }
        for event in named_events(projections, point.asof, positions)
    ]
