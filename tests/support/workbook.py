"""A graduate with a step, a contract and a status, and what a write to the case is told."""

from __future__ import annotations

from uuid import UUID

from marshrut.cases import contents
from marshrut.cases.case import Case
from tests.support.rulebook import (
    WORK,
    contract,
    graduate,
    record,
    refused,
    status,
    step,
    told,
    writing,
)

DAY, LATER, EARLIER = "2025-07-03", "2025-07-08", "2025-07-02"
OFFER = {"outcome": "OFFER"}
STEP, GONE, CONTRACT, GONE_CONTRACT, EPISODE = (UUID(int=number) for number in range(20, 25))
NOWHERE = UUID(int=5)
Told = tuple[str, str | None, dict[str, str]]


def ready(*given: contents.Content) -> Case:
    """A graduate with a step, a contract and a status; a step and a contract are annulled."""
    case = graduate()
    made: dict[UUID, contents.Content] = {
        STEP: step("INTERVIEW", DAY),
        GONE: step("JOB_SELECTION", DAY),
        CONTRACT: contract(DAY),
        GONE_CONTRACT: contract(DAY, kind="DUAL"),
        EPISODE: status(WORK, DAY),
    }
    for entry_id, content in made.items():
        case.add(content, writing(entry_id))
    for entry_id in (GONE, GONE_CONTRACT):
        case.annul(writing(entry_id))
    for content in given:
        record(case, content)
    return case


def refusals(case: Case, content: contents.Content) -> list[Told]:
    return told(refused(lambda: case.add(content, writing())).findings)


def bad_link(field: str, kind: str) -> Told:
    return ("BAD_LINK", field, {"kind": kind})


def out_of_order(field: str, value: str, not_before: str) -> Told:
    return ("DATE_ORDER", field, {"value": value, "not_before": not_before})
