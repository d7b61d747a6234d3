"""What holds on which day: last days, forecasts, begins, ages, returns, risk (S4, S5, S11-S13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.support.desk import WORK, Desk
from tests.support.http import Client, answered, person

FUTURE = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 - beyond any zone's today

FORM_ONLY = {"CZN_UNEMPLOYED", "CZN_JOB_SEEKER", "INFORMAL", "NO_MOTIVATION", "NO_DEMAND"} | {
    "AT_RISK_OTHER",
    "F_PARENTAL_LEAVE",
    "F_MOVE_ABROAD",
    "F_AT_RISK",
    "F_UNDECIDED",
}
"""At risk by both measures: columns 17-20 of form A (domain 4.2, 4.4-A')."""

STRICT_ONLY = {"SERIOUS_ILLNESS", "UNDER_INVESTIGATION", "FAMILY_CARE", "OTHER"} | {
    "F_EMPLOYED",
    "F_SOLE_PROPRIETOR",
    "F_SELF_EMPLOYED",
    "F_CONSCRIPT",
    "F_MILITARY_CONTRACT",
    "F_EDUCATION",
}
EXEMPT = {"CONTINUING_EDUCATION", WORK, "EMPLOYED_CIVIL_CONTRACT", "SOLE_PROPRIETOR"} | {
    "SELF_EMPLOYED_NPD",
    "MILITARY_CONSCRIPT",
    "MILITARY_CONTRACT",
    "MATERNITY_LEAVE",
    "PARENTAL_LEAVE",
    "ADOPTION_LEAVE",
    "MOVED_ABROAD",
    "DECEASED",
    "SERVING_SENTENCE",
}


def counted(client: Client, day: str, category: str) -> int:
    """How many graduates the snapshot counts in a category on a day."""
    rows = answered(client.get("snapshot", {"as_of": day, "by": "category"}))["rows"]
    return sum(row["total"] for row in rows if row["category"] == category)


def test_every_status_stands_where_the_two_measures_of_risk_put_it(staff: Client):
    assert len(FORM_ONLY | STRICT_ONLY | EXEMPT) == 33
    desk = Desk(staff)
    nothing = desk.read("2025-08-02")["at_risk"]
    assert (nothing["strict"], nothing["form"]) == (True, True)
    for code in sorted(FORM_ONLY | STRICT_ONLY | EXEMPT):
        entry = desk.status(code, "2025-08-01")["entry_id"]
        risk = desk.read("2025-08-01")["at_risk"]
        assert (risk["strict"], risk["form"]) == (code not in EXEMPT, code in FORM_ONLY), code
        desk.annul(entry)


def test_last_days_are_inclusive_everywhere(staff: Client):
    desk = Desk(staff)
    disabled = {"category_code": "DISABLED", "valid_from": "2025-07-01", "valid_to": "2025-12-31"}
    desk.post("categories", {**disabled, "nosology": "VISION"})
    work = desk.status(WORK, "2025-07-01", ended_on="2030-01-31")["entry_id"]
    assert "DISABLED" in desk.categories_on("2025-12-31")
    assert "DISABLED" not in desk.categories_on("2026-01-01") | desk.categories_on("2025-06-30")
    assert counted(staff, "2025-12-31", "DISABLED") == 1
    assert counted(staff, "2026-01-01", "DISABLED") == 0
    assert desk.primary_on("2030-01-31") == WORK
    assert desk.primary_on("2030-02-01") == "NO_DATA"
    desk.correct(work, ended_on="2025-07-01")
    assert (desk.primary_on("2025-07-01"), desk.primary_on("2025-07-02")) == (WORK, "NO_DATA")
    line = desk.lines()[work]
    assert (line["ended_on"], line["effective_to"]) == ("2025-07-01", "2025-07-01")
    desk.correct(work, ended_on=None)
    assert desk.primary_on(FUTURE) == WORK


def test_known_at_is_inclusive_to_the_microsecond(staff: Client):
    desk = Desk(staff)
    entry = desk.status(WORK, "2025-08-01")["entry_id"]
    at = datetime.fromisoformat(desk.lines()[entry]["recorded_at"])
    before = (at - timedelta(microseconds=1)).isoformat()
    assert desk.primary_on("2025-08-01", known_at=at.isoformat()) == WORK
    assert desk.primary_on("2025-08-01", known_at=before) == "NO_DATA"
    counts = answered(staff.get("snapshot", {"as_of": "2025-08-01", "known_at": before}))["rows"]
    assert counts[0]["statuses"] == {"NO_DATA": 1}


def test_a_forecast_is_not_a_fact(staff: Client):
    desk = Desk(staff, graduation_date=None, graduation_year=2026)
    first = desk.status("F_EMPLOYED", "2025-10-01")
    second = desk.status("F_CONSCRIPT", "2025-11-01")
    assert second["closed"] == [first["entry_id"]]
    desk.status("F_EDUCATION", FUTURE)
    days = ("2025-10-31", "2025-11-01", FUTURE)
    assert [desk.primary_on(day) for day in days] == ["F_EMPLOYED", "F_CONSCRIPT", "F_EDUCATION"]
    work = desk.status(WORK, "2025-11-05")["entry_id"]
    assert desk.primary_on("2025-11-05") == WORK
    assert desk.read("2025-11-05")["forecast"]["code"] == "F_CONSCRIPT"
    desk.post("graduation", {"graduation_date": "2026-06-30"})
    assert desk.primary_on("2026-07-01") == WORK
    assert desk.read("2026-07-01")["graduation_year"] == 2026
    desk.post(f"statuses/{work}/end", {"ended_on": "2026-07-01"})
    assert desk.primary_on("2026-07-02") == "F_CONSCRIPT"


@pytest.mark.parametrize(
    ("graduation", "begin"),
    [
        ({"graduation_date": "2024-09-01"}, "2023-09-01"),
        ({"graduation_date": "2024-09-02"}, "2024-09-01"),
        ({"graduation_date": None, "expected_graduation_date": "2026-01-31"}, "2025-09-01"),
        ({"graduation_date": None, "graduation_year": 2026}, "2025-09-01"),
    ],
)
def test_a_case_begins_on_the_first_of_september(
    staff: Client, graduation: dict[str, Any], begin: str
):
    desk = Desk(staff, **graduation)
    before = (date.fromisoformat(begin) - timedelta(days=1)).isoformat()
    for day, lifecycle in ((before, None), (begin, "FINAL_YEAR")):
        assert desk.read(day)["lifecycle"] == lifecycle
        listed = answered(staff.get("cases", {"as_of": day}))["cases"]
        assert len(listed) == (lifecycle is not None)
        any_of = {"as_of": day, "lifecycle": "any"}
        assert answered(staff.get("snapshot", any_of))["total"] == len(listed)
        assert answered(staff.get("snapshot", {"as_of": day}))["total"] == 0


def test_a_minor_comes_of_age_on_the_birthday_though_the_case_begins_earlier_than_thought(
    staff: Client,
):
    someone = person(birth_date="2008-02-29")
    desk = Desk(staff, person=someone, graduation_date=None, graduation_year=2027)
    sooner = {"reason": "Год выпуска", "graduation_year": 2026}
    desk.post("person-changes", sooner)
    desk.post("graduation", {"graduation_date": "2026-01-31"})
    assert "MINOR" in desk.categories_on("2026-02-28")
    assert "MINOR" not in desk.categories_on("2026-03-01")
    assert counted(staff, "2026-02-28", "MINOR") == 1
    assert counted(staff, "2026-03-01", "MINOR") == 0


def test_returnees_are_so_for_two_years(staff: Client):
    desk = Desk(staff, graduation_date=None)
    desk.status("PARENTAL_LEAVE", "2024-10-01", ended_on="2025-01-31")
    service = desk.status("MILITARY_CONSCRIPT", "2025-02-01", ended_on="2025-06-29")["entry_id"]
    desk.post("graduation", {"graduation_date": "2025-06-30"})
    days = ("2025-01-31", "2025-02-01", "2027-01-31", "2027-02-01")
    held = ["PARENTAL_LEAVE_RETURNEE" in desk.categories_on(day) for day in days]
    assert held == [False, True, True, False]
    assert "ARMY_RETURNEE" not in desk.categories_on("2025-07-01")
    desk.correct(service, ended_on="2025-06-30")
    assert counted(staff, "2025-07-01", "ARMY_RETURNEE") == 1
    assert counted(staff, "2027-06-30", "ARMY_RETURNEE") == 1
    assert counted(staff, "2027-07-01", "ARMY_RETURNEE") == 0


def test_a_snils_ends_the_foreigner_without_one_from_its_day(staff: Client):
    desk = Desk(staff, person=person(citizenship="KZ"))
    assert desk.read("2025-08-01")["at_risk"]["strict"] is False
    given = {"reason": "Получен", "effective_on": "2026-01-01", "snils": "112-233-445 95"}
    desk.post("person-changes", given)
    desk.post("person-changes", {"reason": "Опечатка", "last_name": "Иная"})
    assert desk.categories_on("2025-12-31") == {"FOREIGN_NO_SNILS"}
    assert desk.categories_on("2026-01-01") == set()
    assert desk.read("2026-01-01")["at_risk"]["strict"] is True
    again = {"category_code": "FOREIGN_NO_SNILS", "valid_from": "2026-01-01"}
    assert desk.refused("categories", again) == (409, "CATEGORY_CONFLICT")
