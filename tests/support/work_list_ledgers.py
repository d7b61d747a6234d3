"""Generated ledgers in which every work list has something to tell, and much that it must not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from marshrut.cases import casework, contents
from tests.support.various_ledgers import CATEGORIES, Registrar, VariousChronicle
from tests.support.work_chronicler import ENDERS

AT_RISK = ("NO_DEMAND", "AT_RISK_OTHER", "INFORMAL")
AWAY = ("MILITARY_CONSCRIPT", "MILITARY_CONTRACT", "PARENTAL_LEAVE", "ADOPTION_LEAVE")
FORESEEN = ("F_UNDECIDED", "F_AT_RISK", "F_EMPLOYED")
CODES = {
    "SERVICE_TERM_CHECK": ("CONFIRMED", "CHANGED"),
    "LEGAL_AID_CASE": (None,),
    "JOB_SELECTION": ("SELECTED",),
}
AUTUMN, SPRING = date(2023, 10, 2), date(2024, 4, 20)


def near_day(rng: Random) -> date:
    """A day as far from others, and from those of questions, as the lists look, or just beyond."""
    apart = (0, 1, 7, 8, 30, 31, 89, 90)
    return rng.choice((AUTUMN, SPRING)) + timedelta(days=rng.choice(apart)) * rng.choice((1, -1))


class Caseworker(Registrar):
    """Enters what calls for work, what is due, and what has been done about it."""

    statuses = (*AT_RISK, *AWAY * 2, *FORESEEN)
    measures = ("RESUME", "VACANCY_INFO", "PSYCH_SUPPORT", "JOB_FAIR")
    steps = CODES

    def day(self) -> date:
        return near_day(self.rng)

    def course(self) -> dict[str, Any]:
        """One that falls due, whatever state it is in."""
        return {**super().course(), "due_on": self.day()}

    def attributes(self) -> dict[str, Any]:
        """With the day that a service or a leave is to end on."""
        return {**super().attributes(), "expected_end_on": self.text_of_day()}

    def check(self) -> None:
        """What a check of a service has found."""
        course = {**self.course(), "state": "DONE", "outcome": "CHANGED"}
        found = {"attributes": {"expected_end_on": self.text_of_day()}}
        self.touchable(casework.Step(step_code="SERVICE_TERM_CHECK", **(course | found)))

    def aid(self) -> None:
        """A step of legal aid, for a contract or for whichever it is."""
        named = self.rng.choice((None, self.pick(casework.Contract)))
        course = {**self.course(), "outcome": None, "due_on": None}
        step = {"step_code": "LEGAL_AID_CASE", "contract_entry_id": named}
        self.touchable(casework.Step(**step, **course))

    def broken(self) -> None:
        """The end of a contract, mostly by the employer."""
        contract_id = self.pick(casework.Contract)
        if contract_id is None:
            self.contract()
            return
        content = casework.ContractChange(
            contract_entry_id=contract_id,
            state="TERMINATED",
            effective_on=self.day(),
            terminated_by=self.rng.choice((*ENDERS, "EMPLOYER", "EMPLOYER")),
        )
        self.touchable(content)

    def consent(self) -> None:
        """One that ends; others of the kind may outlast it."""
        content = casework.Consent(
            consent_kind=self.rng.choice(("RESUME_TRANSFER", "RESUME_TRANSFER", "TRANSFER_CZN")),
            granted_on=self.rng.choice((date(2022, 3, 1), self.day())),
            valid_until=self.rng.choice((self.day(), self.day(), None)),
        )
        self.touchable(content)

    def category(self) -> None:
        day = self.day()
        self.touchable(contents.Category(category_code=CATEGORIES[0], valid_from=day))

    def death(self) -> None:
        if not self.rng.randrange(4):
            self.touchable(contents.Status(status_code="DECEASED", effective_on=self.day()))

    def erased(self) -> None:
        if not self.rng.randrange(4):
            self.erasure()

    def turns(self) -> tuple[Callable[[], None], ...]:
        return (
            *(self.status, self.step) * 6,
            *(self.consent, self.measure) * 3,
            *(self.broken, self.check) * 4,
            *(self.contract, self.transition, self.confirmation) * 2,
            *(self.aid, self.correct, self.annul, self.end, self.movement, self.category),
            *(self.death, self.erased),
        )


class WorkChronicle(VariousChronicle):
    """A chronicle of such lives."""

    writers = (Caseworker,)
