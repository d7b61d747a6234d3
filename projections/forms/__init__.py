"""Monitoring forms at a point: filled, and every cell of them with its cases."""

from projections.forms.asked import Asked
from projections.forms.cells import Cell, UnknownCell, cell_cases, cell_value
from projections.forms.filling import fill

__all__ = ["Asked", "Cell", "UnknownCell", "cell_cases", "cell_value", "fill"]
