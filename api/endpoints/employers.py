"""Employers: made known, changed from a day on or from the start, read at a point."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Response, url_for

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import actor, incoming, projections, require, service
from api.cursors import asked_page, link_next
from api.features import IDEMPOTENCY_KEY, IF_MATCH, Feature
from api.links import address, event_link
from api.point import Point, PointQuery, asked_point, memento
from api.recorded import recorded
from api.records import record_links, shown_line, sight_of, state_label
from api.schemas.employers import (
    EmployerAnswer,
    EmployerChangeRequest,
    EmployerRequest,
    EmployersAnswer,
    EmployersQuery,
    EmployerWrittenAnswer,
)
from api.schemas.population import PAGE
from api.texts import label
from marshrut.application import employers as use_cases
from marshrut.application.codes import check_codes
from marshrut.application.employers import SavedEmployer, entity_inn
from marshrut.application.plain_writes import Repeated
from marshrut.ledger.ledger import Record
from marshrut.policy import Action, may
from marshrut.records.kinds import kinds
from marshrut.refusals import refuse
from projections.employer_dealings import AGREEMENTS, CLUSTER, dealings_at, opk_since
from projections.employers import Narrowing, employer_file, employers_at
from projections.vacancy_bank import UNFAIR

feature = Feature("employers", "Employers: legal entities, their industries, the ОПК")

ONE = "/employers/<inn>"
PREFIX = "employer."
BANKS = {"vacancies": "vacancies", "internships": "internships", "requests": "employer-requests"}
"""What an employer offers and asks for: the name of the link, and the kind of records."""


@feature.write("/employers", body=EmployerRequest, answers=EmployerWrittenAnswer)
def register() -> Response:
    """Make an employer known: a legal entity under its ИНН."""
    request = incoming()
    use_cases.begin_registration(service(), request)
    said = {name: value for name, value in load_body(EmployerRequest).items() if value is not None}
    return _written(use_cases.register(service(), request, **said), new=True)


@feature.write(
    f"{ONE}/changes",
    body=EmployerChangeRequest,
    answers=EmployerWrittenAnswer,
    headers=(IF_MATCH, IDEMPOTENCY_KEY),
)
def change(inn: str) -> Response:
    """Change fields of an employer from a day on, or say that they were wrong from the start."""
    visit = use_cases.visit_employer(service(), incoming(), inn)
    return _written(use_cases.change(visit, **load_body(EmployerChangeRequest)))


@feature.read("/employers", query=EmployersQuery, answers=EmployersAnswer)
def list_employers(*, query: dict[str, Any]) -> Response:
    """List the employers at a point, by ИНН."""
    require(Action.READ_REFERENCE)
    narrowing = _narrowing(query)
    point, after = asked_page(query)
    limit = query.get("limit", PAGE)
    found = employers_at(
        projections(), point.asof, narrowing=narrowing, after=f"{after:010}", limit=limit + 1
    )
    page = found[:limit]
    rows = [
        {**_named(row), "links": {"employer": address(f"/employers/{row['inn']}", point)}}
        for row in page
    ]
    payload = {"point": point, "filters": narrowing, "employers": rows}
    response = answer(payload)
    if len(found) > limit:
        link_next(response, point, int(page[-1]["inn"]))
    return memento(response, point)


@feature.read(ONE, query=PointQuery, answers=EmployerAnswer)
def read_employer(*, query: dict[str, Any], inn: str) -> Response:
    """Read an employer at a point, with who has recorded what of it, and why."""
    require(Action.READ_REFERENCE)
    point = asked_point(query)
    file = employer_file(projections(), point.asof, inn)
    if file is None:
        raise refuse("NOT_FOUND")
    told = _named({"inn": inn, **msgspec.structs.asdict(file.passport)})
    history = [_event(record, point) for record in file.records]
    payload = {
        **told,
        "opk_since": opk_since(file.records, point.as_of),
        **_dealings(inn, point),
        "version": file.version,
        "history": history,
        "point": point,
    }
    response = answer(payload)
    response.set_etag(str(file.version))
    return memento(response, point)


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    return _written(repeated.saved, new=repeated.saved.version == 1)


def _written(saved: SavedEmployer, *, new: bool = False) -> Response:
    place = {"Location": url_for("employers.read_employer", inn=saved.inn)} if new else {}
    return answer(saved, CREATED, ETag=f'"{saved.version}"', **place)


def _narrowing(query: dict[str, Any]) -> Narrowing:
    check_codes({"industry": query.get("industry")}, on=service().today())
    inn, opk = query.get("inn"), query.get("opk")
    return Narrowing(
        inn=entity_inn(inn) if inn is not None else None,
        name=query.get("name"),
        industry=query.get("industry"),
        opk=opk == "true" if opk is not None else None,
    )


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "industry_label": label("industries", row["industry"])}


def _dealings(inn: str, point: Point) -> dict[str, Any]:
    """What the caller's region deals with the employer, for whoever reads figures."""
    if not may(actor(), Action.READ_FIGURES):
        return {**dict.fromkeys(("agreements", "clusters", "unfair")), "links": {}}
    agreement, cluster, report = (kinds()[each] for each in (AGREEMENTS.kind, CLUSTER, UNFAIR))
    found = dealings_at(projections(), point.asof, inn, sight=sight_of(agreement))
    named = {"field": "employer_inn", "value": inn, "open": "true"}
    return {
        "agreements": [shown_line(agreement, line, point) for line in found.agreements],
        "clusters": [shown_line(cluster, line, point) for line in found.clusters],
        "unfair": [
            {
                "record_id": line.record_id,
                "region_code": line.region_code,
                "state": line.state,
                "state_label": state_label(report, line.state),
                "since": since,
                "links": record_links(report, line.record_id, point),
            }
            for line, since in found.unfair
        ],
        "links": {name: address(f"/records/{path}", point, named) for name, path in BANKS.items()},
    }


def _event(record: Record, point: Point) -> dict[str, Any]:
    event: Any = record.event
    return recorded(
        record,
        action=event.TOPIC.removeprefix(PREFIX),
        reason=getattr(event, "reason", None),
        effective_on=getattr(event, "effective_on", None),
        changes=getattr(event, "passport", None) or event.changes,
        links={"event": event_link(record.position, point)},
    )
