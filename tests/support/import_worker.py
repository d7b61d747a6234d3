"""A worker that loads lists and may be killed while it does: ``URL KEYS_URL``."""

from __future__ import annotations

import sys
from threading import Event

from marshrut.application import import_work
from marshrut.imports.directory import Directory
from tests.support.office import Office

url, keys_url = sys.argv[1:]
office = Office(url, keys_url)
told = import_work.tell


def tell(*given, done, **more):
    """Tell it to the test, too."""
    told(*given, done=done, **more)
    print(done, flush=True)  # noqa: T201 - read by the test


import_work.tell = tell
directory = Directory([("A", "Колледж A", None)])
import_work.work_off(office.service, directory=lambda: directory, stop=Event())
office.close()
