"""What a school does not learn of cases that are another's, whichever way it asks."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk
from tests.support.http import OTHER_SCHOOL, Client, Installation, answered, person

SURNAME, REASON, SNILS = "Переводная", "Перепутаны телефоны", "087-654-302 00"
STUDENT = {"graduation_date": None, "graduation_year": 2027}
TRANSFER = {
    "kind": "TRANSFERRED",
    "effective_on": "2026-10-01",
    "to_organisation": OTHER_SCHOOL,
}


@pytest.mark.parametrize("filters", [{}, {"organisation": "TTIT"}, {"actor": "somebody"}])
def test_a_former_school_reads_no_trail_by_earlier_knowledge(
    installation: Installation, staff: Client, filters: dict[str, str]
):
    student = Desk(staff, person=person(last_name=SURNAME), **STUDENT)
    student.post("person-changes", {"reason": REASON, "phone": "+7 999 000-00-00"})
    known = answered(staff.get("ledger/head"))["position"]
    asked = {"known_position": known, **filters}
    assert (REASON in staff.get("audit-trail", asked).text) == ("actor" not in filters)
    student.post("movements", TRANSFER)
    assert answered(staff.get("audit-trail", asked))["events"] == []
    there = installation.staff(OTHER_SCHOOL).get("audit-trail", {"known_position": known})
    assert REASON in there.text


def test_a_refused_transfer_does_not_name_the_other_schools_case(
    installation: Installation, staff: Client
):
    there = installation.staff(OTHER_SCHOOL)
    one = person(last_name=SURNAME, snils=SNILS)
    known = Desk(there, organisation=OTHER_SCHOOL, person=one, **STUDENT)
    own = Desk(staff, person=one, **STUDENT)
    refused = own.try_post("movements", TRANSFER)
    assert (refused.status_code, answered(refused)["code"]) == (409, "DUPLICATE")
    assert known.case_id not in refused.text
    assert known.opening not in refused.text
    region = installation.client("BCK_STAFF", regions=("70",))
    own.client = region
    assert answered(own.try_post("movements", TRANSFER))["case_id"] == known.case_id
