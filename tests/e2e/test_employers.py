"""The register of employers over HTTP: who enters what, and what was known when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.employers import (
    INN,
    OTHER_INN,
    PERSONAL_INN,
    changed,
    employer,
    inns,
    read_employer,
    registered_employer,
    try_change,
)
from tests.support.hostile import codes_by_field, problem, refused
from tests.support.http import SCHOOL, Client, Installation, answered

WRITERS: dict[str, dict[str, Any]] = {
    "CK_STAFF": {"organisation": SCHOOL},
    "BCK_STAFF": {"regions": ("70",)},
    "ROIV_STAFF": {"regions": ("67",)},
    "COPP_STAFF": {"regions": ("70",)},
    "ADMIN": {},
}
READERS: dict[str, dict[str, Any]] = {
    "POO_HEAD": {"organisation": SCHOOL},
    "WG_MEMBER": {"organisation": SCHOOL},
    "CZN_OFFICER": {"regions": ("70",)},
    "AUDITOR": {},
    "SYSTEM_IMPORT": {"organisation": SCHOOL},
}
MARKERS = ("BCK_STAFF", "ROIV_STAFF")


@pytest.fixture
def base_centre(installation: Installation) -> Client:
    return installation.client("BCK_STAFF", regions=("70",))


def test_an_employer_is_registered_changed_and_corrected(staff: Client, base_centre: Client):
    answer = staff.post("employers", employer())
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert answer.headers["Location"] == f"/api/v1/employers/{INN}"
    registered = answered(answer)
    joined = changed(base_centre, effective_on="2026-03-01", opk=True, industry="ELECTRONIC")
    put_right = changed(
        staff, effective_on=None, reason="По выписке из ЕГРЮЛ", name="АО «Завод»", region_code=None
    )

    whole = staff.get(f"employers/{INN}", {"as_of": "2026-03-01"})
    assert whole.headers["ETag"] == '"3"'
    told = answered(whole)
    assert {n: told[n] for n in ("name", "industry", "opk", "region_code", "version")} == {
        "name": "АО «Завод»",
        "industry": "ELECTRONIC",
        "opk": True,
        "region_code": None,
        "version": 3,
    }
    assert told["industry_label"] == "Отрасль электронной промышленности (кроме ОПК)"
    before = read_employer(staff, as_of="2026-02-28")
    assert (before["name"], before["industry"], before["opk"]) == (
        "АО «Завод»",
        "MACHINERY",
        False,
    )
    history = [
        (h["position"], h["action"], h["role"], h["effective_on"], h["reason"])
        for h in told["history"]
    ]
    assert history == [
        (registered["position"], "registered", "CK_STAFF", None, None),
        (joined["position"], "changed", "BCK_STAFF", "2026-03-01", None),
        (put_right["position"], "changed", "CK_STAFF", None, "По выписке из ЕГРЮЛ"),
    ]
    assert told["history"][0]["changes"]["name"] == "АО «Томский завод»"
    assert told["history"][2]["changes"] == {"name": "АО «Завод»", "region_code": None}
    assert all(h["recorded_at"] and h["actor"] for h in told["history"])


def test_every_point_of_knowledge_is_kept(staff: Client, base_centre: Client):
    first = registered_employer(staff)["position"]
    second = changed(base_centre, effective_on="2026-03-01", opk=True)["position"]
    third = changed(base_centre, effective_on=None, opk=True, reason="Состоял всегда")["position"]

    def opk(known: int, day: str) -> bool:
        told: bool = read_employer(staff, known_position=known, as_of=day)["opk"]
        listed = inns(staff, known_position=known, as_of=day, opk="true")
        assert listed == ([INN] if told else [])
        return told

    assert [opk(first, day) for day in ("2026-02-28", "2026-03-01")] == [False, False]
    assert [opk(second, day) for day in ("2026-02-28", "2026-03-01")] == [False, True]
    assert [opk(third, day) for day in ("1990-01-01", "2026-03-01")] == [True, True]
    unknown = {"known_position": first - 1}
    assert refused(staff.get(f"employers/{INN}", unknown)) == (404, "NOT_FOUND")
    assert inns(staff, **unknown) == []
    at_first = staff.get(f"employers/{INN}", {"known_position": first})
    assert (at_first.headers["ETag"], len(answered(at_first)["history"])) == ('"1"', 1)


def test_who_writes_and_who_reads(installation: Installation, staff: Client):
    registered_employer(staff)
    clients = {role: installation.client(role, **b) for role, b in {**WRITERS, **READERS}.items()}
    for role, client in clients.items():
        assert read_employer(client)["inn"] == INN, role
        assert inns(client) == [INN], role
        again = refused(client.post("employers", employer()))
        assert again == ((409, "DUPLICATE") if role in WRITERS else (403, "FORBIDDEN")), role
        renamed = try_change(client, effective_on="2026-01-01", name=f"Завод {role}")
        assert renamed.status_code == (201 if role in WRITERS else 403), role
    for role in WRITERS:
        opposite = not read_employer(staff, as_of="2026-04-01")["opk"]
        answer = try_change(clients[role], effective_on="2026-04-01", opk=opposite)
        assert answer.status_code == (201 if role in MARKERS else 403), role


def test_a_person_is_no_employer_here(staff: Client):
    for inn in (PERSONAL_INN, "5001-0073-2259"):
        told = problem(staff.post("employers", employer(inn=inn)))
        assert codes_by_field(told) == {"inn": "PERSONAL_INN"}
        detail = told["errors"]["inn"][0]["detail"]
        assert "персональные данные" in detail
        assert inn not in str(told)
    english = staff.post("employers", employer(inn=PERSONAL_INN), Accept_Language="en")
    assert "personal data" in answered(english)["errors"]["inn"][0]["detail"]
    told = problem(staff.get("employers", {"inn": PERSONAL_INN}))
    assert codes_by_field(told) == {"inn": "PERSONAL_INN"}
    assert refused(staff.get(f"employers/{PERSONAL_INN}")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"inn": "7001000014"}, {"inn": "CHECKSUM"}),
        ({"inn": "abc"}, {"inn": "INVALID"}),
        ({"industry": "SPACE"}, {"industry": "UNKNOWN_CODE"}),
        ({"region_code": "00"}, {"region_code": "UNKNOWN_CODE"}),
        ({"industry": "OPK", "opk": False}, {"opk": "OPK_INDUSTRY"}),
        ({"name": " "}, {"name": "INVALID"}),
    ],
)
def test_a_registration_that_cannot_be(staff: Client, said: dict[str, Any], codes: dict[str, str]):
    assert codes_by_field(problem(staff.post("employers", employer(**said)))) == codes
    assert inns(staff) == []


def test_a_change_that_cannot_be(base_centre: Client):
    registered_employer(base_centre)
    day = {"effective_on": "2026-03-01"}
    for said, codes in (
        ({"name": "Завод"}, {"effective_on": "REQUIRED"}),
        ({"effective_on": None, "name": "Завод"}, {"reason": "REQUIRED"}),
        (day, {"changes": "INVALID"}),
        ({**day, "reason": "Просто так"}, {"changes": "INVALID"}),
        ({**day, "industry": "SPACE"}, {"industry": "UNKNOWN_CODE"}),
        ({**day, "industry": "OPK", "opk": False}, {"opk": "OPK_INDUSTRY"}),
        ({**day, "kpp": "x"}, {"kpp": "UNKNOWN_FIELD"}),
        ({**day, "name": None}, {"name": "INVALID"}),
    ):
        assert codes_by_field(problem(try_change(base_centre, **said))) == codes
    assert read_employer(base_centre)["version"] == 1


def test_a_change_is_of_the_version_that_was_read(staff: Client):
    registered_employer(staff)
    said = {"effective_on": "2026-03-01", "name": "Завод"}
    assert refused(staff.post(f"employers/{INN}/changes", said)) == (428, "PRECONDITION_REQUIRED")
    assert refused(try_change(staff, version=2, **said)) == (412, "STALE_VERSION")
    changed(staff, **said)
    assert refused(try_change(staff, version=1, **said)) == (412, "STALE_VERSION")
    assert refused(staff.post(f"employers/{OTHER_INN}/changes", said)) == (404, "NOT_FOUND")


def test_the_same_request_is_answered_again(staff: Client):
    first = staff.post("employers", employer(), Idempotency_Key="e-1")
    again = staff.post("employers", employer(), Idempotency_Key="e-1")
    assert (again.status_code, answered(again)) == (201, answered(first))
    assert {again.headers[n] for n in ("ETag", "Location")} == {'"1"', f"/api/v1/employers/{INN}"}
    said = {"effective_on": "2026-03-01", "name": "Завод"}
    path = f"employers/{INN}/changes"
    one, two = (staff.post(path, said, version=1, Idempotency_Key="e-2") for _ in range(2))
    assert (two.status_code, answered(two), two.headers["ETag"]) == (201, answered(one), '"2"')
    other = staff.post(path, {**said, "name": "Другой"}, version=2, Idempotency_Key="e-2")
    assert refused(other) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_list_is_narrowed_and_pages_are_of_the_same_knowledge(staff: Client):
    registered_employer(staff)
    registered_employer(staff, inn=OTHER_INN, name="ООО «Ёлки»", industry="FORESTRY", opk=True)
    assert inns(staff) == [OTHER_INN, INN]
    assert inns(staff, name="елк") == inns(staff, industry="FORESTRY") == [OTHER_INN]
    assert inns(staff, opk="false") == inns(staff, inn="7001 000013") == [INN]
    page = staff.get("employers", {"limit": 1})
    (shown,) = answered(page)["employers"]
    assert (shown["inn"], shown["opk"], shown["industry_label"]) == (
        OTHER_INN,
        True,
        "Лесная промышленность",
    )
    changed(staff, effective_on="1990-01-01", name="Переименован")
    after = staff.get(page.headers["Link"].partition("<")[2].partition(">")[0])
    assert [each["name"] for each in answered(after)["employers"]] == ["АО «Томский завод»"]
    assert "Link" not in after.headers
    assert answered(after)["point"] == answered(page)["point"]
    told = problem(staff.get("employers", {"industry": "SPACE"}))
    assert codes_by_field(told) == {"industry": "UNKNOWN_CODE"}
