"""The pages without a mouse: all is come to, is seen to be come to, and does what it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import Watched, watched
from tests.support.standing_site import Site

CAN_BE_REACHED = """() => {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  window.reachable = Array.from(all).filter((one) =>
    !one.disabled && one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}));
  return window.reachable.length;
}"""
HERE = """() => {
  const one = document.activeElement, place = one.getBoundingClientRect();
  const marked = one.closest("svg") ? one.querySelector(".frame, .dot") : one;
  const {outlineStyle, outlineWidth, strokeWidth} = getComputedStyle(marked);
  const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const inside = place.bottom > 0 && place.top < innerHeight
    && place.right > 0 && place.left < innerWidth;
  return {
    number: window.reachable.indexOf(one), inside,
    marked: outlined || (marked !== one && parseFloat(strokeWidth) >= 2),
    told: one.outerHTML.slice(0, 120),
  };
}"""
MOST = 200


@pytest.fixture
def seen(browser: Browser, site: Site) -> Iterator[Watched]:
    with watched(browser, site.address, site.session()) as window:
        yield window


def reach(page: Page, place: Locator) -> None:
    """Go on by Tab until one is there."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if place.evaluate("one => one === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {place}")


@pytest.mark.parametrize(
    "path",
    ["/board", "/cases/{case}", "/activities/{activity}", "/reports/{earlier}/restatement"],
)
def test_tab_leads_everywhere_in_order_and_is_seen(
    seen: Watched, there: dict[str, str], path: str
) -> None:
    page = seen.go(path.format_map(there))
    number, come_to, unseen = page.evaluate(CAN_BE_REACHED), [], []
    while number - 1 not in come_to and len(come_to) < MOST:
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        # Tables that scroll are stops of their own, and parts of a day are several of one field.
        if here["number"] not in {-1, *come_to[-1:]}:
            come_to.append(here["number"])
        if not (here["inside"] and here["marked"]):
            unseen.append(here["told"])
    assert come_to == list(range(number))
    assert unseen == []


def test_the_main_thing_is_done_without_a_mouse(seen: Watched) -> None:
    page = seen.go("/cases")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Фамилия, имя или СНИЛС")).to_be_focused()  # the menu is passed over
    page.keyboard.type("Орлова")
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("link", name="Орлова"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("link", name="Записать меру"))
    page.keyboard.press("Enter")
    for label in ("Мера *", "Результат *"):
        reach(page, page.get_by_label(label))
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Записать меру"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").or_(page.get_by_role("alert"))).to_be_visible()


def test_what_opens_is_closed_by_escape(seen: Watched, site: Site) -> None:
    page = seen.go(f"/{site.desks[0].path}")
    box = page.get_by_role("button", name="Выйти")
    opener = page.locator("summary").first
    reach(page, opener)
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(opener).to_be_focused()
    slider = page.get_by_role("slider", name="Как было известно на")
    reach(page, slider)
    page.keyboard.press("Home")
    expect(page.get_by_text("Нет сведений").first).to_be_visible()
    expect(slider).to_be_focused()  # what is redrawn is beside it
    table = page.locator("summary", has_text="То же таблицей")
    reach(page, table)
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Считалось верным до")).to_be_visible()
