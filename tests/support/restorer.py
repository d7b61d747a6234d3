"""A process that restores and stalls in its second transaction: ``URL FILE ROWS_AT_ONCE``."""

from __future__ import annotations

import sys
from pathlib import Path
from time import sleep
from typing import Any

from marshrut.ledger.export_reading import Export
from marshrut.ledger.restoring import restore_export
from tests.support.appends import open_ledger

url, file, at_once = sys.argv[1:]


def stall(_connection: Any, position: int) -> None:
    """Say how far it is, with these rows written and not committed."""
    print(position, flush=True)  # noqa: T201 - read by the test
    if position > int(at_once):
        sleep(600)


with open_ledger(url) as ledger, Path(file).open("rb") as stream:
    restore_export(ledger.recorder, Export(stream), at_once=int(at_once), beside=stall)
