"""Pages over the demo, as gunicorn serves them: how long each takes, how large it is.

``python -m tests.benchmarks.site [--cases N …] [--cache FOLDER]``
Each is asked on a connection that stays open, by whoever uses it; the middle and the worst of
nine, once warm. Of several sizes the last is set against the first: a page must not grow with
the cases of others.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from contextlib import closing, nullcontext
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from api.commands.progress import progress
from api.demo.cast import SHOWCASE, case_id
from api.demo.installation import LEDGER, NOTES, load_into
from tests.benchmarks.asked import Asked, asked
from tests.benchmarks.timing import say, timed
from tests.support.serving import served

TIMES = 9
CENTRE, AUTHORITY, AUDITOR = "CK_STAFF", "ROIV_STAFF", "AUDITOR"
FORM = "form=A&region=67&graduation_year=2025"
PAGES: Mapping[str, tuple[str, str]] = {
    "board of a school": (CENTRE, "/board"),
    "board of a region": (AUTHORITY, "/board"),
    "board of the country": (AUDITOR, "/board"),
    "board by category": (AUTHORITY, "/board?by=category"),
    "board in the past": (AUTHORITY, "/board?as_of=2025-12-31&known_on=2026-01-15"),
    "cases behind a figure": (AUTHORITY, "/board/cases?status_group=EMPLOYED"),
    "work of a school": (CENTRE, "/work"),
    "work of a region": (AUTHORITY, "/work"),
    "cases of a school": (CENTRE, "/cases"),
    "cases of a region": (AUTHORITY, "/cases"),
    "case": (CENTRE, "/cases/{case}"),
    "trail of a case": (CENTRE, "/cases/{case}/trail"),
    "file of a case": (CENTRE, "/cases/{case}/file"),
    "form for a status": (CENTRE, "/cases/{case}/record/statuses"),
    "import": (CENTRE, "/imports"),
    "activities": (CENTRE, "/activities"),
    "programme": (AUTHORITY, "/programmes/S001"),
    "calendar of a programme": (AUTHORITY, "/programmes/S001?view=calendar"),
    "targets of a programme": (AUTHORITY, "/programmes/S001/targets"),
    "reports": (AUTHORITY, "/reports"),
    "edition of a region": (AUTHORITY, "{draft}"),
    "table of that edition": (AUTHORITY, "{draft}/table"),
    "restatement of a region": (AUTHORITY, "{draft}/restatement"),
    "restatement of a school": (CENTRE, "{published}/restatement"),
    "desk": (AUDITOR, "/desk"),
    "desk with a form": (AUDITOR, f"/desk?{FORM}"),
    "figure at the desk": (AUDITOR, f"/desk/A/figure?{FORM}&row=01&column=08"),
}
"""Who asks for what; in the addresses is what the demo has."""


class Taken(NamedTuple):
    """Milliseconds of a page, and its bytes."""

    middle: float
    worst: float
    size: int


def main(what: Asked) -> None:
    """Print how long each page takes over demos of so many cases."""
    logging.disable(logging.INFO)
    first: dict[str, Taken] = {}
    with nullcontext(what.cache) if what.cache else TemporaryDirectory() as place:
        for cases in what.cases:
            taken = measured(demo_in(Path(place), cases))
            for name, one in taken.items():
                against = f", {one.middle / first[name].middle:.1f} times" if first else ""
                told = f"{one.middle:4.0f} ms, at worst {one.worst:4.0f}, {one.size / 1000:4.0f} kB"
                say(f"{cases:7} cases  {name:24} {told}{against}")
            first = first or taken


def demo_in(place: Path, cases: int) -> Path:
    """The folder of the demo, loaded where it is not there yet."""
    folder = place / f"demo-{cases}"
    if not folder.exists():
        load_into(folder, cases=cases, progress=progress)
    return folder


def measured(demo: Path) -> dict[str, Taken]:
    """Every page of the demo."""
    tokens = json.loads((demo / NOTES).read_text("utf-8"))["tokens"]
    unlimited = {"MARSHRUT_RATE_LIMIT": "0"}
    with served({"MARSHRUT_DATABASE_URL": f"sqlite:///{demo / LEDGER}", **unlimited}) as address:
        by = {role: Reader(address, tokens[role]) for role in (CENTRE, AUTHORITY, AUDITOR)}
        there = {
            "case": str(case_id(SHOWCASE)),
            "draft": by[AUTHORITY].first_edition("DRAFT"),
            "published": by[CENTRE].first_edition("PUBLISHED"),
        }
        return {name: by[who].takes(path.format(**there)) for name, (who, path) in PAGES.items()}


class Reader:
    """A browser of somebody who is signed in."""

    def __init__(self, address: str, token: str) -> None:
        self._host = urlsplit(address).netloc
        self._cookie = ""
        with closing(self._connection()) as connection:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/sign-in", urlencode({"token": token}), form)
            given = connection.getresponse().headers.get_all("Set-Cookie") or []
        self._cookie = "; ".join(each.partition(";")[0] for each in given)

    def first_edition(self, state: str) -> str:
        """The address of the first edition in the state."""
        with closing(self._connection()) as connection:
            page = self._read(connection, f"/reports?state={state}").decode()
        return re.findall(r'href="(/reports/[0-9a-f-]{36})"', page)[0]

    def takes(self, path: str) -> Taken:
        """How long the page takes, once it was asked for by every worker."""
        with closing(self._connection()) as connection:
            read = [timed(lambda: self._read(connection, path)) for _ in range(2 * TIMES)]
        warm = [ms for ms, _ in read[-TIMES:]]
        return Taken(median(warm), max(warm), len(read[-1][1]))

    def _connection(self) -> HTTPConnection:
        return HTTPConnection(self._host, timeout=60)

    def _read(self, connection: HTTPConnection, path: str) -> bytes:
        connection.request("GET", quote(path, safe="/?=&"), headers={"Cookie": self._cookie})
        answer = connection.getresponse()
        page = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return page


if __name__ == "__main__":
    main(asked())
