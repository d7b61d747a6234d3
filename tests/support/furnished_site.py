"""Something of every kind on a standing site, so that no page of it is empty."""

from __future__ import annotations

from tests.e2e.test_attendance import DAY, FAIR
from tests.e2e.test_import import BORIS, HEADINGS, send_file
from tests.support.desk import WORK
from tests.support.http import SCHOOL, answered
from tests.support.programmes import Register, item, programme
from tests.support.records import changed, opened
from tests.support.reports import YES, issued_edition, reported
from tests.support.standing_site import REGION, Site

CUT_OFF = "2025-11-20"
APPROVAL = {"approved_on": "2025-01-10", "document": "Распоряжение", "number": "12-р"}


def furnished(site: Site) -> dict[str, str]:
    """What stands in the addresses of its pages, by name; all of it has content."""
    desk = site.desks[0]
    work = desk.correct(
        next(entry for entry, line in desk.lines().items() if line["kind"] == "statuses"),
        attributes={"in_specialty": False},
    )
    desk.post("measures", {"measure_code": "RESUME", "result": "PROVIDED",
                           "provided_on": "2025-09-10"})  # fmt: skip
    desk.post("steps", {"step_code": "CAREER_CARD", "state": "PLANNED",
                        "effective_on": "2025-09-10", "due_on": "2025-09-20"})  # fmt: skip
    return {
        "case": desk.case_id,
        "entry": work["entry_id"],
        "position": f"{work['position']}",
        **_reports(site),
        **_programmes(site),
        "import": _import(site),
        "activity": _activity(site),
    }


def _reports(site: Site) -> dict[str, str]:
    """Two editions with late news between them, and a closed period with an exception."""
    staff, authority = site.client(), site.client("ROIV_STAFF")
    earlier = issued_edition(staff)
    site.desks[2].status(WORK, "2025-10-01")
    later = issued_edition(staff)
    period = f"periods/{REGION}/M20/{CUT_OFF}"
    closed = answered(authority.post(f"{period}/closure", {"note": "Итог"}))
    exception = {"organisation": SCHOOL, "until": "2200-01-01", "reason": "Болезнь"}
    given = authority.post(f"{period}/exceptions", exception, version=closed["version"])
    assert given.status_code == 201, given.text
    return {"earlier": earlier, "later": later, "period": f"{REGION}/M20/{CUT_OFF}"}


def _programmes(site: Site) -> dict[str, str]:
    """A programme of the region with an item that is reported on, and the plan of a school."""
    authority, staff = site.client("ROIV_STAFF"), site.client()
    monthly = item("1.1", schedule={"recurrence": "MONTHLY", "day_of_month": 20})
    free = item("1.2", short_title="Горячая линия", schedule={"recurrence": "CONTINUOUS"})
    region = Register(authority, programme(items=[monthly, free]))
    region.post("approval", APPROVAL)
    first = region.read()["items"][0]["id"]
    done = {"item_id": first, "state": "DONE", "effective_on": "2025-02-18",
            "due_on": "2025-02-20", "text": "Совещание проведено"}  # fmt: skip
    progress = region.post("progress", done)
    plan = Register(staff, {"template": "S002", "code": "PLAN", "organisation": SCHOOL})
    plan.post("approval", {}, by=site.client("POO_HEAD"))
    reported(staff, YES, value=None, yes=True)
    strategy = Register(authority, {"template": "S000"})
    return {
        "programme": region.code,
        "progress": progress["entry_id"],
        "plan": plan.code,
        "strategy": strategy.code,
    }


def _import(site: Site) -> str:
    """A list that was judged: one row of it is wrong in two places, one is good."""
    good = BORIS.format(SCHOOL)
    wrong = good.replace("Борис", "Глеб").replace("02.03.2005", "вчера").replace("очная", "ночная")
    answer = send_file(site.client(), f"{HEADINGS}\n{good}\n{wrong}".encode(), dry_run="true")
    import_id: str = answered(answer)["import_id"]
    return import_id


def _activity(site: Site) -> str:
    """A fair at which one graduate was, and one was not; and a day that a programme counts."""
    base = site.client("BCK_STAFF")
    day = {"title": "День Департамента", "activity_kind": "DEPARTMENT_DAY", "starts_on": DAY}
    planned = opened(base, "activities", day, effective_on="2025-09-01")
    held = {"state": "HELD", "fields": {"attended": {"STUDENTS": 20}}}
    changed(base, "activities", planned, effective_on="2025-10-07", **held)
    record = opened(base, "activities", FAIR, effective_on="2025-09-01")
    record_id: str = record["record_id"]
    body = {"attendees": [
        {"case_id": site.desks[0].case_id, "result": "PROVIDED", "satisfaction": 5},
        {"case_id": site.desks[1].case_id, "result": "NO_SHOW"},
    ]}  # fmt: skip
    answer = site.client().post(f"records/activities/{record_id}/attendance", body)
    assert answer.status_code == 201, answer.text
    return record_id
