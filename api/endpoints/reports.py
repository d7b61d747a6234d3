"""Editions of reports: issued, handed in, decided on, published; regenerated to the byte (F108)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import msgspec
from flask import Response

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import actor, incoming, projections, require, service
from api.cursors import asked_page, link_next
from api.features import IDEMPOTENCY_KEY, IF_MATCH, PURPOSE, Feature
from api.forms.about import Made
from api.forms.answers import shown_form, shown_table
from api.forms.cells import answer_cases, answer_cell, asked_cell
from api.forms.editions import digest, files_of, filled_of
from api.forms.files import MEDIA_TYPES
from api.forms.questions import asked_content, named_form
from api.forms.regenerated import made_of, regenerated, rendered
from api.forms.served import bytes_answer, check_format
from api.point import Point, asked_point, memento
from api.populations import check_own_organisation
from api.reports import address, line, links, steps
from api.schemas.forms import CellAnswer, CellCasesAnswer, FormFile
from api.schemas.population import PAGE
from api.schemas.reports import (
    EditionWrittenAnswer,
    RegenerationAnswer,
    ReportAnswer,
    ReportCellCasesQuery,
    ReportCellQuery,
    ReportContentQuery,
    ReportIssuedAnswer,
    ReportIssueRequest,
    ReportNoteRequest,
    ReportReturnRequest,
    ReportsAnswer,
    ReportsQuery,
    ReportTableAnswer,
)
from api.texts import label
from marshrut.application import reports as use_cases
from marshrut.application.plain_writes import Repeated
from marshrut.application.reports import ReportVisit, SavedReport, visit_report
from marshrut.forms.definitions import Form
from marshrut.ledger.clock import moment_of
from marshrut.policy import Action
from marshrut.refusals import refuse
from marshrut.reports.report import Report
from projections.forms.editions import asked_of
from projections.population import Scope
from projections.report_list import ReportNarrowing, report_page
from projections.report_rows import series_of

feature = Feature("reports", "Editions of reports: pinned to a point, regenerated to the byte")

ONE = "/reports/<uuid:report_id>"
STEP: dict[str, Any] = {"answers": EditionWrittenAnswer, "headers": (IF_MATCH, IDEMPOTENCY_KEY)}
NEWEST = "newest"
LATEST = 100
"""Editions of a series that are told with one of them."""


@feature.write("/reports", body=ReportIssueRequest, answers=ReportIssuedAnswer)
def issue() -> Response:
    """Issue an edition of a form: a draft, pinned to a point, with the digests of its files."""
    request = incoming()
    use_cases.begin_issue(service(), request)
    body = load_body(ReportIssueRequest)
    given = {name: body.get(name) for name in ("as_of", "known_position")}
    point = asked_point({name: value for name, value in given.items() if value is not None})
    form = named_form(body["form"], point.as_of)
    scope = body.get("scope", {})
    content = asked_content(
        form,
        point,
        organisation=scope.get("organisation"),
        region=scope.get("region"),
        given=body.get("parameters", {}),
        to_issue=True,
    )
    use_cases.check_issue(service(), request, content)
    made = Made(uuid4(), request.stamp(None))
    filled = filled_of(projections(), content, made)
    files = [digest(each, data) for each, data in files_of(filled, content, form.formats).items()]
    saved = use_cases.issue(
        service(), request, report_id=made.report_id, content=content, files=files
    )
    return _issued(saved, violations=filled.violations)


@feature.read("/reports", query=ReportsQuery, answers=ReportsAnswer)
def list_reports(*, query: dict[str, Any]) -> Response:
    """List the editions as known at a point, in the order of their issue or the latest first."""
    require(Action.READ_FIGURES)
    if "organisation" in query:
        check_own_organisation(query["organisation"])
    point, after = asked_page(query)
    named = {name: query.get(name) for name in ("form", "organisation", "region_code", "state")}
    narrowing = ReportNarrowing(**named, as_of=query.get("day"))
    limit = query.get("limit", PAGE)
    found = report_page(
        projections(),
        point.asof,
        scope=Scope.of(actor()),
        narrowing=narrowing,
        after=after,
        limit=limit + 1,
        newest=query.get("order") == NEWEST,
    )
    filters = {n: v for n, v in {**named, "day": query.get("day")}.items() if v is not None}
    told = [line(each) for each in found[:limit]]
    response = answer({"point": point, "filters": filters, "reports": told})
    if len(found) > limit:
        link_next(response, point, found[limit - 1].number)
    return memento(response, point)


@feature.read(ONE, answers=ReportAnswer)
def read_report(*, query: dict[str, Any], report_id: UUID) -> Response:
    """Read an edition: what it tells of, its files, how far it has come, its siblings."""
    del query
    report = _read(report_id).report
    content, form = report.content, _form(report)
    point = _point(report)
    payload = {
        "report_id": report_id,
        "form": shown_form(form),
        "point": point,
        **{n: getattr(content, n) for n in ("organisation", "regions", "filters", "parameters")},
        **{n: getattr(content, n) for n in ("indicators", "software", "renderer", "zone")},
        "checkpoint": content.checkpoint,
        "proof": None if content.proof is None else msgspec.structs.asdict(content.proof),
        "issued_at": moment_of(content.issued_at),
        "state": report.state,
        "state_label": label("edition_states", report.state),
        "version": report.version,
        "files": [msgspec.structs.asdict(file) for file in report.files],
        "history": steps(service().ledger.records_of(report_id)),
        "editions": _siblings(report),
        "links": links(report_id, form.formats),
    }
    return answer(payload, ETag=f'"{report.version}"')


@feature.read(
    f"{ONE}/content",
    query=ReportContentQuery,
    files=tuple(MEDIA_TYPES.values()),
    json_file=FormFile,
)
def read_content(*, query: dict[str, Any], report_id: UUID) -> Response:
    """Give a file of an edition as it was issued: rendered again, and served only if identical."""
    report = _read(report_id).report
    form = _form(report)
    if "format" not in query:
        raise refuse("REQUIRED", field="format", expected=" | ".join(form.formats))
    kind = query["format"]
    check_format(form.formats, kind)
    data = rendered(projections(), report, [kind])[kind]
    issued = next(file for file in report.files if file.format == kind)
    made = digest(kind, data)
    if made != issued:
        software = ", ".join(f"{n} {v}" for n, v in sorted(report.content.software.items()))
        raise refuse(
            "NOT_REPRODUCED", format=kind, then=issued.sha256, now=made.sha256, software=software
        )
    return bytes_answer(data, kind, f"{form.name}-{report.content.as_of}-{str(report_id)[:8]}")


@feature.look(f"{ONE}/regeneration", answers=RegenerationAnswer)
def regenerate(report_id: UUID) -> Response:
    """Render an edition again, count the ledger's checkpoint again, compare; record nothing."""
    return answer(regenerated(projections(), _read(report_id).report))


@feature.read(f"{ONE}/table", answers=ReportTableAnswer)
def read_report_table(*, query: dict[str, Any], report_id: UUID) -> Response:
    """Tell the tables of an edition; every block leads to its cells and their cases."""
    del query
    report = _read(report_id).report
    filled = filled_of(projections(), report.content, made_of(report))
    payload = {
        "point": _point(report),
        "report_id": report_id,
        "form": shown_form(_form(report)),
        "lines": dict(filled.issue.lines),
        "tables": [shown_table(table, address(report_id), {}) for table in filled.tables],
    }
    return answer(payload)


@feature.read(f"{ONE}/cell", query=ReportCellQuery, answers=CellAnswer)
def read_report_cell(*, query: dict[str, Any], report_id: UUID) -> Response:
    """Open a cell of an edition: its value, what is counted, and the way to the cases."""
    report = _read(report_id).report
    asked = asked_of(report.content)
    cell = asked_cell(asked, query)
    return answer_cell(asked, cell, _point(report), address(report_id), {})


@feature.read(
    f"{ONE}/cases", query=ReportCellCasesQuery, answers=CellCasesAnswer, headers=(PURPOSE,)
)
def read_report_cases(*, query: dict[str, Any], report_id: UUID) -> Response:
    """List the cases behind a cell of an edition, as they were at its point."""
    report = _read(report_id).report
    asked = asked_of(report.content)
    point = _point(report)
    after = asked_page(query)[1] if "cursor" in query else 0
    cell = asked_cell(asked, query)
    return answer_cases(asked, cell, point, after=after, limit=query.get("limit"))


@feature.write(f"{ONE}/submission", body=ReportNoteRequest, **STEP)
def submit(report_id: UUID) -> Response:
    """Hand a draft in."""
    visit = _visit(report_id, Action.ISSUE_REPORTS)
    return _written(use_cases.submit(visit, **load_body(ReportNoteRequest)))


@feature.write(f"{ONE}/acceptance", body=ReportNoteRequest, **STEP)
def accept(report_id: UUID) -> Response:
    """Accept an edition that was handed in. Nobody accepts their own."""
    visit = _visit(report_id)
    return _written(use_cases.accept(visit, **load_body(ReportNoteRequest)))


@feature.write(f"{ONE}/return", body=ReportReturnRequest, **STEP)
def send_back(report_id: UUID) -> Response:
    """Return an edition: the cases are put right, and another edition is issued."""
    visit = _visit(report_id)
    return _written(use_cases.send_back(visit, **load_body(ReportReturnRequest)))


@feature.write(f"{ONE}/publication", body=ReportNoteRequest, **STEP)
def publish(report_id: UUID) -> Response:
    """Publish an edition that was accepted: nothing is done to it any more."""
    visit = _visit(report_id, Action.PUBLISH_REPORTS)
    return _written(use_cases.publish(visit, **load_body(ReportNoteRequest)))


@feature.blueprint.errorhandler(Repeated)  # type: ignore[untyped-decorator]
def _again(repeated: Repeated) -> Response:
    saved: SavedReport = repeated.saved
    report = service().report(saved.report_id)
    if report is None or saved.version > 1:
        return _written(saved)
    filled = filled_of(projections(), report.content, made_of(report))
    return _issued(saved, violations=filled.violations)


def _read(report_id: UUID) -> ReportVisit:
    visit = visit_report(service(), incoming(), report_id)
    require(Action.READ_FIGURES)
    return visit


def _visit(report_id: UUID, action: Action | None = None) -> ReportVisit:
    visit = visit_report(service(), incoming(), report_id)
    use_cases.check_visit(visit, action or use_cases.deciding(visit.subject))
    return visit


def _form(report: Report) -> Form:
    return asked_of(report.content).form


def _point(report: Report) -> Point:
    content = report.content
    return asked_point({"as_of": content.as_of, "known_position": content.known_position})


def _siblings(report: Report) -> list[dict[str, Any]]:
    content = report.content
    narrowing = ReportNarrowing(
        form=content.form,
        organisation=content.organisation,
        region_code=content.regions[0] if content.regions else None,
        as_of=content.as_of,
        parameters=series_of(content),
    )
    point = asked_point({})
    found = report_page(projections(), point.asof, scope=Scope(), narrowing=narrowing, limit=LATEST)
    own = content.organisation is None
    return [line(each) for each in found if (each.organisation is None) == own]


def _issued(saved: SavedReport, *, violations: int) -> Response:
    report = service().report(saved.report_id)
    assert report is not None  # noqa: S101 - it was just written
    content, form = report.content, _form(report)
    payload = {
        **msgspec.structs.asdict(saved),
        "form": content.form,
        "edition": content.edition,
        "point": _point(report),
        "files": [msgspec.structs.asdict(file) for file in report.files],
        "violations": violations,
        "links": links(report.id, form.formats),
    }
    return answer(payload, CREATED, ETag=f'"{saved.version}"', Location=address(report.id))


def _written(saved: SavedReport) -> Response:
    return answer(msgspec.structs.asdict(saved), CREATED, ETag=f'"{saved.version}"')
