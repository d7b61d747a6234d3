"""From any figure to its cases, entries, events: by what the answers tell, on both databases.

No test here makes an address: ``Walker`` follows ``links`` and ``templates`` (F101).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.small_world import DAY, World, small_world
from tests.support.ways import Walker, Way, addresses, expand, numbers

DIMENSIONS = (
    *("region", "organisation", "founder_type", "programme_code", "ugps", "level", "study_form"),
    *("funding", "graduation_year", "nosology", "municipality", "sex", "lifecycle", "category"),
)
FIGURES: list[tuple[str, dict[str, str]]] = [
    ("snapshot", {}),
    ("snapshot", {"by": "organisation,status_group"}),
    ("snapshot", {"by": "category"}),
    ("snapshot", {"by": "category", "category": "OVZ"}),
    ("snapshot", {"by": "category,municipality", "category": "OVZ", "also_category": "ORPHAN"}),
    ("snapshot", {"at_risk": "strict", "by": "study_form"}),
    ("snapshot", {"at_risk": "form"}),
    ("snapshot", {"at_risk": "both", "by": "ugps"}),
    ("snapshot", {"status": "NO_DATA", "by": "programme_code"}),
    ("snapshot", {"status_group": "EMPLOYED", "lifecycle": "any"}),
    ("cohorts", {}),
    ("cohorts", {"at_risk": "form"}),
    ("risks", {}),
    *(("risks/ranking", {"by": by, "least": "2"}) for by in ("organisation", "municipality")),
    ("rankings/organisations", {"least": "2"}),
    ("coverage", {}),
    ("cadences/due", {}),
    ("forecast-accuracy", {}),
    ("forecast-accuracy", {"status": "EMPLOYED_LABOUR_CONTRACT"}),
    ("routing/funnel", {}),
    *(("routing/funnel", {"by": by}) for by in ("organisation", "vacancy_id")),
    ("routing/success", {"by": "programme_code"}),
    ("work-lists", {"by": "organisation"}),
    ("registries", {}),
    ("registries/R24", {"least": "3"}),
    ("indicators", {"figures": "true"}),
    ("indicators/S004-I1", {"graduation_year": "2025"}),
    ("indicators/S004-I6", {"by": "measure_kind"}),
    *(("indicators/S000-3.8", {"by": by}) for by in DIMENSIONS),
    ("indicators/S000-3.8", {"by": "category", "category": "OVZ"}),
    ("programmes/PLAN/evaluation", {"dynamics": "month"}),
    ("forms/A/table", {"organisation": SCHOOL, "graduation_year": "2025", "rows": "5"}),
]
SOME = 7
"""Of so many numbers one is opened where others have shown that all do."""

OF_ITSELF = {"programmes": {"counts", "years"}, "registries/": {"total"}, "differences": {"total"}}
"""Members of some answers that count what stands there: targets, rows, cells."""


@pytest.fixture(scope="module")
def world(standing: Installation) -> World:
    return small_world(standing)


def ways(path: str, answer: dict[str, Any]) -> list[Way]:
    """The numbers of an answer, but for those that are about the answer itself."""
    own = {name for start, names in OF_ITSELF.items() if path.startswith(start) for name in names}
    return numbers({name: told for name, told in answer.items() if name not in own})


def opened(client: Client, path: str, query: dict[str, Any], *, every: int = 1) -> list[Way]:
    """The numbers of the answer, each (or one in so many) opened to as many cases."""
    walker = Walker(client)
    found = ways(path, answered(client.get(path, query)))
    for way in found[::every]:
        assert walker.count(way) == way.number, way
    return found


@pytest.mark.parametrize(("path", "query"), FIGURES, ids=str)
def test_every_number_opens_to_as_many_cases(
    world: World, standing: Installation, path: str, query: dict[str, str]
):
    asked = {"as_of": DAY, **query}
    own = world.centre if path.startswith("programmes") else world.region
    # What the ways are, the auditor on SQLite finds out; that they are open to others, a part.
    every = 1 if standing.database_url.startswith("sqlite") else SOME
    counted = opened(world.auditor, path, asked, every=every)
    counted += opened(own, path, asked, every=SOME)
    assert any(way.number for way in counted), "nobody is counted"


def test_what_moved_opens_to_the_cases_of_both_points(world: World):
    asked = {"known_from": world.before, "as_of": DAY, "by": "organisation,status_group"}
    found = opened(world.auditor, "differences", asked)
    assert any(way.where.endswith("/entered") and way.number for way in found)
    asked = {"known_from": 0, "as_of": DAY, "by": "category", "category": "OVZ", "at_risk": "form"}
    found = opened(world.auditor, "differences", asked)
    assert any(way.where.endswith("/after") and way.number for way in found)


def test_a_moved_case_opens_to_its_events(world: World):
    walker = Walker(world.centre)
    told = answered(world.centre.get("differences", {"known_from": world.before, "as_of": DAY}))
    for record in told["records"]:
        walker.event(record)
    for case in (case for cell in told["cells"] for case in cell["cases"]):
        assert walker.read(case["links"]["case"])["case_id"] == case["case_id"]
        named = {event["position"] for event in walker.listed(case["links"]["audit_trail"])}
        assert named.issuperset(case["events"])


LISTS: list[tuple[str, dict[str, str]]] = [
    ("cases", {}),
    ("snapshot/cases", {"status": "NO_DATA"}),
    ("registries/R34", {}),
    ("work-lists/OVERDUE_STEPS", {}),
    ("programmes/PLAN/evaluation/cases", {"indicator": "S002-K2", "cohort": "2025"}),
]


@pytest.mark.parametrize("who", ["auditor", "centre", "region"])
def test_a_case_opens_to_its_entries_these_to_events_and_an_event_to_itself(world: World, who: str):
    client: Client = getattr(world, who)
    purpose = {"X_Purpose": "Проверка"} if who == "auditor" else {}
    walker = Walker(client, **purpose)
    seen = set()
    for way in opened(client, "snapshot", {"as_of": DAY, "by": "organisation"}):
        for row in walker.listed(str(way.address)):
            seen |= walker.down(row)
    assert len(seen) > 20


@pytest.mark.parametrize(("path", "query"), LISTS, ids=str)
def test_every_list_of_cases_opens(world: World, path: str, query: dict[str, str]):
    answer = world.centre.get(path, {"as_of": DAY, **query})
    told = answered(answer)
    rows = told.get("cases") or told["rows"]
    assert rows, answer.text
    walker = Walker(world.centre)
    for row in rows:
        walker.down(row)
        names = {name for name in row["person"].values() if isinstance(name, str)}
        for url in addresses(row):
            assert not any(quote(name) in url for name in names)


def test_every_link_is_of_the_point_of_its_answer_and_of_no_host(world: World):
    asked = {"as_of": DAY, "known_position": world.before}
    pinned = f"as_of={DAY}&known_position={world.before}"
    for path in ("snapshot", "cases", "indicators/S000-3.8", "audit-trail", "risks"):
        found = list(addresses(answered(world.centre.get(path, asked, Host="evil.example"))))
        assert found, path
        for url in found:
            assert url.startswith("/api/v1/"), url
            assert pinned in url, url


def test_a_registry_opens_to_the_course_of_each_case_and_the_events_that_it_names(world: World):
    walker = Walker(world.centre)
    told = answered(world.centre.get("registries/R34", {"as_of": DAY}))
    for row in told["rows"]:
        course = walker.read(row["links"]["course"])
        assert course["member"]
        for record in course["records"]:
            walker.event(record)
        for position in row["events"]:
            url = expand(told["templates"]["rows"]["events"], {"position": position})
            assert walker.read(url)["originator"]["id"] == row["case_id"]
    told = answered(world.centre.get("registries/R25", {"as_of": DAY}))
    (employer,) = told["rows"]
    for case_id in employer["case_ids"]:
        url = expand(told["templates"]["rows"]["case_ids"], {"case_id": case_id})
        assert walker.read(url)["case_id"] == case_id


def test_the_trails_across_cases_and_of_a_programme_open_to_their_events(world: World):
    walker = Walker(world.centre)
    for event in answered(world.centre.get("audit-trail", {"as_of": DAY}))["events"]:
        alone = walker.event(event)
        assert alone["originator"] == {"kind": "case", "id": event["case_id"]}
        assert event["position"] in {e["position"] for e in walker.listed(event["links"]["events"])}
    for event in answered(world.centre.get("programmes/PLAN/audit-trail"))["events"]:
        alone = walker.read(event["links"]["event"])
        assert alone["originator"]["code"] == "PLAN"
        assert walker.read(alone["links"]["programme"])["code"] == "PLAN"


def test_who_sees_none_of_it_opens_nothing(world: World, standing: Installation):
    stranger = standing.staff(FAR_SCHOOL)
    walker = Walker(world.centre)
    rows = walker.listed("cases")
    for row in rows:
        case = walker.read(row["links"]["case"])
        (event, *_) = walker.listed(row["links"]["audit_trail"])
        for url in {*addresses([row, case, event])}:
            refused = stranger.get(url)
            assert (refused.status_code, answered(refused)["code"]) == (404, "NOT_FOUND"), url
    for way in ways("snapshot", answered(stranger.get("snapshot", {"as_of": DAY}))):
        assert Walker(stranger).count(way) == way.number
        listed = {case["case_id"] for case in Walker(stranger).listed(str(way.address))}
        assert listed.isdisjoint(row["case_id"] for row in rows)


def test_the_former_school_opens_the_case_of_its_days_and_nothing_under_it(world: World):
    asked = {"as_of": "2025-09-15", "lifecycle": "any"}
    found = opened(world.centre, "snapshot", {**asked, "by": "graduation_year"})
    rows = [row for way in found for row in Walker(world.centre).listed(str(way.address))]
    gone = next(row for row in rows if row["case_id"] == world.gone)
    assert [*gone["links"]] == ["case"]
    case = Walker(world.centre).read(gone["links"]["case"])
    assert case["person_hidden"]
    assert [*case["links"]] == ["case"]
    assert [*addresses(case)] == [case["links"]["case"]]
    there = Walker(world.auditor)
    trail = there.listed(there.read(gone["links"]["case"])["links"]["audit_trail"])
    for event in trail:
        assert world.centre.get(event["links"]["event"]).status_code == 404
        assert there.event(event)
