"""What is reported has the form of its indicator, and comes into the figures as it was said."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.hostile import codes_by_field, problem
from tests.support.http import SCHOOL, Client, Installation, answered
from tests.support.reports import (
    CONTINGENT,
    COUNT,
    EXTRA,
    SHARE,
    TEXT,
    YES,
    done,
    report,
    reported,
    values,
)

TO_COME = {"period_from": "2199-01-01", "period_to": "2199-12-31"}


@pytest.mark.parametrize(
    ("indicator", "fields", "wrong"),
    [
        (COUNT, {"value": 1.5}, {"value": "INVALID"}),
        (COUNT, {"value": None}, {"value": "REQUIRED"}),
        (COUNT, {"numerator": 1}, {"numerator": "INVALID"}),
        (COUNT, {"value": None, "yes": True}, {"value": "REQUIRED", "yes": "INVALID"}),
        (COUNT, {"what": "DENOMINATOR"}, {"what": "INVALID"}),
        (SHARE, {"value": None, "numerator": 3}, {"denominator": "REQUIRED"}),
        (SHARE, {"numerator": 3, "denominator": 4}, {"value": "INVALID"}),
        (SHARE, {"value": None}, {"numerator": "REQUIRED", "denominator": "REQUIRED"}),
        (YES, {}, {"yes": "REQUIRED", "value": "INVALID"}),
        (TEXT, {}, {"text": "REQUIRED", "value": "INVALID"}),
        (CONTINGENT, {}, {"what": "INVALID"}),
        (CONTINGENT, {"what": "DENOMINATOR", "value": 0.5}, {"value": "INVALID"}),
        (COUNT, {"category": "NONE"}, {"category": "UNKNOWN_CODE"}),
        (COUNT, {"evidence": {"kind": "ORAL"}}, {"evidence.kind": "UNKNOWN_CODE"}),
        (COUNT, {"period_to": "2024-12-31"}, {"period_to": "DATE_ORDER"}),
        (
            COUNT,
            {"period_from": "2199-01-01", "period_to": "2199-12-31"},
            {"period_from": "FUTURE_ACTUAL"},
        ),
        (COUNT, {"value": -1}, {"value": "INVALID"}),
        (COUNT, {"value": "12"}, {"value": "INVALID"}),
    ],
)
def test_a_value_has_the_form_of_its_indicator(
    indicator: str, fields: dict[str, Any], wrong: dict[str, str], staff: Client
):
    told = problem(staff.post(f"indicators/{indicator}/values", report(**fields)))
    assert codes_by_field(told) == wrong


def test_each_form_is_read_as_it_was_reported(staff: Client):
    forms: dict[str, dict[str, Any]] = {
        SHARE: {"value": None, "numerator": 0, "denominator": 0},
        YES: {"value": None, "yes": False},
        TEXT: {"value": None, "text": "Банк вакансий обновлён 25.12.2025"},
        CONTINGENT: {"what": "DENOMINATOR", "value": 410},
        EXTRA: {"what": "EXTRA", "value": 7, "category": "OVZ_DISABLED", "graduation_year": 2025},
    }
    for indicator, said in forms.items():
        reported(staff, indicator, **said)
        (shown,) = values(staff, indicator)
        assert {name: shown[name] for name in said} == said
    reported(staff, SHARE, value=62.5)
    assert [v["value"] for v in values(staff, SHARE)] == [None, 62.5]


def figure(client: Client, indicator: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"indicators/{indicator}", {"as_of": "2025-12-31", **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def test_figures_take_what_was_reported_of_their_part(staff: Client, installation: Installation):
    authority = installation.client("ROIV_STAFF", regions=("70",))
    share = reported(staff, SHARE, value=None, numerator=3, denominator=8)
    reported(staff, CONTINGENT, what="DENOMINATOR", value=50)
    reported(staff, EXTRA, what="EXTRA", value=7)
    assert figure(authority, SHARE)["value"] is None
    told = figure(authority, SHARE, organisation=SCHOOL)
    assert (told["value"], told["numerator"], told["denominator"]) == (37.5, 3, 8)
    assert (told["reported"]["approved"], told["reported"]["author_role"]) == (False, "CK_STAFF")
    done(authority, share, "approval")
    assert figure(authority, SHARE, organisation=SCHOOL)["reported"]["approved"] is True
    assert figure(staff, CONTINGENT, organisation=SCHOOL)["denominator"] == 50
    counted = figure(staff, EXTRA, organisation=SCHOOL)
    added = figure(staff, EXTRA, organisation=SCHOOL, variant="with_reported")
    assert (counted["value"], added["value"]) == (0, 7)


def test_a_share_of_nothing_is_null_with_a_reason(staff: Client):
    reported(staff, SHARE, value=None, numerator=0, denominator=0)
    told = figure(staff, SHARE, organisation=SCHOOL)
    assert (told["value"], told["denominator"], told["reason"]["code"]) == (None, 0, "NO_CASES")
