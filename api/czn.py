"""The exchange with employment centres, as answers and tables tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from api.links import address
from api.point import Point
from api.registry_about import About, Made, about_cases
from api.tables import Table
from api.texts import label
from marshrut.cases.person import Person
from marshrut.records.czn import OUTCOMES, REGISTRATIONS
from projections.case_list import CaseRow
from projections.czn import AtRisk, CznReconciliation, Listed
from projections.population import Filters, Scope
from projections.runner import Projections

AT_RISK = "/czn-at-risk"
LISTS = "/czn-lists"
HANDED = ("last_name", "first_name", "middle_name", "birth_date", "snils", "phone", "email")
"""What of the person the employment centre is told; the rest is none of its business."""

AT_RISK_HEADINGS = (
    "Дело",
    "Фамилия",
    "Имя",
    "Отчество",
    "Дата рождения",
    "СНИЛС",
    "Телефон",
    "Почта",
    "Организация",
    "Программа",
    "Год выпуска",
    "Состоит на учёте",
)
LIST_HEADINGS = (
    "Дело",
    "Организация",
    "Программа",
    "Год выпуска",
    "Вид учёта по списку",
    "На учёте с",
    "Снят с учёта",
    "Вид учёта по делу",
    "Вывод",
)
ON_SCREEN = {"Дело": "Дело", "Организация": "ПОО", "Вид учёта по делу": "По делу", "Вывод": "Вывод"}
AT_RISK_ON_SCREEN = {
    "Дело": "Дело",
    "Фамилия": "Фамилия",
    "Имя": "Имя",
    "Организация": "ПОО",
    "Состоит на учёте": "На учёте",
}

Persons = Mapping[UUID, Person | None]


class Asked(NamedTuple):
    """Which of those at risk: by consent and by registration, where that was asked."""

    filters: Filters
    consent: str = "given"
    registered: bool | None = None

    def chosen(self, found: Sequence[AtRisk]) -> list[AtRisk]:
        """Those that are asked for."""
        return [
            each
            for each in found
            if each.consents is (self.consent == "given")
            and self.registered in {None, each.registered is not None}
        ]


def counts(found: Sequence[AtRisk]) -> dict[str, int]:
    """How many are at risk, how many of them consent, and of these are registered."""
    consenting = [each for each in found if each.consents]
    return {
        "at_risk": len(found),
        "consenting": len(consenting),
        "without_consent": len(found) - len(consenting),
        "registered": sum(each.registered is not None for each in consenting),
    }


def count_links(asked: Filters, point: Point, *, sees_cases: bool) -> dict[str, Any]:
    """Where those are listed; whoever reads no cases is led to those who consent alone."""
    named: dict[str, Any] = msgspec.to_builtins(asked)
    consenting = address(AT_RISK, point, named)
    own = {
        "consenting": consenting,
        "registered": address(AT_RISK, point, named, registered="true"),
    }
    if not sees_cases:
        return own
    return {
        "at_risk": address("/snapshot/cases", point, named, at_risk="strict"),
        "without_consent": address(AT_RISK, point, named, consent="missing"),
        **own,
    }


def told_at_risk(each: AtRisk) -> dict[str, Any]:
    """Somebody at risk, without the person and links."""
    named = ("case_id", "number", "organisation", "programme_code", "graduation_year")
    return {**{name: getattr(each.case, name) for name in named}, "registered": each.registered}


def handed_over(told: dict[str, Any]) -> dict[str, Any]:
    """What of a person as a row tells it is handed over."""
    person = told.get("person")
    if person is None:
        return told
    return {**told, "person": {name: person[name] for name in HANDED if name in person}}


def at_risk_table(
    projections: Projections,
    point: Point,
    found: Sequence[AtRisk],
    asked: Asked,
    *,
    scope: Scope,
    persons: Persons,
    made: Made,
) -> Table:
    """The list for the employment centre: those chosen, by number."""
    about: About = [
        ("Список", "Выпускники под риском нетрудоустройства, согласные на передачу сведений в ЦЗН"),
        *about_cases(projections, point.asof, asked.filters, scope, made),
        ("Под риском всего", len(found)),
        ("Из них согласны", counts(found)["consenting"]),
    ]
    rows = []
    for each in asked.chosen(found):
        person = persons.get(each.case.case_id)
        rows.append(
            [
                each.case.number,
                *(getattr(person, name, None) for name in HANDED),
                each.case.organisation,
                each.case.programme_code,
                each.case.graduation_year,
                label(REGISTRATIONS, each.registered),
            ]
        )
    about.append(("Строк", len(rows)))
    return Table("czn-at-risk", about, AT_RISK_HEADINGS, rows, AT_RISK_ON_SCREEN)


def told_listed(each: Listed) -> dict[str, Any]:
    """What either side says of a case."""
    listing = each.listing
    return {
        "registration": listing.registration if listing else None,
        "registered_on": listing.registered_on if listing else None,
        "deregistered_on": listing.deregistered_on if listing else None,
        "known": each.known,
        "outcome": each.outcome,
        "outcome_label": label(OUTCOMES, each.outcome),
    }


def told_list(record_id: UUID, found: CznReconciliation) -> dict[str, Any]:
    """The list and what comes of it, in numbers."""
    codes = [each.outcome for each in found.rows]
    return {
        "record_id": record_id,
        "stated_on": found.said.stated_on,
        "complete": found.said.complete,
        "not_found": found.said.not_found,
        "outcomes": {code: codes.count(code) for code in sorted(set(codes))},
    }


def list_table(
    found: CznReconciliation, cases: Mapping[int, CaseRow], chosen: Sequence[Listed]
) -> Table:
    """The reconciliation as a table for people, without persons."""
    about: About = [
        ("Отчёт", "Сверка со списком центра занятости"),
        ("По состоянию на", found.said.stated_on),
        ("Известно к позиции", found.point.known),
        ("Список полный", found.said.complete),
        ("Дела не найдены", found.said.not_found),
        ("Строк", len(chosen)),
    ]
    rows = [
        [
            each.number,
            case.organisation,
            case.programme_code,
            case.graduation_year,
            label(REGISTRATIONS, each.listing.registration) if each.listing else None,
            each.listing.registered_on if each.listing else None,
            each.listing.deregistered_on if each.listing else None,
            label(REGISTRATIONS, each.known),
            label(OUTCOMES, each.outcome),
        ]
        for each in chosen
        if (case := cases.get(each.number)) is not None
    ]
    return Table("czn-list", about, LIST_HEADINGS, rows, ON_SCREEN)
