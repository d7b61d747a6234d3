"""Who came to an activity, marked in one table at the pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.test_attendance import DAY, FAIR, told
from tests.support.http import SCHOOL, Client, Installation, open_case
from tests.support.pages import Form, Visitor
from tests.support.records import changed, opened


@pytest.fixture
def clerk(standing: Installation) -> Client:
    return standing.staff()


@pytest.fixture
def base(standing: Installation) -> Client:
    return standing.client("BCK_STAFF", regions=("70",))


def fair(base: Client, **fields: Any) -> dict[str, Any]:
    return opened(base, "activities", {**FAIR, **fields}, effective_on="2025-09-01")


def graduate(client: Client) -> str:
    case_id: str = open_case(client)["case_id"]
    return case_id


def mark(visitor: Visitor, *came: str, **said: Any) -> str:
    """Send the table of the page with these marked: a browser sends each ticked box."""
    assert visitor.page is not None
    form = Form(visitor.page.text).forms[-1]
    shown = [part.split('"')[0] for part in visitor.page.text.split('name="shown" value="')[1:]]
    fields = {**form["fields"], **said, "case": list(came), "shown": shown}
    visitor.page = visitor.client.post(form["action"], data=fields)
    if visitor.page.status_code == 303:
        return visitor.open(visitor.page.headers["Location"])
    return visitor.page.text


def test_marked_in_a_table_and_recorded_in_one_request(clerk: Client, base: Client):
    record = fair(base, title="Ярмарка в техникуме")
    cases = [graduate(clerk) for _ in range(3)]
    visitor = Visitor.of(clerk)
    visitor.open("/activities", kind="JOB_FAIR")
    [link] = [one for one in visitor.links("/activities/") if record["record_id"] in one]
    visitor.open(link)
    assert "Ярмарка в техникуме" in visitor.words()
    mark(
        visitor,
        *cases[:2],
        **{"mark.attributes.contract_concluded": cases[0], f"satisfaction.{cases[0]}": "5"},
    )
    now = told(clerk, record)
    assert (now["came"], now["absent"], now["contract_concluded"]) == (2, 0, 1)
    assert now["satisfaction"] == {"FULLY": 1}
    visitor.open(link)
    assert visitor.words().count("записано: участвовал 06.10.2025") == 2
    shown = visitor.open(link).count('name="shown"')
    mark(visitor, unmarked="NO_SHOW")
    now = told(clerk, record)
    assert (now["came"], now["absent"]) == (2, shown)
    visitor.open(link)
    [behind] = visitor.links("part=absent")
    visitor.open(behind)
    assert "не пришли" in visitor.words()
    assert len(visitor.links("/cases/")) == shown


def test_what_is_wrong_is_told_with_the_table_as_it_was(clerk: Client, base: Client):
    seminar = {"title": "Семинар", "activity_kind": "SEMINAR", "starts_on": DAY}
    record = opened(base, "activities", seminar, effective_on="2025-09-01")
    case_id = graduate(clerk)
    visitor = Visitor.of(clerk)
    place = f"/activities/{record['record_id']}"
    visitor.open(place)
    assert "Никто не отмечен" in mark(visitor)
    visitor.open(place)
    refused = mark(visitor, case_id)
    assert "Не записано: 1" in refused
    visitor.open(place)
    said = {"measure_code": "TRAINING_SESSION", "attributes.training_topic": "RESUME"}
    mark(visitor, case_id, **said)
    assert told(clerk, record)["came"] == 1
    wrong = mark(visitor, graduate(clerk), **{**said, "result": "NONSENSE"})
    assert "Не записано: 1" in wrong


def test_a_region_says_whose_graduates_it_marks(
    standing: Installation, clerk: Client, base: Client
):
    record = fair(base)
    case_id = graduate(clerk)
    place = f"/activities/{record['record_id']}"
    centre = Visitor.of(base)
    centre.open(place)
    assert "Укажите организацию" in centre.words()
    centre.open(place, organisation=SCHOOL)
    mark(centre, case_id)
    assert told(base, record)["organisations"] == {SCHOOL: 1}
    for role in ("ROIV_STAFF", "COPP_STAFF"):
        reader = Visitor.of(standing.client(role, regions=("70",)))
        assert 'name="case"' not in reader.open(place)
        reader.open("/activities")
    off = changed(base, "activities", record, effective_on="2025-10-01", state="CANCELLED",
                  fields={"cancelled_because": "Карантин"})  # fmt: skip
    assert off
    centre.open(place, organisation=SCHOOL)
    assert "Мероприятие отменено" in centre.words()
