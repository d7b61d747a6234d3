"""The indicators evaluated at a point, for any population, each with its cases."""

from projections.indicators.asked import Asked
from projections.indicators.evaluation import evaluate, members, pieces
from projections.indicators.figures import Figure, FigureRow

__all__ = ["Asked", "Figure", "FigureRow", "evaluate", "members", "pieces"]
