"""The self-analysis of a career centre (F123; S002-7.1): filled, and its cells with their cases."""

from projections.forms.self_analysis.analysis import NotOfOneSchool
from projections.forms.self_analysis.filling import cell_cases, cell_value, fill

__all__ = ["NotOfOneSchool", "cell_cases", "cell_value", "fill"]
