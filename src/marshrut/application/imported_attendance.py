"""Who came to activities, by a list: each row a case and an activity (F062)."""

from __future__ import annotations

from functools import partial
from typing import Any

from marshrut.application.attendance import CAME, differing, known_attendance, record_attendance
from marshrut.application.imported_row import SOURCE, Row
from marshrut.application.visit import Visit
from marshrut.cases.casework import Measure
from marshrut.cases.events import MeasureRecorded
from marshrut.classifiers import classifier
from marshrut.records.attendance import Activity, attendance_of
from marshrut.refusals import Refused

AT_A_FAIR = ("with_resume", "resume_moderated", "referral_issued", "contract_concluded")


def bring_attendance(row: Row, visit: Visit, activity: Activity, body: dict[str, Any]) -> None:
    """Record that the graduate came, unless that is known; what differs is told and left alone."""
    said = {"result": CAME, **body}
    try:
        told = attendance_of(
            activity, measure_code=said.get("measure_code"), provided_on=said.get("provided_on")
        )
    except Refused as refused:
        row.refused(refused, column="activity_id")
        return
    code = told["measure_code"]
    known = known_attendance(visit, activity.record_id, code)
    if known is not None:
        for name in differing(known, said):
            row.differs(name, "CHANGED", visit, getattr(known.content, name))
        return
    if _taken_back(visit, activity, code):
        row.differs("activity_id", "ENTRY_TAKEN_BACK", visit)
        return
    fields = _with_attributes(row, said, code)
    decision = partial(record_attendance, visit, activity, **fields, source=SOURCE)
    row.decide(decision, column="activity_id")


def _taken_back(visit: Visit, activity: Activity, code: str) -> bool:
    recorded = [e.content for e in visit.case.events if isinstance(e, MeasureRecorded)]
    return any(_names(measure, activity, code) for measure in recorded)


def _names(measure: Measure, activity: Activity, code: str) -> bool:
    return (measure.activity_id, measure.measure_code) == (activity.record_id, code)


def _with_attributes(row: Row, said: dict[str, Any], code: str) -> dict[str, Any]:
    """What only some measures know, among the attributes; of others it is told and left out."""
    terms = classifier("measure_attributes").terms
    fields = {name: value for name, value in said.items() if name not in AT_A_FAIR}
    given = {name: said[name] for name in AT_A_FAIR if name in said}
    known = {n: v for n, v in given.items() if code in terms[n].words("measures")}
    for name in given.keys() - known.keys():
        row.warn(name, "IGNORED_VALUE", status=classifier("measures").get(code).label_ru)
    return {**fields, "attributes": known}
