"""``marshrut serve``: the API under gunicorn, on whichever database."""

from __future__ import annotations

import os
import socket
import sys

import click
from sqlalchemy import make_url

from api.commands.opened import database_option, opened, settings
from api.settings import DATABASE_URL, IMAGE_DIRECTORY, KEYS_URL, MASTER_KEY_FILE, Settings

DEFAULT_PORT = 8000


@click.command("serve")
@database_option
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65_535))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; 2 unless said otherwise.")
def command(database: str | None, port: int, host: str, workers: int | None) -> None:
    """Serve the API until told to stop."""
    configured = settings(database)
    with opened(configured):
        pass  # what is wrong with database or key is said here, in one line
    serve(configured, host=host, port=port, workers=workers or 2)


def serve(configured: Settings, *, host: str, port: int, workers: int) -> None:
    """Become gunicorn. Raises ``ClickException`` where the port is taken."""
    check_free(host, port)
    told = {
        DATABASE_URL: _absolute(configured.database_url),
        KEYS_URL: _absolute(configured.keys_url),
        MASTER_KEY_FILE: str(configured.master_key_path().absolute()),
    }
    if configured.image_directory is not None:
        told[IMAGE_DIRECTORY] = str(configured.image_directory.absolute())
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:api.serving"]
    given = ["--bind", address, "--workers", str(workers), "api.wsgi:app"]
    sys.stdout.flush()
    os.execve(sys.executable, [*gunicorn, *given], {**os.environ, **told})  # noqa: S606


def check_free(host: str, port: int) -> None:
    """Raise ``ClickException`` where something listens there already."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            hint = f"{host}:{port} cannot be used ({error.strerror}); choose another: --port N"
            raise click.ClickException(hint) from error


def _absolute(url: str) -> str:
    """The URL, of an SQLite file by its whole path: workers may stand elsewhere."""
    parsed = make_url(url)
    if parsed.drivername != "sqlite" or not parsed.database:
        return url
    return f"sqlite:///{os.path.abspath(parsed.database)}"  # noqa: PTH100 - no link is followed
