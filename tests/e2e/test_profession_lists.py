"""Lists of professions over HTTP: what they make of graduates at a point, and what they move."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.http import Client, Installation, answered
from tests.support.records import changed, opened

DAY = "2025-12-01"
DEFICIT, NO_VACANCIES = "DEFICIT_PROFESSION", "NO_VACANCY_PROFESSION"


@pytest.fixture
def authority(installation: Installation) -> Client:
    return installation.client("ROIV_STAFF", regions=("70",))


@pytest.fixture
def desk(staff: Client) -> Desk:
    return Desk(staff)


def demand(authority: Client, *programmes: str, **body: Any) -> dict[str, Any]:
    items = [{"programme_code": code, "vacancies": 12} for code in programmes]
    fields = {"title": "Дефицит-2025", "items": items}
    return opened(authority, "deficit-lists", fields, **body)


def without_vacancies(authority: Client, *programmes: str, **body: Any) -> dict[str, Any]:
    fields = {"title": "Нет вакансий", "programme_codes": list(programmes)}
    return opened(authority, "no-vacancy-lists", fields, **body)


def categories(desk: Desk, **point: Any) -> list[str]:
    """The categories of the case, which are those by which the snapshot and lists find it."""
    told = answered(desk.client.get(f"cases/{desk.case_id}", {"as_of": DAY, **point}))
    found = [each["code"] for each in told["categories"]]
    query = {"as_of": DAY, **point, "by": "category"}
    rows = answered(desk.client.get("snapshot", query))["rows"]
    assert {row["category"] for row in rows} - {"PREVIOUS_YEARS"} == set(found)
    for code in (DEFICIT, NO_VACANCIES):
        for path in ("cases", "snapshot/cases"):
            narrowed = {"as_of": DAY, **point, "category": code}
            listed = answered(desk.client.get(path, narrowed))["cases"]
            assert [case["case_id"] for case in listed] == [desk.case_id] * (code in found)
    return found


def test_a_list_in_force_gives_its_category_to_the_graduates_of_its_region(
    desk: Desk, authority: Client, installation: Installation
) -> None:
    elsewhere = installation.client("ROIV_STAFF", regions=("67",))
    without_vacancies(elsewhere, "15.02.16")
    without_vacancies(authority, "09.02.07")
    assert categories(desk) == []
    listed = demand(authority, "15.02.16", "15.01.05", effective_on="2025-11-01")
    assert categories(desk) == [DEFICIT]
    assert categories(desk, as_of="2025-10-31") == []
    assert categories(desk, known_position=listed["position"] - 1) == []
    both = without_vacancies(authority, "15.02.16")
    assert categories(desk) == [DEFICIT, NO_VACANCIES]
    items = [{"programme_code": "15.01.05", "vacancies": 1}]
    changed(
        authority,
        "deficit-lists",
        listed,
        effective_on="2025-11-20",
        fields={"items": items},
        reason="Закрыто",
    )
    ended = changed(authority, "no-vacancy-lists", both, effective_on="2025-11-30", state="ENDED")
    assert categories(desk) == []
    assert categories(desk, as_of="2025-11-19") == [DEFICIT, NO_VACANCIES]
    assert categories(desk, known_position=ended["position"] - 1) == [NO_VACANCIES]
    personal = answered(desk.client.get(f"cases/{desk.case_id}/personal-file?as_of=2025-11-19"))
    labels = [each["label"] for each in personal["categories"] if each["code"] == DEFICIT]
    assert labels == ["выпускник по наиболее дефицитной профессии"]


def test_what_a_list_moves_is_told_with_the_event_of_the_list(
    desk: Desk, authority: Client, staff: Client
) -> None:
    listed = without_vacancies(authority, "15.02.16", effective_on="2025-11-01")
    query = {"known_from": listed["position"] - 1, "as_of": DAY, "by": "category"}
    told = answered(staff.get("differences", query))
    (cell,) = (each for each in told["cells"] if each["measure"] == "total")
    assert cell["key"] == {"category": NO_VACANCIES}
    (case,) = cell["cases"]
    assert (case["case_id"], case["delta"], case["events"]) == (
        desk.case_id,
        1,
        [listed["position"]],
    )
    (record,) = told["records"]
    assert (record["topic"], record["about"]) == ("record.opened", listed["record_id"])
    event = answered(staff.get(record["links"]["event"]))
    assert event["originator"]["id"] == listed["record_id"]
    by_date = {"as_of_from": "2025-10-31", "as_of_to": DAY, "category": NO_VACANCIES}
    (whole,) = (
        each
        for each in answered(staff.get("differences", by_date))["cells"]
        if each["measure"] == "total"
    )
    assert whole["cases"][0]["events"] == [listed["position"]]


def test_candidates_for_retraining_are_those_on_the_list_without_work(
    desk: Desk, authority: Client, staff: Client
) -> None:
    listed = without_vacancies(authority, "15.02.16", effective_on="2025-11-01")
    told = answered(staff.get("registries/R23", {"as_of": DAY}))
    (row,) = told["rows"]
    assert (row["case_id"], row["since"], row["events"]) == (
        desk.case_id,
        "2025-11-01",
        [listed["position"]],
    )
    course = answered(staff.get(f"registries/R23/cases/{desk.case_id}", {"as_of": DAY}))
    assert course["member"] is True
    assert course["events"] == [listed["position"]]
    (record,) = (r for r in course["records"] if r["position"] == listed["position"])
    assert answered(staff.get(record["links"]["event"]))["topic"] == "record.opened"
