"""Verification over HTTP: an extract loaded, outcomes, decisions, corrections, who sees what."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.hostile import refused
from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.records import changed
from tests.support.verification import (
    CUTOFF,
    INN,
    OTHER_INN,
    OWN_INN,
    cases,
    counted,
    errors,
    figures,
    graduate,
    open_run,
    outcomes,
    row,
    send,
    snils,
)

EXTRACT = (
    row(1, "да", INN, "АО «Завод»", "01.09.2025", ""),
    row(2, "нет"),
    row(3, "да", INN, "", "01.10.2025", "31.12.2025"),
    row(4, "да", INN, "", "01.10.2025", "30.12.2025"),
    row(5, "да", OTHER_INN),
    row(7, "нет"),
    row(8, "да", INN),
)
EXPECTED = {
    "MATCH_EMPLOYED": 2,
    "REPORTED_NOT_CONFIRMED": 1,
    "SFR_ONLY": 1,
    "MATCH_NOT_EMPLOYED": 1,
    "EMPLOYER_DIFFERS": 1,
    "NOT_IN_SFR": 1,
    "NOT_COMPARED": 1,
}


@pytest.fixture
def base(installation: Installation) -> Client:
    """Staff of the region's base centre."""
    return installation.client("BCK_STAFF", regions=("70",))


@pytest.fixture
def desks(staff: Client, base: Client) -> dict[int, Desk]:
    """Eight graduates: one for each outcome, two of the first, the last of another school."""
    codes = {3: "CZN_UNEMPLOYED", 4: None, 7: "SELF_EMPLOYED_NPD"}
    made = {number: graduate(staff, number, codes.get(number, "EMPLOYED_LABOUR_CONTRACT"))
            for number in range(1, 8)}  # fmt: skip
    return made | {8: graduate(base, 8, organisation=OTHER_SCHOOL)}


def test_an_extract_is_loaded_and_compared(staff: Client, base: Client, desks: dict[int, Desk]):
    run = open_run(base)
    head = answered(staff.get("ledger/head"))
    assert counted(send(base, run, *EXTRACT, row(99), dry_run="true")) == (8, 7, 1, 0, 0)
    assert answered(staff.get("ledger/head")) == head
    answer = send(base, run, *EXTRACT, row(99))
    assert counted(answer) == (8, 7, 1, 0, 0)
    assert errors(answer) == [(9, "СНИЛС", "NO_SUCH_CASE")]
    assert outcomes(base, run) == EXPECTED
    assert counted(send(base, run, *EXTRACT)) == (7, 0, 0, 7, 0)
    assert outcomes(base, run) == EXPECTED

    told = figures(base, run, by="organisation")
    total = told["total"]
    assert total["cases"] == 8
    assert (total["coverage"]["cases"], total["coverage"]["of"]) == (6, 8)
    assert total["discrepancy"] == {"cases": 2, "of": 6, "percent": 33.3, "reason": None}
    assert total["difference_of_shares"] == {
        "reported": 4, "named": 4, "percent": 0.0, "reason": None
    }  # fmt: skip
    assert total["standings"] == {"UNDECIDED": 3, "PENDING": 0, "SETTLED": 0}
    assert [(each["organisation"], each["cases"]) for each in told["rows"]] == [
        (OTHER_SCHOOL, 1),
        (SCHOOL, 7),
    ]
    by_outcome = {each["case_id"]: each["outcome"] for each in cases(base, run)}
    assert [by_outcome[desks[number].case_id] for number in range(1, 9)] == [
        *("MATCH_EMPLOYED", "REPORTED_NOT_CONFIRMED", "SFR_ONLY", "MATCH_NOT_EMPLOYED"),
        *("EMPLOYER_DIFFERS", "NOT_IN_SFR", "NOT_COMPARED", "MATCH_EMPLOYED"),
    ]
    (found,) = cases(base, run, outcome="SFR_ONLY")
    assert (found["case_id"], found["standing"]) == (desks[3].case_id, "UNDECIDED")
    assert len(cases(base, run, outcome="DISCREPANT")) == 2
    assert len(cases(base, run, resolved="false")) == 3
    assert cases(base, run, resolved="true") == []


def test_a_decision_and_a_correction_move_the_figures_and_earlier_knowledge_stays(
    staff: Client, base: Client, desks: dict[int, Desk]
):
    run = open_run(base)
    send(base, run, *EXTRACT)
    before = figures(base, run)
    known = before["point"]["known_position"]

    desk = desks[2]
    desk.version += 1
    history = statuses(desk)
    (line,) = (each for each in desk.lines().values() if each["kind"] == "verifications")
    assert (line["label"], line["source"]) == ("По выписке не работает", "SFR")
    decision = {"decision": "EXTRACT_RIGHT", "reason": "Уволен, приказ показан"}
    desk.post(f"verifications/{line['entry_id']}/resolution", decision)
    assert statuses(desk) == history
    assert outcomes(base, run) == EXPECTED
    assert figures(base, run)["total"]["standings"]["PENDING"] == 1
    (listed,) = cases(staff, run, standing="PENDING")
    assert listed["decision_label"] == "Верна выписка, статус подлежит исправлению"

    (work,) = history
    desk.correct(work["entry_id"], ended_on="2025-11-30", verification_entry_id=line["entry_id"])
    after = figures(base, run)["total"]
    moved = {**EXPECTED, "MATCH_NOT_EMPLOYED": 2}
    del moved["REPORTED_NOT_CONFIRMED"]
    assert {code: number for code, number in after["outcomes"].items() if number} == moved
    assert after["discrepancy"]["percent"] == 16.7
    assert after["standings"] == {"UNDECIDED": 2, "PENDING": 0, "SETTLED": 0}
    again = figures(base, run, known_position=known)
    assert again["total"] == before["total"]
    assert outcomes(base, run, known_position=known) == EXPECTED

    named = [event for event in desk.trail() if event["topic"] == "case.entry-corrected"]
    assert named[0]["verification_entry_id"] == line["entry_id"]
    settled = {"decision": "STATUS_RIGHT", "reason": "Выписка запоздала"}
    third = desks[3]
    third.version += 1
    (other,) = (each for each in third.lines().values() if each["kind"] == "verifications")
    third.post(f"verifications/{other['entry_id']}/resolution", settled)
    assert figures(base, run)["total"]["standings"]["SETTLED"] == 1
    file = answered(staff.get(f"{third.path}/personal-file"))["verifications"]
    assert [(each["outcome"], each["resolution"]["label"]) for each in file] == [
        ("SFR_ONLY", "Верны сведения организации")
    ]
    right = {"decision": "STATUS_RIGHT", "reason": "Всё верно"}
    first = desks[1]
    first.version += 1
    (agreed,) = (each for each in first.lines().values() if each["kind"] == "verifications")
    place = f"verifications/{agreed['entry_id']}/resolution"
    assert first.refused(place, right) == (409, "NOT_DISCREPANT")


def test_the_indicator_is_of_the_last_run_of_the_region(
    installation: Installation, staff: Client, base: Client, desks: dict[int, Desk]
):
    def told(client: Client = base, **query: Any) -> tuple[Any, ...]:
        figure = answered(client.get("indicators/S001-I11", {"as_of": "2026-02-01", **query}))
        reason = figure["reason"] and figure["reason"]["code"]
        return figure["numerator"], figure["denominator"], figure["display"], reason

    assert told() == (None, None, None, "NO_RUN")
    early = open_run(base, cutoff="2025-11-30", extract_number="1")
    known = answered(base.get("ledger/head"))["position"]
    send(base, early, row(1), row(2))
    assert told() == (0, 2, "0,0\u00a0%", None)
    run = open_run(base)
    assert told() == (0, 0, None, "NO_CASES")
    send(base, run, *EXTRACT)
    assert told() == (2, 6, "33,3\u00a0%", None)
    assert told(staff) == (2, 5, "40,0\u00a0%", None)
    assert told(variant="difference_of_shares") == (4, 4, "0,0\u00a0%", None)
    assert told(as_of="2025-12-30") == (0, 2, "0,0\u00a0%", None)
    assert told(as_of="2025-11-29") == (None, None, None, "NO_RUN")
    assert told(known_position=known) == (0, 0, None, "NO_CASES")
    assert told(graduation_year=2024) == (None, None, None, "NO_RUN")
    assert told(organisation=OTHER_SCHOOL) == (0, 1, "0,0\u00a0%", None)
    far = installation.client("BCK_STAFF", regions=("67",))
    assert told(far) == (None, None, None, "NO_RUN")
    auditor = installation.auditor()
    assert told(auditor) == (2, 6, "33,3\u00a0%", None)
    other = open_run(far, cutoff="2026-01-10", year_from=2025)
    graduate(installation.staff(FAR_SCHOOL), 20, organisation=FAR_SCHOOL)
    send(far, other, row(20, "нет"))
    assert told(auditor) == (3, 7, "42,9\u00a0%", None)
    assert told(auditor, region="67") == (1, 1, "100,0\u00a0%", None)
    figure = answered(auditor.get("indicators/S001-I11", {"as_of": "2026-02-01", "by": "region"}))
    assert [(each["region"], each["numerator"]) for each in figure["rows"]] == [
        ("67", 1),
        ("70", 2),
    ]
    assert [each["cutoff"] for each in figure["runs"]] == ["2026-01-10", CUTOFF]
    behind = answered(base.get("indicators/S001-I11/cases", {"as_of": "2026-02-01"}))["cases"]
    assert {each["case_id"] for each in behind} == {desks[2].case_id, desks[3].case_id}
    report = {"region_code": "70", "period_from": "2025-01-01", "period_to": "2025-12-31",
              "numerator": 1, "denominator": 2, "evidence": {"kind": "ORDER"}}  # fmt: skip
    assert refused(base.post("indicators/S001-I11/values", report))[0] == 422


def test_what_is_left_to_settle_is_a_work_list(staff: Client, desks: dict[int, Desk], base: Client):
    run = open_run(base)
    send(base, run, *EXTRACT)
    rows = answered(staff.get("work-lists/DISCREPANCIES", {"as_of": "2026-02-01"}))["rows"]
    assert {each["case_id"] for each in rows} == {desks[n].case_id for n in (2, 3, 5)}
    assert any("решения нет" in each["reason"] for each in rows)
    assert answered(staff.get("work-lists/DISCREPANCIES", {"as_of": "2025-12-30"}))["rows"] == []


@pytest.mark.usefixtures("desks")
def test_rows_of_a_person_belong_together(base: Client):
    run = open_run(base)
    rows = (row(5, "да", OTHER_INN), row(1), row(5, "да", INN), row(5, "да", OTHER_INN))
    assert counted(send(base, run, *rows)) == (4, 4, 0, 0, 0)
    assert {n: outcomes(base, run).get(n) for n in ("MATCH_EMPLOYED", "EMPLOYER_DIFFERS")} == {
        "MATCH_EMPLOYED": 2,
        "EMPLOYER_DIFFERS": None,
    }
    other = send(base, run, row(5, "да", OTHER_INN), row(2, "да", "123"), row(2, "да", INN))
    assert counted(other) == (3, 0, 2, 0, 1)
    assert [code for _, _, code in errors(other)] == [
        "EXTRACT_CHANGED",
        "BAD_IDENTIFIER",
        "SAME_PERSON",
    ]


def test_a_sole_proprietor_that_employs_is_sealed(
    installation: Installation, base: Client, desks: dict[int, Desk]
):
    run = open_run(base)
    send(base, run, row(3, "да", OWN_INN, "ИП Котов"))
    desk = desks[3]
    (line,) = (each for each in desk.lines().values() if each["kind"] == "verifications")
    assert line["employments"] == [{"employer_inn": OWN_INN, "employer_name": "ИП Котов"}]
    hidden = Desk.lines(_as(desk, installation.auditor()))
    (line,) = (each for each in hidden.values() if each["kind"] == "verifications")
    assert line["employments"] == [{"employer_inn": None, "employer_name": None}]
    trail = answered(installation.auditor().get(f"{desk.path}/audit-trail"))["events"]
    assert OWN_INN not in str(trail)
    assert "blind:" not in str(trail)
    assert counted(send(base, run, row(3, "да", OWN_INN, "ИП Котов"))) == (1, 0, 0, 1, 0)


@pytest.mark.usefixtures("desks")
def test_a_self_employed_is_compared_with_the_extract_of_the_tax_service(base: Client):
    run = open_run(base, source="FNS")
    assert counted(send(base, run, row(7, "да", OWN_INN), row(1, "нет"))) == (2, 2, 0, 0, 0)
    assert outcomes(base, run) == {"MATCH_EMPLOYED": 1, "MATCH_NOT_EMPLOYED": 1, "NOT_IN_SFR": 6}


@pytest.mark.usefixtures("desks")
def test_a_run_is_its_regions(installation: Installation, staff: Client, base: Client):
    run = open_run(base)
    send(base, run, *EXTRACT)
    assert figures(staff, run)["total"]["cases"] == 7
    elsewhere = installation.client("BCK_STAFF", regions=("67",))
    place = f"verification-runs/{run['record_id']}"
    for path in (place, f"{place}/cases"):
        assert refused(elsewhere.get(path)) == (404, "NOT_FOUND")
        assert refused(installation.staff(FAR_SCHOOL).get(path)) == (404, "NOT_FOUND")
    assert figures(installation.auditor(), run)["total"]["cases"] == 8
    assert refused(staff.get(place, {"organisation": OTHER_SCHOOL})) == (403, "FORBIDDEN")
    assert refused(send(elsewhere, run, row(1))) == (422, "NO_SUCH_RECORD")
    assert refused(send(staff, run, row(1))) == (403, "FORBIDDEN")
    assert refused(send(base, {"record_id": None}, row(1))) == (422, "REQUIRED")
    authority = installation.client("ROIV_STAFF", regions=("70",))
    assert counted(send(authority, run, *EXTRACT)) == (7, 0, 0, 7, 0)
    changed(base, "verification-runs", run, effective_on="2026-02-01", state="CLOSED")
    assert refused(send(base, run, row(6))) == (409, "RUN_CLOSED")


def test_a_centre_changes_no_extract(staff: Client, base: Client, desks: dict[int, Desk]):
    run = open_run(base)
    desk = desks[4]
    said = {"run_id": run["record_id"], "employments": [{"employer_inn": INN}]}
    assert desk.refused("verifications", said) == (403, "FORBIDDEN")
    there = _as(desk, base)
    entry = there.post("verifications", said)["entry_id"]
    assert outcomes(base, run)["SFR_ONLY"] == 1
    assert there.refused("verifications", said) == (409, "DUPLICATE")
    assert _as(there, staff).refused(f"entries/{entry}/annulment", {"reason": "x"}) == (
        403,
        "FORBIDDEN",
    )
    there.correct(entry, employments=[])
    assert "SFR_ONLY" not in outcomes(base, run)
    there.annul(entry)
    assert "MATCH_NOT_EMPLOYED" not in outcomes(base, run)
    year = open_run(base, year_from=2024)
    assert there.refused("verifications", {"run_id": year["record_id"]}) == (409, "NOT_IN_RUN")
    assert errors(send(base, year, f"{snils(4)};нет")) == [(2, "СНИЛС", "NOT_IN_RUN")]


@pytest.mark.usefixtures("desks")
def test_a_run_of_another_day_dates_its_entries_anew(base: Client):
    run = open_run(base)
    send(base, run, *EXTRACT)
    entry = answered(base.get(f"records/verification-runs/{run['record_id']}/timeline"))
    (opening,) = entry["entries"]
    path = f"records/verification-runs/{run['record_id']}/entries/{opening['entry_id']}/correction"
    moved = base.post(
        path, {"reason": "Опечатка", "fields": {"cutoff": "2025-12-30"}}, version=run["version"]
    )
    assert moved.status_code == 201, moved.text
    assert outcomes(base, run) == {"NOT_IN_SFR": 7, "NOT_COMPARED": 1}
    assert counted(send(base, run, *EXTRACT)) == (7, 7, 0, 0, 0)
    dated = {**EXPECTED, "SFR_ONLY": 2}
    del dated["MATCH_NOT_EMPLOYED"]
    assert outcomes(base, run) == dated


def statuses(desk: Desk) -> list[dict[str, Any]]:
    """What the case says of work on the cut-off, but for the links, which name the point."""
    told = desk.read(CUTOFF)["statuses"]
    return [{name: each[name] for name in each if name != "links"} for each in told]


def _as(desk: Desk, client: Client) -> Any:
    """The same case, lying before somebody else."""
    other = Desk.__new__(Desk)
    other.client, other.case_id, other.opening = client, desk.case_id, desk.opening
    other.version = desk.read()["version"]
    return other
