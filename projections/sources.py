"""From where what is known of cases comes: entries counted by source, at any point (F118).

Episodes and spans do not keep their source, so the cases are read one by one: a question of some
schools, not of the country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from marshrut.asof import AsOf
from marshrut.cases.events import CaseEvent
from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.cases.sources import Sourced, sources_of
from projections.case_list import CaseRow, case_page
from projections.population import Filters, Scope
from projections.runner import Projections

MOST_CASES = 20_000
LIFECYCLES = (*IN_COHORT, FINAL_YEAR)
MANY = 1_000
"""Cases that are read at once."""

NONE = "none"
"""The source of what nobody has said the source of."""


class TooManyCases(Exception):  # noqa: N818 - it says what is the matter
    """More cases than are read for one answer."""


class CaseSources(NamedTuple):
    """A case with its entries."""

    case: CaseRow
    entries: tuple[Sourced, ...]

    def of(self, source: str | None = None, kind: str | None = None) -> tuple[Sourced, ...]:
        """The entries from the source (``none``: from nobody knows where), of the kind."""
        return tuple(
            entry
            for entry in self.entries
            if source in {None, entry.source or NONE} and kind in {None, entry.kind}
        )


class SourceCount(NamedTuple):
    """What comes from one source: entries, the cases that have any, entries by kind."""

    source: str
    entries: int
    cases: int
    kinds: dict[str, int]


def case_sources(
    projections: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> list[CaseSources]:
    """The cases of the question by number. Raises ``TooManyCases``."""
    rows = case_page(
        projections,
        point,
        filters=filters,
        scope=scope,
        limit=MOST_CASES + 1,
        lifecycles=LIFECYCLES,
    )
    if len(rows) > MOST_CASES:
        raise TooManyCases
    return list(_read(projections, point, rows))


def counted(found: list[CaseSources]) -> list[SourceCount]:
    """The sources by code, that of what has none last."""
    kinds: dict[str, Counter[str]] = {}
    cases: Counter[str] = Counter()
    for each in found:
        for entry in each.entries:
            kinds.setdefault(entry.source or NONE, Counter())[entry.kind] += 1
        cases.update({entry.source or NONE for entry in each.entries})
    return [
        SourceCount(
            source, kinds[source].total(), cases[source], dict(sorted(kinds[source].items()))
        )
        for source in sorted(kinds, key=lambda code: (code == NONE, code))
    ]


def _read(projections: Projections, point: AsOf, rows: list[CaseRow]) -> Iterator[CaseSources]:
    for start in range(0, len(rows), MANY):
        some = {row.case_id: row for row in rows[start : start + MANY]}
        records = projections.ledger.records_of_many(some, upto=point.known)
        events = (record.event for record in records if isinstance(record.event, CaseEvent))
        told = {
            case_id: tuple(sources_of(list(group), point.as_of))
            for case_id, group in groupby(events, key=lambda event: event.originator_id)
        }
        yield from (CaseSources(row, told[case_id]) for case_id, row in some.items())
