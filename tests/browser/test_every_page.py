"""Every page, for whoever uses it: no grave fault of access, no wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from string import Formatter
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from tests.support.browser import Watched, watched
from tests.support.routes import page_routes, unopened_app
from tests.support.standing_site import Site

PAGES = {
    "/sign-in": None,
    "/signed-out": None,
    "/board": "CK_STAFF",
    "/board?by=category": "ROIV_STAFF",
    "/board?as_of=2020-01-01": "CK_STAFF",
    "/board/cases?status_group=EMPLOYED": "CK_STAFF",
    "/board/programmes?as_of=2025-08-31": "CK_STAFF",
    "/work": "CK_STAFF",
    "/work?list=STALE_CASES": "CK_STAFF",
    "/cases": "CK_STAFF",
    "/cases/{case}": "CK_STAFF",
    "/cases/{case}/trail": "CK_STAFF",
    "/cases/{case}/file": "CK_STAFF",
    "/cases/{case}/record/statuses": "CK_STAFF",
    "/cases/{case}/record/measures": "CK_STAFF",
    "/cases/{case}/record/steps": "CK_STAFF",
    "/cases/{case}/entries/{entry}/correction": "CK_STAFF",
    "/events/{position}": "AUDITOR",
    "/desk": "AUDITOR",
    "/desk?form=A&as_of=2025-12-31&graduation_year=2025": "AUDITOR",
    "/desk/A/figure?as_of=2025-12-31&graduation_year=2025&row=01&column=08": "AUDITOR",
    "/imports": "CK_STAFF",
    "/imports/{import}": "CK_STAFF",
    "/activities": "CK_STAFF",
    "/activities/{activity}": "CK_STAFF",
    "/activities/{activity}/attendees": "CK_STAFF",
    "/programmes?as_of=2025-08-31": "ROIV_STAFF",
    "/programmes/{programme}?as_of=2025-08-31": "ROIV_STAFF",
    "/programmes/{programme}?as_of=2025-08-31&view=calendar": "ROIV_STAFF",
    "/programmes/{programme}/item?item=1.1&as_of=2025-08-31": "ROIV_STAFF",
    "/programmes/{programme}/progress?item=1.1": "ROIV_STAFF",
    "/programmes/{programme}/entries/{progress}/correction": "ROIV_STAFF",
    "/programmes/{programme}/trail": "ROIV_STAFF",
    "/programmes/{plan}/targets?as_of=2025-08-31": "ROIV_STAFF",
    "/programmes/{plan}/indicator?indicator=S002-K2&as_of=2025-08-31": "ROIV_STAFF",
    "/programmes/{plan}/target?indicator=S002-K1": "ROIV_STAFF",
    "/programmes/{plan}/cases?indicator=S002-K2&period_to=2025-08-31&cohort=2025"
    "&part=denominator&whole=1&as_of=2025-08-31": "ROIV_STAFF",
    "/programmes/{plan}/values?indicator=S002-G1.3": "ROIV_STAFF",
    "/programmes/{strategy}/records?indicator=S000-1.2&region=70&from=2025-01-01"
    "&to=2025-12-31": "ROIV_STAFF",
    "/reports": "ROIV_STAFF",
    "/reports/new": "CK_STAFF",
    "/reports/{earlier}": "CK_STAFF",
    "/reports/{earlier}/table?table=summary": "CK_STAFF",
    "/reports/{earlier}/figure?column=08": "CK_STAFF",
    "/reports/{earlier}/restatement": "CK_STAFF",
    "/reports/{earlier}/restatement?against={later}": "ROIV_STAFF",
    "/reports/{earlier}/restatement/block": "CK_STAFF",
    "/reports/{earlier}/restatement/cases?column=08": "CK_STAFF",
    "/reports/{later}/restatement": "CK_STAFF",
    "/reports/periods/{period}": "ROIV_STAFF",
    "/nowhere": "CK_STAFF",
}
"""By its address: whose page it is."""

NO_PAGES = {
    "/": "leads to the board",
    "/reports/periods": "leads to the period that was asked for",
    "/reports/<uuid:report_id>/beside": "leads to the restatement against the other edition",
    "/sign-in/oidc": "leads to the identity provider",
    "/sign-in/oidc/return": "leads from the identity provider to where one was going",
    "/static/<path:filename>": "files of the pages",
    "/board.xlsx": "a file",
    "/desk/<form>/pack.zip": "a file",
    "/events/<int:position>/evidence.json": "a file",
    "/imports/<uuid:import_id>/errors.xlsx": "a file",
    "/imports/template/<kind>.<suffix>": "a file",
    "/reports/<uuid:report_id>/file.<kind>": "a file",
    "/reports/<uuid:report_id>/restatement.xlsx": "a file",
}
"""What a browser may ask for and never looks at."""

ANYTHING = {"position": "1", "period": "70/M20/2025-11-20"}
"""What stands in an address while only its route is wanted, where an id does not do."""


@pytest.fixture(scope="module")
def window(browser: Browser, site: Site) -> Iterator[Callable[[str | None], Watched]]:
    """One window for each role, signed in once: a page costs what it shows, not the way there."""
    with ExitStack() as kept:

        @cache
        def of(role: str | None) -> Watched:
            session = site.session(role) if role is not None else None
            return kept.enter_context(watched(browser, site.address, session))

        yield of


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_nobody_out(
    window: Callable[[str | None], Watched], there: dict[str, str], path: str
) -> None:
    seen = window(PAGES[path])
    try:
        seen.go(path.format_map(there))
        assert seen.refusals == ([404] if path == "/nowhere" else [])
        assert seen.faults() + seen.wrong == []
    finally:
        seen.wrong.clear()  # of the next page nothing is known yet
        seen.refusals.clear()


def test_every_route_that_shows_a_page_is_looked_at() -> None:
    shown = {route.rule for route in page_routes() if route.method == "GET"}
    assert NO_PAGES.keys() <= shown
    looked_at = {rule_of(path) for path in PAGES if path != "/nowhere"}
    assert shown - looked_at == NO_PAGES.keys()


def rule_of(path: str) -> str:
    """The route that an address of ``PAGES`` belongs to."""
    names = {name for _, name, _, _ in Formatter().parse(path) if name}
    filled = path.format_map({name: f"{UUID(int=0)}" for name in names} | ANYTHING)
    rule, _ = unopened_app().url_map.bind("").match(filled.partition("?")[0], return_rule=True)
    return str(rule.rule)
