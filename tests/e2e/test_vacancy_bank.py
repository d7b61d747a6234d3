"""The bank of vacancies over HTTP: freshness, refresh, and what suits a graduate."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hostile import refused
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered, open_case
from tests.support.records import OTHER_INN, changed, opened, read, vacancy

ON = "2026-01-15"


def bank(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("vacancy-bank", {"as_of": ON, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def titles(client: Client, freshness: str, **query: Any) -> list[str]:
    found = client.get("vacancy-bank/vacancies", {"as_of": ON, "freshness": freshness, **query})
    return [line["title"] for line in answered(found)["records"]]


@pytest.fixture
def filled(staff: Client) -> dict[str, Any]:
    """Five vacancies: current, stale, confirmed, closed, filled by a case."""
    made = {
        title: opened(staff, "vacancies", vacancy(title=title), effective_on=day)
        for title, day in [
            ("Новая", "2025-12-01"),
            ("Старая", "2025-09-01"),
            ("Подтверждённая", "2025-09-02"),
            ("Закрытая", "2025-12-02"),
            ("Заполненная", "2025-12-03"),
        ]
    }
    changed(staff, "vacancies", made["Подтверждённая"], effective_on="2025-10-15")
    changed(staff, "vacancies", made["Закрытая"], effective_on="2026-01-10", state="CLOSED")
    case = open_case(staff)
    fields = {"filled_by": [{"case_id": case["case_id"]}]}
    changed(staff, "vacancies", made["Заполненная"], effective_on="2026-01-10", state="FILLED",
            fields=fields)  # fmt: skip
    return made


def test_a_vacancy_is_current_for_a_quarter_after_somebody_looked(staff: Client, filled: Any):
    told = bank(staff)
    counted = {name: told[name] for name in ("open", "current", "stale", "places", "filled_by")}
    assert counted == {
        "open": 3,
        "current": 2,
        "stale": 1,
        "places": {"current": 6, "stale": 3},
        "filled_by": 1,
    }
    assert told["origins"] == {"DIRECT": 3}
    of_origin = told["templates"]["origins"].replace("{&value}", "&value=DIRECT")
    assert len(answered(staff.get(of_origin))["records"]) == 3
    assert titles(staff, "current") == ["Новая", "Подтверждённая"]
    assert titles(staff, "stale") == ["Старая"]
    followed = answered(staff.get(told["links"]["stale"]))
    assert (followed["total"], followed["records"][0]["days_since"]) == (1, 136)
    assert len(answered(staff.get(told["links"]["filled"]))["records"]) == 1
    reopened = read(staff, "vacancies", filled["Заполненная"])
    changed(staff, "vacancies", reopened, effective_on="2026-01-12", state="OPEN")
    assert (bank(staff)["filled_by"], bank(staff)["current"]) == (0, 3)
    changed(staff, "vacancies", filled["Старая"], effective_on="2026-01-14")
    assert bank(staff)["stale"] == 0
    assert bank(staff, known_position=told["point"]["known_position"])["stale"] == 1
    assert titles(staff, "current", limit=2) == ["Новая", "Старая"]
    assert refused(staff.get("vacancy-bank/vacancies")) == (422, "REQUIRED")


def test_a_bank_is_of_its_region(installation: Installation, staff: Client, filled: Any):
    assert bank(installation.staff(FAR_SCHOOL))["open"] == 0
    assert bank(installation.auditor())["open"] == 3
    assert bank(installation.auditor(), region_code="67")["open"] == 0
    assert bank(staff, organisation=SCHOOL)["open"] == len(filled) - 2


def suiting(client: Client, case_id: str, **query: Any) -> list[tuple[str, list[str], list[str]]]:
    answer = client.get(f"cases/{case_id}/vacancies", {"as_of": ON, **query})
    assert answer.status_code == 200, answer.text
    return [
        (
            each["title"],
            [ground["code"] for ground in each["grounds"]],
            [warning["code"] for warning in each["warnings"]],
        )
        for each in answered(answer)["records"]
    ]


def test_what_suits_a_graduate_comes_with_why(installation: Installation, staff: Client):
    day = "2025-12-20"
    for title, said in [
        ("Любая", {"programme_codes": None}),
        ("Та же группа", {"programme_codes": ["15.01.05"]}),
        ("Чужая", {"programme_codes": ["31.02.01"]}),
        ("Своя", {}),
        ("Своя рядом", {"municipality": "69701000"}),
        ("Устаревшая", {}),
    ]:
        when = "2025-09-01" if title == "Устаревшая" else day
        opened(staff, "vacancies", vacancy(title=title, **said), effective_on=when)
    authority = installation.client("ROIV_STAFF", regions=("70",))
    report = opened(authority, "unfair-employers",
                    {"employer_inn": OTHER_INN, "grounds": ["OTHER"]})  # fmt: skip
    changed(authority, "unfair-employers", report, effective_on="2025-12-01", state="CONFIRMED",
            fields={"decided_because": "Проверка"})  # fmt: skip
    opened(staff, "vacancies", vacancy(title="Опасная", employer_inn=OTHER_INN), effective_on=day)
    changes = {"effective_on": "2020-01-01", "municipality": "69701000"}
    moved = installation.admin().post(f"organisations/{SCHOOL}/changes", changes)
    assert moved.status_code == 201, moved.text
    case = open_case(staff)
    assert suiting(staff, case["case_id"]) == [
        ("Своя рядом", ["PROGRAMME", "MUNICIPALITY"], []),
        ("Своя", ["PROGRAMME"], []),
        ("Опасная", ["PROGRAMME"], ["UNFAIR_EMPLOYER"]),
        ("Та же группа", ["UGPS"], []),
        ("Любая", ["ANY_PROGRAMME"], []),
    ]
    foreign = installation.staff(FAR_SCHOOL).get(f"cases/{case['case_id']}/vacancies")
    assert refused(foreign) == (404, "NOT_FOUND")
