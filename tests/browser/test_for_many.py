"""What is the same for many: who came to an activity, a measure for a group, «Без изменений»."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.e2e.test_attendance import FAIR
from tests.support.browser import watched
from tests.support.records import opened
from tests.support.standing_site import Site


def test_who_came_is_ticked_in_one_table(browser: Browser, site: Site) -> None:
    opened(site.client("BCK_STAFF"), "activities", FAIR, effective_on="2025-09-01")
    with watched(browser, site.address, site.session()) as seen:
        page = seen.go("/activities")
        page.get_by_role("link", name="Ярмарка").click()
        page.get_by_role("checkbox", name="Ильина Анна Игоревна", exact=True).check()
        page.get_by_label("Оценка: Ильина Анна Игоревна").select_option("5")
        page.get_by_label("Остальным на этой странице").select_option("NO_SHOW")
        page.get_by_role("button", name="Записать участие").click()
        expect(page.get_by_role("status")).to_contain_text("Записано")
        assert seen.faults() == []
        page.get_by_role("link", name="К мероприятию").click()
        expect(page.get_by_text("записано: участвовал")).to_have_count(1)
        expect(page.get_by_text("записано: не участвовал")).to_have_count(3)
        page.get_by_role("link", name="3 не пришли").click()
        expect(page.get_by_role("link", name="Котова")).to_be_visible()


def test_a_work_list_is_done_at_once(browser: Browser, site: Site) -> None:
    with watched(browser, site.address, site.session()) as seen:
        page = seen.go("/work?list=STALE_CASES")
        page.get_by_role("checkbox", name="Отметить всех").check()
        page.get_by_role("checkbox", name="Котова").uncheck()
        page.get_by_role("button", name="Записать меру").click()
        expect(page.get_by_text("3 дела")).to_be_visible()
        assert seen.faults() == []
        page.get_by_label("Мера *").select_option("RESUME")
        page.get_by_label("Результат *").select_option("PROVIDED")
        page.get_by_role("button", name="Записать для всех").click()
        expect(page.get_by_role("status")).to_have_text("Записано: 3 из 3.")
        page.get_by_role("link", name="К списку").click()
        page.get_by_role("checkbox", name="Ильина").check()
        page.get_by_role("checkbox", name="Котова").check()
        page.get_by_role("button", name="Без изменений").click()
        expect(page.get_by_role("status")).to_have_text("Записано: 2 из 2.")
        assert seen.faults() == []
        page.get_by_role("link", name="К списку").click()
        expect(page.get_by_role("checkbox", name="Орлова")).to_be_visible()
        expect(page.get_by_role("checkbox", name="Ильина")).to_have_count(0)
