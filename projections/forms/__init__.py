"""Forms at a point: filled, and every cell of them with its cases, whatever their kind."""

from projections.forms.asked import Asked
from projections.forms.cells import Cell, UnknownCell
from projections.forms.kinds import cell_cases, cell_value, fill
from projections.forms.self_analysis import NotOfOneSchool

__all__ = [
    "Asked",
    "Cell",
    "NotOfOneSchool",
    "UnknownCell",
    "cell_cases",
    "cell_value",
    "fill",
]
