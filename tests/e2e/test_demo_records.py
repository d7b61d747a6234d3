"""The records of the demo: of every kind some, and those that cases name are there."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from api.app import create_app
from api.context import EXTENSION
from api.demo.calendar import STORY_ENDS, Calendar
from api.demo.chapters import open_service
from api.demo.installation import settings_in
from marshrut.cases.events import MeasureRecorded, StepRecorded
from marshrut.ledger.access import issue_token
from marshrut.records.events import RecordOpened
from marshrut.records.kinds import kinds
from tests.support.demos import load_demo
from tests.support.http import Client, answered

CASES = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("records")
    assert load_demo(made, Calendar(STORY_ENDS), cases=CASES) == []
    return made


@pytest.fixture(scope="module")
def events(folder) -> list[Any]:
    service, _ = open_service(settings_in(folder), Calendar(STORY_ENDS))
    with closing(service):
        return [record.event for record in service.ledger.records_between(after=0)]


@pytest.fixture(scope="module")
def authorities(folder):
    """Those of two regions."""
    settings = settings_in(folder)
    app = create_app(settings)
    service, _ = open_service(settings, Calendar(STORY_ENDS))
    with closing(service), service.engine.begin() as connection:
        tokens = {
            region: issue_token(connection, actor=region, role="ROIV_STAFF", regions=(region,))
            for region in ("67", "70")
        }
    yield {region: Client(app, token) for region, token in tokens.items()}
    app.extensions[EXTENSION].close()


@pytest.fixture(scope="module")
def authority(authorities):
    return authorities["67"]


def test_there_are_records_of_every_kind(events):
    found = Counter(event.kind for event in events if isinstance(event, RecordOpened))
    assert set(found) == set(kinds())
    assert min(found["VACANCY"], found["ACTIVITY"]) > 150


def test_vacancies_and_events_that_cases_name_are_kept(events):
    kept = {event.originator_id for event in events if isinstance(event, RecordOpened)}
    acts = [e.content for e in events if isinstance(e, MeasureRecorded | StepRecorded)]
    named = [
        identity
        for act in acts
        for name in ("vacancy_id", "activity_id")
        if (identity := getattr(act, name, None)) is not None
    ]
    assert len(named) > 20
    assert {*named} <= kept


def test_a_newcomer_sees_a_living_bank_and_what_was_held(authority):
    at = {"as_of": str(STORY_ENDS)}
    bank = answered(authority.get("vacancy-bank", at))
    assert bank["open"] > 40
    assert 0.5 < bank["current"] / bank["open"] < 1
    year = {**at, "from": str(STORY_ENDS - timedelta(days=365))}
    figures = answered(authority.get("activity-figures", year))
    assert figures["held"] > 20
    assert {row["kind"] for row in figures["rows"] if row["number"]} >= {"JOB_FAIR", "CAREER_DAY"}
    assert 0 < figures["failed"] < figures["surveyed"]
    graduate = answered(authority.get("cases", {**at, "limit": 1}))["cases"][0]["case_id"]
    assert answered(authority.get(f"cases/{graduate}/vacancies", at))["records"]


def test_lists_of_professions_make_categories_of_their_graduates(authority):
    at = {"as_of": str(STORY_ENDS)}
    rows = answered(authority.get("snapshot", {**at, "by": "category"}))["rows"]
    counted = {row["category"]: row for row in rows}
    assert counted["DEFICIT_PROFESSION"]["total"] > 0
    listed = counted["NO_VACANCY_PROFESSION"]
    busy = listed["groups"].get("EMPLOYED", 0) + listed["statuses"].get("DECEASED", 0)
    candidates = answered(authority.get("registries/R23", at))["total"]
    assert candidates == listed["total"] - busy


def test_every_registry_has_somebody_or_something_in_it(authority):
    told = answered(authority.get("registries", {"as_of": str(STORY_ENDS)}))["registries"]
    counted = {each["code"]: each["count"] for each in told}
    assert min(counted[code] for code in ("R25", "R26", "R27", "R29", "R30", "R31")) > 0


def test_the_bank_comes_to_something(authorities):
    at = {"as_of": str(STORY_ENDS)}
    schools = answered(authorities["67"].get("vacancy-bank/per-hundred", at))["rows"]
    assert [row for row in schools if row["per_hundred"]]
    year = {**at, "from": str(STORY_ENDS - timedelta(days=500))}
    assert answered(authorities["70"].get("vacancy-bank/defence", year))["places"] > 0
    clusters = answered(authorities["67"].get("cluster-figures", at))["total"]
    assert clusters["in_forecast"] < clusters["members"]
    verdicts = answered(authorities["67"].get("site-compliance", at))["total"]
    assert 0 < verdicts["compliant"] < verdicts["checked"]


def test_requests_find_graduates(authorities):
    """Of a small demo a few, now and then: most have work."""
    found = 0
    for days in range(0, 400, 50):
        at = {"as_of": str(STORY_ENDS - timedelta(days=days))}
        for authority in authorities.values():
            asked = answered(authority.get("records/employer-requests", at))["records"]
            for each in asked:
                path = f"records/employer-requests/{each['record_id']}/graduates"
                told = answered(authority.get(path, at))
                found += told["given"] + told["missing"]
    assert found > 0
