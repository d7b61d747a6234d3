"""Members of a working group write what is the business of their functions (F120; S002-1.3)."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, status
from tests.support.http import SCHOOL, Client, Installation, answered, employed, opening
from tests.support.records import opened

ONE = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")
pytestmark = ONE
MOVED = {"kind": "ACADEMIC_LEAVE", "effective_on": "2025-10-01"}
STUDENT = {"graduation_date": None, "graduation_year": 2026}
CONFIRMED = {"effective_on": "2025-12-01", "source": "CZN"}


def member(standing: Installation, *functions: str) -> Client:
    return standing.client("WG_MEMBER", organisation=SCHOOL, functions=functions)


@pytest.fixture
def desk(standing: Installation) -> Desk:
    return Desk(standing.staff(), **STUDENT)


def told(answer: object) -> tuple[int, str]:
    return answer.status_code, answered(answer)["code"]  # type: ignore[attr-defined, arg-type]


def test_each_writes_its_own_and_is_told_whose_the_rest_is(standing: Installation, desk: Desk):
    desk.client = member(standing, "CONTINGENT_OFFICER")
    desk.post("movements", MOVED)
    refused = desk.try_post("statuses", employed())
    assert told(refused) == (403, "FUNCTION_REQUIRED")
    detail = answered(refused)["detail"]
    assert "куратор группы" in detail
    assert "GROUP_CURATOR" not in detail
    english = desk.try_post("statuses", employed(), Accept_Language="en")
    assert "Group curator" in answered(english)["detail"]
    desk.client = member(standing, "GROUP_CURATOR")
    assert told(desk.try_post("movements", MOVED)) == (403, "FUNCTION_REQUIRED")
    assert told(desk.try_post("merge", {"into_case_id": desk.case_id, "reason": "x"})) == (
        403, "FORBIDDEN",
    )  # fmt: skip


def test_a_right_that_is_missing_is_told_before_the_version_and_the_body(
    standing: Installation, desk: Desk
):
    psychologist = member(standing, "PSYCHOLOGIST")
    answer = psychologist.post(f"{desk.path}/movements", {"kind": "NONSENSE"})
    assert told(answer) == (403, "FUNCTION_REQUIRED")
    assert told(psychologist.post("cases", {})) == (403, "FUNCTION_REQUIRED")
    assert member(standing, "GROUP_CURATOR").post(
        "cases", opening(graduation_date=None, graduation_year=2026)
    ).status_code == 201  # fmt: skip


def test_measures_and_steps_go_by_their_codes(standing: Installation, desk: Desk):
    desk.client = member(standing, "DPO_OFFICER")
    info = {"measure_code": "DPO_INFO", "provided_on": "2025-10-01", "result": "PROVIDED"}
    desk.post("measures", info)
    fair = {**info, "measure_code": "JOB_FAIR"}
    assert told(desk.try_post("measures", fair)) == (403, "FUNCTION_REQUIRED")
    step = {"step_code": "RETRAINING_OFFER", "state": "PLANNED", "effective_on": "2025-10-01"}
    desk.post("steps", step)
    desk.client = member(standing, "TEACHER")
    desk.post("statuses", {"status_code": "F_EMPLOYED", "effective_on": "2025-10-01"})
    assert told(desk.try_post("statuses", status("NO_DEMAND", "2025-10-01")))[0] == 403


def test_a_correction_needs_the_function_of_what_was_and_of_what_is_to_be(
    standing: Installation, desk: Desk
):
    info = {"measure_code": "DPO_INFO", "provided_on": "2025-10-01", "result": "PROVIDED"}
    entry = desk.post("measures", info)["entry_id"]
    path = f"entries/{entry}/correction"
    desk.client = member(standing, "DPO_OFFICER")
    desk.post(path, {"reason": "Опечатка", "provided_on": "2025-10-02"})
    away = {"reason": "Опечатка", "measure_code": "JOB_FAIR"}
    assert told(desk.try_post(path, away)) == (403, "FUNCTION_REQUIRED")
    desk.client = member(standing, "MEDIA_CENTRE")
    taken = {"reason": "Опечатка", "measure_code": "MESSENGER_GROUP"}
    assert told(desk.try_post(path, taken)) == (403, "FUNCTION_REQUIRED")
    annulment = f"entries/{entry}/annulment"
    assert told(desk.try_post(annulment, {"reason": "x"})) == (403, "FUNCTION_REQUIRED")


def test_of_many_at_once_each_is_judged_by_itself(standing: Installation, desk: Desk):
    items = [
        {"case_id": desk.case_id, "kind": "movements", "body": MOVED},
        {"case_id": desk.case_id, "kind": "confirmations", "body": CONFIRMED},
    ]
    answer = member(standing, "PSYCHOLOGIST").post("case-entries?partial=true", items)
    lines = answered(answer)["items"]
    assert [line["status"] for line in lines] == [403, 201]
    assert "движение контингента" in lines[0]["detail"]


def test_who_has_no_function_writes_what_is_left_to_the_whole_group(
    standing: Installation, desk: Desk
):
    desk.client = member(standing)
    desk.post("confirmations", CONFIRMED)
    assert told(desk.try_post("statuses", employed())) == (403, "FUNCTION_REQUIRED")
    assert desk.client.get(desk.path).status_code == 200


def test_members_load_no_lists_and_name_who_came_to_what_is_theirs(
    standing: Installation, desk: Desk
):
    fair = {"title": "Ярмарка", "activity_kind": "JOB_FAIR", "starts_on": "2025-10-06"}
    held = {"state": "HELD", "effective_on": "2025-10-06"}
    activity = opened(standing.staff(), "activities", {**fair, "attended": {"STUDENTS": 1}}, **held)
    came = {"attendees": [{"case_id": desk.case_id}]}
    path = f"records/activities/{activity['record_id']}/attendance"
    lines = answered(member(standing, "PSYCHOLOGIST").post(path, came))
    assert lines["code"] == "BULK_REFUSED"
    assert member(standing, "DEPUTY_HEAD").post(path, came).status_code == 201
