"""The pages over a small ledger, served to a browser by threads of this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from tests.support.desk import WORK, Desk
from tests.support.http import Client, Installation, installed, person

NAMES = ("Ильина", "Котова", "Лосева", "Орлова")


@dataclass(frozen=True)
class Site:
    """Its address, whose it is, and the cases there."""

    address: str
    installation: Installation
    desks: tuple[Desk, ...]

    def token(self, role: str = "CK_STAFF") -> str:
        """A token of a role, with all that it may see."""
        client = {
            "CK_STAFF": self.installation.staff,
            "AUDITOR": self.installation.auditor,
            "ADMIN": self.installation.admin,
        }
        found = client[role]() if role in client else self.region(role)
        assert found.token is not None
        return found.token

    def region(self, role: str) -> Client:
        """Somebody of the region."""
        return self.installation.client(role, regions=("70",))


@contextmanager
def standing_site(template: Path, folder: Path) -> Iterator[Site]:
    """The site over a copy of the migrated SQLite file."""
    copy = folder / "ledger.db"
    copy.write_bytes(template.read_bytes())
    with installed(f"sqlite:///{copy}", folder) as installation:
        staff = installation.staff()
        desks = tuple(Desk(staff, person=person(last_name=name)) for name in NAMES)
        desks[0].status(WORK, "2025-08-01")
        desks[1].status("MILITARY_CONSCRIPT", "2025-10-10")
        server = make_server("127.0.0.1", 0, installation.app, threaded=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Site(f"http://127.0.0.1:{server.server_port}", installation, desks)
        finally:
            server.shutdown()
            thread.join()
