"""The cases of figures that count statuses and both measures of risk: snapshot and cohorts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from api.links import OF_ROW, Links, address, narrowed, template
from api.point import Point
from projections.population import Filters

RISKS = {"at_risk_strict": "strict", "at_risk_form": "form"}
"""The members of a row that count cases at risk, and the filter that lists them."""


def row_links(
    path: str, point: Point, filters: Filters, row: Mapping[str, Any], **more: Any
) -> Links:
    """The cases of a row; by filters that ask for a measure of risk those by the other one too."""
    asked = narrowed(filters, **row)
    links = {"cases": address(path, point, asked, **more)}
    for name, measure in RISKS.items():
        if _is_other(filters, measure):
            both = narrowed(filters, **row, at_risk=measure)
            links[name] = address(path, point, both, **more)
    return links


def cell_templates(filters: Filters, by: Collection[str] = ()) -> dict[str, str]:
    """How the numbers of such a row open.

    What the question asks for already is in the link of the row: no parameter may come twice.
    """
    of_group = filters.status_group is not None or "status_group" in by
    return {
        "total": OF_ROW,
        "statuses": OF_ROW if filters.status else template(OF_ROW, "status"),
        "groups": OF_ROW if of_group else template(OF_ROW, "status_group"),
        **{
            name: f"{OF_ROW}&at_risk={measure}" if filters.at_risk is None else OF_ROW
            for name, measure in RISKS.items()
            if not _is_other(filters, measure)
        },
    }


def _is_other(filters: Filters, measure: str) -> bool:
    """Whether the question is of cases at risk by the other measure alone."""
    return filters.at_risk in {*RISKS.values()} - {measure}
