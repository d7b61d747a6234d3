"""A graduate's case from its opening to the erasure, each step asked about at its point."""

from __future__ import annotations

from tests.support.http import (
    Client,
    Installation,
    answered,
    employed,
    open_case,
    opening,
    person,
)


def test_the_whole_ladder(installation: Installation, staff: Client):
    opened = open_case(staff, person=person(last_name="Кузнецова", snils="112-233-445 95"))
    case, path = opened["case_id"], f"cases/{opened['case_id']}"

    hired = staff.post(f"{path}/statuses", employed("2025-08-01"), version=opened["version"])
    assert hired.status_code == 201, hired.text
    assert hired.headers["ETag"] == '"3"'
    entry = answered(hired)["entry_id"]
    told = answered(hired)["position"]

    corrected = staff.post(
        f"{path}/entries/{entry}/correction",
        {"reason": "Дата по приказу", "effective_on": "2025-09-01"},
        version=3,
    )
    assert corrected.status_code == 201, corrected.text
    assert answered(corrected)["entry_id"] == entry

    before = answered(staff.get(path, {"as_of": "2025-08-15", "known_position": told}))
    after = answered(staff.get(path, {"as_of": "2025-08-15"}))
    assert before["primary_status"]["code"] == "EMPLOYED_LABOUR_CONTRACT"
    assert before["point"]["known_position"] == told
    assert before["version"] == 3
    assert after["primary_status"]["code"] == "NO_DATA"
    assert after["at_risk"]["strict"] is True
    assert after["person"]["last_name"] == "Кузнецова"
    assert after["person"]["snils"] == "11223344595"

    lines = answered(staff.get(f"{path}/timeline"))["entries"]
    assert [line["kind"] for line in lines] == ["opening", "graduation", "statuses"]
    assert lines[2]["effective_on"] == "2025-09-01"
    assert lines[2]["state"] == "corrected"
    assert lines[2]["corrected_by"] == answered(corrected)["position"]
    assert lines[2]["position"] == told

    trail = answered(staff.get(f"{path}/audit-trail"))["events"]
    assert [event["topic"] for event in trail][-2:] == [
        "case.status-recorded",
        "case.entry-corrected",
    ]
    assert trail[-1]["reason"] == "Дата по приказу"
    assert trail[-1]["changes"] == [
        {"field": "effective_on", "before": "2025-08-01", "after": "2025-09-01"}
    ]
    assert trail[-1]["role"] == "CK_STAFF"

    annulled = staff.post(f"{path}/entries/{entry}/annulment", {"reason": "Не она"}, version=4)
    assert annulled.status_code == 201, annulled.text
    last = answered(staff.get(f"{path}/audit-trail"))["events"][-1]
    assert last["changes"] == [{"field": "state", "before": None, "after": "annulled"}]
    assert answered(staff.get(path))["statuses"] == []

    erased = installation.admin().post(
        f"{path}/erasure", {"reason": "Отзыв согласия", "act_number": "7"}
    )
    assert erased.status_code == 201, erased.text
    gone = answered(staff.get(path, {"as_of": "2025-08-15", "known_position": told}))
    assert (gone["person"], gone["person_erased"], gone["person_hidden"]) == (None, True, False)
    assert gone["primary_status"]["code"] == "EMPLOYED_LABOUR_CONTRACT"
    late = staff.post(f"{path}/confirmations", {"effective_on": "2025-10-01"}, version=6)
    assert (late.status_code, answered(late)["code"]) == (409, "KEY_ERASED")
    again = installation.admin().post(f"{path}/erasure", {"reason": "x", "act_number": "8"})
    assert (again.status_code, answered(again)["code"]) == (409, "KEY_ERASED")
    whole = staff.get(f"{path}/audit-trail").text + staff.get(f"{path}/timeline").text
    assert "Кузнецова" not in whole
    assert case in whole


def test_a_student_graduates_and_what_closes_what_is_told(staff: Client):
    opened = open_case(staff, graduation_date=None)
    path = f"cases/{opened['case_id']}"
    assert answered(staff.get(path, {"as_of": "2025-02-01"}))["lifecycle"] == "FINAL_YEAR"
    forecast = {"status_code": "F_EMPLOYED", "effective_on": "2025-02-01"}
    assert staff.post(f"{path}/statuses", forecast, version=1).status_code == 201
    diploma = {"graduation_date": "2025-06-28", "diploma_number": "0001"}
    assert staff.post(f"{path}/graduation", diploma, version=2).status_code == 201
    search = {"status_code": "NO_DEMAND", "effective_on": "2025-07-01"}
    first = answered(staff.post(f"{path}/statuses", search, version=3))
    second = answered(staff.post(f"{path}/statuses", employed("2025-08-01"), version=4))
    assert second["closed"] == [first["entry_id"]]
    line = answered(staff.get(f"{path}/timeline"))["entries"][-2]
    assert (line["entry_id"], line["effective_to"]) == (first["entry_id"], "2025-07-31")
    assert line["closed_by"] == second["entry_id"]
    file = answered(staff.get(path))
    assert file["forecast"]["code"] == "F_EMPLOYED"
    assert file["primary_status"]["label"] == "Трудоустроен по трудовому договору"
    assert file["statuses"][0]["code"] == "EMPLOYED_LABOUR_CONTRACT"
    assert file["owner_centre"] == {
        "kind": "ORGANISATION",
        "organisation": "TTIT",
        "region_code": "70",
    }


def test_categories_movements_merge_closure_and_changes_of_the_person(staff: Client):
    path = f"cases/{open_case(staff)['case_id']}"
    twin = open_case(staff)["case_id"]
    category = {"category_code": "ORPHAN", "valid_from": "2024-09-01"}
    orphan = staff.post(f"{path}/categories", category, version=2)
    assert orphan.status_code == 201, orphan.text
    assert [c["code"] for c in answered(staff.get(path))["categories"]] == ["ORPHAN"]
    end = f"{path}/categories/{answered(orphan)['entry_id']}/end"
    assert staff.post(end, {"valid_to": "2025-09-30"}, version=3).status_code == 201
    assert answered(staff.get(path))["categories"] == []
    change = {"reason": "Брак", "last_name": "Ильина", "group_name": "М-41"}
    changed = staff.post(f"{path}/person-changes", change, version=4)
    assert changed.status_code == 201, changed.text
    file = answered(staff.get(path))
    assert (file["person"]["last_name"], file["group_name"]) == ("Ильина", "М-41")
    trail = answered(staff.get(f"{path}/audit-trail"))["events"]
    fields = {change["field"] for change in trail[-1]["changes"]}
    assert fields == {"passport.group_name", "person.last_name"}
    merge = {"into_case_id": twin, "reason": "Дважды"}
    assert staff.post(f"{path}/merge", merge, version=5).status_code == 201
    closed = staff.post(f"{path}/closure", {"effective_on": "2025-10-01"}, version=6)
    assert (closed.status_code, answered(closed)["code"]) == (409, "CASE_CLOSED")


def test_a_status_ends_by_word_and_a_checked_case_is_confirmed(staff: Client):
    path = f"cases/{open_case(staff)['case_id']}"
    entry = answered(staff.post(f"{path}/statuses", employed(), version=2))["entry_id"]
    ended = staff.post(f"{path}/statuses/{entry}/end", {"ended_on": "2025-09-30"}, version=3)
    assert ended.status_code == 201, ended.text
    assert (
        answered(staff.get(path, {"as_of": "2025-09-30"}))["statuses"][0]["code"]
        == "EMPLOYED_LABOUR_CONTRACT"
    )
    assert answered(staff.get(path, {"as_of": "2025-10-01"}))["statuses"] == []
    confirmed = staff.post(f"{path}/confirmations", {"effective_on": "2025-10-02"}, version=4)
    assert confirmed.status_code == 201, confirmed.text


def test_a_case_is_opened_with_everything_that_a_passport_has(staff: Client):
    given = {
        "curator": "Ильина Вера Олеговна",
        "qualification": "Техник-технолог",
        "extra_qualifications": ["Оператор станков с ЧПУ"],
        "gia_date": "2025-06-20",
        "diploma_series": "117018",
        "diploma_number": "0012345",
        "diploma_issued_on": "2025-07-01",
    }
    opened = open_case(staff, **given)
    path = f"cases/{opened['case_id']}"
    case = answered(staff.get(path))
    assert case["person"]["curator"] == given["curator"]
    assert case["extra_qualifications"] == given["extra_qualifications"]
    trail = answered(staff.get(f"{path}/audit-trail"))["events"][1]["changes"]
    recorded = {change["field"].split(".")[-1]: change["after"] for change in trail}
    assert recorded["diploma_issued_on"] == "2025-07-01"
    assert recorded["diploma_number"] == "0012345"
    unfinished = opening(graduation_date=None, diploma_number="0012345")
    refused = staff.post("cases", unfinished)
    assert (refused.status_code, answered(refused)["code"]) == (422, "REQUIRED")
