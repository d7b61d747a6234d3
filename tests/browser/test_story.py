"""A day at the pages, in a browser: late news, their correction, both sliders, the proof."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import watched
from tests.support.http import EMPLOYER, answered
from tests.support.standing_site import Site

WORKS = "Трудоустроен по трудовому договору"


def back_from_warnings(page: Page) -> None:
    """What was recorded may be less than is expected: that is told first."""
    expect(page.get_by_role("heading", name="Обратите внимание")).to_be_visible()
    page.get_by_role("link", name="Вернуться к делу").click()


def test_late_news_are_found_recorded_corrected_and_looked_back_at(
    browser: Browser, site: Site
) -> None:
    with watched(browser, site.address) as seen:
        seen.sign_in(site.token())
        page = seen.go("/cases")
        page.get_by_label("Фамилия, имя или СНИЛС").fill("Лосева")
        page.get_by_role("button", name="Найти").click()
        page.get_by_role("link", name="Лосева").click()
        page.get_by_role("link", name="Записать статус").click()
        page.get_by_label("Статус *").select_option(label=WORKS)
        page.get_by_label("С какого дня *").fill("2025-08-01")
        page.get_by_label("ИНН работодателя").fill(EMPLOYER["employer_inn"])
        page.get_by_label("Наименование работодателя").fill("АО «Завод»")
        page.get_by_label("По полученной профессии").select_option("true")
        assert not page.get_by_label("Военкомат").is_visible()  # not of this status
        page.get_by_role("button", name="Записать статус").click()
        back_from_warnings(page)
        expect(page.locator("h1 + p")).to_contain_text(WORKS)
        expect(page.get_by_text("поздняя весть").first).to_be_visible()
        page.get_by_role("link", name="исправить").first.click()
        page.get_by_label("По полученной профессии").select_option("false")
        page.get_by_label("Почему исправляете").fill("Не по специальности")
        page.get_by_role("button", name="Исправить").click()
        back_from_warnings(page)
        expect(page.get_by_text("исправлена").first).to_be_visible()
        # Back in knowledge by the keyboard, to before the news; then in time, to before the work.
        known = page.get_by_role("slider", name="Как было известно на")
        known.focus()
        for _ in range(2):
            known.press("ArrowLeft")
        expect(page.locator("h1 + p")).to_contain_text("Нет сведений")
        expect(page).to_have_url(re.compile("known_position="))
        page.get_by_role("link", name="Сегодня, всё известное").click()
        expect(page.locator("h1 + p")).to_contain_text(WORKS)
        page.get_by_label("На дату").first.fill("2025-07-15")
        page.get_by_role("button", name="Показать").click()
        expect(page.locator("h1 + p")).to_contain_text("Нет сведений")


def test_a_broken_rule_is_explained(browser: Browser, site: Site) -> None:
    with watched(browser, site.address) as seen:
        seen.sign_in(site.token())
        page = seen.go(f"/{site.desks[0].path}/record/statuses")
        page.get_by_label("Статус *").select_option("CZN_UNEMPLOYED")
        page.get_by_label("С какого дня *").fill("2025-09-01")
        page.get_by_role("button", name="Записать статус").click()
        expect(page.get_by_role("alert")).to_contain_text(WORKS)
        expect(page.get_by_label("С какого дня *")).to_have_value("2025-09-01")
        assert seen.refusals == [409]


def test_the_board_follows_its_sliders(browser: Browser, site: Site) -> None:
    with watched(browser, site.address) as seen:
        seen.sign_in(site.token())
        page = seen.go("/board")
        total = page.locator("a.figure strong")
        expect(total).to_have_text("4")
        page.get_by_label("На дату").first.fill("2024-08-01")
        page.get_by_label("На дату").first.dispatch_event("change")
        expect(total).to_have_text("0")
        expect(page.get_by_text("никого нет")).to_be_visible()


def test_the_evidence_pack_is_verified_offline(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    with watched(browser, site.address) as seen:
        seen.sign_in(site.token("AUDITOR"))
        page = seen.go("/desk?form=A&as_of=2025-12-31&graduation_year=2025")
        page.locator("table.form tbody tr").first.get_by_role("link").nth(1).click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Скачать пакет доказательств").click()
        ZipFile(download.value.path()).extractall(tmp_path)
    keys = answered(site.installation.auditor().get("ledger/keys"))["keys"]
    command = [sys.executable, "marshrut_verify.py", "events-001.json"]
    done = subprocess.run(
        [*command, "--key", keys[-1]["public_key"]], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_without_a_script_everything_goes_on(browser: Browser, site: Site) -> None:
    with watched(browser, site.address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{site.address}/sign-in?next=/{site.desks[1].path}")
        page.get_by_label("Токен").fill(site.token())
        page.get_by_role("button", name="Войти").click()
        page.get_by_label("На дату").first.fill("2025-07-15")
        page.get_by_role("button", name="Показать").click()
        expect(page.locator("h1 + p")).to_contain_text("Нет сведений")
