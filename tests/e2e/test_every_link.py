"""Every read of the API leads on: its numbers to cases, its cases to entries and events.

New reads come in by themselves. One that answers what nothing is counted in says so here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.http import Client, Installation, answered
from tests.support.route_office import Office
from tests.support.routes import Route, resolved, routes
from tests.support.ways import addresses, numbers

LEADS_NOWHERE = {
    "/classifiers": "codes, the same for all",
    "/classifiers/<name>": "codes, the same for all",
    "/organisations": "what is known of schools, which counts nothing",
    "/organisations/<code>": "what is known of a school",
    "/ledger/head": "where the ledger ends; the event there may be anybody's",
    "/ledger/checkpoint": "a signed note of all events together",
    "/ledger/checkpoints": "signed notes of all events together",
    "/ledger/keys": "the keys of the ledger, which are public",
    "/ledger/proofs/inclusion": "hashes, of which nothing can be told but that they fit",
    "/ledger/proofs/consistency": "hashes, of which nothing can be told but that they fit",
    "/events/<position>/evidence": "a file that proves itself, for whoever has no ledger",
    "/forms/<form_code>/evidence-pack": "files that prove themselves, for whoever has no ledger",
    "/cases/<uuid:case_id>/evidence": "a file that proves itself, for whoever has no ledger",
    "/healthz": "whether the service runs",
    "/readyz": "whether the service runs",
    "/metrics": "what the service counts of itself",
    "/imports/template": "a file to be filled in",
    "/record-kinds/<kind>/table/template": "a file to be filled in",
    "/imports/<uuid:import_id>": "rows of a file that was sent in, by no point",
    "/imports/<uuid:import_id>/errors": "a file of rows that were not taken",
    "/imports/<uuid:import_id>/rows": "rows that were not taken, as they were sent in",
    "/imports": "which files were sent in, by no point",
    "/cadences": "days of reckoning, data that ship with the code",
    "/cadences/<cadence_code>/cutoffs": "days of reckoning",
    "/programmes": "which programmes there are; their figures are in the evaluation",
    "/programmes/<programme_id>": "what a programme says, and how many of its items are due",
    "/programmes/<programme_id>/items": "items of a programme, which are no cases",
    "/recommended-activities": "data that ship with the code",
    "/forms": "which forms there are",
    "/forms/<form_code>": "what a form counts, by no point",
    "/reports/<uuid:report_id>/content": "a file; its cells are in the table",
    "/legal-basis": "data that ship with the code",
    "/access/whoami": "who asks",
    "/access/tokens": "who holds which token",
    "/access/events": "what was done to access, which is in no ledger",
    "/access-log": "who has looked at whom, by no point; cases are told by their ids",
    "/cases/<uuid:case_id>/access-log": "who has looked at the person, by no point",
    "/emergency-access": "who may look at whom now",
    "/cases/<uuid:case_id>/erasure-act": "a document about a case whose person is gone",
    "/public/figures": "counts made to tell of nobody: they lead to no case",
    "/public/centres/<code>": "what is published of a centre, which leads to nothing that is not",
}
"""The reads that have no way down, and why."""

OWN_WAYS = {
    "/quality": "every count has the address of its cases beside it, as `cases`",
    "/quality/cases": "each of its cases has links, as any list of cases",
}
"""The reads whose ways are told otherwise; their own tests follow them."""

COLUMN = "08"
"""A column of a form: it must be named, after the checks that come first."""

FIRST = "07"
"""What stands for a parameter that must be given and is one of no few words: a column of a form."""

ABOUT_ITSELF = {
    "/programmes/<programme_id>/evaluation": {"counts", "years"},
    "/registries/<registry_code>": {"total"},
    "/indicators/<indicator>/cases": {"total"},
    "/survey-results/intentions/cases": {"total"},
    "/survey-results/satisfaction/cases": {"total"},
    "/indicators/<indicator>/records": {"total", "sum"},
    "/differences": {"total"},
    "/forms/<form_code>/cases": {"total"},
    "/reports/<uuid:report_id>/cases": {"total"},
    "/reports/<uuid:report_id>/restatement": {"total", "cells"},  # the parts of cells have links
    "/reports/<uuid:report_id>": {"files", "indicators", "editions", "renderer"},
    "/vacancy-bank/vacancies": {"total"},
    "/vacancy-bank/per-hundred/<code>/vacancies": {"total"},
    "/vacancy-bank/defence/vacancies": {"total"},
    "/activity-figures/activities": {"total"},
    "/contingent-movements": {"total"},
    "/sources/cases": {"total"},
    "/sample-surveys/<uuid:survey_id>/cases": {"total", "survey"},
    "/sample-surveys/<uuid:survey_id>/estimate": {
        *("survey", "estimate", "response_percent", "recorded_percent"),
    },
    "/czn-lists/<uuid:czn_list_id>/reconciliation": {"total", "not_found"},
    "/spo1-reports": {"reports"},  # rows of each report, which its own answer lists
    "/spo1-reports/<uuid:spo1_id>/reconciliation": {"differing", "unexplained"},
    "/records/activities/<uuid:record_id>/attendance/cases": {"total"},
    "/verification-runs/<uuid:run_id>/cases": {"total"},
    "/cases/<uuid:case_id>/personal-file": {"measures_total"},
    "/cases/<uuid:case_id>/route": {"progress"},
}
"""Members that count what the answer itself lists: targets, rows, measures and steps of a case."""

ASKED_OTHERWISE = ("/regeneration", "/restatement")
"""What a link leads to that is asked for by POST."""

MANY, SOME = 100, 7
"""Of so many numbers of a table one in some is opened: in test_drill_down all of them are."""

UNCOUNTED = {"/indicators/<indicator>/values"}
"""Reads of numbers that people have reported."""

READS = [
    route
    for route in routes()
    if route.method == "GET" and route.described and "<path:" not in route.rule
]


def short(route: Route) -> str:
    return route.rule.removeprefix("/api/v1")


LEADING = [route for route in READS if short(route) not in {**LEADS_NOWHERE, **OWN_WAYS}]
once = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def office(standing: Installation) -> Office:
    return Office(standing)


def schemas(schema: dict[str, Any], seen: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The schema of an answer and all that it is made of."""
    name = str(schema.get("$ref", ""))
    if name in seen:
        return
    found = resolved(schema)
    yield found
    items = [found["items"]] if "items" in found else []
    for part in (*found.get("properties", {}).values(), *items):
        yield from schemas(part, (*seen, name) if name else seen)


def test_what_leads_nowhere_is_read_still():
    assert set(LEADS_NOWHERE) | set(ABOUT_ITSELF) | UNCOUNTED <= {short(route) for route in READS}


@pytest.mark.parametrize("route", LEADING, ids=short)
def test_the_description_tells_where_a_read_leads(route: Route):
    content = route.described["responses"]["200"]["content"]["application/json"]
    if content["schema"].get("format") == "binary":
        return  # of tables and of files: the description tells of the file
    named = {name for part in schemas(content["schema"]) for name in part.get("properties", {})}
    assert named & {"links", "templates"}


@pytest.mark.parametrize("route", LEADING, ids=short)
@once
def test_every_number_and_every_case_of_an_answer_opens(route: Route, office: Office):
    client, told = asked(route, office)
    without = ABOUT_ITSELF.get(short(route), set())
    counted = {name: part for name, part in told.items() if name not in without}
    if short(route) not in UNCOUNTED:
        assert [way for way in numbers(counted) if way.address is None] == []
    for row in rows_of_cases(told):
        assert "case" in (row.get("case_links") or row.get("links") or {}), row
    found = {*addresses(told), *(str(way.address) for way in numbers(counted) if way.address)}
    every = SOME if len(found) > MANY else 1
    for url in sorted(found)[::every]:
        if url.endswith(ASKED_OTHERWISE):
            continue
        assert client.get(url).status_code == 200, url


def asked(route: Route, office: Office) -> tuple[Client, dict[str, Any]]:
    """An answer with something in it where there is anything, and who was answered."""
    client = office.client(route)
    if client.get(office.path(route)).status_code == 404:
        client = office.clients[-1]  # of the whole region
    wanted = {name: route.query[name].get("enum", [FIRST])[0] for name in route.required}
    if "known_from" in route.query:
        wanted["known_from"] = "0"
    if "column" in route.query:
        wanted["column"] = COLUMN
    if "cell" in route.query:
        cells = answered(client.get("differences", wanted))["cells"]
        wanted["cell"] = cells[0]["cell"]
    if route.rule.endswith("evaluation/cases"):
        return client, {}  # of no target, as the programme there has none
    answer = client.get(office.path(route), wanted)
    assert answer.status_code == 200, answer.text
    return client, answered(answer)


def rows_of_cases(told: Any) -> Iterator[dict[str, Any]]:
    """The objects in the lists of an answer that are about a case."""
    if isinstance(told, dict):
        for name, member in told.items():
            if name == "records":
                continue  # events, each with its own link
            yield from rows_of_cases(member)
    elif isinstance(told, list):
        for each in told:
            if isinstance(each, dict) and "case_id" in each:
                yield each
            yield from rows_of_cases(each)
