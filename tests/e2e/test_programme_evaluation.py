"""Plan against fact: figures of a programme's own graduates, each opened to its cases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.programmes import Register, item, programme
from tests.support.reports import reported

WORK = "EMPLOYED_LABOUR_CONTRACT"
AUGUST = "2025-08-31"
EMPTY = ("01-31", "02-28", "03-31", "04-30", "05-31")
"""The ends of the months in which nobody has graduated yet."""

COHORT_2025 = {"as_of": AUGUST, "period_to": AUGUST, "cohort": 2025}


@pytest.fixture
def authority(installation: Installation) -> Client:
    """The authority of Tomsk."""
    return installation.client("ROIV_STAFF", regions=("70",))


@pytest.fixture
def graduates(installation: Installation) -> dict[str, list[str]]:
    """Of the school's graduates of 2025 two of three work; of another school's and region's one."""
    staff = installation.staff()
    working, idle, other = Desk(staff), Desk(staff), Desk(staff)
    for desk in (working, other):
        desk.status(WORK, "2025-07-10")
    for desk in (working, idle):
        desk.post("categories", {"category_code": "OVZ", "valid_from": "2025-01-01"})
    base = installation.client("BCK_STAFF", regions=("70",))
    Desk(base, organisation=OTHER_SCHOOL)
    far = installation.staff(FAR_SCHOOL)
    Desk(far, organisation=FAR_SCHOOL).status(WORK, "2025-07-10")
    return {
        "all": [working.case_id, idle.case_id, other.case_id],
        "working": [working.case_id, other.case_id],
        "ovz": [working.case_id, idle.case_id],
    }


@pytest.fixture
def register(installation: Installation) -> Register:
    """The shipped plan of a school, taken over by the school and approved."""
    body = {"template": "S002", "code": "PLAN", "organisation": SCHOOL}
    made = Register(installation.staff(), body)
    made.post("approval", {}, by=installation.client("POO_HEAD", organisation=SCHOOL))
    return made


def row(told: dict[str, Any], indicator: str, cohort: int, category: str | None) -> dict[str, Any]:
    """The target of a cohort and a category."""
    (found,) = [
        each
        for each in told["targets"]
        if (each["indicator"], each["cohort"]) == (indicator, cohort)
        and (each["category"] or {}).get("code") == category
    ]
    return dict(found)


def figures(found: dict[str, Any]) -> tuple[Any, ...]:
    return (found["numerator"], found["denominator"], found["plan"], found["achieved"])


@pytest.mark.usefixtures("graduates")
def test_targets_are_of_cohorts_and_categories(register: Register):
    told = register.read("/evaluation", as_of=AUGUST)
    assert told["filters"] == {"region": "70", "organisation": SCHOOL}
    assert len(told["targets"]) == 53
    assert figures(row(told, "S002-K2", 2025, None)) == (2, 3, 65, True)
    assert figures(row(told, "S002-K2", 2025, "OVZ_DISABLED")) == (1, 2, 50, True)
    assert figures(row(told, "S002-K7", 2025, None)) == (1, 3, 0.5, False)
    nobody = row(told, "S002-K2", 2025, "ABILYMPICS_WINNER")
    assert figures(nobody) == (0, 0, 100, None)
    assert nobody["verdict"] == {"code": "NO_DATA", "label": "Нет данных"}
    deviation = row(told, "S002-K2", 2025, None)["deviation"]
    assert deviation == pytest.approx(200 / 3 - 65)
    assert row(told, "S002-K2", 2025, None)["final"]
    assert sum(told["counts"].values()) == 53


def test_a_fact_opens_to_its_cases(register: Register, graduates: dict[str, list[str]]):
    def cases(**asked: Any) -> list[str]:
        query = {**COHORT_2025, "indicator": "S002-K2", "limit": 1, **asked}
        found, answer = [], register.client.get("programmes/PLAN/evaluation/cases", query)
        while True:
            assert answer.status_code == 200, answer.text
            found += [each["case_id"] for each in answered(answer)["cases"]]
            if "Link" not in answer.headers:
                return found
            answer = register.client.get(answer.headers["Link"].partition(">")[0][1:])

    assert cases() == graduates["working"]
    assert cases(part="denominator") == graduates["all"]
    assert cases(part="denominator", category="OVZ_DISABLED") == graduates["ovz"]
    assert cases(category="PROFESSIONALITET") == []
    told = row(register.read("/evaluation", as_of=AUGUST), "S002-K2", 2025, "OVZ_DISABLED")
    linked = answered(register.client.get(told["cases"]))
    assert [each["case_id"] for each in linked["cases"]] == graduates["ovz"][:1]


@pytest.mark.usefixtures("graduates")
def test_an_evaluation_knows_what_was_known(register: Register):
    before = register.read("/evaluation", as_of=AUGUST)["point"]["known_position"]
    Desk(register.client).status(WORK, "2025-08-01")
    asked = {"as_of": AUGUST, "indicator": "S002-K2"}
    now = row(register.read("/evaluation", **asked), "S002-K2", 2025, None)
    then = row(register.read("/evaluation", **asked, known_position=before), "S002-K2", 2025, None)
    assert (figures(now)[:2], figures(then)[:2]) == ((3, 4), (2, 3))


@pytest.mark.usefixtures("graduates")
def test_a_decomposed_target_is_evaluated_once_it_is_entered(register: Register, authority: Client):
    def verdict(**point: Any) -> tuple[str, Any]:
        told = register.read("/evaluation", indicator="S002-K1", **{"as_of": AUGUST, **point})
        found = row(told, "S002-K1", 2025, None)
        return found["verdict"]["code"], found["plan"]

    assert verdict() == ("NOT_SET", None)
    said = {"indicator_id": "S002-K1", "period_from": "2024-09-01", "period_to": AUGUST}
    entered = {**said, "cohort": 2025, "effective_on": "2024-10-01", "value": 66.6}
    before = register.version
    assert register.refused("targets", entered) == "FORBIDDEN"
    register.post("targets", entered, by=authority)
    assert register.version == before + 1
    assert verdict() == ("ACHIEVED", 66.6)
    assert verdict(as_of="2024-09-30") == ("NOT_SET", None)


@pytest.mark.usefixtures("graduates")
def test_what_is_approved_and_what_is_not_yet_begun(installation: Installation, authority: Client):
    register = Register(authority, {"template": "S000"})
    told = register.read("/evaluation", as_of="2026-03-31")
    share = {
        each["period_to"]: (each["on"], each["numerator"], each["denominator"], each["achieved"])
        for each in told["targets"]
        if each["indicator"] == "S000-3.8"
    }
    assert share["2025-12-31"] == ("2025-12-31", 2, 4, False)
    assert share["2026-12-31"] == ("2026-03-31", 0, 0, None)
    assert share["2027-12-31"] == (None, None, None, None)
    text = [each for each in told["targets"] if each["indicator"] == "S000-3.5"]
    assert text[0]["verdict"]["code"] == "NO_DATA"
    years = {each["period_to"]: each["counts"] for each in told["years"]}
    assert years["2027-12-31"] == {"NOT_BEGUN": 21}
    assert years["2025-12-31"]["NOT_SET"] == 1
    risk = next(each for each in told["targets"] if each["indicator"] == "S000-3.10")
    assert (risk["op"]["label"], risk["printed"]) == ("не более", "до 10% и менее")
    assert (risk["numerator"], risk["achieved"]) == (2, False)
    elsewhere = installation.client("ROIV_STAFF", regions=("67",))
    assert elsewhere.get("programmes/S000/evaluation").status_code == 404


@pytest.mark.usefixtures("graduates")
def test_dynamics_by_month(authority: Client):
    register = Register(authority, {"template": "S000"})
    asked = {"as_of": "2025-08-15", "dynamics": "month"}
    told = register.read("/evaluation", **asked, indicator="S000-3.8")
    first, second, *_ = told["targets"]
    months = [(each["on"], each["numerator"], each["denominator"]) for each in first["months"]]
    assert months[:5] == [
        (f"2025-{day}", 0, 0) for day in ("01-31", "02-28", "03-31", "04-30", "05-31")
    ]
    assert months[5:] == [("2025-06-30", 0, 4), ("2025-07-31", 2, 4), ("2025-08-15", 2, 4)]
    assert second["months"] == []
    whole = register.read("/evaluation", **asked)
    (same,) = [each for each in whole["targets"] if each == first]
    assert len(same["months"]) == 8


@pytest.mark.usefixtures("graduates")
def test_a_plan_of_ones_own_has_indicators_of_the_catalogue_and_others(authority: Client):
    year = {"period": "YEAR", "period_from": "2025-01-01", "period_to": "2025-12-31"}
    own = [
        {"id": "S004-I2", "title": "Доля трудоустроенных по специальности", "unit": "%"},
        {"id": "TO-1", "title": "Число встреч с выпускниками", "unit": "ед."},
    ]
    targets = [
        [{**year, "op": "GE", "value": 50, "cohort": 2025, "category": "FULL_TIME"}],
        [{**year, "op": "GE", "value": 4}],
    ]
    indicators = [{**one, "targets": each} for one, each in zip(own, targets, strict=True)]
    register = Register(authority, programme(indicators=indicators, items=[item("1.1")]))
    told = register.read("/evaluation", as_of="2025-12-31")["targets"]
    assert [figures(each) for each in told] == [(2, 4, 50, True), (None, None, 4, None)]
    assert told[1]["verdict"]["code"] == "NO_DATA"


def test_questions_about_targets_that_there_are_not(register: Register):
    def refused(path: str, **query: Any) -> set[str]:
        answer = register.client.get(f"programmes/PLAN/{path}", query)
        assert answer.status_code == 422, answer.text
        return set(answered(answer)["errors"])

    assert refused("evaluation", indicator="S000-3.8") == {"indicator"}
    assert refused("evaluation/cases") == {"indicator"}
    assert refused("evaluation/cases", indicator="S002-K2") == {"period_to"}
    wrong = {**COHORT_2025, "indicator": "S002-K2", "category": "ORPHAN"}
    assert refused("evaluation/cases", **wrong) == {"period_to"}


def test_what_is_reported_is_held_to_its_target(register: Register, authority: Client):
    roadmap = Register(authority, {"template": "S000"})
    for indicator, said in {
        "S000-1.1": {"value": 10},
        "S000-2.5": {"value": 2},
        "S000-3.5": {"value": None, "text": "Банк вакансий ведётся"},
    }.items():
        reported(authority, indicator, region_code="70", **said)
    told = roadmap.read("/evaluation", as_of="2025-12-31")["targets"]
    found = {
        each["indicator"]: (each["fact"], each["verdict"]["code"], each["cases"])
        for each in told
        if each["period_to"] == "2025-12-31"
    }
    assert found["S000-1.1"] == (10, "ACHIEVED", None)
    assert found["S000-2.5"] == (2, "NOT_ACHIEVED", None)
    assert found["S000-3.5"] == ("Банк вакансий ведётся", "TEXT", None)
    assert found["S000-1.2"] == (None, "NO_DATA", None)
    year = {"period_from": "2024-09-01", "period_to": AUGUST}
    reported(register.client, "S002-G1.3", value=None, yes=True, **year)
    (told,) = register.read("/evaluation", as_of=AUGUST, indicator="S002-G1.3")["targets"]
    assert (told["fact"], told["printed"], told["achieved"]) == (True, "есть", True)
