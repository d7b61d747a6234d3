"""A client of the API as staff use it: a token, codes and dates, nothing behind the door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from api.app import create_app, serve_ledger
from api.context import EXTENSION
from api.settings import Settings, load_settings
from marshrut.application.service import Service
from marshrut.events import Event
from marshrut.ledger.access import issue_token
from marshrut.ledger.engine import open_engine
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.master_key import create_master_key, load_master_key
from tests.support.databases import APPLICATION, KEEPER, as_role, keys_url_for

V1 = "/api/v1"
SCHOOL = "TTIT"
OTHER_SCHOOL = "TAT"
FAR_SCHOOL = "SMOL-1"
REGIONS = {SCHOOL: "70", OTHER_SCHOOL: "70", FAR_SCHOOL: "67"}
EMPLOYER = {"employer_inn": "7001000013", "employer_name": "АО «Завод»", "in_specialty": True}
PEOPLE = count(1)
UNLIMITED = {"MARSHRUT_RATE_LIMIT": "0", "MARSHRUT_LOGIN_FAILURES": "0"}
"""Tests knock and ask more often than anybody; those of the limits set them."""
WATCHER = "a token of Prometheus"


@dataclass(frozen=True)
class Client:
    """One token's view of the API. Answers are Flask's test responses."""

    app: Flask
    token: str | None
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str, query: Any = None, **headers: str) -> TestResponse:
        """GET; names of headers are written with underscores."""
        return self.send("GET", path, query_string=query, headers=headers)

    def post(
        self, path: str, body: Any, *, version: int | None = None, **headers: str
    ) -> TestResponse:
        """POST JSON, with ``If-Match`` where a version is given."""
        given = {"If_Match": f'"{version}"'} if version is not None else {}
        return self.send("POST", path, json=body, headers=given | headers)

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any
    ) -> TestResponse:
        """Any request at all."""
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent = {**own, **self.headers, **(headers or {})}
        named = {name.replace("_", "-"): sendable(value) for name, value in sent.items()}
        address = path if path.startswith("/") else f"{V1}/{path}"
        client = self.app.test_client()
        return client.open(address, method=method, headers=named, buffered=True, **options)


def sendable(value: object) -> str:
    """A header carries Latin-1: a value in other letters goes percent-encoded."""
    text = str(value)
    return text if all(ord(letter) < 256 for letter in text) else quote(text)


@dataclass(frozen=True)
class Installation:
    """An application over one fresh ledger, and tokens to it.

    ``engine`` is open to the database; where there is none, each token opens one of its own.
    """

    app: Flask
    database_url: str
    environ: dict[str, str]
    engine: Engine | None = None

    def client(
        self,
        role: str,
        *,
        organisation: str | None = None,
        regions: tuple[str, ...] = (),
        functions: tuple[str, ...] = (),
    ) -> Client:
        """A client with a new token of the role."""
        engine = self.engine or open_engine(self.database_url)
        try:
            with engine.begin() as connection:
                token = issue_token(
                    connection,
                    actor=f"{role.lower()}-{uuid4().hex[:6]}",
                    role=role,
                    organisation=organisation,
                    regions=regions,
                    functions=functions,
                )
        finally:
            if engine is not self.engine:
                engine.dispose()
        return Client(self.app, token)

    def staff(self, organisation: str = SCHOOL) -> Client:
        """Staff of a school's career centre."""
        return self.client("CK_STAFF", organisation=organisation)

    def watcher(self) -> Client:
        """Who reads the metrics."""
        return Client(self.app, WATCHER)

    def admin(self) -> Client:
        """An administrator."""
        return self.client("ADMIN")

    def auditor(self) -> Client:
        """An auditor of every region."""
        return self.client("AUDITOR")


@contextmanager
def installed(
    database_url: str,
    tmp_path: Path,
    *,
    told: Mapping[str, str] | None = None,
    keys_url: str | None = None,
) -> Iterator[Installation]:
    """An installation over the migrated database, with the three demo organisations.

    On PostgreSQL it comes as two roles that own nothing, and meets row-level security. ``told``
    are more of its settings.
    """
    environ = {
        "MARSHRUT_DATABASE_URL": as_role(database_url, APPLICATION),
        "MARSHRUT_PROJECTION_URL": as_role(database_url, KEEPER),
        "MARSHRUT_KEYS_URL": keys_url or keys_url_for(database_url, tmp_path),
        "MARSHRUT_MASTER_KEY_FILE": str(tmp_path / f"{uuid4().hex}.key"),
        "MARSHRUT_IMAGE_DIRECTORY": str(tmp_path / "images"),
        "MARSHRUT_METRICS_TOKEN_FILE": str(tmp_path / "watcher"),
        **UNLIMITED,
        **(told or {}),
    }
    (tmp_path / "watcher").write_text(WATCHER)
    settings = load_settings(environ)
    create_master_key(settings.master_key_path())
    keys = KeyStore(settings.keys_url, load_master_key(settings.master_key_path()))
    keys.create_tables()
    keys.close()
    app = _application(settings)
    service: Service = app.extensions[EXTENSION].current()
    installation = Installation(app, database_url, environ, service.engine)
    try:
        register_organisations(installation, service.ledger)
        yield installation
    finally:
        app.extensions[EXTENSION].close()
        service.engine.dispose()  # tokens may have been issued after a restart
        SPARE.append(app)


def copied(template: Path, folder: Path) -> str:
    """The URL of a copy of the migrated SQLite file, for an installation of a module's own."""
    copy = folder / "ledger.db"
    copy.write_bytes(template.read_bytes())
    return f"sqlite:///{copy}"


SPARE: list[Flask] = []
"""Applications that serve no ledger any more: to describe all the endpoints anew takes longer."""


def _application(settings: Settings) -> Flask:
    if not SPARE:
        return create_app(settings)
    app = SPARE.pop()
    serve_ledger(app, settings)
    return app


REGISTERED: list[Event] = []
"""What the first installation recorded of its organisations: the others record the same."""


def register_organisations(installation: Installation, ledger: Ledger) -> None:
    """Two schools of the Tomsk region, one without a centre, and one of the Smolensk region."""
    for event in REGISTERED:
        ledger.append([event])
    if REGISTERED:
        return
    admin = installation.admin()
    for code, region in REGIONS.items():
        answer = admin.post("organisations", organisation(code, region_code=region))
        assert answer.status_code == 201, answer.text
    REGISTERED.extend(record.event for record in ledger.records_between(after=0))


def organisation(code: str, **fields: Any) -> dict[str, Any]:
    """The body of a request to make an organisation known."""
    return {
        "code": code,
        "name": f"Техникум {code}",
        "region_code": "70",
        "founder_type": "REGIONAL_EDU",
        "has_centre": code != OTHER_SCHOOL,
        **fields,
    }


def person(**fields: Any) -> dict[str, Any]:
    """Somebody new."""
    letters = "".join("абвгдежзик"[int(digit)] for digit in str(next(PEOPLE)))
    return {
        "last_name": f"Петрова-{letters}",
        "first_name": "Анна",
        "middle_name": "Игоревна",
        "birth_date": "2005-03-14",
        "sex": "F",
        **fields,
    }


def opening(**fields: Any) -> dict[str, Any]:
    """The body of a request to open a case of a graduate of 2025."""
    return {
        "person": person(),
        "organisation": SCHOOL,
        "programme_code": "15.02.16",
        "programme_name": "Технология машиностроения",
        "study_form": "FULL_TIME",
        "graduation_year": 2025,
        "graduation_date": "2025-06-30",
        **fields,
    }


def open_case(client: Client, **fields: Any) -> dict[str, Any]:
    """Open a case; the answer, with ``case_id`` and ``version``."""
    answer = client.post("cases", opening(**fields))
    assert answer.status_code == 201, answer.text
    return answered(answer)


def employed(effective_on: str = "2025-08-01", **fields: Any) -> dict[str, Any]:
    """The body of a status of work under a labour contract."""
    attributes = {**EMPLOYER, **fields.pop("attributes", {})}
    return {
        "status_code": "EMPLOYED_LABOUR_CONTRACT",
        "effective_on": effective_on,
        "source": "EMPLOYER",
        "attributes": attributes,
        **fields,
    }


def answered(response: TestResponse) -> dict[str, Any]:
    """The body of an answer."""
    body = response.get_json(force=True)
    assert isinstance(body, dict), response.text
    return body
