"""Whole tables of the quality of data, for files and terminals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from api.quality.answers import finding_term
from api.quality.tables import TITLE, finding_table, score_table
from api.registry_about import About, Made, about_cases
from api.registry_tables import Persons
from api.tables import Table
from api.texts import label, label_of
from marshrut.asof import AsOf
from projections.case_list import LONGEST_PAGE, CaseRow
from projections.quality.asked import QualityAsked, Wanted
from projections.quality.cases import CaseFindings, quality_rows
from projections.quality.marking import Marked
from projections.quality.score import quality
from projections.runner import Projections

MOST_EXPORTED = 20_000
"""Cases of a file that is answered at once: each is folded. The command line writes larger ones."""


def whole_scores(projections: Projections, point: AsOf, asked: QualityAsked, made: Made) -> Table:
    """The scores of all schools as a table."""
    about = _about(projections, point, asked, made)
    about += [("Дел для места, от", asked.least), ("Порядок", label("ranking_rules", "QUALITY"))]
    return score_table(about, quality(projections, point, asked))


def whole_cases(
    projections: Projections,
    found: Marked,
    asked: QualityAsked,
    made: Made,
    wanted: Wanted,
    *,
    persons: Callable[[Sequence[CaseRow]], Persons] | None = None,
) -> Table:
    """All cases with the findings as a table; ``persons`` opens those of some cases."""
    about = _about(projections, found.point, asked, made)
    if wanted.kind is not None:
        about.append(("Вид замечаний", label("quality_kinds", wanted.kind)))
    if wanted.finding is not None:
        about.append(("Замечание", label_of(finding_term(wanted.finding))))
    rows: list[CaseFindings] = []
    opened: dict[Any, Any] = {}
    for page in pages(projections, found, wanted):
        rows += page
        opened |= persons([row.case for row in page]) if persons else {}
    return finding_table(about, rows, opened if persons else None)


def pages(projections: Projections, found: Marked, wanted: Wanted) -> Iterator[list[CaseFindings]]:
    """The cases with the findings, some at a time."""
    numbers = found.numbers(wanted)
    for start in range(0, len(numbers), LONGEST_PAGE):
        some = numbers[start : start + LONGEST_PAGE]
        yield quality_rows(projections, found, wanted, numbers=some, limit=LONGEST_PAGE)


def _about(projections: Projections, point: AsOf, asked: QualityAsked, made: Made) -> About:
    lines = about_cases(projections, point, asked.filters, asked.scope, made)
    return [("Отчёт", TITLE), *lines]
