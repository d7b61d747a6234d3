"""How the API says no: one shape for every refusal, in the reader's language."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from marshrut.classifiers import classifier
from tests.support.http import Client, Installation, answered, employed, open_case, opening

TOMORROW = (date.today() + timedelta(days=2)).isoformat()  # noqa: DTZ011 - beyond any zone's today


@pytest.fixture
def case(staff: Client) -> dict[str, Any]:
    """A graduate's case at version 2."""
    return open_case(staff)


def status(code: str, effective_on: str = "2025-09-01", **fields: Any) -> dict[str, Any]:
    return {"status_code": code, "effective_on": effective_on, **fields}


SINGLE = {
    "FUTURE_ACTUAL": (409, employed(TOMORROW)),
    "BEFORE_GRADUATION": (409, status("INFORMAL", "2025-06-01")),
    "UNDERAGE_WORK": (409, employed("2018-01-01")),
    "UNDERAGE_SERVICE": (409, status("MILITARY_CONSCRIPT", "2022-01-01")),
    "DATE_ORDER": (422, employed("2025-08-01", ended_on="2025-07-01")),
    "TEXT_REQUIRED": (422, status("OTHER")),
    "UNKNOWN_CODE": (422, status("EMPLOYD_LABOUR_CONTRACT")),
    "CHECKSUM": (422, employed(attributes={"employer_inn": "7001000014"})),
    "UNKNOWN_FIELD": (422, status("INFORMAL", attributes={"employer_inn": "7001000013"})),
    "MISSING_ATTRIBUTE": (422, status("EMPLOYED_LABOUR_CONTRACT")),
}


@pytest.mark.parametrize("code", SINGLE)
def test_each_refusal_has_its_status_and_its_words(staff: Client, case: dict[str, Any], code: str):
    expected, body = SINGLE[code]
    answer = staff.post(f"cases/{case['case_id']}/statuses", body, version=2)
    problem = answered(answer)
    assert (answer.status_code, problem["status"], problem["code"]) == (expected, expected, code)
    assert answer.mimetype == "application/problem+json"
    assert problem["type"] == f"urn:marshrut:problem:{code}"
    assert problem["title"] == classifier("refusals").get(code).label_ru
    assert problem["instance"] == f"/api/v1/cases/{case['case_id']}/statuses"
    assert problem["correlation_id"] == answer.headers["X-Request-Id"]
    told = [
        problem["detail"],
        *(m["detail"] for e in problem.get("errors", {}).values() for m in e),
    ]
    assert not any("{" in text or "…" in text for text in told)


def test_statuses_that_cannot_stand_together_are_called_by_their_names(
    staff: Client, case: dict[str, Any]
):
    path = f"cases/{case['case_id']}"
    entry = answered(staff.post(f"{path}/statuses", employed(), version=2))["entry_id"]
    search = status("NO_MOTIVATION")
    answer = staff.post(f"{path}/statuses", search, version=3)
    problem = answered(answer)
    assert (answer.status_code, problem["code"]) == (409, "INCOMPATIBLE_STATUS")
    assert problem["entry_id"] == entry
    assert "Трудоустроен по трудовому договору" in problem["detail"]
    assert "errors" not in problem
    english = answered(
        staff.post(f"{path}/statuses", search, version=3, Accept_Language="en-GB, ru;q=0.5")
    )
    assert english["title"] == "Incompatible statuses"
    assert "cannot stand beside" in english["detail"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "ru"), ("*", "ru"), ("de", "ru"), ("en", "en"), ("ru, en", "ru"), ("en, ru;q=0.9", "en")],
)
def test_russian_unless_english_is_preferred(staff: Client, accepted: str, language: str):
    answer = staff.get("nothing", Accept_Language=accepted)
    assert answer.headers["Content-Language"] == language


def test_an_exact_duplicate_names_the_first_entry(staff: Client, case: dict[str, Any]):
    path = f"cases/{case['case_id']}/statuses"
    first = answered(staff.post(path, employed(), version=2))["entry_id"]
    again = staff.post(path, employed(), version=3)
    assert (again.status_code, answered(again)["code"]) == (409, "DUPLICATE")
    assert answered(again)["entry_id"] == first


def test_several_findings_are_told_together(staff: Client):
    body = opening(study_form="NONE", funding="NONE")
    body["person"] |= {"snils": "112-233-445 96", "inn": "1"}
    one_kind = answered(staff.post("cases", body))
    assert one_kind["code"] == "UNKNOWN_CODE"
    assert set(one_kind["errors"]) == {"study_form", "funding"}
    body |= {"study_form": "FULL_TIME", "funding": "BUDGET"}
    mixed = answered(staff.post("cases", body))
    assert (mixed["code"], mixed["status"]) == ("VALIDATION_FAILED", 422)
    told = {field: said[0]["code"] for field, said in mixed["errors"].items()}
    assert told == {"person.snils": "CHECKSUM", "person.inn": "INVALID"}
    assert "112" not in staff.post("cases", body).text


def test_days_are_told_as_the_language_writes_them(staff: Client, case: dict[str, Any]):
    path, body = f"cases/{case['case_id']}/statuses", employed("2018-01-01")
    assert "На 01.01.2018 выпускнику" in answered(staff.post(path, body, version=2))["detail"]
    english = answered(staff.post(path, body, version=2, Accept_Language="en"))
    assert "On 2018-01-01 the graduate" in english["detail"]


def test_what_is_expected_is_told_in_the_words_of_the_reader(staff: Client):
    body = opening(programme_name="т" * 1_001)
    body["person"] |= {"last_name": "Иванов1"}
    for language, words in (("ru", "символов."), ("en", "characters.")):
        told = answered(staff.post("cases", body, Accept_Language=language))["errors"]
        assert told["programme_name"][0]["detail"].endswith(words)
    body = opening(person=body["person"])
    told = answered(staff.post("cases", body))["errors"]["person.last_name"]
    assert [message["code"] for message in told] == ["INVALID"]
    assert "Ожидается: буквы, " in told[0]["detail"]
    unlike = answered(staff.get("work-lists", {"by": "yes"}))["errors"]["by"][0]["detail"]
    assert unlike.endswith("Ожидается: organisation.")


def test_names_of_mixed_letters_are_taken_with_a_warning(staff: Client):
    body = opening()
    body["person"] |= {"first_name": "Aнна"}  # A is Latin
    answer = staff.post("cases", body)
    told = {one["code"]: one["detail"] for one in answered(answer)["warnings"]}
    assert answer.status_code == 201
    assert "«person.first_name» в одном слове смешаны" in told["MIXED_SCRIPT"]


def test_entries_that_take_nothing_more(staff: Client, case: dict[str, Any]):
    path = f"cases/{case['case_id']}"
    reason = {"reason": "Ошибка"}
    opening_entry = f"{path}/entries/{case['entry_id']}"
    for action, body in (("annulment", reason), ("correction", reason | {"group_name": "Б"})):
        answer = staff.post(f"{opening_entry}/{action}", body, version=2)
        assert (answer.status_code, answered(answer)["code"]) == (409, "OPENING_ENTRY")
    entry = answered(staff.post(f"{path}/statuses", employed(), version=2))["entry_id"]
    end = {"ended_on": "2025-09-01"}
    assert staff.post(f"{path}/statuses/{entry}/end", end, version=3).status_code == 201
    ended = staff.post(f"{path}/statuses/{entry}/end", end, version=4)
    assert answered(ended)["code"] == "ALREADY_ENDED"
    assert staff.post(f"{path}/entries/{entry}/annulment", reason, version=4).status_code == 201
    for action, body in (("annulment", reason), ("correction", reason | end)):
        answer = staff.post(f"{path}/entries/{entry}/{action}", body, version=5)
        assert (answer.status_code, answered(answer)["code"]) == (409, "ENTRY_ANNULLED")
    missing = staff.post(f"{path}/entries/{uuid4()}/annulment", reason, version=5)
    assert (missing.status_code, answered(missing)["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"status_code": None}, "status_code"),
        ({"attributes": None}, "attributes"),
        ({"effective_on": None}, "effective_on"),
        ({"valid_from": "2025-09-01"}, "valid_from"),
        ({"last_name": "Я"}, "last_name"),
        ({"attributes": {"in_specialty": "да"}}, "attributes.in_specialty"),
        ({"attributes": {"employer_inn": None}}, "attributes.employer_inn"),
        ({"evidence": {"kind": "NONE"}}, "evidence.kind"),
    ],
)
def test_a_correction_out_of_shape(
    staff: Client, case: dict[str, Any], changes: dict[str, Any], field: str
):
    path = f"cases/{case['case_id']}"
    entry = answered(staff.post(f"{path}/statuses", employed(), version=2))["entry_id"]
    body = {"reason": "Ошибка", **changes}
    answer = staff.post(f"{path}/entries/{entry}/correction", body, version=3)
    assert answer.status_code == 422, answer.text
    assert list(answered(answer)["errors"]) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "changes"),
        ({"last_name": None}, "last_name"),
        ({"birth_date": None}, "birth_date"),
        ({"graduation_year": None}, "graduation_year"),
        ({"study_form": None}, "study_form"),
        ({"sex": "X"}, "person.sex"),
        ({"citizenship": "rus"}, "citizenship"),
        ({"snils": "112-233-445 96"}, "person.snils"),
        ({"programme_code": "15"}, "programme_code"),
        ({"organisation": "TAT"}, "organisation"),
        ({"adult_on": "2025-01-01"}, "adult_on"),
    ],
)
def test_a_change_of_the_person_out_of_shape(
    staff: Client, case: dict[str, Any], changes: dict[str, Any], field: str
):
    body = {"reason": "Паспорт", **changes}
    answer = staff.post(f"cases/{case['case_id']}/person-changes", body, version=2)
    assert answer.status_code == 422, answer.text
    assert list(answered(answer)["errors"]) == [field]


def test_an_organisation_is_made_known_once(installation: Installation):
    admin = installation.admin()
    body = {
        "code": "TTIT",
        "name": "Ещё один",
        "region_code": "70",
        "founder_type": "REGIONAL_EDU",
        "has_centre": True,
    }
    assert answered(admin.post("organisations", body))["code"] == "DUPLICATE"
    for field, value in (
        ("code", "с пробелом"),
        ("region_code", "00"),
        ("founder_type", "X"),
        ("inn", "7001000014"),
        ("has_centre", None),
        ("name", None),
    ):
        answer = admin.post("organisations", body | {"code": "NEW", field: value})
        assert (answer.status_code, list(answered(answer)["errors"])) == (422, [field])
    for changes in ({}, {"name": None}, {"region_code": "67"}):
        change = {"effective_on": "2025-09-01", **changes}
        assert admin.post("organisations/TTIT/changes", change).status_code == 422
    missing = admin.post("organisations/NONE/changes", {"effective_on": "2025-09-01"})
    assert missing.status_code == 404


def test_warnings_are_told_in_words(staff: Client, case: dict[str, Any]):
    body = employed(evidence={"kind": "ORAL"})
    answer = answered(staff.post(f"cases/{case['case_id']}/statuses", body, version=2))
    told = {warning["code"]: warning["detail"] for warning in answer["warnings"]}
    assert "Получите подтверждающий документ" in told["ORAL_EVIDENCE"]
