"""How the API is served: what the log of requests holds, and what the environment may set."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from runpy import run_path
from urllib.request import urlopen

import pytest

CONFIG = Path(__file__).parents[2] / "gunicorn.conf.py"


@contextmanager
def gunicorn(log: Path) -> Iterator[str]:
    """Serve a trivial application and tell its address; requests are logged in ``log``.

    What it says of errors stands beside that in the end, as ``.err``.
    """
    command = ["gunicorn", "--config", str(CONFIG), "wsgiref.simple_server:demo_app"]
    environment = os.environ | {"BIND": "127.0.0.1:0", "WEB_CONCURRENCY": "1"}
    with (
        log.open("w") as out,
        subprocess.Popen(
            [sys.executable, "-m", *command],
            env=environment,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        assert server.stderr is not None
        heard = (re.search(r"Listening at: (http://\S+)", line) for line in server.stderr)
        try:
            yield next(found[1] for found in heard if found)
        finally:
            server.send_signal(signal.SIGTERM)
            _, told = server.communicate()
            log.with_suffix(".err").write_text(told)
    assert server.returncode == 0


def test_the_log_holds_nothing_that_a_request_said(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    with gunicorn(log) as address:
        with urlopen(f"{address}/Ivanova?q=Ivanova") as answer:  # noqa: S310
            assert b"Hello world!" in answer.read()
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as torn:
            torn.sendall(b"GET /Ivanova Anna HTTP/1.1\r\nIvanova Anna\r\n\r\n")
            assert b"400" in torn.recv(4096)
    lines = log.read_text()
    assert re.match(r"\[[^\]]+\] GET 200 \d+ [\d.]+\n", lines)
    errors = log.with_suffix(".err").read_text()
    assert "Invalid request" in errors
    assert "Ivanova" not in lines + errors


@pytest.mark.parametrize(("asked", "allowed"), [("3", {3}), ("", set(range(2, 9)))])
def test_workers_are_asked_for_or_bounded(
    asked: str, allowed: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", asked)
    settings = run_path(str(CONFIG))
    assert settings["workers"] in allowed
    assert settings["preload_app"] is False  # engines are opened after the fork
