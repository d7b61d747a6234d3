"""Each finding on cases made by hand: on which day there is one, and what bears it out."""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import Any

import polars as pl
import pytest

from api.quality.answers import detail
from marshrut.cases import contents
from marshrut.cases.case import Case
from marshrut.classifiers import classifier
from projections.quality.asked import FINDINGS, KINDS, Wanted
from projections.quality.cases import Found
from projections.quality.facts import BEARING, Seen
from projections.quality.marking import kind_column, marks_of, with_primary
from projections.quality.predicates import BORNE_OUT, STATED, Ground
from tests.support.case_frames import case_frames
from tests.support.rulebook import (
    GRADUATION,
    WORK,
    category,
    day,
    graduate,
    record,
    status,
    student,
    writing,
)

ON = "2025-11-01"
COMPLETE = {
    "employer_inn": "7707083893",
    "employer_name": "ООО",
    "in_specialty": True,
    "position": "Техник",
    "contract_term": "OPEN",
    "in_specialty_basis": "функция",
    "via": "SELF",
    "region": "70",
}
PAPER = {"evidence_kind": "LABOUR_CONTRACT"}


def works(**fields: Any) -> contents.Status:
    """A status in which nothing is found."""
    return status(WORK, "2025-08-01", **{"attributes": COMPLETE, **PAPER, **fields})


def marks(*cases: Case, on: str = ON, region: str = "70") -> pl.DataFrame:
    frames = case_frames(cases, day(on))
    regions = pl.LazyFrame({"organisation": ["A"], "region_code": [region]})
    stale = pl.LazyFrame(schema={"number": pl.UInt32()})
    ground = Ground(frames, with_primary(frames, frames.states), regions, stale)
    return marks_of(ground).collect().sort("number")


def found(case: Case, on: str = ON, *, region: str = "70") -> set[str]:
    """The codes of what is found in the case; its kinds say the same."""
    row = marks(case, on=on, region=region).row(0, named=True)
    codes = {code for code in FINDINGS if row[code]}
    assert row["clean"] is not bool(codes)
    assert {kind for kind in KINDS if row[kind_column(kind)]} == {FINDINGS[c] for c in codes}
    return codes


def facts(case: Case, code: str, on: str = ON) -> list[dict[str, Any]]:
    """What bears the finding out; it can be put into words."""
    told = list(BEARING[code](Seen(case.history, day(on), "70", {}, {})))
    words = [detail(Found(code, FINDINGS[code], each)) for each in told]
    assert not any("None" in text or "sealed" in text for text in words), words
    return told


def test_every_finding_has_a_predicate_and_facts():
    assert {*STATED, *BORNE_OUT} == set(BEARING) == set(FINDINGS)
    assert STATED.keys().isdisjoint(BORNE_OUT)
    assert set(FINDINGS.values()) == set(KINDS)


def test_findings_are_wanted_by_code_by_kind_or_all():
    assert Wanted().codes == list(FINDINGS)
    assert Wanted(kind="MISSING").codes == ["NO_DATA", "INCOMPLETE", "NO_NOSOLOGY", "NO_SNILS"]
    assert Wanted("NO_DATA", "MISSING").codes == ["NO_DATA"]
    assert Wanted("NO_DATA", "STALE").codes == []


def test_nothing_is_found_in_a_case_that_is_complete():
    assert found(graduate(works(), has_snils=True)) == set()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(None, {"NO_DOCUMENT"}), ("ORAL", {"NO_DOCUMENT"}), ("SFR_EXTRACT", set())],
)
def test_a_status_needs_a_document(kind: str | None, expected: set[str]):
    case = graduate(works(evidence_kind=kind), has_snils=True)
    assert found(case) == expected
    entry_id = case.history.episodes[0].entry_id
    told = {"entry_id": entry_id, "status_code": WORK, "since": day("2025-08-01")}
    assert facts(case, "NO_DOCUMENT") == [{**told, "evidence_kind": kind}]


def test_only_the_primary_status_needs_a_document_and_no_forecast_does():
    hidden = status("CONTINUING_EDUCATION", "2025-09-01", attributes={"education_form": "MIXED"})
    assert found(graduate(works(), hidden, has_snils=True)) == set()
    foretold = status("F_UNDECIDED", "2025-02-01")
    assert found(student(foretold, has_snils=True), "2025-03-01") == set()


def test_of_two_jobs_from_one_day_the_primary_one_counts():
    first = works(attributes=COMPLETE | {"employer_inn": "7001000013"}, evidence_kind=None)
    assert found(graduate(first, works(), has_snils=True)) == set()
    assert found(graduate(works(), first, has_snils=True)) == {"NO_DOCUMENT"}


def test_what_a_status_lacks_is_named():
    less = {name: value for name, value in COMPLETE.items() if name not in {"position", "via"}}
    case = graduate(works(attributes=less), has_snils=True)
    assert found(case) == {"INCOMPLETE"}
    assert [told["missing"] for told in facts(case, "INCOMPLETE")] == [["position", "via"]]


def test_nothing_is_known_after_the_last_status():
    case = graduate(works(ended_on=day("2025-10-10")), has_snils=True)
    assert found(case, "2025-10-10") == set()
    assert found(case, "2025-10-11") == {"NO_DATA"}
    assert facts(case, "NO_DATA", "2025-10-11") == [{"last_on": day("2025-10-10")}]
    assert facts(graduate(), "NO_DATA") == [{"last_on": None}]


def test_a_russian_has_a_snils():
    assert found(graduate(works())) == {"NO_SNILS"}
    assert found(graduate(works(), citizenship_ru=False)) == set()


@pytest.mark.parametrize("code", ["OVZ", "DISABLED", "DISABLED_CHILD"])
def test_the_form_asks_the_nosology(code: str):
    case = graduate(works(), has_snils=True)
    health = category(code, "2025-09-01", "2025-10-31", nosology=None)
    entry_id = record(case, health)
    assert found(case, "2025-10-31") == {"NO_NOSOLOGY"}
    assert found(case, "2025-11-01") == set()
    ((told,),) = [each["entries"] for each in facts(case, "NO_NOSOLOGY", "2025-10-31")]
    assert (told["entry_id"], told["code"]) == (entry_id, code)
    case.correct({"nosology": "VISION"}, writing(entry_id))
    assert found(case, "2025-10-31") == set()


def test_conscripts_do_not_serve_longer_than_thirteen_months():
    case = graduate(has_snils=True)
    served = record(case, status("MILITARY_CONSCRIPT", "2025-07-31", **PAPER))
    assert "LONG_CONSCRIPTION" not in found(case, "2026-08-31")
    assert "LONG_CONSCRIPTION" in found(case, "2026-09-01")
    assert [told["entry_id"] for told in facts(case, "LONG_CONSCRIPTION", "2026-09-01")] == [served]
    assert facts(case, "LONG_CONSCRIPTION", "2026-08-31") == []
    case.correct({"ended_on": "2026-12-01"}, writing(served))
    assert "LONG_CONSCRIPTION" not in found(case, "2026-09-01")


@pytest.mark.parametrize("start", [date(2025, 1, 31), date(2024, 2, 29), date(2024, 12, 31)])
def test_months_are_counted_as_everywhere(start: date):
    served = graduate(status("MILITARY_CONSCRIPT", start), has_snils=True)
    for number in range(395, 401):
        on = date.fromordinal(start.toordinal() + number)
        there = bool(facts(served, "LONG_CONSCRIPTION", str(on)))
        assert there is ("LONG_CONSCRIPTION" in found(served, str(on)))


def test_work_in_another_region_needs_the_category():
    case = graduate(works(), has_snils=True)
    assert found(case, region="67") == {"OUTSIDE_REGION"}
    seen = Seen(case.history, day(ON), "67", {}, {})
    (told,) = BEARING["OUTSIDE_REGION"](seen)
    assert (told["region"], told["school_region"], told["status_code"]) == ("70", "67", WORK)
    record(case, category("RELOCATED_REGION", "2025-10-01", nosology=None))
    assert found(case, "2025-09-30", region="67") == {"OUTSIDE_REGION"}
    assert found(case, "2025-10-01", region="67") == set()


def test_an_annulled_graduation_leaves_a_status_too_early():
    case = student(has_snils=True)
    diploma = record(case, GRADUATION)
    study = {"education_organisation": "ТГУ", "education_level": "HIGHER", **FULL}
    told = status("CONTINUING_EDUCATION", "2025-09-01", attributes=study, **PAPER)
    entry_id = record(case, told)
    assert found(case) == set()
    case.annul(writing(diploma))
    assert found(case, "2025-09-01") == {"BEFORE_GRADUATION"}
    assert found(case, "2025-08-31") == {"NO_DATA"}
    (fault,) = facts(case, "BEFORE_GRADUATION", "2025-09-01")
    assert (fault["entry_id"], fault["entries"][0]["code"]) == (entry_id, "CONTINUING_EDUCATION")


FULL = {"education_form": "FULL_TIME", "expected_end_on": "2029-06-30"}


def other(number: int, *, of: int) -> list[Case]:
    said = {"attributes": {"text": "sealed"}, **PAPER}
    others = [graduate(status("OTHER", "2025-08-01", **said)) for _ in range(number)]
    return [*others, *(graduate(works()) for _ in range(of - number))]


@pytest.mark.parametrize(("number", "of", "listed"), [(1, 200, 0), (1, 199, 1), (2, 399, 2)])
def test_one_of_two_hundred_may_be_in_other(number: int, of: int, listed: int):
    assert marks(*other(number, of=of))["OTHER_SHARE"].sum() == listed


@pytest.mark.parametrize("code", FINDINGS)
def test_the_texts_say_the_same_in_both_languages(code: str):
    term = classifier("quality_findings").get(code)
    for text in ("detail", "otherwise", "advice", "help"):
        named = [
            {name for _, name, _, _ in Formatter().parse(term.extra[f"{text}_{language}"]) if name}
            for language in ("ru", "en")
        ]
        assert named[0] == named[1], text
        assert bool(term.extra[f"{text}_ru"]) is bool(term.extra[f"{text}_en"])
    assert all(term.extra[f"{text}_ru"] for text in ("detail", "advice", "help"))
