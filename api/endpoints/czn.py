"""With employment centres: who is at risk and consents, and their lists (F117; S001-6.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from flask import Response

from api.answers import CREATED, answer
from api.context import actor, incoming, projections, require, service, shows_person
from api.cursors import asked_page, link_next
from api.czn import (
    AT_RISK,
    LISTS,
    Asked,
    at_risk_table,
    count_links,
    counts,
    handed_over,
    list_table,
    told_at_risk,
    told_list,
    told_listed,
)
from api.features import IDEMPOTENCY_KEY, PURPOSE, Feature
from api.links import address, case_links, template
from api.point import Point, asked_point, memento, own_today
from api.populations import asked_filters, case_rows, persons_of, shown_person
from api.records import concerns_centre, record_links
from api.schemas.czn import (
    CznAtRiskAnswer,
    CznAtRiskQuery,
    CznListForm,
    CznListTakenAnswer,
    CznReconciliationAnswer,
    CznReconciliationQuery,
)
from api.schemas.population import PAGE
from api.sent_files import allow_a_file, sent_file_of_form, sent_form, unfit
from api.sight import seen_now
from api.table_answers import MEDIA_TYPES, made_by_asker, table_file
from marshrut.application import records as use_cases
from marshrut.application.codes import check_codes
from marshrut.application.czn_lists import KIND, Taken, take_list
from marshrut.application.plain_writes import Repeated
from marshrut.application.record_references import keeps
from marshrut.application.records import SavedRecord
from marshrut.asof import AsOf
from marshrut.imports.czn import read_czn
from marshrut.imports.problems import BadFile
from marshrut.policy import Action, may
from marshrut.records.czn import OUTCOMES
from marshrut.records.events import RecordOpened
from marshrut.records.kinds import Kind, kinds
from marshrut.refusals import refuse
from projections.case_list import numbered_page
from projections.czn import AtRisk, CznReconciliation, Listed, at_risk, czn_reconciliation
from projections.population import Scope
from projections.records import record_at

feature = Feature("czn", "Exchange with employment centres")

ONE = f"{LISTS}/<uuid:czn_list_id>"
COMPLETE = {"type": "string", "enum": ["true", "false"]}
FIELDS: dict[str, dict[str, Any]] = {
    "stated_on": {"type": "string", "format": "date"},
    "complete": COMPLETE,
    "czn": {"type": "string"},
    "organisation": {"type": "string"},
    "region_code": {"type": "string"},
}


@feature.read(
    AT_RISK, query=CznAtRiskQuery, answers=CznAtRiskAnswer, files=MEDIA_TYPES, headers=(PURPOSE,)
)
def read_at_risk(*, query: dict[str, Any]) -> Response:
    """List graduates at risk for the employment centre, those who consent; and count the others."""
    hands_over = may(actor(), Action.EXCHANGE_CZN)
    if not hands_over:
        require(Action.READ_CASES)
    asked = _asked(query)
    point, after = asked_page(query)
    now = AsOf(own_today(), service().ledger.head().position)
    found = at_risk(
        projections(), point.asof, filters=asked.filters, scope=Scope.of(actor()), now=now
    )
    chosen = asked.chosen(found)
    shown = shows_person() or (hands_over and asked.consent == "given")
    if "format" in query:
        persons = _persons(chosen, point) if shown else {}
        table = at_risk_table(
            projections(),
            point,
            found,
            asked,
            scope=Scope.of(actor()),
            persons=persons,
            made=made_by_asker(point),
        )
        return table_file(table, point, query["format"])
    limit = query.get("limit", PAGE)
    page = [each for each in chosen if each.case.number > after][: limit + 1]
    payload = {
        "point": point,
        "filters": {**msgspec.to_builtins(asked.filters), "consent": asked.consent},
        **counts(found),
        "rows": _at_risk_rows(page[:limit], point, shown=shown),
        "links": count_links(asked.filters, point, sees_cases=may(actor(), Action.READ_CASES)),
    }
    response = answer(payload)
    if len(page) > limit:
        link_next(response, point, page[limit - 1].case.number)
    return memento(response, point)


@feature.send(LISTS, fields=FIELDS, answers=CznListTakenAnswer, headers=(IDEMPOTENCY_KEY,))
def send_list() -> Response:
    """Take the list of an employment centre (XLSX or CSV): a record of it, and no status moves."""
    allow_a_file()
    request = incoming()
    use_cases.begin_record(service(), request, _kind())
    form = sent_form(CznListForm)
    check_codes({"region_code": form.get("region_code")}, on=own_today())
    try:
        rows = read_czn(sent_file_of_form())
    except BadFile as bad:
        return unfit(bad)
    said = {"stated_on": str(form["stated_on"]), "complete": form["complete"] == "true"}
    if "czn" in form:
        said["czn"] = form["czn"]
    whose = {name: form.get(name) for name in ("organisation", "region_code")}
    taken = take_list(service(), request, rows, effective_on=own_today(), **whose, **said)
    return _taken(taken)


@feature.read(
    f"{ONE}/reconciliation",
    query=CznReconciliationQuery,
    answers=CznReconciliationAnswer,
    files=MEDIA_TYPES,
    headers=(PURPOSE,),
)
def read_czn_reconciliation(*, query: dict[str, Any], czn_list_id: UUID) -> Response:
    """Set a list of the employment centre beside the cases: who is registered by one side alone."""
    point, after = asked_page(query)
    found = _reconciled(czn_list_id, point)
    check_codes(
        {"outcome": query.get("outcome")}, on=own_today(), classifiers={"outcome": OUTCOMES}
    )
    wanted = query.get("outcome")
    chosen = [each for each in found.rows if wanted in {None, each.outcome}]
    there = msgspec.structs.replace(point, as_of=found.said.stated_on)
    if "format" in query:
        numbers = [each.number for each in chosen]
        page = numbered_page(projections(), found.point, numbers=numbers, limit=len(numbers))
        table = list_table(found, {case.number: case for case in page}, chosen)
        return table_file(table, point, query["format"])
    limit = query.get("limit", PAGE)
    root = f"{LISTS}/{czn_list_id}/reconciliation"
    payload = {
        "point": point,
        "counted_at": there,
        **told_list(czn_list_id, found),
        "total": len(chosen),
        "cases": _listed_rows(chosen, there, after, limit),
        "links": record_links(_kind(), czn_list_id, point) if _reads_record(czn_list_id) else {},
        "templates": {"outcomes": template(address(root, point), "outcome")},
    }
    response = answer(payload)
    later = [each.number for each in chosen if each.number > after]
    if len(later) > limit:
        link_next(response, point, later[limit - 1])
    return memento(response, point)


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    return _taken(Taken(repeated.saved, *_numbers(repeated.saved)))


def _numbers(saved: SavedRecord) -> tuple[int, int]:
    """How many persons the list was of, and of how many there was a case: as recorded then."""
    opening = service().ledger.records_of(saved.record_id)[0].event
    said = opening.fields if isinstance(opening, RecordOpened) else {}
    return said["persons"], said["persons"] - said["not_found"]


def _taken(taken: Taken) -> Response:
    """What was recorded; whoever reads no figures is not told who is a graduate."""
    saved = taken.saved
    told: dict[str, Any] = {**msgspec.structs.asdict(saved), "rows": taken.rows}
    if may(actor(), Action.READ_FIGURES):
        point = asked_point({"known_position": saved.position})
        there = address(f"{LISTS}/{saved.record_id}/reconciliation", point)
        told |= {"found": taken.found, "links": {"reconciliation": there}}
    return answer(told, CREATED, ETag=f'"{saved.version}"')


def _asked(query: dict[str, Any]) -> Asked:
    consent = query.get("consent", "given")
    if consent == "missing":
        require(Action.READ_CASES)
    named = ("graduation_year", "organisation", "programme_code", "municipality")
    filters = asked_filters({name: query[name] for name in named if name in query})
    registered = query.get("registered")
    return Asked(filters, consent, None if registered is None else registered == "true")


def _persons(rows: list[AtRisk], point: Point) -> Any:
    return persons_of([row.case.case_id for row in rows], point)


def _at_risk_rows(page: list[AtRisk], point: Point, *, shown: bool) -> list[dict[str, Any]]:
    persons = _persons(page, point) if shown else None
    sees_cases = may(actor(), Action.READ_CASES)
    seen = seen_now([row.case.case_id for row in page]) if sees_cases else set()
    return [
        {
            **told_at_risk(row),
            **handed_over(shown_person(row.case.case_id, persons)),
            "links": case_links(row.case.case_id, point, present=row.case.case_id in seen)
            if sees_cases
            else {},
        }
        for row in page
    ]


def _listed_rows(
    chosen: list[Listed], there: Point, after: int, limit: int
) -> list[dict[str, Any]]:
    told = {each.number: told_listed(each) for each in chosen}
    page = numbered_page(projections(), there.asof, numbers=told, after=after, limit=limit)
    return [{**row, **told[row["number"]]} for row in case_rows(page, there)]


def _reconciled(czn_list_id: UUID, point: Point) -> CznReconciliation:
    """A list of one's own, or of one's region: a centre sees its own cases of it alone."""
    record = service().record(czn_list_id)
    if record is None or record.kind != KIND or not concerns_centre(record):
        raise refuse("NOT_FOUND")
    require(Action.READ_CASES)
    line = record_at(projections(), point.asof, czn_list_id)
    if line is None:
        raise refuse("NOT_FOUND")
    return czn_reconciliation(projections(), point.asof, line, scope=Scope.of(actor()))


def _reads_record(czn_list_id: UUID) -> bool:
    record = service().record(czn_list_id)
    return record is not None and keeps(actor(), record.whose)


def _kind() -> Kind:
    return kinds()[KIND]
