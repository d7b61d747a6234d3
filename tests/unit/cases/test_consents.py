"""On which days a consent holds, how it ends, and what hangs on it (domain 3.3; S5, S8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.cases.consents import blocks, consent_on
from marshrut.cases.entries import Entry
from marshrut.classifiers import classifier
from tests.support.rulebook import (
    TODAY,
    TOMORROW,
    consent,
    day,
    graduate,
    record,
    refused,
    step,
    told,
    writing,
)

GRANTED = "2025-07-03"
UNTIL = {"valid_until": day("2025-07-05")}


def days_of(**fields: Any) -> list[int]:
    """The days of July on which a consent of the third holds."""
    held = [Entry(UUID(int=20), 3, consent(GRANTED, **fields))]
    july = (date(2025, 7, number) for number in range(1, 9))
    return [d.day for d in july if consent_on(held, "RESUME_TRANSFER", d)]


@pytest.mark.parametrize(
    ("fields", "expected", "last"),
    [
        ({}, [3, 4, 5, 6, 7, 8], None),
        (UNTIL, [3, 4, 5], "2025-07-05"),
        ({"valid_until": day(GRANTED)}, [3], "2025-07-03"),
        ({"revoked_on": day("2025-07-05")}, [3, 4], "2025-07-04"),
        ({"revoked_on": day("2025-07-04")}, [3], "2025-07-03"),
        ({"revoked_on": day(GRANTED)}, [], "2025-07-02"),
        ({**UNTIL, "revoked_on": day("2025-07-05")}, [3, 4], "2025-07-04"),
        ({**UNTIL, "revoked_on": day("2025-07-06")}, [3, 4, 5], "2025-07-05"),
        ({**UNTIL, "revoked_on": day("2025-07-08")}, [3, 4, 5], "2025-07-05"),
    ],
)
def test_the_last_day_is_inclusive_and_the_day_of_revocation_is_without(
    fields: dict[str, Any], expected: list[int], last: str | None
):
    assert days_of(**fields) == expected
    assert consent(GRANTED, **fields).last_day == (day(last) if last else None)


def test_one_is_found_by_kind_and_day_the_earliest_made_first_and_none_annulled():
    known = [
        Entry(UUID(int=1), 1, consent(GRANTED, kind="PHOTO_MEDIA")),
        Entry(UUID(int=2), 2, consent(GRANTED), annulled_by=9),
        Entry(UUID(int=3), 3, consent(GRANTED, **UNTIL)),
        Entry(UUID(int=4), 4, consent("2025-07-01")),
        Entry(UUID(int=5), 5, step("INTERVIEW", GRANTED)),
    ]
    found = [consent_on(known, "RESUME_TRANSFER", date(2025, 7, d)) for d in (1, 3, 5, 6)]
    assert found == [UUID(int=4), UUID(int=3), UUID(int=3), UUID(int=4)]
    assert consent_on(known, "PHOTO_MEDIA", day(GRANTED)) == UUID(int=1)
    assert consent_on(known, "TRANSFER_CZN", day(GRANTED)) is None


def test_only_the_consent_to_send_a_resume_blocks():
    kinds = classifier("consent_kinds").codes
    assert [kind for kind in kinds if blocks(kind)] == ["RESUME_TRANSFER"]
    assert blocks("") is False


def test_a_consent_is_revoked_once_by_a_day_that_has_come():
    case = graduate()
    given = record(case, consent(GRANTED))
    other = record(case, step("INTERVIEW", GRANTED))

    def revoked(on: date, entry: UUID = given) -> list[Any]:
        return told(refused(lambda: case.revoke_consent(on, writing(entry))).findings)

    before = day(GRANTED) - timedelta(days=1)
    assert revoked(before) == [
        ("DATE_ORDER", "revoked_on", {"value": "2025-07-02", "not_before": GRANTED})
    ]
    assert revoked(TOMORROW) == [
        ("FUTURE_ACTUAL", "revoked_on", {"effective_on": str(TOMORROW), "today": str(TODAY)})
    ]
    assert revoked(TODAY, other) == [("NOT_FOUND", None, {"what": str(other)})]
    case.revoke_consent(TODAY, writing(given))
    assert revoked(TODAY) == [("ALREADY_REVOKED", None, {"revoked_on": str(TODAY)})]
    case.correct({"revoked_on": None}, writing(given))
    case.revoke_consent(day(GRANTED), writing(given))
    case.annul(writing(given))
    assert revoked(TODAY) == [("ENTRY_ANNULLED", None, {"entry_id": str(given)})]
