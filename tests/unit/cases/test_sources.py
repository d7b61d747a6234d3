"""From where each fact of a case is known: by its entry, by its correction, by who recorded it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from marshrut.cases.contents import Movement, Opening, Passport, Status
from marshrut.cases.events import EntryAnnulled, EntryCorrected
from marshrut.cases.sources import sources_of
from tests.support.scribe import SOME_CASE, Scribe

DAY = date(2025, 9, 1)


class Clerk(Scribe):
    """Opens the case; all is stamped as recorded by staff of the school."""

    def __init__(self) -> None:
        super().__init__(SOME_CASE)
        passport = Passport(programme_code="15.02.16", study_form="FULL_TIME", graduation_year=2025)
        self.enter(Opening(organisation="A", person_id=SOME_CASE, passport=passport))

    def status(self, source: str | None, on: date = DAY) -> UUID:
        return self.enter(Status(status_code="NO_DEMAND", effective_on=on, source=source))

    def told(self, day: date = DAY) -> list[tuple[str, str | None]]:
        return [(each.kind, each.source) for each in sources_of(self.events, day)][1:]


def test_an_entry_says_where_it_is_from():
    clerk = Clerk()
    clerk.status("TRUDVSEM")
    assert clerk.told() == [("statuses", "TRUDVSEM")]


def test_an_entry_of_which_nothing_is_said_is_from_whoever_recorded_it():
    clerk = Clerk()
    clerk.status(None)
    clerk.enter(Movement(kind="EXPELLED", effective_on=DAY))
    assert clerk.told() == [("statuses", "POO_STAFF"), ("movements", "POO_STAFF")]
    (opening, *_) = sources_of(clerk.events, DAY)
    assert (opening.kind, opening.source) == ("opening", "POO_STAFF")


def test_what_begins_later_or_was_taken_back_is_left_out():
    clerk = Clerk()
    clerk.status("CZN", date(2025, 9, 2))
    clerk.write(EntryAnnulled, clerk.status("EMPLOYER"))
    assert clerk.told() == []
    assert clerk.told(date(2025, 9, 2)) == [("statuses", "CZN")]


def test_a_corrected_source_is_the_one_that_holds():
    clerk = Clerk()
    entry_id = clerk.status("GRADUATE_SELF_REPORT")
    clerk.write(EntryCorrected, entry_id, changes={"source": "FRDO"})
    assert clerk.told() == [("statuses", "FRDO")]
