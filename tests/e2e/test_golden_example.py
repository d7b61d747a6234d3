"""The golden example of the domain (section 14), its status part, over HTTP alone.

Thirteen graduates of one school and year; what is expected stands here as the document has it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.http import EMPLOYER, SCHOOL, Client, answered, open_case

WORK = "EMPLOYED_LABOUR_CONTRACT"
GRADUATED = "2023-06-30"
END_OF_2024 = "2024-12-31"

# case -> episodes: code, first day, last day, attributes
EPISODES: dict[str, list[tuple[str, str, str | None, dict[str, Any]]]] = {
    "g1": [(WORK, "2023-09-01", None, EMPLOYER)],
    "g2": [
        (WORK, "2023-10-01", "2024-03-31", {**EMPLOYER, "in_specialty": False}),
        ("CZN_UNEMPLOYED", "2024-05-01", None, {}),
    ],
    "g3": [("SELF_EMPLOYED_NPD", "2024-02-01", None, {})],
    "g4": [("SOLE_PROPRIETOR", "2023-11-01", None, {})],
    "g5": [("CONTINUING_EDUCATION", "2023-09-01", None, {})],
    "g6": [
        ("CONTINUING_EDUCATION", "2023-09-01", None, {}),
        (WORK, "2024-06-01", None, EMPLOYER),
    ],
    "g7": [("MILITARY_CONSCRIPT", "2023-11-15", "2024-11-14", {})],
    "g8": [("MILITARY_CONTRACT", "2023-10-01", None, {})],
    "g9": [("NO_MOTIVATION", "2023-09-01", None, {})],
    "g10": [("DECEASED", "2024-04-01", None, {})],
    "g11": [("INFORMAL", "2023-09-01", None, {})],
    "g12": [("FAMILY_CARE", "2023-09-01", None, {})],
    "g13": [("UNDER_INVESTIGATION", "2024-03-01", None, {})],
}


class Cohort:
    """The thirteen, recorded; the last version and first entry of each."""

    def __init__(self, staff: Client) -> None:
        self.staff = staff
        self.ids: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.entries: dict[str, str] = {}
        for name, episodes in EPISODES.items():
            self._record(name, episodes)

    def _record(self, name: str, episodes: list[tuple[str, str, str | None, Any]]) -> None:
        opened = open_case(self.staff, graduation_year=2023, graduation_date=GRADUATED)
        self.ids[name], self.versions[name] = opened["case_id"], opened["version"]
        if name == "g9":
            body = {"category_code": "DISABLED", "valid_from": "2022-01-01"}
            assert self.post(name, "categories", body).status_code == 201
        for code, start, last, attributes in episodes:
            body = {"status_code": code, "effective_on": start, "attributes": attributes}
            answer = self.post(name, "statuses", {**body, "ended_on": last} if last else body)
            assert answer.status_code == 201, answer.text
            self.entries.setdefault(name, answered(answer)["entry_id"])

    def post(self, name: str, path: str, body: Any) -> Any:
        """Write to a case in its present version."""
        answer = self.staff.post(
            f"cases/{self.ids[name]}/{path}", body, version=self.versions[name]
        )
        if answer.status_code == 201:
            self.versions[name] = answered(answer)["version"]
        return answer

    def snapshot(self, as_of: str, **query: Any) -> dict[str, Any]:
        """The one row of the snapshot of the school's cohort."""
        filters = {"organisation": SCHOOL, "graduation_year": 2023, "as_of": as_of}
        answer = answered(self.staff.get("snapshot", {**filters, **query}))
        assert answer["total"] == 13
        return answer["rows"][0]

    def behind(self, as_of: str, **query: Any) -> set[str]:
        """Who stands behind a cell."""
        names = {case_id: name for name, case_id in self.ids.items()}
        answer = self.staff.get("snapshot/cases", {"as_of": as_of, **query})
        return {names[row["case_id"]] for row in answered(answer)["cases"]}


@pytest.fixture
def cohort(staff: Client) -> Cohort:
    return Cohort(staff)


def test_the_end_of_2024(cohort: Cohort):
    row = cohort.snapshot(END_OF_2024)

    assert row["statuses"] == {
        WORK: 2,
        "SELF_EMPLOYED_NPD": 1,
        "SOLE_PROPRIETOR": 1,
        "CONTINUING_EDUCATION": 1,
        "MILITARY_CONTRACT": 1,
        "NO_MOTIVATION": 1,
        "CZN_UNEMPLOYED": 1,
        "INFORMAL": 1,
        "DECEASED": 1,
        "FAMILY_CARE": 1,
        "UNDER_INVESTIGATION": 1,
        "NO_DATA": 1,
    }
    assert row["groups"]["EMPLOYED"] == 4
    assert (row["at_risk_strict"], row["at_risk_form"]) == (5, 4)
    assert cohort.behind(END_OF_2024, status_group="EMPLOYED") == {"g1", "g3", "g4", "g6"}
    assert cohort.behind(END_OF_2024, at_risk="strict") == {"g2", "g7", "g11", "g12", "g13"}
    assert cohort.behind(END_OF_2024, at_risk="form") == {"g2", "g7", "g9", "g11"}
    assert cohort.behind(END_OF_2024, category="ARMY_RETURNEE") == {"g7"}
    assert cohort.behind(END_OF_2024, category="DISABLED") == {"g9"}


def test_earlier_dates(cohort: Cohort):
    october, march = cohort.snapshot("2024-10-01"), cohort.snapshot("2024-03-31")

    assert october["statuses"]["MILITARY_CONSCRIPT"] == 1
    assert october["at_risk_strict"] == 4
    assert march["at_risk_strict"] == 4
    assert cohort.behind("2024-03-31", at_risk="strict") == {"g10", "g11", "g12", "g13"}
    assert cohort.behind("2024-03-31", status_group="EMPLOYED") == {"g1", "g2", "g3", "g4"}
    assert cohort.behind("2024-03-31", status="NO_DATA") == {"g10"}
    assert cohort.behind("2024-04-01", status="DECEASED") == {"g10"}


def test_what_was_known_before_a_correction_stays_known_so(cohort: Cohort):
    head = answered(cohort.staff.get("ledger/head"))
    correction = {
        "reason": "Трудовая функция не по специальности",
        "attributes": {"in_specialty": False},
    }
    path = f"entries/{cohort.entries['g1']}/correction"
    assert cohort.post("g1", path, correction).status_code == 201

    def in_specialty(**point: Any) -> bool:
        answer = cohort.staff.get(f"cases/{cohort.ids['g1']}", {"as_of": END_OF_2024, **point})
        return answered(answer)["primary_status"]["attributes"]["in_specialty"]

    assert in_specialty(known_position=head["position"]) is True
    assert in_specialty(known_at=head["recorded_at"]) is True
    assert in_specialty() is False
    assert cohort.snapshot(END_OF_2024, known_position=head["position"])["statuses"][WORK] == 2


def test_a_correction_of_the_date_moves_the_figure_only_from_now_on(cohort: Cohort):
    head = answered(cohort.staff.get("ledger/head"))
    before = cohort.snapshot("2023-12-31")
    path = f"entries/{cohort.entries['g4']}/correction"
    body = {"reason": "Дата по ЕГРИП", "effective_on": "2024-01-15"}
    assert cohort.post("g4", path, body).status_code == 201

    assert cohort.snapshot("2023-12-31", known_position=head["position"]) == before
    assert cohort.snapshot("2023-12-31")["groups"]["EMPLOYED"] == before["groups"]["EMPLOYED"] - 1
    assert cohort.snapshot(END_OF_2024)["groups"]["EMPLOYED"] == 4


def test_rejections(cohort: Cohort):
    tomorrow = (date.today() + timedelta(days=2)).isoformat()  # noqa: DTZ011 - any zone's tomorrow
    refused = {
        "AFTER_DEATH": ("g10", {"status_code": "NO_DEMAND", "effective_on": "2024-04-02"}),
        "INCOMPATIBLE_STATUS": (
            "g1",
            {"status_code": "CZN_UNEMPLOYED", "effective_on": "2024-05-01"},
        ),
        "FUTURE_ACTUAL": ("g11", {"status_code": "NO_DEMAND", "effective_on": tomorrow}),
    }
    head = answered(cohort.staff.get("ledger/head"))["position"]

    for code, (name, body) in refused.items():
        answer = cohort.post(name, "statuses", body)
        assert (answer.status_code, answered(answer)["code"]) == (409, code)

    assert answered(cohort.staff.get("ledger/head"))["position"] == head
