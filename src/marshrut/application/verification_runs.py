"""The run of verification that a write to a case, or a list, names."""

from __future__ import annotations

from uuid import UUID

from marshrut.application.record_references import sees_record
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.records.kinds import kinds
from marshrut.records.runs import RUN, Run, run_of
from marshrut.refusals import refuse


def known_run(service: Service, request: Request, run_id: UUID) -> Run:
    """The run by all that is known. Raises ``Refused``: there is none, or it is out of sight."""
    record = service.record(run_id)
    if record is None or record.kind != RUN or not sees_record(service, request.actor, record):
        raise refuse("NO_SUCH_RECORD", field="run_id", kind=kinds()[RUN].path)
    stretches = record.stretches()
    if not stretches:
        raise refuse("ENTRY_ANNULLED", field="run_id", entry_id=record.opening)
    _, said = stretches[-1]
    return run_of(run_id, record.whose.region_code, said.state, said.fields)


def open_run(service: Service, request: Request, run_id: UUID) -> Run:
    """The run, if the extract may still be recorded in it. Raises ``Refused``."""
    run = known_run(service, request, run_id)
    if not run.open:
        raise refuse("RUN_CLOSED", field="run_id", run_id=run_id)
    return run
