"""A list with errors at the pages: dropped, judged, corrected, loaded; and who came is marked."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.e2e.test_attendance import FAIR
from tests.e2e.test_import import BORIS, HEADINGS
from tests.support.browser import watched
from tests.support.http import SCHOOL
from tests.support.records import opened
from tests.support.standing_site import Site

GOOD = BORIS.format(SCHOOL)
WRONG = GOOD.replace("Борис", "Глеб").replace("02.03.2005", "вчера")
DROPPED = """text => {
  const held = new DataTransfer();
  held.items.add(new File([text], "list.csv", {type: "text/csv"}));
  return held;
}"""


def text(*lines: str) -> str:
    return "\n".join((HEADINGS, *lines))


@pytest.fixture(scope="module")
def fair(site: Site) -> dict[str, Any]:
    return opened(site.region("BCK_STAFF"), "activities", FAIR, effective_on="2025-09-01")


def test_a_list_is_dropped_judged_corrected_and_loaded(browser: Browser, site: Site) -> None:
    with watched(browser, site.address) as seen:
        seen.sign_in(site.token())
        page = seen.go("/imports")
        held = page.evaluate_handle(DROPPED, text(GOOD, WRONG))
        for happens in ("dragover", "drop"):
            page.dispatch_event("[data-drop]", happens, {"dataTransfer": held})
        page.get_by_role("button", name="Проверить").click()
        row = page.get_by_role("rowheader", name="3")
        expect(row).to_be_visible()
        expect(page.get_by_text("Это не дата")).to_be_visible()
        with page.expect_download() as taken:
            page.get_by_role("link", name="Скачать список с ошибками").click()
        assert taken.value.suggested_filename.endswith(".xlsx")
        assert seen.grave() == []
        confirm = page.get_by_role("button", name="Загрузить принятые строки: 1")
        expect(confirm).to_be_visible()
        right = text(GOOD, WRONG.replace("вчера", "02.03.2005")).encode()
        page.get_by_label("Файл XLSX или CSV").set_input_files(
            FilePayload(name="right.csv", mimeType="text/csv", buffer=right)
        )
        expect(confirm).to_be_hidden()  # of another file nothing is known yet
        page.get_by_role("button", name="Проверить").click()
        page.get_by_role("button", name="Загрузить принятые строки: 2").click()
        expect(page.get_by_text("Загружено.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_these_pages_keep_nobody_out(
    browser: Browser, site: Site, fair: dict[str, Any], scheme: Any
) -> None:
    place = f"/activities/{fair['record_id']}"
    with watched(browser, site.address, color_scheme=scheme) as seen:
        seen.sign_in(site.token())
        for path in ("/imports", "/activities", place, f"{place}/attendees"):
            for width in (1440, 360):
                seen.page.set_viewport_size({"width": width, "height": 900})
                seen.go(path)
                assert seen.overflow() <= 0, (path, width)
            assert seen.grave() == [], path


def test_who_came_is_ticked_and_recorded(
    browser: Browser, site: Site, fair: dict[str, Any]
) -> None:
    with watched(browser, site.address) as seen:
        seen.sign_in(site.token())
        page = seen.go(f"/activities/{fair['record_id']}")
        page.get_by_role("checkbox", name="Ильина Анна Игоревна", exact=True).check()
        page.get_by_label("Остальным на этой странице").select_option("NO_SHOW")
        page.get_by_role("button", name="Записать участие").click()
        expect(page.get_by_role("status")).to_contain_text("Записано")
        back = page.get_by_role("link", name="К мероприятию")
        if back.count():
            back.click()
        expect(page.get_by_text("записано: участвовал")).to_have_count(1)
        expect(page.get_by_text("записано: не участвовал").first).to_be_visible()
