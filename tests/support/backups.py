"""Copies of databases, made and brought back as ``docs/backup.md`` says."""

from __future__ import annotations

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from tests.support.databases import PostgresServer
from tests.support.postgres import program

KEYS = "marshrut_keys"


class SqliteBackups:
    """Each database is a file."""

    def copy(self, url: str, to: Path, *, keys: bool) -> None:
        """A whole copy of a database in use."""
        del keys
        with closing(sqlite3.connect(make_url(url).database or "")) as connection:
            connection.execute(f"VACUUM INTO '{to}'")

    def bring_back(self, ledger: Path, keys: Path, folder: Path) -> tuple[str, str]:
        """The URLs of the databases that were restored elsewhere: ledger and keys."""
        for copy in (ledger, keys):
            (folder / copy.name).write_bytes(copy.read_bytes())
        return f"sqlite:///{folder / ledger.name}", f"sqlite:///{folder / keys.name}"


class PostgresqlBackups:
    """The keys are a schema of the same database: the copies are apart all the same."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def copy(self, url: str, to: Path, *, keys: bool) -> None:
        """A dump."""
        which = f"--schema={KEYS}" if keys else f"--exclude-schema={KEYS}"
        run("pg_dump", "--format=custom", which, f"--file={to}", libpq(url))

    def bring_back(self, ledger: Path, keys: Path, folder: Path) -> tuple[str, str]:
        """Into a database for each."""
        del folder
        urls = self._server.create_database(), self._server.create_database()
        for url, copy in zip(urls, (ledger, keys), strict=True):
            run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={libpq(url)}", str(copy))
        return urls


def run(name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs; what it says is in the error where it fails."""
    done = subprocess.run([program(name), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def libpq(url: str) -> str:
    """The URL as PostgreSQL's own programs take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
