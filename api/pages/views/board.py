"""The monitoring board: figures at a point, by whatever dimension, down to the cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, request

from api.attachments import attach
from api.pages import formats
from api.pages.charts.bars import ORDER, groups_of, heat, stacked
from api.pages.known import asked_knowledge, today_here, today_shown
from api.pages.labels import group_label, label
from api.pages.points import PARAMETERS
from api.pages.schools import school_names, schools_to_choose
from api.pages.shell import NAME, Place, api, is_fragment, pages, show, who
from api.pages.words import say
from api.table_files import FILES
from api.tables import Table
from projections.snapshot import DIMENSIONS

PLACES = ((10, Place("Мониторинг", f"{NAME}.board", frozenset({"READ_FIGURES"}))),)
FILTERS = (
    *("graduation_year", "organisation", "programme_code", "ugps", "study_form"),
    *("category", "status", "status_group", "municipality"),
)
BEHIND = (*FILTERS, "at_risk", "lifecycle", "also_category")
"""What a figure of the board narrows its cases by."""

TABLES = {
    "ugps": "ugps",
    "study_form": "study_forms",
    "category": "categories",
    "status_group": "status_groups",
}
NAMES = {
    "organisation": "Организация",
    "programme_code": "Программа",
    "ugps": "Группа профессий",
    "graduation_year": "Год выпуска",
    "study_form": "Форма обучения",
    "category": "Категория",
    "status_group": "Группа статусов",
    "municipality": "Муниципалитет",
}
WIDE = 900.0


@pages.get("/board")
def board() -> Response:
    """Figures as they were on a day, by what was known on another."""
    asked = _asked()
    told = api().get("/snapshot", asked)
    by = asked["by"]
    names = school_names(told["point"]) if by == "organisation" else {}
    rows = [_row(row, by, told, names) for row in told["rows"]]
    counts = _summed(told["rows"]) if not told["overlapping"] else _whole(asked)
    return show(
        "board_body.html" if is_fragment() else "board.html",
        told=told,
        asked=asked,
        by=by,
        names=NAMES,
        schools=() if is_fragment() else schools_to_choose(told["point"]),
        dimensions=[name for name in DIMENSIONS if name in NAMES],
        rows=rows,
        whole=stacked(counts, width=WIDE, height=34.0),
        counts=[(group, counts[group]) for group in ORDER if group in counts],
        today=today_here(),
        today_shown=today_shown(),
        first_day=date(today_here().year - 2, 1, 1),
        known_on=request.args.get("known_on", ""),
        employed=counts.get("EMPLOYED", 0),
    )


@pages.get("/board/cases")
def board_cases() -> Response:
    """The cases behind a figure of the board, at its point."""
    asked = {name: request.args.get(name) for name in (*BEHIND, *PARAMETERS)}
    answer = api().ask(
        "GET", "/snapshot/cases", query={**asked, "cursor": request.args.get("cursor")}
    )
    return show("board_cases.html", told=answer.json(), next_cursor=answer.next_cursor, names=NAMES)


@pages.get("/board.xlsx")
def board_file() -> Response:
    """What the board shows, with its filters and its point, as a workbook."""
    asked = _asked()
    told = api().get("/snapshot", asked)
    by, point = asked["by"], told["point"]
    names = school_names(point) if by == "organisation" else {}
    groups = [group for group in ORDER if any(group in groups_of(row) for row in told["rows"])]
    about = [
        (say("На дату"), date.fromisoformat(point["as_of"])),
        (say("Известно на"), formats.moment(point["known_at"])),
        (say("Событие журнала"), point["known_position"]),
        *((say(NAMES.get(name, name)), value) for name, value in told["filters"].items() if value),
        (say("Всего"), told["total"]),
    ]
    headings = [say(NAMES[by]), say("Всего"), *map(group_label, groups)]
    headings += [say("Под риском"), say("Под риском по форме")]
    lines = [
        [
            _key_label(row.get(by), by, names),
            row["total"],
            *(groups_of(row).get(group, 0) for group in groups),
            row["at_risk_strict"],
            row["at_risk_form"],
        ]
        for row in told["rows"]
    ]
    mimetype, make = FILES["xlsx"]
    table = Table(name=say("Мониторинг"), about=about, headings=headings, rows=lines)
    name = f"board-{point['as_of']}-{point['known_position']}.xlsx"
    return attach(Response(make(table), mimetype=mimetype), name)


def _asked() -> dict[str, Any]:
    given = {name: request.args.get(name, "").strip() for name in (*FILTERS, "as_of")}
    by = request.args.get("by", "")
    asked = {name: value for name, value in given.items() if value}
    return {**asked, **asked_knowledge(), "by": by if by in NAMES else _own_dimension()}


def _own_dimension() -> str:
    """What tells most of one's own: a region of its schools, a school of its programmes."""
    return "programme_code" if who()["organisation"] else "organisation"


def _row(
    row: Mapping[str, Any], by: str, told: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Any]:
    groups, total = groups_of(row), row["total"]
    key = row.get(by)
    return {
        "key": key,
        "label": _key_label(key, by, names),
        "code": key if key in names else None,
        "total": total,
        "bar": stacked(groups),
        "groups": groups,
        "employed": groups.get("EMPLOYED", 0),
        "employed_heat": heat(groups.get("EMPLOYED", 0), total),
        "at_risk": row["at_risk_strict"],
        "at_risk_heat": heat(row["at_risk_strict"] * 4, total),
        "no_data": groups.get("NO_DATA", 0),
        "cases": _narrowed(told["filters"], by, key),
    }


def _narrowed(filters: Mapping[str, Any], by: str, key: Any) -> dict[str, Any]:
    """The filters of the cases of a row; a category stands beside one that was asked for."""
    if by == "category" and filters.get("category") not in {None, key}:
        return {**filters, "also_category": key}
    return {**filters, by: "none" if key is None else key}


def _key_label(key: Any, by: str, names: Mapping[str, str]) -> str:
    if key is None:
        return say("не указано")
    if key in names:
        return names[key]
    return label(TABLES[by], str(key)) if by in TABLES else str(key)


def _summed(rows: list[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for group, count in groups_of(row).items():
            counts[group] = counts.get(group, 0) + count
    return counts


def _whole(asked: Mapping[str, Any]) -> dict[str, int]:
    """The whole without its rows, which overlap."""
    told = api().get("/snapshot", {**asked, "by": None})
    return _summed(told["rows"])
