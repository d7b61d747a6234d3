"""A form at two points: the cells that moved, the cases and the events that moved them."""

from projections.restatement.answer import (
    MovedCell,
    MovedPart,
    Restatement,
    restated_cases,
    restatement,
)
from projections.restatement.compared import NotComparable
from projections.restatement.places import Span, span_of

__all__ = [
    "MovedCell",
    "MovedPart",
    "NotComparable",
    "Restatement",
    "Span",
    "restated_cases",
    "restatement",
    "span_of",
]
