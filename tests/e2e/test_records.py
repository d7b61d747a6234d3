"""Records over HTTP: who keeps them, what was true when, and what was known when."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.records.kinds import kinds
from tests.support.hostile import codes_by_field, problem
from tests.support.hostile import refused as refusal
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    open_case,
)
from tests.support.records import (
    INN,
    OTHER_INN,
    changed,
    listed,
    on_entry,
    opened,
    read,
    try_change,
    vacancy,
)


@pytest.fixture(scope="module")
def centre(standing: Installation) -> Client:
    return standing.staff()


@pytest.fixture(scope="module")
def base(standing: Installation) -> Client:
    return standing.client("BCK_STAFF", regions=("70",))


@pytest.fixture(scope="module")
def authority(standing: Installation) -> Client:
    return standing.client("ROIV_STAFF", regions=("70",))


def refused(answer: Any, status: int, code: str) -> None:
    assert refusal(answer) == (status, code), answer.text


def test_which_vacancies_were_open_on_a_day_as_known_on_another(staff: Client):
    first = opened(staff, "vacancies", vacancy(), effective_on="2025-02-10")
    second = opened(staff, "vacancies", vacancy(title="Сварщик"), effective_on="2025-02-20")
    known = second["position"]
    closed = changed(
        staff, "vacancies", first, effective_on="2025-02-27", state="CLOSED", reason="Нашли сами"
    )
    on_day = {"as_of": "2025-03-01", "open": "true"}
    assert [line["title"] for line in listed(staff, "vacancies", **on_day)] == ["Сварщик"]
    then = listed(staff, "vacancies", **on_day, known_position=known)
    assert [line["title"] for line in then] == ["Токарь", "Сварщик"]
    put_right = on_entry(
        staff,
        *("vacancies", closed, closed["entry_id"], "correction"),
        effective_on="2025-03-05",
        reason="Закрыта пятого марта",
    )
    assert put_right.status_code == 201, put_right.text
    assert len(listed(staff, "vacancies", **on_day)) == 2
    assert len(listed(staff, "vacancies", **on_day, known_position=closed["position"])) == 1
    assert read(staff, "vacancies", first, as_of="2025-03-05")["state_label"] == "Закрыта"


def test_a_record_is_changed_confirmed_corrected_and_annulled(centre: Client):
    record = opened(centre, "vacancies", vacancy(salary_from=40_000))
    opening = record["entry_id"]
    assert record["version"] == 1
    record = changed(centre, "vacancies", record, effective_on="2025-10-01", fields={"places": 2})
    raised = record["entry_id"]
    record = changed(centre, "vacancies", record, effective_on="2025-11-01")
    told = read(centre, "vacancies", record, as_of="2025-11-15")
    assert (told["fields"]["places"], told["confirmed_on"], told["since"]) == (
        2,
        "2025-11-01",
        "2025-11-01",
    )
    assert read(centre, "vacancies", record, as_of="2025-09-15")["fields"]["places"] == 3
    refused(
        centre.get(f"records/vacancies/{record['record_id']}", {"as_of": "2025-08-31"}),
        404,
        "NOT_FOUND",
    )
    answer = on_entry(
        centre,
        *("vacancies", record, opening, "correction"),
        fields={"salary_from": None, "title": "Токарь-универсал"},
        reason="Опечатка",
    )
    record = answered(answer)
    told = read(centre, "vacancies", record, as_of="2025-11-15")
    assert told["title"] == "Токарь-универсал"
    assert "salary_from" not in told["fields"]
    record = answered(on_entry(centre, "vacancies", record, raised, "annulment", reason="Не было"))
    assert read(centre, "vacancies", record, as_of="2025-11-15")["fields"]["places"] == 3

    timeline = answered(centre.get(f"records/vacancies/{record['record_id']}/timeline"))
    assert [entry["entry_state"] for entry in timeline["entries"]] == [
        *("corrected", "annulled", "current")
    ]
    trail = answered(centre.get(timeline["links"]["audit_trail"]))
    assert [event["topic"] for event in trail["events"]] == [
        *("record.opened", "record.changed", "record.changed"),
        *("record.entry-corrected", "record.entry-annulled"),
    ]
    put_right = trail["events"][3]
    assert {change["field"]: change["after"] for change in put_right["changes"]} == {
        "fields.salary_from": None,
        "fields.title": "Токарь-универсал",
    }
    alone = answered(centre.get(put_right["links"]["event"]))
    assert alone["originator"]["record_kind"] == "vacancies"
    assert alone["entry"]["entry_id"] == opening

    again = on_entry(centre, "vacancies", record, raised, "annulment", reason="Ещё раз")
    refused(again, 409, "ENTRY_ANNULLED")
    gone = answered(on_entry(centre, "vacancies", record, opening, "annulment", reason="Ошибка"))
    refused(centre.get(f"records/vacancies/{record['record_id']}"), 404, "NOT_FOUND")
    refused(try_change(centre, "vacancies", gone, effective_on="2025-12-01"), 409, "ENTRY_ANNULLED")
    whole = answered(centre.get(f"records/vacancies/{record['record_id']}/timeline"))
    assert whole["entries"][0]["entry_state"] == "annulled"


def test_what_is_wrong_is_told_field_by_field(centre: Client):
    wrong = {
        "title": " ",
        "employer_inn": "7001000014",
        "places": 0,
        "programme_codes": ["15.02.16", "15.02.16"],
        "requires_spo": "да",
        "origin": "NOWHERE",
        "filled_by": [{"case_id": "x"}],
        "colour": "red",
    }
    told = problem(
        centre.post("records/vacancies", {"effective_on": "2025-09-01", "fields": wrong})
    )
    assert codes_by_field(told) == {
        "fields.title": "INVALID",
        "fields.employer_inn": "CHECKSUM",
        "fields.places": "INVALID",
        "fields.programme_codes": "INVALID",
        "fields.requires_spo": "INVALID",
        "fields.origin": "UNKNOWN_CODE",
        "fields.filled_by[0].case_id": "INVALID",
        "fields.colour": "UNKNOWN_FIELD",
    }
    missing = centre.post("records/vacancies", {"effective_on": "2025-09-01", "fields": {}})
    assert set(codes_by_field(problem(missing)).values()) == {"REQUIRED"}
    future = centre.post("records/vacancies", {"effective_on": "2199-01-01", "fields": vacancy()})
    refused(future, 409, "FUTURE_ACTUAL")
    refused(centre.post("records/dragons", {}), 404, "NOT_FOUND")


def test_a_state_is_reached_only_from_where_it_may_be(centre: Client):
    record = opened(centre, "employer-requests", {
        "subject": "Токари", "employer_inn": INN, "channel": "DIRECT", "places": 2,
    })  # fmt: skip
    without = try_change(
        centre, "employer-requests", record, effective_on="2025-09-02", state="DECLINED"
    )
    assert codes_by_field(problem(without)) == {"fields.declined_because": "REQUIRED"}
    record = changed(
        centre,
        *("employer-requests", record),
        effective_on="2025-09-05",
        state="DECLINED",
        fields={"declined_because": "Нет выпускников"},
    )
    back = try_change(
        centre, "employer-requests", record, effective_on="2025-09-06", state="IN_WORK"
    )
    refused(back, 409, "RECORD_STATE")
    before = try_change(centre, "employer-requests", record, effective_on="2025-08-01")
    refused(before, 422, "DATE_ORDER")
    between = changed(
        centre, "employer-requests", record, effective_on="2025-09-03", state="IN_WORK"
    )
    told = read(centre, "employer-requests", between, as_of="2025-09-04")
    assert told["state"] == "IN_WORK"


def test_a_vacancy_is_filled_by_cases_of_ones_own(centre: Client, standing: Installation):
    record = opened(centre, "vacancies", vacancy())
    foreign = open_case(standing.staff(OTHER_SCHOOL), organisation=OTHER_SCHOOL)
    own = open_case(centre)
    for stranger in (foreign["case_id"], record["record_id"]):
        answer = try_change(
            centre,
            *("vacancies", record),
            effective_on="2025-10-01",
            state="FILLED",
            fields={"filled_by": [{"case_id": stranger}]},
        )
        assert codes_by_field(problem(answer)) == {"fields.filled_by[0].case_id": "NO_SUCH_RECORD"}
    changed(
        centre,
        *("vacancies", record),
        effective_on="2025-10-01",
        state="FILLED",
        fields={"filled_by": [{"case_id": own["case_id"]}]},
    )
    asked = {"field": "filled_by", "value": own["case_id"]}
    found = listed(centre, "vacancies", **asked)
    assert [line["record_id"] for line in found] == [record["record_id"]]


def test_a_bank_is_shared_in_the_region_and_kept_by_its_owner(
    centre: Client, base: Client, standing: Installation
):
    own = opened(centre, "vacancies", vacancy(title="Общая"))
    regional = opened(base, "vacancies", vacancy(title="Региональная"))
    other, far = standing.staff(OTHER_SCHOOL), standing.staff(FAR_SCHOOL)
    assert read(other, "vacancies", own)["title"] == "Общая"
    assert read(other, "vacancies", regional)["organisation"] is None
    refused(try_change(other, "vacancies", own, effective_on="2025-10-01"), 403, "FORBIDDEN")
    refused(far.get(f"records/vacancies/{own['record_id']}"), 404, "NOT_FOUND")
    titles = {line["title"] for line in listed(other, "vacancies", limit=500)}
    assert {"Общая", "Региональная"} <= titles
    assert listed(far, "vacancies") == []
    assert {line["title"] for line in listed(standing.auditor(), "vacancies", limit=500)} >= titles
    assert {line["title"] for line in listed(other, "vacancies", organisation=SCHOOL)} <= titles
    refused(far.get("records/vacancies", {"organisation": SCHOOL}), 403, "FORBIDDEN")
    refused(other.get("records/hotline-calls", {"organisation": SCHOOL}), 403, "FORBIDDEN")
    refused(far.get("vacancy-bank", {"organisation": SCHOOL}), 403, "FORBIDDEN")
    private = opened(centre, "hotline-calls", {"topic": "RIGHTS", "caller": "GRADUATE"})
    refused(other.get(f"records/hotline-calls/{private['record_id']}"), 404, "NOT_FOUND")
    assert read(base, "hotline-calls", private)["state_label"] == "Получено"
    changed(base, "hotline-calls", private, effective_on="2025-09-02", state="RESOLVED",
            fields={"result": "ANSWERED"})  # fmt: skip


def test_a_task_is_set_by_the_base_centre_done_by_the_centre_and_checked(
    centre: Client, base: Client
):
    said = {"subject": "Обновить банк вакансий", "due_on": "2025-09-30"}
    body = {"effective_on": "2025-09-01", "organisation": SCHOOL, "fields": said}
    refused(centre.post("records/tasks", body), 403, "FORBIDDEN")
    task = opened(base, "tasks", said, organisation=SCHOOL)
    task = changed(
        centre,
        *("tasks", task),
        effective_on="2025-09-20",
        state="DONE",
        fields={"report": "Обновлено 12 вакансий"},
    )
    by_itself = try_change(centre, "tasks", task, effective_on="2025-09-21", state="CHECKED")
    refused(by_itself, 403, "FORBIDDEN")
    changed(base, "tasks", task, effective_on="2025-09-21", state="CHECKED")
    assert not read(centre, "tasks", task)["open"]


def test_an_employer_is_unfair_when_the_authority_says_so(centre: Client, authority: Client):
    grounds = {"employer_inn": OTHER_INN, "grounds": ["PAY_WITHHELD"]}
    report = opened(centre, "unfair-employers", grounds)
    judged = {"effective_on": "2025-10-01", "fields": {"decided_because": "Проверка инспекции"}}
    by_centre = try_change(centre, "unfair-employers", report, state="CONFIRMED", **judged)
    refused(by_centre, 403, "FORBIDDEN")
    changed(authority, "unfair-employers", report, state="CONFIRMED", **judged)
    assert read(centre, "unfair-employers", report)["state"] == "CONFIRMED"
    fair = opened(centre, "vacancies", vacancy())
    unfair = opened(centre, "vacancies", vacancy(employer_inn=OTHER_INN))
    assert (fair["warnings"], [each["code"] for each in unfair["warnings"]]) == (
        [],
        ["UNFAIR_EMPLOYER"],
    )
    held = opened(centre, "activities", {
        "title": "Встреча", "activity_kind": "EXCURSION", "starts_on": "2025-09-10",
        "employer_inns": [{"inn": INN}, {"inn": OTHER_INN}],
    })  # fmt: skip
    assert OTHER_INN in held["warnings"][0]["detail"]
    removed = {"effective_on": "2025-10-05", "fields": {"decided_because": "Устранено"}}
    changed(
        authority, "unfair-employers", judged_report(centre, report), state="REMOVED", **removed
    )
    assert opened(centre, "vacancies", vacancy(employer_inn=OTHER_INN))["warnings"] == []


def judged_report(client: Client, report: dict[str, Any]) -> dict[str, Any]:
    """The report in its version by now."""
    return {**report, "version": read(client, "unfair-employers", report)["version"]}


def test_what_others_have_decided_is_theirs_to_say_otherwise(
    centre: Client, base: Client, authority: Client
):
    path = "unfair-employers"
    report = opened(centre, path, {"employer_inn": INN, "grounds": ["OTHER"]})
    judged = {"effective_on": "2025-10-01", "fields": {"decided_because": "Проверка"}}
    confirmed = changed(authority, path, report, state="CONFIRMED", **judged)
    decided = confirmed["entry_id"]
    other = {"effective_on": "2025-10-02", "fields": {"employer_inn": OTHER_INN}}
    refused(try_change(centre, path, confirmed, **other), 403, "FORBIDDEN")
    wrong = {"fields": {"decided_because": "Иначе"}, "reason": "—"}
    refused(on_entry(centre, path, confirmed, decided, "correction", **wrong), 403, "FORBIDDEN")
    refused(on_entry(centre, path, confirmed, decided, "annulment", reason="—"), 403, "FORBIDDEN")
    looked = changed(centre, path, confirmed, effective_on="2025-10-03")
    removed = changed(authority, path, looked, effective_on="2025-11-01", state="REMOVED")
    back = on_entry(base, path, removed, removed["entry_id"], "annulment", reason="—")
    refused(back, 403, "FORBIDDEN")

    said = {"subject": "Отчёт", "due_on": "2025-09-30"}
    task = opened(base, "tasks", said, organisation=SCHOOL)
    later = {"effective_on": "2025-09-02", "fields": {"due_on": "2025-12-31"}}
    refused(try_change(centre, "tasks", task, **later), 403, "FORBIDDEN")
    gone = on_entry(centre, "tasks", task, task["entry_id"], "annulment", reason="—")
    refused(gone, 403, "FORBIDDEN")
    changed(base, "tasks", task, **later)


def test_what_an_annulment_leaves_wrong_keeps_nothing_from_being_written(base: Client):
    practice = opened(base, "best-practices", {"title": "Практика", "about": "Суть"})
    taken = changed(base, "best-practices", practice, effective_on="2025-10-01", state="ACCEPTED")
    last = changed(
        base,
        *("best-practices", taken),
        effective_on="2025-11-01",
        state="REPLICATED",
        fields={"taken_up_by": [SCHOOL]},
    )
    answer = on_entry(base, "best-practices", last, taken["entry_id"], "annulment", reason="—")
    looked = changed(base, "best-practices", answered(answer), effective_on="2025-12-01")
    worse = try_change(base, "best-practices", looked, effective_on="2025-12-02", state="DECLINED")
    refused(worse, 409, "RECORD_STATE")


def test_a_retry_tells_what_there_was_to_beware_of_then(centre: Client, authority: Client):
    body = {"effective_on": "2025-09-01", "fields": vacancy(employer_inn="7001000020")}
    first = centre.post("records/vacancies", body, Idempotency_Key="beware")
    said = {"employer_inn": "7001000020", "grounds": ["OTHER"]}
    report = opened(authority, "unfair-employers", said)
    judged = {"effective_on": "2025-10-01", "fields": {"decided_because": "Проверка"}}
    changed(authority, "unfair-employers", report, state="CONFIRMED", **judged)
    again = centre.post("records/vacancies", body, Idempotency_Key="beware")
    assert (first.status_code, again.json) == (201, first.json)


def test_days_come_in_order_and_columns_are_no_values(centre: Client):
    fields = {"title": "Стажировка", "employer_inn": INN, "places": 1}
    turned = {**fields, "starts_on": "2025-10-02", "ends_on": "2025-10-01"}
    body = {"effective_on": "2025-09-01", "fields": turned}
    told = problem(centre.post("records/internships", body))
    assert codes_by_field(told) == {"fields.ends_on": "DATE_ORDER"}
    assert listed(centre, "vacancies", field="filled_by", value="case_id") == []
    refused(centre.get("records/vacancies", {"region_code": "99"}), 422, "UNKNOWN_CODE")
    record = opened(centre, "vacancies", vacancy())
    nothing = on_entry(
        centre, "vacancies", {**record, "version": 9}, record["record_id"], "correction", reason="—"
    )
    refused(nothing, 404, "NOT_FOUND")


WRITERS: dict[str, dict[str, Any]] = {
    "CK_STAFF": {"organisation": SCHOOL},
    "BCK_STAFF": {"regions": ("70",)},
    "ROIV_STAFF": {"regions": ("70",)},
    "COPP_STAFF": {"regions": ("70",)},
}
OTHERS: dict[str, dict[str, Any]] = {
    "POO_HEAD": {"organisation": SCHOOL},
    "WG_MEMBER": {"organisation": SCHOOL},
    "CZN_OFFICER": {"regions": ("70",)},
    "AUDITOR": {},
    "ADMIN": {},
    "SYSTEM_IMPORT": {"organisation": SCHOOL},
}


def test_who_keeps_vacancies(standing: Installation):
    body = {"effective_on": "2025-09-01", "fields": vacancy()}
    for role, scope in WRITERS.items():
        answer = standing.client(role, **scope).post("records/vacancies", body)
        assert answer.status_code == 201, (role, answer.text)
    for role, scope in OTHERS.items():
        refused(standing.client(role, **scope).post("records/vacancies", body), 403, "FORBIDDEN")


def test_a_retry_is_answered_the_same_and_a_stale_version_is_not_taken(centre: Client):
    body = {"effective_on": "2025-09-01", "fields": vacancy()}
    answers = [
        centre.post("records/vacancies", body, Idempotency_Key="вакансия".encode().hex())
        for _ in range(2)
    ]
    assert answers[0].json == answers[1].json
    record = answered(answers[0])
    address = f"records/vacancies/{record['record_id']}/changes"
    refused(centre.post(address, {"effective_on": "2025-10-01"}), 428, "PRECONDITION_REQUIRED")
    changed(centre, "vacancies", record, effective_on="2025-10-01")
    again = try_change(centre, "vacancies", record, effective_on="2025-10-02")
    refused(again, 412, "STALE_VERSION")


def test_a_list_goes_on_where_it_ended(standing: Installation):
    mine = standing.staff(FAR_SCHOOL)
    made = [opened(mine, "internships", {"title": f"Стажировка {n}", "employer_inn": INN,
                                         "places": 1})["record_id"] for n in range(5)]  # fmt: skip
    found, path = [], "records/internships?limit=2"
    while path:
        answer = mine.get(path)
        found += [line["record_id"] for line in answered(answer)["records"]]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1/")
    assert found == made
    refused(mine.get("records/internships", {"field": "title"}), 422, "REQUIRED")
    wrong = mine.get("records/internships", {"field": "colour", "value": "red"})
    refused(wrong, 422, "INVALID")


def test_the_kinds_tell_what_is_said_of_each(centre: Client):
    told = answered(centre.get("record-kinds"))["kinds"]
    assert [kind["code"] for kind in told] == list(kinds())
    one = answered(centre.get("record-kinds/activities"))
    assert (one["label"], one["states"][0]["to"]) == ("Мероприятие", ["HELD", "CANCELLED"])
    fields = {field["name"]: field for field in one["fields"]}
    assert fields["activity_kind"]["classifier"] == "activity_kinds"
    assert fields["attended"]["due_in"] == ["HELD"]
    english = answered(centre.get("record-kinds/activities", Accept_Language="en"))
    assert english["label"] == "Activity"
