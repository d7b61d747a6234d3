"""An edition against what is known now, or beside another: what moved, by which events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from flask import Response, request, url_for

from api.pages.editions import REFUSED_BY_RULE, named_subject, page_of
from api.pages.form_tables import block_name, cell_text
from api.pages.inside import ApiRefusal
from api.pages.known import asked_knowledge, today_shown
from api.pages.restatements import OF_KINDS, Group, groups_of
from api.pages.shell import NAME, api, is_fragment, pages, show
from api.pages.views.report import CELL, ONE, passed_on
from api.pages.views.sign_in import to
from api.schemas.forms import BlockFields

CASES = 20
"""Cases of a moved cell that are told in place; the others have a page of their own."""

PAGE = 50
SENTENCES = 60
"""Cells of a block that are told at once."""

FEW = 60
"""Moved cells up to which their cases are told at once: of thousands that takes seconds."""

SPAN = ("within", *BlockFields().fields)


@pages.get(f"{ONE}/restatement")
def restated(report_id: UUID) -> Response:
    """Every cell that moved, in words, a block at a time; its cases and events soon after."""
    edition = api().get(f"/reports/{report_id}")
    against = request.args.get("against", "")
    page = {
        "report": edition,
        "subject": named_subject(edition),
        "against": _line(edition, against),
    }
    page["as_of"] = request.args.get("as_of") or edition["point"]["as_of"]
    page["today_shown"] = today_shown()
    query = {**_asked(CASES), "few": FEW}
    try:
        answer = api().ask("GET", f"/reports/{report_id}/restatement", query=query)
    except ApiRefusal as refusal:
        if refusal.status not in REFUSED_BY_RULE:
            raise
        return show("restated.html", refusal.status, **page, told=None, problem=refusal.problem)
    told = answer.json()
    pinned, few = _pinned(told), told["total"] <= FEW
    groups = _groups(edition, told)
    number = _number("group", len(groups))
    sentences = groups[number].sentences if groups else []
    start = _number("start", len(sentences))
    return show(
        "restated.html",
        **page,
        told=told,
        groups=groups,
        number=number,
        group=groups[number] if groups else None,
        sentences=sentences[start : start + SENTENCES],
        more=start + SENTENCES if start + SENTENCES < len(sentences) else None,
        next_cursor=answer.next_cursor,
        cases={each["case_id"] for each in _cases(told)},
        pinned=pinned,
        with_cases=few,
        behind=_behind(report_id, groups[number], number=number, start=start, pinned=pinned)
        if groups and not few
        else None,
        **_words(told),
    )


@pages.get(f"{ONE}/restatement/block")
def restated_block(report_id: UUID) -> Response:
    """The moved cells of one block with their cases and events: a part of the page, or a page."""
    span = {name: request.args[name] for name in SPAN if name in request.args}
    query = {**_asked(CASES), **span}
    told = api().get(f"/reports/{report_id}/restatement", query)
    edition = api().get(f"/reports/{report_id}")
    groups = _groups(edition, told)
    number = _number("group", len(groups))
    sentences = groups[number].sentences if groups else []
    start = _number("start", len(sentences))
    return show(
        "restated_cells.html" if is_fragment() else "restated_block.html",
        report=edition,
        subject=named_subject(edition),
        told=told,
        group=groups[number] if groups else None,
        sentences=sentences[start : start + SENTENCES],
        with_cases=True,
        **_words(told),
    )


@pages.get(f"{ONE}/restatement/cases")
def restated_cell(report_id: UUID) -> Response:
    """The cases that entered or left one cell, page by page."""
    place = {name: request.args.get(name) for name in CELL}
    query = {**_asked(PAGE), **place}
    answer = api().ask("GET", f"/reports/{report_id}/restatement/cases", query=query)
    told = answer.json()
    return show(
        "restated_cell.html",
        report_id=report_id,
        told=told,
        cell=api().get(f"/reports/{report_id}/cell", place),
        next_cursor=answer.next_cursor,
        pinned=_pinned(told),
        **_words(told),
    )


@pages.get(f"{ONE}/restatement.xlsx")
def restated_file(report_id: UUID) -> Response:
    """The restatement as a workbook."""
    query = {**_asked(None), "format": "xlsx"}
    return passed_on(api().ask("GET", f"/reports/{report_id}/restatement", query=query))


@pages.get(f"{ONE}/beside")
def side_by_side(report_id: UUID) -> Response:
    """Two editions side by side: what moved is told from the earlier knowledge to the later."""
    other = request.args.get("against", "")
    edition = api().get(f"/reports/{report_id}")
    line, here = _line(edition, other), _line(edition, str(report_id))
    pair = (str(report_id), other)
    if line and here and line["known_position"] < here["known_position"]:
        pair = (other, str(report_id))
    return to(url_for(f"{NAME}.restated", report_id=pair[0], against=pair[1]))


def _asked(limit: int | None) -> dict[str, Any]:
    """Against what: another edition, the page after another, or a point."""
    against, cursor = request.args.get("against"), request.args.get("cursor")
    asked = {"against": against, "cursor": cursor, "limit": limit}
    if against or cursor:
        return asked
    return {**asked, "as_of": request.args.get("as_of"), **asked_knowledge()}


def _pinned(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same question again, at the same point, whatever becomes known meanwhile."""
    if request.args.get("against"):
        return {"against": request.args["against"]}
    point = told["points"]["after"]
    return {"as_of": point["as_of"], "known_position": point["known_position"]}


def _number(name: str, most: int) -> int:
    asked = request.args.get(name, "")
    return int(asked) if asked.isdecimal() and int(asked) < most else 0


def _line(edition: Mapping[str, Any], report_id: str) -> Mapping[str, Any] | None:
    """The edition of the same series that has the id."""
    found = (each for each in edition["editions"] if each["report_id"] == report_id)
    return next(found, None)


def _cases(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [case for cell in told["cells"] for part in cell["parts"] for case in part["cases"]]


def _moved_page(link: str) -> str:
    """The page of all cases that moved in a cell."""
    parts = urlsplit(link)
    report_id = parts.path.split("/")[-3]
    query: dict[str, Any] = dict(parse_qsl(parts.query))
    return url_for(f"{NAME}.restated_cell", report_id=report_id, **query)


def _groups(edition: Mapping[str, Any], told: Mapping[str, Any]) -> list[Group]:
    form = f"/forms/{edition['form']['code']}"
    described = api().get(form, {"as_of": edition["point"]["as_of"]})
    return groups_of(told["cells"], described["tables"])


def _behind(
    report_id: UUID, group: Group, *, number: int, start: int, pinned: Mapping[str, Any]
) -> str:
    """The page of a block of moved cells with what is behind them.

    Behind a cursor a block may have begun on the page before: then the same cells are asked for.
    """
    cursor = request.args.get("cursor")
    asked = {"cursor": cursor, "group": number} if cursor else {**pinned, **group.asked}
    against = {"against": pinned["against"]} if "against" in pinned else {}
    place = {**against, **asked, "start": start}
    return url_for(f"{NAME}.restated_block", report_id=report_id, **place)


def _words(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the templates of moved cells tell with."""
    return {
        "records": {each["position"]: each for each in told["records"]},
        "page_of": page_of,
        "moved_page": _moved_page,
        "block_name": block_name,
        "cell_text": cell_text,
        "of_kinds": OF_KINDS,
    }
