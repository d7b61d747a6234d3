"""A career centre at work: the use cases of its staff with less to write than in an office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.application import steps
from marshrut.application.visit import Visit
from marshrut.asof import AsOf
from marshrut.cases.case import Outcome
from tests.support.databases import KINDS
from tests.support.office import TODAY, Office


class Centre:
    """Opens cases and records what is done in them; ``point`` is where questions are asked."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._turn = KINDS.index(office.service.engine.name)

    def its_turn(self) -> bool:
        """Whether this database is the one that is asked this time: the next time it is the other.

        A test asks the same of both, so that each of them is asked every second question.
        """
        self._turn += 1
        return bool(self._turn % 2)

    def open(self, number: int = 1, **fields: Any) -> UUID:
        """The case of a graduate of 2025."""
        return self.office.open(number, **fields).case_id

    def student(self, number: int = 1) -> UUID:
        """The case of a student who graduates in 2026."""
        return self.open(number, graduation_date=None, passport={"graduation_year": 2026})

    def do(self, case_id: UUID, use_case: Callable[..., Outcome], *args: Any, **fields: Any) -> Any:
        """Carry out a use case on the case as it is; what was written."""

        def decide(visit: Visit) -> Outcome:
            return use_case(visit, *args, **fields)

        return self.office.write(case_id, decide)

    def step(self, case_id: UUID, code: str, on: date, **fields: Any) -> Any:
        """Record a step, planned if nothing else is said."""
        given = {"state": "PLANNED", **fields}
        return self.do(case_id, steps.record_step, step_code=code, effective_on=on, **given)

    def point(self, day: date = TODAY, known: int | None = None) -> AsOf:
        """The point of a question, by default all that is known."""
        head = self.office.service.ledger.head().position
        return AsOf(day, head if known is None else known)
