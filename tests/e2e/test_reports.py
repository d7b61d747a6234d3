"""Editions over HTTP: issued, handed in, decided on, published; whose they are; what is refused."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

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
)

DAY = "2025-12-31"
FORM_A = {"form": "A", "as_of": DAY, "parameters": {"graduation_year": 2025}}


@pytest.fixture(scope="module")
def people(standing: Installation) -> dict[str, dict[str, Any]]:
    """A graduate in work, one without news, and one of another school."""
    staff = standing.staff()
    works = open_case(staff)
    at = f"cases/{works['case_id']}/statuses"
    assert staff.post(at, employed(), version=works["version"]).status_code == 201
    other = open_case(standing.staff(OTHER_SCHOOL), organisation=OTHER_SCHOOL)
    return {"works": works, "silent": open_case(staff), "other": other}


@pytest.fixture
def centre(standing: Installation, people: dict[str, Any]) -> Client:
    assert people
    return standing.staff()


@pytest.fixture
def base(standing: Installation) -> Client:
    return standing.client("BCK_STAFF", regions=("70",))


@pytest.fixture
def authority(standing: Installation) -> Client:
    return standing.client("ROIV_STAFF", regions=("70",))


def issued(client: Client, **fields: Any) -> dict[str, Any]:
    answer = client.post("reports", {**FORM_A, **fields})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].endswith(answered(answer)["report_id"])
    return answered(answer)


def taken(client: Client, report: dict[str, Any], step: str, body: Any = None) -> dict[str, Any]:
    version = answered(client.get(f"reports/{report['report_id']}"))["version"]
    answer = client.post(f"reports/{report['report_id']}/{step}", body or {}, version=version)
    assert answer.status_code == 201, answer.text
    assert answer.headers["ETag"] == f'"{answered(answer)["version"]}"'
    return answered(answer)


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answered(answer)["code"]) == (status, code), answer.text
    assert answer.mimetype == "application/problem+json"
    return answered(answer)


def test_an_edition_is_a_draft_pinned_to_its_point(centre: Client):
    report = issued(centre)
    assert (report["state"], report["form"], report["edition"]) == ("DRAFT", "A", 1)
    assert report["point"]["as_of"] == DAY
    assert [file["format"] for file in report["files"]] == ["xlsx", "csv", "json"]
    read = answered(centre.get(f"reports/{report['report_id']}"))
    assert read["files"] == report["files"]
    assert (read["organisation"], read["filters"]) == (SCHOOL, {"graduation_year": 2025})
    assert [step["action"] for step in read["history"]] == ["issued"]


def test_its_files_are_what_their_digests_say(centre: Client):
    report = issued(centre)
    for file in report["files"]:
        answer = centre.get(report["links"][file["format"]])
        assert answer.status_code == 200
        assert hashlib.sha256(answer.data).hexdigest() == file["sha256"]
        assert len(answer.data) == file["bytes"]
        assert answer.headers["ETag"] == f'"{file["sha256"]}"'
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_from_draft_to_publication(centre: Client, base: Client, authority: Client):
    report = issued(centre)
    assert taken(centre, report, "submission", {"note": "Сдаём"})["state"] == "SUBMITTED"
    assert taken(base, report, "acceptance")["state"] == "ACCEPTED"
    assert taken(authority, report, "publication")["state"] == "PUBLISHED"
    read = answered(authority.get(f"reports/{report['report_id']}"))
    steps = [(step["action"], step["role"]) for step in read["history"]]
    assert steps == [
        ("issued", "CK_STAFF"),
        ("submitted", "CK_STAFF"),
        ("accepted", "BCK_STAFF"),
        ("published", "ROIV_STAFF"),
    ]
    assert read["history"][1]["note"] == "Сдаём"


def test_a_returned_edition_is_followed_by_another(centre: Client, base: Client):
    first = issued(centre)
    taken(centre, first, "submission")
    assert taken(base, first, "return", {"reason": "Проверьте Петрову"})["state"] == "RETURNED"
    again = centre.post(f"reports/{first['report_id']}/submission", {}, version=3)
    assert refused(again, 409, "REPORT_STATE")["detail"].startswith("Издание отчёта в состоянии «В")
    second = issued(centre)
    siblings = answered(centre.get(f"reports/{second['report_id']}"))["editions"]
    states = {line["report_id"]: line["state"] for line in siblings}
    assert states[first["report_id"]] == "RETURNED"
    assert states[second["report_id"]] == "DRAFT"


@pytest.mark.usefixtures("people")
def test_the_base_centre_issues_the_region_s_and_the_authority_decides(
    base: Client, authority: Client, standing: Installation
):
    report = issued(base, scope={"region": "70"})
    taken(base, report, "submission")
    own = base.post(f"reports/{report['report_id']}/acceptance", {}, version=2)
    refused(own, 403, "FORBIDDEN")
    taken(authority, report, "acceptance")
    taken(authority, report, "publication")
    read = answered(authority.get(f"reports/{report['report_id']}"))
    assert (read["organisation"], read["regions"]) == (None, ["70"])
    table = answered(authority.get(read["links"]["table"]))["tables"][0]
    assert table["blocks"][0]["rows"][0]["values"]["07"] >= 3
    assert standing.staff().get(f"reports/{report['report_id']}").status_code == 404


def test_nobody_accepts_what_they_have_handed_in(base: Client):
    report = issued(base, scope={"organisation": SCHOOL})
    taken(base, report, "submission")
    answer = base.post(f"reports/{report['report_id']}/acceptance", {}, version=2)
    refused(answer, 403, "OWN_EDITION")


def test_regenerated_it_is_the_same_to_the_byte(centre: Client, people: dict[str, Any]):
    report = issued(centre)
    silent = people["silent"]
    version = answered(centre.get(f"cases/{silent['case_id']}"))["version"]
    late = employed("2025-09-01")
    news = centre.post(f"cases/{silent['case_id']}/statuses", late, version=version)
    assert news.status_code == 201
    answer = answered(centre.post(f"reports/{report['report_id']}/regeneration", None))
    assert answer["identical"]
    digests = {file["format"]: file["sha256_now"] for file in answer["files"]}
    assert digests == {file["format"]: file["sha256"] for file in report["files"]}
    moved = issued(centre)
    assert {file["sha256"] for file in moved["files"]}.isdisjoint(digests.values())


def test_the_latest_come_first_where_that_is_asked(centre: Client):
    issued(centre), issued(centre)
    in_order = [line["number"] for line in answered(centre.get("reports"))["reports"]]
    found: list[int] = []
    path = "reports?order=newest&limit=1"
    while path:
        answer = centre.get(path)
        found += [line["number"] for line in answered(answer)["reports"]]
        path = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert found == in_order[::-1]
    refused(centre.get("reports", {"order": "oldest"}), 422, "INVALID")


def test_an_earlier_knowledge_may_be_issued(centre: Client):
    position = answered(centre.get("ledger/head"))["position"] - 1
    report = issued(centre, known_position=position)
    assert report["point"]["known_position"] == position


def test_a_cell_opens_to_its_cases_by_the_links_alone(centre: Client):
    report = issued(centre)
    for table in answered(centre.get(report["links"]["table"]))["tables"]:
        for block in table["blocks"][:2]:
            for number, value in block["rows"][0]["values"].items():
                link = block["links"]["cell"].replace("{&row,column}", f"&row=01&column={number}")
                cell = answered(centre.get(link))
                assert cell["value"] == value, link
                kind = next(iter(cell["links"]))
                cases = answered(centre.get(cell["links"][kind]))
                assert len(cases["cases"]) == cases["total"]
                if kind == "cases" and isinstance(value, int):
                    assert cases["total"] == value


def test_a_form_can_be_looked_at_without_an_edition(centre: Client, standing: Installation):
    before = answered(centre.get("ledger/head"))["position"]
    query = {"as_of": DAY, "graduation_year": 2025}
    table = answered(centre.get("forms/A/table", query))
    assert "не издание" in table["lines"]["Вид"]
    for kind in ("xlsx", "csv", "json"):
        answer = centre.get("forms/A/table", {**query, "format": kind})
        assert answer.status_code == 200
        assert answer.data
    assert "не издание" in centre.get("forms/A/table", {**query, "format": "csv"}).text
    whole = answered(standing.auditor().get("forms/A/table", query))["tables"][0]
    assert len(whole["blocks"]) >= len(table["tables"][0]["blocks"])
    assert answered(centre.get("ledger/head"))["position"] == before


def test_the_same_request_under_a_key_is_answered_the_same(centre: Client):
    key = uuid4().hex
    first = centre.post("reports", FORM_A, Idempotency_Key=key)
    again = centre.post("reports", FORM_A, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert answered(first) == answered(again)
    other = centre.post("reports", {**FORM_A, "as_of": "2025-12-30"}, Idempotency_Key=key)
    refused(other, 422, "IDEMPOTENCY_KEY_REUSED")
    path = f"reports/{answered(first)['report_id']}/submission"
    step = centre.post(path, {}, version=1, Idempotency_Key=f"{key}-2")
    assert answered(centre.post(path, {}, version=1, Idempotency_Key=f"{key}-2")) == answered(step)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"form": "Q"}, 422, "INVALID"),
        ({"form": None}, 422, "INVALID"),
        ({"as_of": "31.12.2025"}, 422, "INVALID"),
        ({"known_position": 10**9}, 422, "BEYOND_HEAD"),
        ({"parameters": {"rows": "7"}}, 422, "INVALID"),
        ({"parameters": {"colour": "red"}}, 422, "UNKNOWN_FIELD"),
        ({"form": "C", "parameters": {"rows": "5"}}, 422, "UNKNOWN_FIELD"),
        ({"parameters": {"category": "NONE"}}, 422, "UNKNOWN_CODE"),
        ({"scope": {"organisation": SCHOOL, "region": "70"}}, 422, "INVALID"),
        ({"scope": {"organisation": "NO-1"}}, 422, "UNKNOWN_CODE"),
        ({"scope": {"organisation": OTHER_SCHOOL}}, 403, "FORBIDDEN"),
        ({"scope": {"organisation": FAR_SCHOOL}}, 403, "FORBIDDEN"),
        ({"scope": {"region": "70"}}, 403, "FORBIDDEN"),
        ({"as_of": str(date.today() + timedelta(days=40))}, 409, "REPORT_IN_FUTURE"),  # noqa: DTZ011 - of the server
    ],
    ids=str,
)
def test_what_is_refused_leaves_nothing(centre: Client, body: Any, status: int, code: str):
    before = answered(centre.get("ledger/head"))["position"]
    refused(centre.post("reports", {**FORM_A, **body}), status, code)
    assert answered(centre.get("ledger/head"))["position"] == before


@pytest.mark.parametrize("role", ["AUDITOR", "COPP_STAFF", "WG_MEMBER", "CZN_OFFICER"])
def test_who_may_not_issue(standing: Installation, role: str):
    bounds: dict[str, Any] = {"AUDITOR": {}, "WG_MEMBER": {"organisation": SCHOOL}}.get(
        role, {"regions": ("70",)}
    )
    client = standing.client(role, **bounds)
    refused(client.post("reports", {"nonsense": True}), 403, "FORBIDDEN")


def test_the_order_of_checks_of_a_step(centre: Client, base: Client, standing: Installation):
    report = issued(centre)
    path = f"reports/{report['report_id']}/submission"
    foreign = standing.client("BCK_STAFF", regions=("67",))
    refused(foreign.post(path, {}), 404, "NOT_FOUND")
    refused(standing.auditor().post(path, {"nonsense": 1}), 403, "FORBIDDEN")
    refused(centre.post(path, {"nonsense": 1}), 428, "PRECONDITION_REQUIRED")
    refused(centre.post(path, {"nonsense": 1}, version=7), 412, "STALE_VERSION")
    refused(centre.post(path, {"nonsense": 1}, version=1), 422, "UNKNOWN_FIELD")
    accept = f"reports/{report['report_id']}/acceptance"
    refused(base.post(accept, {}, version=1), 409, "REPORT_STATE")


def test_editions_are_listed_by_whom_they_concern(
    centre: Client, authority: Client, standing: Installation
):
    report = issued(centre, as_of="2025-12-15")
    asked = {"day": "2025-12-15"}
    for client in (centre, authority, standing.auditor()):
        found = answered(client.get("reports", asked))["reports"]
        assert report["report_id"] in {line["report_id"] for line in found}
    for client in (standing.staff(OTHER_SCHOOL), standing.client("ROIV_STAFF", regions=("67",))):
        assert answered(client.get("reports", asked))["reports"] == []
    before = report["position"] - 1
    earlier = answered(centre.get("reports", {**asked, "known_position": before}))
    assert report["report_id"] not in {line["report_id"] for line in earlier["reports"]}


def test_the_list_pages(centre: Client):
    made = {issued(centre, as_of="2025-12-16")["report_id"] for _ in range(3)}
    found, path, query = [], "reports", {"day": "2025-12-16", "limit": 2}
    while path:
        answer = centre.get(path, query)
        found += [line["report_id"] for line in answered(answer)["reports"]]
        path = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
        query = None
    assert made <= set(found)
    assert len(found) == len(set(found))


PERIOD = "periods/70/M20"


def closing(client: Client, cutoff: str, step: str, body: Any) -> Any:
    version = answered(client.get(f"{PERIOD}/{cutoff}"))["version"]
    given = {"version": version} if version else {}
    return client.post(f"{PERIOD}/{cutoff}/{step}", body, **given)


def test_a_closed_period_takes_no_edition_but_by_exception(
    centre: Client, base: Client, authority: Client, standing: Installation
):
    cutoff = "2025-11-20"
    earlier = issued(centre, as_of=cutoff)
    assert closing(authority, cutoff, "closure", {"note": "Итог"}).status_code == 201
    refused(centre.post("reports", {**FORM_A, "as_of": cutoff}), 409, "PERIOD_CLOSED")
    submit = centre.post(f"reports/{earlier['report_id']}/submission", {}, version=1)
    refused(submit, 409, "PERIOD_CLOSED")
    assert issued(centre, as_of="2025-11-21")

    until = str(date.today() + timedelta(days=30))  # noqa: DTZ011 - the server's day is near
    granted = {"organisation": SCHOOL, "until": until, "reason": "Болезнь"}
    assert closing(authority, cutoff, "exceptions", granted).status_code == 201
    report = issued(centre, as_of=cutoff)
    other = standing.staff(OTHER_SCHOOL).post("reports", {**FORM_A, "as_of": cutoff})
    refused(other, 409, "PERIOD_CLOSED")
    region = base.post("reports", {**FORM_A, "as_of": cutoff, "scope": {"region": "70"}})
    refused(region, 409, "PERIOD_CLOSED")
    read = answered(authority.get(f"{PERIOD}/{cutoff}"))
    assert (read["state"], read["exceptions"]) == ("CLOSED", [granted])
    handed = {line["organisation"]: line for line in read["organisations"]}
    assert handed[SCHOOL]["forms"]["A"] == {"report_id": report["report_id"], "state": "DRAFT"}
    assert (handed[SCHOOL]["open_for"], handed[OTHER_SCHOOL]["open_for"]) == (True, False)

    back = {"organisation": SCHOOL, "reason": "Сдано"}
    assert closing(authority, cutoff, "exceptions/withdrawal", back).status_code == 201
    refused(centre.post("reports", {**FORM_A, "as_of": cutoff}), 409, "PERIOD_CLOSED")
    assert closing(authority, cutoff, "reopening", {"reason": "Ошибка"}).status_code == 201
    assert issued(centre, as_of=cutoff)


def test_a_centre_sees_the_periods_of_its_region_and_itself_in_them(
    centre: Client, authority: Client, standing: Installation
):
    cutoff = "2025-08-20"
    assert closing(authority, cutoff, "closure", {}).status_code == 201
    granted = {"organisation": OTHER_SCHOOL, "until": "2200-01-01", "reason": "Переезд"}
    assert closing(authority, cutoff, "exceptions", granted).status_code == 201
    read = answered(centre.get(f"{PERIOD}/{cutoff}"))
    assert (read["state"], read["exceptions"]) == ("CLOSED", [])
    assert [line["organisation"] for line in read["organisations"]] == [SCHOOL]
    assert [step["action"] for step in read["history"]] == ["closed"]
    event = read["history"][0]["links"]["event"].removeprefix("/api/v1/")
    assert answered(centre.get(event))["originator"]["kind"] == "period"
    other = answered(standing.staff(OTHER_SCHOOL).get(f"{PERIOD}/{cutoff}"))
    assert [(line["organisation"], line["open_for"]) for line in other["organisations"]] == [
        (OTHER_SCHOOL, True)
    ]
    assert (other["exceptions"], len(other["history"])) == ([granted], 2)
    granted_event = other["history"][1]["links"]["event"].removeprefix("/api/v1/")
    refused(centre.get(granted_event), 404, "NOT_FOUND")
    far = standing.staff(FAR_SCHOOL)
    refused(far.get(f"{PERIOD}/{cutoff}"), 404, "NOT_FOUND")
    asked = {"from": cutoff, "to": cutoff}
    seen = [len(answered(each.get("periods", asked))["periods"]) for each in (centre, far)]
    assert seen == [1, 0]


def test_late_entries_stay_possible_after_a_period_was_closed(centre: Client, authority: Client):
    cutoff = "2025-10-20"
    report = issued(centre, as_of=cutoff)
    assert closing(authority, cutoff, "closure", {}).status_code == 201
    opened = open_case(centre)
    late = employed("2025-09-15")
    path = f"cases/{opened['case_id']}/statuses"
    assert centre.post(path, late, version=opened["version"]).status_code == 201
    again = answered(centre.post(f"reports/{report['report_id']}/regeneration", None))
    assert again["identical"]


def test_who_closes_periods_and_which(centre: Client, base: Client, authority: Client):
    for client in (centre, base):
        answer = client.post(f"{PERIOD}/2025-09-20/closure", {})
        assert answer.status_code in {403, 404}, answer.text
    for path in ("70/M20/2025-09-21", "70/M21/2025-09-20", "99/M20/2025-09-20", "70/M20/x"):
        refused(authority.get(f"periods/{path}"), 404, "NOT_FOUND")
    refused(authority.get("periods/67/M01/2025-09-01"), 404, "NOT_FOUND")
    assert closing(authority, "2025-09-20", "closure", {}).status_code == 201
    twice = authority.post(f"{PERIOD}/2025-09-20/closure", {})
    refused(twice, 428, "PRECONDITION_REQUIRED")
    refused(closing(authority, "2025-09-20", "closure", {}), 409, "PERIOD_STATE")
    wrong = {"organisation": FAR_SCHOOL, "until": "2030-01-01", "reason": "…"}
    refused(closing(authority, "2025-09-20", "exceptions", wrong), 422, "UNKNOWN_CODE")
    over = {"organisation": SCHOOL, "until": "2020-01-01", "reason": "…"}
    refused(closing(authority, "2025-09-20", "exceptions", over), 422, "DATE_ORDER")
    none = {"organisation": SCHOOL, "reason": "…"}
    refused(closing(authority, "2025-09-20", "exceptions/withdrawal", none), 409, "NO_EXCEPTION")
    listed = answered(authority.get("periods", {"from": "2025-09-01", "to": "2025-09-30"}))
    assert [(p["cadence"], p["as_of"], p["state"]) for p in listed["periods"]] == [
        ("M20", "2025-09-20", "CLOSED")
    ]
