"""Every page of the demo as pictures in ``docs/screens/``, light and dark: ``make screens``.

The demo is loaded anew into a folder of its own; everybody in it is invented.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from api.cli import main as command_line
from api.demo.cast import SHOWCASE, case_id
from api.demo.installation import LEDGER
from tests.support.browser import ADVICE, chromium, started, watched
from tests.support.serving import served

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
CASES = "600"
SIZE = {"width": 1280, "height": 860}
SCHEMES = ("light", "dark")
PAGES = {
    "sign-in": (None, "/sign-in"),
    "board": ("ROIV_STAFF", "/board"),
    "work": ("CK_STAFF", "/work"),
    "cases": ("CK_STAFF", "/cases"),
    "case": ("CK_STAFF", "/cases/{case}"),
    "trail": ("CK_STAFF", "/cases/{case}/trail"),
    "file": ("CK_STAFF", "/cases/{case}/file"),
    "status": ("CK_STAFF", "/cases/{case}/record/statuses"),
    "imports": ("CK_STAFF", "/imports"),
    "activities": ("CK_STAFF", "/activities"),
    "programme": ("ROIV_STAFF", "/programmes/S001"),
    "calendar": ("ROIV_STAFF", "/programmes/S001?view=calendar"),
    "targets": ("ROIV_STAFF", "/programmes/S001/targets"),
    "reports": ("ROIV_STAFF", "/reports"),
    "issue": ("CK_STAFF", "/reports/new"),
    "desk": ("AUDITOR", "/desk?form=A&region=67"),
    "figure": ("AUDITOR", "/desk/A/figure?row=01&column=08&region=67&graduation_year=2025"),
}
"""By the name of the picture: for whom, and where."""


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


def take(site: str, tokens: dict[str, str], chosen: list[str]) -> None:
    """Photograph the pages."""
    with started() as browser:
        for name in chosen:
            role, path = PAGES[name]
            for scheme in SCHEMES:
                with watched(browser, site, color_scheme=scheme, viewport=SIZE) as seen:
                    if role is not None:
                        seen.sign_in(tokens[role])
                    seen.go(path.replace("{case}", str(case_id(SHOWCASE))))
                    seen.page.screenshot(path=FOLDER / f"{name}-{scheme}.png")


if __name__ == "__main__":
    main()
