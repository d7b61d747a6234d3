"""Snapshots, lists, search and the audit trail across cases, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
    open_case,
    person,
)

TODAY = "2026-01-31"


@pytest.fixture
def population(installation: Installation) -> dict[str, Client]:
    """Five graduates of three schools and a student; clients by the name of the school."""
    staff = {school: installation.staff(school) for school in (SCHOOL, OTHER_SCHOOL, FAR_SCHOOL)}
    for name, snils in (("Абрамова", "112-233-445 95"), ("Белова", None), ("Волкова", None)):
        someone = person(last_name=name, **({"snils": snils} if snils else {}))
        opened = open_case(staff[SCHOOL], person=someone, graduation_date="2025-06-30")
        if name == "Белова":
            path = f"cases/{opened['case_id']}/statuses"
            staff[SCHOOL].post(path, employed(), version=opened["version"])
    open_case(staff[OTHER_SCHOOL], organisation=OTHER_SCHOOL, programme_code="43.01.09")
    open_case(staff[FAR_SCHOOL], organisation=FAR_SCHOOL)
    student = {"graduation_date": None, "graduation_year": 2026}
    open_case(staff[SCHOOL], person=person(last_name="Юная"), **student)
    return staff


def rows(client: Client, **query: Any) -> list[dict[str, Any]]:
    return answered(client.get("snapshot", {"as_of": TODAY, **query}))["rows"]


def pages_of(client: Client, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    answer = client.get(path, query)
    yield answered(answer)
    while "Link" in answer.headers:
        answer = client.get(answer.headers["Link"].split(">")[0][1:])
        yield answered(answer)


@pytest.mark.usefixtures("population")
def test_a_snapshot_adds_up_by_every_dimension(installation: Installation):
    auditor = installation.auditor()
    total = answered(auditor.get("snapshot", {"as_of": TODAY}))["total"]
    assert total == 5
    for by in ("organisation", "programme_code", "ugps", "study_form", "status_group"):
        counted = rows(auditor, by=by)
        assert sum(row["total"] for row in counted) == total
        for row in counted:
            assert sum(row["statuses"].values()) == row["total"] == sum(row["groups"].values())
    both = rows(auditor, by="organisation,status_group")
    assert {(row["organisation"], row["status_group"], row["total"]) for row in both} == {
        (SCHOOL, "EMPLOYED", 1),
        (SCHOOL, "OTHER", 2),
        (OTHER_SCHOOL, "OTHER", 1),
        (FAR_SCHOOL, "OTHER", 1),
    }


@pytest.mark.usefixtures("population")
def test_an_empty_question_has_one_row_of_nothing(installation: Installation):
    answer = answered(installation.auditor().get("snapshot", {"as_of": "2020-01-01"}))
    assert answer["total"] == 0
    (row,) = answer["rows"]
    assert answered(installation.auditor().get(row.pop("links")["cases"]))["cases"] == []
    assert row == {"total": 0, "statuses": {}, "groups": {}, "at_risk_strict": 0, "at_risk_form": 0}


@pytest.mark.usefixtures("population")
def test_categories_overlap_and_join_the_school(installation: Installation):
    answer = answered(installation.auditor().get("snapshot", {"as_of": TODAY, "by": "category"}))
    counts = {row["category"]: row["total"] for row in answer["rows"]}
    assert answer["overlapping"] is True
    assert counts["ORG_WITHOUT_CENTRE"] == 1
    assert counts["PREVIOUS_YEARS"] == 5
    for code, n in counts.items():
        query = {"as_of": TODAY, "category": code}
        cases = answered(installation.auditor().get("snapshot/cases", query))["cases"]
        assert len(cases) == n


def test_scopes_bound_figures_and_lists(population, installation: Installation):
    regional = installation.client("BCK_STAFF", regions=("70",))
    assert {row["organisation"] for row in rows(regional, by="organisation")} == {
        SCHOOL,
        OTHER_SCHOOL,
    }
    assert sum(row["total"] for row in rows(population[OTHER_SCHOOL])) == 1
    foreign = population[SCHOOL].get("snapshot", {"organisation": FAR_SCHOOL})
    assert (foreign.status_code, answered(foreign)["code"]) == (403, "FORBIDDEN")
    unknown = population[SCHOOL].get("snapshot", {"organisation": "NOWHERE"})
    assert (unknown.status_code, answered(unknown)["code"]) == (422, "UNKNOWN_CODE")


def test_students_are_counted_only_on_demand(population):
    staff = population[SCHOOL]
    assert sum(row["total"] for row in rows(staff, lifecycle="FINAL_YEAR")) == 1
    assert sum(row["total"] for row in rows(staff, lifecycle="any")) == 4
    listed = answered(staff.get("cases", {"as_of": TODAY}))["cases"]
    assert [row["lifecycle"] for row in listed].count("FINAL_YEAR") == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"by": "surname"}, "INVALID"),
        ({"by": "organisation,organisation"}, "INVALID"),
        ({"as_off": TODAY}, "UNKNOWN_FIELD"),
        ({"status": "EMPLOYD"}, "UNKNOWN_CODE"),
        ({"at_risk": "maybe"}, "INVALID"),
        ({"graduation_year": "MMXXV"}, "INVALID"),
        ({"known_position": 10_000}, "BEYOND_HEAD"),
        ({"known_at": "2199-01-01T00:00:00Z"}, "FUTURE_KNOWN_AT"),
    ],
)
def test_a_mistyped_question_is_not_answered(staff: Client, query, code):
    answer = staff.get("snapshot", query)
    assert (answer.status_code, answered(answer)["code"]) == (422, code)


def test_one_school_is_listed_by_name_page_by_page(population):
    staff = population[SCHOOL]
    pages = list(pages_of(staff, "cases", as_of=TODAY, limit=3))
    assert [len(page["cases"]) for page in pages] == [3, 1]
    names = [row["person"]["last_name"] for page in pages for row in page["cases"]]
    assert names == ["Абрамова", "Белова", "Волкова", "Юная"]


def test_a_cursor_pins_the_point(population, installation: Installation):
    auditor = installation.auditor()
    first = auditor.get("cases", {"as_of": TODAY, "limit": 2})
    open_case(population[SCHOOL], person=person(last_name="Новая"))
    second = auditor.get(first.headers["Link"].split(">")[0][1:])
    assert answered(second)["point"] == answered(first)["point"]
    mixed = auditor.get(first.headers["Link"].split(">")[0][1:] + f"&as_of={TODAY}")
    assert mixed.status_code == 422
    broken = auditor.get("cases", {"cursor": "bm90IGEgY3Vyc29y"})
    assert broken.status_code == 422


@pytest.mark.usefixtures("population")
def test_an_auditor_sees_persons_in_lists_only_with_a_purpose(installation):
    auditor = installation.auditor()
    hidden = answered(auditor.get("cases", {"as_of": TODAY}))["cases"]
    assert {(row["person"], row["person_hidden"]) for row in hidden} == {(None, True)}
    shown = answered(auditor.get("cases", {"as_of": TODAY}, X_Purpose="Проверка"))["cases"]
    assert {row["person"]["first_name"] for row in shown} == {"Анна"}


def test_a_person_is_found_by_name_or_snils_within_the_scope(population, installation):
    staff = population[SCHOOL]

    def found(client: Client, **body: str) -> list[str]:
        answer = client.post("cases/search", body)
        assert answer.status_code == 200, answer.text
        return [row["person"]["last_name"] for row in answered(answer)["cases"]]

    assert found(staff, name="абрам") == ["Абрамова"]
    assert found(staff, name="Анна Белова") == ["Белова"]
    assert found(staff, snils="112-233-445 95") == ["Абрамова"]
    assert found(staff, name="Кузнецова") == []
    assert found(population[OTHER_SCHOOL], name="Абрамова") == []
    assert staff.post("cases/search", {}).status_code == 422
    assert staff.post("cases/search", {"snils": "112-233-445 96"}).status_code == 422
    assert installation.auditor().post("cases/search", {"name": "Абрамова"}).status_code == 403


def test_the_audit_trail_across_cases(population):
    staff = population[SCHOOL]
    events = answered(staff.get("audit-trail"))["events"]
    mine = {event["actor"] for event in events}
    assert len(mine) == 1
    assert [event["position"] for event in events] == sorted(e["position"] for e in events)
    actor, moment = mine.pop(), events[-1]["recorded_at"]
    since = answered(staff.get("audit-trail", {"actor": actor, "from": moment}))["events"]
    assert [event["position"] for event in since] == [
        event["position"] for event in events if event["recorded_at"] == moment
    ]
    until = answered(staff.get("audit-trail", {"to": moment}))["events"]
    assert len(since) + len(until) == len(events)
    day = datetime.fromisoformat(moment).astimezone(ZoneInfo("Asia/Tomsk")).date()
    assert answered(staff.get("audit-trail", {"from": day, "to": day}))["events"] == events
    before = {"to": day - timedelta(days=1)}
    assert answered(staff.get("audit-trail", before))["events"] == []
    pages = pages_of(staff, "audit-trail", limit=2)
    assert [event for page in pages for event in page["events"]] == events
    assert answered(population[OTHER_SCHOOL].get("audit-trail"))["events"] != events
    foreign = staff.get("audit-trail", {"organisation": FAR_SCHOOL})
    assert foreign.status_code == 403


def test_the_cell_without_a_municipality_opens_to_its_cases_too(population):
    staff = population[SCHOOL]
    open_case(staff, person=person(last_name="Горожанкина", address_municipality="69701000"))
    counted = {row["municipality"]: row["total"] for row in rows(staff, by="municipality")}
    assert counted == {None: 3, "69701000": 1}
    for municipality, total in counted.items():
        query = {"as_of": TODAY, "municipality": municipality or "none"}
        assert len(answered(staff.get("snapshot/cases", query))["cases"]) == total
