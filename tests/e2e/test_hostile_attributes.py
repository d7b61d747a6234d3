"""Every attribute of statuses, measures and steps, with values that none of them may have."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from marshrut.classifiers import classifier
from tests.support.desk import Desk
from tests.support.employers import INN, registered_employer
from tests.support.hostile import problem
from tests.support.http import REGIONS, SCHOOL, Client, Installation, answered
from tests.support.ready import ready_desk
from tests.support.records import CZN_LIST, SPO1, SURVEY, opened, vacancy
from tests.support.reports import issued_edition
from tests.support.routes import Route, routes
from tests.support.table_rows import STEP
from tests.support.verification import open_run

DAY = "2025-07-02"
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "status_attributes": ("statuses", "status_code", {"effective_on": DAY}),
    "measure_attributes": ("measures", "measure_code", {"provided_on": DAY, "result": "COMPLETED"}),
    "step_attributes": ("steps", "step_code", {"effective_on": DAY, "state": "PLANNED"}),
}
"""Of each table: where its records go, what their code is called, and what they need."""

ATTRIBUTES = [(table, name) for table in KINDS for name in classifier(table).terms]
NEVER: list[Any] = [
    *([], {}, [[]], [{}], [None], [True], [[["x"]]], {"x": [[]]}, {"text": {"text": "a"}}),
    *(-1, -(2**53), 2**53, 0.5, 1e15, "", "  ", "x" * 1_001),
    *(["x" * 1_001], [{"text": "a", "to": "b"}], [{"due_on": DAY}], [{"text": 5}], [{"text": ""}]),
    *([{"text": "a", "due_on": "9999-12-31"}], [-1, 1]),
]
LARGE: list[Any] = ["x" * 100_000, [1] * 90_000, [{"text": "a"}] * 20_000]
"""Of these, which take longest to send, each attribute is tried with one."""

ISSUED = "2025-12-31"
FIRST, LAST, CENTURY = "1900-01-01", "2200-12-31", "2100-01-01"
BORN = "2005-03-14"
CHILD = {"child_birth_date": LAST, "expected_end_on": LAST}
DATED: list[tuple[str, dict[str, Any]]] = [
    ("statuses", {"status_code": "PARENTAL_LEAVE", "effective_on": DAY, "attributes": CHILD}),
    ("measures", {"measure_code": "HOTLINE", "provided_on": DAY, "result": "COMPLETED",
                  "period_end": LAST}),
    ("steps", {"step_code": "CAREER_CARD", "state": "PLANNED", "effective_on": DAY,
               "due_on": LAST}),
    ("consents", {"consent_kind": "RESUME_TRANSFER", "granted_on": DAY, "valid_until": LAST}),
    ("contracts", {"kind": "DUAL", "signed_on": DAY, "valid_to": LAST,
                   "required_work_months": 600}),
    ("contracts", {"kind": "TARGETED", "signed_on": BORN, "valid_to": LAST,
                   "required_work_months": 600}),
    ("risk-causes", {"risk_cause": "HEALTH", "effective_on": DAY, "ended_on": LAST}),
    ("categories", {"category_code": "ORPHAN", "valid_from": BORN, "valid_to": LAST}),
]  # fmt: skip
"""Records that end or fall due on the last day that there is, or begin on the first."""

PLACES = {
    "indicator": "S004-I2",
    "registry_code": "R01",
    "programme_id": "S000",
    "form_code": "A",
    "inn": INN,
    "region_code": REGIONS[SCHOOL],
    "cadence_code": "M20",
    "cutoff": "2025-12-20",
    "position": "1",
    "kind": "vacancies",
}
NEEDED = {
    "known_from": "0",
    "cell": "eyJtZWFzdXJlIjoic3RhdHVzZXMiLCJrZXkiOnsic3RhdHVzIjoiTk9fREFUQSJ9fQ==",
    "indicator": "S000-3.8",
    "period_to": "2025-12-31",
    "row": "01",
    "column": "08",
}
"""What reads ask beside their point: a cell of a difference or form, a target of a programme."""

READS = [r for r in routes() if r.method == "GET" and "as_of" in r.query]


@pytest.fixture(scope="module")
def centre(standing: Installation) -> Client:
    return standing.staff()


@pytest.fixture(scope="module")
def desk(centre: Client):
    return ready_desk(centre)[0]


@pytest.mark.parametrize(("table", "name"), ATTRIBUTES)
@pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")
def test_no_attribute_takes_what_none_may(desk, table: str, name: str):
    kind, code_field, needed = KINDS[table]
    term = classifier(table).get(name)
    code = term.words(kind)[0]
    before = desk.version
    for value in [*NEVER, LARGE[ATTRIBUTES.index((table, name)) % len(LARGE)]]:
        body = {code_field: code, **needed, "attributes": {name: value}}
        told = problem(desk.try_post(kind, body))
        assert f"attributes.{name}" in told["errors"], (value, told)
    assert desk.version == before


@pytest.fixture(scope="module")
def far_off(centre: Client, standing: Installation):
    """A case with records that end or fall due on the last day that there is."""
    desk, entries = ready_desk(centre)
    for kind, body in DATED:
        desk.post(kind, body)
    standing.client("ROIV_STAFF", regions=("70",)).post("programmes", {"template": "S000"})
    move = {"state": "IN_PROGRESS", "effective_on": DAY, "due_on": LAST}
    desk.post(f"steps/{entries[STEP]}/transitions", move)
    registered_employer(centre)
    return desk


@pytest.fixture(scope="module")
def report_id(far_off: Desk) -> str:
    """An edition, of the day ``ISSUED``."""
    return issued_edition(far_off.client)


@pytest.fixture(scope="module")
def of_records(far_off: Desk, standing: Installation) -> dict[str, dict[str, str]]:
    """What stands in addresses of records, known since ever: by the kind that a route is of."""
    fair = {"title": "Ярмарка", "activity_kind": "JOB_FAIR", "starts_on": FIRST}
    asked = {"subject": "Токари", "employer_inn": INN, "channel": "DIRECT", "places": 2}
    authority = standing.client("ROIV_STAFF", regions=(REGIONS[SCHOOL],))
    centre, since_ever = far_off.client, {"effective_on": FIRST}
    ids = {
        "vacancies": opened(centre, "vacancies", vacancy(), **since_ever),
        "activities": opened(centre, "activities", fair, **since_ever),
    }
    others = {
        "run_id": open_run(authority),
        "request_id": opened(centre, "employer-requests", asked, **since_ever),
        "spo1_id": opened(centre, "spo1-reports", SPO1, **since_ever),
        "czn_list_id": opened(centre, "czn-lists", CZN_LIST, **since_ever),
        "survey_id": opened(authority, "sample-surveys", SURVEY, **since_ever),
    }
    named = {name: str(record["record_id"]) for name, record in others.items()}
    return {path: {"record_id": str(ids[path]["record_id"]), **named} for path in ids}


class There(NamedTuple):
    """What there is to be asked about: records, an edition, work lists, and the last position."""

    records: dict[str, dict[str, str]]
    report_id: str
    list_codes: list[str]
    head: int


@pytest.fixture(scope="module")
def there(far_off: Desk, of_records: dict[str, dict[str, str]], report_id: str) -> There:
    codes = [line["code"] for line in answered(far_off.client.get("work-lists"))["lists"]]
    head = answered(far_off.client.get("ledger/head"))["position"]
    return There(of_records, report_id, codes, head)


@pytest.mark.parametrize("route", READS, ids=str)
def test_whatever_the_point_the_answer_is_one(
    far_off: Desk, there: There, standing: Installation, route: Route
):
    head = there.head
    points: list[tuple[int, dict[str, Any]]] = [
        *((422, {"as_of": day}) for day in ("9999-12-31", "0001-01-01", "2201-01-01")),
        *((200, {"as_of": day}) for day in (FIRST, CENTURY, LAST, "2024-02-29")),
        *((422, {"known_position": position}) for position in (head + 1, 10**15, 10**16 - 1)),
        *(
            (422, {"known_at": moment})
            for moment in ("9999-12-31T23:59:59Z", "2200-01-01T00:00:00Z")
        ),
        (422, {"known_position": head, "known_at": "2026-01-01T00:00:00Z"}),
    ]
    backward = "restatement" in route.rule  # an edition is compared with what came after it
    nothing_yet = [{"known_position": 0}, {"known_at": "0001-01-02T00:00:00Z"}]
    taken = [(told, point) for told, point in points if point.keys() <= route.query.keys()]
    nothing_yet = [point for point in nothing_yet if point.keys() <= route.query.keys()]
    of_region = {"programme_id", "survey_id"} & {*route.names}
    clients = [standing.auditor(), *([] if of_region else [far_off.client])]
    if not standing.database_url.startswith("sqlite"):
        clients = clients[-1:]  # the one whom row-level security bounds
        taken = [(told, point) for told, point in taken if told == 200]  # others end before it
    for number, code in enumerate(there.list_codes if "list_code" in route.names else [""]):
        places = {"case_id": far_off.case_id, "code": SCHOOL, "list_code": code, **PLACES}
        places |= {"report_id": there.report_id, **there.records[_path(route)]}
        path = route.path(**places)
        for client in clients:
            needed = {name: value for name, value in NEEDED.items() if name in route.query} | {
                name: route.query[name]["enum"][0] for name in route.required if name not in NEEDED
            }
            for expected, point in taken:
                if expected != 200 and (number or client is not clients[0]):
                    continue  # a point that is none is refused before anybody looks whose it is
                answer = client.get(path, {**needed, **point})
                if expected == 200 and backward and point["as_of"] < ISSUED:
                    expected = 409  # noqa: PLW2901
                assert answer.status_code == expected, (point, answer.text)
            for point in nothing_yet:
                answer = client.get(path, {**needed, **point})
                assert answer.status_code in {200, 409 if backward else 404}, (point, answer.text)


def _path(route: Route) -> str:
    """The kind of record that the route is of: any but of activities."""
    return "activities" if "/records/activities/" in route.rule else "vacancies"
