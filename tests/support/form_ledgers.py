"""Generated ledgers whose cases fill the rows and columns of the monitoring forms.

Lives as those of ``various_ledgers``, of all statuses alike, with students who work and plan, with
health categories of every nosology and of none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from marshrut.cases import casework, contents
from marshrut.employers.employer import employer_id
from marshrut.employers.events import EmployerChanged, EmployerRegistered, Passport
from marshrut.events import Event
from tests.support.chronicler import HEALTH
from tests.support.oracle_tables import ACTUAL, FORECAST
from tests.support.scribe import BY
from tests.support.various_ledgers import Biographer, VariousChronicle

HELD = (*HEALTH, *HEALTH, "ABILYMPICS_WINNER", "ABILYMPICS_PARTICIPANT", "FOREIGN_NO_SNILS")
NOSOLOGIES = (
    *("VISION", "HEARING", "MUSCULOSKELETAL", "SPEECH", "MENTAL_DELAY", "AUTISM", "OTHER"),
    *(None, None),
)
MODES = ("STUDY_PLUS_WORK", "PAID_PRACTICE", "UPK", "OTHER", None)
PLANS = ("PRACTICE_ENTERPRISE", "PARTNER", "OTHER", None)


class Monitored(Biographer):
    """Enters what the forms count."""

    statuses = (*ACTUAL[1:], *FORECAST, *("F_EMPLOYED", "EMPLOYED_LABOUR_CONTRACT") * 4)

    def opening(self) -> None:
        self.stays = not self.rng.randrange(3)
        super().opening()

    def graduation(self) -> None:
        """Some stay students whatever happens: form C lists them."""
        if self.stays:
            self.status()
        else:
            super().graduation()

    def attributes(self) -> dict[str, Any]:
        said = {"student_work_mode": self.rng.choice(MODES), "plan": self.rng.choice(PLANS)}
        return super().attributes() | {name: value for name, value in said.items() if value}

    def category(self) -> None:
        code = self.rng.choice(HELD)
        content = contents.Category(
            category_code=code,
            valid_from=self.day(),
            valid_to=self.rng.choice((None, None, None, self.day())),
            nosology=self.rng.choice(NOSOLOGIES) if code in HEALTH else None,
        )
        self.touchable(content)

    def targeted(self) -> None:
        self.touchable(casework.Contract(contract_kind="TARGETED", signed_on=self.day()))

    def turns(self) -> tuple[Callable[[], None], ...]:
        return (
            *(self.status, self.category) * 6,
            *(self.targeted, self.measure, self.measure, self.correct) * 2,
            *(self.contract_change, self.annul, self.end, self.graduation, self.passport_change),
            *(self.movement, self.closure),
        )


class MonitoredChronicle(VariousChronicle):
    """A chronicle of lives that the forms tell of."""

    writers = (Monitored,)


INNS = ("7001000013", "7707083893")
INDUSTRIES = ("MACHINERY", "IT", "OPK", None)
SAID_FROM = (None, date(2022, 9, 1), date(2023, 9, 1), date(2023, 12, 31), date(2024, 3, 1))


class Employed(Monitored):
    """Enters more of whoever works, or is about to, at employers known and unknown."""

    statuses = (*Monitored.statuses, *("EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT") * 20)

    def employer(self) -> dict[str, Any]:
        inn = self.rng.choice((*INNS * 3, "5000000009", None))
        return super().employer() | ({"employer_inn": inn} if inn else {})


class EmployedChronicle(MonitoredChronicle):
    """A chronicle of such lives, and of the employers that the register knows, early or late."""

    writers = (Employed,)

    def _streams(self) -> list[list[Any]]:
        self.employers = {inn: self._employer(inn) for inn in INNS}
        return [*super()._streams(), *self.employers.values()]

    def _employer(self, inn: str) -> list[Event]:
        choice, identity = self.rng.choice, employer_id(inn)
        said = Passport(
            name=f"Employer {inn}", industry=choice(INDUSTRIES), opk=choice((True, False))
        )
        registered = EmployerRegistered(
            originator_id=identity, originator_version=1, by=BY, inn=inn, passport=said
        )
        changes = (
            EmployerChanged(
                originator_id=identity,
                originator_version=version,
                by=BY,
                effective_on=choice(SAID_FROM),
                changes=choice(
                    (
                        {"industry": choice(INDUSTRIES)},
                        {"opk": choice((True, False))},
                        {"name": "E"},
                    )
                ),
            )
            for version in range(2, 8 + self.rng.randrange(6))
        )
        return [registered, *changes]

    def _industry(self) -> dict[str, Any]:
        return {"industry": self.rng.choice(INDUSTRIES)}

    def _opk(self) -> dict[str, Any]:
        return {"opk": self.rng.choice((True, False))}
