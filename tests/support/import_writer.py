"""A process that imports a list and may be killed while it does: ``URL KEYS_URL FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from marshrut.application.imports import import_list
from marshrut.imports.directory import Directory
from marshrut.imports.list_file import ListFile
from tests.support.office import Office, request

url, keys_url, file = sys.argv[1:]
office = Office(url, keys_url)
import_list(
    office.service,
    request("SYSTEM_IMPORT", None, regions=("67",)),
    ListFile(Path(file).read_bytes()),
    directory=Directory([("A", "Колледж A", None)]),
    progress=lambda done, _total: print(done, flush=True),  # noqa: T201 - read by the test
)
office.close()
