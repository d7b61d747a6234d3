"""The cases in which something is found, page by page, each with what bears it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

import msgspec
import polars as pl

from marshrut.asof import AsOf
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History
from projections.cadence_cases import regions_at
from projections.case_list import CaseRow, numbered_page
from projections.quality.asked import FINDINGS, Wanted
from projections.quality.facts import BEARING, Facts, Seen
from projections.quality.marking import Marked
from projections.runner import Projections
from projections.shares import share


class Found(msgspec.Struct, frozen=True):
    """A finding of a case, of its kind, and the facts that bear it out."""

    finding: str
    kind: str
    facts: Facts


class CaseFindings(msgspec.Struct, frozen=True):
    """A case, and what is found in it, in the order of the classifier."""

    case: CaseRow
    findings: list[Found]


def quality_rows(
    projections: Projections,
    found: Marked,
    wanted: Wanted,
    *,
    numbers: Collection[int],
    after: int = 0,
    limit: int,
) -> list[CaseFindings]:
    """Of the marked cases with these numbers those above ``after``, the first ``limit``.

    Of each case only the wanted findings are told.
    """
    page = numbered_page(projections, found.point, numbers=numbers, after=after, limit=limit)
    if not page:
        return []
    chosen = pl.col("number").is_in([case.number for case in page])
    marks = {row["number"]: row for row in found.cases.filter(chosen).collect().to_dicts()}
    news = {row["number"]: row for row in found.stale.filter(chosen).to_dicts()}
    regions = dict(regions_at(projections, found.point).collect().rows())
    others = {(o["organisation"], o["graduation_year"]): o for o in found.others.to_dicts()}
    histories = _histories(projections, [case.case_id for case in page], found.point)
    return [
        CaseFindings(
            case,
            _borne_out(
                (code for code in wanted.codes if marks[case.number][code]),
                Seen(
                    histories[case.case_id],
                    found.point.as_of,
                    regions.get(case.organisation),
                    _news(news.get(case.number), found.point),
                    _share(others.get((case.organisation, case.graduation_year))),
                ),
            ),
        )
        for case in page
    ]


def _borne_out(codes: Iterable[str], seen: Seen) -> list[Found]:
    return [Found(code, FINDINGS[code], facts) for code in codes for facts in BEARING[code](seen)]


def _histories(projections: Projections, ids: list[UUID], point: AsOf) -> dict[UUID, History]:
    events: defaultdict[UUID, list[CaseEvent]] = defaultdict(list)
    for record in projections.ledger.records_of_many(ids, upto=point.known):
        if isinstance(record.event, CaseEvent):
            events[record.event.originator_id].append(record.event)
    return {case_id: History(own) for case_id, own in events.items()}


def _news(row: dict[str, Any] | None, point: AsOf) -> Facts:
    if row is None:
        return {}
    last_on = row["last_on"]
    days = None if last_on is None else (point.as_of - last_on).days
    return {"cadence": row["stale_by"], "last_on": last_on, "days": days}


def _share(row: dict[str, Any] | None) -> Facts:
    if row is None:
        return {}
    percent = share(row["other"], row["of"]).percent
    counted = {"other": row["other"], "of": row["of"], "percent": percent}
    return {"graduation_year": row["graduation_year"], **counted}
