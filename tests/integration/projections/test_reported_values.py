"""What is taken of reported values at any point, against a reading of the events by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from marshrut.application import reported_values
from marshrut.application.reported_visit import SavedValue, check_visit, visit_report
from marshrut.application.requests import Request
from marshrut.asof import AsOf
from marshrut.indicators.events import (
    IndicatorValueAnnulled,
    IndicatorValueApproved,
    IndicatorValueCorrected,
    IndicatorValueReported,
    IndicatorValueReturned,
)
from marshrut.indicators.reported import Subject, series_id
from marshrut.policy import Action
from marshrut.refusals import Refused
from projections.population import Scope
from projections.reported_list import Narrowing, reported_page
from projections.reported_values import ReportedValue, reported_value_at, reported_values_at
from tests.support.office import Office, request
from tests.support.read_models import everything, rebuilt

REGION = request("ROIV_STAFF", None, ("67",))
BASE = request("BCK_STAFF", None, ("67",))
COUNT, SHARE, CONTINGENT = "S004-I7", "S001-I3", "S004-I11"
YEAR = {"period_from": date(2025, 1, 1), "period_to": date(2025, 12, 31)}
DAYS = [date(2025, 1, 1) + timedelta(days=15 * number) for number in range(26)]
PERIODS = [
    (date(2025, 1, 1), date(2025, 12, 31)),
    (date(2025, 7, 1), date(2025, 12, 31)),
    (date(2025, 7, 1), date(2025, 9, 30)),
    (date(2025, 10, 1), date(2025, 12, 31)),
    (date(2025, 12, 1), date(2025, 12, 31)),
]


def say(office: Office, by: Request | None = None, **said: Any) -> SavedValue:
    body = {"indicator_id": COUNT, "what": "VALUE", "evidence": {"kind": "ORDER"}, **YEAR, **said}
    return reported_values.report(office.service, by or request(), **body)


def act(office: Office, saved: SavedValue, subject: Subject, by: Request, how: str, **said: Any):
    series = series_id(subject)
    known = office.service.reported_series(series)
    assert known is not None
    fields = {name: getattr(by, name) for name in by.__struct_fields__}
    by = Request(**{**fields, "if_match": known.version})
    visit = visit_report(office.service, by, series, saved.entry_id)
    check_visit(visit, action=Action.REPORT_VALUES)
    return getattr(reported_values, how)(visit, **said)


def point(office: Office, day: date = date(2025, 12, 31)) -> AsOf:
    return AsOf(day, office.service.ledger.head().position)


def of_school(office: Office, at: AsOf, **asked: Any) -> ReportedValue | None:
    question = {"indicator": COUNT, "what": "VALUE", "organisation": "A", "region": "67"}
    return reported_value_at(office.projections, at, **{**question, **asked})


def test_a_value_is_told_whole(office: Office):
    saved = say(office, value=12.0, graduation_year=2025, category="OVZ_DISABLED")
    act(office, saved, Subject(COUNT, "67", "A"), REGION, "approve")
    found = of_school(office, point(office), cohort=2025, category="OVZ_DISABLED")
    assert found == ReportedValue(
        entry_id=saved.entry_id,
        indicator_id=COUNT,
        region_code="67",
        organisation="A",
        what="VALUE",
        **YEAR,
        category="OVZ_DISABLED",
        graduation_year=2025,
        value=12,
        numerator=None,
        denominator=None,
        yes=None,
        text=None,
        approved=True,
        author="CK_STAFF",
        author_role="CK_STAFF",
        approved_by="ROIV_STAFF",
        evidence_kind="ORDER",
    )


def test_a_value_of_a_part_is_not_one_of_the_whole_nor_the_other_way_round(office: Office):
    say(office, value=1.0)
    say(office, value=2.0, graduation_year=2025)
    say(office, value=3.0, category="MINOR")
    at = point(office)
    for asked, value in (({}, 1), ({"cohort": 2025}, 2), ({"category": "MINOR"}, 3)):
        found = of_school(office, at, **asked)
        assert found is not None
        assert (found.value, found.approved) == (value, False)
    assert of_school(office, at, cohort=2025, category="MINOR") is None
    assert of_school(office, at, cohort=2024) is None


def test_values_of_schools_are_not_those_of_their_region(office: Office):
    say(office, value=1.0)
    say(office, request(organisation="B"), value=2.0)
    at = point(office)
    assert of_school(office, at, organisation=None) is None
    say(office, REGION, region_code="67", value=30.0)
    at = point(office)
    found = [of_school(office, at, organisation=code) for code in ("A", "B", None)]
    assert [each and each.value for each in found] == [1, 2, 30]
    assert of_school(office, at, organisation=None, region="70") is None
    assert of_school(office, at, organisation=None, region=None) is None


def test_one_question_answers_for_all_indicators(office: Office):
    say(office, value=12.0)
    say(office, indicator_id=SHARE, numerator=0, denominator=0)
    say(office, indicator_id=CONTINGENT, what="DENOMINATOR", value=400.0)
    say(office, indicator_id="S002-G1.3", yes=False)
    found = reported_values_at(office.projections, point(office), organisation="A", region="67")
    assert {about: (v.value, v.numerator, v.denominator, v.yes) for about, v in found.items()} == {
        (COUNT, "VALUE"): (12, None, None, None),
        (SHARE, "VALUE"): (None, 0, 0, None),
        (CONTINGENT, "DENOMINATOR"): (400, None, None, None),
        ("S002-G1.3", "VALUE"): (None, None, None, False),
    }


def test_those_who_report_at_once_all_come_through(office: Office):
    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(lambda value: say(office, value=float(value)), range(8)))
    assert sorted(each.version for each in saved) == list(range(1, 9))


def test_two_who_decide_at_once_are_told_apart(office: Office):
    saved, subject = say(office, value=1.0), Subject(COUNT, "67", "A")

    def decide(by: Request) -> str:
        try:
            act(office, saved, subject, by, "approve")
        except Refused as refused:
            return refused.code
        return "APPROVED"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(decide, (REGION, BASE)))
    assert outcomes[0] in {"ALREADY_DECIDED", "APPROVED"}
    assert outcomes in (["ALREADY_DECIDED", "APPROVED"], ["APPROVED", "STALE_VERSION"])


@pytest.mark.parametrize("seed", range(3))
def test_every_point_agrees_with_the_events_read_by_hand(office: Office, seed: int):
    rng = Random(seed)  # noqa: S311 - a course to repeat
    muddle(office, rng)
    head = office.service.ledger.head().position
    for _ in range(40):
        at = AsOf(rng.choice(DAYS), rng.randint(0, head))
        for school in ("A", None):
            expected = by_hand(office, at, school)
            found = of_school(office, at, organisation=school)
            assert (found and (found.entry_id, found.value)) == expected, (at, school)
            assert in_force(office, at, school) == ({expected[0]} if expected else set())
    assert rebuilt(office.projections) == everything(office.projections)


def muddle(office: Office, rng: Random) -> None:
    """Reports, decisions, corrections and annulments in any order; what is refused is left out."""
    subjects = [Subject(COUNT, "67", "A"), Subject(COUNT, "67")]
    saved: list[tuple[SavedValue, Subject]] = []
    for number in range(60):
        subject = rng.choice(subjects)
        author = request() if subject.organisation else BASE
        first, last = rng.choice(PERIODS)
        if len(saved) < 3 or rng.random() < 0.3:
            whose = {"organisation": "A"} if subject.organisation else {"region_code": "67"}
            days = {"period_from": first, "period_to": last}
            saved.append((say(office, author, value=float(number), **whose, **days), subject))
            continue
        value, subject = rng.choice(saved)
        author = request() if subject.organisation else BASE
        how, by, said = rng.choice(
            [
                ("approve", REGION, {}),
                ("approve", REGION, {}),
                ("send_back", REGION, {"reason": "нет приказа"}),
                ("correct", author, {"reason": "опечатка", "value": float(number)}),
                ("correct", author, {"reason": "срок", "period_from": first, "period_to": last}),
                ("annul", author, {"reason": "лишнее"}),
            ]
        )
        try:
            act(office, value, subject, by, how, **said)
        except Refused:
            continue


def by_hand(office: Office, at: AsOf, school: str | None) -> tuple[UUID, float] | None:
    """The rule as the decision says it, from the events alone."""
    reports: dict[UUID, dict[str, Any]] = {}
    for record in office.service.ledger.records_between(after=0, upto=at.known):
        event, position = record.event, record.position
        match event:
            case IndicatorValueReported(content=said, organisation=whose) if whose == school:
                days = (said.period_from, said.period_to)
                row = {"days": days, "value": said.value, "recorded": position}
                reports[event.entry_id] = {**row, "approved": 0, "counts": True}
            case IndicatorValueApproved(entry_id=entry) if entry in reports:
                reports[entry] |= {"approved": position, "counts": True}
            case IndicatorValueReturned(entry_id=entry) if entry in reports:
                reports[entry] |= {"approved": 0, "counts": False}
            case IndicatorValueCorrected(entry_id=entry, changes=given) if entry in reports:
                row = reports[entry]
                first, last = row["days"]
                days = [given.get("period_from", first), given.get("period_to", last)]
                days = [date.fromisoformat(d) if isinstance(d, str) else d for d in days]
                row |= {"days": tuple(days), "value": given.get("value", row["value"])}
                row |= {"approved": 0, "counts": True}
            case IndicatorValueAnnulled(entry_id=entry):
                reports.pop(entry, None)
    holding = {
        entry: row
        for entry, row in reports.items()
        if row["counts"] and row["days"][0] <= at.as_of <= row["days"][1]
    }
    approved = {entry: row for entry, row in holding.items() if row["approved"]}
    left = approved or holding
    for sought in ("length", "approved", "recorded"):
        ranks = {
            entry: (row["days"][0] - row["days"][1]).days if sought == "length" else row[sought]
            for entry, row in left.items()
        }
        left = {entry: left[entry] for entry in left if ranks[entry] == max(ranks.values())}
    return next(((entry, row["value"]) for entry, row in left.items()), None)


def in_force(office: Office, at: AsOf, school: str | None) -> set[UUID]:
    """The reports that the list marks as taken."""
    question = {"indicator": COUNT, "scope": Scope(), "narrowing": Narrowing()}
    listed = reported_page(office.projections, at, **question, after=0, limit=1_000)
    whose = [each for each in listed if each.series.subject.organisation == school]
    return {each.entry.entry_id for each in whose if each.in_force}
