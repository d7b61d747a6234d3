"""Whether the pages of schools have what they must: by the last check of each (F051)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from api.answers import answer
from api.context import actor, projections, require
from api.features import Feature
from api.links import address
from api.point import Point, asked_point, memento
from api.populations import check_own_organisation
from api.records import record_links
from api.schemas.site_compliance import SiteComplianceAnswer, SiteComplianceQuery
from api.texts import label
from marshrut.application.codes import check_codes
from marshrut.policy import Action
from marshrut.records.kinds import kinds
from marshrut.records.site_checks import ITEMS, Verdict
from projections.funnel import percent
from projections.population import Scope
from projections.site_compliance import SITE_CHECK, Pages, pages_at

feature = Feature("site-compliance", "Pages of career centres: what the last checks have found")

PATH = "/site-compliance"
OF_SCHOOLS = ("organisation", "region_code")


@feature.read(PATH, query=SiteComplianceQuery, answers=SiteComplianceAnswer)
def read_compliance(*, query: dict[str, Any]) -> Response:
    """Tell of each school whether its pages have all that they must, by the last check."""
    require(Action.READ_FIGURES)
    point, verdict = asked_point(query), query.get("verdict")
    whose = {name: query[name] for name in OF_SCHOOLS if name in query}
    if "organisation" in whose:
        check_own_organisation(whose["organisation"])
    check_codes({"region_code": whose.get("region_code")}, on=point.as_of)
    found = [
        pages
        for pages in pages_at(projections(), point.asof, scope=Scope.of(actor()))
        if all(getattr(pages, name) == value for name, value in whose.items())
    ]
    payload = {
        "point": point,
        "filters": {**whose, **({"verdict": verdict} if verdict else {})},
        "rows": [_row(pages, point) for pages in found if verdict in {None, pages.verdict}],
        "total": _total(found, whose, point),
    }
    return memento(answer(payload), point)


def _row(pages: Pages, point: Point) -> dict[str, Any]:
    check = pages.check
    kind = kinds()[SITE_CHECK]
    return {
        "organisation": pages.organisation,
        "name": pages.name,
        "region_code": pages.region_code,
        "verdict": pages.verdict,
        "compliant": None if check is None else pages.verdict is Verdict.COMPLIANT,
        "checked_on": pages.checked_on,
        "url": check.fields["url"] if check else None,
        "missing": [{"code": code, "label": label(ITEMS, code)} for code in pages.missing],
        "links": record_links(kind, check.record_id, point) if check else {},
    }


def _total(found: Sequence[Pages], whose: dict[str, Any], point: Point) -> dict[str, Any]:
    verdicts = [pages.verdict for pages in found]
    compliant = verdicts.count(Verdict.COMPLIANT)
    whole = address(PATH, point, whose)
    return {
        "organisations": len(found),
        "checked": len(found) - verdicts.count(Verdict.UNCHECKED),
        "compliant": compliant,
        "percent": percent(compliant, len(found)),
        "links": {
            "organisations": whole,
            "checked": whole,
            "compliant": address(PATH, point, whose, verdict=Verdict.COMPLIANT.value),
        },
    }
