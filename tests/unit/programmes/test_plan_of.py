"""A plan made from a request: recommended activities, the register of acts, what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marshrut.application.programme_plan import plan_of, revision_of
from marshrut.programmes.shipped import activities, legal_basis
from marshrut.refusals import Refused


def said(*items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "title": "План",
        "valid_from": date(2025, 9, 1),
        "valid_to": date(2026, 8, 31),
        "items": list(items),
        **fields,
    }


def test_an_activity_gives_an_item_its_title_and_keywords():
    (item,) = plan_of(said({"number": "1", "section": "1", "activity": "S004-A5"})).items
    assert item.title == activities()["S004-A5"].title
    assert (item.id, item.keywords, item.deadline) == ("1", ("ROIV", "ADDRESS"), "")


def test_an_item_may_say_otherwise_than_its_activity():
    given = {"number": "1", "section": "1", "activity": "S004-A5", "title": "Реестр", "id": "R"}
    (item,) = plan_of(said(given)).items
    assert (item.id, item.title, item.activity) == ("R", "Реестр", "S004-A5")


def test_every_activity_can_be_taken_into_a_plan():
    items = [{"number": name, "section": "1", "activity": name} for name in activities()]
    assert [item.activity for item in plan_of(said(*items)).items] == list(activities())


def test_a_plan_without_acts_has_the_register_with_its_slots():
    assert plan_of(said()).legal_basis == legal_basis()
    own = [{"group": "Иные акты", "level": "LOCAL", "title": "Положение о центре"}]
    assert [act.title for act in plan_of(said(legal_basis=own)).legal_basis] == [
        "Положение о центре"
    ]


def test_what_a_plan_needs_is_asked_for_at_once():
    with pytest.raises(Refused) as caught:
        plan_of({"title": "План"})
    found = [(each.code, each.field) for each in caught.value.findings]
    assert found == [("REQUIRED", "valid_from"), ("REQUIRED", "valid_to")]


@pytest.mark.parametrize(
    ("item", "code", "field"),
    [
        ({"activity": "S004-A58"}, "INVALID", "items.0.activity"),
        ({}, "REQUIRED", "items.0.title"),
    ],
)
def test_an_item_needs_a_title_or_an_activity_that_there_is(
    item: dict[str, Any], code: str, field: str
):
    with pytest.raises(Refused) as caught:
        plan_of(said({"number": "1", "section": "1", **item}))
    (found,) = caught.value.findings
    assert (found.code, found.field) == (code, field)


def test_nulls_are_what_was_not_said():
    item = {"number": "1", "section": "1", "title": "x", "deadline": None, "schedule": {}}
    plan = plan_of(said(item, goal=None))
    assert (plan.goal, plan.items[0].deadline) == (None, "")


def test_an_amendment_may_bring_activities_too():
    item = {"number": "2", "section": "1", "activity": "S004-A22"}
    found = revision_of({"effective_on": date(2026, 1, 1), "reason": "x", "items": [item]})
    assert found.items[0].title == "Формирование электронной базы стажировок"
