"""The columns of a form that tell indicators: by organisation, and for all together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from marshrut.forms.definitions import Table
from marshrut.forms.filled import Value
from projections.forms.asked import Asked
from projections.forms.counting import WHOLE, Key
from projections.indicators import Asked as AskedIndicator
from projections.indicators import evaluate
from projections.indicators.figures import Figure, FigureRow
from projections.runner import Projections

TENTH = Decimal("0.1")


def shares(
    projections: Projections, asked: Asked, table: Table
) -> dict[str, Mapping[tuple[Key, str], Value]]:
    """For each column that tells an indicator its value by block and row, as it is printed."""
    ids = {c.number: c.indicator for c in table.columns if c.indicator is not None}
    if not ids:
        return {}
    (by,), (row,) = table.by, table.rows
    question = asked_indicator(asked)
    figures = evaluate(projections, asked.point, ids=list(ids.values()), asked=question, by=by)
    return {
        number: {
            (WHOLE, row.number): printed(figure),
            **{((each.key,), row.number): printed(figure, each) for each in figure.rows},
        }
        for number, figure in zip(ids, figures, strict=True)
    }


def asked_indicator(asked: Asked) -> AskedIndicator:
    """The form's question as one about indicators, in the editions that were in force then."""
    filters = msgspec.structs.replace(asked.filters, lifecycle=None)
    return AskedIndicator(filters, asked.scope, editions=asked.editions)


def printed(figure: Figure, row: FigureRow | None = None) -> float | None:
    """The share in per cent with one decimal, half up (domain 9.0 N5)."""
    told = figure if row is None else row
    if told.value is None or told.numerator is None or not told.denominator:
        return None
    exact = Decimal(str(told.numerator)) * figure.definition.scale / Decimal(str(told.denominator))
    return float(exact.quantize(TENTH, ROUND_HALF_UP))
