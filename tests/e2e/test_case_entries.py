"""Many writes at once over HTTP: all or nothing, the valid ones, the same for many cases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from marshrut.ledger.engine import open_engine
from marshrut.ledger.schema import idempotency
from tests.support.http import FAR_SCHOOL, Client, Installation, answered, open_case

MEASURE = {"measure_code": "VACANCY_INFO", "provided_on": "2025-08-01", "result": "PROVIDED"}
WORK = {
    "status_code": "EMPLOYED_LABOUR_CONTRACT",
    "effective_on": "2025-08-01",
    "attributes": {"employer_inn": "7001000013", "employer_name": "АО", "in_specialty": True},
}


@pytest.fixture
def cases(staff: Client) -> list[str]:
    return [open_case(staff)["case_id"] for _ in range(3)]


def item(case_id: str, kind: str, said: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"case_id": case_id, "kind": kind, **said, **more}


def head(client: Client) -> int:
    position: int = answered(client.get("ledger/head"))["position"]
    return position


def test_items_of_several_kinds_are_written_in_one_transaction(staff: Client, cases: list[str]):
    planned = {"step_code": "INTERVIEW", "state": "PLANNED", "effective_on": "2025-08-02"}
    items = [
        item(cases[0], "statuses", WORK),
        item(cases[0], "measures", MEASURE),
        item(cases[1], "steps", planned),
        item(cases[2], "confirmations", {"effective_on": "2025-08-01"}),
        item(cases[2], "movements", {}, body={"kind": "EXPELLED", "effective_on": "2025-08-01"}),
    ]
    before = head(staff)
    partly = staff.post("case-entries?partial=true", items)
    assert partly.status_code == 207, partly.text
    results = answered(partly)["items"]
    assert [r["status"] for r in results] == [201, 201, 201, 201, 409]
    assert [r["position"] for r in results[:4]] == [before + n for n in (1, 2, 3, 4)]
    assert results[4]["code"] == "LIFECYCLE_CONFLICT"
    trail = answered(staff.get(f"cases/{cases[0]}/audit-trail"))["events"]
    assert trail[-1]["recorded_at"] == trail[-2]["recorded_at"]
    second = {"state": "DONE", "outcome": "OFFER", "effective_on": "2025-08-03"}
    move = item(cases[1], "steps/transitions", second, entry_id=results[2]["entry_id"])
    assert staff.post("case-entries", [move]).status_code == 201


def test_all_or_nothing(staff: Client, cases: list[str]):
    before = head(staff)
    items = [
        item(cases[0], "measures", MEASURE),
        item(cases[1], "measures", {**MEASURE, "result": "GOOD"}),
        item(cases[2], "measures", {**MEASURE, "provided_on": "31.12.2025"}),
        item("00000000-0000-0000-0000-000000000001", "measures", MEASURE),
        item(cases[2], "dances", {}),
    ]
    refused = staff.post("case-entries", items)
    problem = answered(refused)
    assert refused.status_code == 422
    assert problem["code"] == "BULK_REFUSED"
    assert set(problem["errors"]) == {"[1].result", "[2].provided_on", "[3]", "[4].kind"}
    assert [line["index"] for line in problem["items"]] == [1, 2, 3, 4]
    assert problem["items"][2]["status"] == 404
    assert head(staff) == before


def test_an_item_that_is_refused_leaves_nothing_of_what_it_brought(staff: Client, cases: list[str]):
    """The nested status is decided on before the step, which is refused."""
    bad = {
        "step_code": "HIRING_OUTCOME",
        "state": "DONE",
        "outcome": "HIRED_OTHER",
        "effective_on": "2025-08-01",
        "parent_step_id": "00000000-0000-0000-0000-000000000001",
        "status": WORK,
    }
    items = [item(cases[0], "steps", bad), item(cases[0], "measures", MEASURE)]
    results = answered(staff.post("case-entries?partial=true", items))["items"]
    assert [r["status"] for r in results] == [422, 201]
    assert results[0]["code"] == "BAD_LINK"
    case = answered(staff.get(f"cases/{cases[0]}", {"as_of": "2025-08-02"}))
    assert case["primary_status"]["code"] == "NO_DATA"
    assert case["version"] == results[1]["version"]


def test_one_write_for_many_cases(staff: Client, cases: list[str]):
    unchanged = {"effective_on": "2025-08-20", "source": "GRADUATE_SELF_REPORT"}
    done = staff.post(
        "case-entries", {"case_ids": cases, "kind": "confirmations", "body": unchanged}
    )
    assert done.status_code == 201, done.text
    assert answered(done)["written"] == 3
    for case_id in cases:
        file = answered(staff.get(f"cases/{case_id}/personal-file", {"as_of": "2025-08-21"}))
        assert file["last_confirmed_on"] == "2025-08-20"


def test_a_stale_version_is_refused_by_item(staff: Client, cases: list[str]):
    items = [
        item(cases[0], "measures", MEASURE, if_match=1),
        item(cases[1], "measures", MEASURE, if_match='"2"'),
    ]
    results = answered(staff.post("case-entries?partial=true", items))["items"]
    assert [r["status"] for r in results] == [412, 201]


def test_the_same_batch_under_the_same_key_is_answered_the_same(staff: Client, cases: list[str]):
    items = [item(cases[0], "measures", MEASURE), item(cases[1], "measures", {"result": "X"})]
    path, key = "case-entries?partial=true", {"Idempotency_Key": "batch-1"}
    first = staff.post(path, items, **key)
    before = head(staff)
    again = staff.post(path, items, **key)
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert head(staff) == before
    other = staff.post(path, items[:1], **key)
    assert (other.status_code, answered(other)["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_twins_at_a_time_are_answered_alike(staff: Client, cases: list[str]):
    items = [item(case_id, "measures", MEASURE) for case_id in cases]
    before = head(staff)
    with ThreadPoolExecutor(8) as pool:
        twins = [
            pool.submit(staff.post, "case-entries", items, Idempotency_Key="twins")
            for _ in range(16)
        ]
        answers = [twin.result() for twin in twins]
    assert [answer.status_code for answer in answers] == [201] * 16
    assert all(answer.json == answers[0].json for answer in answers)
    assert head(staff) == before + len(items)


def test_batches_without_versions_do_not_refuse_each_other(staff: Client, cases: list[str]):
    days = [f"2025-08-{day:02}" for day in range(1, 13)]
    before = head(staff)
    with ThreadPoolExecutor(6) as pool:
        batches = [
            [item(case_id, "measures", {**MEASURE, "provided_on": day}) for case_id in cases]
            for day in days
        ]
        answers = list(pool.map(lambda batch: staff.post("case-entries", batch), batches))
    assert [answer.status_code for answer in answers] == [201] * len(days)
    assert head(staff) == before + len(days) * len(cases)


def test_a_repetition_within_a_batch_is_told_by_its_place(staff: Client, cases: list[str]):
    items = [item(cases[0], "measures", MEASURE)] * 2
    refused = answered(staff.post("case-entries", items))["items"]
    assert [(line["index"], line["code"]) for line in refused] == [(1, "DUPLICATE_IN_BATCH")]
    assert "[0]" in refused[0]["detail"]


def test_what_was_typed_is_not_kept_with_the_answer(
    installation: Installation, staff: Client, cases: list[str]
):
    typed = {"step_code": "INTERVIEW", "state": "DECLINED", "effective_on": "2025-08-01"}
    items = [
        item(cases[0], "measures", MEASURE),
        item(cases[1], "steps", {**typed, "reason": "Сказал Неназываемый"}),
    ]
    answer = staff.post("case-entries?partial=true", items, Idempotency_Key="kept")
    assert [line["status"] for line in answered(answer)["items"]] == [201, 422]
    assert list(answered(answer)["items"][1]["errors"]) == ["reason"]
    engine = open_engine(installation.database_url)
    with engine.connect() as connection:
        kept = connection.scalars(select(idempotency.c.answer)).all()
    engine.dispose()
    assert len(kept) == 1
    assert "Неназываемый" not in kept[0]


@pytest.mark.parametrize("body", [[], {}, "x", {"case_ids": []}, [1], [{"case_id": 1}]])
def test_what_is_no_batch_is_refused(staff: Client, body: Any):
    assert staff.post("case-entries", body).status_code == 422


def test_more_than_a_thousand_items_are_refused(staff: Client, cases: list[str]):
    items = [item(cases[0], "measures", MEASURE)] * 1_001
    assert staff.post("case-entries", items).status_code == 422


def test_cases_of_others_cannot_be_written(installation: Installation, cases: list[str]):
    items = [item(cases[0], "measures", MEASURE)]
    far = installation.staff(FAR_SCHOOL).post("case-entries?partial=true", items)
    assert answered(far)["items"][0]["status"] == 404
    assert installation.auditor().post("case-entries", items).status_code == 403
