"""Forecasts beside facts: what was foretold of graduates and what became of them (F019)."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response

from api.answers import answer
from api.case_pages import answer_page
from api.context import actor, projections, require
from api.cursors import asked_page
from api.features import PURPOSE, Feature
from api.links import address, narrowed, template, with_row
from api.point import Point, asked_point, memento
from api.populations import asked_filters
from api.schemas.accuracy import AccuracyAnswer, AccuracyCasesQuery, AccuracyQuery
from api.schemas.population import PAGE, CaseListAnswer
from api.shares import shown_share
from api.texts import label
from marshrut.policy import Action
from projections.accuracy import (
    BESIDE,
    FORETOLD,
    FULFILLED,
    FULFILLED_BY,
    VERDICTS,
    Accuracy,
    Track,
    accuracy,
    accuracy_page,
)
from projections.population import Filters, Scope

CASES = "/forecast-accuracy/cases"

feature = Feature("accuracy", "Forecasts beside facts: what was foretold and what became of it")


@feature.read("/forecast-accuracy", query=AccuracyQuery, answers=AccuracyAnswer)
def read_accuracy(*, query: dict[str, Any]) -> Response:
    """Count graduates by the last forecast before graduation and by their status at the point."""
    require(Action.READ_FIGURES)
    point, filters = asked_point(query), asked_filters(query)
    told = accuracy(projections(), point.asof, filters=filters, scope=Scope.of(actor()))
    payload = {
        "point": point,
        "filters": filters,
        "cells": msgspec.to_builtins(told.cells),
        "tracks": [{"forecast": track.forecast, **_track(track)} for track in told.tracks],
        "total": _track(told.total),
        "fulfilled_by": FULFILLED_BY,
        "labels": _labels(told),
        "templates": _templates(filters, point),
    }
    return memento(answer(payload), point)


@feature.read(
    CASES,
    query=AccuracyCasesQuery,
    answers=CaseListAnswer,
    headers=(PURPOSE,),
)
def read_accuracy_cases(*, query: dict[str, Any]) -> Response:
    """List the cases of a cell of the cross-table, or of a row, by their numbers."""
    require(Action.READ_CASES)
    point, after = asked_page(query)
    filters, limit = asked_filters(query), query.get("limit", PAGE)
    found = accuracy_page(
        projections(),
        point.asof,
        filters=filters,
        scope=Scope.of(actor()),
        forecast=query.get("forecast"),
        verdicts=query.get("verdict", ()),
        after=after,
        limit=limit + 1,
    )
    return answer_page(found, limit=limit, point=point, filters=filters)


def _templates(filters: Filters, point: Point) -> dict[str, Any]:
    """How the cells and the counts of a row, or of all rows, open."""
    url = address(CASES, point, narrowed(filters))
    cell = with_row(url, filters, "forecast", "status", "verdict")
    return {"cells": {"cases": cell}, "tracks": _counts(url, "forecast"), "total": _counts(url)}


def _counts(url: str, *names: str) -> dict[str, Any]:
    def of(*verdicts: str) -> str:
        return template(f"{url}&verdict={','.join(verdicts)}", *names)

    return {
        "graduates": template(url, *names),
        "verdicts": template(url, *names, "verdict"),
        "fulfilled": {"cases": of(FULFILLED), "of": of(*FORETOLD)},
        "with_beside": {"cases": of(FULFILLED, BESIDE), "of": of(*FORETOLD)},
    }


def _track(track: Track) -> dict[str, Any]:
    return {
        "graduates": track.graduates,
        "verdicts": track.verdicts,
        "fulfilled": shown_share(track.fulfilled),
        "with_beside": shown_share(track.with_beside),
    }


def _labels(told: Accuracy) -> dict[str, dict[str, str | None]]:
    forecasts = sorted({cell.forecast for cell in told.cells} & FULFILLED_BY.keys())
    statuses = sorted({cell.status for cell in told.cells})
    return {
        "forecasts": {code: label("forecast_outcomes", code) for code in forecasts},
        "statuses": {code: label("statuses", code) for code in statuses},
        "verdicts": {code: label("forecast_verdicts", code) for code in VERDICTS},
    }
