"""A record of every kind over HTTP, through each of its states: what is due there is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.records.kinds import Kind, kinds
from tests.support.hostile import codes_by_field, problem
from tests.support.http import SCHOOL, Client, Installation, answered, open_case
from tests.support.records import (
    CZN_LIST,
    INN,
    SPO1,
    SURVEY,
    changed,
    opened,
    read,
    try_change,
    vacancy,
)

CASE = "the id of a case"
FIELDS: dict[str, dict[str, Any]] = {
    "VACANCY": vacancy(),
    "INTERNSHIP": {"title": "Стажировка", "employer_inn": INN, "places": 1, "paid": True},
    "SHORT_PROGRAMME": {"title": "Основы ЧПУ", "training": "PK", "hours": 72, "distance": True},
    "EMPLOYER_REQUEST": {
        "subject": "Токари", "employer_inn": INN, "channel": "AIS", "places": 2,
    },
    "DEFICIT_LIST": {
        "title": "Перечень", "items": [{"programme_code": "15.02.16", "vacancies": 12}],
    },
    "NO_VACANCY_LIST": {"title": "Без вакансий", "programme_codes": ["54.02.01"]},
    "SITE_CHECK": {"url": "https://example.org/career", "present": ["YEAR_PLAN", "CONTACTS"]},
    "VERIFICATION_RUN": {
        "source": "SFR", "cutoff": "2024-12-31", "year_from": 2022, "extract_number": "7",
    },
    "WORKING_GROUP": {
        "order_number": "15-од",
        "ordered_on": "2025-08-20",
        "members": [{"post": "Заместитель директора", "function": "DEPUTY_HEAD"}],
    },
    "CENTRE_ASSESSMENT": {
        "title": "2025 год",
        "period_from": "2025-01-01",
        "period_to": "2025-08-31",
        "criteria": [{"criterion": "Доля занятых", "weight": 60, "score": 45.5}],
    },
    "BEST_PRACTICE": {"title": "День карьеры", "about": "Собеседования на предприятии"},
    "PARTNER_AGREEMENT": {
        "number": "7-С", "employer_inn": INN, "signed_on": "2025-08-01",
        "subjects": ["INTERNSHIPS"],
    },
    "UNFAIR_EMPLOYER": {"employer_inn": INN, "grounds": ["OTHER"]},
    "EMPLOYER_ISSUE": {"subject": "Без опыта не берут", "employer_inns": [{"inn": INN}]},
    "CLUSTER": {"title": "Машиностроение", "members": [{"inn": INN}], "organisations": [SCHOOL]},
    "ACTIVITY": {
        "title": "Ярмарка", "activity_kind": "JOB_FAIR", "fair_type": "SPECIALISED_BCK",
        "starts_on": "2025-10-01", "quota": {SCHOOL: 20},
    },
    "TASK": {"subject": "Обновить банк", "due_on": "2025-09-30"},
    "HOTLINE_CALL": {"topic": "RIGHTS", "caller": "GRADUATE", "case_id": CASE},
    "DEMAND_FORECAST": {
        "title": "Прогноз", "year_from": 2026, "year_to": 2032, "enterprises_asked": 60,
        "enterprises_answered": 40,
        "items": [{"programme_code": "15.02.16", "year": 2026, "needed": 120}],
    },
    "CENTRE_POST": {
        "post": "Руководитель центра", "rate": 0.5, "function": "DEPUTY_HEAD",
        "trainings": [{"title": "Карьерное консультирование", "completed_on": "2025-05-20",
                       "hours": 72}],
    },
    "BASE_DEPARTMENT": {
        "title": "Кафедра на заводе", "unit": "BASE_DEPARTMENT", "employer_inn": INN,
        "students": 48, "programme_codes": ["15.02.16"],
    },
    "RELOCATION": {
        "case_id": CASE, "to_region": "67", "programme_code": "15.02.16",
        "graduation_year": 2025, "needs": ["JOB"],
    },
    "DECISION": {"subject": "Усилить работу", "indicator_id": "S004-I3", "indicator_value": 7.5},
    "SPO1_REPORT": SPO1,
    "CENTRE_PAGE": {
        "url": "https://example.org/career", "phone": "+7 000 000-00-00",
        "socials": [{"url": "https://example.org/social"}],
    },
    "SAMPLE_SURVEY": {**SURVEY, "study_forms": ["FULL_TIME"], "seed": "7"},
    "CZN_LIST": {
        **CZN_LIST,
        "lines": [
            {"case_id": CASE, "registration": "JOB_SEEKER", "registered_on": "2025-08-01"}
        ],
    },
}  # fmt: skip
DUE: dict[str, Any] = {
    "filled_by": [{"case_id": CASE}],
    "answered_by": [{"case_id": CASE, "hired": True}],
    "declined_because": "Нет выпускников",
    "result": "EFFECTIVE",
    "taken_up_by": [SCHOOL],
    "decided_because": "Проверка",
    "resolution": "Договорились о стажировках",
    "attended": {"STUDENTS": 30},
    "cancelled_because": "Карантин",
    "report": "Сделано",
    "effect": "Доля снизилась",
    "lines": [
        {"programme_code": "15.02.16", "study_form": "MIXED", "category": "ALL", "number": 4}
    ],
    "approved_on": "2025-08-15",
    "accompanied_by": "ЦЗН Смоленска",
    "rejected_because": "Не приезжал",
}
"""What is due in some state, by name; of a call the result is another."""

OF_CALLS = {"result": "ANSWERED"}


@pytest.fixture(scope="module")
def authority(standing: Installation) -> Client:
    """Whoever has every right over records, for a region and all of its schools."""
    return standing.client("ROIV_STAFF", regions=("70",))


@pytest.fixture(scope="module")
def receiver(standing: Installation) -> Client:
    """The authority of the region to which some records are addressed."""
    return standing.client("ROIV_STAFF", regions=("67",))


@pytest.fixture(scope="module")
def case_id(standing: Installation) -> str:
    return str(open_case(standing.staff())["case_id"])


def ways(kind: Kind) -> list[list[str]]:
    """A way to each state from the first, by the shortest chain of transitions."""
    found = {kind.states[0].code: list[str]()}
    pending = [kind.states[0].code]
    while pending:
        here = pending.pop(0)
        for code in kind.state(here).to:
            if code not in found:
                found[code] = [*found[here], code]
                pending.append(code)
    return list(found.values())


def said(fields: Any, case_id: str) -> Any:
    """The fields with the id of a case where one is asked for."""
    match fields:
        case dict():
            return {name: said(value, case_id) for name, value in fields.items()}
        case list():
            return [said(value, case_id) for value in fields]
        case _:
            return case_id if fields == CASE else fields


def due(kind: Kind, state: str, case_id: str) -> dict[str, Any]:
    """What must be said in the state."""
    own = OF_CALLS if kind.code == "HOTLINE_CALL" else {}
    named = {f.name: {**DUE, **own}[f.name] for f in kind.fields if state in f.due_in}
    told: dict[str, Any] = said(named, case_id)
    return told


def test_every_kind_is_tried():
    assert set(FIELDS) == set(kinds())


@pytest.mark.parametrize("code", FIELDS)
def test_a_record_goes_through_all_its_states(
    authority: Client, receiver: Client, case_id: str, code: str
):
    kind = kinds()[code]
    whose = {"region_code": "70"} if kind.whose == "region" else {"organisation": SCHOOL}
    reached = set()
    for way in ways(kind):
        record = opened(authority, kind.path, said(FIELDS[code], case_id), **whose)
        told = read(authority, kind.path, record)
        assert told["fields"] == said(FIELDS[code], case_id)
        assert told["title"] == str(told["fields"][kind.title])
        for day, state in enumerate(way, 2):
            fields = due(kind, state, case_id)
            who = receiver if kind.state(state).by_receiver else authority
            on = {"effective_on": f"2025-09-{day:02}", "state": state}
            if fields.keys() - read(authority, kind.path, record)["fields"].keys():
                answer = try_change(who, kind.path, record, **on)
                missing = set(codes_by_field(problem(answer)).values())
                assert missing == {"REQUIRED"}
            record = changed(who, kind.path, record, **on, fields=fields)
        told = read(authority, kind.path, record)
        assert told["open"] is kind.state(told["state"]).open
        assert told["fields"].items() >= due(kind, told["state"], case_id).items()
        reached.add(told["state"])
        trail = answered(authority.get(told["links"]["audit_trail"]))["events"]
        assert len(trail) == len(way) + 1
    assert reached == {state.code for state in kind.states}


@pytest.mark.parametrize("code", FIELDS)
def test_what_must_be_said_of_a_kind_is_asked_for(authority: Client, code: str):
    kind = kinds()[code]
    whose = {"region_code": "70"} if kind.whose == "region" else {"organisation": SCHOOL}
    answer = authority.post(
        f"records/{kind.path}", {"effective_on": "2025-09-01", "fields": {}, **whose}
    )
    required = {f"fields.{field.name}" for field in kind.fields if field.required}
    assert codes_by_field(problem(answer)) == dict.fromkeys(required, "REQUIRED")
