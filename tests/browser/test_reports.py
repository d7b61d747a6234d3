"""An edition in a real browser: issued, made anew, held against late news; nobody is kept out."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.support.browser import watched
from tests.support.desk import WORK
from tests.support.standing_site import Site


def test_late_news_are_seen_beside_an_edition_that_comes_again_as_it_was(
    browser: Browser, site: Site
) -> None:
    with watched(browser, site.address) as seen:
        seen.sign_in(site.token())
        page = seen.go("/reports")
        page.get_by_role("link", name="Выпустить издание").click()
        page.get_by_label("Форма *").select_option("A")
        page.get_by_label("На дату *").fill("2025-12-31")
        page.get_by_role("button", name="Выпустить черновик").click()
        expect(page.get_by_role("region", name="Мониторинг занятости")).to_be_visible()
        edition = page.url.partition("?")[0].removeprefix(site.address)
        site.desks[2].status(WORK, "2025-10-01")
        page.get_by_role("button", name="Построить заново").click()
        expect(page.get_by_text("Совпадает до байта")).to_be_visible()
        page.get_by_role("link", name="Сравнить с тем, что известно").click()
        told = page.locator(".sentence").first
        expect(told).to_contain_text("Было 1, стало 2 +1: вот 1 запись")
        pages = [edition, f"{edition}/restatement", f"{edition}/table?table=summary"]
        pages += [f"{edition}/figure?column=08", f"{edition}/restatement/cases?column=08"]
        for path in ("/reports", "/reports/new", "/reports/periods/70/M20/2025-11-20", *pages):
            for width in (360, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                seen.go(path)
                assert seen.overflow() <= 0, (path, width)
            assert seen.grave() == [], path
