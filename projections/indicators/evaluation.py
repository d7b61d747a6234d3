"""The one evaluator: any indicators, at any point, over any population, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marshrut.asof import AsOf
from marshrut.indicators.definitions import Definition
from marshrut.indicators.evidence import Evidence, Piece
from marshrut.indicators.periods import cohorts_of
from projections.frames import frames_at
from projections.indicators.asked import Asked
from projections.indicators.by_records import (
    ORGANISATION,
    by_organisation,
    evidence_of,
    pieces_of,
    summed,
    takes,
)
from projections.indicators.by_runs import counted_by_runs, members_by_runs
from projections.indicators.cases import OVERLAPPING
from projections.indicators.counting import WHOLE, Counts, cases_with_marks, counted
from projections.indicators.figures import (
    NO_RUN,
    NOT_BROKEN_DOWN,
    Figure,
    FigureRow,
    Tally,
    valued,
)
from projections.indicators.making import Made, Part, make
from projections.indicators.reports import Reports, reports_at
from projections.runner import Projections


def evaluate(
    projections: Projections,
    point: AsOf,
    *,
    ids: Sequence[str],
    asked: Asked,
    by: str | None = None,
) -> list[Figure]:
    """The indicators at the point, broken down by a dimension where one is named.

    Raises ``UnknownIndicator``: no such indicator on the day, or no such variant.
    """
    found = [asked.definition(each, point.as_of) for each in ids]
    made = {each.id: make(each, point, asked) for each in found if each.computed and not each.run}
    reports = reports_at(projections, point, found, asked)
    counts: Counts = {}
    if made:
        frames = frames_at(projections, point)
        counts = counted(projections, frames, made.values(), asked, by)
    return [
        _figure(made[each.id], counts, reports, asked, by)
        if each.id in made
        else _by_records(evidence_of(projections, point, each, asked), each, reports, asked, by)
        if each.records and takes(asked)
        else _by_runs(projections, point, each, asked, by)
        if each.run
        else reports.figure(each, asked)
        for each in found
    ]


def pieces(
    projections: Projections, point: AsOf, *, indicator: str, asked: Asked, part: Part
) -> list[Piece]:
    """The records and organisations that a part of an indicator counts; of others none.

    Raises ``UnknownIndicator``.
    """
    found = asked.definition(indicator, point.as_of)
    if not found.records or not takes(asked):
        return []
    return pieces_of(found, evidence_of(projections, point, found, asked)).of(part)


def members(
    projections: Projections, point: AsOf, *, indicator: str, asked: Asked, part: Part
) -> list[int]:
    """The numbers of the cases in a part of an indicator, in their order; reported ones have none.

    Raises ``UnknownIndicator``.
    """
    found = asked.definition(indicator, point.as_of)
    if not found.computed:
        return []
    if found.run:
        return members_by_runs(projections, point, found, asked, part)
    made = make(found, point, asked)
    cases = cases_with_marks(projections, frames_at(projections, point), [made], asked)
    numbers: list[int] = cases.filter(made.part(part))["number"].sort().to_list()
    return numbers


def _figure(made: Made, counts: Counts, reports: Reports, asked: Asked, by: str | None) -> Figure:
    found, question = made.definition, made.question
    whole = counts[found.id, WHOLE]
    numerator, denominator = reports.parts(found, whole, asked)
    value, reason = valued(found, numerator, denominator)
    return Figure(
        definition=found,
        variant=asked.variant,
        numerator=numerator,
        denominator=denominator,
        value=value,
        reason=reason,
        coverage={"known": whole.known, "all": whole.all},
        cohorts=cohorts_of(found, question),
        period=(question.first, question.last) if found.period else None,
        reported=reports.of(found, asked),
        by=by,
        rows=list(_rows(found, counts)) if by else [],
        overlapping=by in OVERLAPPING,
    )


def _by_records(
    evidence: Evidence, found: Definition, reports: Reports, asked: Asked, by: str | None
) -> Figure:
    """A figure counted from records; a value that was reported stands before it."""
    counted = pieces_of(found, evidence)
    beside = reports.of(found, asked)
    number = None if beside is None else beside.value
    told = summed(found, counted, number if found.contingent else None)
    tally = Tally(told.numerator, told.denominator, told.value, told.reason)
    if reports.whole(found) is not None:
        figure = reports.figure(found, asked)
        figure.counted = tally
        return figure
    added = (number or 0) if found.adds_reported(asked.variant) else 0
    numerator = None if told.numerator is None else told.numerator + added
    value = numerator if found.among is None else told.value
    return Figure(
        definition=found,
        variant=asked.variant,
        numerator=numerator,
        denominator=told.denominator,
        value=value,
        reason=told.reason,
        period=(evidence.question.first, evidence.question.last) if found.period else None,
        reported=beside,
        by=by,
        rows=[FigureRow(key=key, **each._asdict()) for key, each in by_organisation(found, counted)]
        if by == ORGANISATION
        else [],
    )


def _by_runs(
    projections: Projections, point: AsOf, found: Definition, asked: Asked, by: str | None
) -> Figure:
    """A figure that is counted by verifications; without one there is none."""
    told = counted_by_runs(projections, point, found, asked, by)
    if not told.runs:
        return Figure(
            definition=found,
            variant=asked.variant,
            numerator=None,
            denominator=None,
            value=None,
            reason=NO_RUN,
        )
    whole = told.counts[found.id, WHOLE]
    value, reason = valued(found, whole.numerator, whole.denominator)
    return Figure(
        definition=found,
        variant=asked.variant,
        numerator=whole.numerator,
        denominator=whole.denominator,
        value=value,
        reason=reason,
        coverage={"known": whole.known, "all": whole.all},
        cohorts=told.years,
        by=by,
        rows=list(_rows(found, told.counts)) if by else [],
        overlapping=by in OVERLAPPING,
        runs=told.runs,
    )


def _rows(found: Definition, counts: Counts) -> Iterator[FigureRow]:
    """The rows with any case, by key; those without a value last."""
    keyed = {
        key: told
        for (name, key), told in counts.items()
        if name == found.id and key != WHOLE and told.all
    }
    keys = sorted(key for key in keyed if key is not None)
    for key in [*keys, None] if None in keyed else keys:
        told = keyed[key]
        value, reason = valued(found, told.numerator, told.denominator)
        if found.contingent:
            reason = NOT_BROKEN_DOWN
        yield FigureRow(
            key=key,
            numerator=told.numerator,
            denominator=told.denominator,
            value=value,
            reason=reason,
        )
