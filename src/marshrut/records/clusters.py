"""Clusters: who takes part, and who took part in the forecast of demand (domain 7.1; S001-I3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Taking(NamedTuple):
    """Of some clusters: the enterprises that are in them, those that were in the forecast.

    ``councils``: how many clusters have a coordination council. An enterprise that is in several
    clusters is one; only members can have taken part for their cluster.
    """

    clusters: int
    councils: int
    members: frozenset[str]
    in_forecast: frozenset[str]
    schools: frozenset[str]


def taking_part(clusters: Iterable[Mapping[str, Any]]) -> Taking:
    """What the clusters come to, by the fields of each."""
    known = list(clusters)
    members = [_inns(fields, "members") for fields in known]
    forecast = [_inns(fields, "in_forecast") for fields in known]
    schools = (fields.get("organisations", ()) for fields in known)
    return Taking(
        len(known),
        sum("council_on" in fields for fields in known),
        frozenset[str]().union(*members),
        frozenset[str]().union(*(a & b for a, b in zip(members, forecast, strict=True))),
        frozenset(code for some in schools for code in some),
    )


def _inns(fields: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(line["inn"] for line in fields.get(name, ()))
