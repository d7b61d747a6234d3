"""Whose quality is asked for, and the codes of what can be found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from marshrut.cases.lifecycle import FINAL_YEAR, IN_COHORT
from marshrut.classifiers import classifier
from projections.places import DEFAULT_LEAST
from projections.population import Filters, Scope

LIFECYCLES = frozenset({FINAL_YEAR, *IN_COHORT})
"""Students of the final year and graduates, where the filters name no lifecycle."""

KINDS = classifier("quality_kinds").codes
FINDINGS: Mapping[str, str] = {
    code: term.parent or "" for code, term in classifier("quality_findings").terms.items()
}
"""The findings, each with its kind."""


class Wanted(NamedTuple):
    """Which findings: one, those of a kind, or all."""

    finding: str | None = None
    kind: str | None = None

    @property
    def codes(self) -> list[str]:
        """Their codes, in the order of the classifier."""
        return [
            code
            for code, of in FINDINGS.items()
            if self.finding in {None, code} and self.kind in {None, of}
        ]


class QualityAsked(NamedTuple):
    """Whose cases, and how many of them it takes for a school to be ranked."""

    filters: Filters = Filters()
    scope: Scope = Scope()
    least: int = DEFAULT_LEAST
