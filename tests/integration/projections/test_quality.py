"""The quality of data on both databases: at several points, and as it was known then."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from marshrut.application import cases, corrections
from marshrut.application.erasure import erase
from projections.places import RANKED, SMALL
from projections.population import Filters, Scope
from projections.quality.asked import QualityAsked, Wanted
from projections.quality.cases import CaseFindings, quality_rows
from projections.quality.marking import marked
from projections.quality.score import Quality, quality
from tests.support.centre import Centre
from tests.support.office import ADMIN, Office, status

PAPER = {"kind": "LABOUR_CONTRACT", "number": "1"}
COMPLETE = {
    "position": "Техник",
    "contract_term": "OPEN",
    "in_specialty_basis": "Трудовая функция",
    "via": "SELF",
    "region": "67",
}
ALL, STALE = Wanted(), Wanted(kind="STALE")
SUMMER = date(2025, 8, 1)
ON = date(2025, 8, 20)


class Desk(Centre):
    """A centre, and what is found in its data."""

    def good(self, number: int, on: date = SUMMER, **fields: Any) -> UUID:
        """A case in which nothing is found while its news is new."""
        case_id = self.open(number, **fields)
        self.office.employ(case_id, on, attributes=COMPLETE, evidence=PAPER)
        return case_id

    def score(self, day: date = ON, known: int | None = None, **asked: Any) -> Quality:
        own = {name: asked.pop(name) for name in ("scope", "least") if name in asked}
        question = QualityAsked(Filters(**asked), **own)
        return quality(self.office.projections, self.point(day, known), question)

    def rows(
        self, day: date = ON, known: int | None = None, wanted: Wanted = ALL, **page: Any
    ) -> list[CaseFindings]:
        found = marked(self.office.projections, self.point(day, known), QualityAsked())
        own = {"numbers": found.numbers(wanted), "limit": 100, **page}
        return quality_rows(self.office.projections, found, wanted, **own)

    def found(self, case_id: UUID, day: date = ON, known: int | None = None) -> list[str]:
        rows = [row for row in self.rows(day, known) if row.case.case_id == case_id]
        return [each.finding for row in rows for each in row.findings]


@pytest.fixture
def centre(office: Office) -> Desk:
    return Desk(office)


def test_a_contradiction_is_found_from_its_day_on_and_until_it_is_mended(centre: Desk) -> None:
    case_id = centre.good(1)
    service = status("MILITARY_CONSCRIPT", date(2025, 9, 1), ended_on=date(2025, 9, 30))
    served = centre.office.write(case_id, service)
    search = centre.office.write(case_id, status("NO_DEMAND", date(2025, 10, 10)))
    october = date(2025, 10, 10)
    assert "INCOMPATIBLE_STATUS" not in centre.found(case_id, october)
    annulled = centre.do(case_id, cases.annul, entry_id=served.entry_id, reason="Ошибка")
    assert "INCOMPATIBLE_STATUS" in centre.found(case_id, october)
    assert "INCOMPATIBLE_STATUS" not in centre.found(case_id, date(2025, 10, 9))
    (row,) = centre.rows(october, wanted=Wanted("INCOMPATIBLE_STATUS"))
    (told,) = row.findings
    assert (told.kind, told.facts["entry_id"]) == ("CONTRADICTORY", search.entry_id)
    assert [entry["code"] for entry in told.facts["entries"]] == [
        "EMPLOYED_LABOUR_CONTRACT",
        "NO_DEMAND",
    ]
    mended = centre.do(case_id, cases.annul, entry_id=search.entry_id, reason="Ошибка")
    assert "INCOMPATIBLE_STATUS" not in centre.found(case_id, october)
    for position, there in ((search.position, False), (annulled.position, True)):
        assert ("INCOMPATIBLE_STATUS" in centre.found(case_id, october, position)) is there
    assert mended.position > annulled.position


def test_a_correction_mends_and_what_was_known_before_stays_wrong(centre: Desk) -> None:
    case_id = centre.open(1)
    written = centre.office.employ(case_id, SUMMER)
    assert centre.found(case_id) == ["NO_DOCUMENT", "INCOMPLETE"]
    before = centre.score()
    changes = {"evidence": PAPER, "attributes": COMPLETE}
    centre.do(
        case_id, corrections.correct, entry_id=written.entry_id, reason="Документ", changes=changes
    )
    assert centre.found(case_id) == []
    assert centre.score().total.score.cases == 1
    assert centre.score(known=written.position) == before
    assert centre.found(case_id, known=written.position) == ["NO_DOCUMENT", "INCOMPLETE"]
    (row,) = centre.rows(known=written.position, wanted=Wanted("INCOMPLETE"))
    assert row.findings[0].facts["missing"] == [
        "position",
        "contract_term",
        "in_specialty_basis",
        "via",
        "region",
    ]


def test_news_grows_stale_and_a_confirmation_renews_it(centre: Desk) -> None:
    case_id, silent = centre.good(1), centre.open(2)
    assert centre.found(case_id) == []
    assert centre.found(case_id, date(2025, 8, 22)) == []
    later = date(2025, 8, 23)  # twice a month in Smolensk from July, and five days
    assert centre.found(case_id, later) == ["STALE"]
    assert centre.found(silent) == ["STALE", "NO_DATA"]
    stale = {row.case.case_id: row.findings[0].facts for row in centre.rows(later, wanted=STALE)}
    assert stale[case_id] == {"cadence": "TM", "last_on": SUMMER, "days": 22}
    assert stale[silent] == {"cadence": "TM", "last_on": None, "days": None}
    centre.do(case_id, cases.confirm, effective_on=date(2025, 8, 21))
    assert centre.found(case_id, later) == []


def test_schools_are_ranked_by_their_clean_cases_and_small_ones_are_not(centre: Desk) -> None:
    for number in range(1, 7):
        centre.good(number)
    for number in range(7, 13):
        centre.good(number, organisation="B")
    bad = [centre.open(number, organisation="B") for number in range(13, 15)]
    centre.good(15, organisation="C")
    told = centre.score()
    assert [(row.organisation, row.rank, row.size) for row in told.rows] == [
        ("A", 1, RANKED),
        ("B", 2, RANKED),
        ("C", None, SMALL),
    ]
    assert [row.score.percent for row in told.rows] == [100.0, 75.0, 0.0]  # C is in Tomsk
    assert told.rows[2].findings["OUTSIDE_REGION"] == 1
    assert (told.total.score.cases, told.total.score.of) == (12, 15)
    assert told.total.kinds["MISSING"] == len(bad)
    small = centre.score(least=1, scope=Scope(regions=("67",)))
    assert [(row.organisation, row.rank) for row in small.rows] == [("A", 1), ("B", 2)]
    one = centre.score(organisation="B")
    assert [row.organisation for row in one.rows] == ["B"]
    assert one.rows[0].findings == told.rows[1].findings


def test_other_is_a_finding_of_the_school_whatever_is_filtered(centre: Desk) -> None:
    said = {"attributes": {"text": "Причина"}, "evidence": PAPER}
    odd = centre.open(1)
    centre.office.write(odd, status("OTHER", SUMMER, **said))
    centre.good(2)
    centre.good(3, passport={"programme_code": "09.02.07"})
    told = centre.score()
    (share,) = told.others
    assert (share.organisation, share.graduation_year) == ("A", 2025)
    assert (share.share.cases, share.share.of) == (1, 3)
    assert centre.found(odd) == ["OTHER_SHARE"]
    narrow = centre.score(programme_code="09.02.07")
    assert narrow.others == told.others
    assert narrow.total.findings["OTHER_SHARE"] == 0
    assert centre.score(graduation_year=2024).others == []
    (row,) = centre.rows(wanted=Wanted("OTHER_SHARE"))
    facts = row.findings[0].facts
    assert (facts["other"], facts["of"], facts["percent"]) == (1, 3, 33.3)


def test_students_are_counted_and_the_expelled_only_where_asked(centre: Desk) -> None:
    student, gone = centre.student(1), centre.student(2)
    centre.do(gone, cases.move, kind="EXPELLED", effective_on=date(2025, 10, 1))
    october = date(2025, 10, 1)
    assert centre.found(student, october) == ["NO_DATA"]
    assert centre.found(gone, october) == []
    assert centre.score(october).total.score.of == 1
    assert centre.score(october, lifecycle="any").total.score.of == 2
    assert centre.score(october, lifecycle="EXPELLED").total.findings["NO_DATA"] == 1
    assert centre.score(date(2025, 8, 31), lifecycle="any").total.score.of == 0


def test_the_erased_stay_in_the_counts_and_nobody_is_asked_for_them(centre: Desk) -> None:
    case_id = centre.open(1)
    assert centre.found(case_id) == ["STALE", "NO_DATA"]
    erase(centre.office.service, ADMIN, case_id, reason="Запрос", act_number="1")
    assert centre.found(case_id) == ["NO_DATA"]
    assert centre.score().total.score.of == 1


def test_pages_follow_the_numbers(centre: Desk) -> None:
    opened = [centre.open(number) for number in range(1, 6)]
    whole = centre.rows()
    assert [row.case.case_id for row in whole] == opened
    first = centre.rows(limit=2)
    rest = centre.rows(after=first[-1].case.number)
    assert [*first, *rest] == whole
    assert centre.rows(wanted=Wanted("NO_DATA", "STALE")) == []
