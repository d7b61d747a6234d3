"""Exchange with employment centres over HTTP: consent decides what is handed over."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import TestResponse

from api.cli import main
from tests.support.desk import Desk
from tests.support.hostile import refused
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
    person,
)

ON = "2026-02-01"
CONSENT = {"consent_kind": "TRANSFER_CZN", "granted_on": "2025-07-01"}
SNILS = {
    "registered": "112-233-445 95",
    "jobless": "112-233-446 96",
    "working": "112-233-447 97",
    "elsewhere": "112-233-448 98",
}
REGISTERED = {"status_code": "CZN_UNEMPLOYED", "effective_on": "2025-09-01",
              "attributes": {"czn": "ЦЗН Томска"}}  # fmt: skip


@pytest.fixture
def desks(installation: Installation, staff: Client) -> dict[str, Desk]:
    """At risk: one registered and consenting, one who is not and has said nothing; two at work."""
    other = installation.staff(OTHER_SCHOOL)
    desks = {
        name: Desk(
            other if name == "elsewhere" else staff,
            person=person(snils=snils, phone="+7 900 000-00-00", email="a@example.org"),
            **({"organisation": OTHER_SCHOOL} if name == "elsewhere" else {}),
        )
        for name, snils in SNILS.items()
    }
    desks["registered"].post("statuses", {**REGISTERED, "source": "CZN"})
    desks["registered"].post("consents", CONSENT)
    desks["working"].post("statuses", employed())
    return desks


@pytest.fixture
def officer(installation: Installation) -> Client:
    return installation.client("CZN_OFFICER", regions=("70",))


@pytest.fixture
def region(installation: Installation) -> Client:
    return installation.client("BCK_STAFF", regions=("70",))


def at_risk(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("czn-at-risk", {"as_of": ON, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def ids(told: dict[str, Any], name: str = "rows") -> list[str]:
    return [row["case_id"] for row in told[name]]


def counts(told: dict[str, Any]) -> dict[str, int]:
    named = ("at_risk", "consenting", "without_consent", "registered")
    return {name: told[name] for name in named}


def test_the_officer_is_told_of_those_alone_who_consent(officer: Client, desks: dict[str, Desk]):
    told = at_risk(officer)
    assert counts(told) == {
        "at_risk": 3, "consenting": 1, "without_consent": 2, "registered": 1,
    }  # fmt: skip
    (row,) = told["rows"]
    assert (row["case_id"], row["registered"]) == (desks["registered"].case_id, "UNEMPLOYED")
    assert row["person"]["snils"] == "11223344595"
    assert set(row["person"]) == {
        *("last_name", "first_name", "middle_name", "birth_date", "snils", "phone", "email")
    }
    assert row["links"] == {}
    assert set(told["links"]) == {"consenting", "registered"}
    for url in told["links"].values():
        assert ids(answered(officer.get(url))) == [row["case_id"]]
    assert at_risk(officer, registered="false")["rows"] == []
    assert refused(officer.get("czn-at-risk", {"consent": "missing"})) == (403, "FORBIDDEN")
    assert refused(officer.get(f"cases/{row['case_id']}")) == (403, "FORBIDDEN")
    assert refused(officer.get("snapshot")) == (403, "FORBIDDEN")


def test_staff_see_whose_consent_is_missing(
    installation: Installation, staff: Client, region: Client, desks: dict[str, Desk]
):
    missing = at_risk(staff, consent="missing")
    assert ids(missing) == [desks["jobless"].case_id]
    assert counts(missing)["at_risk"] == 2
    listed = answered(staff.get(missing["links"]["at_risk"]))["cases"]
    assert len(listed) == 2
    assert ids(at_risk(region, consent="missing")) == [
        desks[name].case_id for name in ("jobless", "elsewhere")
    ]
    assert ids(at_risk(region, consent="missing", organisation=OTHER_SCHOOL)) == [
        desks["elsewhere"].case_id
    ]
    assert at_risk(installation.staff(FAR_SCHOOL))["at_risk"] == 0
    hidden = at_risk(installation.auditor())["rows"]
    assert [row.get("person_hidden") for row in hidden] == [True]
    assert refused(installation.admin().get("czn-at-risk")) == (403, "FORBIDDEN")


def test_a_consent_that_is_revoked_hands_over_no_past_either(
    officer: Client, desks: dict[str, Desk]
):
    desk = desks["registered"]
    then = at_risk(officer)["point"]["known_position"]
    before = {"as_of": "2025-06-30"}
    assert counts(at_risk(officer, **before))["consenting"] == 0  # not yet given
    (consent,) = desk.read(ON)["consents"]
    revoked = {"revoked_on": "2026-02-15"}
    desk.post(f"consents/{consent['entry_id']}/revocation", revoked)
    assert at_risk(officer)["rows"] == []
    assert at_risk(officer, known_position=then)["rows"] == []


def test_the_list_is_a_file_too(
    installation: Installation, officer: Client, desks: dict[str, Desk]
):
    lines = officer.get("czn-at-risk", {"as_of": ON, "format": "csv"}).data.decode("utf-8-sig")
    rows = lines.splitlines()
    assert "Под риском всего;3" in rows
    assert "Из них согласны;1" in rows
    assert ";11223344595;" in rows[-1]
    assert len([row for row in rows if ";TTIT;" in row]) == 1
    assert officer.get("czn-at-risk", {"format": "xlsx"}).data.startswith(b"PK")
    assert len(desks) == 4
    assert (
        looks(installation) == [("GET /api/v1/czn-at-risk", desks["registered"].case_id, False)] * 2
    )


def send(client: Client, *rows: tuple[str, ...], **form: str) -> TestResponse:
    head = "СНИЛС;Вид учёта;Дата постановки на учёт;Дата снятия с учёта"
    data = "\n".join([head, *(";".join(row) for row in rows)]).encode()
    said = {"stated_on": ON, "complete": "true", **form}
    body: dict[str, Any] = {"file": (BytesIO(data), "list.csv"), **said}
    return client.send("POST", "czn-lists", data=body)


LIST = [
    (SNILS["jobless"], "безработный", "15.01.2026", ""),
    (SNILS["working"], "ищущий работу", "01.08.2025", "20.12.2025"),
    (SNILS["elsewhere"], "ищущий работу", "01.12.2025", "01.01.2026"),
    (SNILS["elsewhere"], "безработный", "10.01.2026", ""),
    ("112-233-449 99", "безработный", "15.01.2026", ""),
]


def sent(client: Client, **form: str) -> dict[str, Any]:
    answer = send(client, *LIST, **form)
    assert answer.status_code == 201, answer.text
    return answered(answer)


def reconciled(client: Client, taken: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.get(f"czn-lists/{taken['record_id']}/reconciliation", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def outcomes(told: dict[str, Any], desks: dict[str, Desk]) -> dict[str, str]:
    named = {desk.case_id: name for name, desk in desks.items()}
    return {named[row["case_id"]]: row["outcome"] for row in told["cases"]}


def test_a_list_tells_who_is_registered_by_one_side_alone(
    staff: Client, region: Client, desks: dict[str, Desk]
):
    taken = sent(region)
    assert (taken["rows"], taken["found"]) == (4, 3)
    told = answered(region.get(taken["links"]["reconciliation"]))
    assert outcomes(told, desks) == {
        "registered": "CASE_ONLY",
        "jobless": "CZN_ONLY",
        "working": "MATCH_NOT_REGISTERED",
        "elsewhere": "CZN_ONLY",
    }
    assert told["outcomes"] == {"CASE_ONLY": 1, "CZN_ONLY": 2, "MATCH_NOT_REGISTERED": 1}
    assert (told["not_found"], told["counted_at"]["as_of"]) == (1, ON)
    by_outcome = told["templates"]["outcomes"].replace("{&outcome}", "&outcome=CZN_ONLY")
    only = answered(region.get(by_outcome))
    assert (only["total"], len(only["cases"])) == (2, 2)
    row = only["cases"][0]
    assert (row["registration"], row["registered_on"]) == ("UNEMPLOYED", "2026-01-15")
    assert row["known"] is None
    assert desks["jobless"].primary_on(ON) == "NO_DATA", "no status is overwritten"
    own = reconciled(staff, taken)
    assert outcomes(own, desks).keys() == {"registered", "jobless", "working"}
    assert own["links"] == {}
    assert refused(staff.get(f"records/czn-lists/{taken['record_id']}")) == (404, "NOT_FOUND")


def test_a_partial_list_says_nothing_of_others(region: Client, desks: dict[str, Desk]):
    told = reconciled(region, sent(region, complete="false"))
    assert "registered" not in outcomes(told, desks)


def test_once_the_status_is_recorded_the_sides_agree(staff: Client, desks: dict[str, Desk]):
    taken = sent(staff)
    assert taken["found"] == 2
    before = reconciled(staff, taken)
    desk = desks["jobless"]
    desk.post("statuses", {**REGISTERED, "effective_on": "2026-01-15", "source": "CZN"})
    told = outcomes(reconciled(staff, taken), desks)
    assert told == {
        "registered": "CASE_ONLY", "jobless": "MATCH_REGISTERED",
        "working": "MATCH_NOT_REGISTERED",
    }  # fmt: skip
    then = {"known_position": before["point"]["known_position"]}
    assert reconciled(staff, taken, **then)["cases"] == before["cases"]


def test_what_an_officer_sends_tells_the_officer_nothing_of_graduates(
    officer: Client, region: Client, desks: dict[str, Desk]
):
    taken = sent(officer, czn="ЦЗН Томска")
    assert "found" not in taken
    assert "links" not in taken
    path = f"czn-lists/{taken['record_id']}/reconciliation"
    assert refused(officer.get(path)) == (403, "FORBIDDEN")
    told = reconciled(region, taken)
    assert len(outcomes(told, desks)) == 4
    record = answered(region.get(told["links"]["record"]))
    assert record["fields"]["czn"] == "ЦЗН Томска"
    assert (record["region_code"], record["organisation"]) == ("70", None)
    assert not any(snils.replace("-", "").replace(" ", "") in json.dumps(record)
                   for snils in SNILS.values())  # fmt: skip
    trail = answered(region.get(told["links"]["audit_trail"]))["events"]
    assert (trail[0]["role"], trail[0]["source"]) == ("CZN_OFFICER", "CZN")


def test_a_list_is_of_ones_own_alone(
    installation: Installation, staff: Client, region: Client, desks: dict[str, Desk]
):
    taken = sent(staff)
    for client in (installation.staff(OTHER_SCHOOL), installation.staff(FAR_SCHOOL)):
        path = f"czn-lists/{taken['record_id']}/reconciliation"
        assert refused(client.get(path)) == (404, "NOT_FOUND")
    assert len(reconciled(region, taken)["cases"]) == 3
    far = installation.client("CZN_OFFICER", regions=("67",))
    assert reconciled(installation.auditor(), sent(far))["cases"] == []
    assert refused(send(installation.auditor(), *LIST)) == (403, "FORBIDDEN")
    assert refused(send(staff, *LIST, region_code="70")) == (403, "FORBIDDEN")
    assert refused(send(region, *LIST, organisation="NO")) == (422, "UNKNOWN_CODE")
    assert len(desks) == 4


def test_what_is_wrong_in_a_list_takes_nothing(region: Client):
    wrong = send(region, ("112-233-445 96", "безработный", "15.01.2026", ""))
    told = answered(wrong)
    assert (wrong.status_code, told["code"]) == (422, "CHECKSUM")
    assert "112-233" not in wrong.text
    row = (SNILS["jobless"], "безработный", "15.01.2026", "")
    assert refused(send(region, row, stated_on="2199-01-01")) == (409, "FUTURE_ACTUAL")
    assert refused(send(region, row, complete="maybe")) == (422, "INVALID")
    assert refused(send(region, row, region_code="00")) == (422, "UNKNOWN_CODE")
    assert answered(region.get("records/czn-lists"))["records"] == []


def test_a_retry_is_answered_the_same(region: Client, desks: dict[str, Desk]):
    head = "СНИЛС;Вид учёта;Дата постановки на учёт\n"
    table = f"{head}{SNILS['jobless']};безработный;15.01.2026\n"
    fields = f'--b\r\nContent-Disposition: form-data; name="stated_on"\r\n\r\n{ON}\r\n'
    fields += '--b\r\nContent-Disposition: form-data; name="complete"\r\n\r\nfalse\r\n'
    fields += '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    answers = [
        region.send(
            "POST",
            "czn-lists",
            data=f"{fields}{table}\r\n--b--\r\n".encode(),
            content_type="multipart/form-data; boundary=b",
            headers={"Idempotency_Key": "same"},
        )
        for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [201, 201], answers[1].text
    assert answered(answers[0]) == answered(answers[1])
    assert len(answered(region.get("records/czn-lists"))["records"]) == 1
    assert len(desks) == 4


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["czn", *words], env=installation.environ)


def looks(installation: Installation) -> list[tuple[str, str, bool]]:
    """What the access log has, by the command line."""
    told = CliRunner().invoke(main, ["access-log", "--format", "json"], env=installation.environ)
    entries = json.loads(told.stdout)["entries"]
    return [(each["route"], each["case_id"], each["purpose_stated"]) for each in entries]


def test_the_command_line_does_the_same(
    installation: Installation, region: Client, desks: dict[str, Desk], tmp_path: Path
):
    asked = ("at-risk", "--region", "70", "--as-of", ON, "--format")
    told = json.loads(run(installation, *asked, "json").stdout)
    assert (ids(told), told["at_risk"]) == ([desks["registered"].case_id], 3)
    assert looks(installation) == []
    stated = run(installation, *asked, "csv", "--purpose", "Передача по графику")
    assert "11223344595" in stated.stdout
    assert looks(installation) == [("marshrut czn at-risk", desks["registered"].case_id, True)]
    file = tmp_path / "list.csv"
    file.write_bytes(
        f"СНИЛС;Вид учёта;На учёте с\n{SNILS['jobless']};безработный;15.01.2026\n".encode()
    )
    loaded = run(installation, "load", str(file), "--region", "70", "--stated-on", ON, "--partial")
    assert loaded.exit_code == 0, loaded.output
    record_id = loaded.stdout.splitlines()[0]
    on = ("--as-of", f"{datetime.now(ZoneInfo('Asia/Tomsk')):%Y-%m-%d}")  # the day it was loaded
    here = json.loads(run(installation, "show", record_id, *on, "--format", "json").stdout)
    there = reconciled(region, {"record_id": record_id})
    assert ids(here, "cases") == ids(there, "cases") == [desks["jobless"].case_id]
    assert here["outcomes"] == there["outcomes"] == {"CZN_ONLY": 1}
    assert SCHOOL in run(installation, "show", record_id, *on, "--outcome", "czn_only").stdout
    nobody = run(installation, "show", "0f6b5c1e-8d7c-4c8b-9a53-2f4c7d0f9a11")
    assert nobody.exit_code == 1
