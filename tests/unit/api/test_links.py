"""Addresses of the way down, without an application: filters of a row, templates, what is told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from api.figure_links import cell_templates, row_links
from api.links import address, case_links, narrowed, template, with_events, with_row
from api.point import Point
from api.told_events import TELLERS
from marshrut.ledger.topics import domain_topics
from projections.population import Filters
from tests.support.ways import expand

POINT = Point(as_of=date(2026, 1, 31), known_position=7, known_at=None)
AT = "as_of=2026-01-31&known_position=7"
CASE = UUID("00000000-0000-0000-0000-000000000001")


def test_an_address_is_of_the_point_and_says_only_what_is_asked():
    assert address("/risks/cases", POINT) == f"/api/v1/risks/cases?{AT}"
    given = address("/risks/cases", POINT, {"group": "RG_OVZ", "cause": None}, limit=5)
    assert given == f"/api/v1/risks/cases?group=RG_OVZ&limit=5&{AT}"
    assert address("/cases", POINT, {"organisation": "А&Б"}).startswith("/api/v1/cases?org")
    assert "&Б" not in address("/cases", POINT, {"organisation": "А&Б"})


@pytest.mark.parametrize(
    ("filters", "row", "asked"),
    [
        ({}, {"organisation": "A"}, {"organisation": "A"}),
        ({"organisation": "A"}, {"organisation": "A"}, {"organisation": "A"}),
        ({}, {"municipality": None}, {"municipality": "none"}),
        ({"category": "OVZ"}, {"category": "OVZ"}, {"category": "OVZ"}),
        (
            {"category": "OVZ"},
            {"category": "ORPHAN"},
            {"category": "OVZ", "also_category": "ORPHAN"},
        ),
        (
            {"category": "OVZ", "also_category": "ORPHAN"},
            {"category": "MINOR"},
            {"category": "OVZ", "also_category": "ORPHAN,MINOR"},
        ),
        ({"at_risk": "form"}, {"at_risk": "strict"}, {"at_risk": "both"}),
        ({"at_risk": "strict"}, {"at_risk": "strict"}, {"at_risk": "strict"}),
        ({"lifecycle": "any"}, {"status": "NO_DATA"}, {"lifecycle": "any", "status": "NO_DATA"}),
    ],
)
def test_the_filters_of_a_row_narrow_those_of_the_question(filters, row, asked):
    assert narrowed(Filters(**filters), **row) == asked


def test_a_template_asks_for_nothing_twice():
    assert template("/x?a=1", "b", "c") == "/x?a=1{&b,c}"
    assert template("/x?a=1") == "/x?a=1"
    assert with_row("/x?a=1", Filters(organisation="A"), "organisation", "part") == "/x?a=1{&part}"
    told = cell_templates(Filters(status="NO_DATA"), ["status_group"])
    assert told["statuses"] == told["groups"] == "{+cases}"
    assert cell_templates(Filters())["statuses"] == "{+cases}{&status}"


@pytest.mark.parametrize("measure", ["strict", "form"])
def test_those_at_risk_by_the_other_measure_are_a_link_of_the_row(measure: str):
    filters, other = Filters(at_risk=measure), {"strict": "form", "form": "strict"}[measure]
    links = row_links("/snapshot/cases", POINT, filters, {})
    assert links == {
        "cases": f"/api/v1/snapshot/cases?at_risk={measure}&{AT}",
        f"at_risk_{other}": f"/api/v1/snapshot/cases?at_risk=both&{AT}",
    }
    assert f"at_risk_{other}" not in cell_templates(filters)


def test_a_template_is_filled_with_the_codes_of_its_numbers():
    told = expand("{+cases}{&status}", {"+cases": f"/x?{AT}", "status": "A&B"})
    assert told == f"/x?{AT}&status=A%26B"
    assert expand("/x/{code}?a=1{&organisation}", {"code": "R1"}) == "/x/R1?a=1"


def test_a_former_school_is_told_the_case_alone():
    assert [*case_links(CASE, POINT)] == ["case", "timeline", "audit_trail"]
    assert case_links(CASE, POINT, present=False) == {"case": f"/api/v1/cases/{CASE}?{AT}"}


def test_every_entry_in_what_is_told_opens_to_its_events():
    told = {"a": [{"entry_id": CASE, "code": "X"}], "b": {"entry_id": None}, "c": "d"}
    links = {"events": f"/api/v1/cases/{CASE}/audit-trail?entry_id={CASE}&{AT}"}
    assert with_events(told, CASE, POINT) == {
        "a": [{"entry_id": CASE, "code": "X", "links": links}],
        "b": {"entry_id": None},
        "c": "d",
    }


def test_the_events_of_every_aggregate_are_told():
    """A new aggregate needs a teller in ``api.told_events``: else its events are not found."""

    def aggregate(event_class: type) -> str:
        return event_class.__module__.split(".")[1]

    told = {"cases", *map(aggregate, TELLERS)}
    assert {aggregate(event_class) for event_class in domain_topics()} <= told
