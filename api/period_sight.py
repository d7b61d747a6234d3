"""Which periods of monitoring somebody sees, and what of them: a centre itself alone."""

from __future__ import annotations

from api.context import actor
from api.point import own_region
from projections.population import Scope


def period_sight() -> Scope:
    """The regions whose periods the caller sees: a centre sees those of its own."""
    region = own_region() if actor().organisation else None
    return Scope(regions=(region,) if region else actor().regions)


def sees_period(region_code: str) -> bool:
    """Whether periods of the region are the caller's business."""
    regions = period_sight().regions
    return not regions or region_code in regions


def concerns(organisation: str | None) -> bool:
    """Whether what was granted to the organisation, or to the region, is the caller's business."""
    return organisation is None or actor().organisation in {None, organisation}
