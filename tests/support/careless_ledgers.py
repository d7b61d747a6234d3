"""Generated ledgers in which there is everything that can be found wrong with data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from marshrut.cases import contents
from tests.support.ledger_oracle import EXPECTED
from tests.support.various_ledgers import OTHERS, WORK, RegisteredChronicle, Registrar

EVIDENCE = (None, "ORAL", "LABOUR_CONTRACT", "WORK_CERTIFICATE")
ATTRIBUTES = {
    "expected_end_on": "2024-05-31",
    "education_form": "MIXED",
    "region": "70",
    "in_specialty": True,
}
STEPS: Mapping[str, tuple[str, ...]] = {
    "GRADUATE_BANK": ("INCLUDED", "WITHDRAWN"),
    "INTENTION_SURVEY": ("COMPLETED",),
}


class Careless(Registrar):
    """Enters statuses with and without what belongs to them, ИП beside НПД, late deaths."""

    statuses = (*WORK, *WORK, *OTHERS, "MILITARY_CONSCRIPT", "SOLE_PROPRIETOR", "DECEASED", "OTHER")
    steps = STEPS

    def status(self) -> None:
        choice = self.rng.choice
        code = choice(self.statuses)
        named = EXPECTED.get(code, "").split() if self.rng.randrange(3) else []
        told: dict[str, Any] = {name: ATTRIBUTES.get(name, "sealed") for name in named}
        region = {"region": choice(("67", "70", "77"))} if self.rng.randrange(2) else {}
        content = contents.Status(
            status_code=code,
            effective_on=self.day(),
            ended_on=choice((None, None, None, self.day())),
            attributes=told | self.employer() | region,
            source=choice((None, "EMPLOYER")),
            evidence_kind=choice(EVIDENCE),
            evidence_date=choice((None, self.day())),
        )
        self.touchable(content)

    def category(self) -> None:
        if self.rng.randrange(3):
            super().category()
        else:
            foreign = contents.Category(category_code="FOREIGN_NO_SNILS", valid_from=self.day())
            self.touchable(foreign)

    def turns(self) -> tuple[Callable[[], None], ...]:
        return (
            *(self.status,) * 10,
            *(self.category, self.step, self.consent, self.transition, self.confirmation) * 2,
            *(self.category, self.passport_change, self.passport_change),
            *(self.correct, self.annul, self.end, self.graduation, self.passport_change),
        )


class CarelessChronicle(RegisteredChronicle):
    """A chronicle of such records."""

    writers = (Careless,)
