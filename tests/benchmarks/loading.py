"""How fast a list of graduates is loaded, from the bytes of its file to committed cases.

``python -m tests.benchmarks.loading [--profile]``
A case is an opening, a graduation and a status; one process, every commit on the disk. *Again*:
the same list once more, of which everything is known. *Read*: the file alone, without a ledger.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from marshrut.application.imports import import_list
from marshrut.imports.directory import Directory
from marshrut.imports.list_file import ListFile
from marshrut.ledger.migrate import migrate
from tests.support.databases import PostgresServer
from tests.support.lists import ROW, WORK, csv_of
from tests.support.office import Office, request, snils
from tests.support.postgres import own_postgres

CASES, SHOWN = 5_000, 45


def main() -> None:
    """Print cases a second."""
    data = csv_of(*(graduate(number) for number in range(CASES)))
    say(f"read: {rate(lambda: list(ListFile(data))):.0f} rows/s")
    with TemporaryDirectory() as folder:
        files = [f"sqlite:///{Path(folder) / name}.db" for name in ("ledger", "keys")]
        measure("SQLite", *files, data)
    with own_postgres(fsync=True) as admin_url:
        server = PostgresServer(admin_url)
        url = server.create_database()
        measure("PostgreSQL", url, url, data)
        server.close()


def graduate(number: int) -> dict[str, str]:
    """A row of the list, of a person invented by number."""
    letters = "".join("абвгдежзик"[int(digit)] for digit in f"{number:06}")
    return ROW | WORK | {"ФИО": f"Кот{letters} Иван Ильич", "СНИЛС": snils(number)}


def measure(kind: str, url: str, keys_url: str, data: bytes) -> None:
    """Load the list twice into an empty ledger."""
    migrate(url)
    office = Office(url, keys_url)
    office.register_schools()
    first, again = (rate(lambda: load(office, data)) for _ in range(2))
    office.close()
    say(f"{kind}: {first:.0f} cases/s, again {again:.0f} rows/s")


def load(office: Office, data: bytes) -> None:
    """The list as a command would load it."""
    import_list(
        office.service,
        request("SYSTEM_IMPORT", None, regions=("67",)),
        ListFile(data),
        directory=Directory([("A", "Колледж A", None)]),
    )


def rate(work: Callable[[], object]) -> float:
    """Rows a second."""
    began = perf_counter()
    work()
    return CASES / (perf_counter() - began)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if "--profile" in sys.argv:
        with cProfile.Profile() as profile:
            main()
        pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)
    else:
        main()
