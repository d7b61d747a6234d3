"""Indicators that are counted from records: of one organisation, a region, or all there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from marshrut.asof import AsOf
from marshrut.indicators.calling import calling
from marshrut.indicators.definitions import REPORTED, Definition
from marshrut.indicators.evidence import Evidence, Piece
from marshrut.indicators.periods import question_of
from projections.indicators.asked import Asked
from projections.indicators.evidence import KnownEvidence
from projections.indicators.figures import (
    NO_CASES,
    NO_CONTINGENT,
    NO_RECORDS,
    NOT_BROKEN_DOWN,
    Value,
)
from projections.population import Filters
from projections.runner import Projections

ORGANISATION = "organisation"


class Pieces(NamedTuple):
    """What makes up both parts; the denominator may be a reported number, or none.

    ``kept``: whether anybody keeps records of these kinds at all.
    """

    numerator: list[Piece]
    denominator: list[Piece] | None
    kept: bool = True

    def of(self, part: str) -> list[Piece]:
        """The pieces of a part that add something."""
        found = self.numerator if part == "numerator" else self.denominator
        return [each for each in found or () if each.number]


class Sum(NamedTuple):
    """Both parts as numbers, the value, and why there is none."""

    numerator: float | None
    denominator: float | None
    value: Value
    reason: str | None


def takes(asked: Asked) -> bool:
    """Whether records answer the question: they are of organisations and regions alone."""
    plain = msgspec.structs.replace(asked.filters, organisation=None)
    return plain == Filters() and not asked.cell.keys() - {"region", ORGANISATION}


def evidence_of(projections: Projections, point: AsOf, found: Definition, asked: Asked) -> Evidence:
    """The evidence for an indicator, with its own period."""
    question = question_of(found, point.as_of, first=asked.first, last=asked.last)
    organisation = asked.cell.get(ORGANISATION, asked.filters.organisation)
    regions = (asked.region,) if asked.region else asked.scope.regions
    return KnownEvidence(
        projections,
        point,
        question,
        organisation=organisation or asked.scope.organisation,
        regions=tuple(str(each) for each in regions),
    )


def pieces_of(found: Definition, evidence: Evidence) -> Pieces:
    """What an indicator counts of the evidence."""
    among = found.among
    counted = None if among in {None, REPORTED} else calling(str(among)).pieces(evidence)
    numerator = calling(str(found.records)).pieces(evidence)
    return Pieces(numerator, counted, kept=not evidence.nothing_kept())


def summed(found: Definition, pieces: Pieces, contingent: float | None) -> Sum:
    """The figure of the pieces; ``contingent``: what is reported as the denominator."""
    if not pieces.kept:
        return Sum(None, None, None, NO_RECORDS)
    numerator = _sum(pieces.numerator)
    if found.among is None:
        return Sum(numerator, None, numerator, None)
    if found.among == REPORTED:
        denominator, missing = contingent, NO_CONTINGENT
    else:
        denominator, missing = _sum(pieces.denominator or ()), NO_CASES
    if not denominator:
        reason = missing if denominator is None else NO_CASES
        return Sum(numerator, denominator, None, reason)
    return Sum(numerator, denominator, _value(found, numerator, denominator), None)


def by_organisation(found: Definition, pieces: Pieces) -> Iterator[tuple[str | None, Sum]]:
    """The figure of each organisation that has a piece; those of the region last."""
    numerators, denominators = (
        _by_organisation(pieces.numerator),
        _by_organisation(pieces.denominator or ()),
    )
    keys = {*numerators, *denominators}
    for key in sorted(keys, key=lambda each: (each is None, each or "")):
        part = Pieces(numerators[key], None if pieces.denominator is None else denominators[key])
        told = summed(found, part, None)
        if found.among == REPORTED:
            told = told._replace(reason=NOT_BROKEN_DOWN)
        yield key, told


def _by_organisation(
    pieces: Iterator[Piece] | list[Piece] | tuple[()],
) -> Mapping[str | None, list[Piece]]:
    found: dict[str | None, list[Piece]] = defaultdict(list)
    for each in pieces:
        found[each.organisation].append(each)
    return found


def _sum(pieces: list[Piece] | tuple[()]) -> float:
    return sum(each.number for each in pieces)


def _value(found: Definition, numerator: float, denominator: float) -> Value:
    match found.reported:
        case "YES":
            return numerator == denominator
        case "TEXT":
            return f"{int(numerator)} из {int(denominator)}"
        case "VALUE":
            return numerator
    return found.scale * numerator / denominator
