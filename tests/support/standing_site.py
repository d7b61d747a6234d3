"""The pages over a small ledger, served to a browser by threads of this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from werkzeug.serving import make_server

from api.pages.session import COOKIE
from tests.support.desk import WORK, Desk
from tests.support.http import SCHOOL, Client, Installation, installed, person

NAMES = ("Ильина", "Котова", "Лосева", "Орлова")
REGION = "70"
ANYWHERE = frozenset({"ADMIN", "AUDITOR"})
OF_SCHOOL = frozenset({"CK_STAFF", "POO_HEAD"})
NOBODY = "http://127.0.0.1:9"
PROVIDER = {
    "MARSHRUT_OIDC_ISSUER": NOBODY,
    "MARSHRUT_OIDC_AUDIENCE": "marshrut",
    "MARSHRUT_OIDC_CLIENT_ID": "marshrut-pages",
    "MARSHRUT_PAGES_URL": NOBODY,
}
"""An identity provider that never answers: the pages that it adds are there to be looked at."""


@dataclass(frozen=True)
class Site:
    """Its address, whose it is, and the cases there."""

    address: str
    installation: Installation
    desks: tuple[Desk, ...]
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, role: str = "CK_STAFF") -> Client:
        """Somebody of the role who may see all that is here; the same whenever asked."""
        if role not in self.clients:
            regions = () if role in ANYWHERE | OF_SCHOOL else (REGION,)
            organisation = SCHOOL if role in OF_SCHOOL else None
            self.clients[role] = self.installation.client(
                role, organisation=organisation, regions=regions
            )
        return self.clients[role]

    def token(self, role: str = "CK_STAFF") -> str:
        """The token of somebody of the role."""
        token = self.client(role).token
        assert token is not None
        return token

    def session(self, role: str = "CK_STAFF") -> dict[str, str]:
        """The cookie of somebody of the role who has signed in."""
        browser = self.installation.app.test_client()
        browser.post("/sign-in", data={"token": self.token(role)})
        kept = browser.get_cookie(COOKIE)
        assert kept is not None
        return {"name": kept.key, "value": kept.value, "url": self.address}


@contextmanager
def standing_site(template: Path, folder: Path) -> Iterator[Site]:
    """The site over a copy of the migrated SQLite file."""
    copy = folder / "ledger.db"
    copy.write_bytes(template.read_bytes())
    with installed(f"sqlite:///{copy}", folder, told=PROVIDER) as installation:
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
