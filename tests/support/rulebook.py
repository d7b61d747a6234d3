"""Given the events of one case, when something is recorded: what the tests of rules say."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from marshrut.cases import casework, contents
from marshrut.cases.case import Case, Writing
from marshrut.cases.checks import Circumstances
from marshrut.cases.entries import Entry
from marshrut.refusals import Finding, Refused
from tests.support.scribe import BY

TODAY = date(2025, 11, 21)
TOMORROW = TODAY + timedelta(days=1)
BORN = date(2006, 2, 28)
GRADUATED = date(2025, 6, 30)
WORK = "EMPLOYED_LABOUR_CONTRACT"
EMPLOYER: dict[str, Any] = {
    "employer_inn": "7707083893",
    "employer_name": "ООО",
    "in_specialty": True,
}
IDS = count(100)


def day(text: str) -> date:
    return date.fromisoformat(text)


def writing(entry_id: UUID | None = None, *, region: str | None = "70") -> Writing:
    at = Circumstances(today=TODAY, born=BORN, region=region)
    return Writing(entry_id=entry_id or UUID(int=next(IDS)), by=BY, at=at)


def status(code: str, start: date | str, **fields: Any) -> contents.Status:
    attributes = EMPLOYER if code.startswith("EMPLOYED_") else {}
    fields = {"attributes": attributes, **fields}
    first = day(start) if isinstance(start, str) else start
    return contents.Status(status_code=code, effective_on=first, **fields)


def category(
    code: str, first: str, last: str | None = None, *, nosology: str | None = "OTHER"
) -> contents.Category:
    end = day(last) if last else None
    return contents.Category(
        category_code=code, valid_from=day(first), valid_to=end, nosology=nosology
    )


def movement(kind: str, first: str, to: str | None = None) -> contents.Movement:
    return contents.Movement(kind=kind, effective_on=day(first), to_organisation=to)


def closure(first: str) -> contents.Closure:
    return contents.Closure(effective_on=day(first))


def confirmation(first: date) -> contents.Confirmation:
    return contents.Confirmation(effective_on=first)


def measure(code: str, first: str, result: str = "PROVIDED", **fields: Any) -> casework.Measure:
    return casework.Measure(measure_code=code, provided_on=day(first), result=result, **fields)


def step(code: str, first: str, state: str = "PLANNED", **fields: Any) -> casework.Step:
    return casework.Step(step_code=code, state=state, effective_on=day(first), **fields)


def move(step_id: UUID, state: str, first: str, **fields: Any) -> casework.Transition:
    return casework.Transition(
        step_entry_id=step_id, state=state, effective_on=day(first), **fields
    )


def consent(granted: str, *, kind: str = "RESUME_TRANSFER", **fields: Any) -> casework.Consent:
    return casework.Consent(consent_kind=kind, granted_on=day(granted), **fields)


def contract(signed: str, *, kind: str = "TARGETED", **fields: Any) -> casework.Contract:
    named = {"employer_name": "ООО", **fields}
    return casework.Contract(contract_kind=kind, signed_on=day(signed), **named)


def change(contract_id: UUID, state: str, first: str, **fields: Any) -> casework.ContractChange:
    return casework.ContractChange(
        contract_entry_id=contract_id, state=state, effective_on=day(first), **fields
    )


DIED = status("DECEASED", "2025-09-01", source="OTHER", evidence_date=day("2025-09-02"))
GRADUATION = contents.Graduation(graduation_date=GRADUATED)


def student(*given: contents.Content, **passport: Any) -> Case:
    """A student of the final year, expected to graduate in 2025, and what else is given."""
    fields = {"programme_code": "15.02.16", "study_form": "FULL_TIME", "graduation_year": 2025}
    opening = contents.Opening(
        organisation="A", person_id=UUID(int=9), passport=contents.Passport(**fields | passport)
    )
    case = Case.open(UUID(int=8), opening, writing(UUID(int=1)))
    for content in given:
        case.add(content, writing())
    return case


def graduate(*given: contents.Content, **passport: Any) -> Case:
    return student(GRADUATION, *given, **passport)


def refusal(case: Case, content: contents.Content) -> str | None:
    """The code with which a new fact is refused; nothing was recorded then."""
    before = case.version
    try:
        case.add(content, writing())
    except Refused as refused:
        assert case.version == before
        return refused.code
    return None


def entries(*given: contents.Content, annulled: Container[int] = ()) -> list[Entry]:
    """Entries with the versions 1, 2, 3 and the ids 20, 21, 22; ``annulled`` are versions."""
    return [
        Entry(UUID(int=19 + v), v, content, annulled_by=99 if v in annulled else None)
        for v, content in enumerate(given, start=1)
    ]


def record(case: Case, content: contents.Content) -> UUID:
    """Take the fact in; its entry."""
    return case.add(content, writing()).entry_id


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def codes(warnings: Iterable[Finding]) -> list[str]:
    return [warning.code for warning in warnings]


def last_entry(case: Case) -> UUID:
    return case.events[-1].entry_id


def told(findings: Iterable[Finding]) -> list[tuple[str, str | None, dict[str, str]]]:
    """The code of each, its field and what it names."""
    return [(found.code, found.field, found.parameters) for found in findings]
