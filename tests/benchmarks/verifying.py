"""How fast an extract is loaded into a run, and what comes of the run is counted.

``python -m tests.benchmarks.verifying [ROWS] [--profile]``
Of each graduate the extract has a row; every commit is on the disk. *Again*: the same extract once
more, of which everything is known. *Figures*: outcomes by school, read models and image caught up.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from marshrut.application import records
from marshrut.application.imports import import_list
from marshrut.application.verification_runs import open_run
from marshrut.asof import AsOf
from marshrut.imports.list_file import ListFile
from marshrut.ledger.migrate import migrate
from marshrut.records.kinds import kinds
from projections.image import images
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.verification.figures import figures_of
from projections.verification.runs import run_known_at
from tests.benchmarks.loading import graduate, load, say
from tests.support.databases import PostgresServer
from tests.support.lists import csv_of
from tests.support.office import TODAY, Office, request, snils
from tests.support.postgres import own_postgres

ROWS, AT_ONCE, SHOWN = 50_000, 5_000, 45
IMPORTER = request("SYSTEM_IMPORT", None, regions=("67",))
AUTHORITY = request("ROIV_STAFF", None, regions=("67",))
RUN = {"source": "SFR", "cutoff": "2025-12-31", "year_from": 2025, "extract_number": "1"}


def main() -> None:
    """Print seconds, and rows a second."""
    given = [int(word) for word in sys.argv[1:] if word.isdigit()]
    rows = given[0] if given else ROWS
    with TemporaryDirectory() as folder, own_postgres(fsync=True) as admin_url:
        server = PostgresServer(admin_url)
        url = server.create_database()
        measure(url, rows, Path(folder))
        server.close()


def measure(url: str, rows: int, folder: Path) -> None:
    """Load so many graduates, then an extract of them, twice."""
    migrate(url)
    office = Office(url, url)
    office.register_schools()
    for first in range(0, rows, AT_ONCE):
        load(office, csv_of(*map(graduate, range(first, min(rows, first + AT_ONCE)))))
    opened = records.open_record(
        office.service,
        AUTHORITY,
        kinds()["VERIFICATION_RUN"],
        effective_on=date(2026, 1, 20),
        fields=RUN,
    )
    data = csv_of(*extract(rows))

    def take() -> None:
        run = open_run(office.service, IMPORTER, opened.record_id)
        import_list(office.service, IMPORTER, ListFile(data), directory=None, run=run)

    say(f"PostgreSQL, {rows} rows: {told(take, rows)}, again {told(take, rows)}")
    projections = Projections(office.service.ledger, images=folder)
    head = projections.catch_up()
    images.keep(projections)
    run = run_known_at(projections, AsOf(TODAY, head), opened.record_id)
    for _ in range(2):
        began = perf_counter()
        total, _ = figures_of(projections, head, run, filters=Filters(), scope=Scope())
        spent = perf_counter() - began
    say(f"PostgreSQL, figures of {total.cases} cases: {1000 * spent:.0f} ms")
    office.close()


def extract(rows: int) -> Iterator[dict[str, str]]:
    """What the fund says: nine of ten are where they were reported."""
    for number in range(rows):
        insured = number % 10 > 0
        yield {
            "СНИЛС": snils(number),
            "Застрахован": "да" if insured else "нет",
            "ИНН страхователя": "7707083893" if insured else "",
            "Период с": "01.08.2025" if insured else "",
        }


def told(work: Callable[[], object], rows: int) -> str:
    """How long it takes."""
    began = perf_counter()
    work()
    spent = perf_counter() - began
    return f"{spent:.1f} s ({rows / spent:.0f} rows/s)"


if __name__ == "__main__":
    if "--profile" in sys.argv:
        with cProfile.Profile() as profile:
            main()
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
    else:
        main()
