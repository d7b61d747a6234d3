"""Recording what an extract says of a graduate, and who is right if it disagrees (F114, F115)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from msgspec.structs import replace

from marshrut.application.codes import check_codes
from marshrut.application.verification_runs import open_run
from marshrut.application.visit import Visit
from marshrut.application.words import pop_words
from marshrut.cases.attributes import split_employer
from marshrut.cases.case import Outcome
from marshrut.cases.casework import Insured, Resolution, Verification
from marshrut.cases.entries import Entry
from marshrut.policy import Action
from marshrut.records.runs import Run
from marshrut.refusals import Refused, refuse

EMPLOYER = ("employer_inn", "employer_name")
DAYS = ("period_from", "period_to")
RIGHTS = (Action.VERIFY_CASES,)
SETTLING = (Action.WRITE_CASES, Action.VERIFY_CASES)


def verify(visit: Visit, *, run_id: UUID, employments: Sequence[Mapping[str, Any]] = ()) -> Outcome:
    """Record what the extract of an open run says: the work it names, none where it names none."""
    visit.check_right(*RIGHTS)
    return record_verification(visit, open_run(visit.service, visit.request, run_id), employments)


def record_verification(
    visit: Visit, run: Run, employments: Sequence[Mapping[str, Any]]
) -> Outcome:
    """The same of a run that is at hand. Raises ``Refused``: ``NOT_IN_RUN``."""
    year = visit.case.history.passport(run.cutoff).graduation_year
    if visit.region != run.region or not run.has_year(year):
        years = run.written_years
        raise refuse("NOT_IN_RUN", field="run_id", run_id=run.run_id, year=year, years=years)
    clear, sealed = split_employments(visit, employments)
    content = Verification(
        run_id=run.run_id, source=run.source, checked_on=run.cutoff, employments=clear
    )
    writing = visit.writing(uuid4(), source=run.source, sealed={"employments": sealed})
    return visit.case.add(content, writing)


def resolve(
    visit: Visit, entry_id: UUID, *, decision: str, resolved_on: date | None = None, **fields: Any
) -> Outcome:
    """Decide on the discrepancy of a verification; today, if nobody says when.

    ``fields``: ``reason`` and ``text``, which are sealed, and ``source``.
    """
    visit.check_right(*SETTLING)
    day = resolved_on or visit.at.today
    check_codes({"decision": decision, "source": fields.get("source")}, on=day)
    reason = fields.pop("reason", None)
    words = pop_words(Resolution, fields)
    content = Resolution(
        verification_entry_id=entry_id, decision=decision, resolved_on=day, **fields
    )
    sealed = {"reason": reason, "words": words}
    return visit.case.add(content, visit.writing(uuid4(), source=content.source, sealed=sealed))


def check_entry_right(visit: Visit, entry: Entry | None) -> None:
    """``FORBIDDEN``: what an extract says is corrected and annulled by those who record it."""
    if entry is not None and isinstance(entry.content, Verification):
        visit.check_right(*RIGHTS)


def split_employments(
    visit: Visit, employments: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Insured, ...], dict[str, dict[str, Any]]]:
    """The work in clear, and what of it is a person's, by its place (S24)."""
    clear, sealed = [], {}
    for place, work in enumerate(employments):
        employer = {name: work.get(name) for name in EMPLOYER}
        try:
            split = split_employer(**employer, blind=visit.blind_employer)
        except Refused as refused:
            prefix = f"employments[{place}]."
            found = (replace(f, field=prefix + (f.field or "")) for f in refused.findings)
            raise Refused(*found) from refused
        days = {name: work[name] for name in DAYS if work.get(name) is not None}
        clear.append(Insured(**days, **split.clear))
        if split.sealed:
            sealed[str(place)] = split.sealed
    return tuple(clear), sealed


def split_corrected(visit: Visit, entry: Entry, changes: dict[str, Any]) -> dict[str, Any]:
    """The work as corrected, in place of all that was named; what is sealed of it, by group.

    The run, its day and whose extract it is stay: a verification of another run is another entry.
    """
    known: Any = entry.content
    strange = sorted(changes.keys() - {"employments"})
    if strange or changes.get("employments") is None:
        field = strange[0] if strange else "employments"
        raise refuse("NOT_CORRECTABLE", field=field)
    clear, sealed = split_employments(visit, changes["employments"])
    changes["employments"] = clear
    before = dict.fromkeys(map(str, range(len(known.employments))))
    return {"employments": before | sealed}
