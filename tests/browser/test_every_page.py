"""Every page, for whoever uses it: no grave fault of access, no wider than a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.browser import watched
from tests.support.standing_site import Site

PAGES = {
    "/sign-in": None,
    "/board": "CK_STAFF",
    "/board?by=category": "ROIV_STAFF",
    "/board/cases?status_group=EMPLOYED": "CK_STAFF",
    "/work": "CK_STAFF",
    "/cases": "CK_STAFF",
    "/cases/{case_id}": "CK_STAFF",
    "/cases/{case_id}/trail": "CK_STAFF",
    "/cases/{case_id}/file": "CK_STAFF",
    "/cases/{case_id}/record/statuses": "CK_STAFF",
    "/cases/{case_id}/record/measures": "CK_STAFF",
    "/cases/{case_id}/record/steps": "CK_STAFF",
    "/events/{position}": "AUDITOR",
    "/desk": "AUDITOR",
    "/desk?form=A&as_of=2025-12-31&graduation_year=2025": "AUDITOR",
    "/desk/A/figure?as_of=2025-12-31&graduation_year=2025&row=01&column=08": "AUDITOR",
    "/imports": "CK_STAFF",
    "/activities": "CK_STAFF",
    "/programmes": "ROIV_STAFF",
    "/reports": "ROIV_STAFF",
    "/reports/new": "CK_STAFF",
    "/nowhere": "CK_STAFF",
}
LIGHT_AND_DARK = ("light", "dark")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_nobody_out(browser: Browser, site: Site, path: str) -> None:
    desk = site.desks[0]
    address = path.replace("{case_id}", desk.case_id).replace("{position}", f"{desk.version + 3}")
    for scheme in LIGHT_AND_DARK:
        with watched(browser, site.address, color_scheme=scheme) as seen:
            if (role := PAGES[path]) is not None:
                seen.sign_in(site.token(role))
            for width in (1440, 360):
                seen.page.set_viewport_size({"width": width, "height": 900})
                seen.go(address)
                assert seen.overflow() <= 0, width
            assert seen.grave() == []
