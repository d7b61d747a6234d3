"""What people have reported, where an indicator cannot be counted from cases alone (F098)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marshrut.asof import AsOf
from marshrut.indicators.definitions import Definition
from marshrut.indicators.events import What
from projections.indicators.asked import Asked
from projections.indicators.figures import NO_CASES, NOT_REPORTED, Counted, Figure, Value
from projections.reported_values import ReportedValue, reported_values_at
from projections.runner import Projections


class Reports:
    """The reported values that a question takes, by indicator and what they say."""

    def __init__(self, values: Mapping[tuple[str, str], ReportedValue]) -> None:
        self._values = values

    def of(self, found: Definition, asked: Asked) -> ReportedValue | None:
        """The reported value that a counted indicator rests on beside its cases."""
        if found.contingent:
            return self._values.get((found.id, What.DENOMINATOR))
        if found.adds_reported(asked.variant):
            return self._values.get((found.id, What.EXTRA))
        return None

    def parts(
        self, found: Definition, counted: Counted, asked: Asked
    ) -> tuple[float, float | None]:
        """Numerator and denominator, with what is reported in its place."""
        value = self.of(found, asked)
        number = None if value is None else value.value
        if found.contingent:
            return counted.numerator, number
        return counted.numerator + (number or 0), counted.denominator

    def whole(self, found: Definition) -> ReportedValue | None:
        """What is reported as the value of the indicator."""
        return self._values.get((found.id, What.VALUE))

    def figure(self, found: Definition, asked: Asked) -> Figure:
        """An indicator of which everything is reported."""
        reported = self.whole(found)
        value, reason = _said(found, reported)
        return Figure(
            definition=found,
            variant=asked.variant,
            numerator=None if reported is None else reported.numerator,
            denominator=None if reported is None else reported.denominator,
            value=value,
            reason=reason,
            reported=reported,
        )


def reports_at(
    projections: Projections, point: AsOf, found: Sequence[Definition], asked: Asked
) -> Reports:
    """The reported values for the indicators of a question; there are none for a part of it."""
    needed = any(_reports(each, asked) for each in found)
    return Reports(_values(projections, point, asked) if needed and asked.told_of else {})


def _values(
    projections: Projections, point: AsOf, asked: Asked
) -> Mapping[tuple[str, str], ReportedValue]:
    return reported_values_at(
        projections,
        point,
        organisation=asked.filters.organisation or asked.scope.organisation,
        region=asked.region,
        cohort=asked.filters.graduation_year,
        category=asked.filters.category,
    )


def _reports(found: Definition, asked: Asked) -> bool:
    return not found.computed or found.contingent or found.adds_reported(asked.variant)


def _said(found: Definition, reported: ReportedValue | None) -> tuple[Value, str | None]:
    if reported is None:
        return None, NOT_REPORTED
    match found.reported:
        case "YES":
            return reported.yes, None
        case "TEXT":
            return reported.text, None
        case "SHARE" if reported.denominator == 0:
            return None, NO_CASES
        case "SHARE" if reported.numerator is not None and reported.denominator:
            return found.scale * reported.numerator / reported.denominator, None
    return reported.value, None
