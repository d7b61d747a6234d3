"""A form at two points, by stories told by hand: what moved, and by which events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from marshrut.asof import AsOf
from marshrut.cases import casework, contents, events
from marshrut.cases.contents import Content
from marshrut.employers.employer import employer_id
from marshrut.employers.events import EmployerChanged, EmployerRegistered
from marshrut.employers.events import Passport as EmployerPassport
from marshrut.forms.shipped import edition
from marshrut.organisations.events import OrganisationChanged, OrganisationRegistered, Passport
from marshrut.organisations.organisation import organisation_id
from projections.forms import Asked, Cell, UnknownCell
from projections.population import Filters, Scope
from projections.restatement import (
    MovedCell,
    NotComparable,
    Restatement,
    restated_cases,
    restatement,
)
from projections.runner import Projections
from tests.support.scribe import BY, Scribe

INN, WORK = "7001000013", "EMPLOYED_LABOUR_CONTRACT"
GRADUATED, DAY, LATER = date(2025, 6, 30), date(2025, 9, 1), date(2025, 12, 1)
TODAY = date(2026, 1, 1)


class Book:
    """A ledger in which cases and employers are written, one event after another."""

    def __init__(self, projections: Projections) -> None:
        self.projections = projections
        self._cases: dict[int, Scribe] = {}
        self._versions: dict[UUID, int] = {}
        for code, region in (("A", "67"), ("B", "70")):
            passport = Passport(
                name=f"School {code}", region_code=region, founder_type="X", has_centre=True
            )
            self.other(OrganisationRegistered, organisation_id(code), code=code, passport=passport)

    @property
    def head(self) -> int:
        return self.projections.ledger.head().position

    def other(self, event: type[Any], identity: UUID, **said: Any) -> int:
        version = self._versions[identity] = self._versions.get(identity, 0) + 1
        made = event(originator_id=identity, originator_version=version, by=BY, **said)
        return self.projections.ledger.append([made])[-1]

    def employer(self, **said: Any) -> int:
        passport = EmployerPassport(**{"name": "АО", "opk": False, **said})
        return self.other(EmployerRegistered, employer_id(INN), inn=INN, passport=passport)

    def employer_change(self, effective_on: date | None, **changes: Any) -> int:
        said: dict[str, Any] = {"effective_on": effective_on, "changes": changes}
        return self.other(EmployerChanged, employer_id(INN), **said)

    def graduate(self, number: int = 1, organisation: str = "A") -> int:
        self._cases[number] = Scribe(UUID(int=number << 64))
        passport = contents.Passport(
            programme_code="15.02.16", study_form="FULL_TIME", graduation_year=2025
        )
        opened = contents.Opening(
            organisation=organisation, person_id=UUID(int=9), passport=passport
        )
        self.enter(opened, number)
        return self.enter(contents.Graduation(graduation_date=GRADUATED), number)

    def enter(self, content: Content, number: int = 1) -> int:
        """Record an entry; its position. The entry has the id of the case plus its version."""
        scribe = self._cases[number]
        scribe.enter(content)
        return self.projections.ledger.append([scribe.events[-1]])[-1]

    def write(self, event: type[Any], entry: int, number: int = 1, **said: Any) -> int:
        """Record what is said about the entry of that version."""
        scribe = self._cases[number]
        scribe.write(event, UUID(int=scribe.case_id.int + entry), **said)
        return self.projections.ledger.append([scribe.events[-1]])[-1]


@pytest.fixture
def book(projections: Projections) -> Book:
    return Book(projections)


def status(code: str, start: date = DAY, **attributes: Any) -> contents.Status:
    return contents.Status(status_code=code, effective_on=start, attributes=attributes)


def measure(code: str, day: date) -> casework.Measure:
    return casework.Measure(measure_code=code, provided_on=day, result="COMPLETED")


def asked(form: str, day: date, known: int, **said: Any) -> Asked:
    plain: dict[str, Any] = {
        "filters": Filters(graduation_year=2025),
        "scope": Scope(),
        "parameters": {"rows": "15"} if form == "A" else {},
        "editions": {},
    }
    return Asked(form=edition(form, 1), point=AsOf(day, known), **{**plain, **said})


def restated(book: Book, form: str, *points: tuple[date, int], **said: Any) -> Restatement:
    before, after = (asked(form, *point, **said) for point in points)
    return restatement(book.projections, before, after, today=TODAY, limit=100)


def cell(answer: Restatement, table: str, row: str, column: str, **key: Any) -> MovedCell:
    (found,) = (
        each
        for each in answer.cells
        if (each.table, each.row, each.column, each.key) == (table, row, column, key)
    )
    return found


def moved(answer: Restatement, column: str, table: str = "main", **key: Any) -> list[Any]:
    """The moves in a counting cell: which case, which way, by which events."""
    (part,) = cell(answer, table, "01", column, **key).parts
    return [(case.number, case.delta, case.events, case.cause) for case in part.cases]


def test_an_employer_that_is_entered_moves_who_works_there(book: Book) -> None:
    number = book.graduate() - 1
    known = book.enter(status(WORK, employer_inn=INN))
    entered = book.employer(industry="MACHINERY")
    answer = restated(book, "INDUSTRY", (LATER, known), (LATER, entered))
    assert moved(answer, "10") == [(number, 1, (entered,), "EVENTS")]
    assert moved(answer, "10", "summary", organisation="A") == moved(answer, "10")
    assert {each.column for each in answer.cells} == {"10"}
    (event,) = answer.events
    assert (event.position, event.about, event.topic) == (entered, INN, "employer.registered")
    assert not event.hidden


def test_the_day_from_which_an_employer_is_of_the_complex_moves_who_works_there(
    book: Book,
) -> None:
    book.employer(industry="MACHINERY")
    number = book.graduate() - 1
    book.enter(status(WORK, employer_inn=INN))
    of_opk = book.employer_change(LATER, opk=True)
    answer = restated(book, "INDUSTRY", (DAY, of_opk), (LATER, of_opk))
    assert moved(answer, "09") == [(number, 1, (of_opk,), "EVENTS")]
    assert moved(answer, "10") == [(number, -1, (of_opk,), "EVENTS")]
    listed = restated(book, "OPK", (DAY, of_opk), (LATER, of_opk))
    key = {"organisation": "A", "programme_code": "15.02.16", "employer": INN}
    assert moved(listed, "08", **key) == [(number, 1, (of_opk,), "EVENTS")]
    wrong = book.employer_change(None, opk=True)
    since_ever = restated(book, "OPK", (DAY, of_opk), (DAY, wrong))
    assert moved(since_ever, "08", **key) == [(number, 1, (wrong,), "EVENTS")]


def test_a_measure_that_is_entered_late_is_told_by_itself(book: Book) -> None:
    number = book.graduate() - 1
    first = book.enter(measure("RESUME", DAY))
    known = book.enter(status("NO_DEMAND"))
    late = book.enter(measure("DPO_COURSE", DAY))
    told = cell(restated(book, "A", (DAY, known), (DAY, late)), "main", "01", "33")
    assert told.before == "Составление и размещение резюме — 1 чел."
    assert str(told.after).startswith("Составление и размещение резюме — 1 чел.; ")
    assert told.delta is None
    (part,) = told.parts
    assert (part.measure, part.before, part.after, part.delta) == ("DPO_COURSE", 0, 1, 1)
    assert [(c.number, c.events) for c in part.cases] == [(number, (late,))]
    annulled = book.write(events.EntryAnnulled, 3)
    gone = cell(restated(book, "A", (DAY, late), (DAY, annulled)), "main", "01", "33").parts
    assert [(p.measure, p.delta, p.cases[0].events) for p in gone] == [
        ("RESUME", -1, (annulled,)),
    ]
    assert first < annulled


def test_a_measure_is_told_by_its_day_and_by_who_comes_into_the_row(book: Book) -> None:
    book.graduate()
    book.enter(measure("RESUME", LATER))
    ovz = contents.Category(category_code="OVZ", valid_from=DAY)
    late = book.enter(ovz)
    by_day = restated(book, "A", (DAY, late), (LATER, late))
    (part,) = cell(by_day, "main", "01", "33").parts
    assert [case.events for case in part.cases] == [(late - 1,)]
    by_news = restated(book, "A", (LATER, late - 1), (LATER, late))
    (part,) = cell(by_news, "main", "02", "33").parts
    assert [case.events for case in part.cases] == [(late,)]
    assert not [c for c in by_news.cells if (c.row, c.column) == ("01", "33")]


def test_a_share_is_told_by_its_parts(book: Book) -> None:
    numbers = [book.graduate(number) - 1 for number in (1, 2, 3)]
    book.enter(status("CONTINUING_EDUCATION"), 2)
    known = book.enter(status(WORK, in_specialty=True), 3)
    book.enter(status("NO_DEMAND"), 1)
    late = book.enter(status(WORK, DAY, in_specialty=False), 1)
    told = cell(restated(book, "A", (DAY, known), (DAY, late)), "summary", "01", "14")
    assert (told.before, told.after, told.delta) == (50.0, 100.0, 50.0)
    (part,) = told.parts
    assert (part.part, part.before, part.after) == ("numerator", 1, 2)
    assert [(c.number, c.delta, c.events) for c in part.cases] == [(numbers[0], 1, (late,))]


def test_a_window_of_two_years_is_told_by_what_was_entered_about_it(book: Book) -> None:
    """Whoever does not work on the day has worked in the window: no rectangle of the day says."""
    book.graduate()
    known = book.enter(status("NO_DEMAND", LATER))
    past = contents.Status(status_code=WORK, effective_on=DAY, ended_on=date(2025, 9, 30))
    late = book.enter(past)
    book.enter(measure("RESUME", DAY))
    answer = restated(book, "A", (LATER, known), (LATER, book.head))
    told = cell(answer, "summary", "01", "17", organisation="A")
    assert (told.before, told.after) == (0.0, 100.0)
    assert [(p.part, p.cases[0].events) for p in told.parts] == [("numerator", (late,))]


def test_a_birthday_is_the_calendars(book: Book) -> None:
    book.graduate()
    changes = {"adult_on": LATER.isoformat()}
    known = book.enter(contents.PassportChange(changes=changes))
    answer = restated(book, "A", (DAY, known), (LATER, known))
    assert moved(answer, "07", "category", category="MINOR") == [(3, -1, (), "CALENDAR")]


def test_a_school_is_named_where_its_centre_moves_its_graduates(book: Book) -> None:
    known = book.graduate()
    said = {"effective_on": DAY, "changes": {"has_centre": False}}
    closed = book.other(OrganisationChanged, organisation_id("A"), **said)
    answer = restated(book, "A", (DAY, known), (DAY, closed))
    column = moved(answer, "07", "category", category="ORG_WITHOUT_CENTRE")
    assert [events for _, _, events, _ in column] == [(closed,)]
    assert {each.table for each in answer.cells} == {"category"}


def test_who_has_left_the_scope_is_told_without_its_events(book: Book) -> None:
    known = book.graduate()
    moving = contents.Movement(kind="TRANSFERRED", effective_on=DAY, to_organisation="B")
    gone = book.enter(moving)
    scope = Scope(organisation="A")
    answer = restated(book, "A", (DAY, known), (DAY, gone), scope=scope)
    (part,) = cell(answer, "main", "01", "07").parts
    (case,) = part.cases
    assert (case.delta, case.events, case.after) == (-1, (gone,), None)
    assert case.before is not None
    assert case.before.organisation == "A"
    assert [(event.position, event.hidden, event.actor) for event in answer.events] == [
        (gone, True, None)
    ]
    everybody = restated(book, "A", (DAY, known), (DAY, gone))
    assert all(not event.hidden for event in everybody.events)
    assert {tuple(each.key.values())[:1] for each in everybody.cells} == {("A",), ("B",)}


def test_who_is_of_the_form_no_more_is_shown_as_it_is(book: Book) -> None:
    known = book.graduate()
    corrected = book.write(events.EntryCorrected, 2, changes={"graduation_date": "2026-06-30"})
    (part,) = cell(restated(book, "A", (DAY, known), (DAY, corrected)), "main", "01", "07").parts
    (case,) = part.cases
    assert case.after is not None
    assert (case.after.lifecycle, case.events) == ("FINAL_YEAR", (corrected,))


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("form", lambda it: it._replace(form=edition("INDUSTRY", 1))),
        ("filters", lambda it: it._replace(filters=Filters(graduation_year=2024))),
        ("scope", lambda it: it._replace(scope=Scope(organisation="A"))),
        ("parameters", lambda it: it._replace(parameters={"rows": "5"})),
        ("editions", lambda it: it._replace(editions={"S004-I1": 1})),
        ("point", lambda it: it._replace(point=AsOf(LATER, it.point.known))),
        ("point", lambda it: it._replace(point=AsOf(DAY, it.point.known + 1))),
    ],
)
def test_two_questions_are_not_compared(
    book: Book, field: str, other: Callable[[Asked], Asked]
) -> None:
    known = book.graduate() - 1
    one = asked("A", DAY, known)
    with pytest.raises(NotComparable) as refused:
        restatement(book.projections, other(one), one, today=TODAY, limit=1)
    assert refused.value.field == field


def test_a_form_without_tables_of_cases_is_not_compared(book: Book) -> None:
    form = msgspec.structs.replace(edition("A", 1), kind="self_analysis", tables=())
    one = asked("A", DAY, book.head)._replace(form=form)
    with pytest.raises(NotComparable) as refused:
        restatement(book.projections, one, one, today=TODAY, limit=1)
    assert refused.value.field == "kind"


def test_a_text_is_asked_by_one_of_its_measures(book: Book) -> None:
    book.graduate()
    late = book.enter(measure("RESUME", DAY))
    points = asked("A", DAY, late - 1), asked("A", DAY, late)
    with pytest.raises(UnknownCell) as unknown:
        restated_cases(
            book.projections, *points, Cell("main", {}, "01", "33"), today=TODAY, limit=1
        )
    assert unknown.value.field == "measure"
    of_resume = Cell("main", {}, "01", "33", measure="RESUME")
    found = restated_cases(book.projections, *points, of_resume, today=TODAY, limit=1)
    assert [case.events for case in found.cases] == [(late,)]
    assert [event.position for event in found.events] == [late]


def test_nothing_has_moved_between_a_point_and_itself(book: Book) -> None:
    book.graduate()
    answer = restated(book, "A", (DAY, book.head), (DAY, book.head))
    assert (answer.total, answer.cells, answer.events) == (0, [], [])
