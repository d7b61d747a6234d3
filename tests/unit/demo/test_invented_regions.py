"""The demo's regions are shaped by what is known of real ones, and nobody in them is real."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from api.demo.calendar import STORY_ENDS, Calendar, working_day
from api.demo.cast import case_id, graduate
from api.demo.occasions import occasions
from api.demo.people import UNUSED_SNILS
from api.demo.support import MeasureOccasion, StepOccasion
from api.demo.tables import employers, programmes, regions, rows, schools
from marshrut.classifiers import classifier
from marshrut.identifiers import inn10, oktmo, programme_code, snils

MANY = 10_000
SMOLENSK = "67"
GRADUATES_A_YEAR = {SMOLENSK: 4500, "70": 3600, "63": 6900}
OKTMO_OF = {SMOLENSK: "66", "70": "69", "63": "36"}
IN_CODE = {"LEGAL_AID", "RESUME_TO_EMPLOYER", "TARGETED_CONTRACT_VIA_CK"}
ROUTES = {
    "CAREER_CARD",
    "DIPLOMA",
    "GRADUATE_BANK",
    "HIRING_OUTCOME",
    "INTERVIEW",
    "LEGAL_AID_CASE",
    "REASON_ANALYSIS",
    "REGION_TRANSFER",
    "RESUME_SENT",
    "RETENTION_CHECK",
    "RETRAINING_OFFER",
    "TARGET_TRACKING",
    "TARGETED_CONTRACT",
}
"""Steps that stories tell by themselves; the others come from the table."""


@pytest.fixture(scope="module")
def cast():
    calendar = Calendar(STORY_ENDS)
    return [graduate(calendar, number) for number in range(MANY)]


def share(found):
    found = list(found)
    return sum(found) / len(found)


def test_smolensk_has_the_schools_that_the_programme_counts():
    here = [school for school in schools() if school.region == SMOLENSK]
    assert Counter(school.founder_type for school in here) == {
        "REGIONAL_EDU": 16,
        "REGIONAL_HEALTH": 3,
        "REGIONAL_CULTURE": 1,
        "FEDERAL": 1,
        "NON_STATE": 8,
    }
    assert Counter(school.has_centre for school in here) == {True: 21, False: 8}
    assert {s.centre_kind for s in here if not s.has_centre} == {"RESPONSIBLE_PERSON"}


@pytest.mark.parametrize("region", GRADUATES_A_YEAR)
def test_a_region_graduates_so_many_a_year(region):
    here = [school for school in schools() if school.region == region]
    assert sum(school.graduates for school in here) == GRADUATES_A_YEAR[region]


def test_every_school_is_well_described():
    assert len({school.code for school in schools()}) == len(schools())
    for school in schools():
        assert oktmo(school.municipality).startswith(OKTMO_OF[school.region])
        assert {programme.profile for programme in programmes(school)} == set(school.profiles)
        classifier("founder_types").get(school.founder_type)
    for row in rows("programmes"):
        programme_code(row["code"])
        classifier("ugps").get(row["code"][:2])
    for region in regions().values():
        assert oktmo(region.municipality).startswith(OKTMO_OF[region.code])


def test_every_employer_has_an_inn_that_no_real_one_has():
    assert all(inn10(one.inn).startswith("00") for one in employers())


def test_most_employers_are_in_the_register_by_their_industry_and_some_are_not():
    assert all(one.industry in classifier("industries").codes for one in employers())
    assert [one.registered for one in employers()].count(False) == 3
    assert {one.region for one in employers() if one.opk} == {"63", "70"}
    known = {one.number: one for one in employers() if one.registered}
    for row in rows("employer_changes"):
        assert row["number"] in known
        day = date.fromisoformat(row["on"])
        assert working_day(day) == day <= STORY_ENDS


def test_the_cast_is_spread_as_graduates_are(cast):
    regional = [who for who in cast if who.school.region == SMOLENSK]
    assert len(regional) / MANY == pytest.approx(4500 / 15000, abs=0.005)
    state = share(who.school.founder_type.startswith("REGIONAL") for who in regional)
    assert state == pytest.approx(0.778, abs=0.005)
    years = Counter(who.year for who in cast)
    assert years == dict.fromkeys((2024, 2025, 2026, 2027), pytest.approx(MANY / 4, abs=2))
    assert share(who.study_form == "FULL_TIME" for who in cast) == pytest.approx(0.82, abs=0.015)


def test_men_and_women_learn_what_they_learn(cast):
    by_programme = {}
    for who in cast:
        by_programme.setdefault(who.programme, []).append(who.male)
    for programme, men in by_programme.items():
        tolerance = 1.5 / len(men) ** 0.5
        assert share(men) == pytest.approx(programme.men / 100, abs=tolerance), programme.name


def test_nobody_is_real_and_nobody_is_met_twice(cast):
    numbers = [who.person["snils"] for who in cast if "snils" in who.person]
    assert len(set(numbers)) == len(numbers)
    assert all(int(snils(number)[:9]) >= UNUSED_SNILS for number in numbers)
    assert len({who.case_id for who in cast}) == MANY
    assert all(who.person.get("phone", "+7 000 ").startswith("+7 000 ") for who in cast)
    assert all(who.person.get("email", "@example.org").endswith("@example.org") for who in cast)


def test_the_last_of_a_million_has_a_snils_too():
    last = graduate(Calendar(STORY_ENDS), 999_998)
    assert snils(last.person["snils"]).startswith("999999998")


def test_foreigners_have_no_snils(cast):
    foreign = [who for who in cast if who.person.get("citizenship", "RU") != "RU"]
    assert 0.004 < len(foreign) / MANY < 0.02
    assert not any("snils" in who.person for who in foreign)


def test_students_follow_the_three_cohorts_from_autumn_on():
    assert Calendar(date(2026, 8, 31)).years == (2024, 2025, 2026)
    assert Calendar(date(2026, 9, 1)).years == (2024, 2025, 2026, 2027)


def test_a_case_is_the_same_however_many_there_are():
    assert graduate(Calendar(STORY_ENDS), 77) == graduate(Calendar(STORY_ENDS), 77)
    assert case_id(0) == case_id(0) != case_id(1)


def test_all_measures_and_steps_of_the_classifiers_are_told():
    measures = {one.code for one in occasions("measures", MeasureOccasion)}
    assert measures | IN_CODE == set(classifier("measures").codes)
    steps = {one.code for one in occasions("steps", StepOccasion)}
    assert steps | ROUTES == set(classifier("steps").codes)
    assert not steps & ROUTES


def test_outcomes_of_the_table_are_those_of_the_steps():
    for one in occasions("steps", StepOccasion):
        assert one.outcomes.keys() <= set(classifier("steps").get(one.code).words("outcomes"))


def test_nothing_is_opened_before_the_school_year_or_the_records(cast):
    first = Calendar(STORY_ENDS).first
    assert first == date(2025, 5, 20)
    assert all(who.opened >= max(first, date(who.year - 1, 9, 1)) for who in cast)
    assert {who.opened.weekday() for who in cast} == {0, 1, 2, 3, 4}
