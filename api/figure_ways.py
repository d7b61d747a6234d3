"""The cases of an indicator: of its numerator, its denominator, its coverage, of each row."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from api.links import Links, address, narrowed, segment
from api.point import Point
from marshrut.indicators.definitions import Definition, UnknownIndicator, definition
from projections.indicators import Asked, Figure, FigureRow
from projections.population import NONE, Filters

COUNTED = ("numerator", "denominator")
COVERAGE = ("known", "all")


def opened(figure: Figure, asked: Asked, point: Point) -> dict[str, Any]:
    """The links of a figure; null is what is reported, and `values` are the reports."""
    found = figure.definition
    root = f"/indicators/{segment(found.id)}"
    rests = not found.computed or found.contingent or found.adds_reported(asked.variant)
    values = address(f"{root}/values", point) if rests else None
    which = _asked(asked)
    if found.records:
        return _of_records(figure, address(f"{root}/records", point, which), values)
    cases = {
        part: address(f"{root}/cases", point, which, part=part)
        for part in (*COUNTED, *COVERAGE)
        if _counted(found, part)
    }
    coverage = {part: cases[part] for part in COVERAGE if part in cases}
    parts = {part: cases.get(part) for part in COUNTED}
    told = {"links": {**parts, "values": values}}
    return {**told, "templates": {"coverage": coverage}} if coverage else told


def record_links(found: Definition, listed: str) -> Links:
    """The records of both parts, as far as these are counted from records."""
    whole = found.among is not None and not found.contingent
    return {
        "numerator": f"{listed}&part=numerator",
        "denominator": f"{listed}&part=denominator" if whole else None,
    }


def _of_records(figure: Figure, listed: str, values: str | None) -> dict[str, Any]:
    """Of a value that was reported the records say what they say, beside it."""
    counted = record_links(figure.definition, listed)
    none: Links = dict.fromkeys(COUNTED)
    if figure.counted is not None:
        tally = {**msgspec.structs.asdict(figure.counted), "links": counted}
        return {"links": {**none, "values": values}, "counted": tally}
    there = none if figure.numerator is None else counted
    return {"links": {**there, "values": values}}


def row_links(figure: Figure, row: FigureRow, asked: Asked, point: Point) -> Links:
    """The links of a row of a breakdown."""
    by, found = figure.by or "", figure.definition
    which = _asked(asked)
    if by in Filters.__struct_fields__:
        which |= narrowed(asked.filters, **{by: row.key})
    else:
        which[by] = NONE if row.key is None else row.key
    if found.records:
        listed = address(f"/indicators/{segment(found.id)}/records", point, which)
        return record_links(found, listed)
    path = f"/indicators/{segment(found.id)}/cases"
    return {
        part: address(path, point, which, part=part) if _counted(found, part) else None
        for part in COUNTED
    }


def figure_link(found: Definition, asked: Asked, point: Point) -> Links:
    """The figure of a definition."""
    return {"figure": address(f"/indicators/{segment(found.id)}", point, _asked(asked))}


def in_force(indicator: str, day: date) -> Definition | None:
    """The definition in force on the day, where the catalogue has the indicator."""
    try:
        return definition(indicator, day=day)
    except UnknownIndicator:
        return None


def _counted(found: Definition, part: str) -> bool:
    """Whether the part of the indicator is counted from cases."""
    if part == "denominator":
        return found.computed and found.denominator is not None and not found.contingent
    return found.computed


def _asked(asked: Asked) -> dict[str, Any]:
    period = {"from": asked.first, "to": asked.last}
    return {**narrowed(asked.filters), **asked.cell, **period, "variant": asked.variant}
