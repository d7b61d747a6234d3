"""Writing statuses, as semantics S2-S4, S7, S8 and domain 4.5 settle it, seen from outside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.desk import WORK, Desk, status, warned
from tests.support.http import Client, answered, opening, person

FUTURE = (date.today() + timedelta(days=30)).isoformat()  # noqa: DTZ011 - beyond any zone's today
STUDENT: dict[str, Any] = {"graduation_date": None, "graduation_year": 2025}


def test_what_is_dated_before_the_birth_is_refused_by_its_field(staff: Client):
    graduate, student = Desk(staff), Desk(staff, **STUDENT)
    early = "2005-03-13"
    bodies: list[tuple[Desk, str, dict[str, Any], str]] = [
        (graduate, "statuses", status("SERIOUS_ILLNESS", early), "effective_on"),
        (
            graduate,
            "statuses",
            status(WORK, "2025-08-01", attributes={"contract_date": early}),
            "attributes.contract_date",
        ),
        (
            graduate,
            "statuses",
            status(WORK, "2025-08-01", evidence={"kind": "ORAL", "date": early}),
            "evidence.date",
        ),
        (graduate, "categories", {"category_code": "OVZ", "valid_from": early}, "valid_from"),
        (graduate, "confirmations", {"effective_on": early}, "effective_on"),
        (student, "graduation", {"graduation_date": early}, "graduation_date"),
        (
            student,
            "graduation",
            {"graduation_date": "2025-06-30", "diploma_issued_on": early},
            "diploma_issued_on",
        ),
        (
            student,
            "person-changes",
            {"reason": "Опечатка", "expected_graduation_date": early},
            "expected_graduation_date",
        ),
    ]
    for desk, action, body, field in bodies:
        answer = desk.try_post(action, body)
        problem = answered(answer)
        assert (answer.status_code, problem["code"]) == (422, "DATE_ORDER"), body
        assert list(problem["errors"]) == [field]
        assert problem["errors"][field][0]["code"] == "DATE_ORDER"
    for days in ({"graduation_date": early}, {"expected_graduation_date": early, **STUDENT}):
        answer = staff.post("cases", opening(**days))
        assert (answer.status_code, list(answered(answer)["errors"])) == (422, [next(iter(days))])


def test_the_earlier_of_two_broken_rules_is_told(staff: Client):
    """Semantics S17, pair by pair."""
    dead, student = Desk(staff), Desk(staff, person=person(birth_date="2012-01-01"), **STUDENT)
    dead.status("DECEASED", "2025-09-01")
    shapeless = status("OTHER", FUTURE, attributes={"text": None})
    assert dead.refused("statuses", shapeless) == (422, "TEXT_REQUIRED")
    assert dead.refused("statuses", status(WORK, FUTURE)) == (409, "AFTER_DEATH")
    assert dead.refused("statuses", status("DECEASED", "2025-08-01")) == (409, "AFTER_DEATH")
    assert student.refused("statuses", status("INFORMAL", FUTURE)) == (409, "FUTURE_ACTUAL")
    informal = status("INFORMAL", "2025-01-01")
    assert student.refused("statuses", informal) == (409, "BEFORE_GRADUATION")
    assert student.refused("statuses", status(WORK, "2025-01-01")) == (409, "UNDERAGE_WORK")
    student.post("movements", {"kind": "EXPELLED", "effective_on": "2025-02-01"})
    assert student.refused("statuses", status(WORK, FUTURE)) == (409, "CASE_CLOSED")
    conscript = Desk(staff)
    conscript.status("MILITARY_CONSCRIPT", "2025-07-01")
    again = status("MILITARY_CONSCRIPT", "2025-07-01")
    assert conscript.refused("statuses", again) == (409, "DUPLICATE")
    later = status("MILITARY_CONSCRIPT", "2025-07-02")
    assert conscript.refused("statuses", later) == (409, "INCOMPATIBLE_STATUS")


def test_a_pair_is_read_by_start_whichever_was_recorded_first(staff: Client):
    desk = Desk(staff)
    work = desk.status(WORK, "2025-09-01")
    search = desk.status("NO_DEMAND", "2025-08-01")
    assert (search["closed"], warned(search)) == ([], [])
    line = desk.lines()[search["entry_id"]]
    assert (line["effective_to"], line["closed_by"]) == ("2025-08-31", work["entry_id"])
    assert desk.open_on("2025-08-31") == {"NO_DEMAND"}
    assert desk.open_on("2025-09-01") == {WORK}
    assert desk.refused("statuses", status("NO_MOTIVATION", "2025-09-02")) == (
        409,
        "INCOMPATIBLE_STATUS",
    )


def test_at_equal_starts_the_position_decides_and_what_has_no_day_stays_in_sight(staff: Client):
    desk = Desk(staff)
    search = desk.status("NO_DEMAND", "2025-08-01")
    work = desk.status(WORK, "2025-08-01")
    assert work["closed"] == [search["entry_id"]]
    line = desk.lines()[search["entry_id"]]
    assert (line["empty"], line["effective_to"], line["state"]) == (True, None, "current")
    back = f"entries/{work['entry_id']}/correction"
    desk.annul(work["entry_id"])
    assert desk.open_on("2025-08-01") == {"NO_DEMAND"}
    assert desk.lines()[search["entry_id"]]["empty"] is False
    assert desk.refused(back, {"reason": "Ошибка", "ended_on": None}) == (409, "ENTRY_ANNULLED")
    other = Desk(staff)
    other.status(WORK, "2025-08-01")
    assert other.refused("statuses", status("NO_DEMAND", "2025-08-01")) == (
        409,
        "INCOMPATIBLE_STATUS",
    )


def test_a_death_known_late_takes_the_time_after_it_and_its_correction_gives_it_back(staff: Client):
    desk = Desk(staff)
    work = desk.status(WORK, "2025-08-01")["entry_id"]
    service = desk.status("MILITARY_CONTRACT", "2025-11-01")["entry_id"]
    before = desk.post("confirmations", {"effective_on": "2025-12-01"})
    death = desk.status("DECEASED", "2025-10-01", source="OTHER")
    assert set(death["closed"]) == {work, service}
    told = next(w for w in death["warnings"] if w["code"] == "FACTS_AFTER_DEATH")
    assert service in told["detail"]
    assert before["entry_id"] in told["detail"]
    assert work not in told["detail"]
    assert desk.open_on("2025-09-30") == {WORK}
    assert desk.open_on("2025-10-01") == desk.open_on(FUTURE) == {"DECEASED"}
    assert desk.lines()[service]["empty"] is True
    known = {"known_position": before["position"]}
    assert desk.open_on("2025-12-01", **known) == {WORK, "MILITARY_CONTRACT"}
    desk.correct(death["entry_id"], effective_on="2026-01-01")
    assert desk.open_on("2025-12-31") == {WORK, "MILITARY_CONTRACT"}
    ended = {"reason": "Ошибка", "ended_on": "2026-02-01"}
    assert desk.refused(f"entries/{death['entry_id']}/correction", ended)[0] == 422
    desk.annul(death["entry_id"])
    assert desk.primary_on("2026-01-01") == "MILITARY_CONTRACT"


@pytest.mark.parametrize("form", [None, "FULL_TIME", "PART_TIME", "MIXED"])
def test_cells_of_study_read_its_form_and_its_form_as_corrected(staff: Client, form: str | None):
    desk = Desk(staff)
    attributes = {"education_form": form} if form else {}
    study = desk.status("CONTINUING_EDUCATION", "2025-08-01", attributes=attributes)["entry_id"]
    search = status("CZN_UNEMPLOYED", "2025-09-01")
    to_full = {"reason": "Очная", "attributes": {"education_form": "FULL_TIME"}}
    if form in {None, "FULL_TIME"}:
        assert desk.refused("statuses", search) == (409, "INCOMPATIBLE_STATUS")
        desk.correct(study, attributes={"education_form": "PART_TIME"})
    found = desk.post("statuses", search)["entry_id"]
    assert desk.open_on("2025-09-01") == {"CONTINUING_EDUCATION", "CZN_UNEMPLOYED"}
    correction = f"entries/{study}/correction"
    assert desk.refused(correction, to_full) == (409, "INCOMPATIBLE_STATUS")
    desk.annul(found)
    called = desk.status("MILITARY_CONSCRIPT", "2025-10-01")
    assert "UNUSUAL_COMBINATION" in warned(called)
    assert len(desk.open_on("2025-10-01")) == 2
    desk.correct(study, attributes={"education_form": None})
    assert desk.open_on("2025-10-01") == {"MILITARY_CONSCRIPT"}
    assert len(desk.open_on("2025-10-01", known_position=called["position"])) == 2


def test_a_correction_merges_and_replaces(staff: Client):
    desk = Desk(staff)
    evidence = {"kind": "LABOUR_CONTRACT", "number": "17/к", "issuer": "Завод"}
    work = desk.status(WORK, "2025-08-01", attributes={"position": "Токарь"}, evidence=evidence)
    entry = work["entry_id"]
    desk.correct(entry, attributes={"position": None, "contract_term": "OPEN"})
    attributes = desk.read("2025-08-01")["primary_status"]["attributes"]
    assert attributes["contract_term"] == "OPEN"
    assert "position" not in attributes
    assert attributes["employer_name"] == "АО «Завод»"
    desk.correct(entry, evidence={"kind": "ORAL"})
    shown = desk.read("2025-08-01")["statuses"][0]["evidence"]
    assert {name: value for name, value in shown.items() if value} == {"kind": "ORAL"}
    desk.correct(entry, status_code="SELF_EMPLOYED_NPD")
    assert desk.read("2025-08-01")["primary_status"]["attributes"] == {}
    wrong = {"reason": "Ошибка", "status_code": WORK}
    assert desk.refused(f"entries/{entry}/correction", wrong) == (422, "MISSING_ATTRIBUTE")
    then = desk.read("2025-08-01", known_position=work["position"])["primary_status"]
    assert (then["code"], then["attributes"]["position"]) == (WORK, "Токарь")
    assert len(desk.lines()) == 3
    assert len(desk.trail()) == 6


def test_an_annulled_graduation_makes_a_student_again_and_names_what_stands_against_it(
    staff: Client,
):
    desk = Desk(staff, **STUDENT)
    graduation = desk.post("graduation", {"graduation_date": "2025-06-30"})["entry_id"]
    desk.status("CONTINUING_EDUCATION", "2025-06-30")
    moved = desk.correct(graduation, graduation_date="2025-07-01")
    assert warned(moved) == ["CONTRADICTION"]
    assert desk.read("2025-06-30")["lifecycle"] == "FINAL_YEAR"
    assert desk.read("2025-07-01")["lifecycle"] == "GRADUATED"
    assert warned(desk.annul(graduation)) == []
    assert desk.read("2025-07-01")["lifecycle"] == "FINAL_YEAR"


def test_a_leave_is_held_to_the_third_birthday_by_every_write(staff: Client):
    desk = Desk(staff)
    child = {"child_birth_date": "2023-09-01", "expected_end_on": "2026-09-01"}
    leave = desk.status("PARENTAL_LEAVE", "2025-08-01", attributes=child)
    assert warned(leave) == []
    entry, late = leave["entry_id"], ["LEAVE_PAST_THIRD_BIRTHDAY"]
    assert warned(desk.correct(entry, attributes={"expected_end_on": "2026-09-02"})) == late
    assert warned(desk.post(f"statuses/{entry}/end", {"ended_on": "2026-09-02"})) == late
    assert warned(desk.correct(entry, ended_on="2026-09-01")) == []


def test_another_birth_date_is_accepted_and_leaves_its_contradictions(staff: Client):
    desk = Desk(staff)
    desk.status(WORK, "2025-08-01")
    born = {"reason": "Паспорт", "birth_date": "2011-08-01"}
    assert warned(desk.post("person-changes", born)) == []
    younger = desk.post("person-changes", born | {"birth_date": "2011-08-02"})
    assert warned(younger) == ["CONTRADICTION"]
    assert "2011" not in younger["warnings"][0]["detail"]
