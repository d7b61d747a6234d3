"""Why a graduate suits a request, and whether they may be proposed."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.records.requests import Fitting, fitting
from marshrut.records.vacancies import Ground, Seeker

SEEKER = Seeker("15.02.16", "70", "69701000")


def fits(fields: dict[str, Any], region: str = "70", **about: Any) -> Fitting | None:
    return fitting(fields, region, SEEKER, **{"case_id": "x", "consented": True, **about})


@pytest.mark.parametrize(
    ("fields", "region"),
    [({"programme_codes": ["31.02.01"]}, "70"), ({"programme_codes": ["15.02.16"]}, "67")],
)
def test_another_trade_or_region_does_not_suit(fields: dict[str, Any], region: str):
    assert fits(fields, region) is None


def test_programme_and_territory_are_grounds():
    asked = {"programme_codes": ["15.02.16"], "municipality": "69701000"}
    assert fits(asked) == Fitting((Ground.PROGRAMME, Ground.MUNICIPALITY), True, False)
    assert fits({}, consented=False) == Fitting((Ground.ANY_PROGRAMME,), False, False)


def test_whoever_was_proposed_is_told_so():
    answered = [{"case_id": "y"}, {"case_id": "x", "hired": False}]
    assert fits({"answered_by": answered}).proposed  # type: ignore[union-attr]
    assert not fits({"answered_by": answered[:1]}).proposed  # type: ignore[union-attr]
