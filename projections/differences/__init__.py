"""What moved a figure: the snapshot's question at two points, the cases and the events between."""

from projections.differences.answer import (
    Differences,
    MovedCases,
    MovedCell,
    differences,
    moved_cases,
)
from projections.differences.cases import MovedCase
from projections.differences.cells import Cell, Question
from projections.differences.records import NamedEvent

__all__ = [
    "Cell",
    "Differences",
    "MovedCase",
    "MovedCases",
    "MovedCell",
    "NamedEvent",
    "Question",
    "differences",
    "moved_cases",
]
