"""What a case holds against the rules: by which rule, at whose fault, since when."""

from __future__ import annotations

from uuid import UUID

from marshrut.cases import contents
from marshrut.cases.case import Case
from marshrut.cases.contradictions import contradictions, found_in
from tests.support.rulebook import (
    DIED,
    GRADUATION,
    WORK,
    category,
    codes,
    confirmation,
    consent,
    day,
    graduate,
    measure,
    record,
    status,
    step,
    student,
    writing,
)


def faults(case: Case) -> list[tuple[str, UUID, str]]:
    return [(each.rule, each.entry_id, str(each.since)) for each in found_in(case.history)]


def test_of_two_that_do_not_go_together_the_later_is_at_fault():
    case = graduate()
    work = record(case, status(WORK, "2025-07-15"))
    service = record(case, status("MILITARY_CONSCRIPT", "2025-08-01", ended_on=day("2025-08-31")))
    search = record(case, status("NO_DEMAND", "2025-09-10"))
    assert found_in(case.history) == []
    warned = case.annul(writing(service)).warnings
    assert faults(case) == [("INCOMPATIBLE_STATUS", search, "2025-09-10")]
    (found,) = found_in(case.history)
    assert found.entries == (work, search)
    assert (found.finding,) == warned


def test_a_status_before_the_diploma_is_at_fault_from_its_first_day():
    case = student()
    diploma = record(case, GRADUATION)
    study = record(case, status("CONTINUING_EDUCATION", "2025-09-01"))
    case.annul(writing(diploma))
    assert faults(case) == [("BEFORE_GRADUATION", study, "2025-09-01")]


def test_a_category_that_the_passport_denies():
    case = graduate(citizenship_ru=False)
    foreign = record(case, category("FOREIGN_NO_SNILS", "2025-07-01", nosology=None))
    record(case, contents.PassportChange(changes={"has_snils": True}))
    assert faults(case) == [("CATEGORY_CONFLICT", foreign, "2025-07-01")]


def test_a_step_without_the_consent_of_its_day():
    case = graduate(measure("RESUME", "2025-07-05"))
    given = record(case, consent("2025-07-01"))
    sent = record(case, step("RESUME_SENT", "2025-07-08", "DONE", outcome="INVITED"))
    case.annul(writing(given))
    assert faults(case) == [("STEP_WITHOUT_CONSENT", sent, "2025-07-08")]


def test_a_death_is_at_fault_from_the_first_thing_that_lies_after_it():
    case = graduate(confirmation(day("2025-10-02")), confirmation(day("2025-09-20")))
    death = record(case, DIED)
    (found,) = found_in(case.history)
    assert (found.rule, found.entry_id) == ("FACTS_AFTER_DEATH", death)
    assert (str(found.since), len(found.entries)) == ("2025-09-20", 2)


def test_the_files_own_acts_may_follow_a_death():
    case = graduate(DIED)
    merge = contents.Merge(into_case_id=UUID(int=5), effective_on=day("2025-11-01"))
    assert codes(case.add(merge, writing()).warnings) == []
    erasure = contents.Erasure(act_number="1", effective_on=day("2025-11-02"))
    assert codes(case.add(erasure, writing()).warnings) == []
    assert contradictions(case.history) == []
