"""How the API is served: what the server logs and counts, and what the environment may set."""

from __future__ import annotations

import json
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
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from api.settings import SERVING

CONFIG = Path(__file__).parents[2] / "gunicorn.conf.py"


NAME = "Неназываемая"


@contextmanager
def gunicorn(log: list[str], app: str = "wsgiref.simple_server:demo_app") -> Iterator[str]:
    """Serve a trivial application and tell its address; what it has logged is in ``log`` then."""
    command = ["gunicorn", "--config", str(CONFIG), app]
    environment = os.environ | {"BIND": "127.0.0.1:0", "WEB_CONCURRENCY": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        heard = (re.search(r"Listening at: (http://\S+)", line) for line in server.stderr)
        try:
            yield next(found[1] for found in heard if found)
        finally:
            server.send_signal(signal.SIGTERM)
            log.extend(server.communicate()[1].splitlines())
    assert server.returncode == 0


def sent(address: str, text: str) -> bytes:
    """The first line of what comes back for the bytes of ``text``."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(text.encode())
        return connection.makefile("rb").readline()


def test_nobody_looks_for_garbage_in_what_was_loaded() -> None:
    with gunicorn([], "tests.support.garbage_teller:app") as address, urlopen(address) as answer:  # noqa: S310
        assert int(answer.read()) > 10_000


def test_what_the_server_says_is_lines_of_json_without_what_was_sent() -> None:
    log: list[str] = []
    with gunicorn(log) as address:
        with urlopen(f"{address}/cases?q={quote(NAME)}") as answer:  # noqa: S310
            assert b"Hello world!" in answer.read()
        assert b" 400 " in sent(address, f"GET /cases?q={NAME} {NAME} HTTP/1.1\r\n\r\n")
        assert b" 400 " in sent(address, f"GET / HTTP/1.1\r\nX {NAME}: 1\r\n\r\n")
    told = [json.loads(line) for line in log]
    assert all(line.keys() >= {"time", "level", "logger", "message"} for line in told)
    refused = [line for line in told if line["message"] == "Invalid request"]
    assert [line["level"] for line in refused] == ["WARNING"] * 2
    assert not any(part in "".join(log) for part in (NAME, quote(NAME), "127.0.0.1", "/cases"))


def test_files_of_counts_end_with_the_server(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path))
        with gunicorn([]):
            (folder,) = tmp_path.glob("marshrut-metrics-*")
            assert folder.is_dir()
    assert not list(tmp_path.glob("marshrut-metrics-*"))


@pytest.mark.parametrize(("asked", "allowed"), [("3", {3}), ("", set(range(2, 9)))])
def test_workers_are_asked_for_or_bounded(
    asked: str, allowed: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", asked)
    settings = run_path(str(CONFIG))
    assert settings["workers"] in allowed
    assert settings["preload_app"] is False  # engines are opened after the fork


def test_a_worker_has_two_connections_for_each_thread_and_two_beside() -> None:
    threads = run_path(str(CONFIG))["threads"]
    assert 2 * SERVING.pool_size >= 2 * threads + 2
