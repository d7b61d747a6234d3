"""How the API is served: what the log of requests holds, and what the environment may set."""

from __future__ import annotations

import os
import re
import signal
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
    """Serve a trivial application and tell its address; requests are logged in ``log``."""
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
            server.communicate()
    assert server.returncode == 0


def test_the_access_log_holds_paths_and_no_queries(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    with gunicorn(log) as address, urlopen(f"{address}/cases?q=%D0%98") as answer:  # noqa: S310
        assert b"Hello world!" in answer.read()
    assert re.fullmatch(r"\[[^\]]+\] GET /cases 200 \d+ [\d.]+\n", log.read_text())


@pytest.mark.parametrize(("asked", "allowed"), [("3", {3}), ("", set(range(2, 9)))])
def test_workers_are_asked_for_or_bounded(
    asked: str, allowed: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", asked)
    settings = run_path(str(CONFIG))
    assert settings["workers"] in allowed
    assert settings["preload_app"] is False  # engines are opened after the fork
