"""Indicators over HTTP: the figure, its cases, its breakdowns, and what is refused."""

from __future__ import annotations

from typing import Any

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

DAY = {"as_of": "2026-01-31"}
OF_2025 = {**DAY, "graduation_year": 2025}

PART_OF_WHOLE = ("region", "organisation", "founder_type", "programme_code", "ugps", "level")
OF_CASES = ("study_form", "funding", "graduation_year", "nosology", "municipality", "sex")


@pytest.fixture
def cases(installation: Installation) -> dict[str, str]:
    """Four graduates of 2025, two of them at work, and a student of 2026; ids by name."""
    found = {}
    for school, name, works in (
        (SCHOOL, "Абрамова", employed()),
        (SCHOOL, "Белова", None),
        (OTHER_SCHOOL, "Волкова", employed("2025-09-01")),
        (FAR_SCHOOL, "Громова", None),
    ):
        client = installation.staff(school)
        opened = open_case(
            client,
            person=person(last_name=name, snils=None),
            organisation=school,
            graduation_date="2025-06-30",
        )
        found[name] = opened["case_id"]
        if works:
            path = f"cases/{opened['case_id']}/statuses"
            answered(client.post(path, works, version=opened["version"]))
    student = {"graduation_date": None, "graduation_year": 2026}
    opened = open_case(installation.staff(), person=person(last_name="Юная", snils=None), **student)
    return {**found, "Юная": opened["case_id"]}


def members(client: Client, indicator: str, part: str, **query: Any) -> set[str]:
    answer = answered(client.get(f"indicators/{indicator}/cases", {"part": part, **query}))
    found = {case["case_id"] for case in answer["cases"]}
    assert answer["total"] == len(found)
    return found


def test_all_of_the_catalogue_is_listed_and_evaluated(installation: Installation):
    auditor = installation.auditor()
    listed = answered(auditor.get("indicators", DAY))["indicators"]
    figures = answered(auditor.get("indicators", {**DAY, "figures": "true"}))["indicators"]
    assert [each["id"] for each in figures] == [each["id"] for each in listed]
    assert len(listed) == 72
    documents = [each["id"].partition("-")[0] for each in listed]
    counts = {name: documents.count(name) for name in documents}
    assert counts == {"S000": 22, "S001": 11, "S002": 27, "S004": 12}
    for each in figures:
        assert each["value"] is not None or each["reason"]["label"], each["id"]


def test_a_figure_shows_its_numerator_denominator_and_cases(
    installation: Installation, cases: dict[str, str]
):
    auditor = installation.auditor()
    figure = answered(auditor.get("indicators/S004-I2", OF_2025))
    in_numerator = {cases["Абрамова"], cases["Волкова"]}
    everybody = in_numerator | {cases["Белова"], cases["Громова"]}
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (2, 4, 50)
    assert figure["display"] == "50,0\u00a0%"
    assert figure["coverage"] == {"known": 2, "all": 4}
    assert members(auditor, "S004-I2", "numerator", **OF_2025) == in_numerator
    assert members(auditor, "S004-I2", "denominator", **OF_2025) == everybody
    by_day = answered(auditor.get("indicators/S004-I2", {**OF_2025, "as_of": "2025-08-15"}))
    assert by_day["numerator"] == 1
    before = figure["point"]["known_position"]
    early = answered(auditor.get("indicators/S004-I2", {**OF_2025, "known_position": before - 3}))
    assert early["point"]["known_position"] == before - 3


@pytest.mark.usefixtures("cases")
def test_nobody_in_the_denominator_is_no_data_and_not_nought(installation: Installation):
    figure = answered(installation.auditor().get("indicators/S001-I1", DAY))
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (0, 0, None)
    assert figure["reason"]["code"] == "NO_CASES"
    assert figure["display"] is None
    assert figure["achieved"] is None


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize("by", [*PART_OF_WHOLE, *OF_CASES, "lifecycle"])
def test_rows_of_a_breakdown_add_up_and_open_to_their_cases(installation: Installation, by: str):
    auditor = installation.auditor()
    figure = answered(auditor.get("indicators/S004-I2", {**OF_2025, "by": by}))
    rows = figure["rows"]
    assert figure["overlapping"] is False
    for part in ("numerator", "denominator"):
        assert sum(row[part] for row in rows) == figure[part]
        for row in rows:
            if by == "lifecycle":
                cell = {"lifecycle": row[by]}
            else:
                cell = {by: "none" if row[by] is None else row[by]}
            assert len(members(auditor, "S004-I2", part, **{**OF_2025, **cell})) == row[part]


@pytest.mark.usefixtures("cases")
def test_categories_overlap_and_say_so(installation: Installation):
    figure = answered(
        installation.auditor().get("indicators/S004-I2", {**OF_2025, "by": "category"})
    )
    assert figure["overlapping"] is True
    for row in figure["rows"]:
        asked = {**OF_2025, "category": row["category"]}
        found = members(installation.auditor(), "S004-I2", "denominator", **asked)
        assert len(found) == row["denominator"]


def test_a_centre_sees_the_figures_of_its_own_cases(
    installation: Installation, cases: dict[str, str]
):
    staff = installation.staff(OTHER_SCHOOL)
    figure = answered(staff.get("indicators/S004-I2", OF_2025))
    assert (figure["numerator"], figure["denominator"]) == (1, 1)
    assert members(staff, "S004-I2", "denominator", **OF_2025) == {cases["Волкова"]}
    foreign = {**OF_2025, "organisation": SCHOOL}
    assert staff.get("indicators/S004-I2", foreign).status_code == 403


def test_pages_of_cases_go_on_where_they_ended(installation: Installation, cases: dict[str, str]):
    auditor = installation.auditor()
    first = auditor.get("indicators/S004-I2/cases", {**OF_2025, "part": "denominator", "limit": 3})
    page = answered(first)
    assert (len(page["cases"]), page["total"]) == (3, 4)
    more = answered(auditor.get(first.headers["Link"].split(">")[0][1:]))
    found = {case["case_id"] for case in (*page["cases"], *more["cases"])}
    assert found == set(cases.values()) - {cases["Юная"]}


def test_another_reading_is_a_variant(installation: Installation, cases: dict[str, str]):
    auditor = installation.auditor()
    path = f"cases/{cases['Белова']}"
    staff = installation.staff()
    version = answered(staff.get(path))["version"]
    sole = {
        "status_code": "SOLE_PROPRIETOR",
        "effective_on": "2025-10-01",
        "source": "GRADUATE_SELF_REPORT",
        "attributes": {"in_specialty": True, "registered_on": "2025-10-01"},
    }
    answered(staff.post(f"{path}/statuses", sole, version=version))
    strict = answered(auditor.get("indicators/S004-I2", OF_2025))
    wide = answered(auditor.get("indicators/S004-I2", {**OF_2025, "variant": "with_ip_npd"}))
    assert (strict["numerator"], wide["numerator"]) == (2, 3)
    assert wide["variant"] == "with_ip_npd"
    found = members(auditor, "S004-I2", "numerator", **OF_2025, variant="with_ip_npd")
    assert cases["Белова"] in found


@pytest.mark.parametrize(
    ("path", "query", "status", "field"),
    [
        ("indicators/S004-I99", {}, 404, None),
        ("indicators/S004-I2", {"variant": "form"}, 422, "variant"),
        ("indicators/S004-I2", {"by": "colour"}, 422, "by"),
        ("indicators/S004-I2", {"by": "measure_kind"}, 422, "by"),
        ("indicators/S004-I2", {"from": "2026-02-01", "to": "2026-01-01"}, 422, "to"),
        ("indicators/S004-I2", {"asof": "2026-01-01"}, 422, "asof"),
        ("indicators/S004-I99/cases", {}, 404, None),
        ("indicators/S004-I2/cases", {"part": "both"}, 422, "part"),
        ("indicators", {"figures": "yes"}, 422, "figures"),
    ],
)
def test_what_cannot_be_asked_is_told(
    installation: Installation, path: str, query: dict[str, Any], status: int, field: str | None
):
    answer = installation.auditor().get(path, query)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    if field:
        assert field in answered_problem(answer)["errors"]


def answered_problem(answer: Any) -> dict[str, Any]:
    problem: dict[str, Any] = answer.get_json()
    return problem


def test_kinds_of_support_are_counted_each(installation: Installation, cases: dict[str, str]):
    staff, auditor = installation.staff(), installation.auditor()
    path = f"cases/{cases['Юная']}"
    version = answered(staff.get(path))["version"]
    for code in ("RESUME", "EXCURSION"):
        given = {
            "measure_code": code,
            "provided_on": "2025-11-05",
            "result": "PROVIDED",
            "provider": "CK",
        }
        version = answered(staff.post(f"{path}/measures", given, version=version))["version"]
    figure = answered(auditor.get("indicators/S004-I6", {**DAY, "by": "measure_kind"}))
    counted = {row["measure_kind"]: row["numerator"] for row in figure["rows"]}
    assert figure["numerator"] == 1
    assert figure["value"] == 1
    assert figure["percent"] == 100 * figure["numerator"] / figure["denominator"]
    assert {kind: n for kind, n in counted.items() if n} == {3: 1, 10: 1}
    assert figure["overlapping"] is True
    found = members(auditor, "S004-I6", "numerator", **DAY, measure_kind="3")
    assert found == {cases["Юная"]}


def test_a_target_is_of_the_programme_of_its_region(installation: Installation):
    auditor = installation.auditor()

    def target(**query: str) -> Any:
        asked = {"as_of": "2025-06-30", **query}
        return answered(auditor.get("indicators/S000-3.8", asked))["target"]

    assert target() == target(region="70") == 75
    assert target(region="67") is None
    assert target(organisation=SCHOOL) == 75
    assert target(organisation=FAR_SCHOOL) is None
    assert target(as_of="2029-12-31") == 86
    assert target(as_of="2030-01-01") is None
    assert target(variant="in_specialty") is None
    assert target(status_group="EMPLOYED") is target(at_risk="strict") is None
    assert target(level="02") is target(programme_code="15.02.16") is None
    by_category = {"as_of": "2025-01-31", "graduation_year": 2024}
    for category, plan in (
        ("OVZ_DISABLED", 50),
        ("ABILYMPICS_WINNER", 100),
        ("PROFESSIONALITET", 85),
    ):
        figure = answered(auditor.get("indicators/S002-K2", {**by_category, "category": category}))
        assert (figure["target"], figure["comparator"], figure["achieved"]) == (plan, ">=", None)


def test_a_contingent_is_not_broken_down(installation: Installation, cases: dict[str, str]):
    staff = installation.staff()
    path = f"cases/{cases['Юная']}"
    version = answered(staff.get(path))["version"]
    contract = {
        "kind": "TARGETED",
        "signed_on": "2025-10-01",
        "employer_inn": "7707083893",
        "employer_name": "ООО «Пример»",
    }
    assert staff.post(f"{path}/contracts", contract, version=version).status_code == 201
    figure = answered(staff.get("indicators/S002-G3.7", {**DAY, "by": "study_form"}))
    assert figure["reason"]["code"] == "NO_CONTINGENT"
    (row,) = figure["rows"]
    assert (row["numerator"], row["value"], row["reason"]["code"]) == (1, None, "NOT_BROKEN_DOWN")
    assert row["reason"]["label"].startswith("Представленная численность")
