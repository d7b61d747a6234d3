"""A day at the pages, in a browser: from late news to the proof that needs no net."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.e2e.test_import import BORIS, HEADINGS
from tests.support.browser import Watched, watched
from tests.support.http import EMPLOYER, SCHOOL, answered
from tests.support.standing_site import Site

WORKS = "Трудоустроен по трудовому договору"
GOOD = BORIS.format(SCHOOL)
WRONG = GOOD.replace("Борис", "Глеб").replace("02.03.2005", "вчера")
DROPPED = """text => {
  const held = new DataTransfer();
  held.items.add(new File([text], "list.csv", {type: "text/csv"}));
  return held;
}"""


def test_from_late_news_to_the_proof(browser: Browser, site: Site, tmp_path: Path) -> None:
    with watched(browser, site.address) as seen:
        page = seen.page
        sign_in(seen, site.token())
        shows(page, "4 выпускника", "25,0 % заняты")
        issue_an_edition(page)
        find_a_case(seen)
        record_late_news(seen)
        correct_them(page)
        look_back_at_the_case(page)
        look_back_at_the_board(page)
        see_what_moved_since(page)
        make_the_edition_anew(seen)
        bring_a_list_with_errors(seen)
        take_the_pack(page, tmp_path)
    verify_offline(tmp_path, site)


def sign_in(seen: Watched, token: str) -> None:
    page = seen.go("/")
    page.get_by_label("Токен").fill(token)
    page.get_by_role("button", name="Войти").click()


def shows(page: Page, total: str, share: str) -> None:
    """The figures of the board."""
    expect(page.get_by_role("link", name=total, exact=True)).to_be_visible()
    expect(page.locator("span.figure")).to_have_text(share)


def menu(page: Page, name: str) -> None:
    place = page.get_by_role("navigation", name="Разделы").get_by_role("link", name=name)
    place.click()
    expect(place).to_have_attribute("aria-current", "page")
    page.wait_for_load_state()  # only then its scripts listen


def issue_an_edition(page: Page) -> None:
    menu(page, "Отчёты")
    page.get_by_role("link", name="Выпустить издание").click()
    page.get_by_label("Форма *").select_option("A")
    page.get_by_label("На дату *").fill("2025-12-31")
    page.get_by_role("button", name="Выпустить черновик").click()
    expect(page.get_by_role("region", name="Мониторинг занятости")).to_be_visible()


def find_a_case(seen: Watched) -> None:
    page = seen.page
    menu(page, "Дела")
    page.get_by_label("Фамилия, имя или СНИЛС").fill("Лосева")
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_role("heading", name="Поиск")).to_be_visible()
    assert seen.faults() == []
    page.get_by_role("link", name="Лосева").click()


def record_late_news(seen: Watched) -> None:
    page = seen.page
    page.get_by_role("link", name="Записать статус").click()
    page.get_by_label("Статус *").select_option(label=WORKS)
    page.get_by_label("С какого дня *").fill("2025-08-01")
    page.get_by_label("ИНН работодателя").fill(EMPLOYER["employer_inn"])
    page.get_by_label("Наименование работодателя").fill("АО «Завод»")
    page.get_by_label("По полученной профессии").select_option("true")
    assert not page.get_by_label("Военкомат").is_visible()  # not of this status
    page.get_by_role("button", name="Записать статус").click()
    assert seen.faults() == []
    back_from_warnings(page)
    expect(page.locator("h1 + p")).to_contain_text(WORKS)
    expect(page.get_by_text("поздняя весть").first).to_be_visible()


def back_from_warnings(page: Page) -> None:
    """What was recorded may be less than is expected: that is told first."""
    expect(page.get_by_role("heading", name="Обратите внимание")).to_be_visible()
    page.get_by_role("link", name="Вернуться к делу").click()


def correct_them(page: Page) -> None:
    page.get_by_role("link", name="исправить").first.click()
    page.get_by_label("По полученной профессии").select_option("false")
    page.get_by_label("Почему исправляете").fill("Не по специальности")
    page.get_by_role("button", name="Исправить").click()
    back_from_warnings(page)
    expect(page.get_by_text("исправлена").first).to_be_visible()


def look_back_at_the_case(page: Page) -> None:
    """By the keyboard: in knowledge to before the news, then in time to before the work."""
    page.wait_for_load_state()
    status = page.locator("h1 + p")
    known = page.get_by_role("slider", name="Как было известно на")
    known.focus()
    for _ in range(2):
        known.press("ArrowLeft")
    expect(status).to_contain_text("Нет сведений")
    expect(page).to_have_url(re.compile("known_position="))
    page.get_by_role("link", name="Сегодня, всё известное").click()
    expect(status).to_contain_text(WORKS)
    page.wait_for_load_state()
    page.get_by_role("slider", name="На дату").press("Home")
    expect(status).to_contain_text("Нет сведений")


def look_back_at_the_board(page: Page) -> None:
    """The share has moved by the news; both sliders lead to where nobody was, or was known."""
    menu(page, "Мониторинг")
    shows(page, "4 выпускника", "50,0 % заняты")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/board?" in one.url else None)
    day = page.get_by_role("slider", name="На дату")
    known = page.get_by_role("slider", name="Как было известно на конец дня")
    for slider, away, back in ((day, "Home", "End"), (known, "ArrowLeft", "End")):
        slider.press(away)
        expect(page.get_by_text("никого нет")).to_be_visible()
        slider.press(back)
        shows(page, "4 выпускника", "50,0 % заняты")
    assert len(asked) == 4  # a move asks once, however often a part was changed before


def see_what_moved_since(page: Page) -> None:
    menu(page, "Отчёты")
    page.get_by_role("link", name="A. Мониторинг занятости").click()
    page.get_by_role("link", name="Сравнить с тем, что известно сейчас").click()
    told = page.locator(".sentence").first
    expect(told).to_contain_text("Было 1, стало 2 +1: вот 2 записи")
    page.get_by_role("link", name="К изданию").click()


def make_the_edition_anew(seen: Watched) -> None:
    page = seen.page
    page.get_by_role("button", name="Построить заново и сравнить").click()
    expect(page.get_by_text("Совпадает до байта")).to_be_visible()
    expect(page.get_by_text("✓ совпадает", exact=True)).to_have_count(4)
    seen.settle()
    assert seen.faults() == []


def bring_a_list_with_errors(seen: Watched) -> None:
    """Dropped, judged, corrected, loaded."""
    page = seen.page
    menu(page, "Импорт")
    held = page.evaluate_handle(DROPPED, f"{HEADINGS}\n{GOOD}\n{WRONG}")
    for happens in ("dragover", "drop"):
        page.dispatch_event("[data-drop]", happens, {"dataTransfer": held})
    page.get_by_role("button", name="Проверить").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="3"))
    expect(row).to_contain_text("Это не дата")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Скачать список с ошибками").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert seen.faults() == []
    confirm = page.get_by_role("button", name="Загрузить принятые строки: 1")
    expect(confirm).to_be_visible()
    right = f"{HEADINGS}\n{GOOD}\n{WRONG}".replace("вчера", "02.03.2005").encode()
    page.get_by_label("Файл XLSX или CSV").set_input_files(
        FilePayload(name="right.csv", mimeType="text/csv", buffer=right)
    )
    expect(confirm).to_be_hidden()  # of another file nothing is known yet
    page.get_by_role("button", name="Проверить").click()
    page.get_by_role("button", name="Загрузить принятые строки: 2").click()
    expect(page.get_by_text("Загружено.")).to_be_visible()


def take_the_pack(page: Page, folder: Path) -> None:
    """From the figure of the edition that the news has moved since."""
    menu(page, "Отчёты")
    page.get_by_role("link", name="A. Мониторинг занятости").click()
    page.locator("table.form tbody tr").first.get_by_role("link").nth(1).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать пакет доказательств").click()
    ZipFile(download.value.path()).extractall(folder)


def verify_offline(folder: Path, site: Site) -> None:
    keys = answered(site.client("AUDITOR").get("ledger/keys"))["keys"]
    command = [sys.executable, "marshrut_verify.py", "events-001.json"]
    done = subprocess.run(
        [*command, "--key", keys[-1]["public_key"]], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_broken_rule_is_explained(browser: Browser, site: Site) -> None:
    with watched(browser, site.address, site.session()) as seen:
        page = seen.go(f"/{site.desks[0].path}/record/statuses")
        page.get_by_label("Статус *").select_option("CZN_UNEMPLOYED")
        page.get_by_label("С какого дня *").fill("2025-09-01")
        page.get_by_role("button", name="Записать статус").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(WORKS)
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_label("С какого дня *")).to_have_value("2025-09-01")
        assert seen.refusals == [409]
        assert seen.faults() == []


def test_without_a_script_everything_goes_on(browser: Browser, site: Site) -> None:
    with watched(browser, site.address, java_script_enabled=False) as seen:
        page = seen.page
        page.goto(f"{site.address}/sign-in?next=/{site.desks[1].path}")
        page.get_by_label("Токен").fill(site.token())
        page.get_by_role("button", name="Войти").click()
        page.get_by_label("На дату").first.fill("2025-07-15")
        page.get_by_role("button", name="Показать").click()
        expect(page.locator("h1 + p")).to_contain_text("Нет сведений")
