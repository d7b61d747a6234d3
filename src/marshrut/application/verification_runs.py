"""Runs of verification: records of the kind ``VERIFICATION_RUN``, as writes to cases need them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.application.record_references import sees_record
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.records.kinds import kinds
from marshrut.refusals import refuse

KIND = "VERIFICATION_RUN"


class Run(NamedTuple):
    """A run: of which region, against whose extract, on which day, of which cohorts."""

    run_id: UUID
    region: str
    source: str
    cutoff: date
    years: tuple[int, int]
    open: bool

    @property
    def written_years(self) -> str:
        """The years of graduation, as they are told."""
        first, last = self.years
        return str(first) if first == last else f"{first}–{last}"

    def has_year(self, year: int) -> bool:
        """Whether graduates of the year are compared."""
        return self.years[0] <= year <= self.years[1]


def run_of(run_id: UUID, region: str, state: str, said: Mapping[str, Any]) -> Run:
    """The run that a record of the region says, in its last state."""
    return Run(
        run_id=run_id,
        region=region,
        source=said["source"],
        cutoff=date.fromisoformat(said["cutoff"]),
        years=(said["year_from"], said.get("year_to") or said["year_from"]),
        open=kinds()[KIND].state(state).open,
    )


def known_run(service: Service, request: Request, run_id: UUID) -> Run:
    """The run by all that is known. Raises ``Refused``: there is none, or it is out of sight."""
    record = service.record(run_id)
    if record is None or record.kind != KIND or not sees_record(service, request.actor, record):
        raise refuse("NO_SUCH_RECORD", field="run_id", kind=kinds()[KIND].path)
    stretches = record.stretches()
    if not stretches:
        raise refuse("ENTRY_ANNULLED", entry_id=record.opening)
    _, said = stretches[-1]
    return run_of(run_id, record.whose.region_code, said.state, said.fields)


def open_run(service: Service, request: Request, run_id: UUID) -> Run:
    """The run, if the extract may still be recorded in it. Raises ``Refused``."""
    run = known_run(service, request, run_id)
    if not run.open:
        raise refuse("RUN_CLOSED", field="run_id", run_id=run_id)
    return run
