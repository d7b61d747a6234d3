"""An office at work: the use cases on one pair of databases, as an edge would call them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from marshrut.application import cases, opening, organisations
from marshrut.application.commit import commit
from marshrut.application.requests import Idempotency, Request, Written
from marshrut.application.service import Service
from marshrut.application.visit import Visit, visit
from marshrut.cases.case import Outcome
from marshrut.cases.person import Person
from marshrut.cases.sealed import person_on
from marshrut.ledger.clock import Clock
from marshrut.ledger.sealing import unseal
from marshrut.policy import Actor, Role
from projections.runner import Projections

MASTER_KEY = bytes(range(32))
TODAY = date(2026, 6, 1)
GRADUATED = date(2025, 6, 30)
SCHOOLS = {"A": "67", "B": "67", "C": "70"}
PASSPORT = {"programme_code": "15.02.16", "study_form": "FULL_TIME", "graduation_year": 2025}
EMPLOYMENT = {"employer_inn": "7707083893", "employer_name": "Завод", "in_specialty": True}

Decision = Callable[[Visit], Outcome]


def noon() -> datetime:
    """The clock of these tests: it is always noon of ``TODAY`` in Moscow."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


def some_person(number: int = 1, **fields: Any) -> dict[str, Any]:
    """A person told apart by a number."""
    letters = "".join("абвгдежзик"[int(digit)] for digit in str(number))
    named = {"last_name": f"Петров{letters}", "first_name": "Иван", "middle_name": "Ильич"}
    born = {"birth_date": date(2005, 3, 14), "sex": "M"}
    return named | born | {"snils": snils(number)} | fields


def snils(number: int) -> str:
    """A СНИЛС with its check digits."""
    digits = f"{200_000_000 + number:09}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 0, -1), strict=True))
    return f"{digits}{check % 101 % 100:02}"


def request(
    role: str = "CK_STAFF",
    organisation: str | None = "A",
    regions: tuple[str, ...] = (),
    **fields: Any,
) -> Request:
    """A request of an actor, who is called by his role."""
    actor = Actor(actor_id=role, role=Role(role), organisation=organisation, regions=regions)
    return Request(actor=actor, correlation_id="test", **fields)


ADMIN = request("ADMIN", None)


def idempotent(key: str, body: str = "body") -> Idempotency:
    """A key and the fingerprint of what came with it."""
    return Idempotency(key, body.encode())


class Office:
    """A service with schools; ``open`` and ``write`` do what a request to the API does."""

    def __init__(self, url: str, keys_url: str, *, clock: Clock | None = noon) -> None:
        self.service = Service(
            database_url=url, keys_url=keys_url, master_key=MASTER_KEY, clock=clock
        )
        self.service.keys.create_tables()
        self.projections = Projections(self.service.ledger)

    def register_schools(self) -> None:
        """Make the schools known: two of one region, one of another."""
        for code, region in SCHOOLS.items():
            organisations.register(
                self.service,
                ADMIN,
                code=code,
                name=f"Колледж {code}",
                region_code=region,
                founder_type="REGIONAL_EDU",
                has_centre=True,
            )

    def open(
        self,
        number: int = 1,
        *,
        by: Request | None = None,
        organisation: str = "A",
        passport: dict[str, Any] | None = None,
        graduation_date: date | None = GRADUATED,
        **person: Any,
    ) -> Written:
        """Open the case of a graduate."""
        unit, outcome = opening.open_case(
            self.service,
            by or request(organisation=organisation),
            person=some_person(number, **person),
            organisation=organisation,
            passport={**PASSPORT, **(passport or {})},
            graduation_date=graduation_date,
        )
        return commit(unit, outcome)

    def visit(self, case_id: UUID, by: Request | None = None) -> Visit:
        """Come to a case in the version that it has."""
        case = self.service.case(case_id)
        assert case is not None
        by = by or request(organisation=case.history.organisation(TODAY))
        return visit(self.service, _matching(by, case.version), case_id)

    def write(self, case_id: UUID, decide: Decision, by: Request | None = None) -> Written:
        """Decide on the case as it is, and record that."""
        come = self.visit(case_id, by)
        return commit(come, decide(come))

    def employ(self, case_id: UUID, on: date = date(2025, 9, 1), **fields: Any) -> Written:
        """Record that the graduate works."""
        return self.write(case_id, employed(on, **fields))

    def person(self, case_id: UUID, day: date = TODAY) -> Person:
        """The person as opened with the key of the case."""
        case, key = self.service.case(case_id), self.service.keys.get(case_id)
        assert case is not None
        assert key is not None
        return person_on(case.events, day, open_seal=partial(unseal, key=key, case_id=case_id))

    def close(self) -> None:
        self.service.close()


def employed(on: date, **fields: Any) -> Decision:
    """The decision that the graduate works since ``on``."""
    attributes = {**EMPLOYMENT, **fields.pop("attributes", {})}
    return lambda come: cases.record_status(
        come,
        status_code="EMPLOYED_LABOUR_CONTRACT",
        effective_on=on,
        attributes=attributes,
        **fields,
    )


def status(code: str, on: date, **fields: Any) -> Decision:
    """The decision that a status began."""
    return lambda come: cases.record_status(come, status_code=code, effective_on=on, **fields)


@contextmanager
def open_office(url: str, keys_url: str, *, clock: Clock | None = noon) -> Iterator[Office]:
    """An office with its schools, closed in the end."""
    office = Office(url, keys_url, clock=clock)
    try:
        office.register_schools()
        yield office
    finally:
        office.close()


def _matching(by: Request, version: int) -> Request:
    fields = {name: getattr(by, name) for name in by.__struct_fields__}
    return Request(**{**fields, "if_match": version})
