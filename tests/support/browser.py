"""A real browser at the pages: Chromium without a screen, watched while it is used.

Whatever a page says on the console, or asks of another host, is noted; a test that does not expect
it fails. Nothing is fetched: the browser is the machine's own (Debian: ``chromium``).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ADVICE = "install a Chromium (Debian: apt-get install chromium)"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe.min.js"
GRAVE = frozenset({"serious", "critical"})
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
PATIENCE = 15_000


def chromium() -> str | None:
    """The machine's browser, where it has one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def started() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watched:
    """A page, and what should not have happened on it."""

    page: Page
    site: str
    wrong: list[str] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the site, and wait until it stands still."""
        self.page.goto(self.site + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sign_in(self, token: str) -> None:
        """By the link that the demo prints."""
        self.page.goto(f"{self.site}/sign-in#{token}")
        self.page.wait_for_url(re.compile(r"/(board|work|cases)"))

    def heard(self, message: ConsoleMessage) -> None:
        """Note what the console says; a refusal that is a page is no fault of it."""
        refused = REFUSED.match(message.text)
        if refused:
            self.refusals.append(int(refused[1]))
        elif message.type in {"error", "warning"}:
            self.wrong.append(f"{message.type}: {message.text}")

    def asked(self, request: Request) -> None:
        """Note what is asked of other hosts."""
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws"} and f"//{address.netloc}" not in self.site:
            self.wrong.append(f"asked {request.url}")

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        width: int = self.page.evaluate(script)
        return width

    def grave(self) -> list[str]:
        """What axe-core finds that keeps somebody out: its rule, and where."""
        self.page.evaluate(AXE.read_text("utf-8"))  # no tag: the page's policy lets none in
        told: dict[str, Any] = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']})"
        )
        return [
            f"{each['id']}: {node['html'][:160]}"
            for each in told["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]


@contextmanager
def watched(browser: Browser, site: str, **options: Any) -> Iterator[Watched]:
    """A window of its own on the site. What was wrong is an ``AssertionError`` at the end."""
    context = browser.new_context(locale="ru-RU", bypass_csp=False, **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    seen = Watched(page, site)
    page.on("console", seen.heard)
    page.on("pageerror", lambda error: seen.wrong.append(f"script: {error}"))
    page.on("request", seen.asked)
    try:
        yield seen
    finally:
        context.close()
    assert seen.wrong == []
