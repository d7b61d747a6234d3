"""An installation as it is operated: a server, a worker and a database, each a process of its own.

The database has four roles: an owner, who migrates, one each for the API and the worker, and one
that keeps the read models outside row-level security.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import NullPool, create_engine, make_url

from marshrut.ledger.access import issue_token
from marshrut.ledger.master_key import create_master_key
from tests.support.databases import PostgresServer
from tests.support.http import WATCHER

ROOT = Path(__file__).parents[2]
PASSWORD = "letters-and-1-digit"  # noqa: S105 - of databases that end with the run
OWNER, API, WORKER, KEEPER, KEYS = (
    f"installed_{name}" for name in ("owner", "api", "worker", "keeper", "keys")
)
PATIENCE = 60.0
LISTENING = r"Listening at: http://([\d.]+):(\d+)"
METRICS = r"metrics at ([\d.]+):(\d+)"
LIST_HEADINGS = "ФИО;Дата рождения;ПОО;Специальность;Форма обучения;Дата выпуска"


class Answer(NamedTuple):
    """What came back: status, headers in small letters, bytes."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


@dataclass
class Process:
    """A process, and the file of what it logs."""

    running: subprocess.Popen[bytes]
    log: Path

    def logged(self, pattern: str) -> re.Match[str]:
        """Wait until it logs that."""
        end = time.monotonic() + PATIENCE
        while (found := re.search(pattern, self.log.read_text("utf-8"))) is None:
            assert self.running.poll() is None, self.log.read_text("utf-8")
            assert time.monotonic() < end, f"no «{pattern}»: {self.log.read_text('utf-8')}"
            time.sleep(0.02)
        return found

    def stopped(self) -> int:
        """Tell it to stop, and its exit code."""
        self.running.terminate()
        return self.running.wait(PATIENCE)


@dataclass
class Production:
    """The settings of every process, and those that run."""

    folder: Path
    ledger_url: str
    keys_url: str
    environ: dict[str, str]
    processes: list[Process] = field(default_factory=list)

    def url(self, role: str) -> str:
        """The ledger, as the role comes to it."""
        url = make_url(self.ledger_url).set(username=role, password=PASSWORD)
        return url.render_as_string(hide_password=False)

    def start(self, role: str, *command: str, **environ: str) -> Process:
        """Start a command that comes to the ledger as the role."""
        log = self.folder / f"{len(self.processes)}.log"
        own = {"MARSHRUT_DATABASE_URL": self.url(role)}
        if role != OWNER:
            own["MARSHRUT_PROJECTION_URL"] = self.url(KEEPER)
        told = {**own, **self.environ, **environ}
        with log.open("wb") as file:
            running = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **told},
                stdout=file,
                stderr=file,
            )
        process = Process(running, log)
        self.processes.append(process)
        return process

    def migrate(self) -> None:
        """Let the owner migrate, and give the others what they need."""
        roles = [word for role in (API, WORKER) for word in ("--application-role", role)]
        roles += ["--projection-role", KEEPER]
        process = self.start(OWNER, "api.cli", "migrate", *roles)
        assert process.running.wait(PATIENCE) == 0, process.log.read_text("utf-8")

    def serve(self, **environ: str) -> Process:
        """Start gunicorn as an installation does."""
        command = ("gunicorn", "--config", "gunicorn.conf.py", "api.wsgi:app")
        return self.start(API, *command, BIND="127.0.0.1:0", WEB_CONCURRENCY="2", **environ)

    def project(self) -> Process:
        """Start the worker."""
        address = {"MARSHRUT_PROJECTOR_METRICS": "127.0.0.1:0"}
        process = self.start(WORKER, "api.cli", "project", **address)
        process.logged("following the ledger")
        return process

    def token(self, role: str, **scope: Any) -> str:
        """A new token; the role of the API may issue it."""
        engine = create_engine(self.url(API))
        with engine.begin() as connection:
            actor = f"{role.lower()}-{uuid4().hex[:6]}"
            token = issue_token(connection, actor=actor, role=role, **scope)
        engine.dispose()
        return token

    def logs(self) -> list[str]:
        """All lines of all processes."""
        return [line for p in self.processes for line in p.log.read_text("utf-8").splitlines()]

    def close(self) -> None:
        """End what still runs."""
        for process in self.processes:
            if process.running.poll() is None:
                process.stopped()


@contextmanager
def installed_on(server: PostgresServer, folder: Path, **environ: str) -> Iterator[Production]:
    """An installation on databases of its own, migrated; nothing runs yet."""
    ledger, keys = server.create_database(), server.create_database()
    server.create_role(KEYS, PASSWORD)
    run(keys, f"ALTER DATABASE {make_url(keys).database} OWNER TO {KEYS}")
    run(ledger, *statements_of_roles(str(make_url(ledger).database)))
    keys_url = make_url(keys).set(username=KEYS, password=PASSWORD)
    key, token = folder / "master.key", folder / "watcher"
    create_master_key(key)
    token.write_text(WATCHER)
    told = {
        "MARSHRUT_KEYS_URL": keys_url.render_as_string(hide_password=False),
        "MARSHRUT_MASTER_KEY_FILE": str(key),
        "MARSHRUT_IMAGE_DIRECTORY": str(folder / "images"),
        "MARSHRUT_METRICS_TOKEN_FILE": str(token),
    }
    made = Production(folder, ledger, told["MARSHRUT_KEYS_URL"], told | environ)
    try:
        made.migrate()
        yield made
    finally:
        made.close()
        for url in (ledger, keys):
            server.drop_database(url)
        run(server.admin_url, *(f"DROP ROLE {role}" for role in (OWNER, API, WORKER, KEEPER)))


def statements_of_roles(database: str) -> list[str]:
    """What compose makes the roles with, for roles of the tests' own names."""
    script = (ROOT / "deploy" / "postgresql-roles.sh").read_text("utf-8")
    told = {"database": database, "owner": OWNER, "api": API, "worker": WORKER, "keeper": KEEPER}
    for name, value in told.items():
        script = script.replace(f':"{name}"', value)
        script = script.replace(f":'{name}_password'", f"'{PASSWORD}'")
    text = script.partition("<<'SQL'\n")[2].partition("\nSQL\n")[0]
    assert not re.search(r":['\"]", text)
    return [statement for statement in text.split(";") if statement.strip()]


def run(url: str, *statements: str) -> None:
    """Execute the statements in the database at ``url``, each by itself."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@dataclass(frozen=True)
class Caller:
    """Asks a server as staff's program does, a connection a request."""

    host: str
    port: int
    token: str | None = None

    def __call__(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer; bytes are sent as they are, all else as JSON."""
        sent = dict(headers or {})
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()


def address(process: Process, pattern: str = LISTENING) -> tuple[str, int]:
    """Where the process listens."""
    found = process.logged(pattern)
    return found[1], int(found[2])


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    told = Path("/proc", str(pid), "task", str(pid), "children").read_text("ascii")
    return [int(child) for child in told.split()]


def samples(text: bytes) -> dict[str, float]:
    """The values of metrics by name and labels, as they are written."""
    lines = (line.rpartition(" ") for line in text.decode().splitlines() if line[0] != "#")
    return {name: float(value) for name, _, value in lines}


def list_of(number: int, organisation: str, *, spoilt: int = 0, first: int = 0) -> bytes:
    """A list of so many graduates, as a form that is sent; then so many rows to be rejected.

    ``first``: from which number on they get their names.
    """
    digits = str.maketrans("0123456789", "абвгдежзик")
    names = [f"Кот{str(n).translate(digits)} Иван" for n in range(first, first + number + spoilt)]
    born = ["02.03.2005"] * number + ["вчера"] * spoilt
    rest = f"{organisation};15.02.16;очная;27.06.2025"
    rows = [f"{name};{day};{rest}" for name, day in zip(names, born, strict=True)]
    head = 'Content-Disposition: form-data; name="file"; filename="list.csv"'
    data = "\n".join([LIST_HEADINGS, *rows]).encode()
    return b"--X\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n--X--\r\n"


SENT_LIST = {"Content-Type": "multipart/form-data; boundary=X"}
