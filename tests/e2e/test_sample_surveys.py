"""Surveys by sample over HTTP: the same sample for ever, answers as entries, what they say."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from tests.support.desk import Desk
from tests.support.hostile import refused
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
)
from tests.support.records import opened

SURVEY: dict[str, Any] = {
    "title": "Работа по специальности, выпуск 2025",
    "counted_on": "2025-12-01",
    "year_from": 2025,
    "year_to": 2025,
    "strata": "ORGANISATION",
    "allocation": "EQUAL",
    "sample_size": 2,
    "seed": "жребий",
}
DAY = "2026-01-20"


@pytest.fixture
def region(installation: Installation) -> Client:
    return installation.client("ROIV_STAFF", regions=("70",))


@pytest.fixture
def desks(installation: Installation, staff: Client) -> list[Desk]:
    """Four graduates of one school, two of another; the first of either works in the specialty."""
    other = installation.staff(OTHER_SCHOOL)
    desks = [Desk(staff) for _ in range(4)]
    desks += [Desk(other, organisation=OTHER_SCHOOL) for _ in range(2)]
    for desk in (desks[0], desks[4]):
        desk.post("statuses", employed())
    Desk(staff, graduation_year=2024, graduation_date="2024-06-30")
    return desks


@pytest.fixture
def survey(region: Client, desks: list[Desk]) -> dict[str, Any]:
    assert len(desks) == 6
    return opened(region, "sample-surveys", SURVEY, effective_on="2025-12-02")


def cases(client: Client, survey: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.get(f"sample-surveys/{survey['record_id']}/cases", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def ids(told: dict[str, Any]) -> set[str]:
    return {row["case_id"] for row in told["cases"]}


def estimate(client: Client, survey: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.get(f"sample-surveys/{survey['record_id']}/estimate", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def answer_of(desk: Desk, survey: dict[str, Any], found: str, on: str = DAY) -> dict[str, Any]:
    return desk.post(
        "measures",
        {
            "measure_code": "SURVEY",
            "provided_on": on,
            "result": "COMPLETED",
            "activity_id": survey["record_id"],
            "attributes": {"survey_kind": "SAMPLE", "found": found},
        },
    )


def by_hand(desks: list[Desk]) -> set[str]:
    """The two of either school with the smallest lots."""

    def lot(desk: Desk) -> bytes:
        return sha256(f"жребий|{desk.case_id}".encode()).digest()

    chosen = sorted(desks[:4], key=lot)[:2] + sorted(desks[4:], key=lot)[:2]
    return {desk.case_id for desk in chosen}


def test_the_sample_is_drawn_by_lot_and_stays_the_same(
    staff: Client, region: Client, desks: list[Desk], survey: dict[str, Any]
):
    told = cases(region, survey)
    assert (ids(told), told["total"]) == (by_hand(desks), 4)
    assert told["survey"]["drawn_at"]["known_position"] == survey["position"]
    Desk(staff)  # known later
    desks[1].post("statuses", employed("2025-09-01"))
    assert ids(cases(region, survey)) == by_hand(desks)
    assert {row["stratum"] for row in told["cases"]} == {SCHOOL, OTHER_SCHOOL}
    assert cases(region, survey, stratum=OTHER_SCHOOL)["total"] == 2
    assert cases(region, survey, part="population")["total"] == 6


def test_answers_are_entries_of_cases_and_weigh_by_strata(
    region: Client, desks: list[Desk], survey: dict[str, Any]
):
    nothing = estimate(region, survey)
    assert (nothing["estimate"], nothing["answered"], nothing["response_percent"]) == (None, 0, 0.0)
    assert (nothing["population"], nothing["sample"]) == (6, 4)
    assert (nothing["recorded"], nothing["recorded_percent"]) == (2, 33.3)
    sampled = [desk for desk in desks if desk.case_id in by_hand(desks)]
    ours, theirs = sampled[:2], sampled[2:]
    answer_of(ours[0], survey, "IN_SPECIALTY")
    answer_of(ours[1], survey, "NO_WORK")
    answer_of(theirs[0], survey, "IN_SPECIALTY")
    outside = next(desk for desk in desks if desk not in sampled)
    answer_of(outside, survey, "IN_SPECIALTY")
    told = estimate(region, survey)
    counts = {row["stratum"]: [row[name] for name in ("population", "sample", "answered",
                                                      "positive", "percent")]
              for row in told["strata"]}  # fmt: skip
    assert counts == {SCHOOL: [4, 2, 2, 1, 50.0], OTHER_SCHOOL: [2, 2, 1, 1, 100.0]}
    assert told["response_percent"] == 75.0
    found = told["estimate"]
    assert (found["percent"], found["covered"], found["confidence"]) == (66.7, 6, 95)
    assert found["low"] < 66.7 < found["high"]
    for part in ("population", "sample", "answered", "positive", "recorded"):
        listed = answered(region.get(told["links"][part]))
        assert listed["total"] == len(listed["cases"]) == told[part], part
        for stratum in told["strata"]:
            assert answered(region.get(stratum["links"][part]))["total"] == stratum[part], part
    assert answered(region.get(told["links"]["unanswered"]))["total"] == 1
    rows = {row["case_id"]: row for row in cases(region, survey)["cases"]}
    assert rows[ours[1].case_id]["found_label"] == "Не работает"
    assert rows[theirs[1].case_id]["found"] is None


def test_an_answer_is_corrected_and_known_by_its_day(
    region: Client, desks: list[Desk], survey: dict[str, Any]
):
    desk = next(desk for desk in desks if desk.case_id in by_hand(desks))
    entry = answer_of(desk, survey, "OTHER_WORK")
    before = estimate(region, survey)
    assert before["positive"] == 0
    desk.correct(entry["entry_id"], attributes={"found": "IN_SPECIALTY"})
    assert estimate(region, survey)["positive"] == 1
    then = {"known_position": before["point"]["known_position"]}
    assert estimate(region, survey, **then)["positive"] == 0
    assert estimate(region, survey, as_of="2026-01-19")["answered"] == 0
    desk.annul(entry["entry_id"])
    assert estimate(region, survey)["answered"] == 0
    again = answer_of(desk, survey, "IN_SPECIALTY", "2026-01-21")
    assert again["warnings"] == []
    twice = {"measure_code": "SURVEY", "provided_on": "2026-01-22", "result": "COMPLETED",
             "activity_id": survey["record_id"]}  # fmt: skip
    assert desk.refused("measures", twice) == (409, "DUPLICATE")
    assert estimate(region, survey)["positive"] == 1


def test_a_centre_asks_its_own(
    installation: Installation, staff: Client, desks: list[Desk], survey: dict[str, Any]
):
    own = by_hand(desks) & {desk.case_id for desk in desks[:4]}
    told = cases(staff, survey)
    assert (ids(told), told["total"]) == (own, 2)
    assert all(row["person"]["first_name"] for row in told["cases"])
    path = f"sample-surveys/{survey['record_id']}"
    assert refused(staff.get(f"{path}/estimate")) == (404, "NOT_FOUND")
    assert refused(installation.staff(FAR_SCHOOL).get(f"{path}/cases")) == (404, "NOT_FOUND")
    hidden = cases(installation.auditor(), survey)["cases"]
    assert {row["person_hidden"] for row in hidden} == {True}
    first = installation.auditor().get(f"{path}/cases", {"limit": 3})
    following = first.headers["Link"].partition(">")[0].removeprefix("<")
    rest = answered(installation.auditor().get(following))
    assert len(ids(answered(first)) | ids(rest)) == 4


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["survey", *words], env=installation.environ)


def test_it_is_a_file_and_a_command_too(
    installation: Installation, region: Client, desks: list[Desk], survey: dict[str, Any]
):
    path = f"sample-surveys/{survey['record_id']}/estimate"
    lines = region.get(path, {"format": "csv"}).data.decode("utf-8-sig").splitlines()
    assert f"Жеребьёвка;SHA-256 от «жребий|id дела», позиция {survey['position']}" in lines
    assert f"{SCHOOL};4;2;0;0;;1" in lines
    assert region.get(path, {"format": "xlsx"}).data.startswith(b"PK")
    told = json.loads(run(installation, survey["record_id"], "--format", "json").stdout)
    assert {unit["case_id"] for unit in told["cases"]} == by_hand(desks)
    assert told["population"] == 6
    assert SCHOOL in run(installation, survey["record_id"]).stdout
    assert run(installation, "0f6b5c1e-8d7c-4c8b-9a53-2f4c7d0f9a11").exit_code == 1
