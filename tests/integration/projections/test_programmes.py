"""Programmes in a ledger: read at any point, within the bounds of the asker, the same rebuilt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from marshrut.application import programmes
from marshrut.application.plain_writes import Repeated
from marshrut.application.programme_visit import Saved, visit_programme
from marshrut.application.requests import Request
from marshrut.asof import AsOf
from marshrut.programmes.contents import Content, Progress, Reported, Revision
from marshrut.programmes.history import ProgrammeHistory
from marshrut.programmes.plan import Approval, Level
from marshrut.refusals import Refused
from projections.population import Scope
from projections.programmes import programme_file, programmes_at
from tests.support.office import TODAY, Office, idempotent, request
from tests.support.programme_acts import day, item, plan
from tests.support.read_models import everything, rebuilt

WHOLE = Scope()
DUE = date(2025, 1, 20)


def authority(**fields: Any) -> Request:
    return request("ROIV_STAFF", None, ("67",), **fields)


def registered(office: Office, code: str = "SM-2025", **fields: Any) -> Saved:
    said = {"level": Level.REGION, "plan": plan(), **fields}
    return programmes.register(office.service, said.pop("by", authority()), code=code, **said)


def write(office: Office, saved: Saved, content: Content, **fields: Any) -> Saved:
    asked = authority(if_match=saved.version, **fields)
    return programmes.record(visit_programme(office.service, asked, saved.code), content)


def approval(on: str = "01-10") -> Approval:
    return Approval(document="Приказ", approved_on=day(on))


def progress() -> Progress:
    said = {"state": Reported.DONE, "effective_on": DUE, "due_on": DUE}
    return Progress(item_id="1.1", **said)


def listed(office: Office, on: date, known: int, scope: Scope = WHOLE, **asked: Any) -> list[Any]:
    return programmes_at(office.projections, AsOf(on, known), scope=scope, **asked)


def test_a_programme_is_listed_as_it_was_by_what_was_known(office: Office) -> None:
    draft = registered(office)
    approved = write(office, draft, approval())
    revision = Revision(effective_on=day("06-01"), reason="x", title="Новый план")
    amended = write(office, approved, revision)

    def told(on: str, known: int) -> list[tuple[str, str, int]]:
        found = listed(office, day(on), known)
        return [(row["title"], row["status"], row["revision"]) for row in found]

    assert told("12-31", draft.position - 1) == []
    assert told("12-31", draft.position) == [("План на 2025 год", "DRAFT", 0)]
    assert told("12-31", approved.position) == [("План на 2025 год", "APPROVED", 0)]
    assert told("01-09", amended.position) == [("План на 2025 год", "DRAFT", 0)]
    assert told("05-31", amended.position) == [("План на 2025 год", "APPROVED", 0)]
    assert told("06-01", amended.position) == [("Новый план", "AMENDED", 1)]


def test_the_list_says_what_the_events_say_and_a_rebuild_the_same(office: Office) -> None:
    saved = registered(office)
    registered(office, "SM-2026")
    for content in (
        approval(),
        progress(),
        Revision(effective_on=day("09-01"), reason="x", title="Осенью"),
        Revision(effective_on=day("03-01"), reason="x", items=(item("1.2"),)),
    ):
        saved = write(office, saved, content)
        listed(office, TODAY, saved.position)
    (entry, *_) = history(office, saved).entries
    by = authority(if_match=saved.version)
    come = visit_programme(office.service, by, saved.code)
    saved = programmes.correct(come, entry, reason="x", changes={"approved_on": day("02-01")})
    for known in range(1, saved.position + 1):
        for on in ("01-15", "02-15", "05-01", "12-31"):
            rows = {row["code"]: row for row in listed(office, day(on), known)}
            for code in ("SM-2025", "SM-2026"):
                file = programme_file(office.projections, AsOf(day(on), known), code)
                assert (code in rows) is (file is not None)
                if file is not None:
                    said = (file.history.plan(day(on)).title, file.history.status(day(on)))
                    assert (rows[code]["title"], rows[code]["status"]) == said
    live = everything(office.projections)
    assert live["programme_state"]
    assert rebuilt(office.projections) == live


def history(office: Office, saved: Saved) -> ProgrammeHistory:
    file = programme_file(office.projections, AsOf(TODAY, saved.position), saved.code)
    assert file
    return file.history


def test_programmes_come_within_the_bounds_of_the_asker(office: Office) -> None:
    registered(office, "SM-2025")
    registered(office, "TO-2025", by=request("ROIV_STAFF", None, ("70",)))
    school = {"level": Level.ORG, "by": request()}
    registered(office, "PLAN-A", organisation="A", **school)
    known = registered(
        office, "PLAN-B", level=Level.ORG, organisation="B", by=request(organisation="B")
    ).position

    def codes(scope: Scope, region: str | None = None, **filters: str) -> list[str]:
        found = listed(office, TODAY, known, scope, own_region=region, filters=filters)
        return [row["code"] for row in found]

    assert codes(WHOLE) == ["PLAN-A", "PLAN-B", "SM-2025", "TO-2025"]
    assert codes(Scope(regions=("70",))) == ["TO-2025"]
    assert codes(Scope(organisation="A"), "67") == ["PLAN-A", "SM-2025"]
    assert codes(Scope(organisation="C"), "70") == ["TO-2025"]
    assert codes(WHOLE, level="ORG") == ["PLAN-A", "PLAN-B"]
    assert codes(WHOLE, status="APPROVED") == []


@pytest.mark.parametrize(
    ("by", "fields", "code"),
    [
        (request(), {}, "FORBIDDEN"),
        (request("AUDITOR", None), {}, "FORBIDDEN"),
        (authority(), {"region_code": "70"}, "FORBIDDEN"),
        (authority(), {"region_code": "00"}, "UNKNOWN_CODE"),
        (authority(), {"code": ".."}, "INVALID"),
        (authority(), {"level": Level.ORG, "organisation": "A"}, "FORBIDDEN"),
        (request(), {"level": Level.ORG, "organisation": "B"}, "FORBIDDEN"),
        (request(), {"level": Level.ORG, "organisation": "Z"}, "UNKNOWN_CODE"),
        (request(), {"level": Level.ORG}, "REQUIRED"),
    ],
)
def test_who_may_register_what(
    office: Office, by: Request, fields: dict[str, Any], code: str
) -> None:
    before = office.service.ledger.head()
    with pytest.raises(Refused, match=code):
        registered(office, by=by, **{"code": "P", **fields})
    assert office.service.ledger.head() == before


def test_a_shipped_programme_is_registered_where_it_is_of(office: Office) -> None:
    saved = programmes.register_template(office.service, authority(), template="S001")
    assert saved.code == "S001"
    told = history(office, saved).registration
    assert (told.region_code, told.template, len(told.plan.items)) == ("67", "S001", 25)
    with pytest.raises(Refused, match="DUPLICATE"):
        programmes.register_template(office.service, authority(), template="S001")
    with pytest.raises(Refused, match="FORBIDDEN"):
        programmes.register_template(office.service, authority(), template="S000")
    school = programmes.register_template(
        office.service, request(), template="S002", code="PLAN-A", organisation="A"
    )
    assert history(office, school).registration.region_code == "67"


def test_of_two_writers_one_is_late(office: Office) -> None:
    saved = write(office, registered(office), approval())
    start = Barrier(2)

    def report() -> str:
        come = visit_programme(office.service, authority(if_match=saved.version), saved.code)
        start.wait()
        try:
            programmes.record(come, progress())
        except Refused as refused:
            return refused.code
        return "written"

    with ThreadPoolExecutor(2) as pool:
        told = [each.result() for each in [pool.submit(report) for _ in range(2)]]
    assert sorted(told) == ["STALE_VERSION", "written"]


def test_the_same_request_is_answered_the_same(office: Office) -> None:
    draft = registered(office)
    first = write(office, draft, approval(), idempotency=idempotent("k"))
    with pytest.raises(Repeated) as again:
        write(office, draft, approval(), idempotency=idempotent("k"))
    assert again.value.saved == first
    with pytest.raises(Refused, match="IDEMPOTENCY_KEY_REUSED"):
        write(office, draft, approval(), idempotency=idempotent("k", "other"))
