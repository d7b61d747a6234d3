"""The shipped programmes hold what the originals say: wording, numbers, deadlines, defects."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from marshrut.classifiers import classifier
from marshrut.programmes.plan import Comparator, Indicator, Level, PeriodKind, Plan, Target
from marshrut.programmes.schedule import occurrences
from marshrut.programmes.shipped import TEMPLATES, activities, legal_basis, templates
from tests.support.programme_tables import AT_MOST, COHORTS, DEFECTS, ROADMAP, SCHOOL, SMOLENSK

OFFICIAL: dict[str, Any] = json.loads(
    Path(__file__).with_name("official_wording.json").read_text(encoding="utf-8")
)
ROOT = Path(__file__).parents[3]
COUNTS = {"S000": (21, 22, 3), "S001": (25, 11, 6), "S002": (30, 27, 7)}
MARKUP = re.compile(r"</?[a-z]+[^>]*>")


def plan(code: str) -> Plan:
    return templates()[code].plan


def indicator(identity: str) -> Indicator:
    code = identity.partition("-")[0]
    return next(each for each in plan(code).indicators if each.id == identity)


def told(text: str) -> str:
    """The wording without what is left of its markup."""
    return " ".join(MARKUP.sub("", text).split())


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_programme_has_every_item_indicator_and_section_of_its_original(code: str):
    found = plan(code)
    assert (len(found.items), len(found.indicators), len(found.sections)) == COUNTS[code]
    assert all(item.number and item.deadline and item.responsible for item in found.items)


def test_the_roadmap_is_told_in_its_official_wording():
    said = OFFICIAL["S000"]
    found = plan("S000")
    assert found.title == said["title"]
    assert {item.number: item.title for item in found.items} == said["titles"]
    assert {item.number: item.expected_result for item in found.items} == said["results"]
    deadlines = {item.number: item.deadline for item in found.items}
    assert {number: deadlines[number] for number in said["deadlines"]} == said["deadlines"]


def test_the_regional_plan_is_told_in_its_official_wording():
    said = OFFICIAL["S001"]
    found = plan("S001")
    assert {section.number: section.title for section in found.sections} == said["sections"]
    titles = {number: told(title) for number, title in said["titles"].items()}
    assert {item.number: item.title for item in found.items} == titles
    names = {each.id: each.title for each in found.indicators}
    doubled = "регионального прогноза "
    expected = {k: v.replace(doubled * 2, doubled) for k, v in said["indicators"].items()}
    assert names == expected


def test_the_plan_of_the_school_is_told_in_its_official_wording():
    said = OFFICIAL["S002"]
    found = plan("S002")
    titles = [[number, told(title)] for number, title in said["titles"]]
    assert [[item.number, item.title] for item in found.items] == titles
    assert {each.id: each.title for each in found.indicators} == said["indicators"]


def test_results_of_the_school_have_no_scraps_of_the_table():
    for item in plan("S002").items:
        assert item.expected_result, item.id
        assert not re.search(r"\||<|№|Срок реализации", item.expected_result), item.id


def targets(*lines: str) -> dict[str, tuple[str, list[float | None]]]:
    told = {}
    for line in lines:
        number, op, *values = line.split()
        told[f"S000-{number}"] = (op, [None if v == "-" else float(v) for v in values])
    return told


def test_targets_of_the_roadmap_are_those_of_its_years():
    found = {
        each.id: (each.targets[0].op.lower(), [target.value for target in each.targets])
        for each in plan("S000").indicators
        if each.id != "S000-3.11"
    }
    assert found == targets(*ROADMAP.strip().splitlines())
    for each in plan("S000").indicators:
        years = [target.period_from.year for target in each.targets]
        assert years == ([2025] if each.id == "S000-3.11" else [2025, 2026, 2027, 2028, 2029])
    assert [target.value for target in indicator("S000-3.11").targets] == [3]


def test_targets_of_the_regional_plan():
    signs = {code: term.extra["sign"] for code, term in classifier("comparators").terms.items()}
    found = {
        each.id: (signs[each.targets[0].op], each.targets[0].value, each.targets[0].cohort)
        for each in plan("S001").indicators
    }
    shown = {"≥": ">=", "≤": "<="}
    assert {k: (shown[op], *rest) for k, (op, *rest) in found.items()} == SMOLENSK
    assert indicator("S001-I6").threshold == 10
    dated = [each.id for each in plan("S001").indicators if each.targets[0].cohort]
    assert [indicator(each).targets[0].period for each in dated] == [PeriodKind.DATE] * 2


@pytest.mark.parametrize("identity", SCHOOL)
def test_targets_of_the_school(identity: str):
    found: dict[int | None, dict[str | None, float | None]] = {}
    for target in indicator(identity).targets:
        found.setdefault(target.cohort, {})[target.category] = target.value
        expected = Comparator.LE if identity in AT_MOST else Comparator.GE
        assert target.op is expected
    assert found == dict.fromkeys(COHORTS.get(identity, (None,)), SCHOOL[identity])


def test_targets_that_are_decomposed_wait_for_their_values():
    manual = {each.id for code in TEMPLATES for each in plan(code).indicators if waits(each)}
    assert manual == {"S002-K1", "S002-G3.6", "S002-G3.7"}
    assert [t.category for t in indicator("S002-K1").targets] == [None, "OVZ_DISABLED"] * 3


def waits(found: Indicator) -> bool:
    kinds = {(target.manual, target.value is None) for target in found.targets}
    assert kinds <= {(True, True), (False, False), (False, True)}
    return any(target.manual for target in found.targets)


def test_yes_is_a_number_that_can_be_compared():
    for number, word in (("G1.1", "есть"), ("G1.2", "да"), ("G1.3", "есть")):
        (target,) = indicator(f"S002-{number}").targets
        assert (target.op, target.value, target.printed) == (Comparator.EQ, 1, word)


def test_a_bare_number_is_told_from_one_with_its_sign():
    def inferred(identity: str, **fields: Any) -> set[bool]:
        return {t.inferred for t in indicator(identity).targets if matches(t, fields)}

    assert inferred("S000-3.10") == {False}
    assert inferred("S000-3.8") == {True}
    assert inferred("S001-I1") == {True}
    assert inferred("S001-I2") == {False}
    assert inferred("S002-K2", category="ABILYMPICS_WINNER") == {True}
    assert inferred("S002-K2", category="PROFESSIONALITET") == {False}
    assert inferred("S002-G5.2") == {True}


def matches(target: Target, fields: dict[str, Any]) -> bool:
    return all(getattr(target, name) == value for name, value in fields.items())


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_defect_of_the_original_is_noted_where_it_is(code: str):
    found = plan(code)
    known = {*(item.id for item in found.items), *(each.id for each in found.indicators), None}
    assert {note.about for note in found.notes} <= known
    assert {note.defect for note in found.notes if note.defect} == set(DEFECTS[code])


@pytest.mark.parametrize(
    ("code", "number", "days"),
    [
        ("S000", "1.1", [date(year, 1, 20) for year in range(2025, 2030)]),
        ("S000", "3.2", [date(year, 6, 30) for year in range(2026, 2030)]),
        ("S000", "3.9", [date(year, 12, 1) for year in range(2025, 2030)]),
        ("S000", "3.11", [date(2025, 6, 30), date(2025, 10, 31)]),
        ("S001", "2.2", [date(2022, 1, 21), date(2022, 6, 10)]),
        ("S001", "4.2", [date(2022, month, 1) for month in range(1, 13)]),
        ("S002", "5.1", [date(2024, 12, 31), date(2025, 6, 30), date(2025, 8, 31)]),
        ("S002", "6.3", [date(2025, 2, 28), date(2025, 6, 30)]),
    ],
)
def test_deadlines_are_normalised(code: str, number: str, days: list[date]):
    assert due(code, number) == days


def due(code: str, number: str) -> list[date]:
    found = plan(code)
    (item,) = [item for item in found.items if item.id == number]
    bounds = {"valid_from": found.valid_from, "valid_to": found.valid_to}
    return [one.due_on for one in occurrences(item.schedule, **bounds)]


def test_how_often_items_are_due():
    assert len(due("S000", "2.3")) == len(due("S000", "3.8")) == 60
    assert due("S000", "2.3")[1] == date(2025, 2, 28)
    assert due("S000", "3.8")[0] == date(2025, 1, 20)
    quarters = due("S000", "3.5")
    assert (quarters[0], len(quarters)) == (date(2025, 4, 1), 19)
    twice = due("S001", "4.1")
    assert (twice[0], twice[-1], len(twice)) == (date(2022, 7, 15), date(2022, 12, 31), 12)
    monthly = due("S002", "2.8")
    assert (monthly[0], monthly[-1], len(monthly)) == (date(2024, 9, 30), date(2025, 6, 30), 10)
    assert all(due("S000", number) == [] for number in ("1.2", "1.3", "3.1"))


def test_the_second_item_1_3_of_the_school_is_told_from_the_first():
    found = [item.id for item in plan("S002").items if item.number == "1.3"]
    assert found == ["1.3", "1.3bis"]


def test_partners_take_part_by_agreement_where_that_is_printed():
    found = {
        (code, item.id): [partner.code for partner in item.partners if partner.by_agreement]
        for code in TEMPLATES
        for item in plan(code).items
    }
    assert found["S000", "1.2"] == ["ADM_MO"]
    assert found["S000", "3.10"] == ["CZN", "EMPLOYERS"]
    assert found["S001", "4.4"] == ["CZN_DEP", "PFR", "MB"]
    (fair,) = [item for item in plan("S002").items if item.id == "4.3"]
    assert [(partner.code, partner.by_agreement) for partner in fair.partners] == [
        ("MINTRUD", False)
    ]


def test_originals_are_approved_by_posts_and_not_by_persons():
    approvals = {code: templates()[code].approval for code in TEMPLATES}
    assert approvals["S000"] is None
    regional, school = approvals["S001"], approvals["S002"]
    assert regional
    assert school
    assert (regional.number, regional.aliases) == ("1006-02", ("1006-0А",))
    assert (regional.approved_on, regional.signed_by) == (
        date(2021, 11, 19),
        "Начальник Департамента",
    )
    assert (school.approved_on, school.signed_by) == (date(2024, 9, 10), "Директор")


def test_whose_the_programmes_are():
    found = {code: (each.level, each.region_code) for code, each in templates().items()}
    assert found == {
        "S000": (Level.REGION, "70"),
        "S001": (Level.REGION, "67"),
        "S002": (Level.ORG, "63"),
    }


def test_the_57_recommended_activities_with_their_keywords():
    assert {each.id: each.title for each in activities().values()} == OFFICIAL["S004"]
    assert list(activities()) == [f"S004-A{number}" for number in range(1, 58)]
    words = Counter(word for each in activities().values() for word in each.keywords)
    assert set(words) == set(classifier("activity_keywords").codes) - {"BCK"}
    assert activities()["S004-A19"].keywords == ("POO", "PREVIOUS_YEARS")


def test_the_register_of_acts_has_slots_to_be_filled():
    slots = Counter(act.level for act in legal_basis() if act.title is None)
    assert slots == {"REGIONAL": 5, "MUNICIPAL": 2, "LOCAL": 2}
    acts = [act for act in legal_basis() if act.title]
    assert len(acts) == 9
    (replaced,) = [act for act in acts if act.superseded_by]
    assert "1032-1" in (replaced.title or "")
    assert "565-ФЗ" in (replaced.superseded_by or "")


def test_the_page_counts_as_the_data_do():
    page = (ROOT / "docs" / "programmes.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in re.findall(r"\| `(S00\d` \| .*) \|", page)]
    counted = {code[:4]: [int(cell) for cell in cells] for code, _, *cells in rows}
    assert counted == {
        code: [
            len(plan(code).items),
            len(plan(code).indicators),
            sum(len(each.targets) for each in plan(code).indicators),
            sum(len(due(code, item.id)) for item in plan(code).items),
        ]
        for code in TEMPLATES
    }
