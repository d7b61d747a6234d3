"""An employer through valid time: changes, late news, what was wrong from the start."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from marshrut.employers.employer import (
    Employer,
    employer_id,
    opk_days,
    passport_of,
    stretches,
)
from marshrut.employers.events import EmployerChanged, EmployerRegistered
from marshrut.events import Stamp
from marshrut.ledger.mapper import EventMapper
from marshrut.refusals import Refused

BY = Stamp(actor="a", role="BCK_STAFF")
INN = "7001000013"
FIRST, MARCH, JUNE = date(2000, 1, 1), date(2026, 3, 1), date(2026, 6, 1)


def employer(**fields: Any) -> Employer:
    passport = passport_of({"name": "Завод", "industry": "MACHINERY", **fields})
    return Employer.register(INN, passport, by=BY)


def change(one: Employer, on: date | None, reason: str | None = None, **changes: Any) -> None:
    one.change(changes, effective_on=on, reason=reason, by=BY)


def industries(one: Employer) -> list[str | None]:
    """Since ever, from March on, from June on."""
    return [one.on(day).industry for day in (FIRST, MARCH, JUNE)]


def test_a_change_holds_from_its_day_on():
    one = employer()
    change(one, MARCH, industry="IT")
    assert industries(one) == ["MACHINERY", "IT", "IT"]
    assert one.on(date(2026, 2, 28)).industry == "MACHINERY"


def test_late_news_holds_until_what_was_known_of_later():
    one = employer()
    change(one, JUNE, industry="IT")
    change(one, MARCH, industry="ROBOTICS", name="Роботы")
    assert industries(one) == ["MACHINERY", "ROBOTICS", "IT"]
    assert one.on(JUNE).name == "Роботы"


def test_of_several_changes_on_one_day_the_last_holds():
    one = employer()
    change(one, MARCH, industry="IT", name="Коды")
    change(one, MARCH, industry=None)
    assert industries(one) == ["MACHINERY", None, None]
    assert one.on(MARCH).name == "Коды"


def test_what_was_wrong_from_the_start_is_right_on_all_days_before_it_changed():
    one = employer()
    change(one, JUNE, industry="IT")
    change(one, None, "По выписке из ЕГРЮЛ", industry="METALLURGY", name="Литейный завод")
    assert industries(one) == ["METALLURGY", "METALLURGY", "IT"]
    assert {one.on(day).name for day in (date.min, FIRST, JUNE)} == {"Литейный завод"}
    change(one, None, "Ещё раз", industry="MINING")
    assert industries(one) == ["MINING", "MINING", "IT"]


def test_it_is_said_why_something_was_wrong_from_the_start():
    with pytest.raises(Refused) as refused:
        change(employer(), None, industry="IT")
    assert (refused.value.code, refused.value.findings[0].field) == ("REQUIRED", "reason")


def test_an_employer_of_the_industry_opk_is_of_the_opk():
    assert employer(industry="OPK").on(MARCH).opk
    assert not employer().on(MARCH).opk
    one = employer()
    change(one, MARCH, industry="OPK")
    change(one, JUNE, industry="MACHINERY")
    assert [one.on(day).opk for day in (FIRST, MARCH, JUNE)] == [False, True, True]
    assert opk_days(one.events) == [(date.min, False), (MARCH, True)]


def test_whoever_says_the_industry_opk_and_not_of_the_opk_is_refused():
    with pytest.raises(Refused, match="OPK_INDUSTRY"):
        employer(industry="OPK", opk=False)
    one = employer()
    change(one, MARCH, industry="OPK")
    for on, said in (
        (JUNE, {"opk": False}),
        (MARCH, {"opk": False}),
        (None, {"industry": "OPK", "opk": False}),
    ):
        with pytest.raises(Refused, match="OPK_INDUSTRY"):
            change(one, on, "Ошибка", **said)
    assert one.version == 2
    change(one, FIRST, opk=False)
    change(one, JUNE, opk=False, industry="MACHINERY")
    assert opk_days(one.events) == [(date.min, False), (MARCH, True), (JUNE, False)]


def test_late_news_may_not_contradict_what_is_known_of_later_days():
    one = employer()
    change(one, JUNE, opk=False)
    with pytest.raises(Refused, match="OPK_INDUSTRY"):
        change(one, MARCH, industry="OPK")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"inn": "1"}, ("UNKNOWN_FIELD", "inn")),
        ({"name": 5}, ("INVALID", "name")),
        ({"name": None}, ("INVALID", "changes")),
        ({"opk": "да"}, ("INVALID", "opk")),
    ],
)
def test_a_change_out_of_shape_is_refused(changes: dict[str, Any], told: tuple[str, str]):
    one = employer()
    with pytest.raises(Refused) as refused:
        change(one, MARCH, **changes)
    assert (refused.value.code, refused.value.findings[0].field) == told
    assert one.version == 1


def test_its_inn_is_its_identity():
    assert employer().id == employer_id(INN) != employer_id("6301000012")


def test_a_correction_of_all_days_is_stored_and_read_again():
    one = employer()
    change(one, None, "Опечатка", name="Заводъ")
    mapper = EventMapper()
    again = [mapper.event_of(mapper.stored(event)) for event in one.collect_events()]
    assert again == one.events
    assert b'"effective_on":null' in mapper.stored(one.events[1]).state


@pytest.mark.parametrize("seed", range(20))
def test_every_day_says_what_was_said_last_of_it(seed: int):
    """Against the rule itself: the changes begun by the day, by (day, order of recording)."""
    rng = Random(seed)  # noqa: S311 - a course to repeat
    days = [None, *(date(2026, month, 1) for month in range(1, 7))]
    one = employer()
    for number in range(rng.randint(0, 12)):
        said = {"name": f"Завод {number}"} if rng.random() < 0.5 else {}
        said |= {"region_code": rng.choice([None, "67", "70"])} if not said else {}
        change(one, rng.choice(days), "Так", **said)
    for day in (FIRST, *(date(2026, month, 15) for month in range(1, 8))):
        told: dict[str, Any] = {"name": "Завод", "region_code": None}
        changes = [event for event in one.events if isinstance(event, EmployerChanged)]
        begun = [(c.effective_on or date.min, n, c.changes) for n, c in enumerate(changes)]
        for start, _, said in sorted(begun, key=lambda each: each[:2]):
            told |= said if start <= day else {}
        assert {name: getattr(one.on(day), name) for name in told} == told


def test_stretches_follow_one_another_from_the_first_day_on():
    one = employer()
    change(one, JUNE, industry="IT")
    change(one, MARCH, opk=True)
    found = [period for period, _ in stretches(one.events)]
    assert found[0].start == date.min
    assert [p.end for p in found] == [*(p.start for p in found[1:]), None]
    assert isinstance(one.events[0], EmployerRegistered)
