"""What may be published: counts that tell of nobody, and pages of centres (F122; S000-2.1, 3.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from api.answers import answer
from api.context import published, require, service, services
from api.features import Feature
from api.point import Point, PointQuery, asked_point, own_region
from api.point import memento as dated
from api.public import figures_table, month_of, shown_figures, shown_page
from api.schemas.public import CentrePageAnswer, PublicFiguresAnswer, PublicFiguresQuery
from api.table_answers import MEDIA_TYPES, table_file
from api.texts import label
from marshrut.application.codes import check_codes
from marshrut.ledger.clock import moment_of
from marshrut.ledger.points import position_at
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.centre_pages import centre_page
from projections.organisations import organisations_at
from projections.population import Scope
from projections.public_data import known_from, last_published, month_end, public_figures

feature = Feature("public", "What may be published, without anything personal")

ROOT = "/public"


@feature.read(
    f"{ROOT}/figures", query=PublicFiguresQuery, answers=PublicFiguresAnswer, files=MEDIA_TYPES
)
def read_public_figures(*, query: dict[str, Any]) -> Response:
    """Count graduates of a region by school and by what they do, none of the counts a small one."""
    require(Action.READ_REFERENCE)
    region = query.get("region_code") or own_region()
    if region is None:
        raise refuse("REQUIRED", field="region_code", expected="67")
    check_codes({"region_code": region}, on=service().today())
    point = _published(query.get("month"))
    year = query.get("graduation_year", point.as_of.year)
    found = public_figures(published(), point.asof, region=region, graduation_year=year)
    if "format" in query:
        table = figures_table(published(), point.asof, region, year, found)
        return table_file(table, point, query["format"])
    payload = {
        "point": point,
        "month": month_of(point.as_of),
        "region_code": region,
        "region": label("regions", region),
        "graduation_year": year,
        **shown_figures(published(), point.asof, region, found),
    }
    return answer(payload)


@feature.read(f"{ROOT}/centres/<code>", query=PointQuery, answers=CentrePageAnswer)
def read_centre_page(*, query: dict[str, Any], code: str) -> Response:
    """Tell what the page of a career centre is made of: contacts, plan, vacancies, agreements."""
    require(Action.READ_REFERENCE)
    point = asked_point(query)
    found = organisations_at(published(), point.asof, scope=Scope(), code=code)
    if not found:
        raise refuse("NOT_FOUND")
    centre = found[0]
    page = centre_page(published(), point.asof, organisation=code, region=centre["region_code"])
    return dated(answer({"point": point, **shown_page(page, centre)}), point)


def _published(month: str | None) -> Point:
    """The point of a month that is published; no other is asked for. Raises ``Refused``."""
    zone, now = services().zone(), service().now()
    last = last_published(now, zone)
    end = last if month is None else month_end(date.fromisoformat(f"{month}-01"))
    if end > last:
        raise refuse("INVALID", field="month", expected=f"≤ {month_of(last)}")
    position = position_at(service().ledger, known_at=known_from(end, zone))
    times = service().ledger.times_of([position] if position else [])
    known_at = moment_of(times[position]) if position else None
    return Point(as_of=end, known_position=position, known_at=known_at)
