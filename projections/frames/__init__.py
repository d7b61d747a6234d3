"""The read models as columns at a point, in Polars: what every figure is counted over."""

from marshrut.columns import FOREVER, holds
from projections.frames.frames import Frames, frames_at
from projections.frames.population import among, in_region

__all__ = ["FOREVER", "Frames", "among", "frames_at", "holds", "in_region"]
