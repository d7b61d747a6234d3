"""Every page of the demo as pictures in ``docs/screens/``, light and dark: ``make screens``.

The demo is loaded anew into a folder of its own; everybody in it is invented. What nobody has done
there yet is done first: an edition is issued, late news come, a list with errors is brought.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner
from playwright.sync_api import APIRequestContext, Browser, Page

from api.cli import main as command_line
from api.demo.cast import SHOWCASE, UNKNOWN, case_id
from api.demo.installation import LEDGER
from tests.e2e.test_import import BORIS, HEADINGS
from tests.support.browser import ADVICE, Watched, chromium, started, watched
from tests.support.serving import served

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
CASES = "600"
WIDTH, HEIGHT = 1280, 860
TALL = {"board": 1240, "case": 1060}
"""Those that the README shows, down to what it says of them."""

SCHEMES = ("light", "dark")
SCHOOL, REGION = "SM-1", "67"
DAY, CUT_OFF = "2026-10-31", "2026-10-20"
PLAN = "/programmes/S001"
FACT = "indicator=S001-I1"
PAGES = {
    "sign-in": (None, "/sign-in"),
    "board": ("ROIV_STAFF", "/board"),
    "board-cases": ("ROIV_STAFF", "/board/cases?status_group=AT_RISK"),
    "work": ("CK_STAFF", "/work"),
    "cases": ("CK_STAFF", "/cases"),
    "case": ("CK_STAFF", "/cases/{case}"),
    "trail": ("CK_STAFF", "/cases/{case}/trail"),
    "event": ("AUDITOR", "/events/{position}"),
    "file": ("CK_STAFF", "/cases/{case}/file"),
    "status": ("CK_STAFF", "/cases/{case}/record/statuses"),
    "imports": ("CK_STAFF", "/imports"),
    "import": ("CK_STAFF", "/imports/{import}"),
    "activities": ("CK_STAFF", "/activities"),
    "activity": ("CK_STAFF", "/activities/{activity}"),
    "programmes": ("ROIV_STAFF", "/programmes"),
    "programme": ("ROIV_STAFF", PLAN),
    "calendar": ("ROIV_STAFF", f"{PLAN}?view=calendar"),
    "item": ("ROIV_STAFF", f"{PLAN}/item?item=1.1"),
    "progress": ("ROIV_STAFF", f"{PLAN}/progress?item=1.1"),
    "targets": ("ROIV_STAFF", f"{PLAN}/targets"),
    "indicator": ("ROIV_STAFF", f"{PLAN}/indicator?{FACT}"),
    "programme-trail": ("ROIV_STAFF", f"{PLAN}/trail"),
    "reports": ("ROIV_STAFF", "/reports"),
    "issue": ("CK_STAFF", "/reports/new"),
    "edition": ("CK_STAFF", "/reports/{earlier}"),
    "edition-table": ("CK_STAFF", "/reports/{earlier}/table"),
    "edition-figure": ("CK_STAFF", "/reports/{earlier}/figure?column=08"),
    "restatement": ("CK_STAFF", "/reports/{earlier}/restatement"),
    "side-by-side": ("CK_STAFF", "/reports/{earlier}/restatement?against={later}"),
    "period": ("ROIV_STAFF", f"/reports/periods/{REGION}/M20/{CUT_OFF}"),
    "desk": ("AUDITOR", f"/desk?form=A&region={REGION}"),
    "figure": (
        "AUDITOR",
        f"/desk/A/figure?row=01&column=08&region={REGION}&graduation_year=2025",
    ),
    "nowhere": ("CK_STAFF", "/nowhere"),
}
"""By the name of the picture: for whom, and where."""

SMALL = """async (png) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({type: "image/webp", quality: 0.8});
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""
"""A picture as WebP, a third of what the browser gives; no other program is needed for it."""


def main() -> None:
    """Make the pictures of the pages that are named, or of all."""
    if chromium() is None:
        sys.exit(f"there is no browser; {ADVICE}")
    chosen = sys.argv[1:] or list(PAGES)
    with TemporaryDirectory() as folder:
        place = Path(folder, "demo")
        words = ["demo", "--no-serve", "--cases", CASES, "--directory", str(place)]
        loaded = CliRunner().invoke(command_line, words)
        if loaded.exit_code:
            sys.exit(loaded.output)
        tokens = json.loads((place / "demo.json").read_text("utf-8"))["tokens"]
        FOLDER.mkdir(exist_ok=True)
        with served({"MARSHRUT_DATABASE_URL": f"sqlite:///{place / LEDGER}"}) as site:
            take(site, tokens, chosen)


def take(site: str, tokens: Mapping[str, str], chosen: list[str]) -> None:
    """Photograph the pages, with one window for each role."""
    with started() as browser, ExitStack() as windows:
        there = happened(browser, site, tokens)
        studio = browser.new_page()

        @cache
        def window(role: str | None) -> Watched:
            seen = windows.enter_context(watched(browser, site))
            if role is not None:
                seen.sign_in(tokens[role])
            return seen

        for name in chosen:
            role, path = PAGES[name]
            seen = window(role)
            seen.page.set_viewport_size({"width": WIDTH, "height": TALL.get(name, HEIGHT)})
            seen.go(path.format_map(there))
            for scheme in SCHEMES:
                seen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                small(studio, seen.page.screenshot(), FOLDER / f"{name}-{scheme}.webp")


def small(studio: Page, png: bytes, path: Path) -> None:
    """Keep the picture, made small."""
    path.write_bytes(b64decode(studio.evaluate(SMALL, b64encode(png).decode())))


def happened(browser: Browser, site: str, tokens: Mapping[str, str]) -> dict[str, str]:
    """Do what is not done in the demo; what stands in the addresses of pages, by name."""
    context = browser.new_context(
        base_url=f"{site}/api/v1/",
        extra_http_headers={"Authorization": f"Bearer {tokens['CK_STAFF']}"},
    )
    staff, late = context.request, f"cases/{case_id(UNKNOWN)}"
    known = staff.get(late)
    year = told(known)["graduation_year"]
    issue = {"form": "A", "as_of": DAY, "parameters": {"graduation_year": year}}
    earlier = told(staff.post("reports", data=issue))["report_id"]
    news = {
        "status_code": "EMPLOYED_LABOUR_CONTRACT",
        "effective_on": "2026-09-01",
        "source": "EMPLOYER",
        "attributes": {
            "employer_inn": "7707083893",
            "employer_name": "ООО «Пример»",
            "in_specialty": True,
        },
    }
    written = told(
        staff.post(f"{late}/statuses", data=news, headers={"If-Match": known.headers["etag"]})
    )
    later = told(staff.post("reports", data=issue))["report_id"]
    held = told(staff.get("records/activities", params={"state": "HELD", "organisation": SCHOOL}))
    context_of = {
        "case": f"{case_id(SHOWCASE)}",
        "position": f"{written['position']}",
        "earlier": earlier,
        "later": later,
        "import": judged(staff),
        "activity": held["records"][-1]["record_id"],
    }
    context.close()
    return context_of


def judged(staff: APIRequestContext) -> str:
    """A list of which one row is good and two are not."""
    good = BORIS.format(SCHOOL)
    wrong = good.replace("Борис", "Глеб").replace("02.03.2005", "вчера").replace("очная", "ночная")
    foreign = good.replace("Борис", "Илья").replace(SCHOOL, "Колледж, которого нет")
    text = f"{HEADINGS}\n{good}\n{wrong}\n{foreign}"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    answer = staff.post("imports", params={"dry_run": "true"}, multipart={"file": file})
    return str(told(answer)["import_id"])


def told(answer: Any) -> dict[str, Any]:
    """The body of an answer that is no refusal."""
    if not answer.ok:
        sys.exit(answer.text())
    body: dict[str, Any] = answer.json()
    return body


if __name__ == "__main__":
    main()
