"""Programmes: listed with their progress, and one of them: its items by section and by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request

from api.pages.programme_page import frame, part, pinned, read_programme
from api.pages.programme_plan import (
    SOON,
    STATES,
    Due,
    by_section,
    dues_of,
    last_report,
    narrowed_items,
    next_due,
    overdue,
    progress_bar,
    sheets_of,
    upcoming,
)
from api.pages.programme_point import asked_of_api, sliders
from api.pages.schools import school_name
from api.pages.shell import NAME, Place, api, pages, show
from marshrut.refusals import refuse

PLACES = ((45, Place("Программы", f"{NAME}.programmes", frozenset({"READ_FIGURES"}))),)
FILTERS = ("region_code", "organisation", "level", "status")
OF_ITEMS = ("section", "responsible", "state")
PAGE = 20
LONGEST_OFFSET = 6
CALENDAR = "calendar"

MONTHS = (
    *("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"),
    *("Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"),
)
WEEKDAYS = (
    *(("пн", "понедельник"), ("вт", "вторник"), ("ср", "среда"), ("чт", "четверг")),
    *(("пт", "пятница"), ("сб", "суббота"), ("вс", "воскресенье")),
)


@pages.get("/programmes")
def programmes() -> Response:
    """List the programmes at a point, each with how far it has come."""
    filters = {name: request.args.get(name, "").strip() for name in FILTERS}
    listed = api().get("/programmes", {**filters, **asked_of_api()})
    found, start = listed["programmes"], _start()
    rest = start + PAGE < len(found)
    return show(
        "programmes.html",
        rows=[_row(each, pinned(listed["point"])) for each in found[start : start + PAGE]],
        total=len(found),
        filters=filters,
        point=listed["point"],
        next_cursor=str(start + PAGE) if rest else None,
        states=STATES,
        **sliders(listed["point"]),
    )


def _start() -> int:
    asked = request.args.get("cursor", "")
    return int(asked) if asked.isdecimal() and len(asked) <= LONGEST_OFFSET else 0


def _row(listed: dict[str, Any], point: dict[str, Any]) -> dict[str, Any]:
    """A programme with the states of its items, and what of it is overdue since when."""
    told = api().get(f"/programmes/{listed['code']}/items", {**point, "state": "OVERDUE"})
    late, counts, school = told["items"], told["counts"], listed["organisation"]
    return {
        **listed,
        "school": school and school_name(school, point),
        "counts": counts,
        "items": sum(counts.values()),
        "bar": progress_bar(counts, width=200.0, height=14.0),
        "late": len(late),
        "late_since": late[0]["due_on"] if late else None,
    }


@pages.get("/programmes/<programme_id>")
def programme(programme_id: str) -> Response:
    """One programme: what is overdue and what comes next, its items as a list or a calendar."""
    early = request.args.get("before_approval") or None
    told = read_programme(programme_id, before_approval=early and "true")
    day, dues = date.fromisoformat(told["point"]["as_of"]), dues_of(told["items"])
    asked = {name: request.args[name] for name in OF_ITEMS if request.args.get(name)}
    items = narrowed_items(told["items"], asked)
    page = {
        **frame(told),
        "asked": asked,
        "early": early,
        "late": overdue(dues),
        "soon": upcoming(dues, day),
        "soon_days": SOON,
        "states": STATES,
        "next_due": next_due,
        "last_report": last_report,
    }
    if request.args.get("view") != CALENDAR:
        return show(
            "programme.html", **page, view="list", grouped=by_section(told["sections"], items)
        )
    first, last = (date.fromisoformat(told[name]) for name in ("valid_from", "valid_to"))
    year = _year(first, last, day)
    return show(
        "programme.html",
        **page,
        view=CALENDAR,
        year=year,
        years=range(first.year, last.year + 1),
        sheets=sheets_of(
            _asked_dues(told["items"], asked),
            first=max(first, date(year, 1, 1)),
            last=min(last, date(year, 12, 31)),
        ),
        month_names=MONTHS,
        weekdays=WEEKDAYS,
    )


def _asked_dues(items: list[dict[str, Any]], asked: dict[str, str]) -> list[Due]:
    """What a calendar shows: of a state are the days themselves, not whole items."""
    state = asked.get("state")
    whose = {name: value for name, value in asked.items() if name != "state"}
    return [due for due in dues_of(narrowed_items(items, whose)) if state in {None, due.state}]


def _year(first: date, last: date, day: date) -> int:
    """The year that was asked for, else that of the day, as far as the programme runs."""
    asked = request.args.get("year", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_OFFSET else day.year
    return min(max(wanted, first.year), last.year)


@pages.get("/programmes/<programme_id>/item")
def programme_item(programme_id: str) -> Response:
    """One item: what is due when, and what was reported of it."""
    told = read_programme(programme_id)
    item = part(told["items"], request.args.get("item"))
    if item is None:
        raise refuse("NOT_FOUND")
    section = next((one for one in told["sections"] if one["number"] == item["section"]), None)
    named = {one["id"]: one for one in told["indicators"]}
    return show(
        "programme_item.html",
        **frame(told),
        item=item,
        section_of_item=section,
        indicators=[named[one] for one in item["indicators"] if one in named],
    )


@pages.get("/programmes/<programme_id>/trail")
def programme_trail(programme_id: str) -> Response:
    """Every event of a programme: who recorded or corrected what, when, why."""
    told = read_programme(programme_id)
    entry = request.args.get("entry_id") or None
    query = {**pinned(told["point"]), "entry_id": entry}
    trail = api().get(f"/programmes/{programme_id}/audit-trail", query)
    names = {one["id"]: one["number"] for one in (*told["items"], *told["indicators"])}
    return show(
        "programme_trail.html", **frame(told), events=trail["events"], entry=entry, numbers=names
    )
