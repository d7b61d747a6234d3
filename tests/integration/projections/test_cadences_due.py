"""What is due for whom: the days of a cut-off, news, forecasts, and who is not concerned."""

from __future__ import annotations

from calendar import FRIDAY
from datetime import date
from typing import Any

import pytest

from marshrut.application import cases
from marshrut.application.erasure import erase
from projections.cadences_due import (
    KEEPING,
    NOT_OF_CASES,
    NOT_YET_OPEN,
    PARTS,
    CadenceDue,
    DueAsked,
    due,
    due_page,
)
from projections.population import Filters, Scope
from tests.support.centre import Centre
from tests.support.office import ADMIN, Office, status

SEPTEMBER = date(2025, 9, 10)
"""In the first days of the month for Smolensk, before the cut-off of the 20th for Tomsk."""


class Desk(Centre):
    """A centre, and what is due there: every count has as many cases behind it.

    The cases of a count are listed by one of the databases, in turns: both read the same frames,
    and of which cadence and part a case is, is decided over these.
    """

    def told(
        self, day: date = SEPTEMBER, known: int | None = None, **asked: Any
    ) -> dict[str, CadenceDue]:
        own = {name: asked.pop(name) for name in ("scope", "weekday") if name in asked}
        question = DueAsked(Filters(**asked), **{"scope": Scope(), **own})
        point = self.point(day, known)
        told = due(self.office.projections, point, asked=question)
        for one in told:
            for part in (part for part in PARTS if one.total[part] is not None):
                assert sum(row.parts[part] or 0 for row in one.rows) == one.total[part]
                if not self.its_turn():
                    continue
                which = {"cadence": one.code, "part": part, "limit": 100}
                found = due_page(self.office.projections, point, asked=question, **which)
                assert len(found) == one.total[part], (one.code, part)
        return {one.code: one for one in told}

    def missing(self, code: str, day: date = SEPTEMBER, known: int | None = None) -> Any:
        return self.told(day, known)[code].total["missing"]

    def confirm(self, case_id: Any, on: date) -> Any:
        return self.do(case_id, cases.confirm, effective_on=on)


@pytest.fixture
def centre(office: Office) -> Desk:
    return Desk(office)


def test_each_case_is_looked_at_in_each_half_of_a_month(centre: Desk) -> None:
    changed, confirmed, old, never = (centre.open(number) for number in range(4))
    centre.office.employ(changed, date(2025, 9, 1))
    centre.office.employ(confirmed, date(2025, 7, 2))
    centre.confirm(confirmed, date(2025, 9, 10))
    centre.office.employ(old, date(2025, 8, 31))
    told = centre.told()["TM"]
    assert (told.last.on, told.next) == (date(2025, 8, 31), (date(2025, 9, 1), date(2025, 9, 15)))
    assert told.total == {
        "cases": 4, "changed": 1, "confirmed": 1, "done": 2, "missing": 2, "stale": 1,
    }  # fmt: skip
    assert centre.missing("TM", date(2025, 9, 15)) == 2
    assert centre.missing("TM", date(2025, 9, 16)) == 4
    both = centre.confirm(changed, date(2025, 9, 9))
    assert centre.told()["TM"].total["done"] == 2
    centre.confirm(never, date(2025, 9, 1))
    assert (centre.missing("TM"), centre.missing("TM", known=both.position)) == (1, 2)
    monthly = centre.told()["M01"]
    assert (monthly.next.on, monthly.total["stale"]) == (date(2025, 10, 1), 0)
    assert monthly.total["changed"] == 0  # the first of September is the last of the days before


def test_regions_have_their_own_cadences(centre: Desk) -> None:
    here, there = centre.open(1), centre.open(2, organisation="C")
    for case in (here, there):
        centre.office.employ(case, date(2025, 8, 31))
    told = centre.told()
    cells = {(code, row.organisation) for code, one in told.items() for row in one.rows}
    assert {cell for cell in cells if cell[0] in {"M20", "M01", "TM"}} == {
        ("M20", "C"), ("M01", "A"), ("TM", "A"),
    }  # fmt: skip
    assert (told["M20"].total["missing"], told["TM"].total["missing"]) == (0, 1)
    tomsk = centre.told(scope=Scope(regions=("70",)))
    assert [row.organisation for row in tomsk["Q"].rows] == ["C"]
    assert centre.told(organisation="B")["TM"].rows == []


def test_students_are_followed_weekly_from_april(centre: Desk) -> None:
    student = centre.student()
    centre.confirm(student, date(2026, 4, 1))
    weekly = centre.told(date(2026, 4, 6))["W"]
    assert weekly.next == (date(2026, 4, 1), date(2026, 4, 6))
    assert weekly.total["missing"] == 0
    assert centre.missing("W", date(2026, 4, 7)) == 1
    friday = centre.told(date(2026, 4, 3), weekday=FRIDAY)["W"]
    assert (friday.next.on, friday.total["missing"]) == (date(2026, 4, 3), 0)
    before = centre.told(date(2026, 3, 31))["W"]
    assert (before.reason, before.total["cases"]) == (NOT_YET_OPEN, 1)
    assert {before.total[part] for part in KEEPING} == {None}


def test_forecasts_are_due_in_february_and_june(centre: Desk) -> None:
    fresh, old, none = (centre.student(number) for number in range(3))
    centre.office.write(fresh, status("F_EMPLOYED", date(2026, 1, 1)))
    centre.office.write(old, status("F_EMPLOYED", date(2025, 12, 31)))
    february = centre.told(date(2026, 2, 28))["F1"]
    assert february.next == (date(2026, 1, 1), date(2026, 2, 28))
    assert (february.total["done"], february.total["missing"]) == (1, 2)
    assert february.total["stale"] is None
    for case in (old, none):
        centre.confirm(case, date(2026, 2, 28))
    confirmed = centre.told(date(2026, 2, 28))["F1"].total
    assert (confirmed["confirmed"], confirmed["missing"]) == (1, 1)  # of nothing, no forecast
    assert centre.told(date(2026, 5, 31))["F2"].reason == NOT_YET_OPEN
    assert centre.missing("F2", date(2026, 6, 1)) == 3


def test_reports_of_schools_ask_nothing_of_cases(centre: Desk) -> None:
    centre.open()
    told = centre.told()
    assert {code for code, one in told.items() if one.reason == NOT_OF_CASES} == {
        "Q", "V", "AY", "E", "MV",
    }  # fmt: skip
    assert [row.organisation for row in told["E"].rows] == ["A", "B", "C"]
    assert set(told["E"].total.values()) == {None}
    verified = told["V"].total
    assert (verified["cases"], verified["missing"]) == (1, None)
    assert "R" not in told


def test_the_dead_the_gone_and_the_erased_are_not_due(centre: Desk) -> None:
    dead, closed, merged, erased, kept = (centre.open(number) for number in range(5))
    assert centre.told()["TM"].total["missing"] == 5
    centre.office.write(dead, status("DECEASED", date(2025, 9, 10)))
    centre.do(closed, cases.close, effective_on=date(2025, 9, 1))
    merge = centre.do(merged, cases.merge, into_case_id=kept, reason="дубль")
    erase(centre.office.service, ADMIN, erased, reason="заявление", act_number="7")
    assert centre.missing("TM", date(2025, 9, 9)) == 3
    assert centre.told(lifecycle="any")["TM"].total["missing"] == 2
    assert centre.missing("TM", known=merge.position) == 3
