"""Periods of monitoring: closed, with dated exceptions, and who has handed in (F108)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from flask import Response

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import actor, incoming, projections, require, service
from api.features import IDEMPOTENCY_KEY, IF_MATCH, PREFIX, Feature
from api.period_sight import concerns, period_sight, sees_period
from api.point import Point, asked_point, memento
from api.reports import steps
from api.schemas.periods import (
    PeriodAnswer,
    PeriodExceptionRequest,
    PeriodNoteRequest,
    PeriodQuery,
    PeriodReasonRequest,
    PeriodsAnswer,
    PeriodsQuery,
    PeriodWithdrawalRequest,
    PeriodWrittenAnswer,
)
from api.shapes import DAY, check_day
from api.texts import label
from marshrut.application import periods as use_cases
from marshrut.application.periods import PeriodVisit, SavedPeriod, visit_period
from marshrut.application.plain_writes import Repeated
from marshrut.classifiers import classifier
from marshrut.policy import Action
from marshrut.refusals import refuse
from marshrut.reports.period import Period, Subject, period_id
from projections.cadences import cutoffs
from projections.organisations import organisations_at
from projections.population import Scope
from projections.report_list import ReportNarrowing, periods_at, report_page

feature = Feature("periods", "Periods of monitoring: closed, with exceptions; who has handed in")

ONE = "/periods/<region_code>/<cadence_code>/<cutoff>"
STEP: dict[str, Any] = {"answers": PeriodWrittenAnswer, "headers": (IF_MATCH, IDEMPOTENCY_KEY)}
MOST = 100_000
"""Editions of a cut-off in a region."""


@feature.read("/periods", query=PeriodsQuery, answers=PeriodsAnswer)
def list_periods(*, query: dict[str, Any]) -> Response:
    """List the periods that were ever closed, as known at a point."""
    require(Action.READ_FIGURES)
    point = asked_point(query)
    found = periods_at(
        projections(),
        point.asof,
        scope=period_sight(),
        region=query.get("region_code"),
        cadence=query.get("cadence"),
        first=query.get("first"),
        last=query.get("last"),
    )
    told = [
        {
            **each._asdict(),
            "known_position": each.pinned_position,
            "cadence_label": label("cadences", each.cadence),
            "state_label": label("period_states", each.state),
            "links": {"self": f"{PREFIX}/periods/{each.region_code}/{each.cadence}/{each.as_of}"},
        }
        for each in found
    ]
    return memento(answer({"point": point, "periods": told}), point)


@feature.read(ONE, query=PeriodQuery, answers=PeriodAnswer)
def read_period(*, query: dict[str, Any], **path: str) -> Response:
    """Tell a period: its state and exceptions, and how far each organisation has come."""
    subject = _subject(**path)
    if not sees_period(subject.region_code):
        raise refuse("NOT_FOUND")
    require(Action.READ_FIGURES)
    point = asked_point(query)
    records = service().ledger.records_of(period_id(subject), upto=point.known_position)
    period = Period.of(subject)
    for record in records:
        period.replay(record.event)
    payload = {
        "point": point,
        **subject._asdict(),
        "cadence_label": label("cadences", subject.cadence),
        "state": period.state,
        "state_label": label("period_states", period.state),
        "known_position": period.known_position,
        "version": period.version,
        "exceptions": [
            {"organisation": code, **granted._asdict()}
            for code, granted in sorted(period.exceptions.items(), key=lambda e: e[0] or "")
            if concerns(code)
        ],
        "organisations": _organisations(period, point),
        "history": [step for step in steps(records) if concerns(step["about"])],
    }
    return memento(answer(payload, ETag=f'"{period.version}"'), point)


@feature.write(f"{ONE}/closure", body=PeriodNoteRequest, **STEP)
def close(**path: str) -> Response:
    """Close a period: no edition of it is issued or handed in any more, but by exception."""
    return _written(use_cases.close(_visit(**path), **load_body(PeriodNoteRequest)))


@feature.write(f"{ONE}/reopening", body=PeriodReasonRequest, **STEP)
def reopen(**path: str) -> Response:
    """Open a closed period again."""
    return _written(use_cases.reopen(_visit(**path), **load_body(PeriodReasonRequest)))


@feature.write(f"{ONE}/exceptions", body=PeriodExceptionRequest, **STEP)
def grant(**path: str) -> Response:
    """Let an organisation, or the region itself, hand in to a day."""
    return _written(use_cases.grant(_visit(**path), **load_body(PeriodExceptionRequest)))


@feature.write(f"{ONE}/exceptions/withdrawal", body=PeriodWithdrawalRequest, **STEP)
def withdraw(**path: str) -> Response:
    """Take an exception back."""
    return _written(use_cases.withdraw(_visit(**path), **load_body(PeriodWithdrawalRequest)))


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    return _written(repeated.saved)


def _subject(*, region_code: str, cadence_code: str, cutoff: str) -> Subject:
    """The period of the path. Raises ``Refused`` (``NOT_FOUND``): no such cut-off."""
    term = classifier("cadences").terms.get(cadence_code)
    if term is None or region_code not in classifier("regions").terms:
        raise refuse("NOT_FOUND")
    day = _day(cutoff)
    if term.words("cutoffs") and not list(cutoffs(term, day, day)):
        raise refuse("NOT_FOUND")
    return Subject(region_code, cadence_code, day)


def _day(text: str) -> date:
    if not DAY.fullmatch(text):
        raise refuse("NOT_FOUND")
    try:
        day = date.fromisoformat(text)
        check_day(day)
    except ValueError as error:
        raise refuse("NOT_FOUND") from error
    return day


def _visit(**path: str) -> PeriodVisit:
    return visit_period(service(), incoming(), _subject(**path))


def _organisations(period: Period, point: Point) -> list[dict[str, Any]]:
    """Of each organisation of the region the latest edition of every form for this cut-off."""
    region, _, cutoff = period.subject
    scope = Scope(actor().organisation, (region,))
    found = report_page(
        projections(),
        point.asof,
        scope=scope,
        narrowing=ReportNarrowing(as_of=cutoff),
        limit=MOST,
    )
    latest: defaultdict[str | None, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for each in found:
        state = {"report_id": each.report_id, "state": each.state}
        latest[each.organisation][each.form] = state
    today = service().today(region)
    return [
        {
            "organisation": row["code"],
            "name": row["name"],
            "forms": latest[row["code"]],
            "open_for": period.takes(row["code"], today=today),
        }
        for row in organisations_at(projections(), point.asof, scope=scope)
    ]


def _written(saved: SavedPeriod) -> Response:
    return answer(msgspec.structs.asdict(saved), CREATED, ETag=f'"{saved.version}"')
