"""How a run of verification is told: itself, its figures, its cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from api.context import projections
from api.point import Point
from api.records import asked_record, record_links, state_label
from api.shares import shown_reason, shown_share
from api.texts import label
from marshrut.records.kinds import Kind, kinds
from marshrut.records.runs import RUN, Run
from marshrut.refusals import refuse
from projections.shares import NO_CASES
from projections.verification.figures import Difference, Figures
from projections.verification.runs import run_known_at


def run_kind() -> Kind:
    """What runs are among the records."""
    return kinds()[RUN]


def asked_run(record_id: UUID, point: Point) -> Run:
    """The run by what was known at the point. Raises ``Refused`` as every read of a record."""
    asked_record(run_kind(), record_id, point)
    run = run_known_at(projections(), point.asof, record_id)
    if run is None:
        raise refuse("NOT_FOUND")
    return run


def of_cutoff(run: Run, point: Point) -> Point:
    """The cut-off of the run, by what was known at the point: of this day its figures are."""
    return replace(point, as_of=run.cutoff)


def shown_run(run: Run, point: Point) -> dict[str, Any]:
    """The run as its record says it last."""
    first, last = run.years
    return {
        "record_id": run.run_id,
        "region_code": run.region,
        "source": run.source,
        "source_label": label("verification_sources", run.source),
        "cutoff": run.cutoff,
        "year_from": first,
        "year_to": last,
        "extract_number": run.extract,
        "state": run.state,
        "state_label": state_label(run_kind(), run.state),
        "links": record_links(run_kind(), run.run_id, point),
    }


def shown_figures(figures: Figures) -> dict[str, Any]:
    """Counts by outcome, what is settled of them, and the shares."""
    named = {} if figures.organisation is None else {"organisation": figures.organisation}
    return {
        **named,
        "cases": figures.cases,
        "outcomes": figures.outcomes,
        "standings": {
            "UNDECIDED": figures.undecided,
            "PENDING": figures.pending,
            "SETTLED": figures.settled,
        },
        "coverage": shown_share(figures.decided),
        "discrepancy": shown_share(figures.discrepancy),
        "difference_of_shares": _difference(figures.difference),
    }


def _difference(difference: Difference) -> dict[str, Any]:
    percent = difference.percent
    return {
        "reported": difference.reported,
        "named": difference.named,
        "percent": percent,
        "reason": shown_reason(NO_CASES if percent is None else None),
    }
