"""Rankings by risk and of schools: populations counted by hand, ties, the small ones apart."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from marshrut.application import cases, consents
from projections.funnel import Asked
from projections.places import RANKED, SMALL, places
from projections.population import Filters, Scope
from projections.rankings import PARTS, SchoolRanking, school_ranking, school_ranking_page
from projections.risk_ranking import (
    RiskAsked,
    RiskRanking,
    risk_ranking,
    risk_ranking_page,
)
from projections.shares import NO_CASES, share
from tests.support.centre import Centre
from tests.support.office import TODAY, Office, employed, status

WHOLE = Scope()
WORK = date(2025, 9, 1)


class Desk(Centre):
    """A centre, and its rankings: every count has as many cases behind it."""

    numbers = 0

    def risks(
        self, by: str = "organisation", *, least: int = 5, scope: Scope = WHOLE, **filters: Any
    ) -> RiskRanking:
        asked = RiskAsked(by, Filters(**filters), scope, least)
        told = risk_ranking(self.office.projections, self.point(), asked=asked)
        for row in told.rows:
            if row.key is not None:
                one = asked._replace(filters=Filters(**filters, **{by: row.key}))
                assert self.behind(one, "at_risk_strict") == row.at_risk_strict.cases
                assert self.behind(one, "graduates", RANKED) == row.graduates
        assert self.behind(asked, "at_risk_form") == told.total.at_risk_form.cases
        assert self.behind(asked, "graduates", SMALL) == told.small.graduates
        return told

    def behind(self, asked: RiskAsked, part: str, size: str | None = None) -> int:
        page = {"asked": asked, "part": part, "size": size, "limit": 1000}
        return len(risk_ranking_page(self.office.projections, self.point(), **page))

    def schools(self, *, least: int = 1, **filters: Any) -> SchoolRanking:
        year = (date(2026, 1, 1), date(2026, 12, 31))
        asked = Asked(*year, Filters(**filters), WHOLE)
        told = school_ranking(self.office.projections, self.point(), asked=asked, least=least)
        for row in told.rows:
            one = asked._replace(filters=Filters(organisation=row.organisation))
            assert {part: self.listed(one, part) for part in PARTS} == row.parts
        return told

    def listed(self, asked: Asked, part: str, **size: Any) -> int:
        page = {"asked": asked, "part": part, "limit": 1000, **size}
        return len(school_ranking_page(self.office.projections, self.point(), **page))

    def graduates(
        self, organisation: str, *, idle: int = 0, caring: int = 0, busy: int = 0, **fields: Any
    ) -> list[UUID]:
        """Some without news, some who care for relatives, and some who work in the specialty."""
        opened = []
        for kind in ["idle"] * idle + ["caring"] * caring + ["busy"] * busy:
            type(self).numbers += 1
            case = self.open(self.numbers, organisation=organisation, **fields)
            if kind == "caring":
                self.office.write(case, status("FAMILY_CARE", WORK))
            if kind == "busy":
                self.office.write(case, employed(WORK))
            opened.append(case)
        return opened


@pytest.fixture
def centre(office: Office) -> Desk:
    return Desk(office)


def test_the_greatest_strict_share_comes_first_and_the_small_are_counted_apart(
    centre: Desk,
) -> None:
    centre.graduates("A", idle=1, caring=1, busy=3)
    centre.graduates("B", idle=2, caring=2, busy=1)
    centre.graduates("C", idle=3)
    told = centre.risks()
    rows = [(row.key, row.rank, row.graduates, row.at_risk_strict.percent) for row in told.rows]
    assert rows == [("B", 1, 5, 80.0), ("A", 2, 5, 40.0)]
    assert [row.at_risk_form.percent for row in told.rows] == [40.0, 20.0]
    assert (told.small_keys, told.small.graduates, told.small.at_risk_strict.cases) == (1, 3, 3)
    assert (told.total.graduates, told.total.at_risk_strict.cases) == (13, 9)
    assert [row.key for row in centre.risks(least=3).rows] == ["C", "B", "A"]


def test_equal_shares_share_a_rank_and_have_an_order(centre: Desk) -> None:
    centre.graduates("A", idle=1, busy=1)
    centre.graduates("B", caring=1, busy=1)
    centre.graduates("C", caring=2, busy=2)
    told = centre.risks(least=1)
    ranks = [(row.key, row.rank) for row in told.rows]
    assert ranks == [("C", 1), ("A", 1), ("B", 1)]  # more at risk, then more by the form


def test_rankings_keep_to_filters_bounds_and_dimensions(centre: Desk) -> None:
    other = {"passport": {"programme_code": "09.02.07"}}
    centre.graduates("A", idle=1)
    centre.graduates("C", idle=1, busy=1, **other)
    programmes = [(row.key, row.rank) for row in centre.risks("programme_code", least=1).rows]
    assert programmes == [("15.02.16", 1), ("09.02.07", 2)]
    assert [row.key for row in centre.risks("ugps", least=1).rows] == ["15", "09"]
    assert centre.risks(least=1, scope=Scope(regions=("70",))).total.graduates == 2
    assert centre.risks(least=1, graduation_year=2024).rows == []
    nowhere = centre.risks("municipality", least=1).rows
    assert [(row.key, row.rank, row.graduates) for row in nowhere] == [(None, None, 3)]


def test_no_graduates_have_no_share(centre: Desk) -> None:
    total = centre.risks().total
    assert total.at_risk_strict == share(0, 0)
    assert (total.at_risk_strict.percent, total.at_risk_strict.reason) == (None, NO_CASES)


def test_places_are_shared_and_what_has_no_value_comes_last() -> None:
    values = [Fraction(1, 2), None, Fraction(2, 3), Fraction(2, 4), Fraction(0)]
    assert places(values) == [2, 5, 1, 2, 4]
    assert places([None, None]) == [1, 1]


def test_schools_are_ranked_by_five_places(centre: Desk) -> None:
    able, *_ = centre.graduates("A", idle=1, busy=3)
    direct, *_ = centre.graduates("B", idle=3, busy=1)
    student = centre.student(900)
    day = date(2026, 2, 2)
    card = {"state": "DONE", "outcome": "CREATED"}
    centre.step(able, "CAREER_CARD", day, **card)
    centre.step(student, "CAREER_CARD", day, **card)  # no graduate
    centre.do(able, consents.grant_consent, consent_kind="RESUME_TRANSFER", granted_on=day)
    interested = {"state": "DONE", "outcome": "INTERESTED"}
    for case in (able, student):
        centre.step(case, "VACANCY_OFFERED", day, **interested)
    hired = {"state": "DONE", "outcome": "HIRED_IN_SPECIALTY"}
    for case in (able, direct):  # one of them was offered nothing
        centre.step(case, "HIRING_OUTCOME", day, **hired)
    centre.office.write(able, employed(day, attributes={"via": "ROUTING"}))
    told = centre.schools()
    first, second = told.rows
    assert (first.organisation, first.rank, first.places) == ("A", 1, 5)
    assert (second.organisation, second.rank, second.places) == ("B", 2, 10)
    assert first.parts == {
        "in_specialty": 4, "graduates": 4, "at_risk_strict": 0, "routing_hires": 1, "cases": 5,
        "hired_of_offered": 1, "offered": 2, "career_card": 1,
    }  # fmt: skip
    shown = {row.code: (row.share.percent, row.place) for row in first.measures}
    assert shown == {
        "IN_SPECIALTY": (100.0, 1), "AT_RISK": (0.0, 1), "ROUTING_HIRES": (20.0, 1),
        "FUNNEL": (50.0, 1), "CAREER_CARD": (25.0, 1),
    }  # fmt: skip
    assert second.parts["hired_of_offered"] == 0
    unoffered = second.measures[3]
    assert (unoffered.share.percent, unoffered.share.reason, unoffered.place) == (None, NO_CASES, 2)


def test_a_card_that_was_closed_or_annulled_is_none(centre: Desk) -> None:
    closed, annulled, kept = centre.graduates("A", idle=3)
    day = date(2026, 2, 2)
    centre.step(closed, "CAREER_CARD", day, state="DONE", outcome="CLOSED")
    wrong = centre.step(annulled, "CAREER_CARD", day, state="DONE", outcome="CREATED")
    centre.do(annulled, cases.annul, wrong.entry_id, reason="ошибка")
    centre.step(kept, "CAREER_CARD", day, state="DONE", outcome="UPDATED")
    assert centre.schools().total.parts["career_card"] == 1


def test_small_schools_are_counted_together_and_lead_to_their_cases(centre: Desk) -> None:
    centre.graduates("A", busy=2)
    centre.graduates("B", idle=1)
    told = centre.schools(least=2)
    assert [row.organisation for row in told.rows] == ["A"]
    assert (told.small_keys, told.small.parts["graduates"], told.small.rank) == (1, 1, None)
    asked = Asked(TODAY, TODAY, Filters(), WHOLE)
    assert centre.listed(asked, "graduates", size=SMALL, least=2) == 1
    assert centre.listed(asked, "graduates", size=RANKED, least=2) == 2
    assert centre.schools(lifecycle="FINAL_YEAR").rows == []
