"""The page of an employer and the figures of clusters: what is joined to them at a point."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.employers import INN, changed, read_employer, registered_employer
from tests.support.hostile import codes_by_field, problem
from tests.support.http import SCHOOL, Client, Installation, answered
from tests.support.records import OTHER_INN, opened, vacancy
from tests.support.records import changed as record_changed

OGRN = "1027700132195"
ON = {"as_of": "2026-01-15"}


@pytest.fixture
def authority(installation: Installation) -> Client:
    return installation.client("ROIV_STAFF", regions=("70",))


def agreement(**fields: Any) -> dict[str, Any]:
    said = {"number": "7", "employer_inn": INN, "signed_on": "2025-10-01"}
    return {**said, "subjects": ["EMPLOYMENT"], **fields}


def test_an_ogrn_is_checked_kept_and_changed(staff: Client):
    said = {"inn": INN, "name": "АО «Завод»"}
    for ogrn, code in [
        ("1027700132196", "CHECKSUM"),
        ("10277001321", "INVALID"),
        ("304500116000157", "INVALID"),
    ]:
        refused = staff.post("employers", {**said, "ogrn": ogrn})
        assert codes_by_field(problem(refused)) == {"ogrn": code}
        assert ogrn not in refused.text
    made = staff.post("employers", {**said, "ogrn": "1027700 132195"})
    assert made.status_code == 201, made.text
    assert read_employer(staff)["ogrn"] == OGRN
    known = answered(made)["position"]
    changed(staff, effective_on="2026-01-01", ogrn=None)
    assert read_employer(staff, as_of="2026-01-01")["ogrn"] is None
    assert read_employer(staff, as_of="2025-12-31")["ogrn"] == OGRN
    assert read_employer(staff, as_of="2026-01-01", known_position=known)["ogrn"] == OGRN
    wrong = {"effective_on": None, "reason": "Опечатка", "ogrn": "1027700132196"}
    answer = staff.post(f"employers/{INN}/changes", wrong, version=2)
    assert codes_by_field(problem(answer)) == {"ogrn": "CHECKSUM"}


def test_what_a_region_deals_with_an_employer_stands_on_its_page(
    installation: Installation, staff: Client, authority: Client
):
    registered_employer(staff)
    opened(staff, "partner-agreements", agreement(until="2026-01-15"))
    opened(staff, "partner-agreements", agreement(number="8", until="2026-01-14"))
    opened(staff, "partner-agreements", agreement(number="9", employer_inn=OTHER_INN))
    cluster = {"title": "Машиностроение", "members": [{"inn": OTHER_INN}, {"inn": INN}]}
    opened(authority, "clusters", cluster)
    opened(authority, "clusters", {"title": "Чужой", "members": [{"inn": OTHER_INN}]})
    report = opened(staff, "unfair-employers", {"employer_inn": INN, "grounds": ["OTHER"]})
    record_changed(
        authority,
        "unfair-employers",
        report,
        effective_on="2025-12-01",
        state="CONFIRMED",
        fields={"decided_because": "Проверка"},
    )
    opened(staff, "vacancies", vacancy(employer_inn=INN))
    base = installation.client("BCK_STAFF", regions=("70",))
    changed(base, effective_on="2025-11-01", opk=True)
    told = read_employer(staff, **ON)
    assert [each["title"] for each in told["agreements"]] == ["7"]
    assert [each["title"] for each in told["clusters"]] == ["Машиностроение"]
    (unfair,) = told["unfair"]
    assert (unfair["state"], unfair["since"]) == ("CONFIRMED", "2025-12-01")
    assert unfair["state_label"] == "Подтверждено"
    assert answered(staff.get(unfair["links"]["record"]))["state"] == "CONFIRMED"
    assert (told["opk"], told["opk_since"]) == (True, "2025-11-01")
    assert len(answered(staff.get(told["links"]["vacancies"]))["records"]) == 1
    before = read_employer(staff, as_of="2025-10-15")
    assert (before["opk_since"], before["unfair"][0]["state"]) == (None, "REPORTED")
    assert [each["title"] for each in before["agreements"]] == ["7", "8"]
    elsewhere = read_employer(installation.client("ROIV_STAFF", regions=("67",)), **ON)
    assert (elsewhere["agreements"], elsewhere["clusters"], elsewhere["unfair"]) == ([], [], [])
    admin = read_employer(installation.admin(), **ON)
    assert (admin["agreements"], admin["unfair"], admin["links"]) == (None, None, {})


def test_of_the_complex_ever_since_is_since_no_day(staff: Client):
    registered_employer(staff, opk=True)
    told = read_employer(staff)
    assert (told["opk"], told["opk_since"]) == (True, None)


def figures(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("cluster-figures", {**ON, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def test_clusters_and_councils_are_counted_with_who_takes_part(
    installation: Installation, staff: Client, authority: Client
):
    first = opened(
        authority,
        "clusters",
        {
            "title": "Машиностроение",
            "enterprises_total": 8,
            "members": [{"inn": INN}, {"inn": OTHER_INN}],
            "organisations": [SCHOOL],
            "council_on": "2025-01-10",
        },
    )
    opened(authority, "clusters", {"title": "Торговля", "members": [{"inn": INN}]})
    late = record_changed(
        authority,
        "clusters",
        first,
        effective_on="2026-01-10",
        fields={"in_forecast": [{"inn": OTHER_INN}]},
    )
    told = figures(staff)
    row = told["clusters"][0]
    assert {name: row[name] for name in ("members", "enterprises_total", "members_share")} == {
        "members": 2,
        "enterprises_total": 8,
        "members_share": 25.0,
    }
    assert (row["schools"], row["in_forecast"], row["forecast_share"]) == (1, 1, 50.0)
    total = {name: told["total"][name] for name in ("clusters", "councils", "members")}
    assert total == {"clusters": 2, "councils": 1, "members": 2}
    assert told["total"]["forecast_share"] == 50.0
    assert len(answered(staff.get(told["total"]["links"]["clusters"]))["records"]) == 2
    assert answered(staff.get(told["links"]["reported"]))["values"] == []
    assert figures(staff, as_of="2026-01-09")["total"]["in_forecast"] == 0
    assert figures(staff, known_position=late["position"] - 1)["total"]["in_forecast"] == 0
    ended = {"effective_on": "2026-01-12", "state": "ENDED"}
    record_changed(authority, "clusters", late, **ended)
    assert figures(staff)["total"]["clusters"] == 1
    nobody = figures(installation.client("ROIV_STAFF", regions=("67",)))["total"]
    assert (nobody["clusters"], nobody["forecast_share"]) == (0, None)
