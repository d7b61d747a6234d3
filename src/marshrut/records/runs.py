"""Runs of verification: what a record of the kind ``VERIFICATION_RUN`` says (domain 7.8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.records.kinds import kinds

RUN = "VERIFICATION_RUN"


class Run(NamedTuple):
    """A run: of which region, against whose extract, as of which day, of which cohorts.

    ``years`` are the first and the last year of graduation, both compared.
    """

    run_id: UUID
    region: str
    source: str
    cutoff: date
    years: tuple[int, int]
    state: str
    extract: str

    @property
    def open(self) -> bool:
        """Whether more of the extract may be recorded."""
        return kinds()[RUN].state(self.state).open

    @property
    def written_years(self) -> str:
        """The years of graduation, as they are told."""
        first, last = self.years
        return str(first) if first == last else f"{first}–{last}"

    def has_year(self, year: int) -> bool:
        """Whether graduates of the year are compared."""
        return self.years[0] <= year <= self.years[1]


def run_of(run_id: UUID, region: str, state: str, said: Mapping[str, Any]) -> Run:
    """The run that a record of the region says by its fields."""
    return Run(
        run_id=run_id,
        region=region,
        source=said["source"],
        cutoff=date.fromisoformat(said["cutoff"]),
        years=(said["year_from"], said.get("year_to") or said["year_from"]),
        state=state,
        extract=said["extract_number"],
    )
