"""A centre whose graduates stand in registries: cases made by use cases, members told by day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from marshrut.application import cases, consents, contracts, measures, organisations, records
from marshrut.records.kinds import kinds
from marshrut.registries import registry
from projections.population import Filters, Scope
from projections.registries import (
    Asked,
    RegistryRow,
    registry_counts,
    registry_numbers,
    registry_rows,
)
from tests.support.centre import Centre
from tests.support.office import ADMIN, EMPLOYMENT, TODAY, request, status

WHOLE = Scope()
REASON = "ошибка"


class Book(Centre):
    """Opens cases and asks who is in a registry; every answer is counted too."""

    def status(self, case: UUID, code: str, on: date, **fields: Any) -> Any:
        """Record a status."""
        return self.office.write(case, status(code, on, **fields))

    def work(self, case: UUID, on: date, until: date | None = None, **attributes: Any) -> Any:
        """Record a labour contract, by default in the specialty."""
        given = {"attributes": {**EMPLOYMENT, **attributes}, "ended_on": until}
        return self.status(case, "EMPLOYED_LABOUR_CONTRACT", on, **given)

    def category(self, case: UUID, code: str, on: date, **fields: Any) -> Any:
        """Record a category."""
        return self.do(case, cases.add_category, category_code=code, valid_from=on, **fields)

    def measure(self, case: UUID, code: str, on: date, **fields: Any) -> Any:
        """Record a measure, given if nothing else is said."""
        given = {"provided_on": on, "result": "PROVIDED", **fields}
        return self.do(case, measures.record_measure, measure_code=code, **given)

    def consent(self, case: UUID, on: date, **fields: Any) -> Any:
        """Record the consent to send résumés."""
        kind = {"consent_kind": "RESUME_TRANSFER", "granted_on": on}
        return self.do(case, consents.grant_consent, **{**kind, **fields})

    def contract(self, case: UUID, kind: str, on: date, **fields: Any) -> Any:
        """Record a contract."""
        signed = {"contract_kind": kind, "signed_on": on, **fields}
        return self.do(case, contracts.add_contract, **signed)

    def asked(self, code: str, scope: Scope = WHOLE, **filters: Any) -> Asked:
        """A registry; ``days`` among the filters is how far it looks ahead."""
        days = filters.pop("days", None)
        return Asked(registry=registry(code), filters=Filters(**filters), scope=scope, days=days)

    def rows(
        self, code: str, day: date = TODAY, known: int | None = None, **asked: Any
    ) -> list[RegistryRow]:
        """The rows of a registry."""
        point, question = self.point(day, known), self.asked(code, **asked)
        projections = self.office.projections
        numbers = registry_numbers(projections, point, question)
        assert registry_counts(projections, point, [question]) == {code: len(numbers)}
        return registry_rows(projections, point, question, numbers=numbers, limit=1_000)

    def who(
        self, code: str, day: date = TODAY, known: int | None = None, **asked: Any
    ) -> list[UUID]:
        """The cases in a registry, by number."""
        return [row.case.case_id for row in self.rows(code, day, known, **asked)]

    def spell(self, code: str, day: date = TODAY, **asked: Any) -> list[tuple[date, date | None]]:
        """The first and last day of each membership."""
        return [(row.since, row.until) for row in self.rows(code, day, **asked)]

    def keep(self, kind: str, on: date, fields: dict[str, Any], region_code: str = "67") -> Any:
        """Keep a record of a region from a day on."""
        by = request("ROIV_STAFF", None, (region_code,))
        told = {"effective_on": on, "fields": fields, "region_code": region_code}
        return records.open_record(self.office.service, by, kinds()[kind], **told)

    def move(self, kept: Any, on: date, state: str, region_code: str = "67", **fields: Any) -> Any:
        """Say that a record of a region has come to another state."""
        by = request("ROIV_STAFF", None, (region_code,), if_match=kept.version)
        record = self.office.service.record(kept.record_id)
        assert record is not None
        come = records.visit_record(self.office.service, by, kinds()[record.kind], record.id)
        return records.change(come, effective_on=on, state=state, fields=fields)

    def change_school(self, code: str, on: date, **changes: Any) -> Any:
        """Change a school from a day on."""
        service = self.office.service
        return organisations.change(service, ADMIN, code, effective_on=on, changes=changes)
