"""What comes on paper: no menu and nothing to press, all of the text, and no column cut off."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.support.browser import watched
from tests.support.standing_site import Site

UPRIGHT, ACROSS = 688, 1047
"""A sheet of A4 without its margins, in pixels."""

TO_PRESS = "header, footer, button, select, input:not([type=checkbox]), .skip, .pager"
"""Boxes stay: a sheet of attendance is ticked by hand."""

BEYOND = """width => Array.from(document.querySelectorAll("main *")).filter((one) => {
  const {right} = one.getBoundingClientRect();
  return one.checkVisibility() && right > width + 1;
}).map((one) => one.outerHTML.slice(0, 120))"""
SHEETS = re.compile(rb"/Type\s*/Page\b")
PAPERS = {
    "/cases/{case}/file": (UPRIGHT, 1),
    "/cases/{case}": (UPRIGHT, 2),
    "/board?by=category": (UPRIGHT, 1),
    "/work?list=STALE_CASES": (UPRIGHT, 1),
    "/activities/{activity}": (UPRIGHT, 1),
    "/reports/{later}": (ACROSS, 3),
    "/reports/{earlier}/restatement": (UPRIGHT, 2),
    "/programmes/{programme}/item?item=1.1&as_of=2025-08-31": (UPRIGHT, 1),
}
"""Pages that are printed: how wide their sheet is, and how many of them are enough."""


def test_what_is_printed_is_whole(browser: Browser, site: Site, there: dict[str, str]) -> None:
    with watched(browser, site.address, site.session()) as seen:
        for path, (width, enough) in PAPERS.items():
            page = seen.go(path.format_map(there))
            sheets = len(SHEETS.findall(page.pdf(prefer_css_page_size=True)))
            page.emulate_media(media="print")
            page.set_viewport_size({"width": width, "height": 1000})
            assert page.locator(TO_PRESS).filter(visible=True).count() == 0, path
            assert page.evaluate(BEYOND, width) == [], path
            assert 1 <= sheets <= enough, path
            page.emulate_media(media="null")


def test_a_personal_file_says_on_paper_what_it_says(
    browser: Browser, site: Site, there: dict[str, str]
) -> None:
    with watched(browser, site.address, site.session()) as seen:
        page = seen.go(f"/cases/{there['case']}/file")
        shown = page.locator("article").inner_text()
        page.emulate_media(media="print", color_scheme="dark")
        assert page.locator("article").inner_text() == shown
        expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
        expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
