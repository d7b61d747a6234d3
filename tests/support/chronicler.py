"""Entries of one case, chosen by a given ``random.Random``."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from marshrut.cases import contents
from marshrut.cases.contents import Content
from tests.support.oracle_tables import ACTUAL, FORECAST
from tests.support.scribe import Scribe

# Around the graduation, the begin, and the ends of months, where months are counted.
ANCHORS = (
    date(2023, 6, 30),
    date(2023, 7, 1),
    date(2023, 8, 31),
    date(2023, 9, 1),
    date(2023, 10, 31),
    date(2023, 11, 30),
    date(2024, 2, 29),
    date(2022, 8, 31),
    date(2022, 9, 1),
)
STEPS = (0, 1, -1, 2, 7, 30, 31, 61, 91, 120, 122, 365, 729, 730, 731, 732, -30, -365)

OFTEN = (
    "EMPLOYED_LABOUR_CONTRACT",
    "CONTINUING_EDUCATION",
    "NO_DEMAND",
    "MILITARY_CONSCRIPT",
    "PARENTAL_LEAVE",
    "CZN_UNEMPLOYED",
)
STATUSES = ACTUAL + OFTEN + FORECAST
FORMS = (None, "FULL_TIME", "PART_TIME", "MIXED")

HEALTH = ("DISABLED", "OVZ", "DISABLED_CHILD")
CATEGORIES = (*HEALTH, "FOREIGN_NO_SNILS", "ABILYMPICS_WINNER", "ABILYMPICS_PARTICIPANT", "ORPHAN")
NOSOLOGIES = (None, "VISION", "HEARING")

MOVES = ("EXPELLED", "TRANSFERRED", "ACADEMIC_LEAVE", "REINSTATED")
PLACES = (None, "B", "C")


class Chronicler(Scribe):
    """Enters facts one after another, remembering those that can still be touched."""

    def __init__(self, rng: Random, case_id: UUID) -> None:
        super().__init__(case_id)
        self.rng = rng
        self.entries: dict[UUID, Content] = {}
        self.busy_days = [self.new_day() for _ in range(4)]

    def new_day(self) -> date:
        """A day somewhere about an anchor."""
        return self.rng.choice(ANCHORS) + timedelta(days=self.rng.choice(STEPS))

    def day(self) -> date:
        """Mostly one of the busy days of this case."""
        choice = self.rng.randrange(8)
        if choice == 7:
            return self.new_day()
        return self.busy_days[choice % 4] + timedelta(days=choice == 6)

    def maybe_day(self) -> date | None:
        return self.rng.choice((None, self.day()))

    def text_of_day(self) -> str:
        return self.day().isoformat()

    def touchable(self, content: Content) -> None:
        """Record a new entry that later events may end, correct or annul."""
        self.entries[self.enter(content)] = content

    def opening(self) -> None:
        choice = self.rng.choice
        passport = contents.Passport(
            programme_code="15.02.16",
            study_form="FULL_TIME",
            graduation_year=choice((2023, 2024)),
            expected_graduation_date=self.maybe_day(),
            citizenship_ru=choice((True, False)),
            has_snils=choice((True, False)),
            adult_on=self.maybe_day(),
        )
        content = contents.Opening(organisation="A", person_id=self.case_id, passport=passport)
        self.enter(content)

    def status(self) -> None:
        content = contents.Status(
            status_code=self.rng.choice(STATUSES),
            effective_on=self.day(),
            ended_on=self.last_day(),
            attributes=self.attributes(),
        )
        self.touchable(content)

    def last_day(self) -> date | None:
        """A last day now and then; it may even lie before the first one."""
        return self.maybe_day() if self.rng.randrange(2) else None

    def attributes(self) -> dict[str, Any]:
        """The attribute that a cell of the matrix depends on, and one that the state tells."""
        form = self.rng.choice(FORMS)
        attributes: dict[str, Any] = {} if form is None else {"education_form": form}
        known = self.rng.choice(({}, {"in_specialty": True}, {"in_specialty": False}))
        return attributes | known

    def category(self) -> None:
        code = self.rng.choice(CATEGORIES)
        content = contents.Category(
            category_code=code,
            valid_from=self.day(),
            valid_to=self.last_day(),
            nosology=self.rng.choice(NOSOLOGIES) if code in HEALTH else None,
        )
        self.touchable(content)

    def graduation(self) -> None:
        content = contents.Graduation(graduation_date=self.day())
        self.touchable(content)

    def movement(self) -> None:
        kind = self.rng.choice(MOVES)
        to = self.rng.choice(PLACES) if kind == "TRANSFERRED" else None
        content = contents.Movement(kind=kind, effective_on=self.day(), to_organisation=to)
        self.touchable(content)

    def passport_change(self) -> None:
        content = contents.PassportChange(
            changes=self.passport_changes(), effective_on=self.maybe_day()
        )
        self.touchable(content)

    def passport_changes(self) -> dict[str, Any]:
        choice = self.rng.choice
        news: tuple[dict[str, Any], ...] = (
            {"programme_code": choice(("09.02.07", "43.01.09"))},
            {"study_form": choice(("PART_TIME", "MIXED"))},
            {"has_snils": choice((True, False)), "citizenship_ru": choice((True, False))},
            {"graduation_year": choice((2022, 2023, 2024))},
            {"funding": choice(("PAID", None)), "base_education": "AFTER_9"},
            {"sex": choice(("F", None)), "municipality": "69701000"},
            {"expected_graduation_date": choice((None, self.text_of_day()))},
            {"adult_on": choice((None, self.text_of_day()))},
        )
        return choice(news)

    def confirmation(self) -> None:
        self.touchable(contents.Confirmation(effective_on=self.day()))

    def closure(self) -> None:
        self.touchable(contents.Closure(effective_on=self.day()))

    def merge(self) -> None:
        content = contents.Merge(into_case_id=UUID(int=1), effective_on=self.day())
        self.touchable(content)

    def erasure(self) -> None:
        content = contents.Erasure(act_number="1", effective_on=self.day())
        self.enter(content)
