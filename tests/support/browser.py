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
CHANGING = ("color-contrast", "scrollable-region-focusable")
"""The rules whose verdict depends on the colours, or on the width."""

WIDE, NARROW = 1440, 360
HEIGHT = 900
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
PATIENCE = 15_000
STILL = """() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(
  document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling") === null))))"""
"""Whether nothing of the page is asked for or put in place any more."""


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
    pending: set[Request] = field(default_factory=set)

    def go(self, path: str) -> Page:
        """Open a page of the site, and wait until it stands still."""
        self.page.goto(self.site + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until whatever the page asks for by itself has come and stands in its place.

        What Playwright calls idle is half a second of silence: longer than most pages take.
        """
        while not self.page.evaluate(STILL) or self.pending:
            self.page.wait_for_timeout(20)

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
        """Note what is asked, above all of other hosts."""
        self.pending.add(request)
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws"} and f"//{address.netloc}" not in self.site:
            self.wrong.append(f"asked {request.url}")

    def had(self, request: Request) -> None:
        """Note that what was asked has come, or will not."""
        self.pending.discard(request)

    def faults(self) -> list[str]:
        """What keeps somebody out of the page as it stands, wide and narrow, by day and by night.

        Colours do not depend on the width, nor what can be reached on the colours: of the four two
        are enough, and of the second what may have changed. axe-core takes most of the time.
        """
        found = []
        for width, scheme, rules in ((WIDE, "light", ()), (NARROW, "dark", CHANGING)):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            if (more := self.overflow()) > 0:
                found.append(f"{more} pixels wider than {width}")
            found += [f"{width} {scheme} {each}" for each in self.grave(*rules)]
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
        return found

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        width: int = self.page.evaluate(script)
        return width

    def grave(self, *rules: str) -> list[str]:
        """What axe-core finds that keeps somebody out, by some rules or all: which, and where."""
        self.page.evaluate(AXE.read_text("utf-8"))  # no tag: the page's policy lets none in
        asked = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        told: dict[str, Any] = self.page.evaluate("asked => axe.run(document, asked)", asked)
        return [
            f"{each['id']}: {node['html'][:160]}"
            for each in told["violations"]
            if each["impact"] in GRAVE
            for node in each["nodes"]
        ]


@contextmanager
def watched(
    browser: Browser, site: str, session: dict[str, str] | None = None, **options: Any
) -> Iterator[Watched]:
    """A window of its own on the site, of whoever has the cookie of a session.

    What was wrong is an ``AssertionError`` at the end.
    """
    asked = {"locale": "ru-RU", "viewport": {"width": WIDE, "height": HEIGHT}, **options}
    context = browser.new_context(bypass_csp=False, reduced_motion="reduce", **asked)
    context.set_default_timeout(PATIENCE)
    if session is not None:
        context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    seen = Watched(page, site)
    page.on("console", seen.heard)
    page.on("pageerror", lambda error: seen.wrong.append(f"script: {error}"))
    page.on("request", seen.asked)
    page.on("requestfinished", seen.had)
    page.on("requestfailed", seen.had)
    try:
        yield seen
    finally:
        context.close()
    assert seen.wrong == []
