"""What people have reported, where an indicator cannot be counted from cases alone (F098)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshrut.asof import AsOf
from marshrut.indicators.definitions import Definition
from projections.indicators.asked import Asked
from projections.indicators.figures import NOT_REPORTED, Counted, Figure
from projections.runner import Projections


class Reports:
    """The reported values that a question takes, by indicator and what they say."""

    def __init__(self, values: Mapping[tuple[str, str], Any]) -> None:
        self._values = values

    def of(self, found: Definition, asked: Asked) -> Any:
        """The reported value that a counted indicator rests on beside its cases."""
        if found.contingent:
            return self._values.get((found.id, "DENOMINATOR"))
        if found.adds_reported(asked.variant):
            return self._values.get((found.id, "EXTRA"))
        return None

    def parts(
        self, found: Definition, counted: Counted, asked: Asked
    ) -> tuple[float, float | None]:
        """Numerator and denominator, with what is reported in its place."""
        value = self.of(found, asked)
        if found.contingent:
            return counted.numerator, None if value is None else value.value
        extra = 0 if value is None else value.value
        return counted.numerator + extra, counted.denominator

    def figure(self, found: Definition, asked: Asked) -> Figure:
        """An indicator of which everything is reported."""
        value = self._values.get((found.id, "VALUE"))
        return Figure(
            definition=found,
            variant=asked.variant,
            numerator=None,
            denominator=None,
            value=None,
            reason=NOT_REPORTED,
            reported=value,
        )


def reports_at(
    projections: Projections, point: AsOf, found: Sequence[Definition], asked: Asked
) -> Reports:
    """The reported values for the indicators of a question."""
    del projections, point, found, asked
    return Reports({})
